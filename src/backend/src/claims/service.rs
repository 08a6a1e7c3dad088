//! Taking and giving back seats. However many ask at once, a job never has more claims than seats: the count is part of
//! the job's version, and a claim is written only over the version it was decided on.

use super::repo::{self, Stored};
use crate::{App, Error, Result, app::fresh, db::Sql, jobs, notifications, submissions, users};
use domain::{
    auth::Actor,
    claims::{Claim, ClaimStatus, Contract, Workbench},
    error::Conflict,
    ids::{ClaimId, JobId, SubmissionId, UserId},
    jobs::{Job, JobStatus},
    notifications::{Event, NotificationKind},
    page::{Page, PageQuery},
    policy,
    timestamp::Timestamp,
};
use sha2::{Digest, Sha256};

/// How often a claim that lost against another server's is tried again.
const MAX_TRIES: usize = 20;

/// # Errors
/// `job_full`, `already_claimed`, `own_job`, `job_not_open` or `rating_too_low`.
pub async fn claim(app: &App, actor: &Actor, id: &JobId) -> Result<Claim> {
    if !policy::may_take_seats(actor) {
        return Err(Error::Forbidden(
            "Only testers take seats. Add the tester role in your profile.",
        ));
    }
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    let _turn = app.turns.take(id.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        match try_claim(app, actor, id).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            other => return other,
        }
    }
}

async fn try_claim(app: &App, actor: &Actor, id: &JobId) -> Result<Claim> {
    let before = jobs::service::stored(app, id).await?;
    let job = &before.job;
    let now = app.now();
    if job.status == JobStatus::Draft {
        return Err(if job.client.id == actor.user {
            Conflict::OwnJob.into()
        } else {
            Error::NotFound
        });
    }
    if job.client.id == actor.user {
        return Err(Conflict::OwnJob.into());
    }
    if repo::seat_of(&app.db, id, &actor.user).await?.is_some() {
        return Err(Conflict::AlreadyClaimed.into());
    }
    if job.status == JobStatus::Open && job.deadline.is_some_and(|deadline| deadline <= now) {
        return Err(Conflict::JobNotOpen.into());
    }
    let next = before.state().claim()?;
    check_rating(app, actor, job).await?;
    let stored = seat(app, actor, job, now)?;
    let mut sql = jobs::service::transition(&before, next)?
        .then(repo::create(&stored))
        .then(told(app, &[&stored.owner], NotificationKind::SeatTaken, &stored));
    if next.status == JobStatus::Full {
        let full = Event::job(NotificationKind::JobFull, job);
        sql = sql.then(notifications::service::tell(app, &[&stored.owner], &full));
    }
    notifications::service::write(app, &[&stored.owner], sql).await?;
    app.pages.touched();
    Ok(stored.claim)
}

/// Part of a transaction: what somebody is told about a seat.
fn told(app: &App, to: &[&UserId], kind: NotificationKind, stored: &Stored) -> Sql {
    notifications::service::tell(app, to, &Event::seat(kind, &stored.claim))
}

async fn check_rating(app: &App, actor: &Actor, job: &Job) -> Result<()> {
    let Some(min) = job.requirements.min_rating else {
        return Ok(());
    };
    let rating = users::service::person(app, &actor.user).await?.rating;
    if rating.is_some_and(|rating| rating >= min) {
        Ok(())
    } else {
        Err(Conflict::RatingTooLow.into())
    }
}

/// A new claim with the contract it freezes.
fn seat(app: &App, actor: &Actor, job: &Job, now: Timestamp) -> Result<Stored> {
    let contract = Contract::of(job);
    let id = fresh()?;
    let claim = Claim {
        seal: seal_of(app, &id),
        id,
        job_id: job.id.clone(),
        status: ClaimStatus::Active,
        job_title: job.title.clone(),
        price_cents: job.price_cents,
        currency: job.currency.clone(),
        created_at: now,
        expires_at: now.plus_hours(app.config.claim_hours),
        contract_hash: contract_hash(&contract),
        submission_id: None,
        submission_status: None,
    };
    Ok(Stored {
        claim,
        contract,
        owner: job.client.id.clone(),
        tester: actor.user.clone(),
    })
}

/// What stands on pictures captured in a seat. Kept with it, since pictures outlive the secret it is made with.
fn seal_of(app: &App, id: &ClaimId) -> String {
    domain::claims::seal(app.keys.short_code("seat", id.as_str()))
}

/// Seats from before there were seals get theirs as they are read.
fn sealed(app: &App, mut claim: Claim) -> Claim {
    if claim.seal.is_empty() {
        claim.seal = seal_of(app, &claim.id);
    }
    claim
}

