//! Carries a plan out on a canvas. Decides nothing.

use super::{
    font::FAMILY,
    picture::{Picture, context, pixels_of, put_pixels},
    view::{Size, View},
};
use annotate::{Burn, Draw, PathCmd, PixelRect, Point, Rect, Rgba};
use web_sys::{CanvasRenderingContext2d, CanvasWindingRule, HtmlCanvasElement, Path2d};

/// A canvas that is painted on.
pub struct Layer {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Layer {
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = context(&canvas)?;
        Some(Self { canvas, context })
    }

    pub fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    pub fn width(&self) -> f64 {
        self.canvas.width().into()
    }

    pub fn height(&self) -> f64 {
        self.canvas.height().into()
    }

    pub fn resize(&self, size: Size, ratio: f64) {
        // Sizes of a window: far below what a u32 holds, never below zero.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a window's size")]
        let pixels = |side: f64| (side * ratio).round().max(1.0) as u32;
        self.canvas.set_width(pixels(size.0));
        self.canvas.set_height(pixels(size.1));
    }

    /// Wipes the layer, or the part `only` of it, beside which nothing is painted until [`Layer::end`], and maps picture pixels onto it.
    pub fn begin(&self, view: View, ratio: f64, only: Option<Rect>) -> &CanvasRenderingContext2d {
        let context = &self.context;
        context.save();
        // None of these fails with finite numbers.
        let _ = context.reset_transform();
        let part = only.unwrap_or_else(|| Rect::new(0.0, 0.0, self.width(), self.height()));
        if only.is_some() {
            context.begin_path();
            context.rect(part.x, part.y, part.w, part.h);
            context.clip();
        }
        context.clear_rect(part.x, part.y, part.w, part.h);
        let scale = view.scale * ratio;
        let _ = context.set_transform(scale, 0.0, 0.0, scale, view.left * ratio, view.top * ratio);
        context
    }

    pub fn end(&self) {
        self.context.restore();
    }

    /// Moves all that is on the layer, by whole pixels of it, and gives the parts that have come into sight; `whole` is all of it.
    pub fn push(&self, (dx, dy): (f64, f64), whole: Rect) -> Vec<Rect> {
        if (dx, dy) == (0.0, 0.0) {
            return Vec::new();
        }
        if dx.abs() >= whole.w || dy.abs() >= whole.h {
            return vec![whole];
        }
        self.context.save();
        let _ = self.context.reset_transform();
        // What is not painted on is wiped.
        let copied = self.context.set_global_composite_operation("copy").is_ok()
            && self
                .context
                .draw_image_with_html_canvas_element(&self.canvas, dx, dy)
                .is_ok();
        self.context.restore();
        if !copied {
            return vec![whole];
        }
        let left = Rect::new(if dx > 0.0 { 0.0 } else { whole.w + dx }, 0.0, dx.abs(), whole.h);
        let above = Rect::new(0.0, if dy > 0.0 { 0.0 } else { whole.h + dy }, whole.w, dy.abs());
        [left, above]
            .into_iter()
            .filter(|strip| strip.w > 0.0 && strip.h > 0.0)
            .collect()
    }
}

/// A plan as the browser likes it: its paths are objects of the browser, which it can keep from one frame to the next.
pub struct Prepared(Vec<Item>);

enum Item {
    Stroke {
        path: Path2d,
        color: String,
        width: f64,
    },
    Fill {
        path: Path2d,
        color: String,
    },
    Dim {
        area: Rect,
        holes: Vec<Path2d>,
        color: String,
    },
    Mosaic {
        area: PixelRect,
        block: u32,
    },
    Text(Text),
}

struct Text {
    at: Point,
    angle: f64,
    font: String,
    line: String,
    color: String,
    halo: Option<(String, f64)>,
}

impl Prepared {
    /// What a browser without paths cannot prepare is left out.
    pub fn new(plan: &[Draw]) -> Self {
        Self(plan.iter().filter_map(prepare).collect())
    }

    /// The context's transform maps picture pixels onto the canvas; mosaics are those of `picture`.
    pub fn paint(&self, context: &CanvasRenderingContext2d, picture: &Picture) {
        for item in &self.0 {
            match item {
                Item::Stroke { path, color, width } => {
                    pen(context, color, *width);
                    context.stroke_with_path(path);
                }
                Item::Fill { path, color } => {
                    context.set_fill_style_str(color);
                    context.fill_with_path_2d(path);
                }
                Item::Dim { area, holes, color } => dim(context, *area, holes, color),
                Item::Mosaic { area, block } => mosaic(context, *area, *block, picture),
                Item::Text(text) => write(context, text),
            }
        }
    }
}

/// Paints a plan that is not kept.
pub fn paint(context: &CanvasRenderingContext2d, plan: &[Draw], picture: &Picture) {
    Prepared::new(plan).paint(context, picture);
}

