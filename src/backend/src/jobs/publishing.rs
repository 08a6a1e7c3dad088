//! Publishing, cancelling and expiring: where a client's money is charged, held and given back.

use super::{repo, service};
use crate::{
    App, Error, Result, audit_log,
    db::Sql,
    idempotency::{self, Once},
    notifications,
    payments::{self, Fulfilled, service::Asked},
    wallet,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    error::Conflict,
    fees::{self, Quote},
    ids::{JobId, PaymentId, UserId},
    jobs::{Job, JobStatus, JobViewer, PublishInput},
    ledger::{Movement, Source},
    money::Cents,
    notifications::{Event, NotificationKind},
    payments::{CancelInput, Purpose, TopUpInput},
    policy,
    validation::Invalid,
};

fn guard(actor: &Actor) -> Result<()> {
    if policy::may_move_money(actor) {
        return Ok(());
    }
    Err(Error::OutOfScope(Scope::Money))
}

/// What a draft costs as it stands.
fn quoted(app: &App, job: &Job) -> Result<Quote> {
    fees::quote(job.price_cents, job.slots, app.config.fee)
        .ok_or_else(|| Error::Internal("a price beyond all bounds".into()))
}

fn in_time(app: &App, job: &Job) -> Result<()> {
    if job.deadline.is_some_and(|deadline| deadline <= app.now()) {
        return Err(Conflict::DeadlinePassed.into());
    }
    Ok(())
}

/// The payment of a job's next try to be published.
fn attempt(before: &repo::Stored) -> Result<PaymentId> {
    let name = format!("publish-{}-{}", before.job.id, before.charge_attempt);
    PaymentId::parse(name).map_err(Error::bad_id)
}

/// Has the job's whole price and the fee paid, books it as held, and opens the job. Paid on a page of the processor's, it is
/// answered as a draft with that page's address, and opens once the processor tells.
///
/// The payment is named after the job and the count of tries that failed: after a crash, publishing again finds the same
/// payment instead of making another.
///
/// # Errors
/// [`Error::Declined`], and the job stays a draft; a conflict when it is none.
pub async fn publish(app: &App, actor: &Actor, id: &JobId, input: &PublishInput, key: Option<&str>) -> Result<Job> {
    guard(actor)?;
    let method = input.validate()?;
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "publish", &(id, input)).await? {
        Once::Done(job) => return Ok(job),
        Once::New(ticket) => ticket,
    };
    let mut before = service::managed(app, actor, id).await?;
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    before.job.status.may_publish()?;
    in_time(app, &before.job)?;
    let method = payments::methods::chosen(app, &actor.user, &method).await?;
    let quote = quoted(app, &before.job)?;
    if payments::service::make_way(app, &attempt(&before)?, method, quote.total).await? {
        before = service::managed(app, actor, id).await?;
    }
    let answer = Job {
        status: JobStatus::Open,
        fee_cents: quote.fee,
        published_at: Some(app.now()),
        viewer: JobViewer {
            owns: true,
            claim_id: None,
        },
        ..before.job.clone()
    };
    let new = payments::service::New {
        id: attempt(&before)?,
        payer: &actor.user,
        purpose: Purpose::Publish { job: id.clone() },
        amount: quote.total,
        method,
        description: before.job.title.clone(),
    };
    let logged = audit_log::service::Event::own(AuditKind::JobPublished, actor).on(id, &*answer.title);
    let also = ticket
        .spend(app, id.as_str(), &answer)?
        .then(audit_log::service::record(app, &logged)?);
    match payments::service::pay(app, new, also).await? {
        Asked::Done => Ok(answer),
        Asked::Elsewhere(url) => Ok(Job {
            checkout_url: Some(url),
            ..service::get(app, Some(actor), id).await?
        }),
    }
}

