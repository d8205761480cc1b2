// Small files to send: pictures that are whole by their format, and what people hide in them.
// Header only.
#ifndef GRIDGOV_TESTS_SUPPORT_PICTURES_H_
#define GRIDGOV_TESTS_SUPPORT_PICTURES_H_

#include <zlib.h>

#include <string>

#include "absl/strings/string_view.h"

namespace gridgov {

inline std::string BigEndian(size_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

inline std::string JpegSegment(int marker, const std::string& body) {
  return std::string("\xFF") + static_cast<char>(marker) + BigEndian(body.size() + 2, 2) + body;
}

// An EXIF with how to turn the picture (tag 0x0112) and where it was taken.
inline std::string ExifSegment(int orientation) {
  std::string tiff("MM\0\x2A\0\0\0\x08\0\x02", 10);
  tiff += std::string("\x01\x12\0\x03\0\0\0\x01\0", 9) + static_cast<char>(orientation) +
          std::string("\0\0", 2);
  tiff += std::string("\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0", 16);
  tiff += "GPS 31.47N 104.74E (invented)";
  return JpegSegment(0xE1, std::string("Exif\0\0", 6) + tiff);
}

// `head` stands before the picture, `bits` are the picture itself.
inline std::string Jpeg(const std::string& head = "", const std::string& bits = "picture bits",
                        size_t width = 16, size_t height = 16) {
  return "\xFF\xD8" + JpegSegment(0xE0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)) + head +
         JpegSegment(0xDB, std::string(65, '\1')) +
         JpegSegment(0xC0, "\x08" + BigEndian(height, 2) + BigEndian(width, 2) +
                               std::string("\1\1\x11\0", 4)) +
         JpegSegment(0xC4, std::string(28, '\1')) +
         JpegSegment(0xDA, std::string("\1\1\0\0\x3F\0", 6)) + bits + "\xFF\xD9";
}

// A photo of about `size` bytes, each different by `seed`, with a place in its EXIF.
inline std::string Photo(size_t size = 0, char seed = 'a') {
  std::string bits(size, seed);
  for (size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<char>(seed + i / 1000 % 20);
  return Jpeg(ExifSegment(6), bits + "end");
}

inline std::string PngChunk(const std::string& type, const std::string& data) {
  const std::string summed = type + data;
  return BigEndian(data.size(), 4) + summed +
         BigEndian(crc32(0, reinterpret_cast<const Bytef*>(summed.data()),
                         static_cast<uInt>(summed.size())),
                   4);
}

inline std::string Packed(const std::string& plain) {
  uLongf size = compressBound(plain.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  packed.resize(size);
  return packed;
}

// A grey picture; `extra` are further chunks before its pixels, `pixels` is packed.
inline std::string Png(const std::string& extra = "",
                       const std::string& pixels = Packed(std::string(4 * 5, '\0')),
                       size_t width = 4, size_t height = 4) {
  return std::string("\x89PNG\r\n\x1A\n") +
         PngChunk("IHDR",
                  BigEndian(width, 4) + BigEndian(height, 4) + std::string("\x08\0\0\0\0", 5)) +
         extra + PngChunk("IDAT", pixels) + PngChunk("IEND", "");
}

inline std::string Pdf(const std::string& body = "1 0 obj\n<</Type/Catalog>>\nendobj\n") {
  return "%PDF-1.7\n" + body + "trailer\n<</Root 1 0 R>>\n%%EOF\n";
}

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_PICTURES_H_
