//! The wallet over REST.

use super::{payouts, service};
use crate::{
    App, Result,
    rest::{
        extract::{IdemKey, Json, Query, Session},
        problem::{Asked, Contested, Guarded, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    page::{Page, PageQuery},
    wallet::{Payout, PayoutInput, StatementLine, Wallet},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(get_wallet))
        .routes(routes!(list_entries))
        .routes(routes!(list_payouts, request_payout))
}

/// What is available, held and pending.
#[utoipa::path(
    get, path = "/wallet", tag = "wallet",
    responses((status = 200, description = "The wallet", body = Wallet), Private)
)]
pub async fn get_wallet(State(app): State<App>, Session(actor): Session) -> Result<Json<Wallet>> {
    service::summary(&app, &actor).await.map(Json)
}

/// One's own statement, newest first, each line with both sides of its booking.
#[utoipa::path(
    get, path = "/wallet/entries", tag = "wallet", params(PageQuery),
    responses((status = 200, description = "A page of the statement", body = Page<StatementLine>), Private, Asked)
)]
pub async fn list_entries(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<StatementLine>>> {
    service::statement(&app, &actor, &query).await.map(Json)
}

/// One's own payouts, newest first.
#[utoipa::path(
    get, path = "/wallet/payouts", tag = "wallet", params(PageQuery),
    responses((status = 200, description = "A page of payouts", body = Page<Payout>), Private, Asked)
)]
pub async fn list_payouts(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Payout>>> {
    payouts::list(&app, &actor, &query).await.map(Json)
}

/// Sends an amount to one's bank. Needs the tester role.
#[utoipa::path(
    post, path = "/wallet/payouts", tag = "wallet",
    params(IdemKey),
    responses((status = 201, description = "The payout, on its way", body = Payout), Private, Guarded, Contested, Taken)
)]
pub async fn request_payout(
    State(app): State<App>,
    Session(actor): Session,
    key: IdemKey,
    Json(input): Json<PayoutInput>,
) -> Result<(StatusCode, Json<Payout>)> {
    Ok((
        StatusCode::CREATED,
        Json(payouts::request(&app, &actor, &input, key.get()).await?),
    ))
}
