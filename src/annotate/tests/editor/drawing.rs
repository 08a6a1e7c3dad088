//! Drawing: what each tool makes of a drag, what is shown meanwhile, and how it is called off.

use super::*;

#[test]
fn every_drawing_tool_draws_its_shape() {
    let mut e = editor();
    assert_eq!(
        draw(&mut e, Tool::Rect, &[(300.0, 200.0), (100.0, 250.0)]),
        ShapeKind::rect(100.0, 200.0, 200.0, 50.0)
    );
    assert_eq!(
        draw(&mut e, Tool::Redact, &[(10.5, 10.0), (20.0, 30.0)]),
        ShapeKind::redact(10.5, 10.0, 9.5, 20.0)
    );
    assert_eq!(
        draw(&mut e, Tool::Arrow, &[(5.0, 5.0), (90.0, 50.0)]),
        ShapeKind::arrow(p(5.0, 5.0), p(90.0, 50.0))
    );
    assert_eq!(
        draw(
            &mut e,
            Tool::Pen,
            &[(0.0, 0.0), (5.0, 0.123456), (5.1, 0.1), (9.0, 9.0)]
        ),
        ShapeKind::pen(vec![p(0.0, 0.0), p(5.0, 0.12), p(9.0, 9.0)]),
        "on hundredths, and without points that cannot be told apart"
    );
    assert_eq!(ids(&e), [1, 2, 3, 4]);
    assert_eq!(e.tool(), Tool::Pen, "the tool stays, for the next one");
    assert!(e.selection().is_empty());
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
    assert_eq!(last(&e), ShapeKind::rect(20.0, 100.0, 80.0, 80.0));
    let _ = e.set_tool(Tool::Arrow);
    let _ = drag_with(&mut e, SHIFT, &[(100.0, 100.0), (200.0, 104.0)]);
    assert_eq!(last(&e), ShapeKind::arrow(p(100.0, 100.0), p(200.08, 100.0)));
}

#[test]
fn the_preview_is_what_letting_go_makes() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Rect);
    let _ = e.pointer_down(p(10.0, 10.0), NONE);
    assert_eq!(e.state(), State::Drawing);
    assert!(e.preview().is_empty(), "a click would draw nothing");
    assert!(e.pointer_move(p(50.0, 60.0), NONE).repaint);
    let preview = e.preview().to_vec();
    assert_eq!(preview.len(), 1, "something is being drawn");
    assert!(e.scene().shapes.is_empty());
    let while_drawing = e.plan();
    assert!(e.pointer_up(p(50.0, 60.0), NONE).scene_changed);
    assert_eq!(e.scene().shapes, preview);
    assert_eq!(plan(e.scene(), &annotate::Estimate), while_drawing);
    assert_eq!((e.preview(), e.state()), (&[][..], State::Idle));
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
        assert!(!e.preview().is_empty());
        assert!(e.cancel().repaint);
        assert_eq!((e.preview(), e.state()), (&[][..], State::Idle));
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
    assert!(e.preview().is_empty());
    assert!(e.undo().scene_changed);
    assert!(e.scene().shapes.is_empty());
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
    let ShapeKind::Stroke { points, .. } = last(&e) else {
        panic!("a pen stroke")
    };
    assert_eq!(points.len(), limits::PEN_POINTS);
}

#[test]
fn steps_are_numbered_as_they_are_put() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Step);
    for x in [100.0, 200.0, 300.0] {
        assert!(click(&mut e, x, 100.0).scene_changed);
    }
    let numbers = |e: &Editor| -> Vec<u32> {
        let number = |shape: &annotate::Shape| match shape.kind {
            ShapeKind::Step { number, .. } => number,
            _ => 0,
        };
        e.scene().shapes.iter().map(number).collect()
    };
    assert_eq!(numbers(&e), [1, 2, 3]);
    let _ = e.undo();
    assert!(click(&mut e, 400.0, 100.0).scene_changed);
    assert_eq!(numbers(&e), [1, 2, 3]);
}

#[test]
fn a_callout_points_where_the_drag_began() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Callout);
    let request = drag(&mut e, &[(100.0, 200.0), (300.0, 120.0)])
        .edit_text
        .expect("asks for text");
    assert_eq!((request.at, request.to), (p(300.0, 120.0), Some(p(100.0, 200.0))));
    assert!(e.commit_text(request.at, request.to, "here").scene_changed);
    let callout = |to| ShapeKind::Text {
        at: p(300.0, 120.0),
        text: "here".into(),
        size: e_size(),
        to: Some(to),
    };
    assert_eq!(last(&e), callout(p(100.0, 200.0)));
    // Its tail is dragged by its end, and the text edited in place.
    let _ = e.set_tool(Tool::Select);
    let _ = e.select(Some(1));
    assert!(drag(&mut e, &[(100.0, 200.0), (50.0, 50.0)]).scene_changed);
    assert_eq!(last(&e), callout(p(50.0, 50.0)));
    let again = e.double_click(p(305.0, 125.0)).edit_text.expect("the callout");
    assert_eq!(again.to, Some(p(50.0, 50.0)));
    let clicked = {
        let _ = e.set_tool(Tool::Callout);
        click(&mut e, 600.0, 400.0).edit_text.expect("asks for text")
    };
    assert_ne!(clicked.at, p(600.0, 400.0), "not over what it points at");
}

fn e_size() -> f64 {
    editor().text_size()
}

#[test]
fn a_pen_draws_as_broad_as_it_is_pressed_and_a_mouse_evenly() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Pen);
    e.set_pressure(Some(0.2));
    let _ = e.pointer_down(p(100.0, 100.0), NONE);
    e.set_pressure(Some(0.9));
    let _ = e.pointer_move(p(200.0, 100.0), NONE);
    assert!(e.pointer_up(p(300.0, 100.0), NONE).scene_changed);
    let ShapeKind::Stroke { points, pressure, .. } = last(&e) else {
        panic!("a stroke")
    };
    assert_eq!((points.len(), &pressure[..]), (3, &[0.2, 0.9, 0.9][..]));
    let shape = e.scene().shapes[0].clone();
    let width = shape.style.width;
    let distance = |x, y| annotate::hit::distance(&shape, p(x, y), &annotate::Estimate);
    assert_eq!(distance(300.0, 100.0 + width * 0.75), 0.0, "broad where it was pressed");
    assert!(distance(95.0, 100.0) > 0.0, "and not beyond where it began");
    e.set_pressure(None);
    let even = draw(&mut e, Tool::Pen, &[(100.0, 300.0), (200.0, 300.0)]);
    assert!(matches!(even, ShapeKind::Stroke { pressure, .. } if pressure.is_empty()));
}
