// What pango and cairo count references of, as unique_ptr.
#ifndef GRIDGOV_SERVER_PAPERS_GLIB_PTR_H_
#define GRIDGOV_SERVER_PAPERS_GLIB_PTR_H_

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <pango/pango.h>

#include <memory>

namespace gridgov {

struct GlibDeleter {
  void operator()(PangoLayout* p) const { g_object_unref(p); }
  void operator()(PangoContext* p) const { g_object_unref(p); }
  void operator()(PangoFontMap* p) const { g_object_unref(p); }
  void operator()(PangoFontDescription* p) const { pango_font_description_free(p); }
  void operator()(PangoLayoutIter* p) const { pango_layout_iter_free(p); }
  void operator()(cairo_t* p) const { cairo_destroy(p); }
  void operator()(cairo_surface_t* p) const { cairo_surface_destroy(p); }
  void operator()(cairo_font_options_t* p) const { cairo_font_options_destroy(p); }
  void operator()(FcConfig* p) const { FcConfigDestroy(p); }
};
template <class T>
using GlibPtr = std::unique_ptr<T, GlibDeleter>;

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_PAPERS_GLIB_PTR_H_
