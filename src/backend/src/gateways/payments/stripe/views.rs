//! What we read of Stripe's objects, in answers and events alike. Fields that are not here are not looked at.

use super::super::{Charge, PayeeState, Record, RecordKind};
use crate::{Error, Result};
use domain::{ids::MethodId, money::Cents, payments::SavedMethod, timestamp::Timestamp};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Our names for things, as they come back.
pub type Metadata = BTreeMap<String, String>;

/// A part of a list, newest first.
#[derive(Debug, Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// Something that Stripe gives by its name, or whole when it was asked to.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Named<T> {
    Id(String),
    Whole(T),
}

#[derive(Debug, Deserialize)]
pub struct Identified {
    pub id: String,
    #[serde(default)]
    pub metadata: Metadata,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    pub id: String,
    /// Gone once it was paid or has run out.
    pub url: Option<String>,
    pub client_reference_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct AccountLink {
    pub url: String,
}

#[derive(Debug, Deserialize)]
pub struct Intent {
    pub id: String,
    pub status: String,
    pub latest_charge: Option<Named<ChargeView>>,
    pub last_payment_error: Option<PaymentError>,
    #[serde(default)]
    pub metadata: Metadata,
}

#[derive(Debug, Deserialize)]
pub struct PaymentError {
    pub message: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct ChargeView {
    pub id: String,
    pub balance_transaction: Option<Named<Balance>>,
}

impl ChargeView {
    /// `None` while Stripe has not said what it keeps.
    pub fn charge(&self) -> Option<Charge> {
        match &self.balance_transaction {
            Some(Named::Whole(balance)) => Some(Charge {
                id: self.id.clone(),
                fee: Cents(balance.fee),
            }),
            _ => None,
        }
    }
}

/// A line of Stripe's book.
#[derive(Debug, Deserialize)]
pub struct Balance {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub amount: i64,
    pub fee: i64,
    pub currency: String,
    pub created: i64,
    pub source: Option<Named<Cause>>,
}

/// What a line of the book is about.
#[derive(Debug, Deserialize)]
pub struct Cause {
    pub id: String,
    /// Of a reversal: what it takes back.
    pub transfer: Option<Named<Identified>>,
}

impl Balance {
    /// As a line of the processor's book. What is taken back is about the same thing as what was done.
    pub fn record(&self) -> Record {
        let source = match &self.source {
            Some(Named::Id(id)) => id,
            Some(Named::Whole(cause)) => match &cause.transfer {
                Some(Named::Id(id) | Named::Whole(Identified { id, .. })) => id,
                None => &cause.id,
            },
            // Lines about nothing, such as a monthly bill.
            None => &self.id,
        };
        let kind = match self.kind.as_str() {
            "charge" | "payment" => RecordKind::Charge,
            "refund" | "payment_refund" | "refund_failure" | "payment_failure_refund" => RecordKind::Refund,
            "transfer" | "transfer_refund" | "transfer_cancel" | "transfer_failure" => RecordKind::Payout,
            "adjustment" if source.starts_with("dp_") || source.starts_with("du_") => RecordKind::Dispute,
            _ => RecordKind::Other,
        };
        Record {
            id: self.id.clone(),
            kind,
            amount: Cents(self.amount),
            fee: Cents(self.fee),
            source: source.clone(),
            at: Timestamp::from_millis(self.created * 1000),
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Method {
    pub id: String,
    pub card: Option<Card>,
}

#[derive(Debug, Deserialize)]
pub struct Card {
    pub brand: String,
    pub last4: String,
    pub exp_month: i64,
    pub exp_year: i64,
}

impl Method {
    /// # Errors
    /// When its name could not be one of ours.
    pub fn saved(self) -> Result<SavedMethod> {
        let card = self.card.as_ref();
        Ok(SavedMethod {
            id: MethodId::parse(self.id.clone()).map_err(Error::bad_id)?,
            brand: card.map_or_else(|| "card".to_owned(), |card| card.brand.clone()),
            last4: card.map_or_else(String::new, |card| card.last4.clone()),
            exp_month: card.map(|card| card.exp_month),
            exp_year: card.map(|card| card.exp_year),
            is_default: false,
        })
    }
}

#[derive(Debug, Deserialize)]
pub struct Refund {
    pub id: String,
    pub amount: i64,
    pub charge: Option<Named<Identified>>,
    pub status: Option<String>,
    pub failure_reason: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

impl Refund {
    pub fn charge_id(&self) -> String {
        match &self.charge {
            Some(Named::Id(id) | Named::Whole(Identified { id, .. })) => id.clone(),
            None => String::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Account {
    pub id: String,
    #[serde(default)]
    pub payouts_enabled: bool,
    #[serde(default)]
    pub capabilities: Capabilities,
    pub external_accounts: Option<List<Bank>>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Capabilities {
    pub transfers: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Bank {
    pub bank_name: Option<String>,
    /// Of a debit card, which may stand in for a bank.
    pub brand: Option<String>,
    pub last4: Option<String>,
}

impl Account {
    pub fn state(&self) -> PayeeState {
        let bank = self.external_accounts.as_ref().and_then(|list| list.data.first());
        let label = bank.map(|bank| {
            let name = bank.bank_name.as_deref().or(bank.brand.as_deref()).unwrap_or("Bank");
            format!("{name} ···· {}", bank.last4.as_deref().unwrap_or("····"))
        });
        PayeeState {
            ready: self.payouts_enabled && self.capabilities.transfers.as_deref() == Some("active"),
            label,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Transfer {
    pub id: String,
    pub amount: i64,
    #[serde(default)]
    pub amount_reversed: i64,
    pub transfer_group: Option<String>,
}
