//! What admins look after, over REST.

use crate::{
    App, Result,
    rest::{
        extract::{Id, Json, Session},
        problem::{Guarded, Missing, Private},
    },
    worker::dead,
};
use axum::{extract::State, http::StatusCode};
use domain::{admin::DeadJob, ids::WorkId, page::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_dead_jobs))
        .routes(routes!(retry_dead_job))
}

/// Mails and movements of money that failed so often that the server has given them up, oldest first. For admins.
#[utoipa::path(
    get, path = "/admin/dead-jobs", tag = "admin",
    responses((status = 200, description = "The jobs", body = Page<DeadJob>), Private, Guarded)
)]
pub async fn list_dead_jobs(State(app): State<App>, Session(actor): Session) -> Result<Json<Page<DeadJob>>> {
    dead::list(&app, &actor).await.map(Json)
}

/// Has the server try one of them again. For admins.
#[utoipa::path(
    post, path = "/admin/dead-jobs/{id}/retry", tag = "admin", params(("id" = WorkId, Path, description = "The job")),
    responses((status = 202, description = "It is tried again"), Private, Guarded, Missing)
)]
pub async fn retry_dead_job(State(app): State<App>, Session(actor): Session, Id(id): Id<WorkId>) -> Result<StatusCode> {
    dead::retry(&app, &actor, &id).await?;
    Ok(StatusCode::ACCEPTED)
}
