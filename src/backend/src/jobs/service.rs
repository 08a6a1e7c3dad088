//! Making, reading and editing jobs. Publishing and stopping them stand in [`super::publishing`].

use super::{listing, repo};
use crate::{App, Error, Result, app::fresh, claims, db::Sql, notifications, projects, users};
use domain::{
    auth::Actor,
    error::Conflict,
    fees,
    ids::{JobId, ProjectId, StepId},
    jobs::{CURRENCY, Job, JobCard, JobInput, JobStatus, JobTerms, JobViewer, Seats},
    journeys::{Journey, JourneyInput, Step},
    money::Cents,
    notifications::{Event, NotificationKind},
    page::{Page, PageQuery},
    patch,
    policy::{self, Relation},
    seats::JobState,
    validation::Invalid,
};
use serde_json::Value;
use std::collections::HashMap;

/// # Errors
/// Refused fields; a project that is not one's own counts as unknown.
pub async fn create(app: &App, actor: &Actor, input: &JobInput) -> Result<Job> {
    if !policy::may_own_projects(actor) {
        return Err(Error::Forbidden(
            "Only clients post jobs. Add the client role in your profile.",
        ));
    }
    let terms = input.validate()?;
    let project = projects::service::get(app, actor, &terms.project)
        .await
        .map_err(|error| match error {
            Error::NotFound => Invalid::one("project_id", "unknown", "You have no such project.").into(),
            other => other,
        })?;
    let seats = Seats {
        slots: terms.slots,
        ..Seats::default()
    };
    let mut job = Job {
        id: fresh()?,
        project_id: project.id,
        status: JobStatus::Draft,
        title: String::new(),
        description: String::new(),
        app_url: project.app_url,
        client: users::service::person(app, &actor.user).await?,
        price_cents: terms.price,
        currency: CURRENCY.into(),
        slots: terms.slots,
        seats,
        seats_left: seats.left(),
        deadline: None,
        scope_in: None,
        scope_out: None,
        known_bugs: Vec::new(),
        requirements: domain::jobs::Requirements::default(),
        journey: Journey::default(),
        fee_cents: Cents::ZERO,
        created_at: app.now(),
        published_at: None,
        checkout_url: None,
        viewer: JobViewer::default(),
    };
    lay_terms(&mut job, terms)?;
    repo::create(&app.db, &job).await?;
    get(app, Some(actor), &job.id).await
}

/// Writes terms that passed their rules into a job.
fn lay_terms(job: &mut Job, terms: JobTerms) -> Result<()> {
    job.title = terms.title;
    job.description = terms.description;
    job.price_cents = terms.price;
    job.slots = terms.slots;
    job.seats.slots = terms.slots;
    job.seats_left = job.seats.left();
    job.deadline = terms.deadline;
    job.scope_in = terms.scope_in;
    job.scope_out = terms.scope_out;
    job.known_bugs = terms.known_bugs;
    job.requirements = terms.requirements;
    job.journey = journey(terms.journey)?;
    Ok(())
}

/// Gives each step that has none an id.
fn journey(input: JourneyInput) -> Result<Journey> {
    let steps = input.steps.into_iter().map(|step| {
        let id: StepId = match step.id {
            Some(id) => id,
            None => fresh()?,
        };
        Ok(Step {
            id,
            action: step.action,
            expected: step.expected,
            evidence_required: step.evidence_required,
        })
    });
    Ok(Journey {
        steps: steps.collect::<Result<_>>()?,
    })
}

/// # Errors
/// [`Error::NotFound`] also for other people's drafts.
pub async fn get(app: &App, actor: Option<&Actor>, id: &JobId) -> Result<Job> {
    let mut job = stored(app, id).await?.job;
    let owns = actor.is_some_and(|a| a.user == job.client.id);
    let relation = Relation {
        owns_job: owns,
        ..Relation::default()
    };
    if !policy::may_read_job(actor, job.status, relation) {
        return Err(Error::NotFound);
    }
    let claim_id = match actor {
        Some(actor) => claims::service::live_seat(app, actor, id).await?,
        None => None,
    };
    job.viewer = JobViewer { owns, claim_id };
    if job.status == JobStatus::Draft {
        job.fee_cents = fees::quote(job.price_cents, job.slots, app.config.fee)
            .map(|q| q.fee)
            .unwrap_or_default();
    }
    Ok(job)
}

