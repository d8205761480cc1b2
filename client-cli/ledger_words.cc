// The words of ledgers and of the jobs that make and close them.
#include "client-cli/word_tables.h"

namespace gridgov {

const WordTable& LedgerWords() {
  static const auto* words = new WordTable{
      {"Job.KIND_LEDGER", {"编制台账", "ledger"}},
      {"Job.KIND_LEDGER_CLOSING", {"台账封账", "closing of a period"}},
      {"LEDGER_KIND_PATROLS", {"巡查台账", "patrols"}},
      {"LEDGER_KIND_ISSUES", {"事件台账", "issues"}},
      {"LEDGER_KIND_COMPOUNDS", {"小区台账", "compounds"}},
      {"LEDGER_KIND_DISPUTES", {"纠纷台账", "disputes"}},
      {"LEDGER_KIND_AGREEMENTS", {"调解协议台账", "agreements"}},
      {"LEDGER_KIND_MEETINGS", {"分析会台账", "meetings"}},
      {"LEDGER_KIND_SITES", {"场所台账", "sites"}},
      {"LEDGER_FORMAT_XLSX", {"XLSX", "XLSX"}},
      {"LEDGER_FORMAT_CSV", {"CSV", "CSV"}},
  };
  return *words;
}

}  // namespace gridgov
