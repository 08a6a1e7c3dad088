//! The audit log, the jobs that were given up, and the books, from the browser.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::page::PageQuery;
use domain::{
    admin::DeadJob,
    audit_log::AuditEntry,
    books::{Books, Transaction},
    page::Page,
    reconciliation::Reconciliation,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// The books as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BooksView {
    pub books: Books,
    pub reconciliation: Reconciliation,
    pub transactions: Page<Transaction>,
}

#[server(prefix = "/sfn", endpoint = "admin/books", input = Json)]
pub async fn load_books(cursor: Option<String>) -> Result<BooksView, AppError> {
    use backend::wallet::overview;
    let (app, actor) = crate::context::signed_in()?;
    let query = PageQuery { limit: None, cursor };
    Ok(BooksView {
        books: overview::books(&app, &actor).await?,
        reconciliation: overview::reconcile(&app, &actor).await?,
        transactions: overview::transactions(&app, &actor, &query).await?,
    })
}

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
