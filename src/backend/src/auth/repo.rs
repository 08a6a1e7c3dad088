//! Sessions in the database.

use crate::{
    Result,
    db::{Db, Sql},
};
use domain::{
    auth::sessions::Visit,
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
pub struct SessionRow {
    pub user_id: String,
    /// Of its user.
    pub role: Option<String>,
    pub refresh_hash: String,
    pub previous_hash: Option<String>,
    pub rotated_at: i64,
    pub expires_at: i64,
}

/// A session with what is needed to know who is asking.
#[derive(SurrealValue)]
pub struct Live {
    pub user_id: String,
    pub roles: Vec<String>,
    pub verified: bool,
    pub second_factor: bool,
    pub expires_at: i64,
}

/// A session as its owner sees it.
#[derive(SurrealValue)]
pub struct DeviceRow {
    pub id: RecordId,
    pub agent: String,
    pub address: Option<String>,
    pub created_at: i64,
    pub rotated_at: i64,
}

pub async fn create(
    db: &Db,
    id: &SessionId,
    user: &UserId,
    hash: &str,
    visit: &Visit,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let sql = Sql::new(
        "CREATE type::record('session', $id) SET user_id = $user, refresh_hash = $hash, rotated_at = $now,
             agent = $agent, address = $address, created_at = $now, expires_at = $expires;
         DELETE session WHERE expires_at < $now;",
    )
    .bind("id", id.to_string())
    .bind("user", user.to_string())
    .bind("hash", hash.to_owned())
    .bind("agent", visit.agent.clone())
    .bind("address", visit.address.known())
    .bind("now", now.millis())
    .bind("expires", expires.millis());
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &SessionId) -> Result<Option<SessionRow>> {
    let sql = Sql::new(
        "SELECT user_id, refresh_hash, previous_hash, rotated_at, expires_at, type::record('user', user_id).role AS role
         FROM type::record('session', $id)",
    );
    db.ask(sql.bind("id", id.to_string())).await?.row(0)
}

/// The session and its user's roles, in one look-up.
pub async fn live(db: &Db, id: &SessionId) -> Result<Option<Live>> {
    let sql = Sql::new(
        "SELECT user_id, expires_at, type::record('user', user_id).roles ?? [] AS roles,
             type::record('user', user_id).email_verified ?? false AS verified,
             type::record('second_factor', user_id).confirmed ?? false AS second_factor
         FROM type::record('session', $id)",
    );
    db.ask(sql.bind("id", id.to_string())).await?.row(0)
}

/// Replaces the hash it was decided on; when that is no longer the current one, somebody was faster and nothing is done.
pub async fn rotate(
    db: &Db,
    id: &SessionId,
    old_hash: &str,
    new_hash: &str,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let sql = Sql::new(
        "UPDATE type::record('session', $id) SET previous_hash = $old, refresh_hash = $new, rotated_at = $now,
             expires_at = $expires WHERE refresh_hash = $old;",
    )
    .bind("id", id.to_string())
    .bind("old", old_hash.to_owned())
    .bind("new", new_hash.to_owned())
    .bind("now", now.millis())
    .bind("expires", expires.millis());
    db.write(sql).await.map(drop)
}

pub async fn end(db: &Db, id: &SessionId) -> Result<()> {
    let sql = Sql::new("DELETE type::record('session', $id);");
    db.write(sql.bind("id", id.to_string())).await.map(drop)
}

/// The account's sessions that are not over.
pub async fn devices(db: &Db, user: &UserId, now: Timestamp) -> Result<Vec<DeviceRow>> {
    let sql = Sql::new(
        "SELECT id, agent, address, created_at, rotated_at FROM session WHERE user_id = $user AND expires_at > $now",
    )
    .bind("user", user.to_string())
    .bind("now", now.millis());
    db.ask(sql).await?.rows(0)
}

/// Ends one of the account's sessions; whether there was one.
pub async fn end_of(db: &Db, user: &UserId, id: &SessionId) -> Result<bool> {
    let sql = Sql::new("DELETE type::record('session', $id) WHERE user_id = $user RETURN VALUE $before.id;")
        .bind("id", id.to_string())
        .bind("user", user.to_string());
    Ok(!db.write(sql).await?.rows::<RecordId>(0)?.is_empty())
}

/// Part of a transaction: ends every session of an account but the one that stays, if any does. `user` is an expression
/// of the text that it becomes part of.
pub fn end_all(user: &str, but: Option<&SessionId>) -> Sql {
    Sql::new(format!(
        "DELETE session WHERE user_id = {user} AND id != type::record('session', $session_stays);"
    ))
    .bind("session_stays", but.map_or("-".to_owned(), ToString::to_string))
}
