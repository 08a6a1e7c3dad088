//! The browser's own storage. On the server, and where storage is full or forbidden, it keeps nothing and says nothing:
//! the draft is still sent to the server.

use super::draft::Unsaved;
use domain::ids::SubmissionId;

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

#[cfg(feature = "hydrate")]
pub fn write(submission: &SubmissionId, unsaved: &Unsaved) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(unsaved)) {
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
pub fn write(_: &SubmissionId, _: &Unsaved) {}

#[cfg(not(feature = "hydrate"))]
pub fn forget(_: &SubmissionId) {}

#[cfg(not(feature = "hydrate"))]
pub fn now() -> i64 {
    0
}
