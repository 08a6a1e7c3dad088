//! How far a place is from what is painted: the paths that the painters carry out are those that are measured.

use super::{Draw, PathCmd};
use crate::geometry::{Point, Rect, segment_distance};

/// No piece that a curve is taken apart into is further from it than this, in picture pixels …
const FLAT: f64 = 0.05;
/// … unless it is so long that it would be more than so many pieces.
const PIECES: f64 = 64.0;

/// The distance from `p` to the strokes, fills and mosaics of `draws`, 0 where it lies on one. Letters do not count: whoever points at a
/// text means its box.
pub(crate) fn distance(draws: &[Draw], p: Point) -> f64 {
    let to = |draw: &Draw| match draw {
        Draw::Stroke { path, width, .. } => (Nearest::of(path, p).distance - width / 2.0).max(0.0),
        Draw::Fill { path, .. } => {
            let nearest = Nearest::of(path, p);
            if nearest.winding == 0 { nearest.distance } else { 0.0 }
        }
        Draw::Mosaic { area, .. } => Rect::from(*area).distance(p),
        Draw::Dim { .. } | Draw::Text { .. } => f64::INFINITY,
    };
    draws.iter().map(to).fold(f64::INFINITY, f64::min)
}

/// How far the lines of a path are from a place, and how often they go around it.
struct Nearest {
    to: Point,
    distance: f64,
    winding: i32,
}

impl Nearest {
    fn of(path: &[PathCmd], to: Point) -> Self {
        let mut nearest = Self {
            to,
            distance: f64::INFINITY,
            winding: 0,
        };
        let (mut start, mut at) = (Point::default(), Point::default());
        for command in path {
            match *command {
                PathCmd::MoveTo(p) => (start, at) = (p, p),
                PathCmd::LineTo(p) => {
                    nearest.line(at, p);
                    at = p;
                }
                PathCmd::QuadTo(control, end) => {
                    nearest.curve(at, control, end);
                    at = end;
                }
                PathCmd::Close => {
                    nearest.line(at, start);
                    at = start;
                }
            }
        }
        nearest
    }

    fn line(&mut self, a: Point, b: Point) {
        let p = self.to;
        self.distance = self.distance.min(segment_distance(p, a, b));
        let side = (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
        if a.y <= p.y && b.y > p.y && side > 0.0 {
            self.winding += 1;
        } else if a.y > p.y && b.y <= p.y && side < 0.0 {
            self.winding -= 1;
        }
    }

    fn curve(&mut self, a: Point, control: Point, b: Point) {
        // A curve leaves its chord by so much at most, and those of n pieces by n² times less.
        let bend = a.midpoint(b).distance(control) / 2.0;
        let pieces = (bend / FLAT).sqrt().ceil().clamp(1.0, PIECES);
        let mut from = a;
        let mut n = 0.0;
        while n < pieces {
            n += 1.0;
            let t = n / pieces;
            let mix = |a: f64, c: f64, b: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b;
            let to = Point::new(mix(a.x, control.x, b.x), mix(a.y, control.y, b.y));
            self.line(from, to);
            from = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rgba;
    use super::*;

    fn square(at: f64, side: f64) -> Vec<PathCmd> {
        super::super::paths::rect_path(Rect::new(at, at, side, side))
    }

    #[test]
    fn a_fill_has_no_distance_within_and_two_that_overlap_are_one() {
        let mut path = square(0.0, 10.0);
        path.extend(square(5.0, 10.0));
        let fill = [Draw::Fill {
            path,
            color: Rgba::BLACK,
        }];
        for inside in [(1.0, 1.0), (7.0, 7.0), (14.0, 14.0)] {
            assert_eq!(distance(&fill, Point::new(inside.0, inside.1)), 0.0);
        }
        assert_eq!(distance(&fill, Point::new(-3.0, 4.0)), 3.0);
        assert_eq!(distance(&fill, Point::new(12.0, 2.0)), 2.0);
    }

    #[test]
    fn a_curve_is_as_far_as_it_is_painted_and_not_as_its_control_point() {
        let path = vec![
            PathCmd::MoveTo(Point::new(0.0, 0.0)),
            PathCmd::QuadTo(Point::new(50.0, 100.0), Point::new(100.0, 0.0)),
        ];
        let stroke = [Draw::Stroke {
            path,
            color: Rgba::BLACK,
            width: 4.0,
        }];
        let near = distance(&stroke, Point::new(50.0, 60.0));
        assert!((near - 8.0).abs() <= FLAT, "its top lies at 50: {near}");
        assert_eq!(distance(&[], Point::new(0.0, 0.0)), f64::INFINITY);
    }
}
