//! Turning, cutting and snapping.

use super::*;
use annotate::{Action, Draw, PixelRect, Rect, hit};

fn rect_at(e: &mut Editor, x: f64, y: f64, w: f64, h: f64) {
    let _ = e.set_tool(Tool::Rect);
    assert!(drag(e, &[(x, y), (x + w, y + h)]).scene_changed);
}

fn area(e: &Editor, n: usize) -> Rect {
    match e.scene().shapes[n].kind {
        ShapeKind::Area { area, .. } => area,
        _ => panic!("a box"),
    }
}

fn guides(e: &Editor) -> Vec<(annotate::Point, annotate::Point)> {
    let line = |draw: &Draw| match draw {
        Draw::Stroke { path, .. } => match path[..] {
            [annotate::PathCmd::MoveTo(a), annotate::PathCmd::LineTo(b)] => Some((a, b)),
            _ => None,
        },
        _ => None,
    };
    e.overlay().iter().filter_map(line).collect()
}

#[test]
fn the_handle_above_a_shape_turns_it_and_shift_in_steps() {
    let mut e = editor();
    rect_at(&mut e, 400.0, 400.0, 100.0, 50.0);
    let _ = e.select(Some(1));
    // The middle is at 450, 425; the handle 28 pixels above the top.
    assert_eq!(e.cursor(p(450.0, 372.0)), Cursor::Reshape(Handle::Turn));
    assert!(drag(&mut e, &[(450.0, 372.0), (503.0, 425.0)]).scene_changed);
    assert_eq!(e.scene().shapes[0].angle, 90.0);
    assert_eq!(area(&e, 0), Rect::new(400.0, 400.0, 100.0, 50.0), "its box stays");
    let bounds = hit::bounds(&e.scene().shapes[0], &annotate::Estimate);
    assert!(
        (bounds.w - 50.0).abs() < 1e-9 && (bounds.h - 100.0).abs() < 1e-9,
        "what it fills is turned"
    );
    let _ = e.select(None);
    let _ = click(&mut e, 450.0, 470.0);
    assert_eq!(e.selection(), [1], "hit where it is seen now");
    assert!(e.undo().scene_changed);
    let _ = e.select(Some(1));
    assert!(drag_with(&mut e, SHIFT, &[(450.0, 372.0), (470.0, 380.0)]).scene_changed);
    assert_eq!(e.scene().shapes[0].angle, 30.0);
}

#[test]
fn keys_turn_everything_that_can_be_turned() {
    let mut e = editor();
    rect_at(&mut e, 100.0, 100.0, 80.0, 50.0);
    draw(&mut e, Tool::Redact, &[(300.0, 100.0), (380.0, 160.0)]);
    let _ = e.select_all();
    assert!(e.turn(15.0).scene_changed);
    assert!(e.turn(-200.0).scene_changed);
    assert_eq!(e.scene().shapes[0].angle, 175.0);
    assert_eq!(e.scene().shapes[1].angle, 0.0, "what hides pixels stays upright");
    assert_eq!(undo_count(&e), 4);
    let _ = e.select(Some(2));
    assert!(!e.turn(15.0).scene_changed);
    assert!(!e.turn(f64::NAN).scene_changed);
}

#[test]
fn a_turned_text_is_turned_in_the_plan() {
    let mut e = editor();
    assert!(e.commit_text(p(100.0, 100.0), None, "turned").scene_changed);
    let _ = e.select(Some(1));
    assert!(e.turn(90.0).scene_changed);
    let Draw::Text { at, angle, .. } = &plan(e.scene(), &annotate::Estimate)[0] else {
        panic!("a line of text")
    };
    assert_eq!(*angle, 90.0);
    let middle = hit::upright(&e.scene().shapes[0], &annotate::Estimate).center();
    assert!(
        at.x > middle.x - 20.0 && at.y < middle.y,
        "it now begins above its middle"
    );
}

#[test]
fn a_frame_is_drawn_moved_and_dragged_by_its_corners() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Crop);
    assert_eq!(e.cursor(p(10.0, 10.0)), Cursor::Crosshair);
    assert!(drag(&mut e, &[(-50.0, 100.3), (400.0, 300.0)]).scene_changed);
    let crop = |x, y, w, h| Some(PixelRect { x, y, w, h });
    assert_eq!(
        e.scene().crop,
        crop(0, 100, 400, 200),
        "on the picture, in whole pixels"
    );
    assert_eq!(e.cursor(p(200.0, 200.0)), Cursor::Move);
    assert!(drag(&mut e, &[(200.0, 200.0), (250.0, 210.0)]).scene_changed);
    assert_eq!(e.scene().crop, crop(50, 110, 400, 200));
    assert_eq!(e.cursor(p(450.0, 310.0)), Cursor::Reshape(Handle::BottomRight));
    assert!(drag(&mut e, &[(450.0, 310.0), (5000.0, 5000.0)]).scene_changed);
    assert_eq!(e.scene().crop, crop(50, 110, 950, 690));
    assert!(
        !click(&mut e, 20.0, 20.0).scene_changed,
        "a click beside it changes nothing"
    );
    assert!(drag(&mut e, &[(10.0, 10.0), (15.0, 16.0)]).scene_changed);
    assert_eq!(e.scene().crop, crop(10, 10, 16, 16), "never too small to be seen");
    assert_eq!(undo_count(&e), 4);
    assert!(e.undo().scene_changed);
    assert_eq!(e.scene().crop, crop(50, 110, 950, 690));
}

