//! Seats over REST.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Id, Json, Query, Session},
        problem::{Asked, Contested, Guarded, Missing, Private},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    claims::{Claim, Workbench},
    ids::{ClaimId, JobId},
    page::{Page, PageQuery},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(claim_job))
        .routes(routes!(list_claims))
        .routes(routes!(get_claim))
        .routes(routes!(release_claim))
}

/// Takes a seat and freezes the contract. Needs the tester role.
#[utoipa::path(
    post, path = "/jobs/{id}/claims", tag = "claims", params(("id" = JobId, Path, description = "The job")),
    responses((status = 201, description = "The seat", body = Claim), Private, Guarded, Missing, Contested)
)]
pub async fn claim_job(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<JobId>,
) -> Result<(StatusCode, Json<Claim>)> {
    Ok((StatusCode::CREATED, Json(service::claim(&app, &actor, &id).await?)))
}

/// One's own seats, newest first.
#[utoipa::path(
    get, path = "/claims", tag = "claims", params(PageQuery),
    responses((status = 200, description = "A page of seats", body = Page<Claim>), Private, Asked)
)]
pub async fn list_claims(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Claim>>> {
    service::mine(&app, &actor, &query).await.map(Json)
}

/// A seat with its contract and its report, which is opened when there is none.
#[utoipa::path(
    get, path = "/claims/{id}", tag = "claims", params(("id" = ClaimId, Path, description = "The seat")),
    responses((status = 200, description = "All that is needed to work", body = Workbench), Private, Missing, Contested)
)]
pub async fn get_claim(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ClaimId>,
) -> Result<Json<Workbench>> {
    service::workbench(&app, &actor, &id).await.map(Json)
}

/// Gives a seat back before its work was handed in.
#[utoipa::path(
    post, path = "/claims/{id}/release", tag = "claims", params(("id" = ClaimId, Path, description = "The seat")),
    responses((status = 200, description = "The seat that was", body = Claim), Private, Missing, Contested)
)]
pub async fn release_claim(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ClaimId>,
) -> Result<Json<Claim>> {
    service::release(&app, &actor, &id).await.map(Json)
}
