//! The wallet over REST.

use super::{export, paper, payouts, service, statements};
use crate::{
    App, Error, Result,
    rest::{
        extract::{Id, IdemKey, Json, Query, Session},
        problem::{Asked, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    ids::{BadId, TransactionId},
    page::{Page, PageQuery},
    statements::{EntryFilter, Month, StatementMonths},
    wallet::{Payout, PayoutInput, StatementLine, Wallet},
};
use futures_util::{StreamExt as _, stream};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(get_wallet))
        .routes(routes!(list_entries))
        .routes(routes!(export_entries))
        .routes(routes!(list_statements))
        .routes(routes!(get_statement))
        .routes(routes!(get_receipt))
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
    get, path = "/wallet/entries", tag = "wallet", params(PageQuery, EntryFilter),
    responses((status = 200, description = "A page of the statement", body = Page<StatementLine>), Private, Asked)
)]
pub async fn list_entries(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
    Query(filter): Query<EntryFilter>,
) -> Result<Json<Page<StatementLine>>> {
    service::statement(&app, &actor, &query, &filter).await.map(Json)
}

/// One's own entries as a table for spreadsheets (RFC 4180, UTF-8), newest first: all that the filter lets through. Text that
/// would be taken for a formula begins with an apostrophe.
#[utoipa::path(
    get, path = "/wallet/entries.csv", tag = "wallet", params(EntryFilter),
    responses((status = 200, description = "The table", body = String, content_type = "text/csv"), Private, Asked)
)]
pub async fn export_entries(
    State(app): State<App>,
    Session(actor): Session,
    Query(filter): Query<EntryFilter>,
) -> Result<Response> {
    let table = stream::unfold(export::table(&app, &actor, &filter)?, async |mut table| {
        table.recv().await.map(|chunk| (chunk, table))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"peertest-hub-entries.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    // Layers ask again behind the end.
    Ok((headers, Body::from_stream(table.fuse())).into_response())
}

/// The months in which money moved for one, newest first, 120 at most.
#[utoipa::path(
    get, path = "/wallet/statements", tag = "wallet",
    responses((status = 200, description = "The months", body = StatementMonths), Private)
)]
pub async fn list_statements(State(app): State<App>, Session(actor): Session) -> Result<Json<StatementMonths>> {
    statements::months(&app, &actor).await.map(Json)
}

/// A name in the path with the ending of the file that is asked for.
pub struct File<T>(T);

fn stem(name: &str) -> std::result::Result<&str, BadId> {
    name.strip_suffix(".pdf").ok_or(BadId)
}

impl TryFrom<String> for File<Month> {
    type Error = BadId;
    fn try_from(name: String) -> std::result::Result<Self, BadId> {
        Month::parse(stem(&name)?).map(Self).ok_or(BadId)
    }
}

impl TryFrom<String> for File<TransactionId> {
    type Error = BadId;
    fn try_from(name: String) -> std::result::Result<Self, BadId> {
        TransactionId::parse(stem(&name)?).map(Self)
    }
}

#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Document(pub Vec<u8>);

fn pdf(name: &str, bytes: Vec<u8>) -> Result<Response> {
    let named = HeaderValue::from_str(&format!("inline; filename=\"{name}.pdf\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (
            header::CONTENT_DISPOSITION,
            named.map_err(|e| Error::Internal(e.to_string()))?,
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// One's own statement for a month: opening balance, lines, closing balance.
#[utoipa::path(
    get, path = "/wallet/statements/{file}", tag = "wallet",
    params(("file" = String, Path, description = "The month, such as `2026-11.pdf`",
        pattern = "^[0-9]{4}-[0-9]{2}[.]pdf$")),
    responses(
        (status = 200, description = "The statement", body = inline(Document), content_type = "application/pdf"),
        Private, Missing
    )
)]
pub async fn get_statement(
    State(app): State<App>,
    Session(actor): Session,
    Id(File(month)): Id<File<Month>>,
) -> Result<Response> {
    let statement = statements::monthly(&app, &actor, month).await?;
    pdf(&format!("statement-{month}"), paper::statement(&statement)?)
}

/// A receipt for a booking that touches one's accounts.
#[utoipa::path(
    get, path = "/wallet/receipts/{file}", tag = "wallet",
    params(("file" = String, Path, description = "The id of the booking, with `.pdf` behind it",
        pattern = "^[A-Za-z0-9_-]{1,96}[.]pdf$")),
    responses(
        (status = 200, description = "The receipt", body = inline(Document), content_type = "application/pdf"),
        Private, Missing
    )
)]
pub async fn get_receipt(
    State(app): State<App>,
    Session(actor): Session,
    Id(File(transaction)): Id<File<TransactionId>>,
) -> Result<Response> {
    let receipt = statements::receipt(&app, &actor, &transaction).await?;
    pdf(&format!("receipt-{transaction}"), paper::receipt(&receipt)?)
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
