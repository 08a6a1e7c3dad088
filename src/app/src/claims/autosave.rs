//! Saves a draft as it is typed: at once in the browser's database, after a pause on the server, again when the network is
//! back. Nothing leaves the database before the server has confirmed it, and nothing is written over what was saved elsewhere
//! meanwhile: the server refuses it then, and both are put together here (`domain::submissions::merge`).

use super::{server_fns::load_workbench, storage};
use crate::{error::AppError, submissions::server_fns::patch_submission};
use domain::{
    error::Conflict,
    ids::{ClaimId, SubmissionId},
    submissions::{
        Report, Submission, SubmissionPatch,
        merge::{self, Change, Field, Notice},
    },
    timestamp::Timestamp,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(600);
const RETRY: Duration = Duration::from_secs(10);
/// What another tab has not saved for this long it will not save any more: it may have been closed.
const ORPHANED: i64 = 20_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Saved,
    Saving,
    /// The server cannot be reached.
    Offline,
    /// The server said no; what was typed stays here.
    Refused(String),
}

/// What the server has, and what of it was changed here since.
pub struct Answer {
    pub submission: Submission,
    pub mine: Vec<Change>,
    pub notices: Vec<Notice>,
}

#[derive(Clone, Copy)]
pub struct Autosave {
    pub status: RwSignal<Status>,
    inner: StoredValue<Inner>,
    /// What to do with the server's answer.
    saved: Callback<Answer>,
}

struct Inner {
    submission: SubmissionId,
    claim: ClaimId,
    /// `updated_at` of what the server is known to have.
    base: Timestamp,
    pending: Vec<Change>,
    /// On its way to the server.
    sent: Option<Vec<Change>>,
    /// Sent without an answer: the server may have it.
    unanswered: Vec<Change>,
    /// What an earlier visit left is being looked for. Until it is known nothing is sent: the server would take what is typed now for
    /// an answer to it.
    restoring: bool,
    /// Changed in other tabs of this browser, which save it.
    others: Vec<Change>,
    /// Counts the changes, so that only the timer of the last one fires.
    round: u64,
    after: Option<Callback<()>>,
}

impl Autosave {
    pub fn new(submission: &Submission, saved: Callback<Answer>) -> Self {
        let inner = Inner {
            submission: submission.id.clone(),
            claim: submission.claim_id.clone(),
            base: submission.updated_at,
            pending: Vec::new(),
            sent: None,
            unanswered: Vec::new(),
            restoring: false,
            others: Vec::new(),
            round: 0,
            after: None,
        };
        Self {
            status: RwSignal::new(Status::Saved),
            inner: StoredValue::new(inner),
            saved,
        }
    }

    /// Takes up what an earlier visit left behind.
    pub fn restore(self, submission: Submission) {
        self.inner.try_update_value(|inner| inner.restoring = true);
        spawn_local(async move {
            let kept = storage::read(&submission.id).await;
            let left = kept.map(|kept| kept.changes_of(&submission.report(), submission.updated_at));
            let met = self.inner.try_update_value(|inner| {
                inner.restoring = false;
                let Some(left) = left else {
                    if !inner.pending.is_empty() {
                        inner.keep();
                    }
                    return None;
                };
                let typed = std::mem::replace(&mut inner.pending, left);
                let joined = merge::add_beside(&mut inner.pending, typed);
                let mut answer = inner.meet(&submission);
                answer.notices.extend(joined);
                Some(answer)
            });
            // The page may have been left meanwhile.
            let Some(met) = met else { return };
            if let Some(answer) = met {
                self.saved.run(answer);
            }
            self.send_soon();
            let after = self.inner.try_update_value(|inner| inner.after.take()).flatten();
            if let Some(then) = after {
                self.when_saved(then);
            }
        });
    }

    /// Takes over what the server has by now, as far as nothing of it was changed here. An answer that is older than what is
    /// known is none; and while something is on its way, its own answer tells.
    pub fn meet(self, submission: &Submission) {
        let answer = self.inner.try_update_value(|inner| {
            let news = submission.updated_at > inner.base && inner.sent.is_none() && !inner.restoring;
            news.then(|| inner.meet(submission))
        });
        if let Some(answer) = answer.flatten() {
            self.saved.run(answer);
        }
    }

