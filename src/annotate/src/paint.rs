//! What to paint: a scene as a list of strokes, fills and lines of text.
//!
//! [`plan`] is the only place that decides geometry and colours. The browser carries the plan out on a canvas, the server in a
//! pixmap; both do it in order, in picture pixels, fill with the non-zero rule, and stroke with round caps and joins. Nothing in a
//! plan goes further than a `PathCmd`: there is no state, no nesting and no transform.
//!
//! While somebody edits, paint [`Editor::plan`](crate::Editor::plan) (the scene with the preview in its place), then
//! [`Editor::overlay`](crate::Editor::overlay) (handles, which are never part of the picture).

mod distance;
mod overlay;
mod paths;

pub(crate) use distance::distance;
pub use overlay::{box_plan, overlay_plan};
pub(crate) use overlay::{frame_plan, guide_plan};

use crate::burn::Burn;
use crate::error::SceneError;
use crate::geometry::{PixelRect, Point, Rect};
use crate::hit;
use crate::limits;
use crate::scene::Scene;
use crate::shape::{AreaForm, SegmentForm, Shape, ShapeKind, StrokeForm};
use crate::style::{Color, Style};
use crate::text::{TextMeasure, bubble, lines, step_radius};
use paths::{arrow_path, dot_path, ellipse_path, line, pen, pressed_pen, rect_path, round_rect_path, tail_path};

/// A colour with its alpha channel, not premultiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgba {
    pub r: u8,
    pub g: u8,
    pub b: u8,
    pub a: u8,
}

impl Rgba {
    pub const BLACK: Self = Self::opaque(Color::BLACK);
    pub const WHITE: Self = Self::opaque(Color::WHITE);

    #[must_use]
    pub const fn opaque(color: Color) -> Self {
        Self {
            r: color.r,
            g: color.g,
            b: color.b,
            a: 255,
        }
    }

    /// `opacity` from 0 to 1; beyond that, the nearer end.
    #[must_use]
    pub fn new(color: Color, opacity: f64) -> Self {
        // A float cast to u8 stops at 0 and 255.
        Self {
            a: (opacity * 255.0).round() as u8,
            ..Self::opaque(color)
        }
    }

    /// As CSS writes it: `#rrggbbaa`.
    #[must_use]
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}{:02x}", self.r, self.g, self.b, self.a)
    }
}

/// One step of a path. A path begins with `MoveTo`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PathCmd {
    MoveTo(Point),
    LineTo(Point),
    /// A quadratic curve: control point, end.
    QuadTo(Point, Point),
    /// Back to the last `MoveTo`.
    Close,
}

impl PathCmd {
    fn turned(self, center: Point, degrees: f64) -> Self {
        let turn = |p: Point| p.turned(center, degrees);
        match self {
            Self::MoveTo(p) => Self::MoveTo(turn(p)),
            Self::LineTo(p) => Self::LineTo(turn(p)),
            Self::QuadTo(control, p) => Self::QuadTo(turn(control), turn(p)),
            Self::Close => Self::Close,
        }
    }
}

/// One thing to paint. All lengths are picture pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum Draw {
    /// Round caps and joins.
    Stroke {
        path: Vec<PathCmd>,
        color: Rgba,
        width: f64,
    },
    /// Non-zero rule.
    Fill { path: Vec<PathCmd>, color: Rgba },
    /// All of `area` but for what lies in one of the `holes`, each a closed path.
    Dim {
        area: Rect,
        holes: Vec<Vec<PathCmd>>,
        color: Rgba,
    },
    /// The mosaic of the picture, not of what was painted on it: [`pixelate`](crate::burn::pixelate).
    Mosaic { area: PixelRect, block: u32 },
    /// One line of text, from the left end of its baseline; `size` is one em. With a halo, the letters are first stroked in its
    /// colour, `halo_width` wide with round joins, then filled in `color`.
    Text {
        at: Point,
        size: f64,
        color: Rgba,
        line: String,
        halo: Option<Rgba>,
        halo_width: f64,
        /// By how many degrees the line is turned clockwise around `at`.
        angle: f64,
    },
}

