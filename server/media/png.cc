// PNG (ISO/IEC 15948): a signature and chunks, each with its length, its type and its sum.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "absl/strings/match.h"
#include "server/media/media.h"
#include "server/media/refusals.h"

namespace gridgov {
namespace {

constexpr size_t kSignature = 8;
constexpr size_t kAroundChunk = 12;  // Length, type, sum.
// Unpacked; more takes longer than a worker may be held.
constexpr uint64_t kMostUnpacked = 256 << 20;

size_t FourBytes(absl::string_view bytes, size_t at) {
  size_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

const Bytef* Raw(absl::string_view bytes) { return reinterpret_cast<const Bytef*>(bytes.data()); }

struct Header {
  uint64_t width = 0;
  uint64_t height = 0;
  uint64_t bits = 0;  // Of a pixel.
  bool interlaced = false;
};

// How many bits a pixel has, by the colour type; 0 for a pair that there is not.
uint64_t BitsOf(int depth, int colour) {
  const bool deep = depth == 8 || depth == 16;
  const bool flat = depth == 1 || depth == 2 || depth == 4 || depth == 8;
  switch (colour) {
    case 0:
      return flat || deep ? depth : 0;
    case 2:
      return deep ? 3 * depth : 0;
    case 3:
      return flat ? depth : 0;
    case 4:
      return deep ? 2 * depth : 0;
    case 6:
      return deep ? 4 * depth : 0;
    default:
      return 0;
  }
}

// The bytes of one picture or pass of it: each row has a byte for its filter.
uint64_t Unpacked(uint64_t width, uint64_t height, uint64_t bits) {
  return width == 0 || height == 0 ? 0 : height * (1 + (width * bits + 7) / 8);
}

uint64_t Unpacked(const Header& header) {
  if (!header.interlaced) return Unpacked(header.width, header.height, header.bits);
  // Adam7: where each pass begins and how far its pixels lie apart.
  constexpr uint64_t kPasses[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                      {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
  uint64_t all = 0;
  for (const auto& [x, y, dx, dy] : kPasses) {
    const uint64_t width = header.width > x ? (header.width - x + dx - 1) / dx : 0;
    const uint64_t height = header.height > y ? (header.height - y + dy - 1) / dy : 0;
    all += Unpacked(width, height, header.bits);
  }
  return all;
}

// Unpacks into nothing and counts.
class Counter {
 public:
  explicit Counter(uint64_t expected) : expected_(expected) { ready_ = inflateInit(&z_) == Z_OK; }
  ~Counter() {
    if (ready_) inflateEnd(&z_);
  }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // False: it is no zlib stream, ends early, or holds more than was announced.
  bool Add(absl::string_view packed) {
    z_.next_in = const_cast<Bytef*>(Raw(packed));
    z_.avail_in = static_cast<uInt>(packed.size());
    while (ready_ && z_.avail_in > 0) {
      if (ended_) return false;
      z_.next_out = buffer_.data();
      z_.avail_out = static_cast<uInt>(buffer_.size());
      const int result = inflate(&z_, Z_NO_FLUSH);
      count_ += buffer_.size() - z_.avail_out;
      if (count_ > expected_ || (result != Z_OK && result != Z_STREAM_END)) return false;
      ended_ = result == Z_STREAM_END;
    }
    return ready_;
  }
  bool complete() const { return ended_ && count_ == expected_; }

 private:
  const uint64_t expected_;
  uint64_t count_ = 0;
  bool ready_ = false;
  bool ended_ = false;
  z_stream z_ = {};
  std::array<Bytef, 1 << 16> buffer_;
};

class PngFilter {
 public:
  explicit PngFilter(absl::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<std::string> Run() {
    out_.assign(bytes_.data(), kSignature);
    size_t at = kSignature;
    while (!ended_) {
      if (bytes_.size() - at < kAroundChunk) return Broken("PNG", "chunk");
      const size_t size = FourBytes(bytes_, at);
      if (size > bytes_.size() - at - kAroundChunk) return Broken("PNG", "chunk");
      const absl::string_view chunk = bytes_.substr(at, size + kAroundChunk);
      const absl::string_view summed = chunk.substr(4, size + 4);
      if (crc32(0, Raw(summed), static_cast<uInt>(summed.size())) != FourBytes(chunk, size + 8)) {
        return Broken("PNG", "sum");
      }
      absl::Status taken = Take(chunk.substr(4, 4), chunk.substr(8, size), chunk);
      if (!taken.ok()) return taken;
      at += chunk.size();
    }
    // A page with a script, an archive: what follows is another file that only looks like this one.
    if (at != bytes_.size()) return Broken("PNG", "behind the end");
    if (pixels_ == nullptr || !pixels_->complete()) return Broken("PNG", "pixels");
    return std::move(out_);
  }

 private:
  absl::Status Take(absl::string_view type, absl::string_view data, absl::string_view chunk) {
    if ((type == "IHDR") != (pixels_ == nullptr)) return Broken("PNG", "header");
    if (type == "IHDR") {
      absl::Status read = ReadHeader(data);
      if (!read.ok()) return read;
    } else if (type == "IDAT") {
      if (!pixels_->Add(data)) return Broken("PNG", "pixels");
    } else if (type == "IEND") {
      ended_ = true;
    } else if (type != "PLTE" && type != "tRNS" && type != "gAMA" && type != "cHRM" &&
               type != "sRGB") {
      // The fifth bit of a type's first letter says that a picture can be drawn without it.
      return (type[0] & 0x20) != 0 ? absl::OkStatus() : Broken("PNG", "chunk");
    } else if (data.size() > 768) {
      return Broken("PNG", "chunk");  // The longest of them is a palette of 256 colours.
    }
    out_.append(chunk.data(), chunk.size());
    return absl::OkStatus();
  }

  absl::Status ReadHeader(absl::string_view data) {
    if (data.size() != 13) return Broken("PNG", "header");
    const Header header{.width = FourBytes(data, 0),
                        .height = FourBytes(data, 4),
                        .bits = BitsOf(data[8], data[9]),
                        .interlaced = data[12] == 1};
    if (header.width == 0 || header.height == 0 || header.bits == 0 || data[10] != 0 ||
        data[11] != 0 || (data[12] != 0 && data[12] != 1)) {
      return Broken("PNG", "header");
    }
    if (header.width > kMostPixels || header.height > kMostPixels ||
        header.width * header.height > kMostPixels || Unpacked(header) > kMostUnpacked) {
      return TooManyPixels(header.width, header.height);
    }
    pixels_ = std::make_unique<Counter>(Unpacked(header));
    return absl::OkStatus();
  }

  const absl::string_view bytes_;
  std::string out_;
  std::unique_ptr<Counter> pixels_;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::string> CleanPng(absl::string_view bytes) {
  if (SniffMedia(bytes) != MediaType::kPng) return Broken("PNG", "start");
  return PngFilter(bytes).Run();
}

}  // namespace gridgov
