//! The audit log and the jobs that were given up, from the browser.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::page::PageQuery;
use domain::{admin::DeadJob, audit_log::AuditEntry, page::Page};
use leptos::prelude::*;

/// Everybody's log.
#[server(prefix = "/sfn", endpoint = "admin/audit-log")]
pub async fn whole_log(cursor: Option<String>) -> Result<Page<AuditEntry>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let query = PageQuery { limit: None, cursor };
    Ok(backend::audit_log::service::all(&app, &actor, &query).await?)
}

/// One's own.
#[server(prefix = "/sfn", endpoint = "auth/audit-log")]
pub async fn own_log(cursor: Option<String>) -> Result<Page<AuditEntry>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let query = PageQuery { limit: None, cursor };
    Ok(backend::audit_log::service::own(&app, &actor, &query).await?)
}

#[server(prefix = "/sfn", endpoint = "admin/dead-jobs")]
pub async fn dead_jobs() -> Result<Vec<DeadJob>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::worker::dead::list(&app, &actor).await?.items)
}

#[server(prefix = "/sfn", endpoint = "admin/retry")]
pub async fn retry_job(job: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::worker::dead::retry(&app, &actor, &job.try_into()?).await?)
}
