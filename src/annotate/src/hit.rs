//! What lies under a point, and where a shape can be grabbed.
//!
//! All distances are picture pixels. A host that shows the picture scaled passes a tolerance that is constant on the screen
//! (the [`Editor`](crate::Editor) does: [`TOLERANCE`] divided by its scale).

use crate::geometry::{Point, Rect, hundredths, normal_angle, snap_to_eighths, snap_to_square};
use crate::paint::{self, usable_scale};
use crate::scene::Scene;
use crate::shape::{AreaForm, Shape, ShapeKind};
use crate::text::{TextMeasure, bubble, step_radius, text_box};

/// How far beside a line somebody may point and still mean it, in screen pixels.
pub const TOLERANCE: f64 = 6.0;
/// How far from the middle of a handle it can still be grabbed, in screen pixels.
pub const HANDLE_REACH: f64 = 9.0;
/// Smallest side that a handle can drag a box to, in picture pixels: a box without area could not be seen or grabbed again.
const LEAST_SIDE: f64 = 1.0;

/// The upright box around a shape's geometry as it is turned, without the width of its stroke; of a callout with the end of its tail.
#[must_use]
pub fn bounds(shape: &Shape, measure: &impl TextMeasure) -> Rect {
    upright(shape, measure).turned(shape.angle)
}

/// The same as if the shape were not turned. It is turned around the middle of this.
#[must_use]
pub fn upright(shape: &Shape, measure: &impl TextMeasure) -> Rect {
    match &shape.kind {
        ShapeKind::Area { area, .. } => *area,
        ShapeKind::Segment { from, to, .. } => Rect::from_corners(*from, *to),
        ShapeKind::Stroke { points, .. } => Rect::around(points).unwrap_or_default(),
        ShapeKind::Text {
            at,
            text,
            size,
            to: None,
        } => text_box(*at, text, *size, measure),
        ShapeKind::Text {
            at,
            text,
            size,
            to: Some(to),
        } => bubble(*at, text, *size, measure).union(Rect::from_corners(*to, *to)),
        ShapeKind::Step { at, size, .. } => Rect::new(at.x, at.y, 0.0, 0.0).inflate(step_radius(*size)),
    }
}

/// Distance from `p` to what is painted of the shape, 0 on it: the outline of a box or ellipse, the whole of a redaction, of an arrow with
/// its head, of a freehand line as broad as it is, of a bubble with its tail, or of a disc; of a text its box, and of a spotlight, which
/// paints nothing itself, its outline.
#[must_use]
pub fn distance(shape: &Shape, p: Point, measure: &impl TextMeasure) -> f64 {
    // Instead of the shape, what is asked for is turned, the other way.
    let p = if shape.angle == 0.0 {
        p
    } else {
        p.turned(upright(shape, measure).center(), -shape.angle)
    };
    match &shape.kind {
        ShapeKind::Area {
            form: AreaForm::Redact | AreaForm::Pixelate,
            area,
        } => area.distance(p),
        ShapeKind::Area {
            form: AreaForm::Spotlight,
            area,
        } => area.outline_distance(p),
        ShapeKind::Text { to: None, .. } => upright(shape, measure).distance(p),
        _ => paint::distance(&paint::drawn(shape, measure), p),
    }
}

/// The shape that somebody who points at `p` means: the topmost whose paint lies within `tolerance`. When there is none, a frame
/// (rectangle, ellipse, spotlight) around `p`, of several the one whose outline is nearest, of equally near ones the topmost.
///
/// The inside of a rectangle yields because that is what rectangles are for: they frame things, which must stay reachable.
#[must_use]
pub fn topmost(scene: &Scene, p: Point, tolerance: f64, measure: &impl TextMeasure) -> Option<u64> {
    topmost_of(scene.shapes.iter().rev(), p, tolerance, measure)
}

/// The same among `shapes`, which come from the top to the bottom.
#[must_use]
pub fn topmost_of<'a>(
    shapes: impl Iterator<Item = &'a Shape> + Clone,
    p: Point,
    tolerance: f64,
    measure: &impl TextMeasure,
) -> Option<u64> {
    if !p.is_finite() {
        return None;
    }
    let painted = shapes.clone().find(|shape| distance(shape, p, measure) <= tolerance);
    let framing = || {
        let placed = |shape: &Shape| {
            let own = upright(shape, measure);
            (own, p.turned(own.center(), -shape.angle))
        };
        let around = |shape: &&Shape| {
            let (own, p) = placed(shape);
            frames(shape) && own.contains(p)
        };
        let depth = |shape: &&Shape| {
            let (own, p) = placed(shape);
            own.outline_distance(p)
        };
        shapes.filter(around).min_by(|a, b| depth(a).total_cmp(&depth(b)))
    };
    painted.or_else(framing).map(|shape| shape.id)
}

