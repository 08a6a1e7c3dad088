//! What a tester hands in: a verdict and evidence for each step.

use crate::{
    bugs::Bug,
    claims::Contract,
    error::Conflict,
    ids::{ClaimId, JobId, StepId, SubmissionId},
    money::Cents,
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
}

/// The parts of a submission that its tester writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub steps: Vec<StepResult>,
    pub summary: String,
    pub environment: String,
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
        }
        if let Some(summary) = &self.summary {
            next.summary = v.text("summary", summary, 0, 5000);
        }
        if let Some(environment) = &self.environment {
            next.environment = v.text("environment", environment, 0, 1000);
        }
        v.into_result(next)
    }
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
mod tests {
    use super::*;
    use crate::journeys::{Journey, Step};

    fn contract(evidence: &[bool]) -> Contract {
        let steps = evidence.iter().enumerate().map(|(n, evidence_required)| Step {
            id: StepId::parse(format!("s{n}")).expect("an id"),
            action: "do".into(),
            expected: "see".into(),
            evidence_required: *evidence_required,
        });
        Contract {
            title: "t".into(),
            description: "d".into(),
            app_url: "https://e.org".into(),
            price_cents: Cents(100),
            currency: "usd".into(),
            scope_in: None,
            scope_out: None,
            known_bugs: vec![],
            journey: Journey { steps: steps.collect() },
        }
    }

    fn result(n: usize, verdict: Option<Verdict>, actual: &str) -> StepResult {
        StepResult {
            step_id: StepId::parse(format!("s{n}")).expect("an id"),
            verdict,
            actual: actual.into(),
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let contract = contract(&[true, false, true]);
        let steps = [
            result(0, Some(Verdict::Pass), ""),
            result(1, Some(Verdict::Fail), " "),
            result(2, None, ""),
        ];
        let fields: Vec<_> = missing(&contract, &steps, &[StepId::parse("s2").ok()])
            .0
            .into_iter()
            .map(|e| e.field)
            .collect();
        assert_eq!(fields, ["steps[0].evidence", "steps[1].actual", "steps[2].verdict"]);
    }

    #[test]
    fn a_skipped_step_needs_no_picture() {
        let steps = [result(0, Some(Verdict::Skipped), "")];
        assert!(missing(&contract(&[true]), &steps, &[]).0.is_empty());
    }

    #[test]
    fn patches_touch_only_what_they_name() {
        let now = Report {
            steps: vec![result(0, Some(Verdict::Pass), "fine"), result(1, None, "")],
            summary: "s".into(),
            environment: "e".into(),
        };
        let patch = |step: &str, verdict: &str| SubmissionPatch {
            steps: Some(vec![StepPatch {
                step_id: step.into(),
                verdict: Some(verdict.into()),
                actual: None,
            }]),
            ..SubmissionPatch::default()
        };
        let next = patch("s1", "fail").apply(&now).expect("good");
        assert_eq!(next.steps, [now.steps[0].clone(), result(1, Some(Verdict::Fail), "")]);
        assert_eq!(next.summary, "s");
        assert_eq!(
            patch("s9", "fail")
                .apply(&now)
                .err()
                .map(|i| i.0[0].field.clone())
                .as_deref(),
            Some("steps[0].step_id")
        );
        assert_eq!(
            patch("s1", "maybe")
                .apply(&now)
                .err()
                .map(|i| i.0[0].field.clone())
                .as_deref(),
            Some("steps[0].verdict")
        );
    }
}
