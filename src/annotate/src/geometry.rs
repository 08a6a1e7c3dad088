//! Points, rectangles and distances, in picture pixels, y downwards.
//!
//! Plain numbers without opinions: nothing here knows what a shape is. Non-finite input gives non-finite output and never a panic;
//! keeping such numbers out is the business of [`Scene::validate`](crate::Scene::validate) and of the editor.

use serde::{Deserialize, Serialize};

use crate::limits;

/// A place on the picture. In JSON `{"x": 1.5, "y": 2.0}`; `[1.5, 2.0]` is understood as well.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point moved by `(dx, dy)`.
    #[must_use]
    pub fn offset(self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }

    /// Straight-line distance to `other`.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point halfway to `other`.
    #[must_use]
    pub fn midpoint(self, other: Self) -> Self {
        Self::new((self.x + other.x) / 2.0, (self.y + other.y) / 2.0)
    }

    /// The point turned around `center` by so many degrees clockwise; exactly itself for none.
    #[must_use]
    pub fn turned(self, center: Self, degrees: f64) -> Self {
        if degrees == 0.0 {
            return self;
        }
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (dx, dy) = (self.x - center.x, self.y - center.y);
        center.offset(dx * cos - dy * sin, dx * sin + dy * cos)
    }

    #[must_use]
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }

    /// The point on a grid of a hundredth of a pixel. Finer than anyone can see, and it keeps a scene's JSON short: a pointer on a
    /// zoomed canvas reports seventeen digits.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self::new(hundredths(self.x), hundredths(self.y))
    }
}

/// `value` rounded to hundredths.
#[must_use]
pub fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// An upright rectangle: top left corner and size. Sizes made by this module are never negative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    #[must_use]
    pub const fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    /// The rectangle between two opposite corners, given in any order.
    #[must_use]
    pub fn from_corners(a: Point, b: Point) -> Self {
        Self::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
    }

    /// The smallest rectangle around `points`; `None` when there are none.
    #[must_use]
    pub fn around(points: &[Point]) -> Option<Self> {
        let (&first, rest) = points.split_first()?;
        let (least, most) = rest.iter().fold((first, first), |(least, most), p| {
            (
                Point::new(least.x.min(p.x), least.y.min(p.y)),
                Point::new(most.x.max(p.x), most.y.max(p.y)),
            )
        });
        Some(Self::from_corners(least, most))
    }

    #[must_use]
    pub fn right(self) -> f64 {
        self.x + self.w
    }

    #[must_use]
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    #[must_use]
    pub fn center(self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// The upright rectangle around this one turned around its middle.
    #[must_use]
    pub fn turned(self, degrees: f64) -> Self {
        if degrees == 0.0 {
            return self;
        }
        let corners = self.corners().map(|corner| corner.turned(self.center(), degrees));
        Self::around(&corners).unwrap_or(self)
    }

    /// The corners clockwise from the top left.
    #[must_use]
    pub fn corners(self) -> [Point; 4] {
        [
            Point::new(self.x, self.y),
            Point::new(self.right(), self.y),
            Point::new(self.right(), self.bottom()),
            Point::new(self.x, self.bottom()),
        ]
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self::from_corners(
            Point::new(self.x.min(other.x), self.y.min(other.y)),
            Point::new(self.right().max(other.right()), self.bottom().max(other.bottom())),
        )
    }

    /// Whether `p` lies inside or on the edge.
    #[must_use]
    pub fn contains(self, p: Point) -> bool {
        (self.x..=self.right()).contains(&p.x) && (self.y..=self.bottom()).contains(&p.y)
    }

    /// Whether both have a point in common, be it on their edges.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.x <= other.right() && other.x <= self.right() && self.y <= other.bottom() && other.y <= self.bottom()
    }

    /// The rectangle grown by `by` on every side, or shrunk when negative, down to its middle but no further.
    #[must_use]
    pub fn inflate(self, by: f64) -> Self {
        let across = by.max(-self.w / 2.0);
        let down = by.max(-self.h / 2.0);
        Self::new(
            self.x - across,
            self.y - down,
            self.w + 2.0 * across,
            self.h + 2.0 * down,
        )
    }

    /// Distance from `p` to the filled rectangle; 0 inside.
    #[must_use]
    pub fn distance(self, p: Point) -> f64 {
        let dx = (self.x - p.x).max(p.x - self.right()).max(0.0);
        let dy = (self.y - p.y).max(p.y - self.bottom()).max(0.0);
        dx.hypot(dy)
    }

    /// Distance from `p` to the outline, from inside as from outside.
    #[must_use]
    pub fn outline_distance(self, p: Point) -> f64 {
        let [a, b, c, d] = self.corners();
        [(a, b), (b, c), (c, d), (d, a)]
            .iter()
            .map(|&(from, to)| segment_distance(p, from, to))
            .fold(f64::INFINITY, f64::min)
    }

    /// The whole pixels that the rectangle touches, rounded outwards and clipped to a picture of `width` by `height`. `None` when
    /// nothing of it lies on the picture. Negative sizes count from the other side.
    #[must_use]
    pub fn to_pixels(self, width: u32, height: u32) -> Option<PixelRect> {
        let (left, right) = pixel_span(self.x, self.w, width)?;
        let (top, bottom) = pixel_span(self.y, self.h, height)?;
        Some(PixelRect {
            x: left,
            y: top,
            w: right - left,
            h: bottom - top,
        })
    }
}

