//! What to paint: a scene as a list of strokes, fills and lines of text.
//!
//! [`plan`] is the only place that decides geometry and colours. The browser carries the plan out on a canvas, the server in a
//! pixmap; both do it in order, in picture pixels, fill with the non-zero rule, and stroke with round caps and joins. Nothing in a
//! plan goes further than a `PathCmd`: there is no state, no nesting and no transform.
//!
//! While somebody edits, paint [`Editor::plan`](crate::Editor::plan) (the scene with the preview in its place), then
//! [`Editor::overlay`](crate::Editor::overlay) (handles, which are never part of the picture).

use crate::geometry::{Point, Rect};
use crate::hit;
use crate::scene::{Scene, Shape, ShapeKind};
use crate::style::{Color, Style};
use crate::text::{TextMeasure, lines};

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
    /// One line of text, from the left end of its baseline; `size` is one em. With a halo, the letters are first stroked in its
    /// colour, `halo_width` wide with round joins, then filled in `color`.
    Text {
        at: Point,
        size: f64,
        color: Rgba,
        line: String,
        halo: Option<Rgba>,
        halo_width: f64,
    },
}

/// An arrow's head is this many times as long as the shaft is wide …
const HEAD_LENGTH: f64 = 4.5;
/// … and reaches this many times the width to either side.
const HEAD_REACH: f64 = 2.25;
/// Width of a text's halo, in em, and the least that is still seen.
const HALO: (f64, f64) = (0.14, 2.0);
/// What the overlay is drawn in: readable on any picture because it lies on white.
const ACCENT: Rgba = Rgba::opaque(Color::new(0x25, 0x63, 0xeb));
/// Screen pixels: the overlay's line, the white beneath it, the gap to the shape, a handle's side.
const OVERLAY_LINE: f64 = 1.5;
const OVERLAY_UNDER: f64 = 3.5;
const OVERLAY_GAP: f64 = 4.0;
const HANDLE_SIDE: f64 = 10.0;

/// Everything that is painted of a scene, in order.
#[must_use]
pub fn plan(scene: &Scene) -> Vec<Draw> {
    scene.shapes.iter().flat_map(|shape| plan_shape(scene, shape)).collect()
}

/// What is painted of one shape on the picture of `scene`, whether or not it is part of that scene. Hosts that keep the painted
/// scene as a layer paint a preview on top of it with this.
#[must_use]
pub fn plan_shape(scene: &Scene, shape: &Shape) -> Vec<Draw> {
    let Style { color, width, opacity } = shape.style;
    let rgba = Rgba::new(color, opacity);
    match &shape.kind {
        ShapeKind::Rect { x, y, w, h } => {
            vec![Draw::Stroke {
                path: rect_path(Rect::new(*x, *y, *w, *h)),
                color: rgba,
                width,
            }]
        }
        ShapeKind::Redact { .. } => {
            let pixels = scene.redaction_of(shape);
            pixels
                .map(|pixels| Draw::Fill {
                    path: rect_path(pixels.into()),
                    color: Rgba::BLACK,
                })
                .into_iter()
                .collect()
        }
        ShapeKind::Arrow { from, to } => vec![Draw::Fill {
            path: arrow_path(*from, *to, width),
            color: rgba,
        }],
        ShapeKind::Pen { points } => pen(points, width, rgba),
        ShapeKind::Text { at, text, size } => {
            let halo = Some(Rgba::new(color.opposite(), opacity));
            let halo_width = (size * HALO.0).max(HALO.1);
            lines(*at, text, *size)
                .filter(|(_, line)| !line.trim().is_empty())
                .map(|(at, line)| Draw::Text {
                    at,
                    size: *size,
                    color: rgba,
                    line: printable(line),
                    halo,
                    halo_width,
                })
                .collect()
        }
    }
}

/// What is painted over the picture to show that `shape` is selected: an outline and handles that look equally large at every
/// `scale` (screen pixels per picture pixel). Never part of a flattened picture.
#[must_use]
pub fn overlay_plan(shape: &Shape, measure: &impl TextMeasure, scale: f64) -> Vec<Draw> {
    let pixel = 1.0 / usable_scale(scale);
    let outline = match shape.kind {
        // A box around a slanted line says nothing: show the line.
        ShapeKind::Arrow { from, to } => vec![PathCmd::MoveTo(from), PathCmd::LineTo(to)],
        _ => rect_path(hit::bounds(shape, measure).inflate(stroke_reach(shape) + OVERLAY_GAP * pixel)),
    };
    let mut draws = vec![
        Draw::Stroke {
            path: outline.clone(),
            color: Rgba::WHITE,
            width: OVERLAY_UNDER * pixel,
        },
        Draw::Stroke {
            path: outline,
            color: ACCENT,
            width: OVERLAY_LINE * pixel,
        },
    ];
    for (_, at) in hit::handles(shape) {
        let square = rect_path(Rect::new(at.x, at.y, 0.0, 0.0).inflate(HANDLE_SIDE / 2.0 * pixel));
        draws.push(Draw::Fill {
            path: square.clone(),
            color: Rgba::WHITE,
        });
        draws.push(Draw::Stroke {
            path: square,
            color: ACCENT,
            width: OVERLAY_LINE * pixel,
        });
    }
    draws
}