/// A job with what only the backend needs; authorises nothing.
pub(crate) async fn stored(app: &App, id: &JobId) -> Result<repo::Stored> {
    repo::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// A job that the actor may manage; other people's jobs are forbidden when they are public, and unknown when not.
pub(crate) async fn managed(app: &App, actor: &Actor, id: &JobId) -> Result<repo::Stored> {
    let stored = stored(app, id).await?;
    let relation = Relation {
        owns_job: stored.job.client.id == actor.user,
        ..Relation::default()
    };
    if policy::may_manage_job(relation) {
        return Ok(stored);
    }
    if policy::may_read_job(Some(actor), stored.job.status, relation) {
        return Err(Error::Forbidden("This job belongs to somebody else."));
    }
    Err(Error::NotFound)
}

/// `patch` is a JSON merge patch of a [`JobInput`]. Once a job is published, price, seats and project are fixed, and an
/// edit reaches only seats that are taken after it.
///
/// # Errors
/// Refused fields; a conflict when the job is over, its terms are fixed, or somebody edited it meanwhile.
pub async fn update(app: &App, actor: &Actor, id: &JobId, patch: &Value) -> Result<Job> {
    let before = managed(app, actor, id).await?;
    before.job.status.may_edit()?;
    let terms = patch::merge(&before.job.input(), patch)?.validate()?;
    let fixed = terms.price != before.job.price_cents || terms.slots != before.job.slots;
    if before.job.status != JobStatus::Draft && fixed {
        return Err(Conflict::TermsFixed.into());
    }
    if terms.project != before.job.project_id {
        return Err(Invalid::one("project_id", "fixed", "A job stays in its project.").into());
    }
    let mut job = before.job.clone();
    lay_terms(&mut job, terms)?;
    let sql = repo::update(&before, &job).then(listing::sync(&before.job, &job)?);
    app.db.write(sql).await?;
    app.pages.touched();
    get(app, Some(actor), id).await
}

/// # Errors
/// A conflict when it has been published.
pub async fn delete(app: &App, actor: &Actor, id: &JobId) -> Result<()> {
    let before = managed(app, actor, id).await?;
    before.job.status.may_delete()?;
    repo::delete(&app.db, &before).await
}

/// The actor's own jobs, newest first; those of one project when it is named.
///
/// # Errors
/// Refused paging parameters; other people's projects count as unknown.
pub async fn mine(app: &App, actor: &Actor, project: Option<&ProjectId>, query: &PageQuery) -> Result<Page<JobCard>> {
    let (limit, after) = query.validate()?;
    if let Some(project) = project {
        projects::service::get(app, actor, project).await?;
    }
    let rows = repo::of_owner(&app.db, &actor.user, project, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |row| repo::sort_key(&row.job)).map(|row| row.job.card()))
}

/// The actor's jobs in one state, newest first.
///
/// # Errors
/// When the database fails.
pub async fn in_status(app: &App, actor: &Actor, status: JobStatus, limit: usize) -> Result<Vec<JobCard>> {
    let rows = repo::in_status(&app.db, &actor.user, status, limit).await?;
    Ok(rows.into_iter().map(|row| row.job.card()).collect())
}

/// How many jobs of the actor are in one state, up to `limit`.
///
/// # Errors
/// When the database fails.
pub async fn count_in_status(app: &App, actor: &Actor, status: JobStatus, limit: usize) -> Result<usize> {
    repo::count_in_status(&app.db, &actor.user, status, limit).await
}

/// Titles by id, in one question; authorises nothing.
pub(crate) async fn titles(app: &App, ids: &[JobId]) -> Result<HashMap<JobId, String>> {
    Ok(repo::titles(&app.db, ids).await?.into_iter().collect())
}

/// Part of a transaction: the next state of a job, with the marketplace kept in step.
pub(crate) fn transition(before: &repo::Stored, next: JobState) -> Result<Sql> {
    let mut after = before.job.clone();
    after.status = next.status;
    after.price_cents = next.price;
    after.slots = next.seats.slots;
    after.seats = next.seats;
    after.seats_left = next.seats.left();
    after.fee_cents = next.fee;
    Ok(repo::transition(before, next).then(listing::sync(&before.job, &after)?))
}

/// Part of a transaction: see [`repo::payment_failed`].
pub(crate) fn payment_failed(job: &JobId) -> Sql {
    repo::payment_failed(job)
}

/// Part of a transaction: tells the client that the last seat was settled, when it was.
pub(crate) fn completed(app: &App, before: &repo::Stored, next: JobState) -> Sql {
    if next.status != JobStatus::Completed {
        return Sql::new("");
    }
    let event = Event::job(NotificationKind::JobCompleted, &before.job);
    notifications::service::tell(app, &[&before.job.client.id], &event)
}
