#include "server/media/media.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pictures.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MediaTest, FindsTheTypeInTheBytesAndNotInAName) {
  EXPECT_EQ(SniffMedia(Jpeg()), MediaType::kJpeg);
  EXPECT_EQ(SniffMedia(Png()), MediaType::kPng);
  EXPECT_EQ(SniffMedia(Pdf()), MediaType::kPdf);
  for (const char* other : {"", "MZ\x90", "PK\x03\x04", "<svg/>", "GIF89a", "\xFF\xD8", "%PDF"}) {
    EXPECT_EQ(SniffMedia(other), MediaType::kUnknown) << other;
    EXPECT_THAT(CleanMedia(MediaType::kUnknown, other), HasReason("NOT_A_MEDIA"));
  }
}

TEST(MediaTest, APlainPictureStaysByteForByte) {
  for (const std::string& picture : {Jpeg(), Png(), Pdf()}) {
    GG_ASSERT_OK_AND_ASSIGN(const std::string clean, CleanMedia(SniffMedia(picture), picture));
    EXPECT_EQ(clean, picture);
  }
}

TEST(MediaTest, WhatIsCleanStaysAsItIs) {
  for (const std::string& picture : {Photo(5000), Png(PngChunk("tEXt", "a\0b"))}) {
    GG_ASSERT_OK_AND_ASSIGN(const std::string once, CleanMedia(SniffMedia(picture), picture));
    GG_ASSERT_OK_AND_ASSIGN(const std::string twice, CleanMedia(SniffMedia(once), once));
    EXPECT_EQ(once, twice);
  }
}

TEST(MediaTest, APhotoLosesItsPlaceItsNotesAndItsCommentsButNotHowItIsTurned) {
  const std::string head =
      absl::StrCat(JpegSegment(0xE2, "MPF preview"), JpegSegment(0xED, "Photoshop 3.0 notes"),
                   ExifSegment(6), JpegSegment(0xFE, "comment of a worker"),
                   JpegSegment(0xE1, "http://ns.adobe.com/xap/1.0/ person"));
  GG_ASSERT_OK_AND_ASSIGN(const std::string clean, CleanJpeg(Jpeg(head)));
  for (const char* gone : {"GPS", "MPF", "Photoshop", "comment", "ns.adobe"}) {
    EXPECT_THAT(clean, Not(HasSubstr(gone)));
  }
  EXPECT_THAT(clean, HasSubstr("picture bits"));
  // Exactly one tag, 0x0112 SHORT 1, with the value 6.
  EXPECT_THAT(clean, HasSubstr(std::string("\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06", 12)));
}

TEST(MediaTest, TheTurnIsReadInEitherOrderOfBytesAndOnlyIfItIsOne) {
  const auto turned = [](const std::string& tiff) {
    const auto clean = CleanJpeg(Jpeg(JpegSegment(0xE1, std::string("Exif\0\0", 6) + tiff)));
    EXPECT_THAT(clean, IsOk());
    return clean.ok() && clean->find("Exif") != std::string::npos;
  };
  const std::string little("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0", 22);
  EXPECT_TRUE(turned(little));
  EXPECT_FALSE(turned(little.substr(0, 18) + std::string("\x09\0\0\0", 4)));  // No such turn.
  EXPECT_FALSE(turned(little.substr(0, 15)));                                 // Cut.
  EXPECT_FALSE(turned(std::string("II\x2A\0\xFF\xFF\xFF\xFF", 8)));           // Points outside.
  EXPECT_FALSE(turned("XX"));
}

TEST(MediaTest, APhotoEndsWhereItEnds) {
  const std::string hidden = "PK\x03\x04 <script>alert(1)</script>";
  GG_ASSERT_OK_AND_ASSIGN(const std::string clean, CleanJpeg(Jpeg() + hidden));
  EXPECT_EQ(clean, Jpeg());
}

TEST(MediaTest, APreviewInTheHeaderIsLeftOut) {
  std::string picture = Jpeg();
  const std::string preview = std::string("JFIF\0\1\1\0\0\1\0\1\1\1", 14) + "RGB";
  picture.replace(2, 18, JpegSegment(0xE0, preview));
  EXPECT_EQ(*CleanJpeg(picture), Jpeg());
}

TEST(MediaTest, ABrokenJpegIsRefused) {
  const std::string good = Photo(100);
  for (size_t cut = 3; cut < good.size(); ++cut) {
    EXPECT_THAT(CleanJpeg(good.substr(0, cut)), HasReason("NOT_A_JPEG")) << cut;
  }
  const std::string frame = JpegSegment(0xC0, std::string("\x08\0\x10\0\x10\1\1\x11\0", 9));
  EXPECT_THAT(CleanJpeg(Jpeg(frame)), HasReason("NOT_A_JPEG"));  // Two pictures in one.
  EXPECT_THAT(CleanJpeg("\xFF\xD8\xFF\xD9"), HasReason("NOT_A_JPEG"));
  EXPECT_THAT(CleanJpeg(Jpeg("<html>")), HasReason("NOT_A_JPEG"));
}

TEST(MediaTest, APictureOfTooManyPixelsIsRefusedByItsHeader) {
  EXPECT_THAT(CleanJpeg(Jpeg("", "x", 65000, 65000)), HasReason("TOO_MANY_PIXELS"));
  EXPECT_THAT(CleanPng(Png("", Packed("x"), 100'000, 100'000)), HasReason("TOO_MANY_PIXELS"));
  EXPECT_THAT(CleanPng(Png("", Packed("x"), 0xFFFFFFFF, 0xFFFFFFFF)), HasReason("TOO_MANY_PIXELS"));
  EXPECT_THAT(CleanPng(Png("", Packed("x"), 0, 4)), HasReason("NOT_A_PNG"));
}

