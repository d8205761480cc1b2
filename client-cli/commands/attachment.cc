// attachment: photos and documents of patrols, issues and agreements.
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "client-cli/transfer.h"
#include "gridgov/v1/attachment.pb.h"

namespace gridgov {
namespace {

const char kExampleId[] = "0193a5c0-0000-7000-8000-000000000001";

// Numbers are told from a patrol's id by their shape: an issue's has 20 digits, an agreement's 15,
// an X and a serial.
std::string ParentNamed(const std::string& text) {
  if (text.find('/') != std::string::npos) return text;
  if (text.size() == 21 && text[15] == 'X') return "agreements/" + text;
  const bool number =
      text.size() == 20 && text.find_first_not_of("0123456789") == std::string::npos;
  return (number ? "issues/" : "patrols/") + text;
}

absl::Status UploadFiles(Invocation& in) {
  for (const std::string& path : in.Values("FILE")) {
    v1::UploadAttachmentRequest request;
    GG_RETURN_IF_ERROR(in.Fill(request));
    v1::Attachment wanted = request.attachment();
    wanted.set_parent(ParentNamed(in.Value("PARENT")));
    GG_ASSIGN_OR_RETURN(const v1::Attachment sent, SendFile(in, std::move(wanted), path));
    GG_RETURN_IF_ERROR(in.Print(sent));
  }
  return absl::OkStatus();
}

absl::Status DownloadFile(Invocation& in) {
  v1::DownloadAttachmentRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const std::string path, FetchFile(in, request.name(), in.Value("to")));
  return in.output().PrintText(path + "\n");
}

absl::Status ListFiles(Invocation& in) {
  v1::ListAttachmentsRequest request;
  request.set_parent(ParentNamed(in.Value("PARENT")));
  return in.PrintAll(request);
}

absl::Status DeleteFile(Invocation& in) {
  v1::DeleteAttachmentRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  v1::DeleteAttachmentResponse response;
  GG_RETURN_IF_ERROR(in.Call(request, response));
  in.Note({.zh = "附件已删除。", .en = "The attachment is deleted."});
  return absl::OkStatus();
}

Arg Parent() {
  return {.name = "PARENT",
          .help = {"事件或协议编号，或巡查标识",
                   "The number of an issue or agreement, or the id of a patrol"}};
}

Arg Name() {
  return {.name = "ATTACHMENT",
          .help = {"附件标识", "The attachment's id"},
          .field = "name",
          .collection = "attachments"};
}

std::string Example(const std::string& verb, const std::string& rest = "") {
  return "gridgov attachment " + verb + " " + kExampleId + rest;
}

}  // namespace

std::vector<Command> AttachmentCommands() {
  return {
      {.path = "attachment upload",
       .summary = {"上传照片或文档", "Send photos or documents"},
       .example = Example("upload", " a.jpg b.jpg --item f1"),
       .method = "AttachmentService.UploadAttachment",
       .args = {Parent(), {.name = "FILE", .help = {"文件", "The files"}, .many = true}},
       .flags = {{.name = "item",
                  .help = {"巡查检查项", "The item of the patrol's checklist that it shows"},
                  .field = "attachment.item"},
                 {.name = "title",
                  .help = {"名称（默认文件名），不写人名",
                           "What to call it (default the file's name); nobody's name"},
                  .field = "attachment.title"},
                 {.name = "occurred-time",
                  .help = {"拍摄时间", "When it was taken"},
                  .field = "attachment.occurred_time"}},
       .run = UploadFiles},
      {.path = "attachment status",
       .summary = {"查看一次上传收到多少", "How far an upload got"},
       .example = Example("status"),
       .method = "AttachmentService.GetUpload",
       .args = {{.name = "ID", .help = {"上传标识", "Its id"}, .field = "attachment_id"}}},
      {.path = "attachment list",
       .summary = {"查看事件、巡查或协议的附件",
                   "List the attachments of an issue, a patrol or an agreement"},
       .example = "gridgov attachment list 51070300300100100042",
       .method = "AttachmentService.ListAttachments",
       .args = {Parent()},
       .flags = ListFlags("AttachmentService.ListAttachments", {}),
       .run = ListFiles},
      {.path = "attachment show",
       .summary = {"查看附件信息", "Show what an attachment is"},
       .example = Example("show"),
       .method = "AttachmentService.GetAttachment",
       .args = {Name()}},
      {.path = "attachment download",
       .summary = {"下载附件", "Fetch an attachment"},
       .example = Example("download", " --to proof.jpg"),
       .method = "AttachmentService.DownloadAttachment",
       .args = {Name()},
       .flags = {{.name = "to",
                  .help = {"保存为（默认其名称）", "The file to write (default its title)"},
                  .takes = Takes::kValue}},
       .run = DownloadFile},
      {.path = "attachment delete",
       .summary = {"删除自己上传的附件", "Delete an attachment of one's own"},
       .example = Example("delete"),
       .method = "AttachmentService.DeleteAttachment",
       .args = {Name()},
       .flags = {EtagFlag()},
       .run = DeleteFile},
  };
}

}  // namespace gridgov
