//! Everything that is not the pointer: keys, toolbar, text.
//!
//! A command drops an unfinished gesture first. Only the two commits do not: a text field is left by pressing somewhere else, so
//! the commit often arrives when the next gesture has begun.

use super::gesture::Gesture;
use super::{EditText, Editor, Outcome};
use crate::action::Action;
use crate::geometry::{Point, Rect, normal_angle};
use crate::history::History;
use crate::hit::{self, Handle};
use crate::limits;
use crate::paint::usable_scale;
use crate::scene::Scene;
use crate::shape::{Shape, ShapeKind, StrokeForm};
use crate::style::Style;
use crate::text::{TextMeasure, tidy};
use crate::tool::{Key, Modifiers, Tool};

/// How far an arrow key moves the selection, without and with Shift, in picture pixels.
const NUDGE: (f64, f64) = (1.0, 10.0);
/// How far a copy lies beside its original, in screen pixels.
const COPY_OFFSET: f64 = 16.0;

impl<M: TextMeasure> Editor<M> {
    /// A key that edits. When the outcome is not [handled](Outcome::is_handled), the key belongs to the page.
    pub fn key(&mut self, key: Key, modifiers: Modifiers) -> Outcome {
        let step = if modifiers.shift { NUDGE.1 } else { NUDGE.0 };
        if let Some(outcome) = self.crop_key(key, step, modifiers.alt) {
            return outcome;
        }
        match key {
            Key::Delete => self.delete_selection(),
            Key::Left => self.arrow(-step, 0.0, modifiers.alt),
            Key::Right => self.arrow(step, 0.0, modifiers.alt),
            Key::Up => self.arrow(0.0, -step, modifiers.alt),
            Key::Down => self.arrow(0.0, step, modifiers.alt),
            Key::Tab => self.select_next(modifiers.shift),
            Key::Enter => match self.only_selected().map(|shape| shape.id) {
                Some(id) => self.edit_shape(id),
                None => Outcome::default(),
            },
            Key::Escape => self.cancel(),
        }
    }

    /// Esc, or the pointer was lost: drops what was begun; when nothing was, deselects.
    pub fn cancel(&mut self) -> Outcome {
        let dropped = self.interrupt();
        Outcome::painted(dropped || self.deselect())
    }

    /// Picks a tool. One that draws lets go of the selection.
    pub fn set_tool(&mut self, tool: Tool) -> Outcome {
        let mut repaint = self.interrupt();
        if tool != Tool::Select {
            repaint |= self.deselect();
        }
        self.tool = tool;
        Outcome::painted(repaint)
    }

    /// Screen pixels per picture pixel, so that tolerances, handles and the shortest drag stay the same on the screen. Kept
    /// between a thousandth and a thousand; what is not a positive number counts as 1.
    pub fn set_scale(&mut self, scale: f64) -> Outcome {
        self.scale = usable_scale(scale);
        Outcome::painted(!self.selection.is_empty())
    }

    /// Selects the shape `id`, or nothing, and picks [`Tool::Select`]. An unknown id selects nothing.
    pub fn select(&mut self, id: Option<u64>) -> Outcome {
        let dropped = self.interrupt();
        self.tool = Tool::Select;
        let before = std::mem::replace(&mut self.selection, id.into_iter().collect());
        self.forget_missing();
        Outcome::painted(dropped || self.selection != before)
    }

    /// Selects every shape, and picks [`Tool::Select`].
    pub fn select_all(&mut self) -> Outcome {
        let dropped = self.interrupt();
        self.tool = Tool::Select;
        let all: Vec<u64> = self.scene.shapes.iter().map(|shape| shape.id).collect();
        let changed = all != self.selection;
        self.selection = all;
        Outcome::painted(dropped || changed)
    }

    /// Lets go of the selection; whether there was one.
    fn deselect(&mut self) -> bool {
        !std::mem::take(&mut self.selection).is_empty()
    }