fn prepare(draw: &Draw) -> Option<Item> {
    Some(match draw {
        Draw::Stroke { path, color, width } => Item::Stroke {
            path: trace(path)?,
            color: color.css(),
            width: *width,
        },
        Draw::Fill { path, color } => Item::Fill {
            path: trace(path)?,
            color: color.css(),
        },
        Draw::Dim { area, holes, color } => Item::Dim {
            area: *area,
            holes: holes.iter().filter_map(|hole| around(hole, *area)).collect(),
            color: color.css(),
        },
        Draw::Mosaic { area, block } => Item::Mosaic {
            area: *area,
            block: *block,
        },
        Draw::Text {
            at,
            size,
            color,
            line,
            halo,
            halo_width,
            angle,
        } => Item::Text(Text {
            at: *at,
            angle: *angle,
            font: format!("{size}px {FAMILY}"),
            line: line.clone(),
            color: color.css(),
            halo: halo.map(|halo: Rgba| (halo.css(), *halo_width)),
        }),
    })
}

fn trace(path: &[PathCmd]) -> Option<Path2d> {
    let traced = Path2d::new().ok()?;
    for step in path {
        match step {
            PathCmd::MoveTo(p) => traced.move_to(p.x, p.y),
            PathCmd::LineTo(p) => traced.line_to(p.x, p.y),
            PathCmd::QuadTo(c, p) => traced.quadratic_curve_to(c.x, c.y, p.x, p.y),
            PathCmd::Close => traced.close_path(),
        }
    }
    Some(traced)
}

/// All of `area` with `hole` cut out of it, under the even-odd rule.
fn around(hole: &[PathCmd], area: Rect) -> Option<Path2d> {
    let path = trace(hole)?;
    path.rect(area.x, area.y, area.w, area.h);
    Some(path)
}

fn pen(context: &CanvasRenderingContext2d, color: &str, width: f64) {
    context.set_stroke_style_str(color);
    context.set_line_width(width);
    context.set_line_cap("round");
    context.set_line_join("round");
}

/// What lies outside of every hole is what is left when one after the other was cut out.
fn dim(context: &CanvasRenderingContext2d, area: Rect, holes: &[Path2d], color: &str) {
    context.save();
    for hole in holes {
        context.clip_with_path_2d_and_winding(hole, CanvasWindingRule::Evenodd);
    }
    context.set_fill_style_str(color);
    context.fill_rect(area.x, area.y, area.w, area.h);
    context.restore();
}

/// Its cells are pixels of a small canvas; enlarged without smoothing they are what they were.
fn mosaic(context: &CanvasRenderingContext2d, area: PixelRect, block: u32, picture: &Picture) {
    let Rect { x, y, w, h } = area.into();
    let block_side = f64::from(block.max(1));
    let smooth = context.image_smoothing_enabled();
    context.set_image_smoothing_enabled(false);
    let drawn = picture.mosaic(area, block).and_then(|mosaic| {
        // The last cells of a row may be cut, and so is what is taken of their pixels.
        let (sw, sh) = (w / block_side, h / block_side);
        context
            .draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                &mosaic, 0.0, 0.0, sw, sh, x, y, w, h,
            )
            .ok()
    });
    context.set_image_smoothing_enabled(smooth);
    // What cannot be shown as a mosaic is not shown at all.
    if drawn.is_none() {
        context.set_fill_style_str("#94a3b8");
        context.fill_rect(x, y, w, h);
    }
}

/// A text that cannot be drawn leaves a gap; there is nobody to tell.
fn write(context: &CanvasRenderingContext2d, text: &Text) {
    let (at, turned) = (text.at, text.angle != 0.0);
    if turned {
        context.save();
        let _ = context.translate(at.x, at.y);
        let _ = context.rotate(text.angle.to_radians());
        let _ = context.translate(-at.x, -at.y);
    }
    context.set_font(&text.font);
    context.set_text_baseline("alphabetic");
    if let Some((halo, width)) = &text.halo {
        pen(context, halo, *width);
        let _ = context.stroke_text(&text.line, at.x, at.y);
    }
    context.set_fill_style_str(&text.color);
    let _ = context.fill_text(&text.line, at.x, at.y);
    if turned {
        context.restore();
    }
}

/// Destroys what is to be hidden: what lay there is gone from the canvas.
///
/// # Errors
/// In words, when the browser keeps the pixels to itself; then nothing may leave it.
pub fn burn(context: &CanvasRenderingContext2d, burns: &[Burn]) -> Result<(), String> {
    const REFUSED: &str = "This browser does not let the mosaic be made. Use Redact instead.";
    for burn in burns {
        match burn {
            Burn::Blacken(area) => {
                let Rect { x, y, w, h } = (*area).into();
                context.set_fill_style_str("#000000");
                context.fill_rect(x, y, w, h);
            }
            Burn::Pixelate { area, .. } => {
                let mut pixels = pixels_of(context, *area).ok_or(REFUSED)?;
                burn.apply(&mut pixels);
                put_pixels(context, *area, &pixels).ok_or(REFUSED)?;
            }
        }
    }
    Ok(())
}
