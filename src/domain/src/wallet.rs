//! The wallet: what is available, pending and held, and the entries that prove it.

use crate::{
    ids::{PayoutId, TransactionId},
    money::Cents,
    payments::MAX_AMOUNT,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wallet {
    /// Earned; can be paid out.
    pub available_cents: Cents,
    /// Held for this client's own jobs.
    pub held_cents: Cents,
    /// Handed in and waiting for a decision, or set aside while a rejection is disputed.
    pub pending_cents: Cents,
    /// Paid in ahead; can be spent on jobs and tips, or sent back.
    #[serde(default)]
    pub balance_cents: Cents,
    pub currency: String,
}

/// One line of a statement, with both sides of its booking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementLine {
    pub id: TransactionId,
    /// Why money moved, such as `job_funded` or `submission_paid`.
    pub kind: String,
    /// The id of the job, submission or payout it is about.
    pub reference: String,
    /// What it is about, in words.
    pub description: String,
    /// How the owner's money changed: above zero in, below zero out.
    pub amount_cents: Cents,
    pub currency: String,
    pub created_at: Timestamp,
    pub entries: Vec<EntryLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryLine {
    pub account: String,
    /// `debit` or `credit`.
    pub side: String,
    pub amount_cents: Cents,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PayoutInput {
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 100_000_000_000_i64))]
    pub amount_cents: Option<i64>,
}

impl PayoutInput {
    /// # Errors
    /// When the amount is missing or less than `least`.
    pub fn validate(&self, least: Cents) -> Result<Cents, Invalid> {
        let mut v = Invalid::default();
        let amount = v.number("amount_cents", self.amount_cents, least.0.max(1), MAX_AMOUNT);
        v.into_result(Cents(amount))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// On its way to the bank.
    InTransit,
    Paid,
    Failed,
}

impl PayoutStatus {
    pub const ALL: [Self; 3] = [Self::InTransit, Self::Paid, Self::Failed];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InTransit => "in_transit",
            Self::Paid => "paid",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payout {
    pub id: PayoutId,
    pub amount_cents: Cents,
    pub currency: String,
    pub status: PayoutStatus,
    /// Why it came back.
    pub reason: Option<String>,
    pub created_at: Timestamp,
}
