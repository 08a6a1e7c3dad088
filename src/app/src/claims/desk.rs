//! What the parts of the runner share: the frozen contract, what the server knows, and what the tester has typed.

use super::{
    autosave::Autosave,
    draft::{lay_over, step_patch},
};
use domain::{
    bugs::Bug,
    claims::{Claim, ClaimStatus, Contract, Workbench},
    ids::{BugId, ScreenshotId, StepId},
    journeys::Step,
    screenshots::Screenshot,
    submissions::{Report, Submission, SubmissionPatch, SubmissionStatus, Verdict, missing},
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
        let report = Report {
            steps: submission.steps.clone(),
            summary: submission.summary.clone(),
            environment: submission.environment.clone(),
        };
        let stored = RwSignal::new(submission.clone());
        // Only its state is taken over: the texts here are newer than the answer, and so may the pictures and bugs be.
        let autosave = Autosave::new(
            &submission,
            Callback::new(move |saved: Submission| {
                stored.try_update(|s| (s.status, s.updated_at) = (saved.status, saved.updated_at));
            }),
        );
        Self {
            claim: RwSignal::new(claim),
            contract: StoredValue::new(contract),
            submission: stored,
            report: RwSignal::new(report),
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

    pub fn change(&self, patch: SubmissionPatch) {
        if !self.editable() {
            return;
        }
        self.report.update(|report| lay_over(report, &patch));
        self.autosave.change(patch);
        self.recheck();
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