TEST(MediaTest, AScanThatIsRepeatedWithoutEndIsRefused) {
  std::string scans;
  for (int i = 0; i < 200; ++i) {
    scans += "bits" + JpegSegment(0xDA, std::string("\1\1\0\0\x3F\0", 6));
  }
  EXPECT_THAT(CleanJpeg(Jpeg("", scans)), HasReason("NOT_A_JPEG"));
}

TEST(MediaTest, APngLosesEveryChunkThatDrawsNothing) {
  const std::string extra = absl::StrCat(
      PngChunk("tEXt", "Comment <script>"), PngChunk("iTXt", "x"), PngChunk("zTXt", "x"),
      PngChunk("eXIf", "GPS"), PngChunk("iCCP", "profile"), PngChunk("prVt", "anything"));
  GG_ASSERT_OK_AND_ASSIGN(const std::string clean, CleanPng(Png(extra)));
  EXPECT_EQ(clean, Png());
  const std::string drawn = absl::StrCat(PngChunk("gAMA", "abcd"), PngChunk("tRNS", "ab"));
  EXPECT_EQ(*CleanPng(Png(drawn)), Png(drawn));
}

TEST(MediaTest, WhatFollowsAPngIsNoPng) {
  EXPECT_THAT(CleanPng(Png() + "<script>alert(1)</script>"), HasReason("NOT_A_PNG"));
  EXPECT_THAT(CleanPng(Png() + '\0'), HasReason("NOT_A_PNG"));
}

TEST(MediaTest, ABrokenPngIsRefused) {
  const std::string good = Png();
  for (size_t cut = 8; cut < good.size(); ++cut) {
    EXPECT_THAT(CleanPng(good.substr(0, cut)), HasReason("NOT_A_PNG")) << cut;
  }
  for (size_t at = 8; at < good.size(); ++at) {
    std::string flipped = good;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    EXPECT_THAT(CleanPng(flipped), HasReason("NOT_A_PNG")) << at;
  }
  EXPECT_THAT(CleanPng(Png(PngChunk("ABCD", "must be understood"))), HasReason("NOT_A_PNG"));
  EXPECT_THAT(CleanPng(Png(PngChunk("PLTE", std::string(5000, 'x')))), HasReason("NOT_A_PNG"));
}

TEST(MediaTest, APngThatUnpacksToMoreThanItSaysIsRefused) {
  EXPECT_THAT(CleanPng(Png("", Packed(std::string(10 << 20, '\0')))), HasReason("NOT_A_PNG"));
  EXPECT_THAT(CleanPng(Png("", Packed(std::string(19, '\0')))), HasReason("NOT_A_PNG"));
  EXPECT_THAT(CleanPng(Png("", Packed(std::string(20, '\0')) + "x")), HasReason("NOT_A_PNG"));
  EXPECT_THAT(CleanPng(Png("", "no zlib at all")), HasReason("NOT_A_PNG"));
}

TEST(MediaTest, AnInterlacedPngIsCountedPassByPass) {
  // 5 x 5 grey, Adam7: 1x1, 1x1, 2x1, 1x2, 3x1, 2x3, 5x2, each row behind a byte.
  const size_t size = 2 + 2 + 3 + 2 * 2 + 4 + 3 * 3 + 2 * 6;
  const std::string header = BigEndian(5, 4) + BigEndian(5, 4) + std::string("\x08\0\0\0\1", 5);
  const auto picture = [&](size_t bytes) {
    return std::string("\x89PNG\r\n\x1A\n") + PngChunk("IHDR", header) +
           PngChunk("IDAT", Packed(std::string(bytes, '\0'))) + PngChunk("IEND", "");
  };
  EXPECT_THAT(CleanPng(picture(size)), IsOk());
  EXPECT_THAT(CleanPng(picture(size + 1)), HasReason("NOT_A_PNG"));
}

TEST(MediaTest, ADocumentThatDoesThingsIsRefusedHoweverItSpellsThem) {
  for (const char* body :
       {"<</OpenAction 3 0 R>>", "<</S/JavaScript/JS(app.alert)>>", "<</S/J#61vaScript>>",
        "<</Launch <<>> >>", "<</Names<</EmbeddedFiles 4 0 R>>>>", "<</AA<<>>>>", "/JS ",
        "stream no end /JS "}) {
    EXPECT_THAT(CleanPdf(Pdf(body)), HasReason("ACTIVE_CONTENT")) << body;
  }
  for (const char* body : {"<</JSX 1>>", "<</Type/Page>> stream\n/JS (packed)\nendstream",
                           "stream endstream / ", ""}) {
    EXPECT_THAT(CleanPdf(Pdf(body)), IsOk()) << body;
  }
}

TEST(MediaTest, ADocumentHasABeginningAndAnEnd) {
  EXPECT_THAT(CleanPdf("%PDF-1.7 nothing"), HasReason("NOT_A_PDF"));
  EXPECT_THAT(CleanPdf(Pdf() + "<script>"), HasReason("NOT_A_PDF"));
  EXPECT_THAT(CleanPdf("junk" + Pdf()), HasReason("NOT_A_PDF"));
}

}  // namespace
}  // namespace gridgov
