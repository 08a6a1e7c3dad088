//! Cutting the picture: a frame around what is to be left, drawn, moved and dragged by its corners. Nothing is lost before it is
//! saved.

use super::gesture::{Gesture, LEAST_DRAG};
use super::{Editor, Outcome};
use crate::action::Action;
use crate::geometry::{PixelRect, Point, Rect, snap_to_square};
use crate::hit::{HANDLE_REACH, Handle};
use crate::limits;
use crate::paint::{Draw, frame_plan};
use crate::text::TextMeasure;
use crate::tool::{Cursor, Key, Modifiers, Tool};

/// By what the frame was grabbed.
#[derive(Debug, Clone, Copy)]
pub(in crate::editor) enum CropGrip {
    /// There was none: it is spanned from where the pointer went down.
    New,
    /// All of it moves; it was there.
    Whole(Rect),
    /// By a corner; the other one, and where the grabbed one was.
    Corner { fixed: Point, at: Point },
}

const CORNERS: [Handle; 4] = [
    Handle::TopLeft,
    Handle::TopRight,
    Handle::BottomRight,
    Handle::BottomLeft,
];

impl<M: TextMeasure> Editor<M> {
    /// The part of the picture that would be left now; `None` when that is all of it.
    #[must_use]
    pub fn crop(&self) -> Option<Rect> {
        match &self.gesture {
            Gesture::Cropping { now, .. } => Some(*now),
            _ => self.scene.crop.map(Rect::from),
        }
    }

    /// Leaves the whole picture again.
    pub fn uncrop(&mut self) -> Outcome {
        let dropped = self.interrupt();
        if self.scene.crop.is_none() {
            return Outcome::painted(dropped);
        }
        self.perform(Action::Crop(None))
    }

    pub(super) fn crop_plan(&self) -> Vec<Draw> {
        let picture = self.scene.picture();
        let frame = |crop| frame_plan(picture, crop, self.scale, self.tool == Tool::Crop);
        self.crop().map(frame).unwrap_or_default()
    }

    /// The corner of the frame at `p`, and where it is.
    fn crop_corner(&self, p: Point) -> Option<(Handle, Point, Point)> {
        let frame = Rect::from(self.scene.crop?);
        let [a, b, c, d] = frame.corners();
        let near = |(_, at, _): &(Handle, Point, Point)| at.distance(p) <= HANDLE_REACH / self.scale;
        let corners = CORNERS.into_iter().zip([a, b, c, d]).zip([c, d, a, b]);
        corners.map(|((handle, at), fixed)| (handle, at, fixed)).find(near)
    }

    pub(super) fn crop_cursor(&self, p: Point) -> Cursor {
        match self.crop_corner(p) {
            Some((handle, ..)) => Cursor::Reshape(handle),
            None if self.scene.crop.is_some_and(|crop| Rect::from(crop).contains(p)) => Cursor::Move,
            None => Cursor::Crosshair,
        }
    }

    pub(super) fn grab_crop(&mut self, p: Point) -> Outcome {
        let frame = self.scene.crop.map(Rect::from);
        let (grip, now) = match (self.crop_corner(p), frame) {
            (Some((_, at, fixed)), Some(frame)) => (CropGrip::Corner { fixed, at }, frame),
            (_, Some(frame)) if frame.contains(p) => (CropGrip::Whole(frame), frame),
            _ => (CropGrip::New, Rect::from_corners(p, p)),
        };
        self.gesture = Gesture::Cropping { grip, start: p, now };
        Outcome::painted(true)
    }

    /// The frame after it was grabbed at `start` and dragged to `p`: on the picture, and a square with Shift.
    pub(super) fn cropped(&self, grip: CropGrip, start: Point, p: Point, modifiers: Modifiers) -> Rect {
        let picture = self.scene.picture();
        let inside = |p: Point| Point::new(p.x.clamp(0.0, picture.w), p.y.clamp(0.0, picture.h));
        let spanned = |fixed: Point, to: Point| {
            let corner = if modifiers.shift { snap_to_square(fixed, to) } else { to };
            Rect::from_corners(inside(fixed), inside(corner))
        };
        match grip {
            CropGrip::New => spanned(inside(start), p),
            CropGrip::Corner { fixed, at } => spanned(fixed, at.offset(p.x - start.x, p.y - start.y)),
            CropGrip::Whole(frame) => moved(frame, p.x - start.x, p.y - start.y, picture),
        }
    }

    /// A frame that is too small was a click: what was there stays.
    pub(super) fn finish_crop(&mut self, now: Rect) -> Outcome {
        if now.w.min(now.h) < LEAST_DRAG / self.scale {
            return Outcome::painted(true);
        }
        match self.whole_pixels(now) {
            Some(crop) => self.cut_to(crop),
            None => Outcome::painted(true),
        }
    }

    fn cut_to(&mut self, crop: PixelRect) -> Outcome {
        let all = crop.w == self.scene.width && crop.h == self.scene.height;
        let crop = (!all).then_some(crop);
        if crop == self.scene.crop {
            return Outcome::painted(true);
        }
        self.perform(Action::Crop(crop))
    }

    /// The frame in whole pixels, as large as a picture may be small.
    fn whole_pixels(&self, frame: Rect) -> Option<PixelRect> {
        let least = |side: u32| f64::from(limits::CROP_SIDE.min(side));
        let (w, h) = (self.scene.width, self.scene.height);
        let grown = |start: f64, length: f64, side: u32| {
            let length = length.round().clamp(least(side), side.into());
            (start.round().clamp(0.0, f64::from(side) - length), length)
        };
        let ((x, width), (y, height)) = (grown(frame.x, frame.w, w), grown(frame.y, frame.h, h));
        Rect::new(x, y, width, height).to_pixels(w, h)
    }

    /// What a key does to the frame; `None` when it is not about it.
    pub(super) fn crop_key(&mut self, key: Key, step: f64, stretch: bool) -> Option<Outcome> {
        let frame = self.scene.crop.filter(|_| self.tool == Tool::Crop).map(Rect::from)?;
        let (dx, dy) = match key {
            Key::Left => (-step, 0.0),
            Key::Right => (step, 0.0),
            Key::Up => (0.0, -step),
            Key::Down => (0.0, step),
            Key::Delete => return Some(self.uncrop()),
            Key::Tab | Key::Enter | Key::Escape => return None,
        };
        let _ = self.interrupt();
        let picture = self.scene.picture();
        let next = if stretch {
            let w = (frame.w + dx).clamp(1.0, picture.w - frame.x);
            Rect::new(frame.x, frame.y, w, (frame.h + dy).clamp(1.0, picture.h - frame.y))
        } else {
            moved(frame, dx, dy, picture)
        };
        // The key is ours even at the edge: the page must not begin to scroll.
        Some(
            self.whole_pixels(next)
                .map_or(Outcome::painted(true), |crop| self.cut_to(crop)),
        )
    }
}

/// `frame` moved as far as it stays on the picture.
fn moved(frame: Rect, dx: f64, dy: f64, picture: Rect) -> Rect {
    Rect {
        x: (frame.x + dx).clamp(0.0, picture.w - frame.w),
        y: (frame.y + dy).clamp(0.0, picture.h - frame.h),
        ..frame
    }
}
