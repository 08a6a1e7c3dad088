//! What lies under a point, and where a shape can be grabbed.
//!
//! All distances are picture pixels. A host that shows the picture scaled passes a tolerance that is constant on the screen
//! (the [`Editor`](crate::Editor) does: [`TOLERANCE`] divided by its scale).

use crate::geometry::{Point, Rect, hundredths, polyline_distance, segment_distance, snap_to_eighths, snap_to_square};
use crate::scene::{Scene, Shape, ShapeKind};
use crate::text::{TextMeasure, text_box};

/// How far beside a line somebody may point and still mean it, in screen pixels.
pub const TOLERANCE: f64 = 6.0;
/// How far from the middle of a handle it can still be grabbed, in screen pixels.
pub const HANDLE_REACH: f64 = 9.0;
/// Smallest side that a handle can drag a box to, in picture pixels: a box without area could not be seen or grabbed again.
const LEAST_SIDE: f64 = 1.0;

/// The box around a shape's geometry, without the width of its stroke.
#[must_use]
pub fn bounds(shape: &Shape, measure: &impl TextMeasure) -> Rect {
    match &shape.kind {
        ShapeKind::Rect { x, y, w, h } | ShapeKind::Redact { x, y, w, h } => Rect::new(*x, *y, *w, *h),
        ShapeKind::Arrow { from, to } => Rect::from_corners(*from, *to),
        ShapeKind::Pen { points } => Rect::around(points).unwrap_or_default(),
        ShapeKind::Text { at, text, size } => text_box(*at, text, *size, measure),
    }
}

/// Distance from `p` to what is painted of the shape: the outline of a rectangle, the line of an arrow or pen stroke (0 within the
/// stroke's width), the whole box of a redaction or text.
#[must_use]
pub fn distance(shape: &Shape, p: Point, measure: &impl TextMeasure) -> f64 {
    let beside_stroke = |distance: f64| (distance - shape.style.width / 2.0).max(0.0);
    match &shape.kind {
        ShapeKind::Rect { x, y, w, h } => beside_stroke(Rect::new(*x, *y, *w, *h).outline_distance(p)),
        ShapeKind::Arrow { from, to } => beside_stroke(segment_distance(p, *from, *to)),
        ShapeKind::Pen { points } => beside_stroke(polyline_distance(p, points)),
        ShapeKind::Redact { .. } | ShapeKind::Text { .. } => bounds(shape, measure).distance(p),
    }
}

/// The shape that somebody who points at `p` means: the topmost whose paint lies within `tolerance`. When there is none, a
/// rectangle around `p`, of several the one whose outline is nearest, of equally near ones the topmost.
///
/// The inside of a rectangle yields because that is what rectangles are for: they frame things, which must stay reachable.
#[must_use]
pub fn topmost(scene: &Scene, p: Point, tolerance: f64, measure: &impl TextMeasure) -> Option<u64> {
    if !p.is_finite() {
        return None;
    }
    let painted = scene
        .shapes
        .iter()
        .rev()
        .find(|shape| distance(shape, p, measure) <= tolerance);
    let framing = || {
        let around =
            |shape: &&Shape| matches!(shape.kind, ShapeKind::Rect { .. }) && bounds(shape, measure).contains(p);
        let depth = |shape: &&Shape| bounds(shape, measure).outline_distance(p);
        scene
            .shapes
            .iter()
            .rev()
            .filter(around)
            .min_by(|a, b| depth(a).total_cmp(&depth(b)))
    };
    painted.or_else(framing).map(|shape| shape.id)
}

/// A point by which a selected shape is reshaped. Pen strokes and texts have none; they can only be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handle {
    TopLeft,
    TopRight,
    BottomRight,
    BottomLeft,
    /// An arrow's tail.
    From,
    /// An arrow's tip.
    To,
}

