//! The tester's report: opened with the claim, kept on every change, handed in when nothing is missing.

use super::repo::{self, Move, Stored};
use crate::{
    App, Error, Result, app::fresh, bugs, claims, db::Sql, jobs, notifications, recordings, screenshots, users,
};
use domain::{
    auth::Actor,
    claims::{ClaimStatus, Contract},
    error::Conflict,
    ids::{ClaimId, JobId, StepId, SubmissionId, UserId},
    jobs::CURRENCY,
    money::Cents,
    notifications::{Event, NotificationKind},
    page::{Page, PageQuery},
    policy::{self, Relation},
    screenshots::LookAlike,
    submissions::{Report, ReviewItem, StepResult, Submission, SubmissionPatch, SubmissionStatus, missing},
    timestamp::Timestamp,
    validation::Invalid,
};
use std::collections::{HashMap, HashSet};

const MAX_TRIES: usize = 20;
/// Pictures are compared with those of so many reports, the newest.
const MAX_COMPARED: usize = 200;
/// So many submissions of a job are laid beside each other.
const MAX_BESIDE: usize = 100;

/// The submission of a claim, made as a draft when there is none. The second value tells whether it was made now.
///
/// # Errors
/// A conflict when the seat is no longer the actor's and no draft was ever made.
pub async fn open(app: &App, actor: &Actor, id: &ClaimId) -> Result<(Submission, bool)> {
    let _turn = app.turns.take(id.as_str()).await;
    let claim = claims::service::own(app, actor, id).await?;
    if let Some(submission) = &claim.claim.submission_id {
        return Ok((get(app, actor, submission).await?, false));
    }
    if claim.claim.status != ClaimStatus::Active || claim.claim.expires_at <= app.now() {
        return Err(Conflict::ClaimNotActive.into());
    }
    let steps = claim.contract.journey.steps.iter();
    let steps = steps.map(|s| StepResult {
        step_id: s.id.clone(),
        verdict: None,
        actual: String::new(),
        seconds: 0,
    });
    let now = app.now();
    let stored = Stored {
        id: fresh()?,
        claim: id.clone(),
        job: claim.claim.job_id.clone(),
        owner: claim.owner.clone(),
        tester: claim.tester.clone(),
        status: SubmissionStatus::Draft,
        report: Report {
            steps: steps.collect(),
            summary: String::new(),
            environment: String::new(),
        },
        price: claim.contract.price_cents,
        decision: None,
        version: 0,
        created_at: now,
        updated_at: now,
        submitted_at: None,
        due_at: None,
    };
    let sql = claims::service::attached(id, &stored.id).then(repo::create(&stored));
    match app.db.write(sql).await {
        Ok(_) => Ok((get(app, actor, &stored.id).await?, true)),
        // Another server was faster: its draft is the draft.
        Err(Error::Conflict(Conflict::Stale)) => {
            let claim = claims::service::own(app, actor, id).await?;
            let submission = claim.claim.submission_id.ok_or(Conflict::Stale)?;
            Ok((get(app, actor, &submission).await?, false))
        }
        Err(other) => Err(other),
    }
}

fn relation(actor: &Actor, stored: &Stored) -> Relation {
    Relation {
        owns_job: stored.owner == actor.user,
        holds_seat: stored.tester == actor.user,
    }
}

