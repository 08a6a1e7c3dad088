//! Disputes over REST.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Id, IdemKey, Json, Query, Session},
        problem::{Asked, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    disputes::{Dispute, DisputeInput, RulingInput},
    ids::SubmissionId,
    page::{Page, PageQuery},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(open_dispute, get_dispute))
        .routes(routes!(list_disputes))
        .routes(routes!(rule_dispute))
}

/// Disputes the rejection of one's own work, once; the pay is set aside until an admin has decided.
#[utoipa::path(
    post, path = "/submissions/{id}/dispute", tag = "disputes",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses((status = 201, description = "The dispute", body = Dispute), Private, Guarded, Missing, Contested, Taken)
)]
pub async fn open_dispute(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    Json(input): Json<DisputeInput>,
) -> Result<(StatusCode, Json<Dispute>)> {
    let dispute = service::open(&app, &actor, &id, &input).await?;
    Ok((StatusCode::CREATED, Json(dispute)))
}

/// The dispute over a submission, for both sides and admins.
#[utoipa::path(
    get, path = "/submissions/{id}/dispute", tag = "disputes",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses((status = 200, description = "The dispute", body = Dispute), Private, Missing)
)]
pub async fn get_dispute(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
) -> Result<Json<Dispute>> {
    service::get(&app, &actor, &id).await.map(Json)
}

/// Disputes that wait for a ruling, the longest waiting first. For admins.
#[utoipa::path(
    get, path = "/admin/disputes", tag = "admin", params(PageQuery),
    responses((status = 200, description = "A page of disputes", body = Page<Dispute>), Private, Guarded, Asked)
)]
pub async fn list_disputes(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Dispute>>> {
    service::waiting(&app, &actor, &query).await.map(Json)
}

/// Rules on a dispute, in whole or in part. Final. For admins without a part in it.
#[utoipa::path(
    post, path = "/admin/disputes/{id}/rule", tag = "admin",
    params(
        ("id" = SubmissionId, Path, description = "The report"),
        IdemKey,
    ),
    responses((status = 200, description = "The dispute", body = Dispute), Private, Guarded, Missing, Contested, Taken)
)]
pub async fn rule_dispute(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    key: IdemKey,
    Json(input): Json<RulingInput>,
) -> Result<Json<Dispute>> {
    service::rule(&app, &actor, &id, &input, key.get()).await.map(Json)
}
