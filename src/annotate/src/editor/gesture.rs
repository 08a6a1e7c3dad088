//! The pointer: what begins when it goes down, follows it, and becomes one action when it is let go.

use super::crop::CropGrip;
use super::snap::{Guide, Lines};
use super::{EditText, Editor, Outcome};
use crate::action::Action;
use crate::geometry::{Point, Rect, hundredths, snap_to_eighths, snap_to_square};
use crate::hit::{self, Handle, TOLERANCE};
use crate::index::SpatialIndex;
use crate::limits;
use crate::shape::{AreaForm, SegmentForm, Shape, ShapeKind, StrokeForm};
use crate::text::TextMeasure;
use crate::tool::{Cursor, Modifiers, Tool};

/// A drag shorter than this was a click, in screen pixels.
pub(super) const LEAST_DRAG: f64 = 3.0;
/// Pen points closer together than this cannot be told apart, in screen pixels.
const PEN_STEP: f64 = 1.0;
/// So much of a shape stays on the picture when it is moved, in picture pixels: what is out of sight cannot be fetched back.
const STAYS_VISIBLE: f64 = 8.0;

/// What the pointer is in the middle of.
#[derive(Debug, Clone, Default)]
pub(super) enum Gesture {
    #[default]
    Idle,
    /// `draft` grows from `start`. Its id is provisional: text may be committed before the pointer is let go.
    Drawing { start: Point, draft: Shape },
    /// The text tool went down here.
    Placing { at: Point },
    /// What is selected was grabbed at `start`. `drafts` are how they look now, once the pointer has really moved.
    Dragging {
        grip: Grip,
        start: Point,
        drafts: Vec<Shape>,
        /// What they snap to, and what they snap to now.
        lines: Lines,
        guides: Vec<Guide>,
    },
    /// The part of the picture that is to be left was grabbed at `start`; `now` is what it would be.
    Cropping { grip: CropGrip, start: Point, now: Rect },
    /// Nothing was there at `start`: a box is spanned to `now`, and selects what lies in it beside what is `kept`.
    Choosing { start: Point, now: Point, kept: Vec<u64> },
}

/// By what the selection was grabbed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Grip {
    /// Anywhere; all of it moves, so far by `(dx, dy)`.
    Whole { dx: f64, dy: f64 },
    /// By a handle, which was at `at`.
    Handle { handle: Handle, at: Point },
}

impl<M: TextMeasure> Editor<M> {
    /// The primary button, finger or pen went down at `p`. With [`Tool::Select`] this selects what is there;
    /// with Shift it adds to the selection, or takes from it.
    pub fn pointer_down(&mut self, p: Point, modifiers: Modifiers) -> Outcome {
        let dropped = !matches!(std::mem::take(&mut self.gesture), Gesture::Idle);
        let Some(p) = self.admitted(p) else {
            return Outcome::painted(dropped);
        };
        let area = |form| ShapeKind::area_of(form, p.x, p.y, 0.0, 0.0);
        let segment = |form| ShapeKind::Segment { form, from: p, to: p };
        let stroke = |form| ShapeKind::Stroke {
            form,
            points: vec![p],
            pressure: Vec::new(),
        };
        let kind = match self.tool {
            Tool::Select => return self.grab(p, modifiers),
            Tool::Crop => return self.grab_crop(p),
            Tool::Text => {
                self.gesture = Gesture::Placing { at: p };
                return Outcome::painted(dropped);
            }
            Tool::Pen => ShapeKind::Stroke {
                form: StrokeForm::Pen,
                points: vec![p],
                pressure: self.pressure.into_iter().collect(),
            },
            Tool::Highlighter => stroke(StrokeForm::Highlighter),
            Tool::Line => segment(SegmentForm::Line),
            Tool::Arrow => segment(SegmentForm::Arrow),
            Tool::Rect => area(AreaForm::Rect),
            Tool::Ellipse => area(AreaForm::Ellipse),
            Tool::Redact => area(AreaForm::Redact),
            Tool::Pixelate => area(AreaForm::Pixelate),
            Tool::Spotlight => area(AreaForm::Spotlight),
            Tool::Step => ShapeKind::Step {
                at: p,
                size: self.text_size,
                number: self.scene.next_step(),
            },
            Tool::Callout => ShapeKind::Text {
                at: p,
                text: String::new(),
                size: self.text_size,
                to: Some(p),
            },
        };
        self.gesture = Gesture::Drawing {
            start: p,
            draft: Shape::new(self.scene.next_id(), self.style(), kind),
        };
        Outcome::painted(dropped)
    }