impl Draw {
    /// The same turned around `center`. What stays upright stays as it is.
    fn turned(mut self, center: Point, degrees: f64) -> Self {
        match &mut self {
            Self::Stroke { path, .. } | Self::Fill { path, .. } => {
                for step in path {
                    *step = step.turned(center, degrees);
                }
            }
            Self::Text { at, angle, .. } => {
                *at = at.turned(center, degrees);
                *angle += degrees;
            }
            Self::Dim { .. } | Self::Mosaic { .. } => {}
        }
        self
    }
}

/// Width of a text's halo, in em, and the least that is still seen.
const HALO: (f64, f64) = (0.14, 2.0);
/// A highlighter is so many times as broad as the pen of the same width, and so much fainter.
pub(crate) const HIGHLIGHTER_WIDTH: f64 = 5.0;
const HIGHLIGHTER_OPACITY: f64 = 0.4;
/// How dark it is beside spotlights, and how round their corners are, in picture pixels.
const DIMNESS: f64 = 0.6;
const SPOT_CORNER: f64 = 8.0;
/// Of a callout, in em: how round its corners are, and how broad its tail begins.
const BUBBLE_CORNER: f64 = 0.35;
const TAIL_BASE: f64 = 0.7;
/// Of a step: how much of its radius is ring, and how far its number's baseline lies below the middle, in em.
const RING: f64 = 0.12;
const CENTRED: f64 = 0.36;
/// Everything that is painted of a scene, in order. `measure` is of the font that the host paints with: bubbles are as large as
/// their text.
#[must_use]
pub fn plan(scene: &Scene, measure: &impl TextMeasure) -> Vec<Draw> {
    let shapes = scene.shapes.iter().flat_map(|shape| plan_shape(scene, shape, measure));
    dim(scene, scene.shapes.iter()).into_iter().chain(shapes).collect()
}

/// What is dimmed of the picture of `scene` around the spotlights among `shapes`, below all of them; nothing where there is none.
#[must_use]
pub fn dim<'a>(scene: &Scene, shapes: impl Iterator<Item = &'a Shape>) -> Option<Draw> {
    let spotlights = shapes.filter_map(|shape| shape.kind.spotlight());
    let holes: Vec<_> = spotlights.map(|area| round_rect_path(area, SPOT_CORNER)).collect();
    let color = Rgba::new(Color::BLACK, DIMNESS);
    let area = scene.picture();
    (!holes.is_empty()).then_some(Draw::Dim { area, holes, color })
}

/// What is painted of one shape on the picture of `scene`, whether or not it is part of that scene. Hosts that keep the painted
/// scene as a layer paint a preview on top of it with this. Spotlights are painted together: see [`dim`].
#[must_use]
pub fn plan_shape(scene: &Scene, shape: &Shape, measure: &impl TextMeasure) -> Vec<Draw> {
    let draws = plan_upright(scene, shape, measure);
    if shape.angle == 0.0 {
        return draws;
    }
    let center = hit::upright(shape, measure).center();
    draws.into_iter().map(|draw| draw.turned(center, shape.angle)).collect()
}

fn plan_upright(scene: &Scene, shape: &Shape, measure: &impl TextMeasure) -> Vec<Draw> {
    let burn = scene.burn_of(shape).map(burnt);
    burn.map_or_else(|| drawn(shape, measure), |burn| vec![burn])
}

