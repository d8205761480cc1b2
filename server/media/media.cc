#include "server/media/media.h"

#include "absl/strings/match.h"
#include "server/media/refusals.h"

namespace gridgov {

MediaType SniffMedia(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xFF\xD8\xFF")) return MediaType::kJpeg;
  if (absl::StartsWith(bytes, "\x89PNG\r\n\x1A\n")) return MediaType::kPng;
  if (absl::StartsWith(bytes, "%PDF-")) return MediaType::kPdf;
  return MediaType::kUnknown;
}

absl::StatusOr<std::string> CleanMedia(MediaType type, absl::string_view bytes) {
  switch (type) {
    case MediaType::kJpeg:
      return CleanJpeg(bytes);
    case MediaType::kPng:
      return CleanPng(bytes);
    case MediaType::kPdf:
      return CleanPdf(bytes);
    case MediaType::kUnknown:
      break;
  }
  return Broken("MEDIA", "");
}

absl::Status Broken(absl::string_view type, absl::string_view where) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, absl::StrCat("NOT_A_", type),
      {.zh = "文件内容已损坏或不完整，或其后附有其他内容，未保存。请重新拍照或重新导出。",
       .en = "The file is damaged, incomplete, or has something else behind its end; it is not "
             "kept. Take or export it again."},
      {{"where", std::string(where)}});
}

absl::Status TooManyPixels(size_t width, size_t height) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "TOO_MANY_PIXELS",
      {.zh = absl::StrCat("图片为 ", width, "×", height, " 像素，超过 ", kMostPixels / 1'000'000,
                          "00 万像素的上限，请缩小后再传。"),
       .en = absl::StrCat("The picture has ", width, " x ", height, " pixels; the most is ",
                          kMostPixels / 1'000'000, " million. Make it smaller.")},
      {{"width", absl::StrCat(width)}, {"height", absl::StrCat(height)}});
}

}  // namespace gridgov
