//! Reports over REST. Pictures, bugs and decisions stand with their own nouns.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Id, Json, Query, Session},
        problem::{Asked, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    ids::{ClaimId, JobId, SubmissionId},
    page::{Page, PageQuery},
    submissions::{Submission, SubmissionPatch},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(open_submission))
        .routes(routes!(get_submission, update_submission))
        .routes(routes!(submit_submission))
        .routes(routes!(list_job_submissions))
}

/// Opens the report of a seat. Asked again, it is the same one.
#[utoipa::path(
    post, path = "/claims/{id}/submission", tag = "submissions",
    params(("id" = ClaimId, Path, description = "The seat")),
    responses(
        (status = 201, description = "A new draft", body = Submission),
        (status = 200, description = "The report that was opened before", body = Submission),
        Private, Missing, Contested
    )
)]
pub async fn open_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ClaimId>,
) -> Result<(StatusCode, Json<Submission>)> {
    let (submission, new) = service::open(&app, &actor, &id).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(submission)))
}

/// A report with its pictures and bugs: for its tester, and for the client once it was handed in.
#[utoipa::path(
    get, path = "/submissions/{id}", tag = "submissions",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses((status = 200, description = "The report", body = Submission), Private, Missing)
)]
pub async fn get_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
) -> Result<Json<Submission>> {
    service::get(&app, &actor, &id).await.map(Json)
}

/// Writes verdicts and texts. Steps and fields that are not named stay.
#[utoipa::path(
    patch, path = "/submissions/{id}", tag = "submissions",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses(
        (status = 200, description = "The report", body = Submission),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn update_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    Json(patch): Json<SubmissionPatch>,
) -> Result<Json<Submission>> {
    service::patch(&app, &actor, &id, &patch).await.map(Json)
}

/// Hands the work in. What is missing is listed field by field.
#[utoipa::path(
    post, path = "/submissions/{id}/submit", tag = "submissions",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses(
        (status = 200, description = "The report, handed in", body = Submission),
        Private, Guarded, Missing, Contested, Asked
    )
)]
pub async fn submit_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
) -> Result<Json<Submission>> {
    service::submit(&app, &actor, &id).await.map(Json)
}

/// What was handed in for one's own job, newest first.
#[utoipa::path(
    get, path = "/jobs/{id}/submissions", tag = "submissions",
    params(("id" = JobId, Path, description = "The job"), PageQuery),
    responses(
        (status = 200, description = "A page of reports", body = Page<Submission>),
        Private, Guarded, Missing, Asked
    )
)]
pub async fn list_job_submissions(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<JobId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Submission>>> {
    service::for_job(&app, &actor, &id, &query).await.map(Json)
}
