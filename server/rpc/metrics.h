// What Prometheus may scrape on loopback: figures without names, ids or texts of anybody.
#ifndef GRIDGOV_SERVER_RPC_METRICS_H_
#define GRIDGOV_SERVER_RPC_METRICS_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "prometheus/registry.h"

namespace prometheus {
class Exposer;
}

namespace gridgov {

// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // Serves /metrics on 127.0.0.1:`port`. Port 0: not at all.
  absl::Status Serve(int port);

  void CountCall(const std::string& method, absl::StatusCode code, absl::Duration took);
  void CountNoise(const std::string& reason);
  // A figure that is read when scraped, by calling Refresh first.
  void SetGauge(const std::string& name, double value);
  // Called before each scrape to bring the gauges up to date.
  void OnScrape(std::function<void()> refresh);

 private:
  class Page;
  std::shared_ptr<prometheus::Registry> registry_;
  std::shared_ptr<Page> page_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Family<prometheus::Counter>& noise_;

  struct OfMethod {
    prometheus::Histogram* seconds = nullptr;
    std::map<absl::StatusCode, prometheus::Counter*> calls;
  };
  std::mutex mu_;
  std::unordered_map<std::string, OfMethod> methods_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_METRICS_H_
