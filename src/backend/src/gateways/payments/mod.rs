//! What the money needs of a payment processor: charging clients, giving back, paying testers, and the processor's own book.
//!
//! Every write takes an idempotency key: the same key and order is the same movement, however often it is asked for, also
//! after an answer that never arrived. What the processor finds out later (a payment on its own page, a bounced payout, a
//! disputed charge) it tells through [`Notice`]s.

mod sandbox;
mod stripe;

pub(crate) use sandbox::processing_fee;
pub use sandbox::{GOOD_BANK, Sandbox};
pub use stripe::Stripe;

use crate::Result;
use async_trait::async_trait;
use domain::{money::Cents, payments::SavedMethod, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody who pays, as the processor names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer(pub String);

/// Somebody's account for payouts, as the processor names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee(pub String);

/// A sum to be charged, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub amount: Cents,
    /// A lower-case ISO 4217 code.
    pub currency: String,
    pub customer: Customer,
    /// What the payer reads on the receipt.
    pub description: String,
    /// Our payment's id: it comes back in notices as their reference.
    pub reference: String,
    /// What belongs together at the processor: all movements of one job carry its id.
    pub group: String,
    /// When it was first asked for.
    pub since: Timestamp,
}

/// A charge that went through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Under which it can be given back.
    pub id: String,
    /// What the processor keeps of it.
    pub fee: Cents,
}

/// A page of the processor's on which something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    pub id: String,
    pub url: String,
}

/// Where the processor sends the browser back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub done: String,
    pub cancelled: String,
}

/// Money for a tester's bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    pub payee: Payee,
    pub amount: Cents,
    pub currency: String,
    /// Our payout's id.
    pub reference: String,
    /// How often the answer was [`Sent::NotYet`]: an answer stands as long as its idempotency key does.
    pub attempt: i64,
}

/// How a payout stands as soon as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// On its way; a notice tells how it ended.
    OnItsWay {
        id: String,
    },
    Arrived {
        id: String,
    },
    /// The bank took it not, for a reason in words.
    Refused {
        reason: String,
    },
    /// The processor has not enough that is free to be sent. Nothing was done; it is to be asked again.
    NotYet,
}

/// Whether somebody can be paid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayeeState {
    pub ready: bool,
    /// The bank as its owner knows it, such as `Bank ···· 6789`.
    pub label: Option<String>,
}

/// What happened at the processor by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    /// A payment went through; `reference` is the order's.
    Paid {
        reference: String,
        /// The charge, or what was paid by it, for [`Payments::find_charge`].
        charge: String,
    },
    /// A payment did not; the payer may try again.
    PaymentFailed {
        reference: String,
        reason: String,
    },
    /// Nobody paid on the processor's page in time.
    CheckoutExpired {
        reference: String,
    },
    /// A refund has left.
    Refunded {
        refund: String,
        charge: String,
        amount: Cents,
    },
    /// A refund could not be delivered.
    RefundFailed {
        refund: String,
        charge: String,
        amount: Cents,
        reason: String,
    },
    /// A method was saved on the processor's page.
    MethodSaved {
        customer: String,
    },
    /// Somebody's account for payouts changed.
    PayeeChanged {
        payee: String,
        ready: bool,
    },
    /// Money reached a payee's account at the processor.
    Transferred {
        reference: String,
    },
    PayoutPaid {
        reference: String,
    },
    PayoutFailed {
        reference: String,
        reason: String,
    },
    /// The payer's bank took the money of a charge back, and a fee for it.
    DisputeOpened {
        dispute: String,
        charge: String,
        amount: Cents,
        fee: Cents,
        reason: String,
    },
    /// It was decided; won, the money is back.
    DisputeClosed {
        dispute: String,
        charge: String,
        amount: Cents,
        won: bool,
        /// What of the fee came back with it.
        #[serde(default)]
        fee_back: Cents,
    },
    /// Of a kind that nothing rests on.
    Other {
        kind: String,
    },
}

impl Notice {
    /// A stable name of its kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Paid { .. } => "paid",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::CheckoutExpired { .. } => "checkout_expired",
            Self::Refunded { .. } => "refunded",
            Self::RefundFailed { .. } => "refund_failed",
            Self::MethodSaved { .. } => "method_saved",
            Self::PayeeChanged { .. } => "payee_changed",
            Self::Transferred { .. } => "transferred",
            Self::PayoutPaid { .. } => "payout_paid",
            Self::PayoutFailed { .. } => "payout_failed",
            Self::DisputeOpened { .. } => "dispute_opened",
            Self::DisputeClosed { .. } => "dispute_closed",
            Self::Other { kind } => kind,
        }
    }
}

/// A notice as it was delivered. The same `id` is the same happening, however often it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: String,
    pub kind: String,
    pub notice: Notice,
}

