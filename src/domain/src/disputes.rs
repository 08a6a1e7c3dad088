//! A rejected tester may dispute once; an admin decides on the frozen contract, in whole or in part.

use crate::{
    ids::{ClaimId, JobId, SubmissionId},
    money::Cents,
    reviews::Decision,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    Open,
    Decided,
}

impl DisputeStatus {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Decided => "decided",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Decided]
            .into_iter()
            .find(|status| status.code() == code)
    }
}

/// A disputed rejection, as both sides and admins read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dispute {
    pub submission_id: SubmissionId,
    pub claim_id: ClaimId,
    pub job_id: JobId,
    pub job_title: String,
    /// The pay that is set aside.
    pub price_cents: Cents,
    pub currency: String,
    pub status: DisputeStatus,
    /// Why the tester disputes.
    pub comment: String,
    /// What is disputed.
    pub rejection: Decision,
    /// What of the pay went to the tester.
    pub paid_cents: Option<Cents>,
    /// Why the admin decided so.
    pub ruling: Option<String>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DisputeInput {
    /// Why the rejection is wrong.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub comment: String,
}

impl DisputeInput {
    /// # Errors
    /// When nothing is said.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let comment = v.text("comment", &self.comment, 1, 2000);
        v.into_result(comment)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RulingInput {
    /// What of the pay goes to the tester; the rest goes back to the client.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 0, maximum = 1_000_000))]
    pub pay_cents: Option<i64>,
    /// Why, for both sides.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub comment: String,
}

impl RulingInput {
    /// # Errors
    /// More than `pay` or less than nothing; no reason.
    pub fn validate(&self, pay: Cents) -> Result<(Cents, String), Invalid> {
        let mut v = Invalid::default();
        let to_tester = v.number("pay_cents", self.pay_cents, 0, pay.0);
        let comment = v.text("comment", &self.comment, 1, 2000);
        v.into_result((Cents(to_tester), comment))
    }
}
