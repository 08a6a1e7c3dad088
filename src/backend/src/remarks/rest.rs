//! Remarks over REST.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Id, Json, Session},
        problem::{Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    ids::{RemarkId, ScreenshotId},
    page::Page,
    remarks::{AnswerInput, Remark, RemarkInput, RemarkPatch},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_remarks, pin_remark))
        .routes(routes!(answer_remark))
        .routes(routes!(change_remark, remove_remark))
}

/// The remarks on a picture in the order of their numbers, all of them at once.
#[utoipa::path(
    get, path = "/screenshots/{id}/remarks", tag = "remarks",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    responses((status = 200, description = "The remarks with their answers", body = Page<Remark>), Private, Missing)
)]
pub async fn list_remarks(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
) -> Result<Json<Page<Remark>>> {
    service::list(&app, &actor, &id).await.map(Json)
}

/// Pins a remark to a point of a picture that was handed in. The other side is told.
#[utoipa::path(
    post, path = "/screenshots/{id}/remarks", tag = "remarks",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    responses((status = 201, description = "The remark", body = Remark), Private, Missing, Contested, Taken)
)]
pub async fn pin_remark(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
    Json(input): Json<RemarkInput>,
) -> Result<(StatusCode, Json<Remark>)> {
    Ok((
        StatusCode::CREATED,
        Json(service::pin(&app, &actor, &id, &input).await?),
    ))
}

/// Answers a remark. The other side is told.
#[utoipa::path(
    post, path = "/remarks/{id}/answers", tag = "remarks",
    params(("id" = RemarkId, Path, description = "The remark")),
    responses(
        (status = 201, description = "The remark with all of its answers", body = Remark),
        Private, Missing, Contested, Taken
    )
)]
pub async fn answer_remark(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<RemarkId>,
    Json(input): Json<AnswerInput>,
) -> Result<(StatusCode, Json<Remark>)> {
    Ok((
        StatusCode::CREATED,
        Json(service::answer(&app, &actor, &id, &input).await?),
    ))
}

/// Puts a remark or an answer in other words, within 15 minutes and by its author; marks a remark as settled, by either side.
#[utoipa::path(
    patch, path = "/remarks/{id}", tag = "remarks",
    params(("id" = RemarkId, Path, description = "The remark, or an answer")),
    responses(
        (status = 200, description = "The remark with its answers", body = Remark),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn change_remark(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<RemarkId>,
    Json(patch): Json<RemarkPatch>,
) -> Result<Json<Remark>> {
    service::change(&app, &actor, &id, &patch).await.map(Json)
}

/// Removes what one wrote. A remark that was answered leaves its place, with `removed`.
#[utoipa::path(
    delete, path = "/remarks/{id}", tag = "remarks",
    params(("id" = RemarkId, Path, description = "The remark, or an answer")),
    responses((status = 204, description = "It is gone"), Private, Guarded, Missing, Contested)
)]
pub async fn remove_remark(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<RemarkId>,
) -> Result<StatusCode> {
    service::remove(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
