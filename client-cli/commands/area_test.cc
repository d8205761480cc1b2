#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "client-cli/fake_office.h"
#include "gridgov/v1/area.grpc.pb.h"
#include "gridgov/v1/grid.grpc.pb.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FakeAreas : public v1::AreaService::Service {
 public:
  grpc::Status PreviewAreaChange(grpc::ServerContext*, const v1::PreviewAreaChangeRequest* request,
                                 v1::AreaChangePreview* preview) override {
    previewed.push_back(*request);
    auto& row = *preview->add_rows();
    row.set_kind(v1::AreaChangePreview::KIND_ISSUE);
    row.set_label("51070300300100100042");
    row.set_outcome(v1::AreaChangePreview::OUTCOME_MOVES);
    row.set_basis(v1::AreaChangePreview::BASIS_POINT);
    preview->set_preview_token("as-it-was-seen");
    return grpc::Status::OK;
  }
  grpc::Status SplitGrid(grpc::ServerContext*, const v1::SplitGridRequest* request,
                         v1::Grid* grid) override {
    split.push_back(*request);
    grid->set_code("510703003001001");
    return grpc::Status::OK;
  }

  std::vector<v1::PreviewAreaChangeRequest> previewed;
  std::vector<v1::SplitGridRequest> split;
};

class FakeGrids : public v1::GridService::Service {
 public:
  grpc::Status ListGrids(grpc::ServerContext*, const v1::ListGridsRequest*,
                         v1::ListGridsResponse* page) override {
    page->add_grids()->set_code("510703003001001");
    return grpc::Status::OK;
  }
  grpc::Status UpdateGrid(grpc::ServerContext*, const v1::UpdateGridRequest* request,
                          v1::Grid* grid) override {
    updated.push_back(*request);
    *grid = request->grid();
    return grpc::Status::OK;
  }

  std::vector<v1::UpdateGridRequest> updated;
};

class AreaCommandsTest : public testing::Test {
 protected:
  AreaCommandsTest() {
    Write("split.json", R"({"successors": [{"title": "东", "kind": "comprehensive",
      "boundary": {"type": "Polygon", "coordinates": [[[1, 2], [3, 2], [3, 4], [1, 2]]]}},
      {"title": "西"}], "default_successor": 1})");
  }
  void Write(const std::string& name, const std::string& content) {
    std::ofstream(office_.Path(name)) << content;
  }
  ExitCode Split(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {
        "grid", "split", "510703003001001", office_.Path("split.json"), "--reason", "示例文件"};
    words.insert(words.end(), more.begin(), more.end());
    return office_.Call(words);
  }

  FakeAreas areas_;
  FakeGrids grids_;
  FakeOffice office_{{&areas_, &grids_}};
};

TEST_F(AreaCommandsTest, APreviewShowsWhereWorkGoesAndDoesNothing) {
  ASSERT_EQ(Split({"--preview"}), ExitCode::kOk) << office_.err;
  EXPECT_THAT(office_.out, HasSubstr("51070300300100100042"));
  EXPECT_THAT(office_.out, HasSubstr("随迁"));
  EXPECT_THAT(office_.out, HasSubstr("坐标"));
  EXPECT_THAT(areas_.split, IsEmpty());
}

TEST_F(AreaCommandsTest, WhatWasSeenIsWhatIsDone) {
  ASSERT_EQ(Split({"--yes"}), ExitCode::kOk) << office_.err;
  ASSERT_EQ(areas_.split.size(), 1u);
  const v1::SplitGridRequest& done = areas_.split[0];
  EXPECT_EQ(done.preview_token(), "as-it-was-seen");
  EXPECT_EQ(done.name(), "grids/510703003001001");
  EXPECT_EQ(done.reason(), "示例文件");
  EXPECT_EQ(done.default_successor(), 1);
  EXPECT_EQ(done.successors(0).kind(), v1::Grid::KIND_COMPREHENSIVE);
  EXPECT_THAT(done.successors(0).boundary(), HasSubstr("\"Polygon\""));
}

TEST_F(AreaCommandsTest, AScriptMustSayYesAndAPersonIsAsked) {
  EXPECT_EQ(Split(), ExitCode::kUsage);
  EXPECT_THAT(office_.err, HasSubstr("--yes"));
  office_.terminal = true;
  EXPECT_EQ(Split(), ExitCode::kOk);  // Whoever is asked there types something else than yes.
  EXPECT_EQ(office_.prompts.size(), 1u);
  EXPECT_THAT(office_.err, HasSubstr("未办理"));
  EXPECT_THAT(areas_.split, IsEmpty());
}

TEST_F(AreaCommandsTest, BoundariesGoToTheGridsOfTheirCodesAndToNoneOutOfReach) {
  Write("grids.geojson", R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"code": "510703003001001", "boundary_source": "示例"},
     "geometry": {"type": "Polygon", "coordinates": []}},
    {"type": "Feature", "properties": {"code": "510703003009009"},
     "geometry": {"type": "Polygon", "coordinates": []}}]})");
  const std::string file = office_.Path("grids.geojson");
  EXPECT_EQ(office_.Call({"grid", "import-boundaries", file}), ExitCode::kError);
  EXPECT_THAT(office_.err, HasSubstr("510703003009009"));
  ASSERT_EQ(grids_.updated.size(), 1u);
  EXPECT_EQ(grids_.updated[0].grid().name(), "grids/510703003001001");
  EXPECT_EQ(grids_.updated[0].grid().boundary_source(), "示例");
  EXPECT_THAT(grids_.updated[0].update_mask().paths(), ElementsAre("boundary", "boundary_source"));
  EXPECT_EQ(office_.Call({"grid", "import-boundaries", file, "--skip-unknown"}), ExitCode::kOk)
      << office_.err;
  Write("grids.geojson", R"({"type": "FeatureCollection", "features": [{"type": "Feature"}]})");
  EXPECT_EQ(office_.Call({"grid", "import-boundaries", file}), ExitCode::kUsage);
  EXPECT_THAT(office_.err, HasSubstr("features[0]"));
}

}  // namespace
}  // namespace gridgov
