//! The editor as a person meets it: every tool, every key, and what the host is told.

use annotate::{
    Color, Cursor, EditText, Editor, Handle, Key, Modifiers, Outcome, Point, Scene, SceneError, Shape, ShapeKind,
    State, Style, TextMeasure, Tool, limits, plan,
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

#[test]
fn every_drawing_tool_draws_its_shape() {
    let mut e = editor();
    assert_eq!(
        draw(&mut e, Tool::Rect, &[(300.0, 200.0), (100.0, 250.0)]),
        ShapeKind::Rect {
            x: 100.0,
            y: 200.0,
            w: 200.0,
            h: 50.0
        }
    );
    assert_eq!(
        draw(&mut e, Tool::Redact, &[(10.5, 10.0), (20.0, 30.0)]),
        ShapeKind::Redact {
            x: 10.5,
            y: 10.0,
            w: 9.5,
            h: 20.0
        }
    );
    assert_eq!(
        draw(&mut e, Tool::Arrow, &[(5.0, 5.0), (90.0, 50.0)]),
        ShapeKind::Arrow {
            from: p(5.0, 5.0),
            to: p(90.0, 50.0)
        }
    );
    assert_eq!(
        draw(
            &mut e,
            Tool::Pen,
            &[(0.0, 0.0), (5.0, 0.123456), (5.1, 0.1), (9.0, 9.0)]
        ),
        ShapeKind::Pen {
            points: vec![p(0.0, 0.0), p(5.0, 0.12), p(9.0, 9.0)]
        },
        "on hundredths, and without points that cannot be told apart"
    );
    assert_eq!(ids(&e), [1, 2, 3, 4]);
    assert_eq!(e.tool(), Tool::Pen, "the tool stays, for the next one");
    assert_eq!(e.selection(), None);
}

#[test]
fn short_drags_make_nothing() {
    let mut e = editor();
    for tool in [Tool::Pen, Tool::Arrow, Tool::Rect, Tool::Redact] {
        let _ = e.set_tool(tool);
        assert!(
            !drag(&mut e, &[(10.0, 10.0), (11.5, 12.5)]).scene_changed,
            "{tool:?}: 2.9 px"
        );
        assert!(
            drag(&mut e, &[(10.0, 10.0), (12.0, 12.5)]).scene_changed,
            "{tool:?}: 3.2 px"
        );
    }
    let _ = e.set_tool(Tool::Pen);
    assert!(
        drag(&mut e, &[(10.0, 10.0), (40.0, 10.0), (40.0, 40.0), (10.0, 10.0)]).scene_changed,
        "a loop is no click"
    );
    let _ = e.set_tool(Tool::Redact);
    assert!(
        !drag(&mut e, &[(10.0, 10.0), (90.0, 10.0)]).scene_changed,
        "a box without height"
    );
    let _ = e.set_tool(Tool::Arrow);
    let _ = e.set_scale(0.25);
    assert!(
        !drag(&mut e, &[(10.0, 10.0), (20.0, 10.0)]).scene_changed,
        "10 px of the picture are 2.5 on the screen"
    );
}

#[test]
fn shift_constrains_what_is_drawn() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Rect);
    let _ = drag_with(&mut e, SHIFT, &[(100.0, 100.0), (60.0, 180.0)]);
    assert_eq!(
        last(&e),
        ShapeKind::Rect {
            x: 20.0,
            y: 100.0,
            w: 80.0,
            h: 80.0
        }
    );
    let _ = e.set_tool(Tool::Arrow);
    let _ = drag_with(&mut e, SHIFT, &[(100.0, 100.0), (200.0, 104.0)]);
    assert_eq!(
        last(&e),
        ShapeKind::Arrow {
            from: p(100.0, 100.0),
            to: p(200.08, 100.0)
        }
    );
}

#[test]
fn the_preview_is_what_letting_go_makes() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Rect);
    let _ = e.pointer_down(p(10.0, 10.0), NONE);
    assert_eq!(e.state(), State::Drawing);
    assert_eq!(e.preview(), None, "a click would draw nothing");
    assert!(e.pointer_move(p(50.0, 60.0), NONE).repaint);
    let preview = e.preview().cloned().expect("something is being drawn");
    assert!(e.scene().shapes.is_empty());
    let while_drawing = e.plan();
    assert!(e.pointer_up(p(50.0, 60.0), NONE).scene_changed);
    assert_eq!(e.scene().shapes, [preview]);
    assert_eq!(plan(e.scene()), while_drawing);
    assert_eq!((e.preview(), e.state()), (None, State::Idle));
}

