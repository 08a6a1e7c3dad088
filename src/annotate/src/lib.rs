//! The picture editor without a screen.
//!
//! A tester draws over a screenshot; what is drawn is a [`Scene`]: a list of shapes in **picture pixels**, kept beside the
//! untouched original. Everything that decides something about such a scene stands in this crate, so that the browser (wasm32)
//! and the server (native) cannot disagree. It knows no DOM, no canvas, no runtime and no clock.
//!
//! | You want to | use |
//! | --- | --- |
//! | read or write a scene that somebody sent | [`scene`]: [`Scene::from_json`], [`Scene::to_json`], [`limits`] |
//! | know which pixels must be gone before a picture leaves the machine | [`Scene::burns`], [`burn`] |
//! | drive an editor from pointer and keyboard events | [`editor`]: [`Editor`], with [`Tool`], [`Key`], [`Modifiers`] |
//! | paint a scene, on a canvas or into a pixmap | [`paint`]: [`plan`], [`overlay_plan`] |
//! | ask what lies under a point | [`hit`], among many shapes through an [`index`] |
//! | ask whether something is written that should not be handed in | [`secrets`] |
//! | hand a scene to other programs | [`svg`] |
//! | say in words what was drawn | [`describe`] |
//! | see where the marks of many scenes gather | [`heat`] |
//! | change a scene in a way that can be undone | [`action`] and [`history`] (the editor does this for you) |
//! | measure text | [`text`]: [`TextMeasure`] |
//!
//! ```
//! use annotate::{Editor, Estimate, Modifiers, Point, Scene, Tool, plan};
//!
//! let mut editor = Editor::new(Scene::new(1280, 720));
//! let _ = editor.set_tool(Tool::Rect);
//! let _ = editor.pointer_down(Point::new(100.0, 100.0), Modifiers::NONE);
//! let _ = editor.pointer_move(Point::new(300.0, 180.0), Modifiers::NONE);
//! let outcome = editor.pointer_up(Point::new(300.0, 180.0), Modifiers::NONE);
//! assert!(outcome.scene_changed);
//! assert_eq!(plan(editor.scene(), &Estimate).len(), 1);
//! let _ = editor.undo();
//! assert!(editor.scene().shapes.is_empty());
//! ```
//!
//! Two rules hold throughout. A scene changes only through an [`Action`], which says how it is undone. And a painter only reads:
//! it carries out the [`Draw`]s of a plan and decides neither geometry nor colour.

pub mod action;
pub mod burn;
pub mod describe;
pub mod editor;
mod error;
pub mod geometry;
pub mod heat;
pub mod history;
pub mod hit;
pub mod index;
pub mod limits;
pub mod paint;
mod read;
pub mod scene;
pub mod secrets;
pub mod shape;
pub mod style;
pub mod svg;
pub mod text;
pub mod tool;

pub use action::Action;
pub use burn::Burn;
pub use editor::{EditText, Editor, Outcome, State};
pub use error::SceneError;
pub use geometry::{PixelRect, Point, Rect};
pub use history::History;
pub use hit::Handle;
pub use index::SpatialIndex;
pub use paint::{Draw, PathCmd, Rgba, overlay_plan, plan, plan_shape};
pub use scene::Scene;
pub use shape::{AreaForm, SegmentForm, Shape, ShapeKind, StrokeForm};
pub use style::{Color, PALETTE, PALETTE_NAMES, Style, text_size_for_picture};
pub use text::{Estimate, TextMeasure};
pub use tool::{Align, Cursor, Key, Modifiers, Tool};
