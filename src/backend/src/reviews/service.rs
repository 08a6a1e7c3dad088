//! Approving pays at once; a rejection names its clause and becomes final after the time for a dispute; silence approves.

use crate::{
    App, Error, Result,
    audit_log::{self, service::Event},
    claims,
    db::Sql,
    idempotency::{self, Once},
    jobs, notifications,
    submissions::{self, Move, Stored},
    users, wallet,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    claims::ClaimStatus,
    error::Conflict,
    ids::{StepId, SubmissionId, UserId},
    jobs::JobStatus,
    ledger::Movement,
    money::Cents,
    notifications::NotificationKind,
    policy,
    reviews::{ApproveInput, ChangesInput, Decision, Outcome, RejectInput},
    submissions::{Submission, SubmissionStatus},
};

const MAX_TRIES: usize = 20;

/// # Errors
/// Refused fields; a conflict when it was decided before.
pub async fn approve(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    input: &ApproveInput,
    key: Option<&str>,
) -> Result<Submission> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    let job = submissions::service::readable(app, actor, id).await?.job;
    let _turn = app.turns.take(job.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "approve", &(id, input)).await? {
        Once::Done(submission) => return Ok(submission),
        Once::New(ticket) => ticket,
    };
    submissions::service::decidable(app, actor, id).await?;
    let approval = input.validate()?;
    let mut answer = submissions::service::get(app, actor, id).await?;
    let mut tries = 0;
    loop {
        tries += 1;
        let before = submissions::service::decidable(app, actor, id).await?;
        let decision = Decision {
            outcome: Outcome::Approved,
            rating: Some(approval.rating),
            reason: None,
            step_id: None,
            comment: approval.comment.clone(),
            decided_at: app.now(),
        };
        answer.status = SubmissionStatus::Approved;
        answer.decision = Some(decision.clone());
        answer.review_due_at = None;
        let also =
            users::service::rate(&before.tester, approval.rating).then(ticket.spend(app, id.as_str(), &answer)?);
        match pay(app, &before, &decision, Some(actor), also).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            Err(other) => return Err(other),
            Ok(()) => return Ok(answer),
        }
    }
}

/// Books pay and fee, and settles the seat, in one transaction with `also`.
async fn pay(app: &App, before: &Stored, decision: &Decision, actor: Option<&Actor>, also: Sql) -> Result<()> {
    let job = jobs::service::stored(app, &before.job).await?;
    let (next, settlement) = job.state().unfrozen()?.pay(before.price);
    // A seat that was taken before a raise leaves what was held for it beyond its contract.
    let back = jobs::publishing::give_back(app, &job, before.id.as_str(), settlement.back).await?;
    let mut movements = vec![Movement::PaySubmission {
        job: before.job.clone(),
        submission: before.id.clone(),
        tester: before.tester.clone(),
        pay: settlement.pay,
        fee_share: settlement.fee_share,
    }];
    movements.extend(back.movement);
    let moved = Move {
        status: SubmissionStatus::Approved,
        decision: Some(decision),
        submitted_at: before.submitted_at,
        due_at: None,
    };
    let told = |to: &[&UserId], kind| submissions::service::told(app, to, kind, before, &job.job.title);
    let sql = submissions::service::moved(app, before, &moved)
        .then(claims::service::moved(
            &before.claim,
            ClaimStatus::Submitted,
            ClaimStatus::Decided,
        ))
        .then(jobs::service::transition(&job, next)?)
        .then(back.sql)
        .then(wallet::service::booking(
            app,
            &movements,
            &before.owner,
            &job.job.title,
            actor.map(|a| &a.user),
        )?)
        .then(match actor {
            Some(_) => told(&[&before.tester], NotificationKind::SubmissionApproved),
            None => told(
                &[&before.tester, &before.owner],
                NotificationKind::SubmissionApprovedBySilence,
            ),
        })
        .then(jobs::service::completed(app, &job, next))
        .then(match actor {
            Some(actor) => {
                let logged = Event::own(AuditKind::WorkApproved, actor).on(&before.id, &*job.job.title);
                audit_log::service::record(app, &logged)?
            }
            None => Sql::new(""),
        })
        .then(also);
    // The client hears of what they did not do themselves.
    let both = [&before.tester, &before.owner];
    let tells_client = actor.is_none() || next.status == JobStatus::Completed || settlement.back != Cents::ZERO;
    let to = if tells_client { &both[..] } else { &both[..1] };
    notifications::service::write(app, to, sql).await
}

/// # Errors
/// Refused fields; a conflict when it was decided before.
pub async fn reject(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    input: &RejectInput,
    key: Option<&str>,
) -> Result<Submission> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "reject", &(id, input)).await? {
        Once::Done(submission) => return Ok(submission),
        Once::New(ticket) => ticket,
    };
    let before = submissions::service::decidable(app, actor, id).await?;
    let claim = claims::service::stored(app, &before.claim).await?;
    let steps: Vec<StepId> = claim.contract.journey.steps.into_iter().map(|step| step.id).collect();
    let rejection = input.validate(&steps)?;
    let now = app.now();
    let decision = Decision {
        outcome: Outcome::Rejected,
        rating: None,
        reason: Some(rejection.reason),
        step_id: rejection.step,
        comment: Some(rejection.comment),
        decided_at: now,
    };
    let mut answer = submissions::service::get(app, actor, id).await?;
    answer.status = SubmissionStatus::Rejected;
    answer.decision = Some(decision.clone());
    answer.review_due_at = None;
    let moved = Move {
        status: SubmissionStatus::Rejected,
        decision: Some(&decision),
        submitted_at: before.submitted_at,
        due_at: Some(now.plus_hours(app.config.dispute_hours)),
    };
    let logged = Event::own(AuditKind::WorkRejected, actor).on(id, &*claim.claim.job_title);
    let sql = submissions::service::moved(app, &before, &moved)
        .then(claims::service::moved(
            &before.claim,
            ClaimStatus::Submitted,
            ClaimStatus::Decided,
        ))
        .then(submissions::service::told(
            app,
            &[&before.tester],
            NotificationKind::SubmissionRejected,
            &before,
            &claim.claim.job_title,
        ))
        .then(ticket.spend(app, id.as_str(), &answer)?)
        .then(audit_log::service::record(app, &logged)?);
    notifications::service::write(app, &[&before.tester], sql)
        .await
        .map_err(already_decided)?;
    Ok(answer)
}

