//! Stripe's events: their signature, and what of them is a notice to us.
//!
//! The signature is as <https://docs.stripe.com/webhooks#verify-manually> has it: HMAC-SHA256 over the time, a dot and the raw
//! body, under the endpoint's secret.

use super::{
    super::{Delivery, Notice},
    views::{Account, Identified, Intent, Metadata, Named, Refund, Transfer},
};
use crate::{Error, Result, config::Secret};
use aws_lc_rs::hmac;
use domain::{money::Cents, timestamp::Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// How far the time of a signature may lie from ours.
const TOLERANCE_MILLIS: i64 = 5 * 60 * 1000;
/// Under which our payment's or payout's id travels with Stripe's objects.
pub const REFERENCE: &str = "reference";

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

#[derive(Deserialize)]
struct Session {
    mode: Option<String>,
    payment_status: Option<String>,
    payment_intent: Option<Named<Identified>>,
    customer: Option<Named<Identified>>,
    client_reference_id: Option<String>,
}

#[derive(Deserialize)]
struct Dispute {
    id: String,
    charge: Named<Identified>,
    amount: i64,
    reason: Option<String>,
    status: String,
    #[serde(default)]
    balance_transactions: Vec<Withdrawal>,
}

#[derive(Deserialize)]
struct Withdrawal {
    fee: i64,
}

#[derive(Deserialize)]
struct Payout {
    failure_message: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

/// Proves that an event comes from Stripe, not long ago, and reads it.
pub fn read(secrets: &[Secret], body: &[u8], signature: &str, now: Timestamp) -> Result<Delivery> {
    prove(secrets, body, signature, now)?;
    let event: Event = malformed(serde_json::from_slice(body))?;
    Ok(Delivery {
        notice: notice(&event.kind, event.data.object)?,
        id: event.id,
        kind: event.kind,
    })
}

fn malformed<T>(read: serde_json::Result<T>) -> Result<T> {
    read.map_err(|error| Error::Malformed(format!("This is no event of Stripe's that can be read: {error}")))
}

fn prove(secrets: &[Secret], body: &[u8], header: &str, now: Timestamp) -> Result<()> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").map(|(_, value)| value);
    let seconds: Option<i64> = time.and_then(|time| time.parse().ok());
    let (Some(time), Some(seconds)) = (time, seconds) else {
        return Err(Error::Malformed("The header Stripe-Signature has no time.".into()));
    };
    let age = now.millis().saturating_sub(seconds.saturating_mul(1000));
    if age.saturating_abs() > TOLERANCE_MILLIS {
        return Err(Error::Forbidden("This signature is too old."));
    }
    let signed = [time.as_bytes(), b".", body].concat();
    let mut tags = parts()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, hex)| unhex(hex));
    let good = tags.any(|tag| {
        secrets.iter().any(|secret| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
            // Takes as long for every wrong tag.
            hmac::verify(&key, &signed, &tag).is_ok()
        })
    });
    if good {
        return Ok(());
    }
    Err(Error::Forbidden("This signature is not good."))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| d.try_into().ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

fn object<T: DeserializeOwned>(object: Value) -> Result<T> {
    malformed(serde_json::from_value(object))
}

fn id_of(named: &Named<Identified>) -> String {
    match named {
        Named::Id(id) | Named::Whole(Identified { id, .. }) => id.clone(),
    }
}

/// What an event says to us. What has nothing of ours, as the account may serve others, too, is of another kind.
fn notice(kind: &str, value: Value) -> Result<Notice> {
    let known = match kind {
        "payment_intent.succeeded" | "payment_intent.payment_failed" => intent(object(value)?),
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" | "checkout.session.expired" => {
            session(kind, object(value)?)
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            Some(refund(&object(value)?))
        }
        "account.updated" => {
            let account: Account = object(value)?;
            Some(Notice::PayeeChanged {
                ready: account.state().ready,
                payee: account.id,
            })
        }
        "transfer.created" => {
            let transfer: Transfer = object(value)?;
            transfer
                .transfer_group
                .map(|reference| Notice::Transferred { reference })
        }
        "payout.paid" | "payout.failed" | "payout.canceled" => payout(kind, object(value)?),
        "charge.dispute.funds_withdrawn" | "charge.dispute.funds_reinstated" | "charge.dispute.closed" => {
            dispute(kind, &object(value)?)
        }
        _ => None,
    };
    Ok(known.unwrap_or_else(|| Notice::Other { kind: kind.to_owned() }))
}

fn intent(intent: Intent) -> Option<Notice> {
    let reference = intent.metadata.get(REFERENCE)?.clone();
    Some(if intent.status == "succeeded" {
        Notice::Paid {
            reference,
            charge: intent.id,
        }
    } else {
        Notice::PaymentFailed {
            reference,
            reason: intent
                .last_payment_error
                .and_then(|error| error.message)
                .unwrap_or_default(),
        }
    })
}