#[test]
fn a_drag_moves_in_one_action_and_is_undone_exactly() {
    let mut e = editor();
    draw(&mut e, Tool::Rect, &[(100.0, 100.0), (300.0, 200.0)]);
    let before = e.scene().clone();
    let _ = e.set_tool(Tool::Select);
    let _ = e.pointer_down(p(100.0, 150.0), NONE);
    assert_eq!((e.selection(), e.state()), (Some(1), State::Dragging));
    assert!(!e.pointer_move(p(101.0, 151.0), NONE).repaint, "not a drag yet");
    for step in 1..=20 {
        let _ = e.pointer_move(p(100.0 + f64::from(step) * 1.1, 150.0 - f64::from(step) * 0.7), NONE);
    }
    assert_eq!(e.scene(), &before);
    assert_eq!(
        e.plan().len(),
        1,
        "the preview is painted instead of the shape, not beside it"
    );
    assert_ne!(e.plan(), plan(e.scene()));
    assert!(e.pointer_up(p(122.0, 136.0), NONE).scene_changed);
    assert_eq!(
        last(&e),
        ShapeKind::Rect {
            x: 122.0,
            y: 86.0,
            w: 200.0,
            h: 100.0
        }
    );
    let _ = e.undo();
    assert_eq!(e.scene(), &before, "one undo takes the whole drag back");
    assert_eq!(e.selection(), Some(1));
}

#[test]
fn shift_moves_along_one_axis() {
    let mut e = editor();
    draw(&mut e, Tool::Redact, &[(100.0, 100.0), (200.0, 200.0)]);
    let _ = e.set_tool(Tool::Select);
    let _ = drag_with(&mut e, SHIFT, &[(150.0, 150.0), (160.0, 200.0)]);
    assert_eq!(
        last(&e),
        ShapeKind::Redact {
            x: 100.0,
            y: 150.0,
            w: 100.0,
            h: 100.0
        }
    );
}

#[test]
fn handles_reshape() {
    let mut e = editor();
    draw(&mut e, Tool::Rect, &[(100.0, 100.0), (300.0, 200.0)]);
    draw(&mut e, Tool::Arrow, &[(500.0, 500.0), (600.0, 500.0)]);
    let _ = e.set_tool(Tool::Select);
    let _ = click(&mut e, 100.0, 150.0);
    assert_eq!(e.cursor(p(302.0, 203.0)), Cursor::Reshape(Handle::BottomRight));
    assert_eq!(e.cursor(p(200.0, 150.0)), Cursor::Move);
    assert_eq!(e.cursor(p(900.0, 700.0)), Cursor::Default);
    assert!(drag(&mut e, &[(302.0, 203.0), (402.0, 253.0)]).scene_changed);
    assert_eq!(
        e.scene().shapes[0].kind,
        ShapeKind::Rect {
            x: 100.0,
            y: 100.0,
            w: 300.0,
            h: 150.0
        },
        "no jump to the pointer"
    );
    let _ = click(&mut e, 550.0, 500.0);
    assert!(drag(&mut e, &[(600.0, 500.0), (650.0, 550.0)]).scene_changed);
    assert_eq!(
        last(&e),
        ShapeKind::Arrow {
            from: p(500.0, 500.0),
            to: p(650.0, 550.0)
        }
    );
}

#[test]
fn a_shape_cannot_be_lost_beside_the_picture() {
    let mut e = editor();
    draw(&mut e, Tool::Redact, &[(100.0, 100.0), (200.0, 200.0)]);
    let _ = e.set_tool(Tool::Select);
    let _ = drag(&mut e, &[(150.0, 150.0), (90_000.0, -90_000.0)]);
    assert_eq!(
        last(&e),
        ShapeKind::Redact {
            x: 992.0,
            y: -92.0,
            w: 100.0,
            h: 100.0
        }
    );
    let outcome = e.key(Key::Right, NONE);
    assert!(
        outcome.is_handled() && !outcome.scene_changed,
        "at the edge; the page must not scroll instead"
    );
}