/// Whether a shape is drawn around things, which must stay reachable inside of it.
fn frames(shape: &Shape) -> bool {
    let framing = [AreaForm::Rect, AreaForm::Ellipse, AreaForm::Spotlight];
    matches!(shape.kind, ShapeKind::Area { form, .. } if framing.contains(&form))
}

/// A point by which a selected shape is reshaped or turned. Steps have none; they can only be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handle {
    TopLeft,
    TopRight,
    BottomRight,
    BottomLeft,
    /// An arrow's tail.
    From,
    /// An arrow's tip, or the end of a callout's tail.
    To,
    /// Above the shape: turns it.
    Turn,
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
            Self::Turn => Self::Turn,
        }
    }
}

/// How far the handle that turns a shape stands above it, in screen pixels.
const TURN_REACH: f64 = 28.0;

/// The handles of a shape and where they are, at a scale of so many screen pixels per picture pixel.
#[must_use]
pub fn handles(shape: &Shape, measure: &impl TextMeasure, scale: f64) -> Vec<(Handle, Point)> {
    let mut handles = ends(shape);
    if shape.kind.turns() {
        let own = upright(shape, measure);
        let above = Point::new(own.center().x, own.y - TURN_REACH / usable_scale(scale));
        handles.push((Handle::Turn, above.turned(own.center(), shape.angle)));
    }
    handles
}

/// The handles that reshape, and where they are.
#[must_use]
pub fn ends(shape: &Shape) -> Vec<(Handle, Point)> {
    if let ShapeKind::Area { area, .. } = &shape.kind {
        let order = [
            Handle::TopLeft,
            Handle::TopRight,
            Handle::BottomRight,
            Handle::BottomLeft,
        ];
        let corners = area.corners().map(|corner| corner.turned(area.center(), shape.angle));
        return order.into_iter().zip(corners).collect();
    }
    match shape.kind {
        ShapeKind::Segment { from, to, .. } => vec![(Handle::From, from), (Handle::To, to)],
        ShapeKind::Text { to: Some(to), .. } => vec![(Handle::To, to)],
        _ => Vec::new(),
    }
}

/// The handle of `shape` nearest to `p` and where it is, if one is within [`HANDLE_REACH`]. Of equally near ones the last, so that a box
/// drawn tiny grows to the right and downwards.
#[must_use]
pub fn handle_at(shape: &Shape, p: Point, scale: f64, measure: &impl TextMeasure) -> Option<(Handle, Point)> {
    let reach = HANDLE_REACH / usable_scale(scale);
    let near = |(_, at): &(Handle, Point)| at.distance(p) <= reach;
    handles(shape, measure, scale)
        .into_iter()
        .rev()
        .filter(near)
        .min_by(|(_, a), (_, b)| a.distance(p).total_cmp(&b.distance(p)))
}

/// The shape's geometry after `handle` was dragged to `p`. With `constrain` a box becomes a square, and an arrow turns in steps of
/// 45°. A box keeps sides of at least one pixel. `None` when the shape has no such handle.
#[must_use]
pub fn reshaped(shape: &Shape, handle: Handle, p: Point, constrain: bool) -> Option<ShapeKind> {
    if let ShapeKind::Text {
        at,
        text,
        size,
        to: Some(_),
    } = &shape.kind
    {
        return (handle == Handle::To).then(|| ShapeKind::Text {
            at: *at,
            text: text.clone(),
            size: *size,
            to: Some(p.rounded()),
        });
    }
    let fixed = ends(shape)
        .into_iter()
        .find_map(|(own, at)| (own == handle.opposite()).then_some(at))?;
    match shape.kind {
        ShapeKind::Segment { form, .. } => {
            let end = if constrain { snap_to_eighths(fixed, p) } else { p }.rounded();
            let (from, to) = if handle == Handle::From {
                (end, fixed)
            } else {
                (fixed, end)
            };
            Some(ShapeKind::Segment { form, from, to })
        }
        ShapeKind::Area { form, area } => Some(stretched(form, area, shape.angle, fixed, p, constrain)),
        ShapeKind::Stroke { .. } | ShapeKind::Text { .. } | ShapeKind::Step { .. } => None,
    }
}

