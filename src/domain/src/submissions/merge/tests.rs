use super::*;
use proptest::prelude::*;

const THEN: i64 = 1_795_000_000_000;

fn report(actual: &str, verdict: Option<Verdict>, summary: &str) -> Report {
    let step = |id: &str, actual: &str, verdict| StepResult {
        step_id: StepId::parse(id).expect("an id"),
        verdict,
        actual: actual.to_owned(),
        seconds: 10,
    };
    Report {
        steps: vec![step("a", actual, verdict), step("b", "", None)],
        summary: summary.to_owned(),
        environment: String::new(),
    }
}

fn change(field: Field, from: Option<&str>, to: &str, at: i64) -> Change {
    Change {
        field,
        from: from.map(str::to_owned),
        to: to.to_owned(),
        at,
    }
}

fn actual() -> Field {
    Field::Actual("a".into())
}

/// What the tester sees once both have met.
fn result(server: &Report, met: &Met) -> Report {
    let mut shown = server.clone();
    take_over(&mut shown, server, &met.changes);
    shown
}

#[test]
fn what_nobody_else_touched_takes_what_was_written_here() {
    let server = report("There", None, "base");
    let mine = [
        change(Field::Summary, Some("base"), "here", THEN),
        change(Field::Actual("b".into()), Some(""), "second step", THEN),
        change(Field::Actual("gone".into()), Some(""), "no such step", THEN),
    ];
    let met = meet(&server, Timestamp::from_millis(THEN + 1000), &mine);
    let shown = result(&server, &met);
    assert_eq!(
        (
            shown.summary.as_str(),
            shown.steps[0].actual.as_str(),
            shown.steps[1].actual.as_str()
        ),
        ("here", "There", "second step")
    );
    assert_eq!((met.changes.len(), met.notices.len()), (2, 0));
}

#[test]
fn where_both_wrote_both_texts_stand() {
    let server = report("There", None, "");
    let met = meet(
        &server,
        Timestamp::from_millis(THEN),
        &[change(actual(), Some(""), "Here", THEN)],
    );
    let shown = result(&server, &met);
    assert_eq!(
        shown.steps[0].actual,
        "There\n— also written here, offline, on 18 Nov 2026 —\nHere"
    );
    assert_eq!(met.notices, [Notice::Joined(actual())]);
    assert!(met.notices[0].words(&shown).starts_with("Step 1: "));
    // The answer was lost, and it meets what it has become.
    let again = meet(
        &shown,
        Timestamp::from_millis(THEN),
        &[change(actual(), Some(""), "Here", THEN)],
    );
    assert_eq!(again, Met::default());
}

#[test]
fn what_goes_on_from_the_other_is_not_said_twice() {
    let met = |server: &str, here: &str| {
        let server = report(server, None, "");
        let met = meet(
            &server,
            Timestamp::from_millis(THEN),
            &[change(actual(), Some("x"), here, THEN)],
        );
        (result(&server, &met).steps[0].actual.clone(), met.notices.len())
    };
    assert_eq!(met("The cart", "The cart jumps"), ("The cart jumps".into(), 0));
    assert_eq!(met("The cart jumps", "The cart "), ("The cart jumps".into(), 0));
    assert_eq!(met("Same", "Same "), ("Same".into(), 0));
}

#[test]
fn of_two_verdicts_the_later_stands_and_the_step_is_named() {
    let server = report("", Some(Verdict::Fail), "");
    let judged = |at| {
        let mine = [change(Field::Verdict("a".into()), Some(""), "pass", at)];
        let met = meet(&server, Timestamp::from_millis(THEN), &mine);
        (result(&server, &met).steps[0].verdict, met.notices[0].words(&server))
    };
    let (verdict, words) = judged(THEN + 1);
    assert_eq!(verdict, Some(Verdict::Pass));
    assert_eq!(
        words,
        "Step 1 was judged in two places; the verdict from here was the later one, and Pass stands."
    );
    let (verdict, words) = judged(THEN - 1);
    assert_eq!(verdict, Some(Verdict::Fail));
    assert!(words.contains("from elsewhere") && words.ends_with("and Fail stands."));
}

#[test]
fn of_two_times_the_larger_stands() {
    let server = report("", None, "");
    let seconds = |to: &str| {
        let mine = [change(Field::Seconds("a".into()), Some("0"), to, THEN)];
        result(&server, &meet(&server, Timestamp::from_millis(THEN), &mine)).steps[0].seconds
    };
    assert_eq!((seconds("7"), seconds("12")), (10, 12));
}

#[test]
fn a_patch_becomes_changes_and_they_become_a_patch() {
    let patch = SubmissionPatch {
        steps: Some(vec![StepPatch {
            step_id: "a".into(),
            verdict: Some(String::new()),
            actual: Some("x".into()),
            seconds: Some(20),
        }]),
        environment: Some("e".into()),
        ..SubmissionPatch::default()
    };
    let mut waiting = changes(&patch, &report("before", Some(Verdict::Pass), ""), THEN);
    assert_eq!(patch_of(&waiting), patch);
    assert_eq!(waiting[0].from.as_deref(), Some("pass"));
    add(&mut waiting, vec![change(actual(), Some("x"), "xy", THEN + 1)]);
    add(
        &mut waiting,
        vec![change(Field::Seconds("a".into()), Some("20"), "15", THEN + 1)],
    );
    assert_eq!(
        waiting[1..3],
        [
            change(actual(), Some("before"), "xy", THEN + 1),
            change(Field::Seconds("a".into()), Some("10"), "20", THEN + 1)
        ]
    );
}