#[test]
fn clicking_selects_and_clicking_beside_deselects() {
    let mut e = editor();
    draw(&mut e, Tool::Rect, &[(100.0, 100.0), (300.0, 200.0)]);
    let _ = e.set_tool(Tool::Select);
    let outcome = click(&mut e, 200.0, 150.0);
    assert!(!outcome.scene_changed);
    assert_eq!(e.selection(), Some(1), "inside counts when nothing is nearer");
    assert!(!e.overlay().is_empty());
    let _ = click(&mut e, 700.0, 700.0);
    assert_eq!(e.selection(), None);
    assert!(e.overlay().is_empty());
    assert_eq!(undo_count(&e), 1, "looking is not an action");
}

#[test]
fn keys_nudge_delete_and_walk() {
    let mut e = editor();
    for x in [100.0, 300.0, 500.0] {
        draw(&mut e, Tool::Redact, &[(x, 100.0), (x + 50.0, 150.0)]);
    }
    assert!(
        !e.key(Key::Left, NONE).is_handled(),
        "nothing selected: the page may scroll"
    );
    assert!(!e.key(Key::Delete, NONE).is_handled());
    for expected in [1, 2, 3] {
        assert!(e.key(Key::Tab, NONE).repaint);
        assert_eq!((e.selection(), e.tool()), (Some(expected), Tool::Select));
    }
    assert!(
        !e.key(Key::Tab, NONE).is_handled(),
        "past the last one the focus may leave"
    );
    let _ = e.key(Key::Tab, SHIFT);
    assert_eq!(e.selection(), Some(2));
    let _ = e.key(Key::Left, NONE);
    let _ = e.key(Key::Down, SHIFT);
    assert_eq!(
        e.scene().shapes[1].kind,
        ShapeKind::Redact {
            x: 299.0,
            y: 110.0,
            w: 50.0,
            h: 50.0
        }
    );
    assert!(e.key(Key::Delete, NONE).scene_changed);
    assert_eq!((ids(&e), e.selection()), (vec![1, 3], None));
    let _ = e.key(Key::Tab, SHIFT);
    assert_eq!(e.selection(), Some(3), "backwards from nothing begins at the top");
    assert!(e.key(Key::Escape, NONE).repaint);
    assert_eq!(e.selection(), None);
    assert!(
        !e.key(Key::Escape, NONE).is_handled(),
        "a dialog around the editor may close"
    );
}

#[test]
fn escape_drops_a_gesture_and_changes_nothing() {
    let mut e = editor();
    draw(&mut e, Tool::Redact, &[(100.0, 100.0), (200.0, 200.0)]);
    let before = e.scene().clone();
    for tool in [Tool::Pen, Tool::Select] {
        let _ = e.set_tool(tool);
        let _ = e.pointer_down(p(150.0, 150.0), NONE);
        let _ = e.pointer_move(p(250.0, 250.0), NONE);
        assert!(e.preview().is_some());
        assert!(e.cancel().repaint);
        assert_eq!((e.preview(), e.state()), (None, State::Idle));
        assert!(!e.pointer_up(p(250.0, 250.0), NONE).scene_changed);
    }
    assert_eq!(e.scene(), &before);
}

#[test]
fn undo_in_the_middle_of_a_gesture_takes_back_the_gesture() {
    let mut e = editor();
    draw(&mut e, Tool::Redact, &[(100.0, 100.0), (200.0, 200.0)]);
    let _ = e.pointer_down(p(300.0, 300.0), NONE);
    let _ = e.pointer_move(p(400.0, 400.0), NONE);
    let outcome = e.undo();
    assert!(outcome.repaint && !outcome.scene_changed);
    assert_eq!(e.preview(), None);
    assert!(e.undo().scene_changed);
    assert!(e.scene().shapes.is_empty());
}

#[test]
fn a_style_is_for_the_next_shape_and_for_the_selected_one() {
    let mut e = editor();
    let first = e.style();
    draw(&mut e, Tool::Rect, &[(100.0, 100.0), (300.0, 200.0)]);
    let blue = Style {
        color: Color::new(0x25, 0x63, 0xeb),
        width: 8.0,
        opacity: 0.5,
    };
    assert!(!e.set_style(blue).scene_changed, "the last drawn shape is not selected");
    draw(&mut e, Tool::Rect, &[(400.0, 100.0), (600.0, 200.0)]);
    assert_eq!([e.scene().shapes[0].style, e.scene().shapes[1].style], [first, blue]);
    let _ = e.select(Some(1));
    assert!(
        e.set_style(Style {
            width: f64::INFINITY,
            ..blue
        })
        .scene_changed
    );
    assert_eq!(e.scene().shapes[0].style, Style { width: 1000.0, ..blue });
    assert!(!e.set_style(e.style()).scene_changed, "the same again is no action");
    let _ = e.undo();
    assert_eq!(e.scene().shapes[0].style, first);
}

