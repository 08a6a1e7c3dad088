//! The audit log over REST: one's own part, and all of it for admins.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Json, Query, Session},
        problem::{Asked, Guarded, Private},
    },
};
use axum::extract::State;
use domain::{
    audit_log::AuditEntry,
    page::{Page, PageQuery},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(own_audit_log))
        .routes(routes!(audit_log))
}

/// What happened to one's own account and money, newest first.
#[utoipa::path(
    get, path = "/auth/audit-log", tag = "auth", params(PageQuery),
    responses((status = 200, description = "A page of the log", body = Page<AuditEntry>), Private, Asked)
)]
pub async fn own_audit_log(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<AuditEntry>>> {
    service::own(&app, &actor, &query).await.map(Json)
}

/// What happened to all accounts, newest first. For admins.
#[utoipa::path(
    get, path = "/admin/audit-log", tag = "admin", params(PageQuery),
    responses((status = 200, description = "A page of the log", body = Page<AuditEntry>), Private, Guarded, Asked)
)]
pub async fn audit_log(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<AuditEntry>>> {
    service::all(&app, &actor, &query).await.map(Json)
}
