// Scene: a data folder with everything that work needs (divisions, catalogue, units, people with
// roles, grids), made through the contract, and the means to call the server as one of its people.
// All names, phone numbers and grids in it are invented.
#ifndef GRIDGOV_TESTS_SCENE_SCENE_H_
#define GRIDGOV_TESTS_SCENE_SCENE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/account.pb.h"
#include "proto/cpp/channel.h"
#include "tests/scene/server_process.h"

namespace gridgov {

using Channel = std::shared_ptr<grpc::ChannelInterface>;

// Somebody who has signed in. Tokens outlive restarts of the server.
struct ScenePerson {
  std::string username;
  std::string name;  // accounts/{id}
  std::string token;
};

// What a role is held for; area and unit as the contract names them.
struct SceneRole {
  std::string username;
  v1::Role role;
  std::string area;
  std::string unit;
};

// Calls are thread-safe; all else is for one thread.
class Scene {
 public:
  Scene(std::string gridgovd, std::string folder, std::string samples)
      : gridgovd_(std::move(gridgovd)), folder_(std::move(folder)), samples_(std::move(samples)) {}

  // Makes the folder and signs the three administrators in; the server then runs.
  absl::Status Create();
  // Divisions, calendar classes, a category (0604), a patrol type (SOAK), units CG and WY.
  absl::Status MakeReference();
  // Invites the people, gives them their roles, approves those that need it.
  absl::Status MakePeople(const std::vector<SceneRole>& roles);
  // A grid in a community, by a person who may; its name.
  absl::StatusOr<std::string> MakeGrid(const std::string& by, const std::string& community,
                                       int number);

  // Starts the server on the folder. Every channel of before is void.
  absl::Status Start(const std::vector<std::string>& flags = {});
  ServerProcess& server() { return *server_; }
  bool running() const { return server_ != nullptr; }
  void Drop() { server_.reset(); }

  absl::StatusOr<Channel> Open() const;
  // Keeps names and tokens beside the data, and takes them up again.
  absl::Status Save() const;
  absl::Status Resume();

  const ScenePerson& person(const std::string& username) const { return people_.at(username); }
  const std::map<std::string, ScenePerson>& people() const { return people_; }
  CallSettings SettingsOf(const std::string& username) const;
  std::string data() const { return folder_ + "/data"; }
  const std::string& folder() const { return folder_; }
  const std::string& samples() const { return samples_; }

  template <class Response>
  absl::StatusOr<Response> Call(const std::string& username,
                                const google::protobuf::Message& request) const {
    return CallUnary<Response>(channel_, SettingsOf(username), request);
  }

 private:
  // Signs in with a one-time password and changes it.
  absl::Status FirstSignIn(const std::string& username, const std::string& once);
  absl::Status MakeUnits();
  absl::Status MakeDivisions();
  absl::Status MakeCatalogue();

  const std::string gridgovd_;
  const std::string folder_;
  const std::string samples_;
  std::unique_ptr<ServerProcess> server_;
  Channel channel_;
  std::map<std::string, ScenePerson> people_;
};

// Fields of a new issue and of a new planned patrol on a grid.
inline constexpr char kSceneCategory[] = "categories/0604";
inline constexpr char kScenePatrolType[] = "patrolTypes/SOAK";
inline constexpr char kSceneStreet[] = "divisions/510703003";
inline constexpr char kSceneDistrict[] = "divisions/510703";

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SCENE_SCENE_H_