/// What is painted of a shape that is not turned, whatever the picture is like; nothing of one that only changes the picture.
pub(crate) fn drawn(shape: &Shape, measure: &impl TextMeasure) -> Vec<Draw> {
    let Style { color, width, opacity } = shape.style;
    let rgba = Rgba::new(color, opacity);
    match &shape.kind {
        ShapeKind::Area { form, area } => match form {
            AreaForm::Rect => vec![outline(rect_path(*area), rgba, width)],
            AreaForm::Ellipse => vec![outline(ellipse_path(*area), rgba, width)],
            AreaForm::Redact | AreaForm::Pixelate | AreaForm::Spotlight => Vec::new(),
        },
        ShapeKind::Segment { form, from, to } => match form {
            SegmentForm::Line => vec![line(*from, *to, width, rgba)],
            SegmentForm::Arrow => vec![Draw::Fill {
                path: arrow_path(*from, *to, width),
                color: rgba,
            }],
        },
        ShapeKind::Stroke { form, points, pressure } => match form {
            StrokeForm::Pen if !pressure.is_empty() => vec![pressed_pen(points, pressure, width, rgba)],
            StrokeForm::Pen => pen(points, width, rgba),
            StrokeForm::Highlighter => pen(
                points,
                width * HIGHLIGHTER_WIDTH,
                Rgba::new(color, opacity * HIGHLIGHTER_OPACITY),
            ),
        },
        ShapeKind::Text { at, text, size, to } => match to {
            None => letters(*at, text, *size, shape.style),
            Some(to) => callout(*at, text, *size, *to, shape.style, measure),
        },
        ShapeKind::Step { at, size, number } => step(*at, *size, *number, shape.style, measure),
    }
}

fn burnt(burn: Burn) -> Draw {
    match burn {
        Burn::Blacken(area) => Draw::Fill {
            path: rect_path(area.into()),
            color: Rgba::BLACK,
        },
        Burn::Pixelate { area, block } => Draw::Mosaic { area, block },
    }
}

fn outline(path: Vec<PathCmd>, color: Rgba, width: f64) -> Draw {
    Draw::Stroke { path, color, width }
}

/// Text on the picture: its halo keeps it readable on anything.
fn letters(at: Point, text: &str, size: f64, style: Style) -> Vec<Draw> {
    let halo = Some(Rgba::new(style.color.opposite(), style.opacity));
    let halo_width = (size * HALO.0).max(HALO.1);
    lines_of(at, text, size, Rgba::new(style.color, style.opacity), halo, halo_width)
}

fn lines_of(at: Point, text: &str, size: f64, color: Rgba, halo: Option<Rgba>, halo_width: f64) -> Vec<Draw> {
    lines(at, text, size)
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| Draw::Text {
            at,
            size,
            color,
            line: printable(line),
            halo,
            halo_width,
            angle: 0.0,
        })
        .collect()
}

/// Text in a bubble that points somewhere.
fn callout(at: Point, text: &str, size: f64, to: Point, style: Style, measure: &impl TextMeasure) -> Vec<Draw> {
    let bubble = bubble(at, text, size, measure);
    let mut path = round_rect_path(bubble, size * BUBBLE_CORNER);
    if !bubble.contains(to) {
        path.extend(tail_path(bubble, to, size * TAIL_BASE));
    }
    let fill = Draw::Fill {
        path,
        color: Rgba::new(style.color, style.opacity),
    };
    let ink = Rgba::new(style.color.opposite(), style.opacity);
    let mut draws = vec![fill];
    draws.extend(lines_of(at, text, size, ink, None, 0.0));
    draws
}

/// A number in a disc, with a ring that keeps it apart from what it lies on.
fn step(at: Point, size: f64, number: u32, style: Style, measure: &impl TextMeasure) -> Vec<Draw> {
    let radius = step_radius(size);
    let ink = Rgba::new(style.color.opposite(), style.opacity);
    let figure = number.to_string();
    // A number of four figures is set smaller, so that the disc stays a disc.
    let widest = radius * 1.6;
    let wide = measure.width(&figure, size).max(f64::MIN_POSITIVE);
    let fit = size * (widest / wide).min(1.0);
    let left = at.offset(-measure.width(&figure, fit) / 2.0, fit * CENTRED);
    vec![
        Draw::Fill {
            path: dot_path(at, radius),
            color: ink,
        },
        Draw::Fill {
            path: dot_path(at, radius * (1.0 - RING)),
            color: Rgba::new(style.color, style.opacity),
        },
        Draw::Text {
            at: left,
            size: fit,
            color: ink,
            line: figure,
            halo: None,
            halo_width: 0.0,
            angle: 0.0,
        },
    ]
}