/// What a payment for publishing does: the job opens. `None` when it is no draft of that price any more.
///
/// # Errors
/// When the database fails.
pub(crate) async fn opened(
    app: &App,
    paid: &payments::Stored,
    id: &JobId,
    source: Source,
) -> Result<Option<Fulfilled>> {
    let before = match service::stored(app, id).await {
        Err(Error::NotFound) => return Ok(None),
        other => other?,
    };
    let quote = quoted(app, &before.job)?;
    let fits = before.job.status == JobStatus::Draft && quote.total == paid.payment.amount_cents;
    if !fits || in_time(app, &before.job).is_err() {
        return Ok(None);
    }
    let next = before.state().publish(quote);
    let now = app.now();
    let mut listed = before;
    listed.job.published_at = Some(now);
    let movement = Movement::FundJob {
        job: id.clone(),
        payment: paid.payment.id.to_string(),
        pay: quote.pay,
        fee: quote.fee,
        source,
    };
    let sql = service::transition(&listed, next)?
        .then(repo::published(id, now))
        .then(funded(app, paid, movement, &listed.job.title)?);
    Ok(Some(opens(sql)))
}

fn funded(app: &App, paid: &payments::Stored, movement: Movement, title: &str) -> Result<Sql> {
    wallet::service::booking(app, &[movement], &paid.user, title, Some(&paid.user))
}

fn opens(sql: Sql) -> Fulfilled {
    Fulfilled {
        sql,
        told: Vec::new(),
        on_market: true,
    }
}

/// Has more seats or a higher price paid for. A raise reaches seats that are not taken; what is held more for those that are
/// comes back as they are settled.
///
/// # Errors
/// [`Error::Declined`], and nothing has changed; a conflict when nothing is added, or the job is over.
pub async fn top_up(app: &App, actor: &Actor, id: &JobId, input: &TopUpInput, key: Option<&str>) -> Result<Job> {
    guard(actor)?;
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "top-up", &(id, input)).await? {
        Once::Done(job) => return Ok(job),
        Once::New(ticket) => ticket,
    };
    let before = service::managed(app, actor, id).await?;
    let terms = input.validate(before.job.slots, before.job.price_cents)?;
    in_time(app, &before.job)?;
    let (next, quote) = before
        .state()
        .unfrozen()?
        .top_up(terms.slots, terms.price, app.config.fee)?
        .ok_or_else(|| Invalid::one("price_cents", "too_large", "This is more than can be held for a job."))?;
    let method = payments::methods::chosen(app, &actor.user, &terms.method).await?;
    let mut answer = service::get(app, Some(actor), id).await?;
    answer.status = next.status;
    answer.slots = next.seats.slots;
    answer.seats = next.seats;
    answer.seats_left = next.seats.left();
    answer.price_cents = next.price;
    answer.fee_cents = next.fee;
    let new = payments::service::New {
        id: payments::service::name(&actor.user, "top-up", key)?,
        payer: &actor.user,
        purpose: Purpose::TopUpJob {
            job: id.clone(),
            slots: terms.slots,
            price_cents: terms.price,
        },
        amount: quote.total,
        method,
        description: before.job.title.clone(),
    };
    let logged = audit_log::service::Event::own(AuditKind::JobToppedUp, actor).on(id, &*answer.title);
    let also = ticket
        .spend(app, id.as_str(), &answer)?
        .then(audit_log::service::record(app, &logged)?);
    match payments::service::pay(app, new, also).await? {
        Asked::Done => Ok(answer),
        Asked::Elsewhere(url) => Ok(Job {
            checkout_url: Some(url),
            ..service::get(app, Some(actor), id).await?
        }),
    }
}

/// What a payment for more does. `None` when that costs something else by now, or the job is over.
///
/// # Errors
/// When the database fails.
pub(crate) async fn topped_up(
    app: &App,
    paid: &payments::Stored,
    id: &JobId,
    (slots, price): (i64, Cents),
    source: Source,
) -> Result<Option<Fulfilled>> {
    let before = service::stored(app, id).await?;
    let Ok(Some((next, quote))) = before.state().top_up(slots, price, app.config.fee) else {
        return Ok(None);
    };
    if quote.total != paid.payment.amount_cents || before.frozen {
        return Ok(None);
    }
    let movement = Movement::FundJob {
        job: id.clone(),
        payment: paid.payment.id.to_string(),
        pay: quote.pay,
        fee: quote.fee,
        source,
    };
    let sql = service::transition(&before, next)?.then(funded(app, paid, movement, &before.job.title)?);
    Ok(Some(opens(sql)))
}