/// `scale` (screen pixels per picture pixel) as far as anybody zooms; 1 when it is not a positive number. Lengths on the screen are
/// divided by it, so it must not come near to 0.
pub(crate) fn usable_scale(scale: f64) -> f64 {
    if scale > 0.0 { scale.clamp(1e-3, 1e3) } else { 1.0 }
}

/// How far a shape's paint reaches beyond its geometry.
fn stroke_reach(shape: &Shape) -> f64 {
    match shape.kind {
        ShapeKind::Rect { .. } | ShapeKind::Pen { .. } | ShapeKind::Arrow { .. } => shape.style.width / 2.0,
        ShapeKind::Text { .. } | ShapeKind::Redact { .. } => 0.0,
    }
}

fn rect_path(rect: Rect) -> Vec<PathCmd> {
    let [a, b, c, d] = rect.corners();
    vec![
        PathCmd::MoveTo(a),
        PathCmd::LineTo(b),
        PathCmd::LineTo(c),
        PathCmd::LineTo(d),
        PathCmd::Close,
    ]
}

/// A pen stroke: through the middles of its segments, with its points as control points, so that it has no corners.
fn pen(points: &[Point], width: f64, color: Rgba) -> Vec<Draw> {
    let Some((&first, rest)) = points.split_first() else {
        return Vec::new();
    };
    if rest.iter().all(|p| *p == first) {
        // Canvases disagree on whether a line without length has caps; a dot is a dot everywhere.
        return vec![Draw::Fill {
            path: dot_path(first, width / 2.0),
            color,
        }];
    }
    let mut path = Vec::with_capacity(points.len());
    path.push(PathCmd::MoveTo(first));
    for (i, pair) in rest.windows(2).enumerate() {
        let ends_here = i + 3 == points.len();
        let end = if ends_here { pair[1] } else { pair[0].midpoint(pair[1]) };
        path.push(PathCmd::QuadTo(pair[0], end));
    }
    if let [only] = rest {
        path.push(PathCmd::LineTo(*only));
    }
    vec![Draw::Stroke { path, color, width }]
}

/// An arrow as one outline: rounded tail, shaft and head. One piece, because a translucent arrow of two would be darker where they
/// overlap. An arrow shorter than its head becomes a smaller head.
fn arrow_path(from: Point, to: Point, width: f64) -> Vec<PathCmd> {
    let length = from.distance(to);
    if length == 0.0 {
        return dot_path(from, width / 2.0);
    }
    let shrink = (length / (width * HEAD_LENGTH)).min(1.0);
    let (half, head, reach) = (
        width / 2.0 * shrink,
        width * HEAD_LENGTH * shrink,
        width * HEAD_REACH * shrink,
    );
    let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length);
    // From `origin` so far along the arrow, and so far to its right.
    let place = |origin: Point, along: f64, aside: f64| origin.offset(ux * along - uy * aside, uy * along + ux * aside);
    vec![
        PathCmd::MoveTo(place(from, 0.0, half)),
        PathCmd::LineTo(place(to, -head, half)),
        PathCmd::LineTo(place(to, -head, reach)),
        PathCmd::LineTo(to),
        PathCmd::LineTo(place(to, -head, -reach)),
        PathCmd::LineTo(place(to, -head, -half)),
        PathCmd::LineTo(place(from, 0.0, -half)),
        PathCmd::QuadTo(place(from, -half, -half), place(from, -half, 0.0)),
        PathCmd::QuadTo(place(from, -half, half), place(from, 0.0, half)),
        PathCmd::Close,
    ]
}

/// A disc out of eight curves; they leave the circle by a third of a percent of its radius at most.
fn dot_path(center: Point, radius: f64) -> Vec<PathCmd> {
    let step = std::f64::consts::FRAC_PI_4;
    let on = |angle: f64, radius: f64| center.offset(radius * angle.cos(), radius * angle.sin());
    let outside = radius / (step / 2.0).cos();
    let mut path = vec![PathCmd::MoveTo(on(0.0, radius))];
    for i in 0..8 {
        let angle = f64::from(i) * step;
        path.push(PathCmd::QuadTo(
            on(angle + step / 2.0, outside),
            on(angle + step, radius),
        ));
    }
    path.push(PathCmd::Close);
    path
}

/// Without control characters, which fonts show as boxes; a scene from elsewhere may contain them.
fn printable(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