    /// Another tab has changed the draft, or saved it. Gives what is to be shown of it.
    pub fn follow(self, theirs: Vec<Change>) -> Vec<Change> {
        let shown = self.inner.try_update_value(|inner| inner.follow(theirs));
        let (shown, all_saved) = shown.unwrap_or_default();
        if all_saved {
            self.fetch();
        } else if !shown.is_empty() && self.idle() {
            self.status.set(Status::Saving);
        }
        shown
    }

    /// Saves what other tabs have left, which may have been closed since.
    pub fn adopt(self) {
        let now = storage::now();
        self.inner.try_update_value(|inner| {
            let (left, theirs): (Vec<_>, _) = std::mem::take(&mut inner.others)
                .into_iter()
                .partition(|change| change.at < now - ORPHANED);
            inner.others = theirs;
            merge::add(&mut inner.pending, left);
        });
        self.flush();
    }

    /// `before` is the report as it was shown until now.
    pub fn change(self, patch: &SubmissionPatch, before: &Report) {
        self.inner.try_update_value(|inner| {
            let mut changes = merge::changes(patch, before, storage::now());
            inner.taken_from_others(&mut changes);
            merge::add(&mut inner.pending, changes);
            // What an earlier visit left would be gone before it is read.
            if !inner.restoring {
                inner.keep();
            }
        });
        self.send_soon();
    }

    fn send_soon(self) {
        if self.idle() {
            self.status.set(Status::Saved);
        } else {
            self.status.set(Status::Saving);
            self.flush_after(PAUSE);
        }
    }

    fn idle(self) -> bool {
        self.inner
            .try_with_value(|inner| inner.sent.is_none() && inner.pending.is_empty() && !inner.restoring)
            .unwrap_or_default()
    }

