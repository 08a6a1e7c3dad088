//! Changes to a scene that say how they are undone.
//!
//! [`Action::apply`] changes the scene and returns the action that restores it. The inverse keeps what was there before instead of
//! calculating backwards: subtracting what was added does not give the same float, and undo must be exact to the last bit.

use crate::error::SceneError;
use crate::geometry::PixelRect;
use crate::scene::Scene;
use crate::shape::{Shape, ShapeKind};
use crate::style::Style;

/// One step that a person takes: a whole drag is one action.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A new shape at `index`, counted from the bottom; an index beyond the end means the top.
    Add {
        index: usize,
        shape: Shape,
    },
    Remove {
        id: u64,
    },
    /// Moves a shape by picture pixels; see [`ShapeKind::translated`].
    Move {
        id: u64,
        dx: f64,
        dy: f64,
    },
    /// New geometry for a shape, as after dragging a handle; the kind stays the same kind.
    Reshape {
        id: u64,
        kind: ShapeKind,
    },
    /// Turns a shape so that it then stands at so many degrees, clockwise.
    Turn {
        id: u64,
        angle: f64,
    },
    Restyle {
        id: u64,
        style: Style,
    },
    SetText {
        id: u64,
        text: String,
    },
    /// Puts a shape at `index`, counted from the bottom among the others; an index beyond the end means the top.
    Reorder {
        id: u64,
        index: usize,
    },
    /// Leaves only this part of the picture; without one, the whole.
    Crop(Option<PixelRect>),
    /// Removes every shape.
    Clear,
    /// Several at once, one after the other, as one step: all of them, or none.
    Many(Vec<Self>),
    /// Puts `shape` in the place of the one with the same id. Undoes and redoes every change to a single shape.
    Replace {
        shape: Shape,
    },
    /// Puts these shapes in the place of all. Undoes [`Action::Clear`].
    ReplaceAll {
        shapes: Vec<Shape>,
    },
}

impl Action {
    /// Applies the action to `scene` and returns its inverse; applied in turn, that gives the scene exactly as it was, and its own
    /// inverse the scene exactly as this action left it.
    ///
    /// # Errors
    /// [`SceneError::UnknownShape`], [`SceneError::WrongKind`], [`SceneError::DuplicateId`]; the scene is then untouched. The
    /// [`limits`](crate::limits) are not checked here: see [`History::perform`](crate::History::perform).
    pub fn apply(self, scene: &mut Scene) -> Result<Self, SceneError> {
        match self {
            Self::Add { index, shape } => {
                let id = shape.id;
                if scene.index_of(id).is_some() {
                    return Err(SceneError::DuplicateId(id));
                }
                scene.shapes.insert(index.min(scene.shapes.len()), shape);
                Ok(Self::Remove { id })
            }
            Self::Remove { id } => {
                let index = find(scene, id)?;
                Ok(Self::Add {
                    index,
                    shape: scene.shapes.remove(index),
                })
            }
            Self::Move { id, dx, dy } => {
                let kind = shape_mut(scene, id)?.kind.translated(dx, dy);
                reshape(scene, id, kind)
            }
            Self::Reshape { id, kind } => reshape(scene, id, kind),
            Self::Turn { id, angle } => {
                let shape = shape_mut(scene, id)?;
                if !shape.kind.turns() {
                    return Err(SceneError::WrongKind(id));
                }
                let before = shape.clone();
                shape.angle = angle;
                Ok(Self::Replace { shape: before })
            }
            Self::Restyle { id, style } => {
                let shape = shape_mut(scene, id)?;
                let before = shape.clone();
                shape.style = style;
                Ok(Self::Replace { shape: before })
            }
            Self::SetText { id, text } => {
                let shape = shape_mut(scene, id)?;
                let before = shape.clone();
                let ShapeKind::Text { text: current, .. } = &mut shape.kind else {
                    return Err(SceneError::WrongKind(id));
                };
                *current = text;
                Ok(Self::Replace { shape: before })
            }
            Self::Reorder { id, index } => {
                let before = find(scene, id)?;
                let shape = scene.shapes.remove(before);
                scene.shapes.insert(index.min(scene.shapes.len()), shape);
                Ok(Self::Reorder { id, index: before })
            }
            Self::Crop(crop) => Ok(Self::Crop(std::mem::replace(&mut scene.crop, crop))),
            Self::Many(actions) => many(actions, scene),
            Self::Clear => Ok(Self::ReplaceAll {
                shapes: std::mem::take(&mut scene.shapes),
            }),
            Self::Replace { shape } => {
                let place = shape_mut(scene, shape.id)?;
                Ok(Self::Replace {
                    shape: std::mem::replace(place, shape),
                })
            }
            Self::ReplaceAll { shapes } => Ok(Self::ReplaceAll {
                shapes: std::mem::replace(&mut scene.shapes, shapes),
            }),
        }
    }
}

/// Undone from the last to the first. What was done before one is refused is undone again.
fn many(actions: Vec<Action>, scene: &mut Scene) -> Result<Action, SceneError> {
    let mut undo = Vec::with_capacity(actions.len());
    for action in actions {
        match action.apply(scene) {
            Ok(inverse) => undo.push(inverse),
            Err(error) => {
                for inverse in undo.into_iter().rev() {
                    inverse.apply(scene)?;
                }
                return Err(error);
            }
        }
    }
    undo.reverse();
    Ok(Action::Many(undo))
}

