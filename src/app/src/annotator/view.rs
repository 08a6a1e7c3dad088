//! Where the picture lies on the screen: scale and place, in CSS pixels of the stage.

use annotate::{Point, Rect};

/// Screen pixels for one picture pixel, least and most.
const SCALE: (f64, f64) = (0.02, 32.0);
/// Below this width of the stage the tools stand at the bottom, in several rows.
const NARROW: f64 = 768.0;

/// Room left around a fitted picture, for the bars that float above it: at the sides, at the top, at the bottom.
fn room_for_bars(stage: Size) -> (f64, f64, f64) {
    if stage.0 < NARROW {
        (8.0, 72.0, 248.0)
    } else {
        (24.0, 72.0, 72.0)
    }
}

/// How much of the picture stays on the screen, however far it is pushed.
const KEPT: f64 = 48.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    pub scale: f64,
    /// The picture's top left corner on the stage.
    pub left: f64,
    pub top: f64,
}

/// Width and height.
pub type Size = (f64, f64);

impl View {
    /// The whole picture, in the middle of what the bars leave free, never larger than it is.
    #[must_use]
    pub fn fit(picture: Size, stage: Size) -> Self {
        let (side, above, below) = room_for_bars(stage);
        let room = ((stage.0 - 2.0 * side).max(1.0), (stage.1 - above - below).max(1.0));
        let scale = (room.0 / picture.0)
            .min(room.1 / picture.1)
            .min(1.0)
            .clamp(SCALE.0, SCALE.1);
        Self {
            scale,
            left: (stage.0 - picture.0 * scale) / 2.0,
            top: above + (room.1 - picture.1 * scale) / 2.0,
        }
    }

    /// Zooms by `factor`; what lies under `at` stays there.
    #[must_use]
    pub fn zoomed(self, factor: f64, at: Point) -> Self {
        let scale = (self.scale * factor).clamp(SCALE.0, SCALE.1);
        let ratio = scale / self.scale;
        Self {
            scale,
            left: at.x - (at.x - self.left) * ratio,
            top: at.y - (at.y - self.top) * ratio,
        }
    }

    /// Pushed by screen pixels, but never off the stage.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64, picture: Size, stage: Size) -> Self {
        let keep = |place: f64, length: f64, room: f64| {
            place.clamp((KEPT - length).min(room - KEPT), (room - KEPT).max(KEPT - length))
        };
        Self {
            scale: self.scale,
            left: keep(self.left + dx, picture.0 * self.scale, stage.0),
            top: keep(self.top + dy, picture.1 * self.scale, stage.1),
        }
    }

    /// From the stage onto the picture.
    #[must_use]
    pub fn to_picture(self, at: Point) -> Point {
        Point::new((at.x - self.left) / self.scale, (at.y - self.top) / self.scale)
    }

    /// The part of the picture that is to be seen.
    #[must_use]
    pub fn shown(self, picture: Size, stage: Size) -> Rect {
        let on_picture = |x, y| {
            let p = self.to_picture(Point::new(x, y));
            Point::new(p.x.clamp(0.0, picture.0), p.y.clamp(0.0, picture.1))
        };
        Rect::from_corners(on_picture(0.0, 0.0), on_picture(stage.0, stage.1))
    }

    /// From the picture onto the stage.
    #[must_use]
    pub fn to_stage(self, at: Point) -> Point {
        Point::new(at.x * self.scale + self.left, at.y * self.scale + self.top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: Size = (1000.0, 800.0);

    #[test]
    fn a_small_picture_is_not_blown_up_and_lies_in_the_middle() {
        let view = View::fit((100.0, 100.0), STAGE);
        assert_eq!((view.scale, view.left, view.top), (1.0, 450.0, 350.0));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let view = View::fit((4000.0, 2000.0), STAGE);
        let at = Point::new(300.0, 500.0);
        let before = view.to_picture(at);
        let after = view.zoomed(3.0, at).to_picture(at);
        assert!(before.distance(after) < 1e-9);
        assert!(view.to_stage(before).distance(at) < 1e-9);
    }

    #[test]
    fn what_is_shown_is_the_part_on_the_stage() {
        let view = View {
            scale: 2.0,
            left: -100.0,
            top: 40.0,
        };
        let shown = view.shown((4000.0, 300.0), STAGE);
        assert_eq!((shown.x, shown.y, shown.w, shown.h), (50.0, 0.0, 500.0, 300.0));
    }

    #[test]
    fn a_picture_cannot_be_lost() {
        let view = View::fit((500.0, 500.0), STAGE);
        let far = view.panned(1e6, -1e6, (500.0, 500.0), STAGE);
        assert!((far.left - 952.0).abs() < 1e-9);
        assert!((far.top - (48.0 - 500.0 * view.scale)).abs() < 1e-9);
    }
}
