//! Bug reports over REST.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Id, Ids, Json, Session},
        problem::{Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    bugs::{Bug, BugInput},
    ids::{BugId, SubmissionId},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(report_bug))
        .routes(routes!(remove_bug))
}

/// Reports a bug.
#[utoipa::path(
    post, path = "/submissions/{id}/bugs", tag = "bugs",
    params(("id" = SubmissionId, Path, description = "The report it belongs to")),
    responses((status = 201, description = "The bug", body = Bug), Private, Guarded, Missing, Contested, Taken)
)]
pub async fn report_bug(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    Json(input): Json<BugInput>,
) -> Result<(StatusCode, Json<Bug>)> {
    Ok((
        StatusCode::CREATED,
        Json(service::create(&app, &actor, &id, &input).await?),
    ))
}

/// Takes a bug back before the work is handed in.
#[utoipa::path(
    delete, path = "/submissions/{id}/bugs/{bug_id}", tag = "bugs",
    params(
        ("id" = SubmissionId, Path, description = "The report it belongs to"),
        ("bug_id" = BugId, Path, description = "The bug"),
    ),
    responses((status = 204, description = "It is gone"), Private, Guarded, Missing, Contested)
)]
pub async fn remove_bug(
    State(app): State<App>,
    Session(actor): Session,
    Ids(id, bug): Ids<SubmissionId, BugId>,
) -> Result<StatusCode> {
    service::remove(&app, &actor, &id, &bug).await?;
    Ok(StatusCode::NO_CONTENT)
}
