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
    /// `K7Q2-MXRT`: stands on what is captured in this seat, and is told to its tester and its client only.
    pub seal: String,
    pub submission_id: Option<SubmissionId>,
    pub submission_status: Option<SubmissionStatus>,
}

/// Forty bits as people read them to each other: figures and letters without those that look like figures (I, L, O) and
/// without U, after Crockford's base 32, in two groups.
#[must_use]
pub fn seal(bits: [u8; 5]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let number = bits
        .into_iter()
        .fold(0_u64, |number, byte| (number << 8) | u64::from(byte));
    let letter = |n: u32| char::from(LETTERS[((number >> (35 - 5 * n)) & 31) as usize]);
    let half = |from: u32| (from..from + 4).map(letter).collect::<String>();
    format!("{}-{}", half(0), half(4))
}

/// All that the runner needs at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workbench {
    pub claim: Claim,
    pub contract: Contract,
    pub submission: Submission,
}

#[cfg(test)]
mod tests {
    use super::seal;

    #[test]
    fn a_seal_is_all_of_its_bits() {
        assert_eq!(seal([0; 5]), "0000-0000");
        assert_eq!(seal([0xff; 5]), "ZZZZ-ZZZZ");
        assert_eq!(seal([0x00, 0x44, 0x32, 0x14, 0xc7]), "0123-4567");
        let mut all: Vec<_> = (0..40)
            .map(|bit| seal((1_u64 << bit).to_be_bytes()[3..].try_into().expect("five bytes")))
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 40);
    }
}