#[test]
fn duplicates_and_order() {
    let mut e = editor();
    let original = draw(&mut e, Tool::Pen, &[(100.0, 100.0), (120.0, 130.0), (150.0, 100.0)]);
    draw(&mut e, Tool::Redact, &[(300.0, 300.0), (400.0, 400.0)]);
    assert!(!e.duplicate().is_handled());
    let _ = e.select(Some(1));
    assert!(e.duplicate().scene_changed);
    assert_eq!((ids(&e), e.selection()), (vec![1, 2, 3], Some(3)));
    assert_eq!(last(&e), original.translated(16.0, 16.0));
    assert!(!e.bring_to_front().scene_changed, "it is there already");
    assert!(e.send_to_back().scene_changed);
    assert_eq!(ids(&e), [3, 1, 2]);
    assert!(e.bring_to_front().scene_changed);
    assert_eq!(ids(&e), [1, 2, 3]);
}

#[test]
fn clear_is_one_action() {
    let mut e = editor();
    assert!(!e.clear().scene_changed);
    draw(&mut e, Tool::Redact, &[(300.0, 300.0), (400.0, 400.0)]);
    draw(&mut e, Tool::Arrow, &[(300.0, 300.0), (400.0, 400.0)]);
    let before = e.scene().clone();
    let _ = e.select(Some(2));
    assert!(e.clear().scene_changed);
    assert!(e.scene().shapes.is_empty());
    assert_eq!(e.selection(), None);
    assert!(e.undo().scene_changed);
    assert_eq!(e.scene(), &before);
    assert!(e.redo().scene_changed);
    assert!(e.scene().shapes.is_empty());
}

#[test]
fn text_is_asked_for_typed_changed_and_removed() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Text);
    let request = click(&mut e, 200.0, 100.0).edit_text.expect("asks for text");
    assert_eq!(
        request,
        EditText {
            at: p(200.0, 100.0),
            size: e.text_size(),
            shape: None,
            text: String::new()
        }
    );
    assert_eq!(e.state(), State::Typing);
    assert!(e.commit_text(request.at, "It says\tno\r\nhere \n").scene_changed);
    let text = |text: &str| ShapeKind::Text {
        at: p(200.0, 100.0),
        text: text.into(),
        size: 1000.0_f64 / 60.0,
    };
    assert_eq!(last(&e), text("It says    no\nhere"));
    assert_eq!(e.state(), State::Idle);

    let again = click(&mut e, 210.0, 110.0)
        .edit_text
        .expect("the text that was clicked");
    assert_eq!((again.shape, again.text.as_str()), (Some(1), "It says    no\nhere"));
    assert!(e.plan().is_empty(), "the text being typed stands in the host's field");
    assert!(!e.commit_text_of(1, &again.text).scene_changed, "unchanged");
    assert_eq!(e.plan().len(), 2);

    let _ = e.set_tool(Tool::Select);
    assert_eq!(
        e.double_click(p(210.0, 110.0)).edit_text.and_then(|edit| edit.shape),
        Some(1)
    );
    assert!(e.commit_text_of(1, "yes").scene_changed);
    assert_eq!(last(&e), text("yes"));
    let _ = e.select(Some(1));
    assert!(e.key(Key::Enter, NONE).edit_text.is_some());
    assert!(e.commit_text_of(1, " \n ").scene_changed);
    assert!(e.scene().shapes.is_empty());
    let _ = e.undo();
    assert_eq!(last(&e), text("yes"));
    assert!(!e.commit_text(p(5.0, 5.0), "  ").scene_changed, "an empty text is none");
    assert!(!e.commit_text_of(99, "who?").is_handled());
}

#[test]
fn the_size_of_a_selected_text_can_be_changed() {
    let mut e = editor();
    let _ = e.commit_text(p(10.0, 10.0), "small");
    let _ = e.select(Some(1));
    assert!(e.set_text_size(50.0).scene_changed);
    assert_eq!(
        last(&e),
        ShapeKind::Text {
            at: p(10.0, 10.0),
            text: "small".into(),
            size: 50.0
        }
    );
    let _ = e.set_text_size(f64::NAN);
    assert_eq!(e.text_size(), 50.0);
}