/// SHA-256 of the contract's canonical text, in hex.
pub(crate) fn contract_hash(contract: &Contract) -> String {
    Sha256::digest(contract.canonical().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The actor's seat on a job, while it is held.
pub(crate) async fn live_seat(app: &App, actor: &Actor, job: &JobId) -> Result<Option<ClaimId>> {
    repo::seat_of(&app.db, job, &actor.user).await
}

/// A claim with its contract; authorises nothing.
pub(crate) async fn stored(app: &App, id: &ClaimId) -> Result<Stored> {
    let stored = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    Ok(Stored {
        claim: sealed(app, stored.claim),
        ..stored
    })
}

/// The actor's own claim; those of others count as unknown.
pub(crate) async fn own(app: &App, actor: &Actor, id: &ClaimId) -> Result<Stored> {
    let stored = stored(app, id).await?;
    if stored.tester == actor.user {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// Gives a seat back before it was handed in.
///
/// # Errors
/// A conflict when it is no longer active.
pub async fn release(app: &App, actor: &Actor, id: &ClaimId) -> Result<Claim> {
    let job = own(app, actor, id).await?.claim.job_id;
    let _turn = app.turns.take(job.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        let stored = own(app, actor, id).await?;
        match free(app, &stored, ClaimStatus::Released).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            Err(other) => return Err(other),
            Ok(()) => return Ok(own(app, actor, id).await?.claim),
        }
    }
}

/// Ends an active claim: the seat is free again, or refunded when the job has stopped.
async fn free(app: &App, stored: &Stored, status: ClaimStatus) -> Result<()> {
    if stored.claim.status != ClaimStatus::Active {
        return Err(Conflict::ClaimNotActive.into());
    }
    let before = jobs::service::stored(app, &stored.claim.job_id).await?;
    let (next, settled) = before.state().free();
    let amount = settled.map(|s| s.back).unwrap_or_default();
    let back = jobs::publishing::give_back(app, &before, stored.claim.id.as_str(), amount).await?;
    // Nobody loses a seat to the clock without being told.
    let both = [&stored.owner, &stored.tester];
    let (kind, to) = match status {
        ClaimStatus::Expired => (NotificationKind::SeatExpired, &both[..]),
        _ => (NotificationKind::SeatReleased, &both[..1]),
    };
    let sql = repo::end(stored, status)
        .then(jobs::service::transition(&before, next)?)
        .then(told(app, to, kind, stored))
        .then(back.book(app, &before, None)?);
    notifications::service::write(app, to, sql).await?;
    app.pages.touched();
    app.wake.notify_one();
    Ok(())
}

/// # Errors
/// Refused paging parameters.
pub async fn mine(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Claim>> {
    let (limit, after) = query.validate()?;
    let rows = repo::of_tester(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    let rows = rows.into_iter().map(|claim| sealed(app, claim)).collect();
    Ok(Page::cut(rows, limit, repo::sort_key))
}

/// The actor's seats that wait for work, the one whose time runs out first at the top.
///
/// # Errors
/// When the database fails.
pub async fn at_work(app: &App, actor: &Actor, limit: usize) -> Result<Vec<Claim>> {
    let rows = repo::at_work(&app.db, &actor.user, app.now(), limit).await?;
    Ok(rows.into_iter().map(|claim| sealed(app, claim)).collect())
}

/// Everything the runner needs; opens the draft when there is none.
///
/// # Errors
/// [`Error::NotFound`] for the seats of others; a conflict for a seat that was lost before a draft was made.
pub async fn workbench(app: &App, actor: &Actor, id: &ClaimId) -> Result<Workbench> {
    let (submission, _) = submissions::service::open(app, actor, id).await?;
    let Stored { claim, contract, .. } = own(app, actor, id).await?;
    Ok(Workbench {
        claim,
        contract,
        submission,
    })
}

/// Part of a transaction: the claim of work that is handed in, handed back or decided.
pub(crate) fn moved(claim: &ClaimId, from: ClaimStatus, to: ClaimStatus) -> Sql {
    repo::set_status(claim, from, to)
}

/// Part of a transaction: work that is handed back gets the full time again.
pub(crate) fn extended(app: &App, claim: &ClaimId) -> Sql {
    repo::extend(claim, app.now().plus_hours(app.config.claim_hours))
}

/// Part of a transaction: ties a new draft to its claim.
pub(crate) fn attached(claim: &ClaimId, submission: &SubmissionId) -> Sql {
    repo::attach(claim, submission)
}

/// Frees the seats whose time has run out. Returns how many.
///
/// # Errors
/// When the database fails; a claim that changed meanwhile is left for the next time.
pub(crate) async fn expire_due(app: &App) -> Result<usize> {
    let mut expired = 0;
    for stored in repo::out_of_time(&app.db, app.now(), 100).await? {
        let _turn = app.turns.take(stored.claim.job_id.as_str()).await;
        match free(app, &stored, ClaimStatus::Expired).await {
            Ok(()) => expired += 1,
            Err(Error::Conflict(Conflict::Stale | Conflict::ClaimNotActive)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(expired)
}
