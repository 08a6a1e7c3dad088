//! Jobs that failed so often that they wait for a person.

use super::Lane;
use crate::{
    App, Error, Result,
    db::{self, Sql},
};
use domain::{admin::DeadJob, auth::Actor, ids::WorkId, page::Page, policy, timestamp::Timestamp};
use surrealdb::types::{RecordId, SurrealValue};

/// More than an admin will look at in one go; what was seen to makes room for the rest.
const SHOWN: usize = 100;

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    kind: String,
    attempts: i64,
    last_error: Option<String>,
    created_at: i64,
}

impl Row {
    fn job(self) -> Result<DeadJob> {
        Ok(DeadJob {
            id: WorkId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            kind: self.kind,
            attempts: self.attempts,
            error: self.last_error.unwrap_or_default(),
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}

fn overseeing(actor: &Actor) -> Result<()> {
    if policy::may_oversee(actor) {
        return Ok(());
    }
    Err(Error::Forbidden("Only admins see what the worker has given up."))
}

/// # Errors
/// [`Error::Forbidden`] for whoever is no admin.
pub async fn list(app: &App, actor: &Actor) -> Result<Page<DeadJob>> {
    overseeing(actor)?;
    let mut items = Vec::new();
    for lane in Lane::ALL {
        let sql = Sql::new(format!(
            "SELECT id, kind, attempts, last_error, created_at, due_at FROM outbox
             WHERE lane = $lane AND state = 'dead' AND due_at > 0 ORDER BY due_at LIMIT {SHOWN}"
        ));
        let rows: Vec<Row> = app.db.ask(sql.bind("lane", lane.code().to_owned())).await?.rows(0)?;
        items.extend(rows.into_iter().map(Row::job).collect::<Result<Vec<_>>>()?);
    }
    Ok(Page {
        items,
        next_cursor: None,
    })
}

/// Has the worker try again, as often as at first.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin; [`Error::NotFound`] for a job that is not given up.
pub async fn retry(app: &App, actor: &Actor, id: &WorkId) -> Result<()> {
    overseeing(actor)?;
    let sql = Sql::new(
        "UPDATE type::record('outbox', $name) SET state = 'queued', attempts = 0, due_at = $now
             WHERE state = 'dead' RETURN VALUE id;",
    )
    .bind("name", id.to_string())
    .bind("now", app.now().millis());
    let found: Vec<RecordId> = app.db.write(sql).await?.rows(0)?;
    if found.is_empty() {
        return Err(Error::NotFound);
    }
    app.wake.notify_one();
    app.wake_mail.notify_one();
    app.wake_pictures.notify_one();
    Ok(())
}
