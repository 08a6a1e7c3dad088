//! What the parts of the runner share: the frozen contract, what the server knows, and what the tester has typed.

use super::{
    autosave::{Answer, Autosave},
    draft::{is_empty, lay_over, merge, step_patch, time_patch},
};
use domain::{
    bugs::Bug,
    claims::{Claim, ClaimStatus, Contract, Workbench},
    ids::{BugId, RecordingId, ScreenshotId, StepId},
    journeys::Step,
    recordings::Recording,
    screenshots::Screenshot,
    submissions::{
        MAX_SECONDS, Report, Submission, SubmissionPatch, SubmissionStatus, Verdict,
        merge::{Change, patch_of, take_over},
        missing,
    },
    validation::FieldError,
};
use leptos::prelude::*;

/// What others did to the work in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Good(&'static str),
    Bad(&'static str),
}

#[derive(Clone, Copy)]
pub struct Desk {
    pub claim: RwSignal<Claim>,
    pub contract: StoredValue<Contract>,
    /// As the server knows it: state, decision, pictures, bugs.
    pub submission: RwSignal<Submission>,
    /// As the tester has typed it; ahead of the server until it is saved.
    pub report: RwSignal<Report>,
    /// The seconds at each step, by this tab's count; ahead of the report until the next change takes them along.
    pub spent: RwSignal<Vec<u32>>,
    /// What was put together with what was written elsewhere, until the tester has read it.
    pub notices: RwSignal<Vec<String>>,
    /// What kept the last attempt to hand in.
    pub missing: RwSignal<Vec<FieldError>>,
    pub autosave: Autosave,
    /// The step in front, counted from 0.
    pub at: Memo<usize>,
}

impl Desk {
    pub fn new(workbench: Workbench, at: Memo<usize>) -> Self {
        let Workbench {
            claim,
            contract,
            submission,
        } = workbench;
        let first = submission.report();
        let spent = RwSignal::new(first.steps.iter().map(|s| s.seconds).collect());
        let (stored, report) = (RwSignal::new(submission.clone()), RwSignal::new(first));
        let notices = RwSignal::new(Vec::new());
        // Of the report only what was not changed here, and the state: the pictures and bugs here may be newer than the answer.
        let saved = move |answer: Answer| {
            let Answer {
                submission,
                mine,
                notices: new,
            } = answer;
            stored.try_update(|s| {
                // A save may be answered after the hand-in that came behind it.
                if submission.updated_at >= s.updated_at {
                    (s.status, s.updated_at) = (submission.status, submission.updated_at);
                }
            });
            if let Some(now) = report.try_get_untracked() {
                let mut next = now.clone();
                take_over(&mut next, &submission.report(), &mine);
                notices.try_update(|all: &mut Vec<String>| all.extend(new.iter().map(|notice| notice.words(&next))));
                if next != now {
                    report.try_set(next);
                }
            }
        };
        let autosave = Autosave::new(&submission, Callback::new(saved));
        Self {
            claim: RwSignal::new(claim),
            contract: StoredValue::new(contract),
            submission: stored,
            report,
            spent,
            notices,
            missing: RwSignal::new(Vec::new()),
            autosave,
            at,
        }
    }

    pub fn status(&self) -> SubmissionStatus {
        self.submission.with(|s| s.status)
    }

    /// Whether the tester may still change it.
    pub fn editable(&self) -> bool {
        let lost = self
            .claim
            .with(|c| matches!(c.status, ClaimStatus::Released | ClaimStatus::Expired));
        !lost && self.status().may_edit().is_ok()
    }

    /// What pictures captured in this seat carry, such as `K7Q2-MXRT`.
    pub fn seal(&self) -> String {
        self.claim.with(|c| c.seal.clone())
    }

    pub fn steps(&self) -> usize {
        self.contract.with_value(|c| c.journey.steps.len())
    }

    pub fn step(&self, n: usize) -> Option<Step> {
        self.contract.with_value(|c| c.journey.steps.get(n).cloned())
    }

    pub fn verdict(&self, n: usize) -> Option<Verdict> {
        self.report.with(|r| r.steps.get(n).and_then(|s| s.verdict))
    }

    pub fn pictures_of(&self, step: Option<&StepId>) -> Vec<Screenshot> {
        self.submission.with(|s| {
            s.screenshots
                .iter()
                .filter(|p| p.step_id.as_ref() == step)
                .cloned()
                .collect()
        })
    }

    /// Gives a verdict, or takes it back when it is the one that stands.
    pub fn judge(&self, n: usize, verdict: Verdict) {
        let Some(step) = self.step(n) else { return };
        let next = if self.verdict(n) == Some(verdict) {
            None
        } else {
            Some(verdict)
        };
        self.change(step_patch(step.id.as_str(), Some(next), None));
    }

    pub fn tell(&self, n: usize, actual: String) {
        let Some(step) = self.step(n) else { return };
        self.change(step_patch(step.id.as_str(), None, Some(actual)));
    }

