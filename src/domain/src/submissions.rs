//! What a tester hands in: a verdict and evidence for each step.

pub mod environment;
pub mod merge;

use crate::{
    bugs::{self, Bug},
    claims::Contract,
    error::Conflict,
    ids::{ClaimId, JobId, StepId, SubmissionId},
    money::Cents,
    recordings::Recording,
    reviews::Decision,
    screenshots::{LookAlike, Screenshot},
    timestamp::Timestamp,
    users::Person,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubmissionStatus {
    Draft,
    Submitted,
    Approved,
    Rejected,
    ChangesRequested,
}

impl SubmissionStatus {
    pub const ALL: [Self; 5] = [
        Self::Draft,
        Self::Submitted,
        Self::Approved,
        Self::Rejected,
        Self::ChangesRequested,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::ChangesRequested => "changes_requested",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// # Errors
    /// When the tester may no longer change it.
    pub fn may_edit(self) -> Result<(), Conflict> {
        if matches!(self, Self::Draft | Self::ChangesRequested) {
            Ok(())
        } else {
            Err(Conflict::SubmissionLocked)
        }
    }

    /// # Errors
    /// When there is nothing to decide.
    pub fn may_decide(self) -> Result<(), Conflict> {
        if self == Self::Submitted {
            Ok(())
        } else {
            Err(Conflict::NotAwaitingReview)
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Fail,
    Blocked,
    Skipped,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::Blocked, Self::Skipped];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }

    /// As one tells it afterwards.
    #[must_use]
    pub fn past(self) -> &'static str {
        match self {
            Self::Pass => "passed",
            Self::Fail => "failed",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
        }
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::Fail => "Fail",
            Self::Blocked => "Blocked",
            Self::Skipped => "Skipped",
        }
    }
}

/// A step as the tester reports it. `verdict` is null until one is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepResult {
    pub step_id: StepId,
    pub verdict: Option<Verdict>,
    /// What really happened.
    #[serde(default)]
    pub actual: String,
    /// How long the step stood in front of the tester. 0 where nobody counted.
    #[serde(default)]
    pub seconds: u32,
}

/// A step cannot have taken longer than the longest seat.
pub const MAX_SECONDS: u32 = 86_400;

/// `3 min`, `1 h 5 min`: how long something took, as one tells it. Nothing where nobody counted.
#[must_use]
pub fn spent(seconds: u32) -> Option<String> {
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) if seconds == 0 => None,
        (0, 0) => Some("under 1 min".to_owned()),
        (0, minutes) => Some(format!("{minutes} min")),
        (hours, 0) => Some(format!("{hours} h")),
        (hours, minutes) => Some(format!("{hours} h {minutes} min")),
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submission {
    pub id: SubmissionId,
    pub claim_id: ClaimId,
    pub job_id: JobId,
    pub status: SubmissionStatus,
    pub tester: Person,
    pub price_cents: Cents,
    pub currency: String,
    /// One for each step of the contract, in its order.
    pub steps: Vec<StepResult>,
    pub summary: String,
    pub environment: String,
    pub screenshots: Vec<Screenshot>,
    #[serde(default)]
    pub recordings: Vec<Recording>,
    pub bugs: Vec<Bug>,
    /// Pictures that are like those of other testers. For the client of the job; its tester is told of none.
    #[serde(default)]
    pub look_alikes: Vec<LookAlike>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    /// When silence approves it.
    pub review_due_at: Option<Timestamp>,
    pub decision: Option<Decision>,
}

/// A submission in the review desk, beside the contract it was made under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewItem {
    pub submission: Submission,
    pub contract: Contract,
    pub contract_hash: String,
    /// What stands on the pictures that were captured in this seat.
    pub seal: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct StepPatch {
    #[cfg_attr(feature = "openapi", schema(required, value_type = StepId))]
    pub step_id: String,
    /// `pass`, `fail`, `blocked` or `skipped`; empty takes the verdict back.
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::verdict))]
    pub verdict: Option<String>,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub actual: Option<String>,
    /// How long the step has stood in front of the tester in all.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 0, maximum = 86_400))]
    pub seconds: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SubmissionPatch {
    pub steps: Option<Vec<StepPatch>>,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub summary: Option<String>,
    #[cfg_attr(feature = "openapi", schema(max_length = 1000))]
    pub environment: Option<String>,
    /// The `updated_at` it was written over. Where the report was changed later, nothing is written and the answer is 409 `stale`.
    pub unchanged_since: Option<Timestamp>,
}

