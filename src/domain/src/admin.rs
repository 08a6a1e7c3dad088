//! What admins look after.

use crate::{ids::WorkId, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// A job of the outbox that failed so often that it waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadJob {
    pub id: WorkId,
    /// `mail`, `forgot`, `refund` or `payout`.
    pub kind: String,
    pub attempts: i64,
    /// Why it failed the last time.
    pub error: String,
    pub created_at: Timestamp,
}