/// A submission without its evidence; authorises nothing.
pub(crate) async fn stored(app: &App, id: &SubmissionId) -> Result<Stored> {
    repo::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// One that the actor may read; others count as unknown.
pub(crate) async fn readable(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Stored> {
    let stored = stored(app, id).await?;
    if policy::may_read_submission(actor, stored.status, relation(actor, &stored)) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// One that the actor is working on, with its contract.
///
/// # Errors
/// Forbidden for its client, unknown for others; a conflict when it can no longer be changed or the time is over.
pub(crate) async fn editable(app: &App, actor: &Actor, id: &SubmissionId) -> Result<(Stored, Contract)> {
    let stored = readable(app, actor, id).await?;
    if !policy::may_work_on(relation(actor, &stored)) {
        return Err(Error::Forbidden("Only its tester works on a submission."));
    }
    stored.status.may_edit()?;
    let claim = claims::service::stored(app, &stored.claim).await?;
    if claim.claim.status != ClaimStatus::Active || claim.claim.expires_at <= app.now() {
        return Err(Conflict::ClaimNotActive.into());
    }
    Ok((stored, claim.contract))
}

/// The step of the contract that evidence is of, as it is named; of the whole where nothing or an empty text names one.
///
/// # Errors
/// When there is no such step.
pub(crate) fn step_of(contract: &Contract, named: Option<&str>) -> Result<Option<StepId>> {
    let Some(named) = named.filter(|named| !named.is_empty()) else {
        return Ok(None);
    };
    let step = contract.journey.steps.iter().find(|step| step.id.as_str() == named);
    let step = step.ok_or_else(|| Invalid::one("step_id", "unknown", "The contract has no such step."))?;
    Ok(Some(step.id.clone()))
}

/// One that the actor may decide on.
///
/// # Errors
/// Forbidden for its tester, unknown for others.
pub(crate) async fn decidable(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Stored> {
    let stored = readable(app, actor, id).await?;
    if !policy::may_decide(relation(actor, &stored)) {
        return Err(Error::Forbidden("Only the client of the job decides on a submission."));
    }
    stored.status.may_decide()?;
    Ok(stored)
}

/// One of the actor's own job, whatever has become of it.
///
/// # Errors
/// Forbidden for its tester, unknown for others.
pub(crate) async fn owned(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Stored> {
    let stored = readable(app, actor, id).await?;
    if policy::may_decide(relation(actor, &stored)) {
        return Ok(stored);
    }
    Err(Error::Forbidden("Only the client of the job can do that."))
}

/// One whose evidence the actor may show to others: its tester, and the client of the job once it was handed in.
///
/// # Errors
/// Forbidden for admins, unknown for others.
pub(crate) async fn shareable(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Stored> {
    let stored = readable(app, actor, id).await?;
    let Relation { owns_job, holds_seat } = relation(actor, &stored);
    if owns_job || holds_seat {
        return Ok(stored);
    }
    Err(Error::Forbidden(
        "Only its tester and the client of the job share a picture.",
    ))
}

/// # Errors
/// [`Error::NotFound`] also for what the actor may not read.
pub async fn get(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Submission> {
    let stored = readable(app, actor, id).await?;
    let judges = policy::may_compare(actor, relation(actor, &stored));
    let job = stored.job.clone();
    let mut all = assemble(app, vec![stored]).await?;
    if judges {
        compare(app, &job, &mut all).await?;
    }
    all.pop().ok_or(Error::NotFound)
}

/// Adds which pictures are like earlier ones of other testers of the job. What was never handed in is nobody's to see, and counts for
/// nothing.
async fn compare(app: &App, job: &JobId, shown: &mut [Submission]) -> Result<()> {
    let others = repo::of_job(&app.db, job, "", MAX_COMPARED).await?;
    let others: HashMap<SubmissionId, UserId> = others.into_iter().map(|row| (row.id, row.tester)).collect();
    let own: HashMap<SubmissionId, UserId> = shown
        .iter()
        .map(|one| (one.id.clone(), one.tester.id.clone()))
        .collect();
    let apart = |a: &SubmissionId, b: &SubmissionId| others.get(b).is_some_and(|tester| own.get(a) != Some(tester));
    let ids: Vec<SubmissionId> = own.keys().cloned().collect();
    let all: HashSet<SubmissionId> = own.keys().chain(others.keys()).cloned().collect();
    let all: Vec<SubmissionId> = all.into_iter().collect();
    let pairs = screenshots::looks::pairs(app, &ids, &all, apart).await?;
    let names = pairs.iter().filter_map(|pair| others.get(&pair.other_submission));
    let people = users::service::people(app, names.map(ToString::to_string)).await?;
    for pair in pairs {
        let tester = others
            .get(&pair.other_submission)
            .and_then(|id| people.get(id.as_str()));
        let own = shown.iter_mut().find(|one| one.id == pair.submission);
        if let (Some(own), Some(tester)) = (own, tester) {
            own.look_alikes.push(LookAlike {
                screenshot_id: pair.screenshot,
                kind: pair.kind,
                submission_id: pair.other_submission,
                other_screenshot_id: pair.other_screenshot,
                tester: tester.clone(),
            });
        }
    }
    Ok(())
}

/// Adds people, pictures and bugs to submissions, in one question for each.
async fn assemble(app: &App, rows: Vec<Stored>) -> Result<Vec<Submission>> {
    let ids: Vec<SubmissionId> = rows.iter().map(|row| row.id.clone()).collect();
    let people = users::service::people(app, rows.iter().map(|row| row.tester.to_string())).await?;
    let mut pictures = screenshots::service::of_submissions(app, &ids).await?;
    let mut recordings = recordings::service::of_submissions(app, &ids).await?;
    let mut bugs = bugs::service::of_submissions(app, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let submitted = row.status == SubmissionStatus::Submitted;
            Ok(Submission {
                tester: people.get(row.tester.as_str()).cloned().ok_or(Error::NotFound)?,
                screenshots: pictures.remove(row.id.as_str()).unwrap_or_default(),
                recordings: recordings.remove(row.id.as_str()).unwrap_or_default(),
                bugs: bugs.remove(row.id.as_str()).unwrap_or_default(),
                look_alikes: Vec::new(),
                id: row.id,
                claim_id: row.claim,
                job_id: row.job,
                status: row.status,
                price_cents: row.price,
                currency: CURRENCY.into(),
                steps: row.report.steps,
                summary: row.report.summary,
                environment: row.report.environment,
                created_at: row.created_at,
                updated_at: row.updated_at,
                submitted_at: row.submitted_at,
                review_due_at: row.due_at.filter(|_| submitted),
                decision: row.decision,
            })
        })
        .collect()
}

/// Lays a patch over the draft. Two patches at once are both kept, unless one says what it was written over.
///
/// # Errors
/// Refused fields; a conflict when it can no longer be changed, or was changed since the patch says.
pub async fn patch(app: &App, actor: &Actor, id: &SubmissionId, patch: &SubmissionPatch) -> Result<Submission> {
    let _turn = app.turns.take(id.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        let (before, _) = editable(app, actor, id).await?;
        let report = patch.apply(&before.report)?;
        if patch.unchanged_since.is_some_and(|since| before.updated_at > since) {
            return Err(Conflict::Stale.into());
        }
        // Two changes of the same millisecond are two, to who asks what it was written over.
        let now = app.now().max(Timestamp::from_millis(before.updated_at.millis() + 1));
        match app.db.write(repo::write_report(&before, &report, now)).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            Err(other) => return Err(other),
            Ok(_) => return get(app, actor, id).await,
        }
    }
}

/// Hands the work in.
///
/// # Errors
/// 422 with everything that is missing; a conflict when it was handed in before.
pub async fn submit(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Submission> {
    let job = readable(app, actor, id).await?.job;
    let _turn = app.turns.take(job.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        match try_submit(app, actor, id).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            Err(other) => return Err(other),
            Ok(()) => return get(app, actor, id).await,
        }
    }
}

async fn try_submit(app: &App, actor: &Actor, id: &SubmissionId) -> Result<()> {
    let (before, contract) = editable(app, actor, id).await?;
    let pictures = screenshots::service::of_submissions(app, std::slice::from_ref(id)).await?;
    let evidence: Vec<Option<StepId>> = pictures
        .into_values()
        .flatten()
        .map(|picture| picture.step_id)
        .collect();
    missing(&contract, &before.report.steps, &evidence).into_result(())?;
    let job = jobs::service::stored(app, &before.job).await?;
    let now = app.now();
    let next = Move {
        status: SubmissionStatus::Submitted,
        decision: None,
        submitted_at: Some(now),
        due_at: Some(now.plus_hours(24 * app.config.auto_approve_days)),
    };
    let sql = repo::transition(&before, &next, now)
        .then(claims::service::moved(
            &before.claim,
            ClaimStatus::Active,
            ClaimStatus::Submitted,
        ))
        .then(jobs::service::transition(&job, job.state().hand_in())?)
        .then(told(
            app,
            &[&before.owner],
            NotificationKind::SubmissionHandedIn,
            &before,
            &contract.title,
        ));
    notifications::service::write(app, &[&before.owner], sql).await
}

/// Part of a transaction: what somebody is told about work that was handed in or decided.
pub(crate) fn told(app: &App, to: &[&UserId], kind: NotificationKind, work: &Stored, title: &str) -> Sql {
    let paid = matches!(
        kind,
        NotificationKind::SubmissionApproved | NotificationKind::SubmissionApprovedBySilence
    );
    if paid {
        return told_of(app, to, kind, work, title, work.price);
    }
    let event = Event::work(kind, title.to_owned(), &work.job, &work.claim, &work.id);
    notifications::service::tell(app, to, &event)
}

/// Part of a transaction: what somebody is told about work, and the money that moves with it.
pub(crate) fn told_of(
    app: &App,
    to: &[&UserId],
    kind: NotificationKind,
    work: &Stored,
    title: &str,
    amount: Cents,
) -> Sql {
    let event = Event::work(kind, title.to_owned(), &work.job, &work.claim, &work.id).worth(amount);
    notifications::service::tell(app, to, &event)
}

/// Those of one's own job that have been handed in, newest first.
///
/// # Errors
/// Forbidden for who does not own the job.
pub async fn for_job(app: &App, actor: &Actor, job: &JobId, query: &PageQuery) -> Result<Page<Submission>> {
    let (limit, after) = query.validate()?;
    jobs::service::managed(app, actor, job).await?;
    let rows = repo::of_job(&app.db, job, &after.unwrap_or_default(), limit + 1).await?;
    let page = Page::cut(rows, limit, repo::sort_key);
    let mut items = assemble(app, page.items).await?;
    compare(app, job, &mut items).await?;
    Ok(Page {
        items,
        next_cursor: page.next_cursor,
    })
}

/// The newest of a job that have been handed in, without their evidence; authorises nothing.
pub(crate) async fn handed_in(app: &App, job: &JobId) -> Result<Vec<Stored>> {
    repo::of_job(&app.db, job, "", MAX_BESIDE).await
}

/// What the review desk shows: the job's submissions with their contracts, those that wait first and the longest waiting
/// at the top.
///
/// # Errors
/// Forbidden for who does not own the job.
pub async fn review_desk(app: &App, actor: &Actor, job: &JobId) -> Result<Vec<ReviewItem>> {
    let query = PageQuery {
        limit: Some(100),
        cursor: None,
    };
    let mut items = Vec::new();
    for submission in for_job(app, actor, job, &query).await?.items {
        let claim = claims::service::stored(app, &submission.claim_id).await?;
        items.push(ReviewItem {
            contract: claim.contract,
            contract_hash: claim.claim.contract_hash,
            seal: claim.claim.seal,
            submission,
        });
    }
    items.sort_by_key(|item| {
        (
            item.submission.status != SubmissionStatus::Submitted,
            item.submission.submitted_at.map(|at| at.millis()),
        )
    });
    Ok(items)
}

/// What a tester has handed in and is waiting for.
pub(crate) async fn awaiting(app: &App, tester: &UserId) -> Result<Cents> {
    repo::awaiting(&app.db, tester).await
}

/// Those in `status` on which the system has to act by now.
pub(crate) async fn due(app: &App, status: SubmissionStatus) -> Result<Vec<Stored>> {
    repo::due(&app.db, status, app.now(), 100).await
}

/// Part of a transaction: the state after a decision.
pub(crate) fn moved(app: &App, before: &Stored, next: &Move<'_>) -> Sql {
    repo::transition(before, next, app.now())
}

/// Part of a transaction: nothing is begun for a report but while its tester may edit.
pub(crate) fn still_editable(id: &SubmissionId) -> Sql {
    repo::guard_editable(id)
}

/// Part of a transaction: as [`still_editable`], and neither does anybody else change the evidence meanwhile, nor is it handed in.
pub(crate) fn evidence_changes(id: &SubmissionId) -> Sql {
    repo::evidence_changes(id)
}