    /// The pointer moved to `p`. Hosts pass on coalesced events one by one, for smooth pen strokes.
    pub fn pointer_move(&mut self, p: Point, modifiers: Modifiers) -> Outcome {
        let Some(p) = self.admitted(p) else {
            return Outcome::default();
        };
        let mut gesture = std::mem::take(&mut self.gesture);
        let repaint = match &mut gesture {
            Gesture::Idle | Gesture::Placing { .. } => false,
            Gesture::Drawing { start, draft } => {
                self.draw(*start, draft, p, modifiers);
                true
            }
            Gesture::Dragging {
                grip,
                start,
                drafts,
                lines,
                guides,
            } => {
                let begun = !drafts.is_empty() || start.distance(p) >= LEAST_DRAG / self.scale;
                if begun {
                    guides.clear();
                    let snapped = self.snapped(*grip, *start, p, lines, modifiers, guides);
                    *drafts = self.dragged(grip, *start, snapped, modifiers);
                }
                begun
            }
            Gesture::Cropping { grip, start, now } => {
                *now = self.cropped(*grip, *start, p, modifiers);
                true
            }
            Gesture::Choosing { start, now, kept } => {
                *now = p;
                self.selection = kept.clone();
                let chosen = self.within(Rect::from_corners(*start, p));
                self.selection.extend(chosen);
                true
            }
        };
        self.gesture = gesture;
        Outcome::painted(repaint)
    }

    /// The pointer was let go at `p`: what was drawn or dragged becomes one action. With [`Tool::Text`] the outcome asks for text,
    /// a new one or the one that was clicked.
    pub fn pointer_up(&mut self, p: Point, modifiers: Modifiers) -> Outcome {
        let followed = self.pointer_move(p, modifiers);
        match std::mem::take(&mut self.gesture) {
            Gesture::Idle => followed,
            Gesture::Placing { at } => match self.text_at(at) {
                Some(id) => self.edit_shape(id),
                None => self.ask_for(EditText {
                    at,
                    size: self.text_size,
                    to: None,
                    shape: None,
                    text: String::new(),
                }),
            },
            Gesture::Drawing {
                start,
                draft:
                    Shape {
                        kind: ShapeKind::Text { at, size, .. },
                        ..
                    },
            } => {
                // A click alone would put the bubble over what it points at.
                let clicked = start.distance(at) < LEAST_DRAG / self.scale;
                let at = if clicked {
                    at.offset(size, -2.0 * size).rounded()
                } else {
                    at
                };
                self.ask_for(EditText {
                    at,
                    size,
                    to: Some(start),
                    shape: None,
                    text: String::new(),
                })
            }
            Gesture::Drawing { mut draft, .. } => {
                if !self.is_worth_keeping(&draft) {
                    return Outcome::painted(true);
                }
                draft.id = self.scene.next_id();
                self.perform(Action::Add {
                    index: usize::MAX,
                    shape: draft,
                })
            }
            Gesture::Choosing { .. } => followed,
            Gesture::Cropping { now, .. } => self.finish_crop(now),
            // A click on one of several means that one.
            Gesture::Dragging { start, drafts, .. } if drafts.is_empty() && !modifiers.shift => {
                match self.hit(start).filter(|_| self.selection.len() > 1) {
                    Some(id) => self.select(Some(id)),
                    None => followed,
                }
            }
            Gesture::Dragging { grip, drafts, .. } => {
                let changed = |draft: &&Shape| self.scene.shape(draft.id).is_some_and(|now| now != *draft);
                let action = |draft: &Shape| match grip {
                    Grip::Whole { dx, dy } => Action::Move { id: draft.id, dx, dy },
                    Grip::Handle {
                        handle: Handle::Turn, ..
                    } => Action::Turn {
                        id: draft.id,
                        angle: draft.angle,
                    },
                    Grip::Handle { .. } => Action::Reshape {
                        id: draft.id,
                        kind: draft.kind.clone(),
                    },
                };
                let actions: Vec<Action> = drafts.iter().filter(changed).map(action).collect();
                if actions.is_empty() {
                    return followed;
                }
                self.perform_all(actions)
            }
        }
    }

