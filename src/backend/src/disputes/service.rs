//! Disputing a rejection, and deciding on it.

use super::repo;
use crate::{
    App, Error, Result,
    audit_log::{self, service::Event},
    idempotency::{self, Once},
    jobs, notifications,
    submissions::{self, Move, Stored},
    users, wallet,
};
use domain::{
    audit_log::AuditKind,
    auth::Actor,
    disputes::{Dispute, DisputeInput, DisputeStatus, RulingInput},
    error::Conflict,
    ids::{SubmissionId, UserId},
    jobs::CURRENCY,
    ledger::Movement,
    money::Cents,
    notifications::NotificationKind,
    page::{Page, PageQuery},
    policy,
    reviews::{Decision, Outcome},
    submissions::SubmissionStatus,
};

/// Sets the pay of a rejected submission aside. Only its tester may, once, and within the time that the rejection left.
///
/// # Errors
/// Refused fields; a conflict when the time is over, or it was disputed before.
pub async fn open(app: &App, actor: &Actor, id: &SubmissionId, input: &DisputeInput) -> Result<Dispute> {
    let work = submissions::service::readable(app, actor, id).await?;
    if work.tester != actor.user {
        return Err(Error::Forbidden(
            "Only the tester whose work was rejected can dispute that.",
        ));
    }
    let comment = input.validate()?;
    let _turn = app.turns.take(work.job.as_str()).await;
    let work = submissions::service::stored(app, id).await?;
    let in_time = work.status == SubmissionStatus::Rejected && work.due_at.is_some_and(|due| due > app.now());
    let rejection = work
        .decision
        .clone()
        .filter(|_| in_time)
        .ok_or(Conflict::NotDisputable)?;
    let job = jobs::service::stored(app, &work.job).await?;
    let title = &job.job.title;
    let next = job.state().unfrozen()?.contest(work.price);
    let movement = Movement::ContestPay {
        job: work.job.clone(),
        submission: id.clone(),
        tester: work.tester.clone(),
        pay: work.price,
    };
    let moved = Move {
        status: SubmissionStatus::Rejected,
        decision: work.decision.as_ref(),
        submitted_at: work.submitted_at,
        due_at: None,
    };
    let admins = users::service::admins(app).await?;
    let to = both(&work.owner, &admins);
    let sql = submissions::service::moved(app, &work, &moved)
        .then(repo::create(&work, title, &comment, &rejection, app.now()))
        .then(jobs::service::transition(&job, next)?)
        .then(wallet::service::booking(
            app,
            &[movement],
            &work.owner,
            title,
            Some(&actor.user),
        )?)
        .then(submissions::service::told_of(
            app,
            &to,
            NotificationKind::RejectionDisputed,
            &work,
            title,
            work.price,
        ))
        .then(audit_log::service::record(
            app,
            &Event::own(AuditKind::RejectionDisputed, actor).on(id, title.as_str()),
        )?);
    notifications::service::write(app, &to, sql).await?;
    repo::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// Each of them once.
fn both<'a>(one: &'a UserId, others: &'a [UserId]) -> Vec<&'a UserId> {
    let mut to = vec![one];
    to.extend(others.iter().filter(|other| *other != one));
    to
}

/// A dispute that the actor has to do with; others count as unknown.
///
/// # Errors
/// [`Error::NotFound`] also when there is none.
pub async fn get(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Dispute> {
    find(app, actor, id).await?.ok_or(Error::NotFound)
}

/// The dispute over a submission that the actor may read, if there is one.
///
/// # Errors
/// [`Error::NotFound`] for a submission that is not the actor's to see.
pub async fn find(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Option<Dispute>> {
    submissions::service::readable(app, actor, id).await?;
    repo::find(&app.db, id).await
}

/// Disputes that wait for a ruling, the longest waiting first.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin; refused paging parameters.
pub async fn waiting(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Dispute>> {
    overseeing(actor)?;
    let (limit, after) = query.validate()?;
    let rows = repo::in_status(&app.db, DisputeStatus::Open, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, repo::sort_key))
}

fn overseeing(actor: &Actor) -> Result<()> {
    if policy::may_oversee(actor) {
        return Ok(());
    }
    Err(Error::Forbidden("Only admins decide on disputes."))
}

/// Rules on a dispute: a part of the pay to the tester, with that part of the seat's fee to the platform; the rest back to
/// the client. Final.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin, or has a part in it; refused fields; a conflict when it was decided before.
pub async fn rule(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    input: &RulingInput,
    key: Option<&str>,
) -> Result<Dispute> {
    overseeing(actor)?;
    let work = submissions::service::stored(app, id).await?;
    if [&work.owner, &work.tester].contains(&&actor.user) {
        return Err(Error::Forbidden("Somebody without a part in it has to decide."));
    }
    let _turn = app.turns.take(work.job.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "rule", &(id, input)).await? {
        Once::Done(dispute) => return Ok(dispute),
        Once::New(ticket) => ticket,
    };
    let dispute = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if dispute.status != DisputeStatus::Open {
        return Err(Conflict::Stale.into());
    }
    let (to_tester, ruling) = input.validate(dispute.price_cents)?;
    let answer = Dispute {
        status: DisputeStatus::Decided,
        paid_cents: Some(to_tester),
        ruling: Some(ruling.clone()),
        decided_at: Some(app.now()),
        ..dispute
    };
    let work = submissions::service::stored(app, id).await?;
    let logged = Event::own(AuditKind::DisputeDecided, actor).on(id, to_tester.display(CURRENCY));
    let also = repo::decide(id, to_tester, &ruling, app.now())
        .then(ticket.spend(app, id.as_str(), &answer)?)
        .then(audit_log::service::record(app, &logged)?);
    settle(app, &work, to_tester, &ruling, &actor.user, also).await?;
    app.wake.notify_one();
    Ok(answer)
}

async fn settle(
    app: &App,
    work: &Stored,
    to_tester: Cents,
    ruling: &str,
    admin: &UserId,
    also: crate::db::Sql,
) -> Result<()> {
    let job = jobs::service::stored(app, &work.job).await?;
    let (next, settlement) = job.state().unfrozen()?.decide(work.price, to_tester);
    let back = jobs::publishing::give_back(app, &job, work.id.as_str(), settlement.back).await?;
    let mut movements = vec![Movement::DecideDispute {
        job: work.job.clone(),
        submission: work.id.clone(),
        tester: work.tester.clone(),
        contested: work.price,
        to_tester,
        fee_share: settlement.fee_share,
    }];
    movements.extend(back.movement);
    let overruled = Decision {
        outcome: Outcome::Overruled,
        rating: None,
        reason: None,
        step_id: None,
        comment: Some(ruling.to_owned()),
        decided_at: app.now(),
    };
    let paid = to_tester != Cents::ZERO;
    let moved = Move {
        status: if paid {
            SubmissionStatus::Approved
        } else {
            SubmissionStatus::Rejected
        },
        decision: if paid { Some(&overruled) } else { work.decision.as_ref() },
        submitted_at: work.submitted_at,
        due_at: None,
    };
    let title = &job.job.title;
    let to = [&work.tester, &work.owner];
    let sql = submissions::service::moved(app, work, &moved)
        .then(jobs::service::transition(&job, next)?)
        .then(wallet::service::booking(
            app,
            &movements,
            &work.owner,
            title,
            Some(admin),
        )?)
        .then(back.sql)
        .then(jobs::service::completed(app, &job, next))
        .then(submissions::service::told_of(
            app,
            &to,
            NotificationKind::DisputeDecided,
            work,
            title,
            to_tester,
        ))
        .then(also);
    notifications::service::write(app, &to, sql).await
}