    /// Adds to the time at a step.
    pub fn spend(&self, n: usize, seconds: u32) {
        if seconds > 0 {
            // Another tab may have counted further.
            let kept = self.report.with_untracked(|r| r.steps.get(n).map_or(0, |s| s.seconds));
            self.spent.update(|spent| {
                if let Some(spent) = spent.get_mut(n) {
                    *spent = kept.max(*spent).saturating_add(seconds).min(MAX_SECONDS);
                }
            });
        }
    }

    /// The time that no change has taken along yet.
    fn unkept_time(&self) -> SubmissionPatch {
        let mut patch = SubmissionPatch::default();
        self.report.with_untracked(|report| {
            self.spent.with_untracked(|spent| {
                for (step, seconds) in report.steps.iter().zip(spent).filter(|(step, s)| **s > step.seconds) {
                    merge(&mut patch, time_patch(step.step_id.as_str(), *seconds));
                }
            });
        });
        patch
    }

    /// Has the time saved without waiting for a change to take it along.
    pub fn keep_time(&self) {
        if !is_empty(&self.unkept_time()) {
            self.change(SubmissionPatch::default());
        }
    }

    pub fn change(&self, mut patch: SubmissionPatch) {
        if !self.editable() {
            return;
        }
        merge(&mut patch, self.unkept_time());
        let before = self.report.get_untracked();
        self.report.update(|report| lay_over(report, &patch));
        self.autosave.change(&patch, &before);
        self.recheck();
    }

    /// Shows what another tab of this browser has changed.
    pub fn follow(&self, theirs: Vec<Change>) {
        let shown = self.autosave.follow(theirs);
        if !shown.is_empty() {
            self.report.update(|report| lay_over(report, &patch_of(&shown)));
            self.recheck();
        }
    }

    /// What is missing now, by the rule the server uses.
    pub fn still_missing(&self) -> Vec<FieldError> {
        let evidence: Vec<_> = self
            .submission
            .with(|s| s.screenshots.iter().map(|p| p.step_id.clone()).collect());
        self.contract
            .with_value(|contract| self.report.with(|r| missing(contract, &r.steps, &evidence)))
            .0
    }

    /// Shortens the list of what was missing as it is filled in. Nothing is listed before the first attempt.
    pub fn recheck(&self) {
        if !self.missing.with_untracked(Vec::is_empty) {
            self.missing.set(untrack(|| self.still_missing()));
        }
    }

    /// Takes over what the client or the clock did meanwhile: seat, state and decision. What is written and attached here is
    /// the tester's own, and newer. Tells what is new about it.
    pub fn refresh(&self, now: Workbench) -> Option<News> {
        let before = (self.claim.with_untracked(|c| c.status), untrack(|| self.status()));
        let fresh = now.submission;
        // It was asked for before something that was answered earlier, such as a hand-in.
        if fresh.updated_at < self.submission.with_untracked(|s| s.updated_at) {
            return None;
        }
        self.autosave.meet(&fresh);
        let after = (now.claim.status, fresh.status);
        self.claim.set(now.claim);
        self.submission.update(|s| {
            s.status = fresh.status;
            s.decision = fresh.decision;
            s.submitted_at = fresh.submitted_at;
            s.review_due_at = fresh.review_due_at;
            s.updated_at = fresh.updated_at;
        });
        (before != after)
            .then_some(after)
            .and_then(|(claim, work)| match (claim, work) {
                (ClaimStatus::Expired, _) => Some(News::Bad("Your time ran out, and the seat is free again.")),
                (_, SubmissionStatus::Approved) => Some(News::Good("Your work is approved and paid.")),
                (_, SubmissionStatus::ChangesRequested) => Some(News::Bad("The client asks for changes.")),
                (_, SubmissionStatus::Rejected) => Some(News::Bad("The client has rejected your work.")),
                _ => None,
            })
    }

    pub fn picture_saved(&self, picture: Screenshot) {
        self.submission
            .update(|s| match s.screenshots.iter_mut().find(|p| p.id == picture.id) {
                Some(known) => *known = picture,
                None => s.screenshots.push(picture),
            });
        self.recheck();
    }

    pub fn recordings_of(&self, step: Option<&StepId>) -> Vec<Recording> {
        self.submission.with(|s| {
            let those = s.recordings.iter().filter(|r| r.step_id.as_ref() == step);
            those.cloned().collect()
        })
    }

    pub fn recording_saved(&self, recording: Recording) {
        self.submission
            .update(|s| match s.recordings.iter_mut().find(|r| r.id == recording.id) {
                Some(known) => *known = recording,
                None => s.recordings.push(recording),
            });
    }

    pub fn recording_removed(&self, id: &RecordingId) {
        self.submission.update(|s| s.recordings.retain(|r| r.id != *id));
    }

    pub fn picture_removed(&self, id: &ScreenshotId) {
        self.submission.update(|s| {
            s.screenshots.retain(|p| p.id != *id);
            for bug in &mut s.bugs {
                bug.screenshot_ids.retain(|p| p != id);
            }
        });
        self.recheck();
    }

    pub fn bug_saved(&self, bug: Bug) {
        self.submission.update(|s| s.bugs.push(bug));
    }

    pub fn bug_removed(&self, id: &BugId) {
        self.submission.update(|s| s.bugs.retain(|b| b.id != *id));
    }
}
