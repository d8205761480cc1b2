// notice: what the server tells of deadlines.
#include "client-cli/commands/commands.h"

namespace gridgov {

std::vector<Command> NoticeCommands() {
  return {
      {.path = "notice list",
       .summary = {"查看提醒", "List your notices"},
       .example = "gridgov notice list --unread",
       .method = "NoticeService.ListNotices",
       .flags = ListFlags(
           "NoticeService.ListNotices",
           {{.name = "unread", .help = {"只看未读", "Only those not read"}, .field = "unread"},
            {.name = "kind", .help = {"类型", "Of this kind"}, .filter = "kind"}})},
      {.path = "notice read",
       .summary = {"把提醒标为已读（默认最新 200 条未读）",
                   "Mark notices as read (default the 200 newest)"},
       .example = "gridgov notice read 019aa8a0-0000-7000-8000-000000000001",
       .method = "NoticeService.MarkNoticesRead",
       .args = {{.name = "NOTICE",
                 .help = {"提醒标识", "The notices"},
                 .field = "names",
                 .many = true,
                 .optional = true}}},
  };
}

}  // namespace gridgov
