//! Sessions in the database.

use crate::{
    Result,
    db::{Db, Sql},
};
use domain::{
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};
use surrealdb::types::SurrealValue;

#[derive(SurrealValue)]
pub struct SessionRow {
    pub user_id: String,
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
    pub expires_at: i64,
}

pub async fn create(
    db: &Db,
    id: &SessionId,
    user: &UserId,
    hash: &str,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let sql = Sql::new(
        "CREATE type::record('session', $id) SET user_id = $user, refresh_hash = $hash, rotated_at = $now,
             created_at = $now, expires_at = $expires;
         DELETE session WHERE expires_at < $now;",
    )
    .bind("id", id.to_string())
    .bind("user", user.to_string())
    .bind("hash", hash.to_owned())
    .bind("now", now.millis())
    .bind("expires", expires.millis());
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &SessionId) -> Result<Option<SessionRow>> {
    let sql = Sql::new(
        "SELECT user_id, refresh_hash, previous_hash, rotated_at, expires_at FROM type::record('session', $id)",
    );
    db.ask(sql.bind("id", id.to_string())).await?.row(0)
}

/// The session and its user's roles, in one look-up.
pub async fn live(db: &Db, id: &SessionId) -> Result<Option<Live>> {
    let sql = Sql::new(
        "SELECT user_id, expires_at, type::record('user', user_id).roles ?? [] AS roles
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
