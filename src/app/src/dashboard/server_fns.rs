//! All that the dashboard shows, in one call.

use crate::error::AppError;
use domain::{
    claims::Claim,
    ids::JobId,
    jobs::JobCard,
    money::Cents,
    timestamp::Timestamp,
    users::{Person, User},
    wallet::Wallet,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    pub user: User,
    pub wallet: Wallet,
    /// Submissions that wait for this client, the one whose time runs out first at the top.
    pub to_review: Vec<ToReview>,
    pub jobs: Vec<JobCard>,
    pub seats: Vec<Claim>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToReview {
    pub job_id: JobId,
    pub job_title: String,
    pub tester: Person,
    pub bugs: usize,
    pub price_cents: Cents,
    pub currency: String,
    pub submitted_at: Option<Timestamp>,
    pub review_due_at: Option<Timestamp>,
}

#[server(prefix = "/sfn", endpoint = "dashboard/load")]
pub async fn load_dashboard() -> Result<Dashboard, AppError> {
    use domain::users::Role;
    let (app, actor) = crate::context::signed_in()?;
    let page = domain::page::PageQuery {
        limit: Some(20),
        cursor: None,
    };
    let user = backend::users::service::me(&app, &actor).await?;
    let wallet = backend::wallet::service::summary(&app, &actor).await?;
    let (mut jobs, mut to_review, mut seats) = (Vec::new(), Vec::new(), Vec::new());
    if user.has(Role::Client) {
        jobs = backend::jobs::service::mine(&app, &actor, None, &page).await?.items;
        for job in &jobs {
            to_review.extend(waiting(&app, &actor, job).await?);
        }
        to_review.sort_by_key(|r| r.review_due_at);
    }
    if user.has(Role::Tester) {
        seats = backend::claims::service::mine(&app, &actor, &page).await?.items;
    }
    Ok(Dashboard {
        user,
        wallet,
        to_review,
        jobs,
        seats,
    })
}

/// The submissions of a job that nobody has decided on. Asked only of jobs that can have any.
#[cfg(feature = "ssr")]
async fn waiting(app: &backend::App, actor: &domain::auth::Actor, job: &JobCard) -> Result<Vec<ToReview>, AppError> {
    use domain::{jobs::JobStatus, submissions::SubmissionStatus};
    if matches!(job.status, JobStatus::Draft | JobStatus::Completed) || job.seats_left == job.slots {
        return Ok(Vec::new());
    }
    let page = domain::page::PageQuery {
        limit: Some(100),
        cursor: None,
    };
    let submissions = backend::submissions::service::for_job(app, actor, &job.id, &page)
        .await?
        .items;
    let waiting = submissions
        .into_iter()
        .filter(|s| s.status == SubmissionStatus::Submitted);
    Ok(waiting
        .map(|s| ToReview {
            job_id: job.id.clone(),
            job_title: job.title.clone(),
            tester: s.tester,
            bugs: s.bugs.len(),
            price_cents: s.price_cents,
            currency: s.currency,
            submitted_at: s.submitted_at,
            review_due_at: s.review_due_at,
        })
        .collect())
}
