//! What was done to a scene, and what was undone: undo and redo without limit.
//!
//! A [`History`] belongs to one scene and must see every change to it. Performing, undoing and redoing all go through
//! [`Action::apply`], so one stack holds inverses and the other the inverses of inverses.

use crate::action::Action;
use crate::error::SceneError;
use crate::scene::Scene;

/// The undo and redo stacks of one scene, and where on them the scene was last saved.
#[derive(Debug, Clone, Default)]
pub struct History {
    undo: Vec<Action>,
    redo: Vec<Action>,
    saved: Saved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saved {
    /// So many actions lay on the undo stack when the scene was saved.
    At(usize),
    /// The saved state was undone, and then something else was done.
    Unreachable,
}

impl Default for Saved {
    fn default() -> Self {
        Self::At(0)
    }
}

impl History {
    /// Nothing done yet, and the scene counts as saved.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies `action` to `scene`, remembers how to undo it, and forgets what could have been redone.
    ///
    /// # Errors
    /// As [`Action::apply`], and as [`Scene::validate`] when the result would break a limit; scene and history are then untouched.
    pub fn perform(&mut self, scene: &mut Scene, action: Action) -> Result<(), SceneError> {
        let inverse = action.apply(scene)?;
        if let Err(error) = scene.validate() {
            inverse.apply(scene)?;
            return Err(error);
        }
        if matches!(self.saved, Saved::At(depth) if depth > self.undo.len()) {
            self.saved = Saved::Unreachable;
        }
        self.undo.push(inverse);
        self.redo.clear();
        Ok(())
    }

    /// Undoes the last action; `false` when there is none.
    pub fn undo(&mut self, scene: &mut Scene) -> bool {
        step(&mut self.undo, &mut self.redo, scene)
    }

    /// Does again what was undone last; `false` when there is nothing.
    pub fn redo(&mut self, scene: &mut Scene) -> bool {
        step(&mut self.redo, &mut self.undo, scene)
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// The scene as it is now has been saved.
    pub fn mark_saved(&mut self) {
        self.saved = Saved::At(self.undo.len());
    }

    /// Whether the scene differs from what was saved. Undoing back to the saved state makes it clean again.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.saved != Saved::At(self.undo.len())
    }
}

/// Moves one action from one stack to the other. It cannot fail as long as every change went through the history.
fn step(from: &mut Vec<Action>, to: &mut Vec<Action>, scene: &mut Scene) -> bool {
    let Some(Ok(inverse)) = from.pop().map(|action| action.apply(scene)) else {
        return false;
    };
    to.push(inverse);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Shape, ShapeKind};
    use crate::style::Style;

    fn add(id: u64) -> Action {
        let kind = ShapeKind::redact(1.0, 1.0, 5.0, 5.0);
        Action::Add {
            index: usize::MAX,
            shape: Shape::new(id, Style::for_picture(100, 100), kind),
        }
    }

    #[test]
    fn a_new_action_clears_redo() {
        let mut scene = Scene::new(100, 100);
        let mut history = History::new();
        history.perform(&mut scene, add(1)).expect("first");
        history.perform(&mut scene, add(2)).expect("second");
        assert!(history.undo(&mut scene));
        assert!(history.can_redo());
        history.perform(&mut scene, add(3)).expect("third");
        assert!(!history.can_redo());
        assert!(!history.redo(&mut scene));
        assert_eq!(scene.shapes.iter().map(|s| s.id).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn what_breaks_a_limit_is_rolled_back() {
        let mut scene = Scene::new(100, 100);
        let mut history = History::new();
        history.perform(&mut scene, add(1)).expect("adds");
        let before = scene.clone();
        let refused = history.perform(
            &mut scene,
            Action::Move {
                id: 1,
                dx: 2e6,
                dy: 0.0,
            },
        );
        assert_eq!(refused, Err(SceneError::OutOfRange { shape: 1, field: "x" }));
        assert_eq!(scene, before);
        assert!(history.undo(&mut scene));
        assert!(!history.can_undo());
    }

    #[test]
    fn dirty_means_different_from_what_was_saved() {
        let mut scene = Scene::new(100, 100);
        let mut history = History::new();
        assert!(!history.is_dirty());
        history.perform(&mut scene, add(1)).expect("adds");
        assert!(history.is_dirty());
        history.mark_saved();
        assert!(!history.is_dirty());
        assert!(history.undo(&mut scene));
        assert!(history.is_dirty());
        assert!(history.redo(&mut scene));
        assert!(!history.is_dirty(), "back at the saved state");
        assert!(history.undo(&mut scene));
        history.perform(&mut scene, add(2)).expect("adds another");
        assert!(
            history.is_dirty(),
            "as many actions as were saved, but not the same ones"
        );
    }
}