/// The parts of a submission that its tester writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub steps: Vec<StepResult>,
    pub summary: String,
    pub environment: String,
}

impl Submission {
    #[must_use]
    pub fn report(&self) -> Report {
        Report {
            steps: self.steps.clone(),
            summary: self.summary.clone(),
            environment: self.environment.clone(),
        }
    }
}

impl SubmissionPatch {
    /// Lays the patch over what is there. Steps that are not named stay.
    ///
    /// # Errors
    /// Unknown steps or verdicts, texts that are too long.
    pub fn apply(&self, current: &Report) -> Result<Report, Invalid> {
        let mut v = Invalid::default();
        let mut next = current.clone();
        for (n, patch) in self.steps.iter().flatten().enumerate() {
            let Some(step) = next.steps.iter_mut().find(|s| s.step_id.as_str() == patch.step_id) else {
                v.push(
                    format!("steps[{n}].step_id"),
                    "unknown",
                    "The contract has no such step.",
                );
                continue;
            };
            match patch.verdict.as_deref() {
                None => {}
                Some("") => step.verdict = None,
                Some(code) => match Verdict::from_code(code) {
                    Some(verdict) => step.verdict = Some(verdict),
                    None => v.push(
                        format!("steps[{n}].verdict"),
                        "unknown",
                        "Use pass, fail, blocked or skipped.",
                    ),
                },
            }
            if let Some(actual) = &patch.actual {
                step.actual = v.text(&format!("steps[{n}].actual"), actual, 0, 5000);
            }
            if patch.seconds.is_some() {
                let seconds = v.number(&format!("steps[{n}].seconds"), patch.seconds, 0, i64::from(MAX_SECONDS));
                step.seconds = u32::try_from(seconds).unwrap_or_default();
            }
        }
        if let Some(summary) = &self.summary {
            next.summary = v.text("summary", summary, 0, 5000);
        }
        if let Some(environment) = &self.environment {
            next.environment = v.text("environment", environment, 0, environment::MAX);
        }
        v.into_result(next)
    }
}

/// The way to a problem as far as it is known: the journey up to and with step `at`, counted from 0, and what it was walked on.
#[must_use]
pub fn way_to(contract: &Contract, report: &Report, at: usize) -> String {
    let line = |(n, step): (usize, &crate::journeys::Step)| {
        let action = step.action.lines().next().unwrap_or_default().trim();
        let verdict = report.steps.get(n).and_then(|s| s.verdict).map(Verdict::past);
        match verdict {
            Some(past) => format!("{}. {action} ({past})", n + 1),
            None => format!("{}. {action}", n + 1),
        }
    };
    let mut lines: Vec<String> = contract
        .journey
        .steps
        .iter()
        .enumerate()
        .take(at + 1)
        .map(line)
        .collect();
    let environment = environment::in_one_line(&report.environment);
    if !environment.is_empty() {
        lines.push(format!("Environment: {environment}"));
    }
    // Of a way that no report has room for, the end says more than the beginning.
    while lines.len() > 1 && lines.iter().map(|l| l.chars().count() + 1).sum::<usize>() > bugs::MAX_TEXT {
        lines.remove(0);
    }
    lines.join("\n")
}

/// What keeps a submission from being handed in: a verdict for each step, a screenshot where the contract asks for one,
/// and what happened wherever a step failed or was blocked.
#[must_use]
pub fn missing(contract: &Contract, steps: &[StepResult], evidence: &[Option<StepId>]) -> Invalid {
    let mut v = Invalid::default();
    for (n, step) in contract.journey.steps.iter().enumerate() {
        let number = n + 1;
        let result = steps.iter().find(|r| r.step_id == step.id);
        let verdict = result.and_then(|r| r.verdict);
        if verdict.is_none() {
            v.push(
                format!("steps[{n}].verdict"),
                "required",
                format!("Step {number} has no verdict yet."),
            );
        }
        let told = result.is_some_and(|r| !r.actual.trim().is_empty());
        if matches!(verdict, Some(Verdict::Fail | Verdict::Blocked)) && !told {
            v.push(
                format!("steps[{n}].actual"),
                "required",
                format!("Say what happened at step {number}."),
            );
        }
        let shown = evidence.iter().flatten().any(|id| *id == step.id);
        if step.evidence_required && verdict != Some(Verdict::Skipped) && !shown {
            v.push(
                format!("steps[{n}].evidence"),
                "evidence_missing",
                format!("Step {number} needs a screenshot."),
            );
        }
    }
    v
}

#[cfg(test)]
mod tests;
