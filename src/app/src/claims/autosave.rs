//! Saves a draft as it is typed: at once in the browser's storage, after a pause on the server, again when the network is
//! back. Nothing leaves the storage before the server has confirmed it.

use super::{
    draft::{self, Unsaved},
    storage,
};
use crate::{error::AppError, submissions::server_fns::patch_submission};
use domain::{
    ids::SubmissionId,
    submissions::{Submission, SubmissionPatch},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(600);
const RETRY: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Saved,
    Saving,
    /// The server cannot be reached.
    Offline,
    /// The server said no; what was typed stays here.
    Refused(String),
}

#[derive(Clone, Copy)]
pub struct Autosave {
    pub status: RwSignal<Status>,
    inner: StoredValue<Inner>,
    /// What to do with the server's answer.
    saved: Callback<Submission>,
}

struct Inner {
    submission: SubmissionId,
    base: i64,
    pending: SubmissionPatch,
    /// On its way to the server.
    sent: Option<SubmissionPatch>,
    /// Counts the changes, so that only the timer of the last one fires.
    round: u64,
    after: Option<Callback<()>>,
}

impl Autosave {
    pub fn new(submission: &Submission, saved: Callback<Submission>) -> Self {
        let inner = Inner {
            submission: submission.id.clone(),
            base: submission.updated_at.millis(),
            pending: SubmissionPatch::default(),
            sent: None,
            round: 0,
            after: None,
        };
        Self {
            status: RwSignal::new(Status::Saved),
            inner: StoredValue::new(inner),
            saved,
        }
    }

    /// What an earlier visit left behind, if it is newer than what the server has.
    pub fn left_behind(&self, submission: &Submission) -> Option<SubmissionPatch> {
        let kept = storage::read(&submission.id)?;
        if !draft::is_empty(&kept.patch) && kept.wins_over(submission.updated_at) {
            return Some(kept.patch);
        }
        storage::forget(&submission.id);
        None
    }

    pub fn change(&self, patch: SubmissionPatch) {
        self.inner.try_update_value(|inner| {
            draft::merge(&mut inner.pending, patch);
            inner.keep();
        });
        self.status.set(Status::Saving);
        self.flush_after(PAUSE);
    }

    /// Runs `then` once the server has everything; not at all when it cannot be had.
    pub fn when_saved(&self, then: Callback<()>) {
        let idle = self
            .inner
            .try_with_value(|inner| inner.sent.is_none() && draft::is_empty(&inner.pending));
        if idle == Some(true) {
            then.run(());
        } else {
            self.inner.try_update_value(|inner| inner.after = Some(then));
            self.flush();
        }
    }

    fn flush_after(self, pause: Duration) {
        let round = self.inner.try_update_value(|inner| {
            inner.round += 1;
            inner.round
        });
        set_timeout(
            move || {
                if self.inner.try_with_value(|inner| Some(inner.round) == round) == Some(true) {
                    self.flush();
                }
            },
            pause,
        );
    }

    /// Sends what waits, unless something is on its way already; that one's answer sends the rest.
    pub fn flush(self) {
        let Some(Some((submission, sent))) = self.inner.try_update_value(Inner::take) else {
            return;
        };
        self.status.set(Status::Saving);
        spawn_local(async move {
            let answer = patch_submission(submission, sent).await;
            self.answered(answer);
        });
    }

    /// Sends what waits although nobody will hear the answer, as the page is being left.
    pub fn flush_on_leave(self) {
        let Some(Some((submission, sent))) = self.inner.try_update_value(Inner::take) else {
            return;
        };
        spawn_local(async move {
            if patch_submission(submission.clone(), sent).await.is_ok() {
                storage::forget(&submission);
            }
        });
    }

    fn answered(self, answer: Result<Submission, AppError>) {
        match answer {
            Ok(submission) => {
                let next = self.inner.try_update_value(|inner| inner.confirm(&submission));
                self.saved.run(submission);
                match next {
                    Some(Next::More) => self.flush(),
                    Some(Next::Done(after)) => {
                        self.status.set(Status::Saved);
                        if let Some(then) = after {
                            then.run(());
                        }
                    }
                    None => {}
                }
            }
            Err(error) => {
                self.inner.try_update_value(Inner::take_back);
                if comes_back(&error) {
                    self.status.set(Status::Offline);
                    self.flush_after(RETRY);
                } else {
                    self.status.set(Status::Refused(error.to_string()));
                }
            }
        }
    }
}

/// Whether trying again later may help. What cannot be read is the page of a proxy whose server is away.
fn comes_back(error: &AppError) -> bool {
    matches!(error.status(), 400 | 408 | 429 | 500..)
}

enum Next {
    More,
    Done(Option<Callback<()>>),
}

impl Inner {
    /// Writes all that the server has not confirmed into the browser's storage.
    fn keep(&self) {
        let mut patch = self.sent.clone().unwrap_or_default();
        draft::merge(&mut patch, self.pending.clone());
        storage::write(
            &self.submission,
            &Unsaved {
                at: storage::now(),
                base: self.base,
                patch,
            },
        );
    }

    fn take(&mut self) -> Option<(SubmissionId, SubmissionPatch)> {
        if self.sent.is_some() || draft::is_empty(&self.pending) {
            return None;
        }
        let sent = std::mem::take(&mut self.pending);
        self.sent = Some(sent.clone());
        Some((self.submission.clone(), sent))
    }

    fn confirm(&mut self, submission: &Submission) -> Next {
        self.sent = None;
        self.base = submission.updated_at.millis();
        if draft::is_empty(&self.pending) {
            storage::forget(&self.submission);
            Next::Done(self.after.take())
        } else {
            self.keep();
            Next::More
        }
    }

    /// What could not be delivered waits again, under what was typed meanwhile.
    fn take_back(&mut self) {
        self.after = None;
        let typed = std::mem::replace(&mut self.pending, self.sent.take().unwrap_or_default());
        draft::merge(&mut self.pending, typed);
        self.keep();
    }
}
