//! Submissions seen together: what waits for a client, how long decisions take, what was found at each step. They authorise
//! nothing; who calls asks for what is the actor's own.

use super::repo::{self, Of};
use crate::{App, Error, Result, bugs, jobs, users};
use domain::{
    dashboard::{HANDED_IN, JobName, JobVerdicts, MANY, Reviews, ToReview, verdicts_by_step},
    ids::{JobId, SubmissionId, UserId},
    jobs::CURRENCY,
    statistics::{Pace, Week, pace_by_week, tally},
};

/// Figures are made of at most so many submissions, the newest.
const MAX_ROWS: usize = 2000;
/// Work that was begun so long before the weeks that are shown may have been handed in and decided within them.
const BEGUN_BEFORE_HOURS: i64 = 4 * 7 * 24;
/// The verdicts of so many submissions are counted, the newest.
const MAX_REPORTS: usize = 200;

/// The first `shown` that wait for a client, and how many do in all, up to [`MANY`].
pub(crate) async fn waiting(app: &App, client: &UserId, shown: usize) -> Result<(Vec<ToReview>, usize)> {
    let mut rows = repo::waiting(&app.db, client, MANY).await?;
    let count = rows.len();
    rows.truncate(shown);
    let ids: Vec<SubmissionId> = rows.iter().map(|row| row.id.clone()).collect();
    let of_jobs: Vec<JobId> = rows.iter().map(|row| row.job.clone()).collect();
    let people = users::service::people(app, rows.iter().map(|row| row.tester.to_string())).await?;
    let titles = jobs::service::titles(app, &of_jobs).await?;
    let bugs = bugs::service::of_submissions(app, &ids).await?;
    let items = rows.into_iter().map(|row| {
        Ok(ToReview {
            job_title: titles.get(&row.job).cloned().ok_or(Error::NotFound)?,
            tester: people.get(row.tester.as_str()).cloned().ok_or(Error::NotFound)?,
            bugs: bugs.get(row.id.as_str()).map_or(0, Vec::len),
            submission_id: row.id,
            job_id: row.job,
            price_cents: row.price,
            currency: CURRENCY.into(),
            submitted_at: row.submitted_at,
            review_due_at: row.due_at,
        })
    });
    Ok((items.collect::<Result<_>>()?, count))
}

/// Figures of the last weeks, and the jobs that they come from, the one with the newest work first.
pub(crate) struct Overview {
    pub reviews: Reviews,
    pub jobs: Vec<JobId>,
}

/// Of what was handed in for a client's jobs. Its pace is how long this client takes to decide.
pub(crate) async fn of_client(app: &App, client: &UserId) -> Result<Overview> {
    overview(app, Of::Owner(client)).await
}

/// Of what a tester handed in. Its pace is how long this tester waits for a decision.
pub(crate) async fn of_tester(app: &App, tester: &UserId) -> Result<Overview> {
    overview(app, Of::Tester(tester)).await
}

async fn overview(app: &App, of: Of<'_>) -> Result<Overview> {
    let now = app.now();
    let window = Week::window(now);
    let rows = repo::begun_since(&app.db, of, window.plus_hours(-BEGUN_BEFORE_HOURS), MAX_ROWS).await?;
    let complete = rows.len() < MAX_ROWS;
    let mut jobs = Vec::new();
    let mut states = Vec::new();
    let mut decided = Vec::new();
    for row in rows {
        let Some(handed_in) = row.submitted_at else { continue };
        if let Some(at) = row.decided_at.filter(|at| *at >= window) {
            decided.push((at, at.seconds_since(handed_in)));
        }
        if handed_in >= window {
            states.push(row.status);
            if !jobs.contains(&row.job) {
                jobs.push(row.job);
            }
        }
    }
    let reviews = Reviews {
        states: tally(&HANDED_IN, states),
        complete,
        pace: Pace::of(decided.iter().map(|(_, seconds)| *seconds).collect()),
        pace_by_week: pace_by_week(now, &decided),
    };
    Ok(Overview { reviews, jobs })
}

/// What testers found at each step of a job.
pub(crate) async fn verdicts(app: &App, job: JobName) -> Result<JobVerdicts> {
    let journey = jobs::service::stored(app, &job.id).await?.job.journey;
    let rows = repo::of_job(&app.db, &job.id, "", MAX_REPORTS).await?;
    let reports: Vec<_> = rows.into_iter().map(|row| row.report.steps).collect();
    Ok(JobVerdicts {
        job,
        submissions: reports.len(),
        steps: verdicts_by_step(&journey, &reports),
    })
}
