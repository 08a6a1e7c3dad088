//! A client's prepaid balance: paying in, and having it sent back.

use super::{
    methods, refunds,
    service::{self, Asked, New},
};
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log::{self, service::Event},
    idempotency::{self, Once},
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    ids::TicketId,
    jobs::CURRENCY,
    payments::{PayInput, Payment, Purpose, WithdrawInput},
    policy,
};

fn guard(actor: &Actor) -> Result<()> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    if !policy::may_own_projects(actor) {
        return Err(Error::Forbidden(
            "Only clients have a balance. Add the client role in your profile.",
        ));
    }
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    Ok(())
}

/// # Errors
/// Refused fields; [`Error::Declined`].
pub async fn top_up(app: &App, actor: &Actor, input: &PayInput, key: Option<&str>) -> Result<Payment> {
    guard(actor)?;
    let (amount, method) = input.validate()?;
    let _turn = app.turns.take(actor.user.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "top-up-balance", input).await? {
        Once::Done(payment) => return Ok(payment),
        Once::New(ticket) => ticket,
    };
    let method = methods::chosen(app, &actor.user, &method).await?;
    let id = service::name(&actor.user, "top-up-balance", key)?;
    let new = New {
        id: id.clone(),
        payer: &actor.user,
        purpose: Purpose::TopUpBalance,
        amount,
        method,
        description: "Paid into your balance".to_owned(),
    };
    let answer = new.succeeded(app);
    let logged = Event::own(AuditKind::BalanceToppedUp, actor).on(&id, amount.display(CURRENCY));
    let also = ticket
        .spend(app, id.as_str(), &answer)?
        .then(audit_log::service::record(app, &logged)?);
    match service::pay(app, new, also).await? {
        Asked::Done => Ok(answer),
        Asked::Elsewhere(_) => service::get(app, actor, &id).await,
    }
}

/// # Errors
/// Refused fields; a conflict when there is less than that in the balance, or less of it came from cards.
pub async fn withdraw(app: &App, actor: &Actor, input: &WithdrawInput, key: Option<&str>) -> Result<()> {
    guard(actor)?;
    let amount = input.validate()?;
    let _turn = app.turns.take(actor.user.as_str()).await;
    let ticket = match idempotency::begin::<()>(app, actor, key, "withdraw-balance", input).await? {
        Once::Done(()) => return Ok(()),
        Once::New(ticket) => ticket,
    };
    let id: TicketId = fresh()?;
    let logged = Event::own(AuditKind::BalanceWithdrawn, actor).on(&id, amount.display(CURRENCY));
    let sql = refunds::withdraw(app, &actor.user, id.as_str(), amount)
        .await?
        .then(ticket.spend(app, id.as_str(), &())?)
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await?;
    app.wake.notify_one();
    Ok(())
}
