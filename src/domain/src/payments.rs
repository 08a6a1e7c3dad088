//! Paying: what is paid for, with what, and how it ended.

use crate::{
    ids::{JobId, MethodId, PaymentId, SubmissionId},
    jobs::{MAX_PRICE_CENTS, MAX_SLOTS},
    money::Cents,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// Named as a payment method, it pays from the client's prepaid balance.
pub const BALANCE: &str = "balance";
/// Named as a payment method, it pays on a page of the processor's.
pub const CHECKOUT: &str = "checkout";
/// The most that is moved at once, in minor units.
pub const MAX_AMOUNT: i64 = 100_000_000_000;

/// A payment method somebody has saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedMethod {
    pub id: MethodId,
    /// Such as `visa`.
    pub brand: String,
    pub last4: String,
    pub exp_month: Option<i64>,
    pub exp_year: Option<i64>,
    /// Whether it is offered first.
    pub is_default: bool,
}

/// What is paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Purpose {
    /// A draft that is to open.
    Publish {
        job: JobId,
    },
    /// More seats or a higher price of a job, both as they are to be.
    TopUpJob {
        job: JobId,
        slots: i64,
        price_cents: Cents,
    },
    TopUpBalance,
    Tip {
        submission: SubmissionId,
    },
}

impl Purpose {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Publish { .. } => "publish",
            Self::TopUpJob { .. } => "top_up_job",
            Self::TopUpBalance => "top_up_balance",
            Self::Tip { .. } => "tip",
        }
    }

    #[must_use]
    pub fn job(&self) -> Option<&JobId> {
        match self {
            Self::Publish { job } | Self::TopUpJob { job, .. } => Some(job),
            Self::TopUpBalance | Self::Tip { .. } => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// It is not known yet how it ends.
    Open,
    Succeeded,
    /// Declined; the reason is said.
    Failed,
    /// Nobody paid in time.
    Expired,
}

impl PaymentStatus {
    pub const ALL: [Self; 4] = [Self::Open, Self::Succeeded, Self::Failed, Self::Expired];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// A payment as its payer reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    pub id: PaymentId,
    /// `publish`, `top_up_job`, `top_up_balance` or `tip`.
    pub purpose: String,
    pub job_id: Option<JobId>,
    pub description: String,
    pub amount_cents: Cents,
    /// What of it went back to the card.
    pub refunded_cents: Cents,
    pub currency: String,
    pub status: PaymentStatus,
    /// The page of the processor's on which it is paid, while it is open.
    pub checkout_url: Option<String>,
    /// Why it failed.
    pub reason: Option<String>,
    pub created_at: Timestamp,
}

/// More seats or a higher price for a job that has been published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TopUpInput {
    /// A saved method, `balance`, or with Stripe `checkout`.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 100))]
    pub payment_method: String,
    /// As they are to be; as they are when it is left out.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 1, maximum = 1000))]
    pub slots: Option<i64>,
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 1, maximum = 10_000_000))]
    pub price_cents: Option<i64>,
}

/// Terms that are to be paid for, with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUp {
    pub slots: i64,
    pub price: Cents,
    pub method: String,
}

impl TopUpInput {
    /// `slots` and `price` are those that the job has now.
    ///
    /// # Errors
    /// Every field that breaks its rule; fewer seats or less pay than now, or nothing that is added.
    pub fn validate(&self, slots: i64, price: Cents) -> Result<TopUp, Invalid> {
        let mut v = Invalid::default();
        let next = TopUp {
            slots: v.number("slots", self.slots.or(Some(slots)), slots, MAX_SLOTS),
            price: Cents(v.number(
                "price_cents",
                self.price_cents.or(Some(price.0)),
                price.0,
                MAX_PRICE_CENTS,
            )),
            method: v.text("payment_method", &self.payment_method, 1, 100),
        };
        if v.0.is_empty() && (next.slots, next.price) == (slots, price) {
            v.push("slots", "nothing_added", "Add seats, or raise the pay.");
        }
        v.into_result(next)
    }
}

/// Money into one's balance, or onto a tester's pay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PayInput {
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 100, maximum = 100_000_000))]
    pub amount_cents: Option<i64>,
    /// A saved method, or with Stripe `checkout`; for a tip also `balance`.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 100))]
    pub payment_method: String,
}

/// The least and the most that somebody may pay in or give at once, in minor units.
pub const PAYABLE: std::ops::RangeInclusive<i64> = 100..=100_000_000;

impl PayInput {
    /// # Errors
    /// An amount below one or above a million of the currency; no payment method.
    pub fn validate(&self) -> Result<(Cents, String), Invalid> {
        let mut v = Invalid::default();
        let amount = v.number("amount_cents", self.amount_cents, *PAYABLE.start(), *PAYABLE.end());
        let method = v.text("payment_method", &self.payment_method, 1, 100);
        v.into_result((Cents(amount), method))
    }
}

/// Prepaid money that is to go back to the card it came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct WithdrawInput {
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 100_000_000_000_i64))]
    pub amount_cents: Option<i64>,
}

impl WithdrawInput {
    /// # Errors
    /// When the amount is missing or not above zero.
    pub fn validate(&self) -> Result<Cents, Invalid> {
        let mut v = Invalid::default();
        let amount = v.number("amount_cents", self.amount_cents, 1, MAX_AMOUNT);
        v.into_result(Cents(amount))
    }
}

/// Where a client's money goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundTo {
    /// To the cards it came from; to the balance what came from there.
    #[default]
    Card,
    Balance,
}

impl RefundTo {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Balance => "balance",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Card, Self::Balance].into_iter().find(|to| to.code() == code)
    }
}

/// How a job is stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct CancelInput {
    /// `card` unless told, or `balance`; it holds for what comes back later as well.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub refund_to: RefundTo,
}

/// A method that is to be saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MethodInput {
    /// In the sandbox a test card such as `pm_card_visa`; with Stripe left out, and a page of Stripe's is answered.
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub payment_method: String,
}

/// Methods that somebody has saved, or the page on which one is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Methods {
    pub items: Vec<SavedMethod>,
    /// A page of the processor's to go on with.
    pub url: Option<String>,
}

/// Where somebody is paid out to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayoutAccount {
    pub ready: bool,
    /// The bank as its owner knows it.
    pub label: Option<String>,
    /// A page of the processor's on which the bank is given.
    pub url: Option<String>,
}

/// The bank for payouts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BankInput {
    /// In the sandbox the number of a test account, such as 000123456789; with Stripe left out, and a page of Stripe's is
    /// answered.
    #[cfg_attr(feature = "openapi", schema(pattern = "^([0-9]{4,20})?$"))]
    pub account_number: String,
}

impl BankInput {
    /// # Errors
    /// For what is no account number.
    pub fn validate(&self) -> Result<Option<String>, Invalid> {
        let number = self.account_number.trim();
        if number.is_empty() {
            return Ok(None);
        }
        if (4..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Some(number.to_owned()));
        }
        Err(Invalid::one(
            "account_number",
            "account_number",
            "Give the account number in 4 to 20 figures.",
        ))
    }
}
