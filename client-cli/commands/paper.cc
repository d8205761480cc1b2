// Papers of mediation: text on the terminal, PDF into a file.
#include <memory>

#include "client-cli/commands/commands.h"
#include "client-cli/contract.h"
#include "client-cli/environment.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/paper.pb.h"

namespace gridgov {

Flag PdfFlag() {
  return {.name = "pdf",
          .help = {"保存为 PDF 文件（默认在终端显示文本）",
                   "The file for it as PDF; default: text on the terminal"},
          .takes = Takes::kValue};
}

absl::Status ShowPaper(Invocation& in) {
  const auto* method = FindMethod(in.command().method);
  const std::unique_ptr<google::protobuf::Message> request = NewMessage(*method->input_type());
  GG_RETURN_IF_ERROR(in.Fill(*request));
  const std::string file = in.Value("pdf");
  request->GetReflection()->SetEnumValue(request.get(),
                                         method->input_type()->FindFieldByName("form"),
                                         file.empty() ? v1::Paper::FORM_TEXT : v1::Paper::FORM_PDF);
  GG_ASSIGN_OR_RETURN(const auto paper, in.Call<v1::Paper>(*request));
  if (!file.empty()) {
    GG_RETURN_IF_ERROR(WritePrivateFile(file, paper.content()));
    in.Note({.zh = "已保存：" + file, .en = "Written: " + file});
    return absl::OkStatus();
  }
  if (!in.output().people()) return in.Print(paper);
  in.environment().out << paper.content();
  return in.output().Written();
}

std::vector<Command> PaperCommands() {
  return {
      {.path = "dispute form",
       .summary = {"人民调解受理登记表（仅本案调解员，每次生成都有记录）",
                   "The registration form, for its mediators; each is on the audit chain"},
       .example = "gridgov dispute form 510703003001001J00042 --pdf form.pdf",
       .method = "PaperService.GetRegistrationForm",
       .args = {{.name = "DISPUTE", .help = {"纠纷编号", "The dispute"}, .field = "dispute"}},
       .flags = {PdfFlag()},
       .run = ShowPaper},
      {.path = "mediation-session paper",
       .summary = {"人民调解记录（仅本案调解员，每次生成都有记录）",
                   "The record as a paper, for its mediators; each is on the audit chain"},
       .example = "gridgov mediation-session paper 0193a5c0-0000-7000-8000-000000000001",
       .method = "PaperService.GetRecordPaper",
       .args = {{.name = "SESSION",
                 .help = {"调解标识", "The session"},
                 .field = "mediation_session"}},
       .flags = {PdfFlag()},
       .run = ShowPaper},
  };
}

}  // namespace gridgov