#[test]
fn a_text_committed_by_pressing_elsewhere_does_not_disturb_the_press() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Text);
    let request = click(&mut e, 200.0, 100.0).edit_text.expect("asks for text");
    let _ = e.set_tool(Tool::Rect);
    let _ = e.pointer_down(p(500.0, 500.0), NONE);
    let _ = e.pointer_move(p(550.0, 550.0), NONE);
    assert!(e.commit_text(request.at, "first").scene_changed);
    assert!(e.preview().is_some());
    assert_eq!(e.plan().len(), 2, "the text and the rectangle");
    assert!(e.pointer_up(p(600.0, 600.0), NONE).scene_changed);
    assert_eq!(ids(&e), [1, 2]);
    assert_eq!(
        last(&e),
        ShapeKind::Rect {
            x: 500.0,
            y: 500.0,
            w: 100.0,
            h: 100.0
        }
    );
}

#[test]
fn a_text_that_is_too_long_is_not_lost() {
    let mut e = editor();
    let long = "x".repeat(limits::TEXT_CHARS + 1);
    let outcome = e.commit_text(p(10.0, 10.0), &long);
    assert!(!outcome.scene_changed);
    assert_eq!(
        outcome.refused,
        Some(SceneError::TextTooLong { shape: 1, chars: 2_001 })
    );
    assert_eq!(outcome.edit_text.map(|edit| edit.text), Some(long));
    assert_eq!(e.state(), State::Typing);
    assert!(!e.can_undo());
}

#[test]
fn a_full_scene_refuses_and_says_why() {
    let mut scene = Scene::new(1000, 800);
    let style = Style::for_picture(1000, 800);
    let rect = ShapeKind::Rect {
        x: 10.0,
        y: 10.0,
        w: 10.0,
        h: 10.0,
    };
    scene.shapes = (1..=2000).map(|id| Shape::new(id, style, rect.clone())).collect();
    let before = scene.clone();
    let mut e = Editor::new(scene);
    let _ = e.set_tool(Tool::Arrow);
    let outcome = drag(&mut e, &[(0.0, 0.0), (50.0, 50.0)]);
    assert_eq!(outcome.refused, Some(SceneError::TooManyShapes(2001)));
    assert!(outcome.repaint && !outcome.scene_changed);
    assert_eq!(e.scene(), &before);
    let _ = e.select(Some(7));
    assert_eq!(e.duplicate().refused, Some(SceneError::TooManyShapes(2001)));
    assert_eq!(e.selection(), Some(7));
    assert!(e.delete_selection().scene_changed);
    let _ = e.set_tool(Tool::Arrow);
    assert!(drag(&mut e, &[(0.0, 0.0), (50.0, 50.0)]).scene_changed);
}

#[test]
fn a_pen_stroke_stops_growing_at_its_limit() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Pen);
    let _ = e.pointer_down(p(0.0, 0.0), NONE);
    for i in 0..25_000_u32 {
        let _ = e.pointer_move(p(f64::from(i % 2) * 30.0, f64::from(i % 700)), NONE);
    }
    assert!(e.pointer_up(p(5.0, 5.0), NONE).scene_changed);
    let ShapeKind::Pen { points } = last(&e) else {
        panic!("a pen stroke")
    };
    assert_eq!(points.len(), limits::PEN_POINTS);
}

#[test]
fn dirty_until_saved() {
    let mut e = editor();
    assert!(!e.is_dirty());
    draw(&mut e, Tool::Arrow, &[(0.0, 0.0), (50.0, 50.0)]);
    assert!(e.is_dirty());
    e.mark_saved();
    let _ = e.select(Some(1));
    let _ = e.set_scale(3.0);
    assert!(!e.is_dirty(), "looking is not changing");
    let _ = e.undo();
    assert!(e.is_dirty());
    let _ = e.redo();
    assert!(!e.is_dirty());
}

#[test]
fn the_host_measures_text() {
    struct Wide;
    impl TextMeasure for Wide {
        fn width(&self, line: &str, size: f64) -> f64 {
            line.chars().count() as f64 * size * 3.0
        }
    }
    let mut e = Editor::with_measure(Scene::new(1000, 800), Wide);
    let _ = e.commit_text(p(100.0, 100.0), "ab");
    let _ = e.set_text_size(20.0);
    let _ = e.pointer_down(p(190.0, 110.0), NONE);
    assert_eq!(e.selection(), Some(1), "0.6 em a letter would end at 120");
}
