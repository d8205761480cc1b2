// JPEG (ITU-T T.81): a row of segments, each a marker and its length, and after each SOS the
// picture itself up to the next marker.
#include "absl/strings/match.h"
#include "server/media/media.h"
#include "server/media/refusals.h"

namespace gridgov {
namespace {

constexpr int kSoi = 0xD8;
constexpr int kEoi = 0xD9;
constexpr int kSos = 0xDA;
constexpr int kApp0 = 0xE0;
constexpr int kApp1 = 0xE1;
constexpr int kApp14 = 0xEE;
// A progressive picture has about ten; thousands over a few pixels keep a viewer busy for minutes.
constexpr int kMostScans = 100;
constexpr absl::string_view kExif{"Exif\0\0", 6};

int At(absl::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

size_t TwoBytes(absl::string_view bytes, size_t at) {
  return static_cast<size_t>(At(bytes, at)) << 8 | static_cast<size_t>(At(bytes, at + 1));
}

// A number of a TIFF, in its own order of bytes; 0 outside of it.
size_t Number(absl::string_view tiff, size_t at, size_t size) {
  if (at > tiff.size() || size > tiff.size() - at) return 0;
  const bool little = tiff[0] == 'I';
  size_t value = 0;
  for (size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<size_t>(At(tiff, at + (little ? size - 1 - i : i)));
  }
  return value;
}

// How the picture is to be turned, 1 to 8 (EXIF tag 0x0112); 1 if nothing sound says so.
int OrientationIn(absl::string_view tiff) {
  if (!absl::StartsWith(tiff, "II") && !absl::StartsWith(tiff, "MM")) return 1;
  const size_t directory = Number(tiff, 4, 4);
  const size_t entries = Number(tiff, directory, 2);
  for (size_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + i * 12;
    if (entry > tiff.size()) break;
    if (Number(tiff, entry, 2) != 0x0112) continue;
    const size_t value = Number(tiff, entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

// An APP1 that says how the picture is to be turned and nothing else.
std::string OrientationSegment(int orientation) {
  std::string segment("\xFF\xE1\x00\x22", 4);
  segment += std::string(kExif);
  segment +=
      std::string("MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00", 19);
  segment += static_cast<char>(orientation);
  return segment + std::string(6, '\0');
}

// A JFIF header without the preview that one may carry.
std::string JfifSegment(absl::string_view body) {
  return absl::StrCat(absl::string_view("\xFF\xE0\x00\x10", 4), body.substr(0, 12),
                      absl::string_view("\0\0", 2));
}

// Copies the picture segment by segment.
class JpegFilter {
 public:
  explicit JpegFilter(absl::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<std::string> Run() {
    out_ = "\xFF\xD8";
    at_ = 2;
    while (true) {
      while (at_ < bytes_.size() && At(bytes_, at_) != 0xFF) return Broken("JPEG", "marker");
      while (at_ < bytes_.size() && At(bytes_, at_) == 0xFF) ++at_;  // Fill bytes.
      if (at_ >= bytes_.size()) return Broken("JPEG", "end");
      const int marker = At(bytes_, at_++);
      if (marker == kEoi) break;
      absl::Status copied = Segment(marker);
      if (!copied.ok()) return copied;
    }
    if (!framed_ || scans_ == 0) return Broken("JPEG", "picture");
    out_ += "\xFF\xD9";
    if (orientation_ != 1) out_.insert(turn_at_, OrientationSegment(orientation_));
    return std::move(out_);
  }

 private:
  absl::Status Segment(int marker) {
    if (marker == 0x00 || marker == 0x01 || marker == kSoi || (marker >= 0xD0 && marker <= 0xD7)) {
      return Broken("JPEG", "marker");
    }
    if (bytes_.size() - at_ < 2) return Broken("JPEG", "length");
    const size_t size = TwoBytes(bytes_, at_);
    if (size < 2 || size > bytes_.size() - at_) return Broken("JPEG", "length");
    const absl::string_view body = bytes_.substr(at_ + 2, size - 2);
    const absl::string_view whole = bytes_.substr(at_, size);
    at_ += size;
    if (marker >= kApp0 && marker <= 0xFE) {
      Application(marker, body);
      return absl::OkStatus();
    }
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      absl::Status fits = Frame(marker, body);
      if (!fits.ok()) return fits;
    }
    // Tables, frames and scans; arithmetic coding and what T.81 reserves are in no camera's file.
    if (marker < 0xC0 || marker == 0xC8 || marker == 0xCC) return Broken("JPEG", "marker");
    if (!turn_known_) turn_at_ = out_.size();
    turn_known_ = true;
    out_ += '\xFF';
    out_ += static_cast<char>(marker);
    out_.append(whole.data(), whole.size());
    return marker == kSos ? Scan() : absl::OkStatus();
  }

  void Application(int marker, absl::string_view body) {
    if (marker == kApp0 && absl::StartsWith(body, absl::string_view("JFIF\0", 5)) &&
        body.size() >= 14 && out_.size() == 2) {
      out_ += JfifSegment(body);
    } else if (marker == kApp14 && absl::StartsWith(body, "Adobe") && body.size() == 12) {
      absl::StrAppend(&out_, absl::string_view("\xFF\xEE\x00\x0E", 4), body);
    } else if (marker == kApp1 && absl::StartsWith(body, kExif) && orientation_ == 1) {
      orientation_ = OrientationIn(body.substr(kExif.size()));
    }
  }

  absl::Status Frame(int marker, absl::string_view body) {
    // Baseline, extended and progressive: what cameras make and viewers know.
    if (framed_ || marker > 0xC2 || body.size() < 6) return Broken("JPEG", "frame");
    framed_ = true;
    const size_t height = TwoBytes(body, 1);
    const size_t width = TwoBytes(body, 3);
    if (height == 0 || width == 0) return Broken("JPEG", "frame");
    return width * height > kMostPixels ? TooManyPixels(width, height) : absl::OkStatus();
  }

  // The picture's bits, up to the marker that ends them.
  absl::Status Scan() {
    if (!framed_ || ++scans_ > kMostScans) return Broken("JPEG", "scan");
    const size_t begin = at_;
    while (true) {
      at_ = bytes_.find('\xFF', at_);
      if (at_ == absl::string_view::npos || at_ + 1 >= bytes_.size()) return Broken("JPEG", "end");
      const int next = At(bytes_, at_ + 1);
      if (next != 0x00 && (next < 0xD0 || next > 0xD7)) break;
      at_ += 2;
    }
    out_.append(bytes_.data() + begin, at_ - begin);
    return absl::OkStatus();
  }

  const absl::string_view bytes_;
  size_t at_ = 0;
  std::string out_;
  bool framed_ = false;
  int scans_ = 0;
  int orientation_ = 1;
  // Behind the application segments that are kept.
  bool turn_known_ = false;
  size_t turn_at_ = 0;
};

}  // namespace

absl::StatusOr<std::string> CleanJpeg(absl::string_view bytes) {
  if (SniffMedia(bytes) != MediaType::kJpeg) return Broken("JPEG", "start");
  return JpegFilter(bytes).Run();
}

}  // namespace gridgov