/// What a line of the processor's book is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    Charge,
    Refund,
    Payout,
    Dispute,
    /// Anything else that moved the balance.
    Other,
}

impl RecordKind {
    pub const ALL: [Self; 5] = [Self::Charge, Self::Refund, Self::Payout, Self::Dispute, Self::Other];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Refund => "refund",
            Self::Payout => "payout",
            Self::Dispute => "dispute",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A line of the processor's own book: how its balance for us changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub kind: RecordKind,
    /// What the balance changed by before fees: above zero in, below zero out.
    pub amount: Cents,
    /// What the processor kept besides.
    pub fee: Cents,
    /// The charge, refund, payout or dispute it is about.
    pub source: String,
    pub at: Timestamp,
}

/// A part of the processor's book, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    pub items: Vec<Record>,
    pub next: Option<String>,
}

#[async_trait]
pub trait Payments: Send + Sync {
    /// Whether no real money moves.
    fn pretended(&self) -> bool;

    /// Origins of the pages that a browser is sent to; none where everything is done here.
    fn pages(&self) -> &'static [&'static str] {
        &[]
    }

    /// Makes somebody known who will pay.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn customer(&self, key: &str, email: &str, name: &str) -> Result<Customer>;

    /// Charges a method that is at hand, without its owner.
    ///
    /// # Errors
    /// [`crate::Error::Declined`] with the reason for the payer; [`crate::Error::Invalid`] for a method that does not exist.
    async fn charge(&self, key: &str, order: &Order, method: &str) -> Result<Charge>;

    /// A charge that a notice has named, with its fee.
    ///
    /// # Errors
    /// When the processor does not answer, or does not know the fee yet.
    async fn find_charge(&self, name: &str) -> Result<Charge>;

    /// A page of the processor's on which the order is paid; `None` where there is none, and a method is charged at once.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn checkout(&self, key: &str, order: &Order, back: &Return) -> Result<Option<Hosted>>;

    /// Closes the page on which an order would have been paid. False when there is none to close, or it was paid meanwhile.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn abandon(&self, _key: &str, _order: &Order) -> Result<bool> {
        Ok(false)
    }

    /// A page of the processor's on which a method is saved; `None` where test methods are saved by name.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn save_method(&self, key: &str, customer: &Customer, back: &Return) -> Result<Option<Hosted>>;

    /// Saves a method by its name at the processor.
    ///
    /// # Errors
    /// [`crate::Error::Declined`], or [`crate::Error::Invalid`] for one that does not exist.
    async fn attach_method(&self, key: &str, customer: &Customer, method: &str) -> Result<SavedMethod>;

    /// Methods that somebody has saved, newest first.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn methods(&self, customer: &Customer) -> Result<Vec<SavedMethod>>;

    /// Forgets a method. One that is forgotten already is no error.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn detach_method(&self, key: &str, customer: &Customer, method: &str) -> Result<()>;

    /// Gives `amount` of a charge back; the id of the refund.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn refund(&self, key: &str, charge: &str, amount: Cents) -> Result<String>;

    /// Opens an account for payouts.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn payee(&self, key: &str, email: &str) -> Result<Payee>;

    /// A page of the processor's on which a payee gives their bank; `None` where it is chosen by name.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn onboard(&self, key: &str, payee: &Payee, back: &Return) -> Result<Option<Hosted>>;

    /// # Errors
    /// When the processor does not answer.
    async fn payee_state(&self, payee: &Payee) -> Result<PayeeState>;

    /// Sends money to a payee's bank.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn send(&self, key: &str, sending: &Sending) -> Result<Sent>;

    /// Takes back what was sent under `reference` and did not arrive, so that it can be sent again. Nothing to do where that
    /// happens by itself. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn recall(&self, _key: &str, _reference: &str) -> Result<()> {
        Ok(())
    }

    /// The processor's own book, in an order of its own, from a place that an earlier answer named.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn records(&self, after: Option<&str>) -> Result<Records>;

    /// Sends a payee's money to the bank with that number, where banks are chosen by name.
    ///
    /// # Errors
    /// Refused fields where the bank is given on the processor's own page.
    async fn choose_bank(&self, _payee: &Payee, _number: &str) -> Result<()> {
        let told = "Give your bank on the page of the payment processor.";
        Err(domain::validation::Invalid::one("account_number", "elsewhere", told).into())
    }

    /// Notices that the processor hands over when it is asked, oldest first, each with a handle for [`Self::delivered`];
    /// none where it brings them by itself.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn deliveries(&self) -> Result<Vec<(String, Delivery)>> {
        Ok(Vec::new())
    }

    /// Such a notice is kept and need not be handed over again.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn delivered(&self, _handle: &str) -> Result<()> {
        Ok(())
    }

    /// Reads a notice as it came over the wire, once its signature has been proven.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for a signature that is wrong or too old; a malformed body is refused fields.
    fn read_notice(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Delivery>;
}