    /// Changes the style of what is drawn next, and that of every selected shape, as one action: each from what it was, so that a new
    /// colour leaves widths as they are. Numbers out of range are brought into it. Call it when a slider is let go, not while it moves:
    /// every call can be undone.
    pub fn restyle(&mut self, change: impl Fn(&mut Style)) -> Outcome {
        let dropped = self.interrupt();
        let changed = |mut style: Style| {
            change(&mut style);
            style.clamped()
        };
        let marks =
            |shape: &Shape| matches!(shape.kind, ShapeKind::Stroke { form, .. } if form == StrokeForm::Highlighter);
        if self.tool == Tool::Highlighter || self.only_selected().is_some_and(marks) {
            self.marker = changed(self.marker);
        } else {
            self.style = changed(self.style);
        }
        let other = |shape: &Shape| {
            let style = changed(shape.style);
            (style != shape.style).then_some(Action::Restyle { id: shape.id, style })
        };
        let actions: Vec<Action> = self.selected().filter_map(other).collect();
        self.perform_or(actions, dropped)
    }

    /// The size (one em, picture pixels) of the text that is written next, and of the selected letters at once, as an action. A size
    /// out of range is brought into it.
    pub fn set_text_size(&mut self, size: f64) -> Outcome {
        let dropped = self.interrupt();
        self.text_size = limits::clamped(size, limits::TEXT_SIZE, self.text_size);
        let resized = |shape: &Shape| {
            let kind = with_size(&shape.kind, self.text_size)?;
            Some(Action::Reshape { id: shape.id, kind })
        };
        let actions: Vec<Action> = self.selected().filter_map(resized).collect();
        self.perform_or(actions, dropped)
    }

    /// Copies the selected shapes, a little beside them and on top of all, and selects the copies.
    pub fn duplicate(&mut self) -> Outcome {
        let dropped = self.interrupt();
        let beside = COPY_OFFSET / self.scale;
        let (dx, dy) = self.reachable(beside, beside);
        let mut copied = self.scene.clone();
        let mut copies = Vec::new();
        for original in self.bottom_up() {
            let copy = Shape {
                id: copied.next_id(),
                kind: original.kind.translated(dx, dy),
                ..original.clone()
            };
            copied.shapes.push(copy.clone());
            copies.push(copy);
        }
        let ids: Vec<u64> = copies.iter().map(|copy| copy.id).collect();
        let add = |shape| Action::Add {
            index: usize::MAX,
            shape,
        };
        let outcome = self.perform_or(copies.into_iter().map(add).collect(), dropped);
        if outcome.scene_changed {
            self.selection = ids;
        }
        outcome
    }

    pub fn delete_selection(&mut self) -> Outcome {
        let selected = self.selection.clone();
        self.remove(&selected)
    }

    /// Removes these shapes, as one step; those that are not there are no matter.
    pub fn remove(&mut self, ids: &[u64]) -> Outcome {
        let dropped = self.interrupt();
        let known = ids.iter().filter(|id| self.scene.index_of(**id).is_some());
        let actions = known.map(|id| Action::Remove { id: *id }).collect();
        self.perform_or(actions, dropped)
    }

    /// Removes every shape. Can be undone.
    pub fn clear(&mut self) -> Outcome {
        let dropped = self.interrupt();
        if self.scene.shapes.is_empty() {
            return Outcome::painted(dropped);
        }
        self.perform(Action::Clear)
    }

    /// Turns each of the selected shapes around its middle, by so many degrees clockwise. What stays upright does.
    pub fn turn(&mut self, degrees: f64) -> Outcome {
        let dropped = self.interrupt();
        let turns = self
            .selected()
            .filter(|shape| shape.kind.turns() && degrees.is_finite());
        let actions: Vec<Action> = turns
            .map(|shape| Action::Turn {
                id: shape.id,
                angle: normal_angle(shape.angle + degrees),
            })
            .collect();
        self.perform_or(actions, dropped)
    }

    /// Takes over what was drawn on the same picture at another time, as one step. What belongs to another picture is left alone.
    pub fn adopt(&mut self, drawn: Scene) -> Outcome {
        let dropped = self.interrupt();
        let fits = (drawn.width, drawn.height) == (self.scene.width, self.scene.height);
        if !fits || (drawn.crop == self.scene.crop && drawn.shapes == self.scene.shapes) {
            return Outcome::painted(dropped);
        }
        let shapes = Action::ReplaceAll { shapes: drawn.shapes };
        self.perform(Action::Many(vec![shapes, Action::Crop(drawn.crop)]))
    }

    /// Undoes the last action. While something is being drawn or dragged, that is taken back instead.
    pub fn undo(&mut self) -> Outcome {
        self.travel(History::undo)
    }

