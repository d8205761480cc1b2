// What is inside a file that somebody sent, and what of it is kept. Pure functions over the whole
// file: no database, no disk, no time, no state; safe from every thread. What they are given comes
// from outside and may be hostile: they read within its bounds, in time linear in its size, and use
// no more memory than the file has, whatever it says about itself.
//
// Lossless, and our own: segments and chunks are copied or left out, no picture is decoded and
// encoded anew. libexif and exiv2 edit the metadata they know and leave what they do not.
#ifndef GRIDGOV_SERVER_MEDIA_MEDIA_H_
#define GRIDGOV_SERVER_MEDIA_MEDIA_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace gridgov {

enum class MediaType { kUnknown, kJpeg, kPng, kPdf };

// A picture of more pixels is refused: whoever opens it needs memory for them.
inline constexpr size_t kMostPixels = 100'000'000;

// By the first bytes; says nothing about the rest.
MediaType SniffMedia(absl::string_view bytes);

// The file of that type as it is kept. INVALID_ARGUMENT, reason NOT_A_<TYPE> for what is broken or
// goes on behind its end, TOO_MANY_PIXELS, or ACTIVE_CONTENT for a document that does things.
absl::StatusOr<std::string> CleanMedia(MediaType type, absl::string_view bytes);

// The picture without any APPn and comment but JFIF and Adobe's (which says what the colours mean):
// no EXIF, no place, no maker's notes, no preview, no colour profile, nothing behind its end. If
// the EXIF says how the picture is to be turned, a new one says that alone.
absl::StatusOr<std::string> CleanJpeg(absl::string_view bytes);

// The picture with the chunks that draw it alone. All its sums are checked, and its pixels are
// unpacked (into nothing) to see that they are as many as its header says.
absl::StatusOr<std::string> CleanPng(absl::string_view bytes);

// The document as it is, unless it says in plain that it runs a script, starts a program, opens an
// action or carries files. A hint to honest people: what is compressed inside is not looked into.
absl::StatusOr<std::string> CleanPdf(absl::string_view bytes);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_MEDIA_MEDIA_H_