fn session(kind: &str, session: Session) -> Option<Notice> {
    if session.mode.as_deref() == Some("setup") {
        let customer = session
            .customer
            .as_ref()
            .filter(|_| kind == "checkout.session.completed")?;
        return Some(Notice::MethodSaved {
            customer: id_of(customer),
        });
    }
    let reference = session.client_reference_id?;
    if kind == "checkout.session.expired" {
        return Some(Notice::CheckoutExpired { reference });
    }
    // A page may be completed before its money has come.
    let paid = session.payment_status.as_deref() == Some("paid");
    let intent = session.payment_intent.as_ref().filter(|_| paid)?;
    Some(Notice::Paid {
        reference,
        charge: id_of(intent),
    })
}

fn refund(refund: &Refund) -> Notice {
    let (charge, amount) = (refund.charge_id(), Cents(refund.amount));
    match refund.status.as_deref() {
        Some("failed" | "canceled") => Notice::RefundFailed {
            refund: refund.id.clone(),
            charge,
            amount,
            reason: refund.failure_reason.clone().unwrap_or_default(),
        },
        _ => Notice::Refunded {
            refund: refund.id.clone(),
            charge,
            amount,
        },
    }
}

fn payout(kind: &str, payout: Payout) -> Option<Notice> {
    let reference = payout.metadata.get(REFERENCE)?.clone();
    if kind == "payout.paid" {
        return Some(Notice::PayoutPaid { reference });
    }
    let told = "The bank did not take it. Check your bank account.";
    Some(Notice::PayoutFailed {
        reference,
        reason: payout.failure_message.unwrap_or_else(|| told.to_owned()),
    })
}

/// A dispute counts from when its money is gone to when it is back: an inquiry is a dispute to Stripe, too, and moves none.
fn dispute(kind: &str, dispute: &Dispute) -> Option<Notice> {
    let (name, charge, amount) = (dispute.id.clone(), id_of(&dispute.charge), Cents(dispute.amount));
    if kind == "charge.dispute.funds_withdrawn" {
        return Some(Notice::DisputeOpened {
            dispute: name,
            charge,
            amount,
            fee: Cents(dispute.balance_transactions.iter().map(|line| line.fee.max(0)).sum()),
            reason: dispute.reason.clone().unwrap_or_default(),
        });
    }
    let won = kind == "charge.dispute.funds_reinstated";
    if !won && dispute.status != "lost" {
        return None;
    }
    let back = dispute.balance_transactions.iter().map(|line| (-line.fee).max(0));
    Some(Notice::DisputeClosed {
        dispute: name,
        charge,
        amount,
        won,
        fee_back: Cents(if won { back.sum() } else { 0 }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_800_000_000;

    fn signed(secret: &str, time: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, &[time.to_string().as_bytes(), b".", body].concat());
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={time},v1={hex},v0=00")
    }

    fn read_at(now: i64, body: &[u8], signature: &str) -> Result<Delivery> {
        let secrets = [Secret::new("whsec_old"), Secret::new("whsec_new")];
        read(&secrets, body, signature, Timestamp::from_millis(now * 1000))
    }

    const BODY: &[u8] = br#"{"id":"evt_1","type":"payout.paid","data":{"object":{"metadata":{"reference":"p1"}}}}"#;

    #[test]
    fn a_signature_is_good_for_five_minutes_under_any_of_the_secrets() {
        for secret in ["whsec_old", "whsec_new"] {
            for age in [-300, 0, 300] {
                let delivery = read_at(NOW + age, BODY, &signed(secret, NOW, BODY)).expect("good");
                let notice = Notice::PayoutPaid { reference: "p1".into() };
                assert_eq!((delivery.id.as_str(), delivery.notice), ("evt_1", notice));
            }
        }
        for (now, signature) in [
            (NOW + 301, signed("whsec_new", NOW, BODY)),
            (NOW - 301, signed("whsec_new", NOW, BODY)),
            (NOW, signed("whsec_other", NOW, BODY)),
            (NOW, signed("whsec_new", NOW, b"{}")),
            (NOW, format!("t={NOW}")),
            (NOW, format!("t={NOW},v1=zz,v1=abc,v1=")),
        ] {
            assert!(
                matches!(read_at(now, BODY, &signature), Err(Error::Forbidden(_))),
                "{signature}"
            );
        }
        for signature in ["", "v1=00", "t=soon,v1=00", "t"] {
            assert!(
                matches!(read_at(NOW, BODY, signature), Err(Error::Malformed(_))),
                "{signature}"
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_that_comes_in_panics(header in "(t=[0-9-]{0,20},?)?(v1=[0-9a-fg]{0,66},?){0,3}.{0,9}", body: Vec<u8>) {
            prop_assert!(read_at(NOW, &body, &header).is_err());
        }
    }
}
