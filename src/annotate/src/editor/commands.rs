//! Everything that is not the pointer: keys, toolbar, text.
//!
//! A command drops an unfinished gesture first. Only the two commits do not: a text field is left by pressing somewhere else, so
//! the commit often arrives when the next gesture has begun.

use super::gesture::Gesture;
use super::{EditText, Editor, Outcome};
use crate::action::Action;
use crate::geometry::Point;
use crate::history::History;
use crate::limits;
use crate::paint::usable_scale;
use crate::scene::Scene;
use crate::shape::{Shape, ShapeKind};
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
        match key {
            Key::Delete => self.delete_selection(),
            Key::Left => self.nudge(-step, 0.0),
            Key::Right => self.nudge(step, 0.0),
            Key::Up => self.nudge(0.0, -step),
            Key::Down => self.nudge(0.0, step),
            Key::Tab => self.select_next(modifiers.shift),
            Key::Enter => self.selection.map_or_else(Outcome::default, |id| self.edit_shape(id)),
            Key::Escape => self.cancel(),
        }
    }

    /// Esc, or the pointer was lost: drops what was begun; when nothing was, deselects.
    pub fn cancel(&mut self) -> Outcome {
        let dropped = self.interrupt();
        Outcome::painted(dropped || self.selection.take().is_some())
    }

    /// Picks a tool. One that draws lets go of the selection.
    pub fn set_tool(&mut self, tool: Tool) -> Outcome {
        let mut repaint = self.interrupt();
        if tool != Tool::Select {
            repaint |= self.selection.take().is_some();
        }
        self.tool = tool;
        Outcome::painted(repaint)
    }

    /// Screen pixels per picture pixel, so that tolerances, handles and the shortest drag stay the same on the screen. Kept
    /// between a thousandth and a thousand; what is not a positive number counts as 1.
    pub fn set_scale(&mut self, scale: f64) -> Outcome {
        self.scale = usable_scale(scale);
        Outcome::painted(self.selection.is_some())
    }

    /// Selects the shape `id`, or nothing, and picks [`Tool::Select`]. An unknown id selects nothing.
    pub fn select(&mut self, id: Option<u64>) -> Outcome {
        let dropped = self.interrupt();
        let before = self.selection;
        self.tool = Tool::Select;
        self.selection = id;
        self.forget_missing();
        Outcome::painted(dropped || self.selection != before)
    }

    /// The style of what is drawn next, and of the selection at once, as an action. Numbers out of range are brought into it. Call
    /// it when a slider is let go, not while it moves: every call can be undone.
    pub fn set_style(&mut self, style: Style) -> Outcome {
        let dropped = self.interrupt();
        self.style = style.clamped();
        match self.selected() {
            Some(shape) if shape.style != self.style => {
                let action = Action::Restyle {
                    id: shape.id,
                    style: self.style,
                };
                self.perform(action)
            }
            _ => Outcome::painted(dropped),
        }
    }

    /// The size (one em, picture pixels) of the text that is written next, and of the selected text at once, as an action. A size out
    /// of range is brought into it.
    pub fn set_text_size(&mut self, size: f64) -> Outcome {
        let dropped = self.interrupt();
        self.text_size = limits::clamped(size, limits::TEXT_SIZE, self.text_size);
        match self.selected().map(|shape| (shape.id, &shape.kind)) {
            Some((id, kind)) => match with_size(kind, self.text_size) {
                Some(kind) => self.perform(Action::Reshape { id, kind }),
                None => Outcome::painted(dropped),
            },
            _ => Outcome::painted(dropped),
        }
    }

    /// Copies the selected shape, a little beside it and on top of all, and selects the copy.
    pub fn duplicate(&mut self) -> Outcome {
        let dropped = self.interrupt();
        let Some(original) = self.selected() else {
            return Outcome::painted(dropped);
        };
        let beside = COPY_OFFSET / self.scale;
        let (dx, dy) = self.reachable(original, beside, beside);
        let id = self.scene.next_id();
        let copy = Shape {
            id,
            kind: original.kind.translated(dx, dy),
            ..original.clone()
        };
        let outcome = self.perform(Action::Add {
            index: usize::MAX,
            shape: copy,
        });
        if outcome.scene_changed {
            self.selection = Some(id);
        }
        outcome
    }

    pub fn delete_selection(&mut self) -> Outcome {
        let dropped = self.interrupt();
        match self.selection {
            Some(id) => self.perform(Action::Remove { id }),
            None => Outcome::painted(dropped),
        }
    }

    /// Removes every shape; one undo brings all of them back.
    pub fn clear(&mut self) -> Outcome {
        let dropped = self.interrupt();
        if self.scene.shapes.is_empty() {
            return Outcome::painted(dropped);
        }
        self.perform(Action::Clear)
    }

    /// Paints the selected shape over all others.
    pub fn bring_to_front(&mut self) -> Outcome {
        let top = self.scene.shapes.len().saturating_sub(1);
        self.reorder(top)
    }

    /// Paints the selected shape under all others.
    pub fn send_to_back(&mut self) -> Outcome {
        self.reorder(0)
    }

    /// Undoes the last action. While something is being drawn or dragged, that is taken back instead.
    pub fn undo(&mut self) -> Outcome {
        self.travel(History::undo)
    }

    /// Does again what was undone last. While something is being drawn or dragged, that is taken back instead.
    pub fn redo(&mut self) -> Outcome {
        self.travel(History::redo)
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
        let text = tidy(text);
        let Some(at) = self.admitted(at).filter(|_| !text.is_empty()) else {
            return Outcome::painted(typed);
        };
        let size = self.text_size;
        let to = to.and_then(|to| self.admitted(to));
        let kind = ShapeKind::Text {
            at,
            text: text.clone(),
            size,
            to,
        };
        let shape = Shape::new(self.scene.next_id(), self.style, kind);
        let outcome = self.perform(Action::Add {
            index: usize::MAX,
            shape,
        });
        self.ask_again(
            outcome,
            EditText {
                at,
                size,
                to,
                shape: None,
                text,
            },
        )
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

    fn nudge(&mut self, dx: f64, dy: f64) -> Outcome {
        let dropped = self.interrupt();
        let Some(shape) = self.selected() else {
            return Outcome::painted(dropped);
        };
        let id = shape.id;
        let (dx, dy) = self.reachable(shape, dx, dy);
        if (dx, dy) == (0.0, 0.0) {
            // At the edge. The key is ours all the same: the page must not begin to scroll.
            return Outcome::painted(true);
        }
        self.perform(Action::Move { id, dx, dy })
    }

    fn select_next(&mut self, backwards: bool) -> Outcome {
        let dropped = self.interrupt();
        let count = self.scene.shapes.len();
        let now = self.selection.and_then(|id| self.scene.index_of(id));
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

    fn reorder(&mut self, index: usize) -> Outcome {
        let dropped = self.interrupt();
        match self.selection {
            Some(id) if self.scene.index_of(id) != Some(index) => self.perform(Action::Reorder { id, index }),
            _ => Outcome::painted(dropped),
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
