#include "server/rpc/metrics.h"

#include <exception>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "prometheus/counter.h"
#include "prometheus/exposer.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace gridgov {

// Refreshes the gauges, then collects.
class Metrics::Page : public prometheus::Collectable {
 public:
  explicit Page(std::shared_ptr<prometheus::Registry> registry) : registry_(std::move(registry)) {}
  std::vector<prometheus::MetricFamily> Collect() const override {
    std::function<void()> refresh;
    {
      std::lock_guard<std::mutex> lock(mu_);
      refresh = refresh_;
    }
    if (refresh) refresh();
    return registry_->Collect();
  }
  void set_refresh(std::function<void()> refresh) {
    std::lock_guard<std::mutex> lock(mu_);
    refresh_ = std::move(refresh);
  }

 private:
  const std::shared_ptr<prometheus::Registry> registry_;
  mutable std::mutex mu_;
  std::function<void()> refresh_;
};

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      page_(std::make_shared<Page>(registry_)),
      calls_(prometheus::BuildCounter()
                 .Name("gridgov_calls_total")
                 .Help("Calls by method and code")
                 .Register(*registry_)),
      seconds_(prometheus::BuildHistogram()
                   .Name("gridgov_call_seconds")
                   .Help("Time from receipt to answer")
                   .Register(*registry_)),
      noise_(prometheus::BuildCounter()
                 .Name("gridgov_noise_total")
                 .Help("Unauthenticated and malformed calls, which leave no journal row")
                 .Register(*registry_)) {}

Metrics::~Metrics() { page_->set_refresh(nullptr); }

absl::Status Metrics::Serve(int port) {
  if (port == 0) return absl::OkStatus();
  // The library tells of a taken port by an exception.
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(absl::StrCat("127.0.0.1:", port), 1);
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("metrics port ", port, ": ", error.what()));
  }
  exposer_->RegisterCollectable(page_);
  return absl::OkStatus();
}

void Metrics::CountCall(const std::string& method, absl::StatusCode code, absl::Duration took) {
  static const prometheus::Histogram::BucketBoundaries kBuckets = {
      0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5};
  std::lock_guard<std::mutex> lock(mu_);
  // Looking a figure up by its labels each time costs as much as a digest.
  OfMethod& figures = methods_[method];
  if (figures.seconds == nullptr) figures.seconds = &seconds_.Add({{"method", method}}, kBuckets);
  prometheus::Counter*& calls = figures.calls[code];
  if (calls == nullptr) {
    calls = &calls_.Add({{"method", method}, {"code", absl::StatusCodeToString(code)}});
  }
  calls->Increment();
  figures.seconds->Observe(absl::ToDoubleSeconds(took));
}

void Metrics::CountNoise(const std::string& reason) {
  noise_.Add({{"reason", reason}}).Increment();
}

void Metrics::SetGauge(const std::string& name, double value) {
  prometheus::BuildGauge()
      .Name(name)
      .Help("See docs/guide")
      .Register(*registry_)
      .Add({})
      .Set(value);
}

void Metrics::OnScrape(std::function<void()> refresh) { page_->set_refresh(std::move(refresh)); }

}  // namespace gridgov
