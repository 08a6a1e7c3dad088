//! What is painted over the picture while somebody edits it: selections, handles, frames and guides. Never part of a flattened picture.

use super::paths::{dot_path, rect_path};
use super::{Draw, PathCmd, Rgba, stroke_reach, usable_scale};
use crate::geometry::{Point, Rect};
use crate::hit::{self, Handle};
use crate::shape::{Shape, ShapeKind};
use crate::style::Color;
use crate::text::TextMeasure;

/// What the overlay is drawn in: readable on any picture because it lies on white.
const ACCENT: Rgba = Rgba::opaque(Color::new(0x25, 0x63, 0xeb));
/// Screen pixels: the overlay's line, the white beneath it, the gap to the shape, a handle's side.
const OVERLAY_LINE: f64 = 1.5;
const OVERLAY_UNDER: f64 = 3.5;
const OVERLAY_GAP: f64 = 4.0;
const HANDLE_SIDE: f64 = 10.0;
/// How dark it is where the picture is cut away.
const CUT_AWAY: f64 = 0.65;
/// What things snap to is shown in this, so many screen pixels wide.
const GUIDE: Rgba = Rgba::opaque(Color::new(0xe1, 0x1d, 0x48));
const GUIDE_LINE: f64 = 1.0;

/// What is painted over the picture to show that `shape` is selected: an outline and, with `handles`, what it is reshaped by, which
/// look equally large at every `scale` (screen pixels per picture pixel). Never part of a flattened picture.
#[must_use]
pub fn overlay_plan(shape: &Shape, measure: &impl TextMeasure, scale: f64, handles: bool) -> Vec<Draw> {
    let pixel = 1.0 / usable_scale(scale);
    let outline = match shape.kind {
        // A box around a slanted line says nothing: show the line.
        ShapeKind::Segment { from, to, .. } => vec![PathCmd::MoveTo(from), PathCmd::LineTo(to)],
        _ => {
            let own = hit::upright(shape, measure);
            let path = rect_path(own.inflate(stroke_reach(shape) + OVERLAY_GAP * pixel));
            path.into_iter()
                .map(|step| step.turned(own.center(), shape.angle))
                .collect()
        }
    };
    let mut draws = outlined(outline, pixel);
    for (handle, at) in hit::handles(shape, measure, scale).into_iter().filter(|_| handles) {
        let outline = if handle == Handle::Turn {
            dot_path(at, HANDLE_SIDE / 2.0 * pixel)
        } else {
            rect_path(knob_box(at, pixel))
                .into_iter()
                .map(|step| step.turned(at, shape.angle))
                .collect()
        };
        draws.extend(knob(outline, pixel));
    }
    draws
}

/// A box that is being spanned around what is to be selected.
#[must_use]
pub fn box_plan(area: Rect, scale: f64) -> Vec<Draw> {
    let mut draws = vec![Draw::Fill {
        path: rect_path(area),
        color: Rgba { a: 24, ..ACCENT },
    }];
    draws.extend(outlined(rect_path(area), 1.0 / usable_scale(scale)));
    draws
}

/// The part `crop` of `picture` that is to be left: everything else is darkened. With `handles`, what its corners are dragged by.
pub(crate) fn frame_plan(picture: Rect, crop: Rect, scale: f64, handles: bool) -> Vec<Draw> {
    let pixel = 1.0 / usable_scale(scale);
    let mut draws = vec![Draw::Dim {
        area: picture,
        holes: vec![rect_path(crop)],
        color: Rgba::new(Color::BLACK, CUT_AWAY),
    }];
    draws.extend(outlined(rect_path(crop), pixel));
    for at in crop.corners().into_iter().filter(|_| handles) {
        draws.extend(knob(rect_path(knob_box(at, pixel)), pixel));
    }
    draws
}

/// A line that something snaps to.
pub(crate) fn guide_plan(from: Point, to: Point, scale: f64) -> Draw {
    Draw::Stroke {
        path: vec![PathCmd::MoveTo(from), PathCmd::LineTo(to)],
        color: GUIDE,
        width: GUIDE_LINE / usable_scale(scale),
    }
}

/// The room of a handle around `at`.
fn knob_box(at: Point, pixel: f64) -> Rect {
    Rect::new(at.x, at.y, 0.0, 0.0).inflate(HANDLE_SIDE / 2.0 * pixel)
}

/// A handle of this outline.
fn knob(path: Vec<PathCmd>, pixel: f64) -> [Draw; 2] {
    [
        Draw::Fill {
            path: path.clone(),
            color: Rgba::WHITE,
        },
        Draw::Stroke {
            path,
            color: ACCENT,
            width: OVERLAY_LINE * pixel,
        },
    ]
}

/// A line of the overlay, with white beneath it.
fn outlined(path: Vec<PathCmd>, pixel: f64) -> Vec<Draw> {
    let line = |path, color, width: f64| Draw::Stroke {
        path,
        color,
        width: width * pixel,
    };
    vec![
        line(path.clone(), Rgba::WHITE, OVERLAY_UNDER),
        line(path, ACCENT, OVERLAY_LINE),
    ]
}
