//! Publishing, cancelling and expiring: where a client's money is charged, held and given back.

use super::{repo, service};
use crate::{
    App, Error, Result, audit_log,
    db::Sql,
    gateways::payments,
    idempotency::{self, Once},
    notifications, wallet, worker,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    error::Conflict,
    fees,
    ids::JobId,
    jobs::{Job, JobStatus, JobViewer, PublishInput},
    ledger::Movement,
    money::Cents,
    notifications::{Event, NotificationKind},
    policy,
    seats::JobState,
};

/// Charges the job's whole price and the fee, books it as held, and opens the job.
///
/// The charge carries a key made of the job and the count of declined tries: after a crash between charge and booking,
/// publishing again finds the same charge instead of making another.
///
/// # Errors
/// [`Error::Declined`], and the job stays a draft; a conflict when it is none.
pub async fn publish(app: &App, actor: &Actor, id: &JobId, input: &PublishInput, key: Option<&str>) -> Result<Job> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    let method = input.validate()?;
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "publish", &(id, input)).await? {
        Once::Done(job) => return Ok(job),
        Once::New(ticket) => ticket,
    };
    let before = service::managed(app, actor, id).await?;
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    before.job.status.may_publish()?;
    let now = app.now();
    if before.job.deadline.is_some_and(|deadline| deadline <= now) {
        return Err(Conflict::DeadlinePassed.into());
    }
    let quote = fees::quote(before.job.price_cents, before.job.slots, app.config.fee)
        .ok_or_else(|| Error::Internal("a price beyond all bounds".into()))?;
    let charge_key = format!("publish-{id}-{}", before.charge_attempt);
    let order = payments::Order {
        amount: quote.total,
        currency: before.job.currency.clone(),
        customer: payments::Customer(actor.user.to_string()),
        description: before.job.title.clone(),
        reference: charge_key.clone(),
        group: id.to_string(),
    };
    let charge = match app.payments.charge(&charge_key, &order, &method).await {
        Ok(charge) => charge,
        Err(declined @ Error::Declined(_)) => {
            repo::charge_declined(&app.db, id).await?;
            return Err(declined);
        }
        Err(other) => return Err(other),
    };
    let next = JobState {
        status: JobStatus::Open,
        fee: quote.fee,
        ..before.job.state()
    };
    let movement = Movement::FundJob {
        job: id.clone(),
        pay: quote.pay,
        fee: quote.fee,
    };
    let answer = Job {
        status: JobStatus::Open,
        fee_cents: quote.fee,
        published_at: Some(now),
        viewer: JobViewer {
            owns: true,
            claim_id: None,
        },
        ..before.job.clone()
    };
    let mut listed = repo::Stored {
        job: before.job.clone(),
        ..before
    };
    listed.job.published_at = Some(now);
    let logged = audit_log::service::Event::own(AuditKind::JobPublished, actor).on(id, &*answer.title);
    let sql = service::transition(&listed, next)?
        .then(repo::published(id, &charge.id, now))
        .then(wallet::service::booking(
            app,
            &movement,
            &actor.user,
            &answer.title,
            Some(&actor.user),
        )?)
        .then(ticket.spend(app, id.as_str(), &answer)?)
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await?;
    app.pages.touched();
    Ok(answer)
}

/// Stops a job: seats that nobody holds are refunded at once, work already begun may still be handed in.
///
/// # Errors
/// A conflict when there is nothing left to stop.
pub async fn cancel(app: &App, actor: &Actor, id: &JobId, key: Option<&str>) -> Result<Job> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "cancel", id).await? {
        Once::Done(job) => return Ok(job),
        Once::New(ticket) => ticket,
    };
    let before = service::managed(app, actor, id).await?;
    before.job.status.may_cancel()?;
    let (next, amount) = before.job.state().stop(JobStatus::Cancelled);
    let mut answer = before.job.clone();
    answer.status = next.status;
    answer.seats = next.seats;
    answer.seats_left = 0;
    answer.viewer = JobViewer {
        owns: true,
        claim_id: None,
    };
    let logged = audit_log::service::Event::own(AuditKind::JobCancelled, actor).on(id, &*before.job.title);
    let sql = service::transition(&before, next)?
        .then(give_back(app, &before, "stop", amount, Some(actor))?)
        .then(ticket.spend(app, id.as_str(), &answer)?)
        .then(audit_log::service::record(app, &logged)?);
    notifications::service::write(app, &[&actor.user], sql).await?;
    app.pages.touched();
    app.wake.notify_one();
    Ok(answer)
}

/// Part of a transaction: books `amount` back to the client, enqueues the refund of the charge and tells them. Nothing when
/// it is zero.
pub(crate) fn give_back(
    app: &App,
    before: &repo::Stored,
    occasion: &str,
    amount: Cents,
    actor: Option<&Actor>,
) -> Result<Sql> {
    if amount == Cents::ZERO {
        return Ok(Sql::new(""));
    }
    let job = &before.job;
    let movement = Movement::RefundJob {
        job: job.id.clone(),
        occasion: occasion.to_owned(),
        amount,
    };
    let payload = worker::Work::Refund {
        key: format!("refund-{}-{occasion}", job.id),
        charge: before.charge_id.clone().unwrap_or_default(),
        amount,
    };
    let booking = wallet::service::booking(app, &movement, &job.client.id, &job.title, actor.map(|a| &a.user))?;
    let event = Event::job(NotificationKind::JobRefunded, job).worth(amount);
    Ok(booking
        .then(worker::enqueue(app, &payload))
        .then(notifications::service::tell(app, &[&job.client.id], &event)))
}

/// Expires open jobs whose deadline has passed. Returns how many.
///
/// # Errors
/// When the database fails; a job that changed meanwhile is left for the next time.
pub(crate) async fn expire_due(app: &App) -> Result<usize> {
    let mut expired = 0;
    for id in repo::past_deadline(&app.db, app.now(), 100).await? {
        let id = JobId::parse(id).map_err(Error::bad_id)?;
        let _turn = app.turns.take(id.as_str()).await;
        let before = service::stored(app, &id).await?;
        if before.job.status != JobStatus::Open {
            continue;
        }
        let (next, amount) = before.job.state().stop(JobStatus::Expired);
        let owner = &before.job.client.id;
        let event = Event::job(NotificationKind::JobExpired, &before.job);
        let sql = service::transition(&before, next)?
            .then(notifications::service::tell(app, &[owner], &event))
            .then(give_back(app, &before, "stop", amount, None)?);
        match notifications::service::write(app, &[owner], sql).await {
            Ok(()) => expired += 1,
            Err(Error::Conflict(Conflict::Stale)) => {}
            Err(other) => return Err(other),
        }
    }
    if expired > 0 {
        app.pages.touched();
    }
    Ok(expired)
}
