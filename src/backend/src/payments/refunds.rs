//! Money that goes back to clients: to the charges it came from as far as they reach, newest first, and to the balance.

use super::repo::{self, Refund};
use crate::{App, Error, Result, db::Sql, notifications, wallet, worker};
use domain::{
    error::Conflict,
    ids::{JobId, UserId},
    ledger::Movement,
    money::Cents,
    notifications::{Event, NotificationKind},
    payments::{PaymentStatus, RefundTo},
};

/// How an amount goes back.
pub(crate) struct Plan {
    refunds: Vec<Refund>,
    pub to_card: Cents,
    pub to_balance: Cents,
}

/// Plans the way back of what a job was paid with. `occasion` tells several refunds of a job apart.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_job(app: &App, job: &JobId, occasion: &str, amount: Cents, to: RefundTo) -> Result<Plan> {
    let payments = match to {
        RefundTo::Card => repo::of_job(&app.db, job).await?,
        RefundTo::Balance => Vec::new(),
    };
    Ok(plan(payments, &format!("refund-{job}-{occasion}"), amount))
}

/// Plans the way back of prepaid money.
async fn of_balance(app: &App, client: &UserId, occasion: &str, amount: Cents) -> Result<Plan> {
    let (mut payments, mut after) = (Vec::new(), String::new());
    loop {
        let page = repo::of_user(&app.db, client, &after, 100).await?;
        let Some(last) = page.last() else { break };
        after = repo::sort_key(&last.payment);
        payments.extend(page);
        let reach: i64 = payments.iter().map(|payment| payment.refundable().0).sum();
        if reach >= amount.0 {
            break;
        }
    }
    Ok(plan(payments, &format!("withdraw-{occasion}"), amount))
}

fn plan(payments: Vec<repo::Stored>, name: &str, amount: Cents) -> Plan {
    let mut left = amount.0;
    let mut refunds = Vec::new();
    for (n, stored) in payments.into_iter().enumerate() {
        let part = stored.refundable().0.min(left);
        let Some(charge) = stored
            .charge
            .filter(|_| stored.payment.status == PaymentStatus::Succeeded && part > 0)
        else {
            continue;
        };
        left -= part;
        refunds.push(Refund {
            id: format!("{name}-{n}"),
            payment: stored.payment.id,
            user: stored.user,
            charge: charge.id,
            amount: Cents(part),
            status: "queued".to_owned(),
        });
    }
    Plan {
        refunds,
        to_card: Cents(amount.0 - left),
        to_balance: Cents(left),
    }
}

impl Plan {
    /// Part of a transaction: the refunds, and the jobs that send them.
    pub(crate) fn write(&self, app: &App) -> Sql {
        if self.refunds.is_empty() {
            return Sql::new("");
        }
        let works: Vec<worker::Work> = self
            .refunds
            .iter()
            .map(|refund| worker::Work::Refund {
                refund: refund.id.clone(),
            })
            .collect();
        repo::create_refunds(&self.refunds, app.now()).then(worker::enqueue_all(app, &works))
    }
}

/// Part of a transaction: prepaid money leaves the balance for the cards it came from; `also` names it.
///
/// # Errors
/// A conflict when cards do not reach so far: what came from refunds of balances or tips has no card behind it.
pub(crate) async fn withdraw(app: &App, client: &UserId, occasion: &str, amount: Cents) -> Result<Sql> {
    let plan = of_balance(app, client, occasion, amount).await?;
    if plan.to_balance != Cents::ZERO {
        return Err(Conflict::InsufficientFunds.into());
    }
    let movement = Movement::WithdrawBalance {
        client: client.clone(),
        occasion: occasion.to_owned(),
        amount,
    };
    let booking = wallet::service::booking(app, &[movement], client, "Sent back to your card", Some(client))?;
    Ok(booking.then(plan.write(app)))
}

/// Sends a refund to the processor and books that it has gone. Doing it again changes nothing.
///
/// # Errors
/// When the processor or the database fails; it is then tried again.
pub(crate) async fn send(app: &App, id: &str) -> Result<()> {
    let refund = repo::refund(&app.db, id).await?.ok_or(Error::NotFound)?;
    if refund.status != "queued" {
        return Ok(());
    }
    let sent = app.payments.refund(id, &refund.charge, refund.amount).await?;
    let movement = Movement::RefundSent {
        refund: id.to_owned(),
        amount: refund.amount,
    };
    let sql = repo::refund_moved(id, "queued", "sent", Some(&sent)).then(wallet::service::booking(
        app,
        &[movement],
        &refund.user,
        "Refund sent",
        None,
    )?);
    match app.db.write(sql).await {
        Ok(_) | Err(Error::Conflict(Conflict::Stale)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// The card's bank did not take a refund: the money is the client's balance. `None` when it is not known yet as sent.
///
/// # Errors
/// When the database fails.
pub(super) async fn bounced(app: &App, processor_id: &str) -> Result<()> {
    let Some(refund) = repo::refund_at_processor(&app.db, processor_id).await? else {
        // It may have been told before we have kept that it was sent.
        return Err(Conflict::Stale.into());
    };
    if refund.status == "failed" {
        return Ok(());
    }
    let movement = Movement::RefundBounced {
        refund: refund.id.clone(),
        client: refund.user.clone(),
        amount: refund.amount,
    };
    let event = Event::about(NotificationKind::RefundFailed, "A refund to your card".to_owned()).worth(refund.amount);
    let sql = repo::refund_moved(&refund.id, "sent", "failed", None)
        .then(wallet::service::booking(
            app,
            &[movement],
            &refund.user,
            "The card's bank did not take it",
            None,
        )?)
        .then(notifications::service::tell(app, &[&refund.user], &event));
    notifications::service::write(app, &[&refund.user], sql).await
}
