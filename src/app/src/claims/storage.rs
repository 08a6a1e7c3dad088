//! The browser's own storage, which all tabs of a browser share. On the server, and where storage is full or forbidden, it keeps
//! nothing and says nothing: the draft is still sent to the server.

use super::draft::Unsaved;
use domain::{ids::SubmissionId, submissions::merge::Change};

#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}

#[cfg(feature = "hydrate")]
fn key(submission: &SubmissionId) -> String {
    format!("peertest.draft.{submission}")
}

#[cfg(feature = "hydrate")]
pub fn read(submission: &SubmissionId) -> Option<Unsaved> {
    let text = storage()?.get_item(&key(submission)).ok()??;
    serde_json::from_str(&text).ok()
}

/// Keeps what this tab has changed beside what others of the same browser have; of one field the latest.
pub fn keep(submission: &SubmissionId, base: i64, mine: &[Change]) {
    let mut kept = read(submission).unwrap_or_default();
    kept.take(base, now(), mine);
    write(submission, &kept);
}

/// Forgets what the server has by now.
pub fn settle(submission: &SubmissionId, saved: &[Change]) {
    if let Some(mut kept) = read(submission) {
        kept.settle(saved);
        write(submission, &kept);
    }
}

#[cfg(feature = "hydrate")]
fn write(submission: &SubmissionId, unsaved: &Unsaved) {
    let Some(storage) = storage() else { return };
    if unsaved.is_empty() {
        let _ = storage.remove_item(&key(submission));
    } else if let Ok(text) = serde_json::to_string(unsaved) {
        // A full storage is no reason to stop: the same change is on its way to the server.
        let _ = storage.set_item(&key(submission), &text);
    }
}

#[cfg(feature = "hydrate")]
pub fn forget(submission: &SubmissionId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(submission));
    }
}

/// Tells what the draft has become in another tab, until the page is left.
pub fn follow(submission: &SubmissionId, then: impl Fn(Unsaved) + 'static) {
    use leptos::prelude::*;
    let (key, submission) = (format!("peertest.draft.{submission}"), submission.clone());
    let handle = window_event_listener(leptos::ev::storage, move |event| {
        if event.key().as_ref() == Some(&key) {
            then(read(&submission).unwrap_or_default());
        }
    });
    on_cleanup(move || handle.remove());
}

/// Milliseconds since 1970 by this browser's clock.
#[cfg(feature = "hydrate")]
pub fn now() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time in milliseconds is far below 2^53"
    )]
    let now = js_sys::Date::now() as i64;
    now
}

#[cfg(not(feature = "hydrate"))]
pub fn read(_: &SubmissionId) -> Option<Unsaved> {
    None
}

#[cfg(not(feature = "hydrate"))]
fn write(_: &SubmissionId, _: &Unsaved) {}

#[cfg(not(feature = "hydrate"))]
pub fn forget(_: &SubmissionId) {}

#[cfg(not(feature = "hydrate"))]
pub fn now() -> i64 {
    0
}
