//! Jobs and the marketplace over REST.

use super::{listing, publishing, service};
use crate::{
    App, Result,
    rest::{
        extract::{Id, IdemKey, Json, MaybeSession, Query, Session},
        problem::{Asked, Charging, Contested, Guarded, Keyed, Missing, Private, Taken},
    },
};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use domain::{
    ids::{JobId, ProjectId},
    jobs::{Job, JobCard, JobInput, JobQuery, PublishInput},
    page::{Page, PageQuery},
    payments::{CancelInput, TopUpInput},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_jobs, create_job))
        .routes(routes!(get_job, update_job, delete_job))
        .routes(routes!(publish_job))
        .routes(routes!(cancel_job))
        .routes(routes!(top_up_job))
        .routes(routes!(my_jobs))
}

/// Open jobs, newest first unless told. Needs no session.
#[utoipa::path(
    get, path = "/jobs", tag = "jobs", security(()), params(JobQuery),
    responses((status = 200, description = "A page of open jobs", body = Page<JobCard>), Asked)
)]
pub async fn list_jobs(State(app): State<App>, Query(query): Query<JobQuery>) -> Result<impl IntoResponse> {
    let page = listing::page_json(&app, &query).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], page))
}

/// Makes a draft in one of one's own projects. Needs the client role.
#[utoipa::path(
    post, path = "/jobs", tag = "jobs",
    responses((status = 201, description = "The draft", body = Job), Private, Guarded, Taken)
)]
pub async fn create_job(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<JobInput>,
) -> Result<(StatusCode, Json<Job>)> {
    Ok((StatusCode::CREATED, Json(service::create(&app, &actor, &input).await?)))
}

/// A job. Needs no session once it was published; drafts are seen by their owner only.
#[utoipa::path(
    get, path = "/jobs/{id}", tag = "jobs", params(("id" = JobId, Path, description = "The job")),
    security((), ("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "The job", body = Job), Missing)
)]
pub async fn get_job(
    State(app): State<App>,
    MaybeSession(actor): MaybeSession,
    Id(id): Id<JobId>,
) -> Result<Json<Job>> {
    service::get(&app, actor.as_ref(), &id).await.map(Json)
}

/// Changes a job; what is left out stays, null clears. Once it is published, price and seats are fixed, and an edit
/// reaches only seats that are taken after it.
#[utoipa::path(
    patch, path = "/jobs/{id}", tag = "jobs", params(("id" = JobId, Path, description = "The job")),
    request_body(content = ref("#/components/schemas/JobPatch"), description = "What is to change"),
    responses((status = 200, description = "The job", body = Job), Private, Guarded, Missing, Contested, Taken)
)]
pub async fn update_job(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<JobId>,
    Json(patch): Json<Value>,
) -> Result<Json<Job>> {
    service::update(&app, &actor, &id, &patch).await.map(Json)
}

/// Deletes a draft.
#[utoipa::path(
    delete, path = "/jobs/{id}", tag = "jobs", params(("id" = JobId, Path, description = "The job")),
    responses((status = 204, description = "It is gone"), Private, Guarded, Missing, Contested)
)]
pub async fn delete_job(State(app): State<App>, Session(actor): Session, Id(id): Id<JobId>) -> Result<StatusCode> {
    service::delete(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Charges the price of all seats and the fee, holds it, and opens the job. A declined payment leaves it a draft.
#[utoipa::path(
    post, path = "/jobs/{id}/publish", tag = "jobs",
    params(
        ("id" = JobId, Path, description = "The job"),
        IdemKey,
    ),
    responses(
        (status = 200, description = "The open job", body = Job),
        Private, Charging, Guarded, Missing, Contested, Taken
    )
)]
pub async fn publish_job(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<JobId>,
    key: IdemKey,
    Json(input): Json<PublishInput>,
) -> Result<Json<Job>> {
    publishing::publish(&app, &actor, &id, &input, key.get())
        .await
        .map(Json)
}

/// Stops a job: free seats are refunded at once, work that was begun may still be handed in and is paid.
#[utoipa::path(
    post, path = "/jobs/{id}/cancel", tag = "jobs",
    params(
        ("id" = JobId, Path, description = "The job"),
        CancelInput,
        IdemKey,
    ),
    responses((status = 200, description = "The cancelled job", body = Job), Private, Guarded, Missing, Contested, Keyed)
)]
pub async fn cancel_job(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<JobId>,
    Query(input): Query<CancelInput>,
    key: IdemKey,
) -> Result<Json<Job>> {
    publishing::cancel(&app, &actor, &id, &input, key.get()).await.map(Json)
}

/// Has more seats or a higher price paid for. A raise reaches seats that are not taken.
#[utoipa::path(
    post, path = "/jobs/{id}/top-up", tag = "jobs",
    params(
        ("id" = JobId, Path, description = "The job"),
        IdemKey,
    ),
    responses(
        (status = 200, description = "The job with its new terms, or with the page on which they are paid", body = Job),
        Private, Charging, Guarded, Missing, Contested, Taken
    )
)]
pub async fn top_up_job(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<JobId>,
    key: IdemKey,
    Json(input): Json<TopUpInput>,
) -> Result<Json<Job>> {
    publishing::top_up(&app, &actor, &id, &input, key.get()).await.map(Json)
}

/// Which of one's own jobs.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct MyJobsQuery {
    /// Those of one project only.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]{0,96}$")]
    pub project_id: Option<ProjectId>,
    /// 1 to 100, 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(pattern = "^([A-Za-z0-9_-]{17,128})?$")]
    pub cursor: Option<String>,
}

/// One's own jobs in every state, newest first.
#[utoipa::path(
    get, path = "/my/jobs", tag = "jobs", params(MyJobsQuery),
    responses((status = 200, description = "A page of jobs", body = Page<JobCard>), Private, Missing, Asked)
)]
pub async fn my_jobs(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<MyJobsQuery>,
) -> Result<Json<Page<JobCard>>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    service::mine(&app, &actor, query.project_id.as_ref(), &page)
        .await
        .map(Json)
}
