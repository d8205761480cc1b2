#include "server/papers/paper_pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <mutex>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/papers/glib_ptr.h"
#include "server/papers/page_layout.h"

namespace gridgov {
namespace {

// Debian's fonts-noto-cjk. Named by file: fontconfig's choice depends on the machine's language and
// gives Japanese shapes where it has none.
constexpr const char* kFontFiles[] = {"/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
                                      "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"};

absl::StatusOr<GlibPtr<PangoFontMap>> MakeFontMap() {
  const GlibPtr<FcConfig> config(FcConfigCreate());
  for (const char* file : kFontFiles) {
    if (FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(file))) continue;
    return MakeError(absl::StatusCode::kFailedPrecondition, "FONTS_MISSING",
                     {.zh = absl::StrCat("服务器上没有中文字体 ", file,
                                         "，请系统管理员安装 fonts-noto-cjk；纯文本不受影响。"),
                      .en = absl::StrCat("The server has no Chinese font ", file,
                                         ". Let the system administrator install fonts-noto-cjk; "
                                         "plain text works without.")},
                     {{"file", file}});
  }
  GlibPtr<PangoFontMap> map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config.get());
  return map;
}

GlibPtr<PangoContext> MakeContext(PangoFontMap* map) {
  GlibPtr<PangoContext> context(pango_font_map_create_context(map));
  pango_context_set_language(context.get(), pango_language_from_string("zh-cn"));
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  const GlibPtr<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options.get());
  return context;
}

cairo_status_t Append(void* out, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

void Draw(cairo_t* cairo, const PlacedPage& page) {
  cairo_set_line_width(cairo, 0.6);
  for (const PlacedRule& rule : page.rules) {
    cairo_move_to(cairo, rule.x0, rule.y0);
    cairo_line_to(cairo, rule.x1, rule.y1);
  }
  cairo_stroke(cairo);
  for (const PlacedLine& line : page.lines) {
    cairo_move_to(cairo, line.x, line.y);
    pango_cairo_show_layout_line(cairo, line.line);
  }
  cairo_show_page(cairo);
}

absl::StatusOr<std::string> DrawAll(const PageLayout& layout, const std::string& title,
                                    absl::Time created) {
  std::string out;
  const GlibPtr<cairo_surface_t> surface(
      cairo_pdf_surface_create_for_stream(Append, &out, kPageWidth, kPageHeight));
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", created, absl::UTCTimeZone());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "gridgov");
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, time.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_MOD_DATE, time.c_str());
  const GlibPtr<cairo_t> cairo(cairo_create(surface.get()));
  for (const PlacedPage& page : layout.pages()) Draw(cairo.get(), page);
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS) return out;
  return absl::InternalError(
      absl::StrCat("cairo: ", cairo_status_to_string(cairo_surface_status(surface.get()))));
}

}  // namespace

absl::StatusOr<std::string> PaperAsPdf(const Paper& paper, absl::Time created) {
  // A font map belongs to one thread at a time, and reading the fonts anew for each costs more than
  // waiting.
  static std::mutex* const mu = new std::mutex;
  static GlibPtr<PangoFontMap>* const map = new GlibPtr<PangoFontMap>;
  std::lock_guard<std::mutex> lock(*mu);
  if (*map == nullptr) {
    GG_ASSIGN_OR_RETURN(*map, MakeFontMap());
  }
  const GlibPtr<PangoContext> context = MakeContext(map->get());
  PageLayout layout(context.get());
  layout.Add(paper);
  if (layout.has_unknown()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CHARACTER_NOT_IN_FONT",
                     {.zh = "内容中有字库没有的字，无法生成 PDF。请改用纯文本，或由人工填写。",
                      .en = "The text has a character that the font lacks, so no PDF is made. Take "
                            "plain text, or write it in by hand."});
  }
  return DrawAll(layout, paper.title, created);
}

}  // namespace gridgov
