//! What a payment does once it has succeeded.

use super::repo::Stored;
use crate::{App, Result, db::Sql, gateways::payments::Charge, jobs, notifications, reviews, wallet};
use domain::{
    ids::UserId,
    ledger::{Movement, Source},
    notifications::{Event, NotificationKind},
    payments::Purpose,
};

/// Part of a transaction, and whom it tells.
pub(crate) struct Fulfilled {
    pub sql: Sql,
    pub told: Vec<UserId>,
    /// Whether the marketplace looks different after it.
    pub on_market: bool,
}

/// What the payment was made for; `None` when that has fallen away: the job is gone, or costs something else by now.
pub(super) async fn fulfil(app: &App, stored: &Stored, source: Source) -> Result<Option<Fulfilled>> {
    match &stored.purpose {
        Purpose::Publish { job } => jobs::publishing::opened(app, stored, job, source).await,
        Purpose::TopUpJob {
            job,
            slots,
            price_cents,
        } => jobs::publishing::topped_up(app, stored, job, (*slots, *price_cents), source).await,
        Purpose::Tip { submission } => reviews::tips::given(app, stored, submission, source).await,
        Purpose::TopUpBalance => {
            let Source::Charge { processor_fee } = source else {
                return Ok(None);
            };
            let sql = into_balance(app, stored, processor_fee, "Paid into your balance")?;
            Ok(Some(Fulfilled {
                sql,
                told: Vec::new(),
                on_market: false,
            }))
        }
    }
}

/// The money becomes the payer's balance, and they are told why.
pub(super) fn keep(app: &App, stored: &Stored, charge: &Charge) -> Result<Fulfilled> {
    let event = Event::about(NotificationKind::PaymentKept, stored.payment.description.clone())
        .worth(stored.payment.amount_cents);
    let sql = into_balance(app, stored, charge.fee, &stored.payment.description)?.then(notifications::service::tell(
        app,
        &[&stored.user],
        &event,
    ));
    Ok(Fulfilled {
        sql,
        told: vec![stored.user.clone()],
        on_market: false,
    })
}

fn into_balance(app: &App, stored: &Stored, processor_fee: domain::money::Cents, memo: &str) -> Result<Sql> {
    let movement = Movement::TopUpBalance {
        client: stored.user.clone(),
        payment: stored.payment.id.to_string(),
        amount: stored.payment.amount_cents,
        processor_fee,
    };
    wallet::service::booking(app, &[movement], &stored.user, memo, Some(&stored.user))
}
