//! What the processor tells. A notice is kept before anything is done about it, each once however often it comes; the worker
//! then works it off. One that comes before what it builds on fails and is tried again, so their order does not matter.

use super::{methods, refunds, repo, service};
use crate::{
    App, Error, Result,
    db::Sql,
    gateways::payments::{Delivery, Notice},
    jobs,
    rest::metrics,
    users, wallet, worker,
};
use domain::{
    error::Conflict,
    ids::{PaymentId, PayoutId},
};
use surrealdb::types::{SerdeWrapper, SurrealValue};

#[derive(SurrealValue)]
struct Row {
    notice: SerdeWrapper<Notice>,
}

/// Takes a notice as it came over the wire: proves its signature, and keeps it.
///
/// # Errors
/// [`Error::Forbidden`] for a signature that is wrong or too old; [`Error::Malformed`] for what is no notice.
pub async fn receive(app: &App, body: &[u8], signature: &str) -> Result<()> {
    let delivery = app.payments.read_notice(body, signature, app.now())?;
    keep(app, &delivery).await
}

/// Keeps a notice and enqueues what is to be done about it; one that is known already changes nothing.
async fn keep(app: &App, delivery: &Delivery) -> Result<()> {
    let known = matches!(delivery.notice, Notice::Other { .. });
    metrics::notice(if known { "other" } else { delivery.notice.kind() });
    let id = name(&delivery.id);
    let mut sql = Sql::new(
        "CREATE type::record('notice', $notice_id) SET kind = $notice_kind, notice = $notice, received_at = $notice_now;",
    )
    .bind("notice_id", id.clone())
    .bind("notice_kind", delivery.kind.clone())
    .bind("notice", SerdeWrapper(delivery.notice.clone()))
    .bind("notice_now", app.now().millis());
    if !known {
        sql = sql.then(worker::enqueue(app, &worker::Work::Notice { id }));
    }
    match app.db.write(sql).await {
        Ok(_) => {
            app.wake.notify_one();
            Ok(())
        }
        Err(Error::Database(error)) if error.is_already_exists() => Ok(()),
        Err(other) => Err(other),
    }
}

/// A record's name made of what the processor calls it; what could not be one is spelled out.
fn name(id: &str) -> String {
    id.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(b).to_string(),
            other => format!("-{other:02x}"),
        })
        .collect()
}

/// Takes in what a processor hands over only when it is asked. Returns how many.
///
/// # Errors
/// When the database fails.
pub(crate) async fn collect(app: &App) -> Result<usize> {
    let deliveries = app.payments.deliveries().await?;
    let count = deliveries.len();
    for (handle, delivery) in deliveries {
        keep(app, &delivery).await?;
        app.payments.delivered(&handle).await?;
    }
    Ok(count)
}

/// Does what a notice asks for. Doing it again changes nothing.
///
/// # Errors
/// [`Conflict::Stale`] when it came before what it builds on; when the database fails. It is then tried again.
pub(crate) async fn work_off(app: &App, id: &str) -> Result<()> {
    let sql = Sql::new("SELECT notice FROM type::record('notice', $id)").bind("id", id.to_owned());
    let row: Option<Row> = app.db.ask(sql).await?.row(0)?;
    match row.ok_or(Error::NotFound)?.notice.0 {
        Notice::Paid { reference, charge } => {
            let Some(stored) = payment(app, &reference).await? else {
                return Ok(());
            };
            if stored.payment.status == domain::payments::PaymentStatus::Open {
                let charge = app.payments.find_charge(&charge).await?;
                service::settled(service::succeed(app, &stored, &charge, Sql::new("")).await)?;
            }
            Ok(())
        }
        Notice::CheckoutExpired { reference } => match PaymentId::parse(reference) {
            Ok(id) => service::expire(app, &id).await,
            Err(_) => Ok(()),
        },
        Notice::RefundFailed { refund, .. } => refunds::bounced(app, &refund).await,
        Notice::MethodSaved { customer } => methods::saved_elsewhere(app, &customer).await,
        Notice::PayoutPaid { reference } => match PayoutId::parse(reference) {
            Ok(id) => wallet::payouts::arrived(app, &id).await,
            Err(_) => Ok(()),
        },
        Notice::PayoutFailed { reference, reason } => match PayoutId::parse(reference) {
            Ok(id) => wallet::payouts::came_back(app, &id, &reason).await,
            Err(_) => Ok(()),
        },
        Notice::DisputeOpened {
            dispute,
            charge,
            amount,
            fee,
            reason,
        } => {
            // A charge that we do not know of yet may be on its way to being booked.
            let paid = repo::by_charge(&app.db, &charge).await?.ok_or(Conflict::Stale)?;
            let admins = users::service::admins(app).await?;
            jobs::chargebacks::opened(app, &paid, &dispute, (amount, fee), &reason, &admins).await
        }
        Notice::DisputeClosed {
            dispute, won, fee_back, ..
        } => {
            let admins = users::service::admins(app).await?;
            jobs::chargebacks::closed(app, &dispute, (won, fee_back), &admins).await
        }
        // The payer sees it on the processor's page and tries again there; what we sent ourselves we know.
        Notice::PaymentFailed { .. }
        | Notice::Refunded { .. }
        | Notice::Transferred { .. }
        | Notice::PayeeChanged { .. }
        | Notice::Other { .. } => Ok(()),
    }
}

/// Ours by its name; a processor's account may serve others, too.
async fn payment(app: &App, reference: &str) -> Result<Option<repo::Stored>> {
    match PaymentId::parse(reference) {
        Ok(id) => repo::find(&app.db, &id).await,
        Err(_) => Ok(None),
    }
}