/// `scale` (screen pixels per picture pixel) as far as anybody zooms; 1 when it is not a positive number. Lengths on the screen are
/// divided by it, so it must not come near to 0.
pub(crate) fn usable_scale(scale: f64) -> f64 {
    if scale > 0.0 { scale.clamp(1e-3, 1e3) } else { 1.0 }
}

/// How far a shape's paint reaches beyond its geometry.
fn stroke_reach(shape: &Shape) -> f64 {
    match shape.kind {
        ShapeKind::Area { form, .. } => match form {
            AreaForm::Rect | AreaForm::Ellipse => shape.style.width / 2.0,
            AreaForm::Redact | AreaForm::Pixelate | AreaForm::Spotlight => 0.0,
        },
        ShapeKind::Segment { .. } => shape.style.width / 2.0,
        ShapeKind::Stroke { form, ref pressure, .. } => {
            let most = pressure.iter().copied().map(pressed).reduce(f64::max);
            stroke_width(form, shape.style.width) * most.unwrap_or(1.0) / 2.0
        }
        ShapeKind::Text { .. } | ShapeKind::Step { .. } => 0.0,
    }
}

/// The box around everything that is painted of one shape.
#[must_use]
pub fn painted_bounds(shape: &Shape, measure: &impl TextMeasure) -> Rect {
    hit::bounds(shape, measure).inflate(reach(shape))
}

/// How far anything painted of a shape lies from its [bounds](hit::bounds), at most.
pub(crate) fn reach(shape: &Shape) -> f64 {
    match &shape.kind {
        ShapeKind::Segment { .. } => shape.style.width * paths::HEAD_REACH,
        // What is hidden is hidden in whole pixels.
        ShapeKind::Area {
            form: AreaForm::Redact | AreaForm::Pixelate,
            ..
        } => 1.0,
        // Of the bubble's tail, which may begin broader than it is long.
        ShapeKind::Text { size, .. } => *size,
        _ => stroke_reach(shape),
    }
}

impl Scene {
    /// Whether painting it takes no more work than drawings of people do: a few bytes can ask for a picture to be covered thousands of
    /// times.
    ///
    /// # Errors
    /// [`SceneError::TooMuchWork`] beyond [`limits::PAINTED`] and [`limits::HIDDEN`].
    pub fn check_work(&self, measure: &impl TextMeasure) -> Result<(), SceneError> {
        let picture = self.picture();
        let part = |area: Rect| {
            let over =
                |from: f64, length: f64, whole: f64| ((from + length).min(whole) - from.max(0.0)).max(0.0) / whole;
            over(area.x, area.w, picture.w) * over(area.y, area.h, picture.h)
        };
        let hidden = |burn: Burn| part(burn.area().into());
        let painted = |shape: &Shape| part(painted_bounds(shape, measure));
        let (hidden, painted): (f64, f64) = (
            self.burns().into_iter().map(hidden).sum(),
            self.shapes.iter().map(painted).sum(),
        );
        if hidden > limits::HIDDEN || painted > limits::PAINTED {
            return Err(SceneError::TooMuchWork);
        }
        Ok(())
    }
}

/// How many times as broad as its width a pen draws that is pressed so hard; once, when it is pressed half.
pub(crate) fn pressed(pressure: f64) -> f64 {
    0.35 + 1.3 * pressure
}

/// How broad a freehand line is painted.
pub(crate) fn stroke_width(form: StrokeForm, width: f64) -> f64 {
    match form {
        StrokeForm::Pen => width,
        StrokeForm::Highlighter => width * HIGHLIGHTER_WIDTH,
    }
}

/// Without control characters, which fonts show as boxes; a scene from elsewhere may contain them.
fn printable(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