    /// Two clicks at `p`: with [`Tool::Select`] on a text, the outcome asks to edit it.
    pub fn double_click(&mut self, p: Point) -> Outcome {
        if self.tool != Tool::Select {
            return Outcome::default();
        }
        match self.admitted(p).and_then(|p| self.text_at(p)) {
            Some(id) => self.edit_shape(id),
            None => Outcome::default(),
        }
    }

    /// What is meant by asking for a menu at `p`: the selection, when what lies there is part of it; else what lies there.
    pub fn select_at(&mut self, p: Point) -> Outcome {
        let there = self.admitted(p).and_then(|p| self.hit(p));
        match there {
            Some(id) if self.selection.contains(&id) => Outcome::painted(self.interrupt()),
            there => self.select(there),
        }
    }

    /// Whether a shape lies at `p`.
    #[must_use]
    pub fn is_on_shape(&self, p: Point) -> bool {
        self.admitted(p).is_some_and(|p| self.hit(p).is_some())
    }

    /// How the pointer should look over `p` while nothing is pressed.
    #[must_use]
    pub fn cursor(&self, p: Point) -> Cursor {
        match self.tool {
            Tool::Text => Cursor::Text,
            Tool::Crop => self.crop_cursor(p),
            Tool::Select => match self.handle_at(p) {
                Some((handle, _)) => Cursor::Reshape(handle),
                None if self.hit(p).is_some() => Cursor::Move,
                None => Cursor::Default,
            },
            _ => Cursor::Crosshair,
        }
    }

    /// The text shape that is meant by pointing at `p`, if it is one.
    fn text_at(&self, p: Point) -> Option<u64> {
        let shape = self.scene.shape(self.hit(p)?)?;
        matches!(shape.kind, ShapeKind::Text { .. }).then_some(shape.id)
    }

    fn hit(&self, p: Point) -> Option<u64> {
        let index = self.index.get_or_init(|| SpatialIndex::new(&self.scene, &self.measure));
        index.topmost(&self.scene, p, TOLERANCE / self.scale, &self.measure)
    }

    /// The handle at `p` of the shape that alone is selected, and its place.
    fn handle_at(&self, p: Point) -> Option<(Handle, Point)> {
        hit::handle_at(self.only_selected()?, p, self.scale, &self.measure)
    }

    /// The select tool went down at `p`: on a handle of the selection, on a shape, or beside everything.
    fn grab(&mut self, p: Point, modifiers: Modifiers) -> Outcome {
        let whole = Grip::Whole { dx: 0.0, dy: 0.0 };
        let grip = match (self.handle_at(p), self.hit(p)) {
            (Some((handle, at)), _) => Grip::Handle { handle, at },
            (None, Some(id)) if modifiers.shift && self.selection.contains(&id) => {
                self.selection.retain(|selected| *selected != id);
                return Outcome::painted(true);
            }
            (None, Some(id)) => {
                if !modifiers.shift && !self.selection.contains(&id) {
                    self.selection.clear();
                }
                if !self.selection.contains(&id) {
                    self.selection.push(id);
                }
                whole
            }
            (None, None) => {
                if !modifiers.shift {
                    self.selection.clear();
                }
                self.gesture = Gesture::Choosing {
                    start: p,
                    now: p,
                    kept: self.selection.clone(),
                };
                return Outcome::painted(true);
            }
        };
        self.gesture = Gesture::Dragging {
            grip,
            start: p,
            drafts: Vec::new(),
            lines: Lines::of(&self.scene, &self.selection, &self.measure),
            guides: Vec::new(),
        };
        Outcome::painted(true)
    }

    /// Lets `draft` follow the pointer to `p`.
    fn draw(&self, start: Point, draft: &mut Shape, p: Point, modifiers: Modifiers) {
        match &mut draft.kind {
            ShapeKind::Stroke { points, pressure, .. } => {
                let far_enough = points
                    .last()
                    .is_none_or(|last| last.distance(p) >= PEN_STEP / self.scale);
                if far_enough && points.len() < limits::PEN_POINTS {
                    points.push(p);
                    if let Some(last) = pressure.last().copied() {
                        pressure.push(self.pressure.unwrap_or(last));
                    }
                }
            }
            ShapeKind::Segment { to, .. } => {
                *to = if modifiers.shift { snap_to_eighths(start, p) } else { p }.rounded()
            }
            ShapeKind::Area { area, .. } => {
                let corner = if modifiers.shift { snap_to_square(start, p) } else { p };
                let Rect { x, y, w, h } = Rect::from_corners(start, corner.rounded());
                *area = Rect::new(x, y, hundredths(w), hundredths(h));
            }
            // A step follows the pointer until it is let go; of a callout it is the text, whose tail stays where it began.
            ShapeKind::Step { at, .. } | ShapeKind::Text { at, .. } => *at = p,
        }
    }

