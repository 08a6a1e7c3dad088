//! Ways to pay.

use serde::{Deserialize, Serialize};

/// A payment method somebody has saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedMethod {
    /// The processor's name for it.
    pub id: String,
    /// Such as `visa`.
    pub brand: String,
    pub last4: String,
    pub exp_month: Option<i64>,
    pub exp_year: Option<i64>,
    /// Whether it is offered first.
    pub is_default: bool,
}