fn reshape(scene: &mut Scene, id: u64, kind: ShapeKind) -> Result<Action, SceneError> {
    let shape = shape_mut(scene, id)?;
    if !shape.kind.is_like(&kind) {
        return Err(SceneError::WrongKind(id));
    }
    let before = shape.clone();
    shape.kind = kind;
    Ok(Action::Replace { shape: before })
}

fn find(scene: &Scene, id: u64) -> Result<usize, SceneError> {
    scene.index_of(id).ok_or(SceneError::UnknownShape(id))
}

fn shape_mut(scene: &mut Scene, id: u64) -> Result<&mut Shape, SceneError> {
    scene
        .shapes
        .iter_mut()
        .find(|shape| shape.id == id)
        .ok_or(SceneError::UnknownShape(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;

    fn scene() -> Scene {
        let style = Style::for_picture(800, 600);
        let mut scene = Scene::new(800, 600);
        scene.shapes = vec![
            Shape::new(1, style, ShapeKind::rect(0.1, 0.2, 30.0, 40.0)),
            Shape::new(2, style, ShapeKind::arrow(Point::new(0.3, 7.7), Point::new(90.1, 4.4))),
            Shape::new(3, style, ShapeKind::text(Point::new(5.5, 6.6), "what", 20.0)),
        ];
        scene.shapes[0].extra.insert("note".into(), "kept".into());
        scene
    }

    fn ids(scene: &Scene) -> Vec<u64> {
        scene.shapes.iter().map(|shape| shape.id).collect()
    }

    #[test]
    fn every_action_is_undone_and_redone_exactly() {
        let style = Style {
            width: 9.9,
            ..Style::for_picture(800, 600)
        };
        let actions = [
            Action::Add {
                index: 1,
                shape: Shape::new(9, style, ShapeKind::pen(vec![Point::new(1.0, 1.0)])),
            },
            Action::Remove { id: 2 },
            Action::Move {
                id: 1,
                dx: 0.1,
                dy: 1e-3,
            },
            Action::Reshape {
                id: 1,
                kind: ShapeKind::rect(7.0, 7.0, 0.7, 0.7),
            },
            Action::Turn { id: 1, angle: 33.3 },
            Action::Restyle { id: 3, style },
            Action::SetText {
                id: 3,
                text: "else".into(),
            },
            Action::Reorder { id: 1, index: 2 },
            Action::Many(vec![
                Action::Move {
                    id: 2,
                    dx: 0.3,
                    dy: 0.1,
                },
                Action::Remove { id: 1 },
                Action::Restyle { id: 2, style },
            ]),
            Action::Crop(Some(PixelRect {
                x: 10,
                y: 20,
                w: 300,
                h: 200,
            })),
            Action::Clear,
        ];
        for action in actions {
            let before = scene();
            let mut scene = before.clone();
            let undo = action.clone().apply(&mut scene).expect("applies");
            assert_ne!(scene, before, "{action:?} does something");
            let after = scene.clone();
            let redo = undo.apply(&mut scene).expect("is undone");
            assert_eq!(scene, before, "{action:?} undone");
            redo.apply(&mut scene).expect("is redone");
            assert_eq!(scene, after, "{action:?} redone");
        }
    }

    #[test]
    fn what_cannot_be_done_leaves_the_scene_alone() {
        let style = Style::for_picture(800, 600);
        let rect = ShapeKind::rect(0.0, 0.0, 1.0, 1.0);
        for (action, code) in [
            (Action::Remove { id: 8 }, "scene.unknown_shape"),
            (
                Action::Move {
                    id: 8,
                    dx: 1.0,
                    dy: 1.0,
                },
                "scene.unknown_shape",
            ),
            (
                Action::SetText {
                    id: 2,
                    text: "no".into(),
                },
                "scene.wrong_kind",
            ),
            (
                Action::Reshape {
                    id: 2,
                    kind: rect.clone(),
                },
                "scene.wrong_kind",
            ),
            (Action::Turn { id: 2, angle: 5.0 }, "scene.wrong_kind"),
            (
                Action::Many(vec![Action::Remove { id: 1 }, Action::Remove { id: 1 }]),
                "scene.unknown_shape",
            ),
            (
                Action::Add {
                    index: 0,
                    shape: Shape::new(3, style, rect),
                },
                "scene.duplicate_id",
            ),
        ] {
            let mut scene = scene();
            let before = scene.clone();
            assert_eq!(action.apply(&mut scene).expect_err("is refused").code(), code);
            assert_eq!(scene, before);
        }
    }

    #[test]
    fn an_index_beyond_the_end_is_the_top() {
        let mut scene = scene();
        Action::Reorder {
            id: 1,
            index: usize::MAX,
        }
        .apply(&mut scene)
        .expect("to the top");
        assert_eq!(ids(&scene), [2, 3, 1]);
        Action::Reorder { id: 3, index: 0 }
            .apply(&mut scene)
            .expect("to the bottom");
        assert_eq!(ids(&scene), [3, 2, 1]);
    }
}
