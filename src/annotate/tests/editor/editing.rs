//! Changing what is there: selecting, moving, reshaping, keys, styles, order, clearing, saving.

use super::*;

#[test]
fn a_drag_moves_in_one_action_and_is_undone_exactly() {
    let mut e = editor();
    draw(&mut e, Tool::Rect, &[(100.0, 100.0), (300.0, 200.0)]);
    let before = e.scene().clone();
    let _ = e.set_tool(Tool::Select);
    let _ = e.pointer_down(p(100.0, 150.0), NONE);
    assert_eq!((e.selection(), e.state()), (&[1][..], State::Dragging));
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
    assert_ne!(e.plan(), plan(e.scene(), &annotate::Estimate));
    assert!(e.pointer_up(p(122.0, 136.0), NONE).scene_changed);
    assert_eq!(last(&e), ShapeKind::rect(122.0, 86.0, 200.0, 100.0));
    let _ = e.undo();
    assert_eq!(e.scene(), &before, "one undo takes the whole drag back");
    assert_eq!(e.selection(), [1]);
}

#[test]
fn shift_moves_along_one_axis() {
    let mut e = editor();
    draw(&mut e, Tool::Redact, &[(100.0, 100.0), (200.0, 200.0)]);
    let _ = e.set_tool(Tool::Select);
    let _ = drag_with(&mut e, SHIFT, &[(150.0, 150.0), (160.0, 200.0)]);
    assert_eq!(last(&e), ShapeKind::redact(100.0, 150.0, 100.0, 100.0));
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
        ShapeKind::rect(100.0, 100.0, 300.0, 150.0),
        "no jump to the pointer"
    );
    let _ = click(&mut e, 550.0, 500.0);
    assert!(drag(&mut e, &[(600.0, 500.0), (650.0, 550.0)]).scene_changed);
    assert_eq!(last(&e), ShapeKind::arrow(p(500.0, 500.0), p(650.0, 550.0)));
}

#[test]
fn a_shape_cannot_be_lost_beside_the_picture() {
    let mut e = editor();
    draw(&mut e, Tool::Redact, &[(100.0, 100.0), (200.0, 200.0)]);
    let _ = e.set_tool(Tool::Select);
    let _ = drag(&mut e, &[(150.0, 150.0), (90_000.0, -90_000.0)]);
    assert_eq!(last(&e), ShapeKind::redact(992.0, -92.0, 100.0, 100.0));
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
    assert_eq!(e.selection(), [1], "inside counts when nothing is nearer");
    assert!(!e.overlay().is_empty());
    let _ = click(&mut e, 700.0, 700.0);
    assert!(e.selection().is_empty());
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
        assert_eq!((e.selection(), e.tool()), (&[expected][..], Tool::Select));
    }
    assert!(
        !e.key(Key::Tab, NONE).is_handled(),
        "past the last one the focus may leave"
    );
    let _ = e.key(Key::Tab, SHIFT);
    assert_eq!(e.selection(), [2]);
    let _ = e.key(Key::Left, NONE);
    let _ = e.key(Key::Down, SHIFT);
    assert_eq!(e.scene().shapes[1].kind, ShapeKind::redact(299.0, 110.0, 50.0, 50.0));
    assert!(e.key(Key::Delete, NONE).scene_changed);
    assert_eq!((ids(&e), e.selection()), (vec![1, 3], &[][..]));
    let _ = e.key(Key::Tab, SHIFT);
    assert_eq!(e.selection(), [3], "backwards from nothing begins at the top");
    assert!(e.key(Key::Escape, NONE).repaint);
    assert!(e.selection().is_empty());
    assert!(
        !e.key(Key::Escape, NONE).is_handled(),
        "a dialog around the editor may close"
    );
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
    assert!(
        !e.restyle(|style| *style = blue).scene_changed,
        "the last drawn shape is not selected"
    );
    draw(&mut e, Tool::Rect, &[(400.0, 100.0), (600.0, 200.0)]);
    assert_eq!([e.scene().shapes[0].style, e.scene().shapes[1].style], [first, blue]);
    let _ = e.select(Some(1));
    assert!(e.restyle(|style| style.width = f64::INFINITY).scene_changed);
    assert_eq!(e.scene().shapes[0].style, Style { width: 1000.0, ..first });
    assert!(!e.restyle(|_| {}).scene_changed, "the same again is no action");
    let _ = e.undo();
    assert_eq!(e.scene().shapes[0].style, first);
    // Of several each keeps what is not changed, and all of them are one step.
    let _ = e.select_all();
    let _ = e.restyle(|style| style.opacity = 0.3);
    let half = |style: Style| Style { opacity: 0.3, ..style };
    assert_eq!(
        [e.scene().shapes[0].style, e.scene().shapes[1].style],
        [half(first), half(blue)]
    );
    let _ = e.undo();
    assert_eq!([e.scene().shapes[0].style, e.scene().shapes[1].style], [first, blue]);
}

