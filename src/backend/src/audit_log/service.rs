//! Adding to the log, in the transaction of what is told; and reading it.

use super::repo;
use crate::{App, Error, Result, app::fresh, db::Sql};
use domain::{
    audit_log::{AuditEntry, AuditKind},
    auth::{Actor, sessions::Visit},
    ids::{TicketId, UserId},
    page::{Page, PageQuery},
    policy,
};

/// What is to be told.
pub(crate) struct Event<'a> {
    pub kind: AuditKind,
    /// Whose account or money it is about.
    pub user: &'a UserId,
    /// Who did it.
    pub actor: Option<&'a UserId>,
    pub from: &'a Visit,
    pub detail: String,
    pub target: Option<String>,
}

impl<'a> Event<'a> {
    /// Something that somebody did with what is their own.
    pub fn own(kind: AuditKind, actor: &'a Actor) -> Self {
        Self {
            actor: Some(&actor.user),
            ..Self::by_nobody(kind, &actor.user, &actor.from)
        }
    }

    /// Something that was done to an account by somebody who had not signed in.
    pub fn by_nobody(kind: AuditKind, user: &'a UserId, from: &'a Visit) -> Self {
        Self {
            kind,
            user,
            actor: None,
            from,
            detail: String::new(),
            target: None,
        }
    }

    pub fn on(self, target: impl ToString, detail: impl Into<String>) -> Self {
        Self {
            target: Some(target.to_string()),
            detail: detail.into(),
            ..self
        }
    }
}

/// Part of a transaction, of which there is one in each.
///
/// # Errors
/// When there is no randomness to name the line by.
pub(crate) fn record(app: &App, event: &Event<'_>) -> Result<Sql> {
    let id: TicketId = fresh()?;
    Ok(repo::append(id.as_str(), event, app.now()))
}

/// Writes a line by itself, for what changes nothing else.
///
/// # Errors
/// When the database fails.
pub(crate) async fn write(app: &App, event: &Event<'_>) -> Result<()> {
    app.db.write(record(app, event)?).await.map(drop)
}

/// What happened to one's own account, newest first.
///
/// # Errors
/// Refused paging parameters.
pub async fn own(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<AuditEntry>> {
    let (limit, after) = query.validate()?;
    let rows = repo::of_user(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |(key, _)| key.clone()).map(|(_, entry)| entry))
}

/// The whole log, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin; refused paging parameters.
pub async fn all(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<AuditEntry>> {
    if !policy::may_oversee(actor) {
        return Err(Error::Forbidden("Only admins read the audit log."));
    }
    let (limit, after) = query.validate()?;
    let rows = repo::of_all(&app.db, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |(key, _)| key.clone()).map(|(_, entry)| entry))
}
