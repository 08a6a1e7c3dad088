//! Seats: a tester's claim on a job, and the contract it freezes.

use crate::{
    ids::{ClaimId, JobId, SubmissionId},
    jobs::Job,
    journeys::Journey,
    money::Cents,
    submissions::{Submission, SubmissionStatus},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimStatus {
    /// The tester is at work.
    Active,
    /// Handed in, waiting for the client.
    Submitted,
    /// Given back by the tester.
    Released,
    /// The time ran out.
    Expired,
    /// Approved or rejected.
    Decided,
}

impl ClaimStatus {
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Submitted,
        Self::Released,
        Self::Expired,
        Self::Decided,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Submitted => "submitted",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Decided => "decided",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// What a claim freezes. A later edit of the job does not reach it; a decision may rest on nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contract {
    pub title: String,
    pub description: String,
    pub app_url: String,
    pub price_cents: Cents,
    pub currency: String,
    pub scope_in: Option<String>,
    pub scope_out: Option<String>,
    pub known_bugs: Vec<String>,
    pub journey: Journey,
}

impl Contract {
    #[must_use]
    pub fn of(job: &Job) -> Self {
        Self {
            title: job.title.clone(),
            description: job.description.clone(),
            app_url: job.app_url.clone(),
            price_cents: job.price_cents,
            currency: job.currency.clone(),
            scope_in: job.scope_in.clone(),
            scope_out: job.scope_out.clone(),
            known_bugs: job.known_bugs.clone(),
            journey: job.journey.clone(),
        }
    }

    /// The text whose SHA-256 is the contract's hash: JSON with the fields in the order of this type.
    #[must_use]
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    pub id: ClaimId,
    pub job_id: JobId,
    pub status: ClaimStatus,
    pub job_title: String,
    pub price_cents: Cents,
    pub currency: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// SHA-256 of the frozen contract, in hex.
    pub contract_hash: String,
    pub submission_id: Option<SubmissionId>,
    pub submission_status: Option<SubmissionStatus>,
}

/// All that the runner needs at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workbench {
    pub claim: Claim,
    pub contract: Contract,
    pub submission: Submission,
}
