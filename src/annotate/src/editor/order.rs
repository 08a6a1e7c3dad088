//! In what order the selected shapes lie, and what they are lined up at.

use super::{Editor, Outcome};
use crate::action::Action;
use crate::geometry::hundredths;
use crate::hit;
use crate::shape::Shape;
use crate::text::TextMeasure;
use crate::tool::Align;

impl<M: TextMeasure> Editor<M> {
    /// Paints the selected shapes over all others, in the order in which they lie.
    pub fn bring_to_front(&mut self) -> Outcome {
        let top = self.scene.shapes.len();
        let moved = self.bottom_up().map(|shape| shape.id).collect::<Vec<_>>();
        self.reorder(moved, |_, _| top)
    }

    /// Paints the selected shapes under all others, in the order in which they lie.
    pub fn send_to_back(&mut self) -> Outcome {
        let mut moved: Vec<u64> = self.bottom_up().map(|shape| shape.id).collect();
        moved.reverse();
        self.reorder(moved, |_, _| 0)
    }

    /// Paints the selected shapes over the one that lies next above them.
    pub fn bring_forward(&mut self) -> Outcome {
        let mut moved: Vec<u64> = self.bottom_up().map(|shape| shape.id).collect();
        moved.reverse();
        self.reorder(
            moved,
            |now, places| if places.contains(&(now + 1)) { now } else { now + 1 },
        )
    }

    /// Paints the selected shapes under the one that lies next below them.
    pub fn send_backward(&mut self) -> Outcome {
        let moved: Vec<u64> = self.bottom_up().map(|shape| shape.id).collect();
        self.reorder(moved, |now, places| match now.checked_sub(1) {
            Some(below) if !places.contains(&below) => below,
            _ => now,
        })
    }

    /// Moves the selected shapes so that one of their sides or middles is that of the box around them all; one alone to the
    /// picture's.
    pub fn align(&mut self, to: Align) -> Outcome {
        let dropped = self.interrupt();
        let picture = self.scene.picture();
        let around = if self.selection.len() > 1 {
            self.selected_bounds()
        } else {
            Some(picture)
        };
        let Some(around) = around else {
            return Outcome::painted(dropped);
        };
        let moved = |shape: &Shape| {
            let (dx, dy) = to.distance(hit::bounds(shape, &self.measure), around);
            (hundredths(dx) != 0.0 || hundredths(dy) != 0.0).then_some(Action::Move { id: shape.id, dx, dy })
        };
        let actions: Vec<Action> = self.selected().filter_map(moved).collect();
        self.perform_or(actions, dropped)
    }

    /// The selected shapes in the order in which they lie.
    pub(super) fn bottom_up(&self) -> impl Iterator<Item = &Shape> {
        let selected = |shape: &&Shape| self.selection.contains(&shape.id);
        self.scene.shapes.iter().filter(selected)
    }

    /// Puts each of `moved`, one after the other, where `place` says: from where it lies now, and where all that is selected does.
    fn reorder(&mut self, moved: Vec<u64>, place: impl Fn(usize, &[usize]) -> usize) -> Outcome {
        let dropped = self.interrupt();
        let mut order: Vec<u64> = self.scene.shapes.iter().map(|shape| shape.id).collect();
        let before = order.clone();
        let mut actions = Vec::new();
        for id in &moved {
            let places: Vec<usize> = (0..order.len()).filter(|n| moved.contains(&order[*n])).collect();
            let Some(now) = order.iter().position(|known| known == id) else {
                continue;
            };
            let index = place(now, &places).min(order.len() - 1);
            if index != now {
                order.remove(now);
                order.insert(index, *id);
                actions.push(Action::Reorder { id: *id, index });
            }
        }
        if order == before {
            return Outcome::painted(dropped);
        }
        self.perform_all(actions)
    }
}