    /// Runs `then` once the server has everything; not at all when it cannot be had.
    pub fn when_saved(self, then: Callback<()>) {
        if self.idle() {
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
        let changes = self.inner.try_with_value(|inner| inner.sent.clone()).flatten();
        spawn_local(async move {
            if patch_submission(submission.clone(), sent).await.is_ok() {
                storage::settle(&submission, &changes.unwrap_or_default(), 0, &[]);
            }
        });
    }

    fn answered(self, answer: Result<Submission, AppError>) {
        match answer {
            Ok(submission) => {
                let next = self.inner.try_update_value(|inner| inner.confirm(&submission));
                let Some((next, mine)) = next else { return };
                self.saved.run(Answer {
                    submission,
                    mine,
                    notices: Vec::new(),
                });
                match next {
                    Next::More => self.flush(),
                    Next::Done(after) => {
                        self.say(Status::Saved);
                        if let Some(then) = after {
                            then.run(());
                        }
                    }
                }
            }
            Err(error) if error.0.code == Conflict::Stale.code() => {
                self.inner.try_update_value(Inner::take_back);
                self.fetch();
            }
            Err(error) => {
                let comes_back = comes_back(&error);
                self.inner.try_update_value(|inner| {
                    inner.after = None;
                    if comes_back {
                        let new = inner
                            .sent
                            .iter()
                            .flatten()
                            .filter(|sent| !inner.unanswered.contains(sent));
                        let new: Vec<_> = new.cloned().collect();
                        inner.unanswered.extend(new);
                    }
                    inner.take_back();
                });
                if comes_back {
                    self.say(Status::Offline);
                    self.flush_after(RETRY);
                } else {
                    self.say(Status::Refused(error.to_string()));
                }
            }
        }
    }

    /// Looks at what the server has by now, lays what was changed here over it, and sends that.
    fn fetch(self) {
        let Some(claim) = self.inner.try_with_value(|inner| inner.claim.clone()) else {
            return;
        };
        spawn_local(async move {
            match load_workbench(claim).await {
                Ok(now) => {
                    let answer = self.inner.try_update_value(|inner| {
                        let free = inner.sent.is_none() && !inner.restoring;
                        free.then(|| inner.meet(&now.submission))
                    });
                    if let Some(answer) = answer.flatten() {
                        self.saved.run(answer);
                        if self.idle() {
                            self.say(Status::Saved);
                        }
                        self.flush();
                    }
                }
                Err(_) => {
                    // Who wished to hand in has seen that it did not come to it, and asks again.
                    self.inner.try_update_value(|inner| {
                        if inner.sent.is_none() {
                            inner.after = None;
                        }
                    });
                    self.say(Status::Offline);
                    self.flush_after(RETRY);
                }
            }
        });
    }

    /// The page may have been left while an answer was on its way.
    fn say(self, status: Status) {
        self.status.try_set(status);
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
    /// Has the browser keep all that the server has not confirmed.
    fn keep(&self) {
        let mut all = self.sent.clone().unwrap_or_default();
        merge::add(&mut all, self.pending.clone());
        storage::keep(&self.submission, self.base.millis(), &all);
    }

    /// Has the browser let go of `saved`, and keep what waits.
    fn settle(&self, saved: &[Change]) {
        storage::settle(&self.submission, saved, self.base.millis(), &self.pending);
    }

    fn take(&mut self) -> Option<(SubmissionId, SubmissionPatch)> {
        if self.sent.is_some() || self.restoring || self.pending.is_empty() {
            return None;
        }
        let sent = std::mem::take(&mut self.pending);
        let patch = SubmissionPatch {
            unchanged_since: Some(self.base),
            ..merge::patch_of(&sent)
        };
        self.sent = Some(sent);
        Some((self.submission.clone(), patch))
    }

    /// What is left to send, and what was changed here since it was sent.
    fn confirm(&mut self, submission: &Submission) -> (Next, Vec<Change>) {
        let saved = self.sent.take().unwrap_or_default();
        self.unanswered.clear();
        self.base = submission.updated_at;
        let report = submission.report();
        for change in &mut self.pending {
            if saved.iter().any(|s| s.field == change.field) {
                change.from = change.field.of(&report);
            }
        }
        self.settle(&saved);
        if self.pending.is_empty() {
            (Next::Done(self.after.take()), Vec::new())
        } else {
            (Next::More, self.pending.clone())
        }
    }

    /// What could not be delivered waits again, under what was typed meanwhile.
    fn take_back(&mut self) {
        let typed = std::mem::replace(&mut self.pending, self.sent.take().unwrap_or_default());
        merge::add(&mut self.pending, typed);
        self.keep();
    }

    fn meet(&mut self, submission: &Submission) -> Answer {
        merge::recognise_own(
            &mut self.pending,
            &std::mem::take(&mut self.unanswered),
            &submission.report(),
        );
        let met = merge::meet(&submission.report(), submission.updated_at, &self.pending);
        self.base = submission.updated_at;
        let before = std::mem::replace(&mut self.pending, met.changes);
        self.settle(&before);
        // What was put together is read before it is handed in.
        if !met.notices.is_empty() {
            self.after = None;
        }
        Answer {
            submission: submission.clone(),
            mine: self.pending.clone(),
            notices: met.notices,
        }
    }

    /// Hands over what was changed later in another tab, which saves it; and whether another tab has saved all it had.
    fn follow(&mut self, theirs: Vec<Change>) -> (Vec<Change>, bool) {
        let in_flight = |field: &Field| self.sent.iter().flatten().any(|change| change.field == *field);
        let later = |change: &Change| {
            let mine = self.pending.iter().find(|mine| mine.field == change.field);
            mine.is_none_or(|mine| mine.at < change.at)
        };
        let (had, shown) = (
            !self.others.is_empty(),
            theirs
                .into_iter()
                .filter(|change| !in_flight(&change.field) && later(change))
                .collect::<Vec<_>>(),
        );
        self.pending
            .retain(|mine| !shown.iter().any(|change| change.field == mine.field));
        self.others.clone_from(&shown);
        (shown, had && self.others.is_empty())
    }

    /// What another tab has changed was changed from what that tab found.
    fn taken_from_others(&mut self, changes: &mut [Change]) {
        for change in changes {
            if let Some(n) = self.others.iter().position(|other| other.field == change.field) {
                change.from = self.others.remove(n).from;
            }
        }
    }
}