/// The whole pixels `[from, to)` of a side of `limit` pixels that the stretch from `start` over `length` touches. The casts lose
/// nothing: what is cast lies between 0 and `limit`, or is not a number and becomes 0, which makes the stretch empty.
fn pixel_span(start: f64, length: f64, limit: u32) -> Option<(u32, u32)> {
    let end = start + length;
    let most = f64::from(limit);
    let (from, to) = if start <= end { (start, end) } else { (end, start) };
    let from = from.floor().clamp(0.0, most) as u32;
    let to = to.ceil().clamp(0.0, most) as u32;
    (from < to).then_some((from, to))
}

/// A rectangle of whole pixels that lies on its picture and is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PixelRect {
    pub x: u32,
    pub y: u32,
    pub w: u32,
    pub h: u32,
}

impl PixelRect {
    /// Whether it is a part of a picture of that size that may be left of it.
    #[must_use]
    pub fn fits(self, width: u32, height: u32) -> bool {
        let along = |start: u32, length: u32, side: u32| {
            let inside = start.checked_add(length).is_some_and(|end| end <= side);
            inside && length >= limits::CROP_SIDE.min(side)
        };
        along(self.x, self.w, width) && along(self.y, self.h, height)
    }
}

impl From<PixelRect> for Rect {
    fn from(p: PixelRect) -> Self {
        Self::new(f64::from(p.x), f64::from(p.y), f64::from(p.w), f64::from(p.h))
    }
}

/// Distance from `p` to the segment between `a` and `b`, which may be one point.
#[must_use]
pub fn segment_distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let squared = dx * dx + dy * dy;
    if squared == 0.0 {
        return p.distance(a);
    }
    let along = (((p.x - a.x) * dx + (p.y - a.y) * dy) / squared).clamp(0.0, 1.0);
    p.distance(a.offset(along * dx, along * dy))
}

/// `degrees` as an angle above -180 and up to 180, on hundredths.
#[must_use]
pub fn normal_angle(degrees: f64) -> f64 {
    let around = hundredths(degrees).rem_euclid(360.0);
    hundredths(if around > 180.0 { around - 360.0 } else { around })
}

/// `end` turned around `start` to the nearest multiple of 45°, at the same distance.
#[must_use]
pub fn snap_to_eighths(start: Point, end: Point) -> Point {
    let step = std::f64::consts::FRAC_PI_4;
    let angle = ((end.y - start.y).atan2(end.x - start.x) / step).round() * step;
    let length = start.distance(end);
    start.offset(length * angle.cos(), length * angle.sin())
}

