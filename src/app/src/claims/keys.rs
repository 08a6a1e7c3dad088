//! One letter per verdict, and j/k through the journey. Never while somebody types, and never together with a modifier, which
//! belongs to the browser.

use super::desk::Desk;
use domain::submissions::Verdict;
use leptos::{ev::KeyboardEvent, prelude::*};

pub const fn letter(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "P",
        Verdict::Fail => "F",
        Verdict::Blocked => "B",
        Verdict::Skipped => "S",
    }
}

/// What the button of a verdict says; the verdict itself is in the past tense where the act is not.
pub const fn act(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "Pass",
        Verdict::Fail => "Fail",
        Verdict::Blocked => "Blocked",
        Verdict::Skipped => "Skip",
    }
}

pub fn listen(desk: Desk, go: Callback<usize>) {
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| pressed(&event, desk, go));
        on_cleanup(move || handle.remove());
    });
}

fn pressed(event: &KeyboardEvent, desk: Desk, go: Callback<usize>) {
    // A key that is held down would give a verdict and take it back in turns.
    if event.default_prevented()
        || event.repeat()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || crate::ui::browser::busy(event)
    {
        return;
    }
    let key = event.key();
    let at = desk.at.get_untracked();
    if let Some(verdict) = Verdict::ALL.into_iter().find(|v| letter(*v).eq_ignore_ascii_case(&key)) {
        event.prevent_default();
        untrack(|| desk.judge(at, verdict));
    } else if key == "j" && at + 1 < desk.steps() {
        event.prevent_default();
        go.run(at + 1);
    } else if key == "k" && at > 0 {
        event.prevent_default();
        go.run(at - 1);
    }
}