/// Whoever loses a race for a decision is told that there is nothing left to decide.
fn already_decided(error: Error) -> Error {
    match error {
        Error::Conflict(Conflict::Stale | Conflict::ClaimNotActive) => Conflict::NotAwaitingReview.into(),
        other => other,
    }
}

/// Gives the work back to its tester, with the full time again.
///
/// # Errors
/// When nothing is asked for; a conflict when it was decided before.
pub async fn request_changes(app: &App, actor: &Actor, id: &SubmissionId, input: &ChangesInput) -> Result<Submission> {
    let comment = input.validate();
    let job = submissions::service::decidable(app, actor, id).await?.job;
    let comment = comment?;
    let _turn = app.turns.take(job.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        match try_request_changes(app, actor, id, &comment).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            Err(other) => return Err(other),
            Ok(()) => return submissions::service::get(app, actor, id).await,
        }
    }
}

async fn try_request_changes(app: &App, actor: &Actor, id: &SubmissionId, comment: &str) -> Result<()> {
    let before = submissions::service::decidable(app, actor, id).await?;
    let job = jobs::service::stored(app, &before.job).await?;
    let decision = Decision {
        outcome: Outcome::ChangesRequested,
        rating: None,
        reason: None,
        step_id: None,
        comment: Some(comment.to_owned()),
        decided_at: app.now(),
    };
    let moved = Move {
        status: SubmissionStatus::ChangesRequested,
        decision: Some(&decision),
        submitted_at: before.submitted_at,
        due_at: None,
    };
    let sql = submissions::service::moved(app, &before, &moved)
        .then(claims::service::moved(
            &before.claim,
            ClaimStatus::Submitted,
            ClaimStatus::Active,
        ))
        .then(claims::service::extended(app, &before.claim))
        .then(jobs::service::transition(&job, job.state().hand_back())?)
        .then(submissions::service::told(
            app,
            &[&before.tester],
            NotificationKind::ChangesRequested,
            &before,
            &job.job.title,
        ));
    notifications::service::write(app, &[&before.tester], sql).await
}

/// Approves what clients have left undecided for too long. Returns how many.
///
/// # Errors
/// When the database fails.
pub(crate) async fn approve_silent(app: &App) -> Result<usize> {
    let mut done = 0;
    for before in submissions::service::due(app, SubmissionStatus::Submitted).await? {
        let _turn = app.turns.take(before.job.as_str()).await;
        let decision = Decision {
            outcome: Outcome::ApprovedBySilence,
            rating: None,
            reason: None,
            step_id: None,
            comment: None,
            decided_at: app.now(),
        };
        done += match pay(app, &before, &decision, None, Sql::new("")).await {
            Err(Error::Conflict(Conflict::JobFrozen)) => settled(postpone(app, &before).await)?,
            other => settled(other)?,
        };
    }
    Ok(done)
}

/// Gives the money of rejected seats back once nobody can dispute them any more. Returns how many.
///
/// # Errors
/// When the database fails.
pub(crate) async fn settle_rejected(app: &App) -> Result<usize> {
    let mut done = 0;
    for before in submissions::service::due(app, SubmissionStatus::Rejected).await? {
        let _turn = app.turns.take(before.job.as_str()).await;
        let job = jobs::service::stored(app, &before.job).await?;
        let Ok(state) = job.state().unfrozen() else {
            done += settled(postpone(app, &before).await)?;
            continue;
        };
        let (next, settlement) = state.refund();
        let moved = Move {
            status: SubmissionStatus::Rejected,
            decision: before.decision.as_ref(),
            submitted_at: before.submitted_at,
            due_at: None,
        };
        let back = jobs::publishing::give_back(app, &job, before.id.as_str(), settlement.back).await?;
        let sql = submissions::service::moved(app, &before, &moved)
            .then(jobs::service::transition(&job, next)?)
            .then(jobs::service::completed(app, &job, next))
            .then(back.book(app, &job, None)?);
        done += settled(notifications::service::write(app, &[&before.owner], sql).await)?;
    }
    Ok(done)
}

/// While a charge of the job is disputed nothing is paid and nothing goes back: it is looked at again in a day, so that it keeps
/// nobody else waiting meanwhile.
async fn postpone(app: &App, before: &Stored) -> Result<()> {
    let moved = Move {
        status: before.status,
        decision: before.decision.as_ref(),
        submitted_at: before.submitted_at,
        due_at: Some(app.now().plus_hours(24)),
    };
    app.db
        .write(submissions::service::moved(app, before, &moved))
        .await
        .map(drop)
}

/// One that changed meanwhile is left for the next time.
fn settled(result: Result<()>) -> Result<usize> {
    match result {
        Ok(()) => Ok(1),
        Err(Error::Conflict(Conflict::Stale | Conflict::ClaimNotActive)) => Ok(0),
        Err(other) => Err(other),
    }
}