#[test]
fn duplicates_and_order() {
    let mut e = editor();
    let original = draw(&mut e, Tool::Pen, &[(100.0, 100.0), (120.0, 130.0), (150.0, 100.0)]);
    draw(&mut e, Tool::Redact, &[(300.0, 300.0), (400.0, 400.0)]);
    assert!(!e.duplicate().is_handled());
    let _ = e.select(Some(1));
    assert!(e.duplicate().scene_changed);
    assert_eq!((ids(&e), e.selection()), (vec![1, 2, 3], &[3][..]));
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
    assert!(e.selection().is_empty());
    assert!(e.undo().scene_changed);
    assert_eq!(e.scene(), &before);
    assert!(e.redo().scene_changed);
    assert!(e.scene().shapes.is_empty());
}

#[test]
fn a_full_scene_refuses_and_says_why() {
    let mut scene = Scene::new(1000, 800);
    let style = Style::for_picture(1000, 800);
    let rect = ShapeKind::rect(10.0, 10.0, 10.0, 10.0);
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
    assert_eq!(e.selection(), [7]);
    assert!(e.delete_selection().scene_changed);
    let _ = e.set_tool(Tool::Arrow);
    assert!(drag(&mut e, &[(0.0, 0.0), (50.0, 50.0)]).scene_changed);
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

fn three() -> Editor {
    let mut e = editor();
    for x in [100.0, 300.0, 500.0] {
        draw(&mut e, Tool::Redact, &[(x, 100.0 + x / 10.0), (x + 100.0, 200.0)]);
    }
    let _ = e.set_tool(Tool::Select);
    e
}

fn area(e: &Editor, id: u64) -> annotate::Rect {
    match e.scene().shape(id).map(|shape| &shape.kind) {
        Some(ShapeKind::Area { area, .. }) => *area,
        other => panic!("{other:?}"),
    }
}

#[test]
fn several_are_selected_by_shift_by_a_box_and_all_at_once() {
    let mut e = three();
    let _ = click(&mut e, 150.0, 150.0);
    let _ = drag_with(&mut e, SHIFT, &[(550.0, 180.0)]);
    assert_eq!(e.selection(), [1, 3]);
    let _ = drag_with(&mut e, SHIFT, &[(150.0, 150.0)]);
    assert_eq!(e.selection(), [3], "taken out again");
    let _ = e.pointer_down(p(50.0, 50.0), NONE);
    let _ = e.pointer_move(p(450.0, 250.0), NONE);
    assert_eq!((e.state(), e.selection()), (State::Choosing, &[1, 2][..]));
    assert!(e.overlay().len() > 4, "both, and the box");
    let _ = e.pointer_move(p(250.0, 250.0), NONE);
    assert_eq!(e.selection(), [1], "a box that shrinks lets go");
    let _ = e.pointer_up(p(250.0, 250.0), NONE);
    assert_eq!((e.state(), undo_count(&e)), (State::Idle, 3));
    let _ = e.select_all();
    assert_eq!(e.selection(), [1, 2, 3]);
    let _ = click(&mut e, 350.0, 180.0);
    assert_eq!(e.selection(), [2], "a click on one of them means that one");
}

#[test]
fn what_is_selected_moves_and_goes_as_one_step() {
    let mut e = three();
    let _ = e.select_all();
    let before = e.scene().clone();
    assert!(drag(&mut e, &[(150.0, 150.0), (160.0, 170.0)]).scene_changed);
    assert_eq!([1, 2, 3].map(|id| area(&e, id).x), [110.0, 310.0, 510.0]);
    assert!(e.key(Key::Right, SHIFT).scene_changed);
    assert_eq!(area(&e, 3).x, 520.0);
    assert!(e.duplicate().scene_changed);
    assert_eq!((ids(&e), e.selection()), (vec![1, 2, 3, 4, 5, 6], &[4, 5, 6][..]));
    assert!(e.delete_selection().scene_changed);
    assert_eq!(undo_count(&e), 3 + 4);
    for _ in 0..4 {
        let _ = e.undo();
    }
    assert_eq!(e.scene(), &before);
}

#[test]
fn none_of_several_leaves_the_picture_for_the_others() {
    let mut e = three();
    let _ = e.select_all();
    assert!(drag(&mut e, &[(150.0, 150.0), (-2000.0, 150.0)]).scene_changed);
    assert_eq!(
        area(&e, 3).x - area(&e, 1).x,
        400.0,
        "they stay as they were to each other"
    );
    assert!(area(&e, 3).right() >= 8.0);
}

#[test]
fn shapes_are_lined_up_with_each_other_or_with_the_picture() {
    let mut e = three();
    let _ = e.select_all();
    assert!(e.align(Align::Top).scene_changed);
    assert_eq!([1, 2, 3].map(|id| area(&e, id).y), [110.0; 3]);
    assert!(!e.align(Align::Top).scene_changed, "they are already");
    let _ = e.undo();
    let _ = e.select(Some(2));
    assert!(e.align(Align::Right).scene_changed);
    assert_eq!(area(&e, 2).right(), 1000.0);
    assert!(e.align(Align::Middle).scene_changed);
    let middle = area(&e, 2).y + area(&e, 2).h / 2.0;
    assert!((middle - 400.0).abs() < 0.01);
}

#[test]
fn the_order_changes_step_by_step_and_keeps_that_of_the_selected() {
    let mut e = three();
    let _ = e.select(Some(1));
    assert!(e.bring_forward().scene_changed);
    assert_eq!(ids(&e), [2, 1, 3]);
    assert!(e.send_backward().scene_changed);
    assert!(!e.send_backward().scene_changed, "at the bottom");
    let _ = drag_with(&mut e, SHIFT, &[(350.0, 180.0)]);
    assert!(e.bring_to_front().scene_changed);
    assert_eq!(ids(&e), [3, 1, 2]);
    assert!(!e.bring_to_front().scene_changed && !e.bring_forward().scene_changed);
    assert!(e.send_to_back().scene_changed);
    assert_eq!(ids(&e), [1, 2, 3]);
    assert!(e.bring_forward().scene_changed);
    assert_eq!(ids(&e), [3, 1, 2]);
}

#[test]
fn every_tool_draws_without_a_pointer() {
    for tool in Tool::ALL
        .into_iter()
        .filter(|tool| ![Tool::Select, Tool::Crop].contains(tool))
    {
        let mut e = editor();
        let _ = e.set_tool(tool);
        let shown = annotate::Rect::new(100.0, 100.0, 600.0, 300.0);
        let outcome = e.draw_within(shown);
        if let Some(request) = outcome.edit_text {
            assert!(e.commit_text(request.at, request.to, "here").scene_changed, "{tool:?}");
        } else {
            assert!(outcome.scene_changed, "{tool:?}");
            assert_eq!((e.selection(), e.tool()), (&[1][..], Tool::Select));
        }
        assert_eq!(e.scene().shapes.len(), 1);
    }
}

#[test]
fn alt_and_arrows_drag_the_corner_or_the_end() {
    let mut e = three();
    let _ = e.select(Some(1));
    let before = area(&e, 1);
    assert!(e.key(Key::Right, Modifiers::ALT).scene_changed);
    assert_eq!((area(&e, 1).x, area(&e, 1).w), (before.x, before.w + 1.0));
    draw(&mut e, Tool::Arrow, &[(100.0, 500.0), (200.0, 500.0)]);
    let _ = e.select(Some(4));
    assert!(e.key(Key::Down, Modifiers { alt: true, ..SHIFT }).scene_changed);
    assert_eq!(last(&e), ShapeKind::arrow(p(100.0, 500.0), p(200.0, 510.0)));
}

#[test]
fn a_highlighter_remembers_a_colour_of_its_own() {
    let mut e = editor();
    let red = e.style().color;
    let _ = e.set_tool(Tool::Highlighter);
    let yellow = e.style().color;
    assert_ne!(yellow, red);
    let green = Style {
        color: Color::new(22, 163, 74),
        ..e.style()
    };
    let _ = e.restyle(|style| *style = green);
    let _ = e.set_tool(Tool::Pen);
    assert_eq!(e.style().color, red);
    let _ = e.set_tool(Tool::Highlighter);
    assert_eq!(e.style().color, green.color);
}