    /// Does again what was undone last. While something is being drawn or dragged, that is taken back instead.
    pub fn redo(&mut self) -> Outcome {
        self.travel(History::redo)
    }

    /// Draws with the present tool in the middle of `shown`, the part of the picture that is to be seen, as a drag across a third of it
    /// would, and selects it: for whoever has no pointer. Nothing with [`Tool::Select`].
    pub fn draw_within(&mut self, shown: Rect) -> Outcome {
        let tool = self.tool;
        if tool == Tool::Select || (tool == Tool::Crop && self.scene.crop.is_some()) {
            return Outcome::default();
        }
        let dropped = self.interrupt();
        let middle = Point::new(shown.x + shown.w / 2.0, shown.y + shown.h / 2.0);
        let (across, down) = (shown.w / 6.0, shown.h / 6.0);
        let (from, to) = match tool {
            Tool::Step | Tool::Text => (middle, middle),
            // A line to be read below it.
            Tool::Highlighter => (middle.offset(-across, 0.0), middle.offset(across, 0.0)),
            _ => (middle.offset(-across, -down), middle.offset(across, down)),
        };
        let _ = self.pointer_down(from, Modifiers::NONE);
        let outcome = self.pointer_up(to, Modifiers::NONE);
        if !outcome.scene_changed {
            return Outcome {
                repaint: outcome.repaint || dropped,
                ..outcome
            };
        }
        if tool != Tool::Crop {
            let drawn = self.scene.shapes.last().map(|shape| shape.id);
            let _ = self.select(drawn);
        }
        outcome
    }

    /// Asks the host to let somebody edit the text shape `id`. Nothing happens when there is no such text.
    pub fn edit_shape(&mut self, id: u64) -> Outcome {
        match self.scene.shape(id).map(|shape| &shape.kind) {
            Some(ShapeKind::Text { at, text, size, to }) => {
                let request = EditText {
                    at: *at,
                    size: *size,
                    to: *to,
                    shape: Some(id),
                    text: text.clone(),
                };
                self.ask_for(request)
            }
            _ => Outcome::default(),
        }
    }

    /// A new text was typed; `at` is the top left corner of its box, and `to` where its bubble points. A text without anything to see adds nothing. When it is
    /// refused, the outcome asks to edit it again, so that nobody loses what they wrote.
    pub fn commit_text(&mut self, at: Point, to: Option<Point>, text: &str) -> Outcome {
        let typed = self.typing.take().is_some();
        let Some(shape) = self.written(at, to, text) else {
            return Outcome::painted(typed);
        };
        let request = EditText {
            at,
            size: self.text_size,
            to,
            shape: None,
            text: tidy(text),
        };
        let outcome = self.perform(Action::Add {
            index: usize::MAX,
            shape,
        });
        self.ask_again(outcome, request)
    }

    /// The shape of a new text, unless there is nothing to see in it.
    fn written(&self, at: Point, to: Option<Point>, text: &str) -> Option<Shape> {
        let text = tidy(text);
        let kind = ShapeKind::Text {
            at: self.admitted(at).filter(|_| !text.is_empty())?,
            text,
            size: self.text_size,
            to: to.and_then(|to| self.admitted(to)),
        };
        Some(Shape::new(self.scene.next_id(), self.style(), kind))
    }

    /// The scene as it would be if the host's text field were left now with `text` in it: what a host keeps in case that it never is.
    /// It may be one that the editor would refuse, and then it cannot be written.
    #[must_use]
    pub fn unfinished_text(&self, text: &str) -> Scene {
        let mut scene = self.scene.clone();
        match &self.typing {
            Some(EditText { shape: Some(id), .. }) => {
                let typed = tidy(text);
                if typed.is_empty() {
                    scene.shapes.retain(|shape| shape.id != *id);
                } else if let Some(ShapeKind::Text { text, .. }) = scene
                    .shapes
                    .iter_mut()
                    .find(|shape| shape.id == *id)
                    .map(|shape| &mut shape.kind)
                {
                    *text = typed;
                }
            }
            Some(typing) => scene.shapes.extend(self.written(typing.at, typing.to, text)),
            None => {}
        }
        scene
    }