#[test]
fn a_blank_at_the_end_is_left_to_who_is_typing() {
    let server = report("half a", None, "");
    let mut shown = report("half a ", None, "");
    take_over(&mut shown, &server, &[]);
    assert_eq!(shown.steps[0].actual, "half a ");
    shown.summary = "old".into();
    take_over(&mut shown, &server, &[]);
    assert_eq!(shown.summary, "");
}

/// Texts that often begin alike.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{0,3}( [a-c]{1,3}){0,3}",
        "(the cart|the)( [a-e]{1,4}){0,2}\n?[a-c]{0,2}",
        "[ \n]{0,2}[a-zäß—.]{0,6}([ \n][a-zäß—]{1,5}){0,4}",
    ]
}

proptest! {
    #[test]
    fn no_word_that_was_typed_in_either_place_is_lost(
        base in proptest::option::of(text()), there in text(), here in text(), later in -5_i64..5,
    ) {
        let server = report(&there, None, "");
        let mine = [change(actual(), base.as_deref(), &here, THEN + later)];
        let met = meet(&server, Timestamp::from_millis(THEN), &mine);
        let shown = result(&server, &met).steps[0].actual.clone();
        let typed = |text: &str| base.as_deref().is_none_or(|base| base.trim() != text.trim());
        for (text, counts) in [(&there, typed(&there)), (&here, typed(&here))] {
            if counts {
                for word in text.split_whitespace() {
                    prop_assert!(shown.contains(word), "{word:?} of {text:?} is not in {shown:?}");
                }
            }
        }
    }

    #[test]
    fn what_has_met_once_has_nothing_left_to_say(base in text(), there in text(), here in text()) {
        let server = report(&there, Some(Verdict::Fail), "");
        let mine = [
            change(actual(), Some(&base), &here, THEN + 1),
            change(Field::Verdict("a".into()), Some(""), "pass", THEN + 1),
        ];
        let met = meet(&server, Timestamp::from_millis(THEN), &mine);
        let saved = result(&server, &met);
        prop_assert_eq!(meet(&saved, Timestamp::from_millis(THEN + 2), &met.changes), Met::default());
    }
}

#[test]
fn what_was_sent_without_an_answer_is_no_other_text() {
    // The first was taken, and its answer lost; then the text was corrected, and another verdict given.
    let server = report("The cart jmups", Some(Verdict::Pass), "");
    let sent = [
        change(actual(), Some(""), "The cart jmups", THEN),
        change(Field::Verdict("a".into()), Some(""), "pass", THEN),
    ];
    let mut mine = [
        change(actual(), Some(""), "The cart jumps", THEN + 1),
        change(Field::Verdict("a".into()), Some(""), "fail", THEN + 1),
    ];
    recognise_own(&mut mine, &sent, &server);
    // The clock of this browser is behind.
    let met = meet(&server, Timestamp::from_millis(THEN + 60_000), &mine);
    let shown = result(&server, &met);
    assert_eq!(shown.steps[0].actual, "The cart jumps");
    assert_eq!(shown.steps[0].verdict, Some(Verdict::Fail));
    assert_eq!(met.notices, []);
}

#[test]
fn what_is_typed_before_what_was_left_is_known_stands_beside_it() {
    let mut left = vec![
        change(actual(), Some(""), "Left behind", THEN),
        change(Field::Verdict("a".into()), Some(""), "pass", THEN),
    ];
    let typed = vec![
        change(actual(), Some(""), "Typed early", THEN + 1),
        change(Field::Summary, Some(""), "All well", THEN + 1),
        change(Field::Verdict("a".into()), Some(""), "fail", THEN + 1),
    ];
    assert_eq!(add_beside(&mut left, typed), [Notice::Joined(actual())]);
    let now = |field: Field| {
        left.iter()
            .find(|change| change.field == field)
            .map(|change| change.to.as_str())
    };
    let text = now(actual()).expect("both");
    assert!(text.contains("Left behind") && text.contains("Typed early"), "{text}");
    assert_eq!(now(Field::Summary), Some("All well"));
    assert_eq!(now(Field::Verdict("a".into())), Some("fail"));
    assert_eq!(left[0].from.as_deref(), Some(""), "from what the server had");
}

#[test]
fn what_is_typed_behind_what_was_left_is_an_edit_of_it() {
    let mut left = vec![change(actual(), Some(""), "Left", THEN)];
    let typed = vec![change(actual(), Some("Left"), "Left, and more", THEN + 1)];
    assert_eq!(add_beside(&mut left, typed), []);
    assert_eq!(left[0].to, "Left, and more");
}

#[test]
fn what_somebody_else_wrote_since_is_no_own_text() {
    let server = report("Elsewhere", None, "");
    let sent = [change(actual(), Some(""), "Here", THEN)];
    let mut mine = [change(actual(), Some(""), "Here, corrected", THEN + 1)];
    recognise_own(&mut mine, &sent, &server);
    assert_eq!(mine[0].from.as_deref(), Some(""));
}
