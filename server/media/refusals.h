// Why a file is not kept. Part of media.h; safe from every thread.
#ifndef GRIDGOV_SERVER_MEDIA_REFUSALS_H_
#define GRIDGOV_SERVER_MEDIA_REFUSALS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// INVALID_ARGUMENT, reason NOT_A_<type>; `where` goes into the metadata, for whoever looks closer.
absl::Status Broken(absl::string_view type, absl::string_view where);

// INVALID_ARGUMENT, reason TOO_MANY_PIXELS.
absl::Status TooManyPixels(size_t width, size_t height);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_MEDIA_REFUSALS_H_