/// The area between the corner that stays where it is and the one that is dragged, both as they are seen. A turned box is dragged in
/// its own directions, and has another middle afterwards; around that one it is turned.
fn stretched(form: AreaForm, area: Rect, angle: f64, fixed: Point, dragged: Point, constrain: bool) -> ShapeKind {
    let around = area.center();
    let (own, to) = (fixed.turned(around, -angle), dragged.turned(around, -angle));
    let corner = if constrain { snap_to_square(own, to) } else { to }.rounded();
    let along = |fixed: f64, to: f64| {
        let length = hundredths((to - fixed).abs()).max(LEAST_SIDE);
        (if to < fixed { fixed - length } else { fixed }, length)
    };
    let ((x, w), (y, h)) = (along(own.x, corner.x), along(own.y, corner.y));
    let now = Rect::new(x, y, w, h);
    if angle == 0.0 {
        return ShapeKind::Area { form, area: now };
    }
    let center = now.center().turned(around, angle);
    ShapeKind::area_of(
        form,
        hundredths(center.x - w / 2.0),
        hundredths(center.y - h / 2.0),
        w,
        h,
    )
}

/// The angle at which `shape` stands when its handle for turning is dragged to `p`; in steps of 15° with `constrain`.
#[must_use]
pub fn angle_towards(shape: &Shape, p: Point, constrain: bool, measure: &impl TextMeasure) -> f64 {
    const STEP: f64 = 15.0;
    let center = upright(shape, measure).center();
    if center.distance(p) == 0.0 {
        return shape.angle;
    }
    let angle = (p.y - center.y).atan2(p.x - center.x).to_degrees() + 90.0;
    normal_angle(if constrain {
        (angle / STEP).round() * STEP
    } else {
        angle
    })
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
        let scene = scene(vec![ShapeKind::arrow(p(100.0, 100.0), p(200.0, 100.0))]);
        assert_eq!(at(&scene, 150.0, 107.0), Some(1), "2 px of stroke and 5 of tolerance");
        assert_eq!(at(&scene, 150.0, 107.1), None);
        assert_eq!(at(&scene, 205.0, 100.0), Some(1), "its tip is where it points");
        assert_eq!(at(&scene, 183.0, 111.0), Some(1), "its head is broader than its line");
        assert_eq!(at(&scene, 206.0, 100.0), None);
        assert_eq!(at(&scene, f64::NAN, 100.0), None);
    }

    #[test]
    fn the_topmost_of_two_wins_where_both_are_painted() {
        let redact = ShapeKind::redact(0.0, 0.0, 100.0, 100.0);
        let scene = scene(vec![redact.clone(), redact]);
        assert_eq!(at(&scene, 50.0, 50.0), Some(2));
    }

    #[test]
    fn the_inside_of_a_rectangle_yields_to_what_it_frames() {
        let scene = scene(vec![
            ShapeKind::text(p(120.0, 120.0), "inside", 20.0),
            ShapeKind::rect(100.0, 100.0, 300.0, 300.0),
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
            ShapeKind::rect(200.0, 200.0, 100.0, 100.0),
            ShapeKind::rect(0.0, 0.0, 900.0, 900.0),
        ]);
        assert_eq!(at(&scene, 250.0, 250.0), Some(1));
        assert_eq!(at(&scene, 500.0, 500.0), Some(2));
    }

    #[test]
    fn handles_are_grabbed_and_reshape() {
        let scene = scene(vec![
            ShapeKind::redact(10.0, 10.0, 50.0, 30.0),
            ShapeKind::arrow(p(0.0, 0.0), p(100.0, 0.0)),
            ShapeKind::pen(vec![p(1.0, 1.0)]),
        ]);
        let [redact, arrow, pen] = &scene.shapes[..] else {
            panic!("three shapes")
        };
        assert_eq!(
            handle_at(redact, p(62.0, 41.0), 1.0, &Estimate),
            Some((Handle::BottomRight, p(60.0, 40.0)))
        );
        assert_eq!(handle_at(redact, p(35.0, 25.0), 1.0, &Estimate), None);
        assert_eq!(
            reshaped(redact, Handle::TopLeft, p(100.0, 90.0), false),
            Some(ShapeKind::redact(60.0, 40.0, 40.0, 50.0)),
            "dragged across the opposite corner"
        );
        assert_eq!(
            reshaped(redact, Handle::BottomRight, p(20.0, 50.0), true),
            Some(ShapeKind::redact(10.0, 10.0, 40.0, 40.0))
        );
        assert_eq!(
            reshaped(redact, Handle::BottomRight, p(10.0, 10.0), false),
            Some(ShapeKind::redact(10.0, 10.0, 1.0, 1.0))
        );
        assert_eq!(
            reshaped(arrow, Handle::To, p(3.0, 50.0), true),
            Some(ShapeKind::arrow(p(0.0, 0.0), p(0.0, 50.09)))
        );
        assert_eq!(
            reshaped(arrow, Handle::From, p(7.0, 7.0), false),
            Some(ShapeKind::arrow(p(7.0, 7.0), p(100.0, 0.0)))
        );
        assert_eq!(reshaped(arrow, Handle::TopLeft, p(0.0, 0.0), false), None);
        assert_eq!(ends(pen), vec![]);
    }
}
