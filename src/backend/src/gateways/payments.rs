//! Charging clients, refunding them and paying testers out.
//!
//! Every call takes an idempotency key: the same key and amount is the same movement, however often it is asked for.

use crate::{
    Error, Result,
    app::Clock,
    db::{Db, Sql},
};
use async_trait::async_trait;
use domain::{error::Conflict, money::Cents};
use std::sync::Arc;
use surrealdb::types::SurrealValue;

/// A charge that went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub id: String,
}

#[async_trait]
pub trait Payments: Send + Sync {
    /// Whether no real money moves.
    fn pretended(&self) -> bool;

    /// Charges `amount` to `method`.
    ///
    /// # Errors
    /// [`Error::Declined`] with the reason for the payer; [`Error::Invalid`] for a method that does not exist.
    async fn charge(&self, key: &str, amount: Cents, method: &str) -> Result<Charge>;

    /// Gives `amount` of a charge back.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn refund(&self, key: &str, charge: &str, amount: Cents) -> Result<()>;

    /// Sends `amount` to a tester's bank.
    ///
    /// # Errors
    /// When the processor does not answer.
    async fn payout(&self, key: &str, amount: Cents) -> Result<()>;
}

/// The embedded processor: no key, no network, a book of its own.
pub struct Sandbox {
    db: Db,
    clock: Arc<dyn Clock>,
}

#[derive(SurrealValue)]
struct Event {
    fingerprint: String,
    outcome: String,
}

/// The processor's test payment methods that are declined, and what a payer is told.
const DECLINES: &[(&str, &str)] = &[
    ("pm_card_chargeDeclined", "The card was declined. Try another card."),
    (
        "pm_card_visa_chargeDeclined",
        "The card was declined. Try another card.",
    ),
    (
        "pm_card_chargeDeclinedInsufficientFunds",
        "The card has not enough funds. Try another card.",
    ),
    (
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "The card has not enough funds. Try another card.",
    ),
    (
        "pm_card_chargeDeclinedExpiredCard",
        "The card has expired. Try another card.",
    ),
    (
        "pm_card_chargeDeclinedIncorrectCvc",
        "The security code is wrong. Check it, or try another card.",
    ),
];

impl Sandbox {
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }

    /// Writes an event once; a second one under its key is the first, if it says the same.
    async fn record(&self, kind: &str, key: &str, amount: Cents, detail: &str, outcome: &str) -> Result<String> {
        let fingerprint = format!("{kind}:{}:{detail}", amount.0);
        let sql = Sql::new(
            "LET $known = (SELECT fingerprint, outcome FROM ONLY type::record('sandbox_event', $key));
             IF $known = NONE {
                 CREATE type::record('sandbox_event', $key) SET kind = $kind, amount = $amount,
                     fingerprint = $fingerprint, outcome = $outcome, created_at = $now
             };
             SELECT fingerprint, outcome FROM type::record('sandbox_event', $key);",
        )
        .bind("key", key.to_owned())
        .bind("kind", kind.to_owned())
        .bind("amount", amount.0)
        .bind("fingerprint", fingerprint.clone())
        .bind("outcome", outcome.to_owned())
        .bind("now", self.clock.now().millis());
        let event: Option<Event> = self.db.write(sql).await?.row(2)?;
        match event {
            Some(event) if event.fingerprint == fingerprint => Ok(event.outcome),
            Some(_) => Err(Error::Conflict(Conflict::Stale)),
            None => Err(Error::Internal("the sandbox did not keep an event".into())),
        }
    }
}

#[async_trait]
impl Payments for Sandbox {
    fn pretended(&self) -> bool {
        true
    }

    async fn charge(&self, key: &str, amount: Cents, method: &str) -> Result<Charge> {
        let decline = DECLINES.iter().find(|(name, _)| *name == method).map(|(_, why)| *why);
        if decline.is_none() && !method.starts_with("pm_card_") {
            let known = "Use pm_card_visa, or pm_card_chargeDeclined to see a declined card.";
            return Err(domain::validation::Invalid::one("payment_method", "unknown", known).into());
        }
        let outcome = self
            .record("charge", key, amount, method, decline.unwrap_or("succeeded"))
            .await?;
        if outcome == "succeeded" {
            Ok(Charge { id: key.to_owned() })
        } else {
            Err(Error::Declined(outcome))
        }
    }

    async fn refund(&self, key: &str, charge: &str, amount: Cents) -> Result<()> {
        self.record("refund", key, amount, charge, "succeeded").await.map(drop)
    }

    async fn payout(&self, key: &str, amount: Cents) -> Result<()> {
        self.record("payout", key, amount, "bank", "succeeded").await.map(drop)
    }
}
