//! Shapes as paths.

use super::{Draw, PathCmd, Rgba, pressed};
use crate::geometry::{Point, Rect};

/// An arrow's head is this many times as long as the shaft is wide …
const HEAD_LENGTH: f64 = 4.5;
/// … and reaches this many times the width to either side.
pub const HEAD_REACH: f64 = 2.25;
/// Curves that a round shape is made of: it leaves the true one by a fiftieth of a percent of its radius at most.
const ROUND: u32 = 16;

pub fn rect_path(rect: Rect) -> Vec<PathCmd> {
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
pub fn pen(points: &[Point], width: f64, color: Rgba) -> Vec<Draw> {
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

/// A pen stroke that is as broad at each point as the pen was pressed there: discs, and what lies between two of them, all clockwise, so
/// that they are one under the non-zero rule and a translucent line is not darker where it bends.
pub fn pressed_pen(points: &[Point], pressure: &[f64], width: f64, color: Rgba) -> Draw {
    let radius = |p: f64| pressed(p) * width / 2.0;
    let mut path = Vec::new();
    let mut before: Option<(Point, f64)> = None;
    for (&at, &p) in points.iter().zip(pressure) {
        let r = radius(p);
        if let Some((from, other)) = before {
            // What lies within the last disc would only be painted twice.
            if from.distance(at) + r <= other {
                continue;
            }
            path.extend(between(from, other, at, r));
        }
        path.extend(dot_path(at, r));
        before = Some((at, r));
    }
    Draw::Fill { path, color }
}

/// The four corners that two discs have on their sides, clockwise.
fn between(a: Point, ra: f64, b: Point, rb: f64) -> Vec<PathCmd> {
    let length = a.distance(b);
    if length == 0.0 {
        return Vec::new();
    }
    let (ux, uy) = ((b.x - a.x) / length, (b.y - a.y) / length);
    vec![
        PathCmd::MoveTo(a.offset(uy * ra, -ux * ra)),
        PathCmd::LineTo(b.offset(uy * rb, -ux * rb)),
        PathCmd::LineTo(b.offset(-uy * rb, ux * rb)),
        PathCmd::LineTo(a.offset(-uy * ra, ux * ra)),
        PathCmd::Close,
    ]
}

/// An arrow as one outline: rounded tail, shaft and head. One piece, because a translucent arrow of two would be darker where they
/// overlap. An arrow shorter than its head becomes a smaller head.
pub fn arrow_path(from: Point, to: Point, width: f64) -> Vec<PathCmd> {
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

/// A disc.
pub fn dot_path(center: Point, radius: f64) -> Vec<PathCmd> {
    ellipse_path(Rect::new(center.x, center.y, 0.0, 0.0).inflate(radius))
}

/// The ellipse that fills `area`, clockwise.
pub fn ellipse_path(area: Rect) -> Vec<PathCmd> {
    let (rx, ry) = (area.w / 2.0, area.h / 2.0);
    let center = Point::new(area.x + rx, area.y + ry);
    let step = std::f64::consts::TAU / f64::from(ROUND);
    let on = |angle: f64, beyond: f64| center.offset(rx * beyond * angle.cos(), ry * beyond * angle.sin());
    let outside = 1.0 / (step / 2.0).cos();
    let mut path = vec![PathCmd::MoveTo(on(0.0, 1.0))];
    for i in 0..ROUND {
        let angle = f64::from(i) * step;
        path.push(PathCmd::QuadTo(on(angle + step / 2.0, outside), on(angle + step, 1.0)));
    }
    path.push(PathCmd::Close);
    path
}

/// A straight line; a dot where it has no length.
pub fn line(from: Point, to: Point, width: f64, color: Rgba) -> Draw {
    if from == to {
        return Draw::Fill {
            path: dot_path(from, width / 2.0),
            color,
        };
    }
    Draw::Stroke {
        path: vec![PathCmd::MoveTo(from), PathCmd::LineTo(to)],
        color,
        width,
    }
}

/// A box with round corners, clockwise.
pub fn round_rect_path(area: Rect, radius: f64) -> Vec<PathCmd> {
    let r = radius.min(area.w / 2.0).min(area.h / 2.0);
    let [a, b, c, d] = area.corners();
    vec![
        PathCmd::MoveTo(a.offset(r, 0.0)),
        PathCmd::LineTo(b.offset(-r, 0.0)),
        PathCmd::QuadTo(b, b.offset(0.0, r)),
        PathCmd::LineTo(c.offset(0.0, -r)),
        PathCmd::QuadTo(c, c.offset(-r, 0.0)),
        PathCmd::LineTo(d.offset(r, 0.0)),
        PathCmd::QuadTo(d, d.offset(0.0, -r)),
        PathCmd::LineTo(a.offset(0.0, r)),
        PathCmd::QuadTo(a, a.offset(r, 0.0)),
        PathCmd::Close,
    ]
}

/// What grows from the middle of a bubble to `to`: a triangle, clockwise, so that it and the bubble are one under the non-zero rule.
pub fn tail_path(bubble: Rect, to: Point, base: f64) -> Vec<PathCmd> {
    let middle = Point::new(bubble.x + bubble.w / 2.0, bubble.y + bubble.h / 2.0);
    let length = middle.distance(to);
    if length == 0.0 {
        return Vec::new();
    }
    let (ux, uy) = ((to.x - middle.x) / length, (to.y - middle.y) / length);
    let half = base / 2.0;
    vec![
        PathCmd::MoveTo(middle.offset(uy * half, -ux * half)),
        PathCmd::LineTo(to),
        PathCmd::LineTo(middle.offset(-uy * half, ux * half)),
        PathCmd::Close,
    ]
}
