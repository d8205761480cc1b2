// The views of ledgers.
#include "client-cli/views.h"

namespace gridgov {

const std::vector<std::pair<std::string, View>>& LedgerViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Ledger",
       {IdField(),
        {.path = "kind", .title = {"种类", "kind"}, .listed = true},
        {.path = "period", .title = {"统计期", "period"}, .listed = true},
        {.path = "area", .title = {"区域", "area"}, .listed = true},
        {.path = "title", .title = {"名称", "title"}},
        {.path = "format", .title = {"格式", "format"}, .listed = true},
        {.path = "row_count", .title = {"行数", "rows"}, .listed = true, .zero = true},
        {.path = "provisional", .title = {"暂定", "provisional"}, .listed = true},
        {.path = "closed", .title = {"已封账", "closed"}, .listed = true},
        {.path = "correction_count", .title = {"更正数", "corrections"}},
        {.path = "purpose", .title = {"用途", "purpose"}},
        {.path = "creator", .title = {"编制人", "made by"}},
        {.path = "size_bytes", .title = {"字节数", "bytes"}},
        {.path = "sha256", .title = {"SHA-256", "SHA-256"}},
        {.path = "create_time", .title = {"编制时间", "made"}, .listed = true},
        {.path = "expire_time", .title = {"有效期至", "erased on"}, .listed = true},
        NameField(),
        {.path = "etag", .title = {"版本", "etag"}}}},
  };
  return *views;
}

}  // namespace gridgov
