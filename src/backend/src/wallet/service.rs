//! Bookings for the services that move money, and the wallet of who owns it.

use super::repo;
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log,
    db::Sql,
    gateways::payments,
    idempotency::{self, Once},
    notifications, submissions, worker,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    error::Conflict,
    ids::{PayoutId, UserId},
    jobs::CURRENCY,
    ledger::{self, Account, Movement},
    money::Cents,
    notifications::{Event, NotificationKind},
    page::{Page, PageQuery},
    policy,
    wallet::{Payout, PayoutInput, PayoutStatus, StatementLine, Wallet},
};

/// Part of a transaction: books a movement. `client` owns the escrow it touches, `memo` says what it is about.
///
/// # Errors
/// When the kernel refuses the movement.
pub(crate) fn booking(
    app: &App,
    movement: &Movement,
    client: &UserId,
    memo: &str,
    actor: Option<&UserId>,
) -> Result<Sql> {
    Ok(repo::book(&ledger::book(movement)?, client, memo, actor, app.now()))
}

/// # Errors
/// When the database fails.
pub async fn summary(app: &App, actor: &Actor) -> Result<Wallet> {
    Ok(Wallet {
        available_cents: repo::balance(&app.db, &Account::TesterAvailable(actor.user.clone())).await?,
        held_cents: repo::held(&app.db, &actor.user).await?,
        pending_cents: submissions::service::awaiting(app, &actor.user).await?,
        currency: CURRENCY.into(),
    })
}

/// # Errors
/// Refused paging parameters.
pub async fn statement(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<StatementLine>> {
    let (limit, after) = query.validate()?;
    let rows = repo::statement(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |(key, _)| key.clone()).map(|(_, line)| line))
}

/// Books the amount out of the wallet; the worker then sends it to the bank.
///
/// # Errors
/// Refused fields; a conflict when there is less than that available.
pub async fn payout(app: &App, actor: &Actor, input: &PayoutInput, key: Option<&str>) -> Result<Payout> {
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
    let amount = input.validate()?;
    let _turn = app.turns.take(actor.user.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "payout", input).await? {
        Once::Done(payout) => return Ok(payout),
        Once::New(ticket) => ticket,
    };
    let payout = Payout {
        id: fresh()?,
        amount_cents: amount,
        currency: CURRENCY.into(),
        status: PayoutStatus::InTransit,
        created_at: app.now(),
    };
    let movement = Movement::RequestPayout {
        payout: payout.id.clone(),
        tester: actor.user.clone(),
        amount,
    };
    let logged =
        audit_log::service::Event::own(AuditKind::PayoutRequested, actor).on(&payout.id, amount.display(CURRENCY));
    let sql = booking(app, &movement, &actor.user, "Payout to your bank", Some(&actor.user))?
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

/// Sends a payout to the bank and books its arrival. Doing it again changes nothing.
///
/// # Errors
/// When the processor or the database fails; it is then tried again.
pub(crate) async fn send_payout(app: &App, id: &PayoutId) -> Result<()> {
    let (tester, payout) = repo::payout(&app.db, id).await?.ok_or(Error::NotFound)?;
    if payout.status != PayoutStatus::InTransit {
        return Ok(());
    }
    app.payments
        .send(
            &format!("payout-{id}"),
            &payments::Sending {
                payee: payments::Payee(tester.to_string()),
                amount: payout.amount_cents,
                currency: payout.currency.clone(),
                reference: id.to_string(),
            },
        )
        .await?;
    let movement = Movement::PayoutArrived {
        payout: id.clone(),
        amount: payout.amount_cents,
    };
    let event = Event::payout(NotificationKind::PayoutPaid, &payout);
    let sql = repo::payout_arrived(id)
        .then(booking(app, &movement, &tester, "Payout arrived", None)?)
        .then(notifications::service::tell(app, &[&tester], &event));
    match notifications::service::write(app, &[&tester], sql)
        .await
        .map_err(repo::booked_before)
    {
        Ok(()) | Err(Error::Conflict(Conflict::Stale)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// # Errors
/// Refused paging parameters.
pub async fn payouts(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Payout>> {
    let (limit, after) = query.validate()?;
    let rows = repo::payouts(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, repo::payout_key))
}

/// All that was ever paid to testers.
pub(crate) async fn paid_in_all(app: &App) -> Result<Cents> {
    repo::paid_in_all(&app.db).await
}