    /// How the selection looks after it was grabbed at `start` and dragged to `p`. A move is noted in `grip`.
    fn dragged(&self, grip: &mut Grip, start: Point, p: Point, modifiers: Modifiers) -> Vec<Shape> {
        let (mut x, mut y) = (p.x - start.x, p.y - start.y);
        match grip {
            // The pointer seldom grabs the very middle of a handle; the handle must not jump to it.
            Grip::Handle { handle, at } => {
                let to = at.offset(x, y);
                let reshaped = self.only_selected().and_then(|shape| {
                    if *handle == Handle::Turn {
                        let angle = hit::angle_towards(shape, to, modifiers.shift, &self.measure);
                        return Some(Shape { angle, ..shape.clone() });
                    }
                    let kind = hit::reshaped(shape, *handle, to, modifiers.shift)?;
                    Some(Shape { kind, ..shape.clone() })
                });
                reshaped.into_iter().collect()
            }
            Grip::Whole { dx, dy } => {
                if modifiers.shift && x.abs() >= y.abs() {
                    y = 0.0;
                } else if modifiers.shift {
                    x = 0.0;
                }
                (*dx, *dy) = self.reachable(x, y);
                let moved = |shape: &Shape| Shape {
                    kind: shape.kind.translated(*dx, *dy),
                    ..shape.clone()
                };
                self.selected().map(moved).collect()
            }
        }
    }

    /// Shapes that lie in `area` as a whole and are not selected yet, from the bottom to the top.
    fn within(&self, area: Rect) -> Vec<u64> {
        let inside = |shape: &&Shape| {
            let bounds = hit::bounds(shape, &self.measure);
            bounds.corners().into_iter().all(|corner| area.contains(corner)) && !self.selection.contains(&shape.id)
        };
        self.scene.shapes.iter().filter(inside).map(|shape| shape.id).collect()
    }

    /// The box around everything that is selected.
    #[must_use]
    pub fn selected_bounds(&self) -> Option<Rect> {
        let bounds = self.selected().map(|shape| hit::bounds(shape, &self.measure));
        bounds.reduce(Rect::union)
    }

    /// The part of the move `(dx, dy)` that leaves a bit of the selection on the picture. What lies beside it already may only come
    /// back.
    pub(super) fn reachable(&self, dx: f64, dy: f64) -> (f64, f64) {
        let bounds = self.selected_bounds().unwrap_or_default();
        let along = |start: f64, length: f64, side: u32, by: f64| {
            let side = f64::from(side);
            let kept = STAYS_VISIBLE.min(side / 2.0);
            by.clamp((kept - start - length).min(0.0), (side - kept - start).max(0.0))
        };
        (
            along(bounds.x, bounds.w, self.scene.width, dx),
            along(bounds.y, bounds.h, self.scene.height, dy),
        )
    }

    /// Whether a drawn shape is more than a click that slipped. A stroke that ends where it began counts by its extent.
    pub(super) fn is_worth_keeping(&self, draft: &Shape) -> bool {
        let least = LEAST_DRAG / self.scale;
        match &draft.kind {
            ShapeKind::Segment { from, to, .. } => from.distance(*to) >= least,
            ShapeKind::Stroke { points, .. } => {
                Rect::around(points).is_some_and(|extent| extent.w.hypot(extent.h) >= least)
            }
            // A box must also have an area, or it could not be seen; a redaction would hide nothing.
            ShapeKind::Area { area, .. } => area.w.hypot(area.h) >= least && area.w.min(area.h) >= 1.0,
            ShapeKind::Text { .. } | ShapeKind::Step { .. } => true,
        }
    }

    /// `p` as the editor takes it: at most one picture beside the picture, on hundredths. `None` when it is not a place at all.
    pub(super) fn admitted(&self, p: Point) -> Option<Point> {
        let (w, h) = (f64::from(self.scene.width), f64::from(self.scene.height));
        p.is_finite()
            .then(|| Point::new(p.x.clamp(-w, 2.0 * w), p.y.clamp(-h, 2.0 * h)).rounded())
    }
}
