//! Text: asked for by the editor, typed in the host, given back.

use super::*;

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
            to: None,
            shape: None,
            text: String::new()
        }
    );
    assert_eq!(e.state(), State::Typing);
    assert!(e.commit_text(request.at, None, "It says\tno\r\nhere \n").scene_changed);
    let text = |text: &str| ShapeKind::text(p(200.0, 100.0), text, 1000.0_f64 / 60.0);
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
    assert!(
        !e.commit_text(p(5.0, 5.0), None, "  ").scene_changed,
        "an empty text is none"
    );
    assert!(!e.commit_text_of(99, "who?").is_handled());
}

#[test]
fn the_size_of_a_selected_text_can_be_changed() {
    let mut e = editor();
    let _ = e.commit_text(p(10.0, 10.0), None, "small");
    let _ = e.select(Some(1));
    assert!(e.set_text_size(50.0).scene_changed);
    assert_eq!(last(&e), ShapeKind::text(p(10.0, 10.0), "small", 50.0));
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
    assert!(e.commit_text(request.at, None, "first").scene_changed);
    assert!(!e.preview().is_empty());
    assert_eq!(e.plan().len(), 2, "the text and the rectangle");
    assert!(e.pointer_up(p(600.0, 600.0), NONE).scene_changed);
    assert_eq!(ids(&e), [1, 2]);
    assert_eq!(last(&e), ShapeKind::rect(500.0, 500.0, 100.0, 100.0));
}

#[test]
fn a_text_that_is_too_long_is_not_lost() {
    let mut e = editor();
    let long = "x".repeat(limits::TEXT_CHARS + 1);
    let outcome = e.commit_text(p(10.0, 10.0), None, &long);
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
fn the_host_measures_text() {
    struct Wide;
    impl TextMeasure for Wide {
        fn width(&self, line: &str, size: f64) -> f64 {
            line.chars().count() as f64 * size * 3.0
        }
    }
    let mut e = Editor::with_measure(Scene::new(1000, 800), Wide);
    let _ = e.commit_text(p(100.0, 100.0), None, "ab");
    let _ = e.set_text_size(20.0);
    let _ = e.pointer_down(p(190.0, 110.0), NONE);
    assert_eq!(e.selection(), [1], "0.6 em a letter would end at 120");
}

#[test]
fn what_is_typed_can_be_kept_before_its_field_is_left() {
    let mut e = editor();
    assert_eq!(&e.unfinished_text("nobody asked"), e.scene());

    let _ = e.set_tool(Tool::Text);
    let request = click(&mut e, 200.0, 100.0).edit_text.expect("asks for text");
    assert_eq!(&e.unfinished_text(" \n"), e.scene(), "there is nothing to see in it");
    let kept = e.unfinished_text("half a sen");
    assert!(e.scene().shapes.is_empty(), "and it is not in the scene");
    let _ = e.commit_text(request.at, request.to, "half a sen");
    assert_eq!(&kept, e.scene());

    let again = click(&mut e, 210.0, 110.0).edit_text.expect("the text");
    assert_eq!(again.shape, Some(1));
    for text in ["half a sentence", "", "half a sen"] {
        let mut left = e.clone();
        let kept = e.unfinished_text(text);
        let _ = left.commit_text_of(1, text);
        assert_eq!(&kept, left.scene(), "{text:?}");
    }

    let _ = e.commit_text_of(1, "half a sentence");
    let _ = e.set_tool(Tool::Callout);
    let request = drag(&mut e, &[(300.0, 300.0), (400.0, 350.0)])
        .edit_text
        .expect("asks for its text");
    let kept = e.unfinished_text("see?");
    let _ = e.commit_text(request.at, request.to, "see?");
    assert_eq!(&kept, e.scene());
}
