//! Payouts: asked for, sent by the worker, and ended by what the bank says.

use super::{repo, service::booking};
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log,
    db::Sql,
    gateways::payments::{Sending, Sent},
    idempotency::{self, Once},
    notifications, payments, worker,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    error::Conflict,
    ids::{PayoutId, UserId},
    jobs::CURRENCY,
    ledger::Movement,
    notifications::{Event, NotificationKind},
    page::{Page, PageQuery},
    policy,
    wallet::{Payout, PayoutInput, PayoutStatus},
};

/// After so long the processor is asked again for what it had not enough for.
const WAIT_SECONDS: i64 = 60 * 60;
/// For the tester to read meanwhile.
const WAITING: &str = "Clients' card payments take some days until they can be sent on. It leaves as soon as they can.";

/// Books the amount out of the wallet; the worker then sends it to the bank.
///
/// # Errors
/// Refused fields, such as less than the least that is sent; a conflict when there is less than that available, or no bank to
/// send it to.
pub async fn request(app: &App, actor: &Actor, input: &PayoutInput, key: Option<&str>) -> Result<Payout> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    if !policy::may_be_paid(actor) {
        return Err(Error::Forbidden(
            "Only testers are paid out. Add the tester role in your profile.",
        ));
    }
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    let amount = input.validate(app.config.payout_minimum)?;
    let _turn = app.turns.take(actor.user.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "payout", input).await? {
        Once::Done(payout) => return Ok(payout),
        Once::New(ticket) => ticket,
    };
    if !payments::methods::payout_account(app, actor).await?.ready {
        return Err(Conflict::PayeeNotReady.into());
    }
    let payout = Payout {
        id: fresh()?,
        amount_cents: amount,
        currency: CURRENCY.into(),
        status: PayoutStatus::InTransit,
        reason: None,
        created_at: app.now(),
    };
    let movement = Movement::RequestPayout {
        payout: payout.id.clone(),
        tester: actor.user.clone(),
        amount,
    };
    let logged =
        audit_log::service::Event::own(AuditKind::PayoutRequested, actor).on(&payout.id, amount.display(CURRENCY));
    let sql = booking(app, &[movement], &actor.user, "Payout to your bank", Some(&actor.user))?
        .then(repo::create_payout(&actor.user, &payout))
        .then(worker::enqueue(
            app,
            &worker::Work::Payout {
                payout: payout.id.clone(),
            },
        ))
        .then(ticket.spend(app, payout.id.as_str(), &payout)?)
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await?;
    app.wake.notify_one();
    Ok(payout)
}

/// Sends a payout to the bank and books what is known of it then. Doing it again changes nothing. Money of cards takes days until
/// a processor sends it on; so long it waits.
///
/// # Errors
/// When the processor or the database fails; it is then tried again.
pub(crate) async fn send(app: &App, id: &PayoutId) -> Result<worker::Outcome> {
    let (tester, payout) = repo::payout(&app.db, id).await?.ok_or(Error::NotFound)?;
    if payout.status != PayoutStatus::InTransit {
        return Ok(worker::Outcome::Done);
    }
    let sending = Sending {
        payee: payments::methods::payee(app, &tester).await?,
        amount: payout.amount_cents,
        currency: payout.currency.clone(),
        reference: id.to_string(),
        attempt: repo::payout_waited(&app.db, id).await?,
    };
    match app.payments.send(&format!("payout-{id}"), &sending).await? {
        Sent::Arrived { id: sent } => {
            repo::payout_sent(&app.db, id, &sent).await?;
            arrived(app, id).await?;
        }
        Sent::OnItsWay { id: sent } => repo::payout_sent(&app.db, id, &sent).await?,
        Sent::Refused { reason } => came_back(app, id, &reason).await?,
        Sent::NotYet => {
            repo::payout_waits(&app.db, id, WAITING).await?;
            return Ok(worker::Outcome::Later(WAIT_SECONDS));
        }
    }
    Ok(worker::Outcome::Done)
}

/// The money is at the bank. Doing it again changes nothing.
///
/// # Errors
/// When the database fails.
pub(crate) async fn arrived(app: &App, id: &PayoutId) -> Result<()> {
    let (tester, payout) = repo::payout(&app.db, id).await?.ok_or(Error::NotFound)?;
    if payout.status != PayoutStatus::InTransit {
        return Ok(());
    }
    let movement = Movement::PayoutArrived {
        payout: id.clone(),
        amount: payout.amount_cents,
    };
    let event = Event::payout(NotificationKind::PayoutPaid, &payout);
    let sql = repo::payout_ended(&payout, PayoutStatus::Paid, None).then(booking(
        app,
        &[movement],
        &tester,
        "Payout arrived",
        None,
    )?);
    end(app, &tester, &event, sql).await
}

/// The bank did not take it: it is fetched back to where it was sent from, and booked. Doing it again changes nothing.
///
/// # Errors
/// When the processor or the database fails; it is then tried again.
pub(crate) async fn came_back(app: &App, id: &PayoutId, reason: &str) -> Result<()> {
    app.payments.recall(&format!("recall-{id}"), id.as_str()).await?;
    bounced(app, id, reason).await
}

/// The bank did not take it: the money is available again, and its owner is told why. Doing it again changes nothing.
///
/// # Errors
/// When the database fails.
async fn bounced(app: &App, id: &PayoutId, reason: &str) -> Result<()> {
    let (tester, payout) = repo::payout(&app.db, id).await?.ok_or(Error::NotFound)?;
    if payout.status == PayoutStatus::Failed {
        return Ok(());
    }
    let movement = Movement::PayoutBounced {
        payout: id.clone(),
        tester: tester.clone(),
        amount: payout.amount_cents,
        arrived: payout.status == PayoutStatus::Paid,
    };
    let event = Event::payout(NotificationKind::PayoutFailed, &payout);
    let sql = repo::payout_ended(&payout, PayoutStatus::Failed, Some(reason)).then(booking(
        app,
        &[movement],
        &tester,
        "Payout came back",
        None,
    )?);
    end(app, &tester, &event, sql).await
}

/// Whoever was faster has booked it.
async fn end(app: &App, tester: &UserId, event: &Event, sql: Sql) -> Result<()> {
    let sql = sql.then(notifications::service::tell(app, &[tester], event));
    match notifications::service::write(app, &[tester], sql).await {
        Ok(()) | Err(Error::Conflict(Conflict::Stale)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// # Errors
/// Refused paging parameters.
pub async fn list(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Payout>> {
    let (limit, after) = query.validate()?;
    let rows = repo::payouts(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, repo::payout_key))
}
