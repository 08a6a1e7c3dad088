//! The books as admins read them.

use crate::{
    ids::{TransactionId, UserId},
    money::Cents,
    timestamp::Timestamp,
    wallet::EntryLine,
};
use serde::{Deserialize, Serialize};

/// What accounts of one sort hold together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountSum {
    pub name: String,
    /// `Asset`, `Liability`, `Revenue` or `Expense`.
    pub class: String,
    /// The side on which it grows: `debit` or `credit`.
    pub side: String,
    pub balance_cents: Cents,
}

/// A trial balance: the sums of both sides are equal, always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Books {
    pub accounts: Vec<AccountSum>,
    pub debit_cents: Cents,
    pub credit_cents: Cents,
    pub currency: String,
}

/// A booked transaction with both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transaction {
    pub id: TransactionId,
    pub kind: String,
    /// The id of what it is about.
    pub reference: String,
    pub description: String,
    pub currency: String,
    /// Who caused it; null for what the system did by itself.
    pub actor_id: Option<UserId>,
    pub created_at: Timestamp,
    pub entries: Vec<EntryLine>,
}
