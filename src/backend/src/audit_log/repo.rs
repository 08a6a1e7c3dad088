//! The log in the database.

use super::service::Event;
use crate::{
    Error, Result,
    db::{Db, Sql},
};
use domain::{
    agent,
    audit_log::{AuditEntry, AuditKind},
    ids::UserId,
    page::newest_first,
    timestamp::Timestamp,
};
use surrealdb::types::SurrealValue;

#[derive(SurrealValue)]
struct Row {
    kind: String,
    user_id: String,
    actor_id: Option<String>,
    detail: String,
    target_id: Option<String>,
    address: Option<String>,
    agent: String,
    created_at: i64,
    sort: String,
}

impl Row {
    /// The line, with the key by which it is paged.
    fn entry(self) -> Result<(String, AuditEntry)> {
        let kind = AuditKind::from_code(&self.kind);
        let entry = AuditEntry {
            kind: kind.ok_or_else(|| Error::Internal(format!("an audit entry of kind {}", self.kind)))?,
            user_id: UserId::parse(self.user_id).map_err(Error::bad_id)?,
            actor_id: self.actor_id.map(UserId::parse).transpose().map_err(Error::bad_id)?,
            detail: self.detail,
            target_id: self.target_id,
            address: self.address,
            device: agent::describe(&self.agent),
            created_at: Timestamp::from_millis(self.created_at),
        };
        Ok((self.sort, entry))
    }
}

pub fn append(id: &str, event: &Event<'_>, now: Timestamp) -> Sql {
    Sql::new(
        "CREATE type::record('audit_log', $log) SET kind = $log_kind, user_id = $log_user, actor_id = $log_actor,
             detail = $log_detail, target_id = $log_target, address = $log_address, agent = $log_agent,
             created_at = $log_now, sort = $log_sort;",
    )
    .bind("log", id.to_owned())
    .bind("log_kind", event.kind.code().to_owned())
    .bind("log_user", event.user.to_string())
    .bind("log_actor", event.actor.map(ToString::to_string))
    .bind("log_detail", event.detail.clone())
    .bind("log_target", event.target.clone())
    .bind("log_address", event.from.address.known())
    .bind("log_agent", event.from.agent.clone())
    .bind("log_now", now.millis())
    .bind("log_sort", newest_first(now, id))
}

pub async fn of_user(db: &Db, user: &UserId, after: &str, limit: usize) -> Result<Vec<(String, AuditEntry)>> {
    let sql = Sql::new(format!(
        "SELECT * OMIT id FROM audit_log WHERE user_id = $user AND sort > $after ORDER BY sort LIMIT {limit}"
    ));
    entries(db, sql.bind("user", user.to_string()).bind("after", after.to_owned())).await
}

pub async fn of_all(db: &Db, after: &str, limit: usize) -> Result<Vec<(String, AuditEntry)>> {
    let sql = Sql::new(format!(
        "SELECT * OMIT id FROM audit_log WHERE sort > $after ORDER BY sort LIMIT {limit}"
    ));
    entries(db, sql.bind("after", after.to_owned())).await
}

async fn entries(db: &Db, sql: Sql) -> Result<Vec<(String, AuditEntry)>> {
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::entry).collect()
}