/// Stops a job: seats that nobody holds are refunded at once, work already begun may still be handed in.
///
/// # Errors
/// A conflict when there is nothing left to stop, or a charge of it is disputed.
pub async fn cancel(app: &App, actor: &Actor, id: &JobId, input: &CancelInput, key: Option<&str>) -> Result<Job> {
    guard(actor)?;
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "cancel", &(id, input)).await? {
        Once::Done(job) => return Ok(job),
        Once::New(ticket) => ticket,
    };
    let mut before = service::managed(app, actor, id).await?;
    before.job.status.may_cancel()?;
    let (next, amount) = before.state().unfrozen()?.stop(JobStatus::Cancelled);
    before.refund_to = input.refund_to;
    let mut answer = before.job.clone();
    answer.status = next.status;
    answer.seats = next.seats;
    answer.seats_left = 0;
    answer.viewer = JobViewer {
        owns: true,
        claim_id: None,
    };
    let back = give_back(app, &before, "stop", amount).await?;
    let logged = audit_log::service::Event::own(AuditKind::JobCancelled, actor).on(id, &*before.job.title);
    let sql = service::transition(&before, next)?
        .then(repo::refunds_go_to(id, input.refund_to))
        .then(back.book(app, &before, Some(&actor.user))?)
        .then(ticket.spend(app, id.as_str(), &answer)?)
        .then(audit_log::service::record(app, &logged)?);
    notifications::service::write(app, &[&actor.user], sql).await?;
    app.pages.touched();
    app.wake.notify_one();
    Ok(answer)
}

/// Money that goes back to the client: how it is booked, and what else is written with it.
pub(crate) struct Back {
    pub movement: Option<Movement>,
    pub sql: Sql,
}

impl Back {
    /// Part of a transaction: all of it, where nothing else is booked.
    pub(crate) fn book(self, app: &App, job: &repo::Stored, actor: Option<&UserId>) -> Result<Sql> {
        let movements: Vec<Movement> = self.movement.into_iter().collect();
        let booking = wallet::service::booking(app, &movements, &job.job.client.id, &job.job.title, actor)?;
        Ok(booking.then(self.sql))
    }
}

/// What would go back to a client whose bank has taken the money already.
pub(crate) fn recovered(job: &JobId, occasion: &str, amount: Cents) -> Option<Movement> {
    (amount != Cents::ZERO).then(|| Movement::RecoverLoss {
        job: job.clone(),
        occasion: occasion.to_owned(),
        amount,
    })
}

/// Gives `amount` back to the client: to where it came from, and tells them. Nothing when it is zero.
///
/// # Errors
/// When the database fails.
pub(crate) async fn give_back(app: &App, before: &repo::Stored, occasion: &str, amount: Cents) -> Result<Back> {
    let job = &before.job;
    if before.lost || amount == Cents::ZERO {
        return Ok(Back {
            movement: recovered(&job.id, occasion, amount),
            sql: Sql::new(""),
        });
    }
    let plan = payments::refunds::of_job(app, &job.id, occasion, amount, before.refund_to).await?;
    let event = Event::job(NotificationKind::JobRefunded, job).worth(amount);
    Ok(Back {
        sql: plan
            .write(app)
            .then(notifications::service::tell(app, &[&job.client.id], &event)),
        movement: Some(Movement::RefundJob {
            job: job.id.clone(),
            client: job.client.id.clone(),
            occasion: occasion.to_owned(),
            to_card: plan.to_card,
            to_balance: plan.to_balance,
        }),
    })
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
        // While a charge of it is disputed it gives out no seats, and keeps its money.
        if before.job.status != JobStatus::Open || before.frozen {
            continue;
        }
        let (next, amount) = before.state().stop(JobStatus::Expired);
        let owner = &before.job.client.id;
        let event = Event::job(NotificationKind::JobExpired, &before.job);
        let sql = service::transition(&before, next)?
            .then(notifications::service::tell(app, &[owner], &event))
            .then(
                give_back(app, &before, "stop", amount)
                    .await?
                    .book(app, &before, None)?,
            );
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
