//! What of a draft the server has not confirmed, kept in this browser, whose tabs share it. On the server, and where a browser keeps
//! nothing, nothing is kept and nothing is said: the draft is still sent to the server.

use super::draft::Unsaved;
use domain::{ids::SubmissionId, submissions::merge::Change};

#[cfg(feature = "hydrate")]
pub use here::{follow, now, read, settle};

#[cfg(not(feature = "hydrate"))]
pub use nowhere::{follow, now, read, settle};

/// Keeps what this tab has changed beside what others of the same browser have; of one field the latest.
pub fn keep(submission: &SubmissionId, base: i64, mine: &[Change]) {
    settle(submission, &[], base, mine);
}

#[cfg(feature = "hydrate")]
mod here {
    use super::{Change, SubmissionId, Unsaved};
    use crate::kept::{Shelf, change, get, put, told};
    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
    use web_sys::{BroadcastChannel, MessageEvent};

    /// On which tabs tell each other whose draft has changed.
    const CHANNEL: &str = "peertest-drafts";

    thread_local! {
        /// One for the whole tab, on which it speaks and listens: a channel does not hear what it says itself.
        static OTHERS: Option<BroadcastChannel> = BroadcastChannel::new(CHANNEL).ok();
    }

    pub async fn read(submission: &SubmissionId) -> Option<Unsaved> {
        take_over(submission).await;
        let json = get(Shelf::Drafts, submission.as_str()).await.ok()??.as_string()?;
        serde_json::from_str(&json).ok()
    }

    /// Earlier versions kept drafts elsewhere in the browser.
    async fn take_over(submission: &SubmissionId) {
        let key = format!("peertest.draft.{submission}");
        let Some(storage) = window().local_storage().ok().flatten() else {
            return;
        };
        let Ok(Some(json)) = storage.get_item(&key) else { return };
        told(
            "a draft",
            put(Shelf::Drafts, submission.as_str(), json.as_str().into()).await,
        );
        let there = get(Shelf::Drafts, submission.as_str()).await.ok().flatten();
        if there.is_some_and(|there| there.as_string() == Some(json)) {
            // It fails for nothing that could be read.
            let _ = storage.remove_item(&key);
        }
    }

    /// Forgets what the server has by now, and keeps what it has not, `left`, beside what other tabs of the same browser have changed.
    pub fn settle(submission: &SubmissionId, saved: &[Change], base: i64, left: &[Change]) {
        let (id, saved, left, at) = (submission.to_string(), saved.to_vec(), left.to_vec(), now());
        spawn_local(async move {
            let key = JsValue::from_str(&id);
            let written = change(&[Shelf::Drafts], move |writing| async move {
                let drafts = Shelf::Drafts.of(&writing)?;
                let before = drafts.get(&key).await?.and_then(|json| json.as_string());
                let after = turned(before.as_deref(), &saved, base, at, &left);
                if after == before {
                    return Ok(false);
                }
                match after {
                    Some(json) => drafts.put_kv(&key, &json.into()).await?,
                    None => drafts.delete(&key).await?,
                }
                Ok(true)
            });
            let written = written.await.map(|changed| {
                // Once it is written, so that whoever hears of it finds it.
                if changed {
                    tell_others(&id);
                }
            });
            told("a draft", written);
        });
    }

    fn tell_others(submission: &str) {
        OTHERS.with(|others| {
            if let Some(others) = others {
                // It fails for nothing but a closed channel, and this one is closed with the tab.
                let _ = others.post_message(&submission.into());
            }
        });
    }

    /// What is to be kept in the place of `before`; nothing once the server has all of it.
    fn turned(before: Option<&str>, saved: &[Change], base: i64, at: i64, left: &[Change]) -> Option<String> {
        // What cannot be read was written by a newer version of this page.
        let mut kept: Unsaved = before
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        kept.settle(saved);
        if !left.is_empty() {
            kept.take(base, at, left);
        }
        // A draft can always be written.
        (!kept.is_empty()).then(|| serde_json::to_string(&kept).ok()).flatten()
    }

    /// Tells what the draft has become in another tab, until the page is left.
    pub fn follow(submission: &SubmissionId, then: impl Fn(Unsaved) + Clone + 'static) {
        // Where tabs cannot tell each other, each works as the only one.
        let Some(channel) = OTHERS.with(Clone::clone) else {
            return;
        };
        let submission = submission.clone();
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if event.data().as_string().as_deref() == Some(submission.as_str()) {
                let (submission, then) = (submission.clone(), then.clone());
                spawn_local(async move { then(read(&submission).await.unwrap_or_default()) });
            }
        });
        const MESSAGE: &str = "message";
        // A channel knows this event.
        let _ = channel.add_event_listener_with_callback(MESSAGE, heard.as_ref().unchecked_ref());
        let held = send_wrapper::SendWrapper::new((channel, heard));
        on_cleanup(move || {
            let (channel, heard) = &*held;
            let _ = channel.remove_event_listener_with_callback(MESSAGE, heard.as_ref().unchecked_ref());
        });
    }

    /// Milliseconds since 1970 by this browser's clock.
    pub fn now() -> i64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a time in milliseconds is far below 2^53"
        )]
        let now = js_sys::Date::now() as i64;
        now
    }
}

#[cfg(not(feature = "hydrate"))]
mod nowhere {
    use super::{Change, SubmissionId, Unsaved};

    pub async fn read(_: &SubmissionId) -> Option<Unsaved> {
        None
    }

    pub fn settle(_: &SubmissionId, _: &[Change], _: i64, _: &[Change]) {}

    pub fn follow(_: &SubmissionId, _: impl Fn(Unsaved) + Clone + 'static) {}

    pub fn now() -> i64 {
        0
    }
}
