//! The editor as a person meets it: every tool, every key, and what the host is told.

mod drawing;
mod editing;
mod shaping;
mod text;

use annotate::{
    Align, Color, Cursor, EditText, Editor, Handle, Key, Modifiers, Outcome, Point, Scene, SceneError, Shape,
    ShapeKind, State, Style, TextMeasure, Tool, limits, plan,
};

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;

fn p(x: f64, y: f64) -> Point {
    Point::new(x, y)
}

fn editor() -> Editor {
    Editor::new(Scene::new(1000, 800))
}

/// Press at the first point, move through the others, let go at the last.
fn drag_with(editor: &mut Editor, modifiers: Modifiers, points: &[(f64, f64)]) -> Outcome {
    let (first, last) = (points[0], points[points.len() - 1]);
    let _ = editor.pointer_down(p(first.0, first.1), modifiers);
    for &(x, y) in points {
        let outcome = editor.pointer_move(p(x, y), modifiers);
        assert!(!outcome.scene_changed, "nothing changes while the pointer is down");
    }
    editor.pointer_up(p(last.0, last.1), modifiers)
}

fn drag(editor: &mut Editor, points: &[(f64, f64)]) -> Outcome {
    drag_with(editor, NONE, points)
}

fn draw(editor: &mut Editor, tool: Tool, points: &[(f64, f64)]) -> ShapeKind {
    let _ = editor.set_tool(tool);
    assert!(drag(editor, points).scene_changed, "{tool:?} draws");
    last(editor)
}

fn last(editor: &Editor) -> ShapeKind {
    editor.scene().shapes.last().expect("there is a shape").kind.clone()
}

fn click(editor: &mut Editor, x: f64, y: f64) -> Outcome {
    let _ = editor.pointer_down(p(x, y), NONE);
    editor.pointer_up(p(x, y), NONE)
}

/// How many actions there are to undo.
fn undo_count(editor: &Editor) -> usize {
    let mut copy = editor.clone();
    std::iter::from_fn(|| copy.undo().scene_changed.then_some(())).count()
}

fn ids(editor: &Editor) -> Vec<u64> {
    editor.scene().shapes.iter().map(|shape| shape.id).collect()
}