/// `end` moved so that it spans a square with `start`, as large as the longer side and on the same side of `start`.
#[must_use]
pub fn snap_to_square(start: Point, end: Point) -> Point {
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let side = dx.abs().max(dy.abs());
    start.offset(side.copysign(dx), side.copysign(dy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn corners_in_any_order_give_the_same_rectangle() {
        let expected = Rect::new(1.0, 2.0, 3.0, 4.0);
        for (a, b) in [
            ((1.0, 2.0), (4.0, 6.0)),
            ((4.0, 6.0), (1.0, 2.0)),
            ((4.0, 2.0), (1.0, 6.0)),
        ] {
            assert_eq!(Rect::from_corners(p(a.0, a.1), p(b.0, b.1)), expected);
        }
    }

    #[test]
    fn around_union_and_contains() {
        assert_eq!(Rect::around(&[]), None);
        assert_eq!(Rect::around(&[p(5.0, 5.0)]), Some(Rect::new(5.0, 5.0, 0.0, 0.0)));
        let around = Rect::around(&[p(1.0, 9.0), p(-1.0, 3.0), p(4.0, 4.0)]).expect("three points");
        assert_eq!(around, Rect::new(-1.0, 3.0, 5.0, 6.0));
        assert_eq!(
            Rect::new(0.0, 0.0, 1.0, 1.0).union(Rect::new(5.0, -2.0, 1.0, 1.0)),
            Rect::new(0.0, -2.0, 6.0, 3.0)
        );
        assert!(around.contains(p(4.0, 9.0)));
        assert!(!around.contains(p(4.1, 9.0)));
    }

    #[test]
    fn inflating_never_turns_a_rectangle_inside_out() {
        let rect = Rect::new(10.0, 10.0, 4.0, 20.0);
        assert_eq!(rect.inflate(2.0), Rect::new(8.0, 8.0, 8.0, 24.0));
        assert_eq!(rect.inflate(-5.0), Rect::new(12.0, 15.0, 0.0, 10.0));
    }

    #[test]
    fn distances_to_segments_and_outlines() {
        assert!((segment_distance(p(5.0, 3.0), p(0.0, 0.0), p(10.0, 0.0)) - 3.0).abs() < 1e-12);
        assert!((segment_distance(p(13.0, 4.0), p(0.0, 0.0), p(10.0, 0.0)) - 5.0).abs() < 1e-12);
        assert!((segment_distance(p(3.0, 4.0), p(0.0, 0.0), p(0.0, 0.0)) - 5.0).abs() < 1e-12);
        let rect = Rect::new(0.0, 0.0, 100.0, 50.0);
        assert!((rect.outline_distance(p(50.0, 20.0)) - 20.0).abs() < 1e-12);
        assert!((rect.outline_distance(p(103.0, 54.0)) - 5.0).abs() < 1e-12);
        assert_eq!(rect.distance(p(50.0, 20.0)), 0.0);
    }

    #[test]
    fn pixels_round_outwards_and_stay_on_the_picture() {
        let pixels = Rect::new(1.9, 2.1, 1.2, 0.2).to_pixels(10, 10).expect("on the picture");
        assert_eq!(pixels, PixelRect { x: 1, y: 2, w: 3, h: 1 });
        let clipped = Rect::new(-5.0, 8.5, 100.0, 100.0)
            .to_pixels(10, 10)
            .expect("partly on the picture");
        assert_eq!(
            clipped,
            PixelRect {
                x: 0,
                y: 8,
                w: 10,
                h: 2
            }
        );
        assert_eq!(Rect::new(10.0, 0.0, 5.0, 5.0).to_pixels(10, 10), None);
        assert_eq!(
            Rect::new(5.0, 5.0, -3.0, -2.0).to_pixels(10, 10),
            Some(PixelRect { x: 2, y: 3, w: 3, h: 2 })
        );
        assert_eq!(Rect::new(f64::NAN, 0.0, 5.0, 5.0).to_pixels(10, 10), None);
    }

    #[test]
    fn snapping() {
        assert_eq!(snap_to_eighths(p(0.0, 0.0), p(100.0, 3.0)).rounded(), p(100.04, 0.0));
        let diagonal = snap_to_eighths(p(10.0, 10.0), p(-80.0, 95.0)).rounded();
        assert!((diagonal.x - 10.0 + (diagonal.y - 10.0)).abs() < 0.02, "{diagonal:?}");
        assert_eq!(snap_to_square(p(10.0, 10.0), p(4.0, 30.0)), p(-10.0, 30.0));
    }
}
