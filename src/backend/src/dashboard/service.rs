//! Puts a dashboard together out of what the nouns know about the actor. Every question is about the actor's own, and each
//! is answered from an index.

use crate::{App, Result, claims, jobs, projects, submissions::overview, users, wallet};
use domain::{
    auth::Actor,
    claims::ClaimStatus,
    dashboard::{ClientBoard, Dashboard, DashboardQuery, JobName, JobVerdicts, MANY, TesterBoard},
    ids::JobId,
    jobs::{JobCard, JobStatus},
    page::PageQuery,
    users::Role,
};

/// Rows of a list that calls for something.
const TASKS: usize = 20;
/// Rows of a list for looking things up.
const ROWS: i64 = 6;
/// Jobs to choose from for the verdicts.
const CHOICES: usize = 20;

/// # Errors
/// A cursor that no list gave out.
pub async fn load(app: &App, actor: &Actor, query: &DashboardQuery) -> Result<Dashboard> {
    let user = users::service::me(app, actor).await?;
    let wallet = wallet::service::summary(app, actor).await?;
    let client = if user.has(Role::Client) {
        Some(client(app, actor, query).await?)
    } else {
        None
    };
    let tester = if user.has(Role::Tester) {
        Some(tester(app, actor, query).await?)
    } else {
        None
    };
    Ok(Dashboard {
        now: app.now(),
        user,
        wallet,
        client,
        tester,
    })
}

fn page(limit: i64, cursor: Option<String>) -> PageQuery {
    PageQuery {
        limit: Some(limit),
        cursor,
    }
}

async fn client(app: &App, actor: &Actor, query: &DashboardQuery) -> Result<ClientBoard> {
    let (to_review, waiting) = overview::waiting(app, &actor.user, TASKS).await?;
    let drafts = jobs::service::in_status(app, actor, JobStatus::Draft, TASKS).await?;
    // A deadline that has passed has to be moved first.
    let ready = |job: &JobCard| job.deadline.is_none_or(|deadline| deadline > app.now());
    let seen = overview::of_client(app, &actor.user).await?;
    let reported = names(app, &seen.jobs).await?;
    Ok(ClientBoard {
        to_review,
        waiting,
        drafts: drafts.into_iter().filter(ready).collect(),
        jobs: jobs::service::mine(app, actor, None, &page(ROWS, None)).await?,
        open_jobs: jobs::service::count_in_status(app, actor, JobStatus::Open, MANY).await?,
        projects: projects::service::list(app, actor, &page(ROWS, None)).await?,
        paid_in: wallet::figures::paid_in(app, &actor.user).await?,
        refunded: wallet::figures::refunded(app, &actor.user).await?,
        reviews: seen.reviews,
        verdicts: verdicts(app, &reported, query.job.as_deref()).await?,
        reported,
    })
}

async fn names(app: &App, ids: &[JobId]) -> Result<Vec<JobName>> {
    let ids = &ids[..ids.len().min(CHOICES)];
    let mut titles = jobs::service::titles(app, ids).await?;
    let named = ids.iter().filter_map(|id| {
        let title = titles.remove(id)?;
        Some(JobName { id: id.clone(), title })
    });
    Ok(named.collect())
}

/// Of the job that was asked for, when it is among those, and else of the first.
async fn verdicts(app: &App, reported: &[JobName], asked: Option<&str>) -> Result<Option<JobVerdicts>> {
    let chosen = reported.iter().find(|job| Some(job.id.as_str()) == asked);
    match chosen.or(reported.first()) {
        Some(job) => overview::verdicts(app, job.clone()).await.map(Some),
        None => Ok(None),
    }
}

async fn tester(app: &App, actor: &Actor, query: &DashboardQuery) -> Result<TesterBoard> {
    let mut seats = claims::service::mine(app, actor, &page(ROWS, query.seats.clone())).await?;
    seats.items.retain(|claim| claim.status != ClaimStatus::Active);
    Ok(TesterBoard {
        at_work: claims::service::at_work(app, actor, TASKS).await?,
        seats,
        earned: wallet::figures::earned(app, &actor.user).await?,
        reviews: overview::of_tester(app, &actor.user).await?.reviews,
    })
}
