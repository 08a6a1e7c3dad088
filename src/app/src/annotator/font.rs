//! The one font of annotations. The server rasterises with the same file, so that a text is as wide there as here.

use super::picture::context;
use annotate::TextMeasure;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, FontFace, HtmlCanvasElement};

/// What canvas and text field name; the fallbacks only show where the file could not be loaded.
pub const FAMILY: &str = "Annotate, ui-sans-serif, system-ui, sans-serif";
const CHECKED: &str = "16px Annotate";

/// Loads the font, once for the page. Without it texts are still written, in a font of the system.
pub async fn load() {
    let fonts = document().fonts();
    if fonts.check(CHECKED).unwrap_or(false) && fonts.size() > 0 {
        return;
    }
    let Ok(face) = FontFace::new_with_str("Annotate", "url(/fonts/annotate.ttf)") else {
        return;
    };
    let Ok(loading) = face.load() else { return };
    if JsFuture::from(loading).await.is_ok() {
        // The set refuses only a face that came from a style sheet.
        let _ = fonts.add(&face);
    }
}

/// Measures in the painter's font, with a canvas of its own so that it never disturbs a painting under way.
#[derive(Clone)]
pub struct CanvasMeasure(Option<CanvasRenderingContext2d>);

/// Widths grow in proportion with the size, so one size is enough; a large one loses least to rounding.
const SIZE: f64 = 100.0;

impl CanvasMeasure {
    pub fn new() -> Self {
        let canvas = document()
            .create_element("canvas")
            .ok()
            .and_then(|c| c.dyn_into::<HtmlCanvasElement>().ok());
        let context = canvas.as_ref().and_then(context);
        if let Some(context) = &context {
            context.set_font(&format!("{SIZE}px {FAMILY}"));
        }
        Self(context)
    }
}

impl TextMeasure for CanvasMeasure {
    fn width(&self, line: &str, size: f64) -> f64 {
        let measured = self
            .0
            .as_ref()
            .and_then(|context| context.measure_text(line).ok())
            .map(|m| m.width());
        measured.map_or_else(|| annotate::Estimate.width(line, size), |width| width * size / SIZE)
    }
}
