//! What admins look after, over REST.

use crate::{
    App, Result,
    rest::{
        extract::{Id, Json, Query, Session},
        problem::{Asked, Guarded, Missing, Private},
    },
    wallet::overview,
    worker::dead,
};
use axum::{extract::State, http::StatusCode};
use domain::{
    admin::DeadJob,
    books::{Books, Transaction},
    ids::{TransactionId, WorkId},
    page::{Page, PageQuery},
    reconciliation::Reconciliation,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_dead_jobs))
        .routes(routes!(retry_dead_job))
        .routes(routes!(get_books))
        .routes(routes!(get_reconciliation))
        .routes(routes!(list_transactions))
        .routes(routes!(get_transaction))
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

/// What every account holds: a trial balance. For admins.
#[utoipa::path(
    get, path = "/admin/books", tag = "admin",
    responses((status = 200, description = "The books", body = Books), Private, Guarded)
)]
pub async fn get_books(State(app): State<App>, Session(actor): Session) -> Result<Json<Books>> {
    overview::books(&app, &actor).await.map(Json)
}

/// The payment processor's book beside ours, thing by thing. For admins.
#[utoipa::path(
    get, path = "/admin/reconciliation", tag = "admin",
    responses((status = 200, description = "The report", body = Reconciliation), Private, Guarded)
)]
pub async fn get_reconciliation(State(app): State<App>, Session(actor): Session) -> Result<Json<Reconciliation>> {
    overview::reconcile(&app, &actor).await.map(Json)
}

/// Every booked transaction with both sides, newest first. For admins.
#[utoipa::path(
    get, path = "/admin/transactions", tag = "admin", params(PageQuery),
    responses((status = 200, description = "A page of transactions", body = Page<Transaction>), Private, Guarded, Asked)
)]
pub async fn list_transactions(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Transaction>>> {
    overview::transactions(&app, &actor, &query).await.map(Json)
}

/// One of them. For admins.
#[utoipa::path(
    get, path = "/admin/transactions/{id}", tag = "admin",
    params(("id" = TransactionId, Path, description = "The transaction")),
    responses((status = 200, description = "The transaction", body = Transaction), Private, Guarded, Missing)
)]
pub async fn get_transaction(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<TransactionId>,
) -> Result<Json<Transaction>> {
    overview::transaction(&app, &actor, &id).await.map(Json)
}