    /// The text of the shape `id` was changed. A text without anything to see removes the shape; when it is refused, as for
    /// [`Editor::commit_text`].
    pub fn commit_text_of(&mut self, id: u64, text: &str) -> Outcome {
        let typed = self.typing.take().is_some();
        let Some(ShapeKind::Text {
            at,
            text: before,
            size,
            to,
        }) = self.scene.shape(id).map(|shape| &shape.kind)
        else {
            return Outcome::painted(typed);
        };
        let text = tidy(text);
        if text == *before {
            return Outcome::painted(typed);
        }
        let request = EditText {
            at: *at,
            size: *size,
            to: *to,
            shape: Some(id),
            text: text.clone(),
        };
        let outcome = self.perform(if text.is_empty() {
            Action::Remove { id }
        } else {
            Action::SetText { id, text }
        });
        self.ask_again(outcome, request)
    }

    /// Asks the host to let somebody type.
    pub(super) fn ask_for(&mut self, request: EditText) -> Outcome {
        self.gesture = Gesture::Idle;
        self.typing = Some(request.clone());
        Outcome {
            repaint: true,
            edit_text: Some(request),
            ..Outcome::default()
        }
    }

    /// `outcome`, and if it is a refusal the wish to type on.
    fn ask_again(&mut self, outcome: Outcome, request: EditText) -> Outcome {
        if outcome.refused.is_none() {
            return outcome;
        }
        Outcome {
            refused: outcome.refused,
            ..self.ask_for(request)
        }
    }

    /// Performs the actions; when there are none, says whether anything was dropped.
    pub(super) fn perform_or(&mut self, actions: Vec<Action>, dropped: bool) -> Outcome {
        if actions.is_empty() {
            return Outcome::painted(dropped);
        }
        self.perform_all(actions)
    }

    /// An arrow key: moves the selection, or with Alt drags the corner or end of the shape that alone is selected.
    fn arrow(&mut self, dx: f64, dy: f64, reshape: bool) -> Outcome {
        let dropped = self.interrupt();
        if self.selection.is_empty() {
            return Outcome::painted(dropped);
        }
        let actions: Vec<Action> = if reshape {
            self.stretched(dx, dy).into_iter().collect()
        } else {
            let (dx, dy) = self.reachable(dx, dy);
            let still = (dx, dy) == (0.0, 0.0);
            let moved = self.selection.iter().map(|id| Action::Move { id: *id, dx, dy });
            moved.filter(|_| !still).collect()
        };
        if actions.is_empty() {
            // At the edge, or nothing to stretch. The key is ours all the same: the page must not begin to scroll.
            return Outcome::painted(true);
        }
        self.perform_all(actions)
    }

    fn stretched(&self, dx: f64, dy: f64) -> Option<Action> {
        let shape = self.only_selected()?;
        let ends = [Handle::BottomRight, Handle::To];
        let (handle, at) = hit::ends(shape).into_iter().find(|(handle, _)| ends.contains(handle))?;
        let kind = hit::reshaped(shape, handle, self.admitted(at.offset(dx, dy))?, false)?;
        (kind != shape.kind).then_some(Action::Reshape { id: shape.id, kind })
    }

    fn select_next(&mut self, backwards: bool) -> Outcome {
        let dropped = self.interrupt();
        let count = self.scene.shapes.len();
        let now = self.selection.last().and_then(|id| self.scene.index_of(*id));
        let next = match (now, backwards) {
            (None, false) => Some(0),
            (None, true) => count.checked_sub(1),
            (Some(index), false) => Some(index + 1),
            (Some(index), true) => index.checked_sub(1),
        };
        match next
            .and_then(|index| self.scene.shapes.get(index))
            .map(|shape| shape.id)
        {
            Some(id) => self.select(Some(id)),
            None => Outcome::painted(dropped),
        }
    }

    fn travel(&mut self, step: impl Fn(&mut History, &mut Scene) -> bool) -> Outcome {
        let in_gesture = !matches!(self.gesture, Gesture::Idle);
        let dropped = self.interrupt();
        if in_gesture || !step(&mut self.history, &mut self.scene) {
            return Outcome::painted(dropped);
        }
        self.forget_missing();
        Outcome::changed()
    }
}

/// The same text or step with its letters of that size; `None` when it has none, or they are of that size already.
fn with_size(kind: &ShapeKind, wanted: f64) -> Option<ShapeKind> {
    let mut resized = kind.clone();
    match &mut resized {
        ShapeKind::Text { size, .. } | ShapeKind::Step { size, .. } if *size != wanted => *size = wanted,
        _ => return None,
    }
    Some(resized)
}