impl Handle {
    /// The handle that stays where it is while this one is dragged.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::TopLeft => Self::BottomRight,
            Self::TopRight => Self::BottomLeft,
            Self::BottomRight => Self::TopLeft,
            Self::BottomLeft => Self::TopRight,
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }
}

/// The handles of a shape and where they are.
#[must_use]
pub fn handles(shape: &Shape) -> Vec<(Handle, Point)> {
    if let Some(area) = shape.kind.area() {
        let order = [
            Handle::TopLeft,
            Handle::TopRight,
            Handle::BottomRight,
            Handle::BottomLeft,
        ];
        return order.into_iter().zip(area.corners()).collect();
    }
    match shape.kind {
        ShapeKind::Arrow { from, to } => vec![(Handle::From, from), (Handle::To, to)],
        _ => Vec::new(),
    }
}

/// The handle of `shape` nearest to `p` and where it is, if one is within `reach`. Of equally near ones the last, so that a box
/// drawn tiny grows to the right and downwards.
#[must_use]
pub fn handle_at(shape: &Shape, p: Point, reach: f64) -> Option<(Handle, Point)> {
    let near = |(_, at): &(Handle, Point)| at.distance(p) <= reach;
    handles(shape)
        .into_iter()
        .rev()
        .filter(near)
        .min_by(|(_, a), (_, b)| a.distance(p).total_cmp(&b.distance(p)))
}

