//! The client's decision on a submission.

pub mod heat;
pub mod layers;

use crate::{ids::StepId, timestamp::Timestamp, validation::Invalid};
use serde::{Deserialize, Serialize};

/// The closed list of what a rejection may rest on. Each names the clause that was not met, so that the tester can read why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    Incomplete,
    InsufficientEvidence,
    NotReproducible,
    OutOfScope,
    KnownBug,
    WrongEnvironment,
    Copied,
}

impl RejectReason {
    pub const ALL: [Self; 7] = [
        Self::Incomplete,
        Self::InsufficientEvidence,
        Self::NotReproducible,
        Self::OutOfScope,
        Self::KnownBug,
        Self::WrongEnvironment,
        Self::Copied,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::InsufficientEvidence => "insufficient_evidence",
            Self::NotReproducible => "not_reproducible",
            Self::OutOfScope => "out_of_scope",
            Self::KnownBug => "known_bug",
            Self::WrongEnvironment => "wrong_environment",
            Self::Copied => "copied",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The clause of the contract, as both sides read it.
    #[must_use]
    pub fn clause(self) -> &'static str {
        match self {
            Self::Incomplete => "A step of the journey was not carried out as written",
            Self::InsufficientEvidence => "The evidence does not show what the step asks for",
            Self::NotReproducible => "What is reported cannot be reproduced as described",
            Self::OutOfScope => "The report lies in what the contract leaves out of scope",
            Self::KnownBug => "The report repeats a bug that the contract lists as known",
            Self::WrongEnvironment => "The work was done on another platform or browser than required",
            Self::Copied => "The evidence was taken from another submission",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ApproveInput {
    /// 1 to 5.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 5))]
    pub rating: Option<i64>,
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    pub rating: i64,
    pub comment: Option<String>,
}

impl ApproveInput {
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<Approval, Invalid> {
        let mut v = Invalid::default();
        let rating = v.number("rating", self.rating, 1, 5);
        let comment = v.optional_text("comment", self.comment.as_deref(), 2000);
        v.into_result(Approval { rating, comment })
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RejectInput {
    /// `incomplete`, `insufficient_evidence`, `not_reproducible`, `out_of_scope`, `known_bug`, `wrong_environment` or `copied`.
    #[cfg_attr(feature = "openapi", schema(required, value_type = RejectReason))]
    pub reason: String,
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{0,96}$"))]
    pub step_id: Option<String>,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub comment: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    pub reason: RejectReason,
    pub step: Option<StepId>,
    pub comment: String,
}

impl RejectInput {
    /// `steps` are those of the frozen contract.
    ///
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self, steps: &[StepId]) -> Result<Rejection, Invalid> {
        let mut v = Invalid::default();
        let reason = RejectReason::from_code(&self.reason).unwrap_or_else(|| {
            let code = if self.reason.is_empty() { "required" } else { "unknown" };
            let known: Vec<_> = RejectReason::ALL.iter().map(|r| r.code()).collect();
            v.push("reason", code, format!("Choose one of {}.", known.join(", ")));
            RejectReason::Incomplete
        });
        let asked = self.step_id.as_deref().filter(|id| !id.is_empty());
        let step = asked.and_then(|id| steps.iter().find(|s| s.as_str() == id).cloned());
        if asked.is_some() && step.is_none() {
            v.push("step_id", "unknown", "The contract has no such step.");
        }
        let comment = v.text("comment", &self.comment, 1, 2000);
        v.into_result(Rejection { reason, step, comment })
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChangesInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub comment: String,
}

impl ChangesInput {
    /// # Errors
    /// When nothing is asked for.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let comment = v.text("comment", &self.comment, 1, 2000);
        v.into_result(comment)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Approved,
    /// Approved because the client let the time pass.
    ApprovedBySilence,
    Rejected,
    ChangesRequested,
    /// A rejection that an admin overruled, in whole or in part.
    Overruled,
}

/// The latest decision on a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    pub outcome: Outcome,
    pub rating: Option<i64>,
    pub reason: Option<RejectReason>,
    pub step_id: Option<StepId>,
    pub comment: Option<String>,
    pub decided_at: Timestamp,
}
