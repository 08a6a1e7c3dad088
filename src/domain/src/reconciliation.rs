//! How the payment processor's book and ours compare.

use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// What was held against each other, and what does not agree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reconciliation {
    /// What the processor's book says that it holds for us.
    pub theirs_cents: Cents,
    /// What our book says.
    pub ours_cents: Cents,
    /// Charges, refunds, payouts and disputes that agree.
    pub matched: i64,
    /// What moved at the processor by itself: the operator's own payouts to their bank, its bills. It is no part of our book, and
    /// no difference.
    #[serde(default)]
    pub elsewhere_cents: Cents,
    /// Things that the processor has done and we are about to book.
    pub under_way: i64,
    pub differences: Vec<Difference>,
}

/// Something that one side knows and the other does not, or that they know differently. Amounts are net of fees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The processor's name for it.
    pub source: String,
    /// `charge`, `refund`, `payout`, `dispute`, `other`, or `cash` for the sums.
    pub kind: String,
    pub theirs_cents: Option<Cents>,
    pub ours_cents: Option<Cents>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = |cents: Option<Cents>| cents.map_or_else(|| "nothing".to_owned(), |cents| cents.0.to_string());
        let (theirs, ours) = (side(self.theirs_cents), side(self.ours_cents));
        write!(
            f,
            "{} {}: the processor says {theirs}, our book {ours}",
            self.kind, self.source
        )
    }
}