/// The shape's geometry after `handle` was dragged to `p`. With `constrain` a box becomes a square, and an arrow turns in steps of
/// 45°. A box keeps sides of at least one pixel. `None` when the shape has no such handle.
#[must_use]
pub fn reshaped(shape: &Shape, handle: Handle, p: Point, constrain: bool) -> Option<ShapeKind> {
    let fixed = handles(shape)
        .into_iter()
        .find_map(|(own, at)| (own == handle.opposite()).then_some(at))?;
    match shape.kind {
        ShapeKind::Arrow { .. } => {
            let end = if constrain { snap_to_eighths(fixed, p) } else { p }.rounded();
            Some(if handle == Handle::From {
                ShapeKind::Arrow { from: end, to: fixed }
            } else {
                ShapeKind::Arrow { from: fixed, to: end }
            })
        }
        ShapeKind::Rect { .. } | ShapeKind::Redact { .. } => {
            let corner = if constrain { snap_to_square(fixed, p) } else { p }.rounded();
            let Rect { x, y, w, h } = Rect::from_corners(fixed, corner);
            let (w, h) = (hundredths(w).max(LEAST_SIDE), hundredths(h).max(LEAST_SIDE));
            Some(if matches!(shape.kind, ShapeKind::Rect { .. }) {
                ShapeKind::Rect { x, y, w, h }
            } else {
                ShapeKind::Redact { x, y, w, h }
            })
        }
        ShapeKind::Pen { .. } | ShapeKind::Text { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Style;
    use crate::text::Estimate;

    fn p(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    fn scene(kinds: Vec<ShapeKind>) -> Scene {
        let mut scene = Scene::new(1000, 1000);
        let style = Style {
            width: 4.0,
            ..Style::for_picture(1000, 1000)
        };
        scene.shapes = (1..).zip(kinds).map(|(id, kind)| Shape::new(id, style, kind)).collect();
        scene
    }

    fn at(scene: &Scene, x: f64, y: f64) -> Option<u64> {
        topmost(scene, p(x, y), 5.0, &Estimate)
    }

    #[test]
    fn lines_are_hit_within_their_width_and_the_tolerance() {
        let scene = scene(vec![ShapeKind::Arrow {
            from: p(100.0, 100.0),
            to: p(200.0, 100.0),
        }]);
        assert_eq!(at(&scene, 150.0, 107.0), Some(1), "2 px of stroke and 5 of tolerance");
        assert_eq!(at(&scene, 150.0, 107.1), None);
        assert_eq!(at(&scene, 207.0, 100.0), Some(1));
        assert_eq!(at(&scene, f64::NAN, 100.0), None);
    }

    #[test]
    fn the_topmost_of_two_wins_where_both_are_painted() {
        let redact = ShapeKind::Redact {
            x: 0.0,
            y: 0.0,
            w: 100.0,
            h: 100.0,
        };
        let scene = scene(vec![redact.clone(), redact]);
        assert_eq!(at(&scene, 50.0, 50.0), Some(2));
    }

    #[test]
    fn the_inside_of_a_rectangle_yields_to_what_it_frames() {
        let scene = scene(vec![
            ShapeKind::Text {
                at: p(120.0, 120.0),
                text: "inside".into(),
                size: 20.0,
            },
            ShapeKind::Rect {
                x: 100.0,
                y: 100.0,
                w: 300.0,
                h: 300.0,
            },
        ]);
        assert_eq!(
            at(&scene, 130.0, 130.0),
            Some(1),
            "the text below, seen through the frame"
        );
        assert_eq!(at(&scene, 250.0, 250.0), Some(2), "nothing else there");
        assert_eq!(at(&scene, 100.0, 300.0), Some(2), "the outline");
        assert_eq!(at(&scene, 408.0, 300.0), None);
    }

    #[test]
    fn of_nested_rectangles_the_inner_one_is_meant() {
        let scene = scene(vec![
            ShapeKind::Rect {
                x: 200.0,
                y: 200.0,
                w: 100.0,
                h: 100.0,
            },
            ShapeKind::Rect {
                x: 0.0,
                y: 0.0,
                w: 900.0,
                h: 900.0,
            },
        ]);
        assert_eq!(at(&scene, 250.0, 250.0), Some(1));
        assert_eq!(at(&scene, 500.0, 500.0), Some(2));
    }

    #[test]
    fn handles_are_grabbed_and_reshape() {
        let scene = scene(vec![
            ShapeKind::Redact {
                x: 10.0,
                y: 10.0,
                w: 50.0,
                h: 30.0,
            },
            ShapeKind::Arrow {
                from: p(0.0, 0.0),
                to: p(100.0, 0.0),
            },
            ShapeKind::Pen {
                points: vec![p(1.0, 1.0)],
            },
        ]);
        let [redact, arrow, pen] = &scene.shapes[..] else {
            panic!("three shapes")
        };
        assert_eq!(
            handle_at(redact, p(62.0, 41.0), 9.0),
            Some((Handle::BottomRight, p(60.0, 40.0)))
        );
        assert_eq!(handle_at(redact, p(35.0, 25.0), 9.0), None);
        assert_eq!(
            reshaped(redact, Handle::TopLeft, p(100.0, 90.0), false),
            Some(ShapeKind::Redact {
                x: 60.0,
                y: 40.0,
                w: 40.0,
                h: 50.0
            }),
            "dragged across the opposite corner"
        );
        assert_eq!(
            reshaped(redact, Handle::BottomRight, p(20.0, 50.0), true),
            Some(ShapeKind::Redact {
                x: 10.0,
                y: 10.0,
                w: 40.0,
                h: 40.0
            })
        );
        assert_eq!(
            reshaped(redact, Handle::BottomRight, p(10.0, 10.0), false),
            Some(ShapeKind::Redact {
                x: 10.0,
                y: 10.0,
                w: 1.0,
                h: 1.0
            })
        );
        assert_eq!(
            reshaped(arrow, Handle::To, p(3.0, 50.0), true),
            Some(ShapeKind::Arrow {
                from: p(0.0, 0.0),
                to: p(0.0, 50.09)
            })
        );
        assert_eq!(
            reshaped(arrow, Handle::From, p(7.0, 7.0), false),
            Some(ShapeKind::Arrow {
                from: p(7.0, 7.0),
                to: p(100.0, 0.0)
            })
        );
        assert_eq!(reshaped(arrow, Handle::TopLeft, p(0.0, 0.0), false), None);
        assert_eq!(handles(pen), vec![]);
    }
}