#[test]
fn a_frame_is_set_by_keys_and_given_up() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Crop);
    assert!(e.draw_within(Rect::new(0.0, 0.0, 600.0, 600.0)).scene_changed);
    assert_eq!(e.tool(), Tool::Crop, "it goes on being cut");
    let crop = |x, y, w, h| Some(PixelRect { x, y, w, h });
    assert_eq!(e.scene().crop, crop(200, 200, 200, 200));
    assert!(e.key(Key::Right, NONE).scene_changed);
    assert!(e.key(Key::Down, SHIFT).scene_changed);
    assert!(e.key(Key::Left, Modifiers::ALT).scene_changed);
    assert_eq!(e.scene().crop, crop(201, 210, 199, 200));
    assert!(
        !e.draw_within(Rect::new(0.0, 0.0, 600.0, 600.0)).scene_changed,
        "not drawn over"
    );
    assert!(e.key(Key::Delete, NONE).scene_changed);
    assert_eq!((e.scene().crop, e.crop()), (None, None));
    assert!(!e.key(Key::Delete, NONE).scene_changed);
    assert!(!e.uncrop().scene_changed);
}

#[test]
fn the_whole_picture_is_no_cut_and_a_cut_beside_it_is_refused() {
    let mut e = editor();
    let _ = e.set_tool(Tool::Crop);
    assert!(!drag(&mut e, &[(-5.0, -5.0), (1500.0, 1500.0)]).scene_changed);
    let mut scene = Scene::new(100, 100);
    for (x, y, w, h) in [(90, 0, 20, 20), (0, 0, 8, 50), (u32::MAX, 0, 20, 20)] {
        Action::Crop(Some(PixelRect { x, y, w, h }))
            .apply(&mut scene)
            .expect("applies");
        assert_eq!(scene.validate(), Err(SceneError::Crop));
    }
    let mut tiny = Scene::new(4, 4);
    tiny.crop = Some(PixelRect { x: 0, y: 0, w: 4, h: 4 });
    assert_eq!(tiny.validate(), Ok(()));
}

#[test]
fn what_is_moved_snaps_to_sides_and_middles_and_shows_to_which() {
    let mut e = editor();
    rect_at(&mut e, 100.0, 100.0, 200.0, 100.0);
    rect_at(&mut e, 500.0, 420.0, 60.0, 60.0);
    let _ = e.select(Some(2));
    let _ = e.pointer_down(p(500.0, 450.0), NONE);
    let _ = e.pointer_move(p(303.0, 450.0), NONE);
    assert_eq!(
        guides(&e),
        [(p(300.0, 0.0), p(300.0, 800.0))],
        "the right side of the other"
    );
    let _ = e.pointer_up(p(303.0, 450.0), NONE);
    assert_eq!(area(&e, 1).x, 300.0);
    assert!(guides(&e).is_empty());
    let free = Modifiers { free: true, ..NONE };
    assert!(drag_with(&mut e, free, &[(300.0, 450.0), (304.0, 450.0)]).scene_changed);
    assert_eq!(area(&e, 1).x, 304.0, "freely");
    // Its middle at the middle of the picture, which is 800 high.
    assert!(drag(&mut e, &[(304.0, 450.0), (704.0, 398.0)]).scene_changed);
    assert_eq!(area(&e, 1).y, 370.0);
}

#[test]
fn a_dragged_corner_snaps_too_but_what_is_turned_does_not() {
    let mut e = editor();
    rect_at(&mut e, 100.0, 100.0, 200.0, 100.0);
    rect_at(&mut e, 500.0, 400.0, 60.0, 60.0);
    let _ = e.select(Some(2));
    assert!(drag(&mut e, &[(560.0, 460.0), (700.0, 798.0)]).scene_changed);
    assert_eq!(area(&e, 1).bottom(), 800.0, "the edge of the picture");
    assert!(e.turn(30.0).scene_changed);
    let _ = e.pointer_down(p(e.selected_bounds().expect("selected").center().x, 0.0), NONE);
    let _ = e.cancel();
    let corner = hit::ends(&e.scene().shapes[1])[0].1;
    let _ = e.select(Some(2));
    let _ = e.pointer_down(corner, NONE);
    let _ = e.pointer_move(p(302.0, 198.0), NONE);
    assert!(guides(&e).is_empty());
}

#[test]
fn a_cut_scene_is_measured_from_its_new_corner() {
    let mut e = editor();
    rect_at(&mut e, 100.0, 100.0, 200.0, 100.0);
    let _ = e.set_tool(Tool::Crop);
    assert!(drag(&mut e, &[(50.0, 60.0), (450.0, 360.0)]).scene_changed);
    let (after, crop) = e.into_scene().cut();
    assert_eq!(
        crop,
        Some(PixelRect {
            x: 50,
            y: 60,
            w: 400,
            h: 300
        })
    );
    assert_eq!((after.width, after.height, after.crop), (400, 300, None));
    assert_eq!(after.shapes[0].kind, ShapeKind::rect(50.0, 40.0, 200.0, 100.0));
}
