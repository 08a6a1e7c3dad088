//! One's own account, and people as others see them.

use super::repo;
use crate::{
    App, Error, Result,
    audit_log::{self, service::Event},
    db::Sql,
};
use domain::{
    audit_log::AuditKind,
    auth::Actor,
    ids::UserId,
    users::{Person, ProfileInput, Role, User},
};
use std::collections::HashMap;

/// An account to be made, its fields judged already.
#[derive(Clone)]
pub struct NewAccount {
    pub id: UserId,
    pub email: String,
    pub full_name: String,
    pub role: Role,
    pub password_hash: String,
    /// Whether the address is known to be theirs.
    pub verified: bool,
}

/// `also` becomes part of the transaction.
///
/// # Errors
/// When the address has an account already.
pub async fn create(app: &App, account: &NewAccount, also: Option<Sql>) -> Result<User> {
    let mut sql = repo::create(account, app.now());
    if let Some(also) = also {
        sql = sql.then(also);
    }
    app.db.write(sql).await?;
    by_id(app, &account.id).await
}

/// Part of a transaction; see [`repo::closed`].
pub(crate) fn closed(user: &User) -> Sql {
    repo::closed(user)
}

/// Part of a transaction; see [`repo::verified`].
pub(crate) fn verified(ticket: &str) -> Sql {
    repo::verified(ticket)
}

/// Part of a transaction; see [`repo::rehashed`].
pub(crate) fn rehashed(id: &UserId, hash: &str) -> Sql {
    repo::rehashed(id, hash)
}

pub(crate) async fn by_id(app: &App, id: &UserId) -> Result<User> {
    repo::by_id(&app.db, id).await?.ok_or(Error::NotFound)
}

/// Id and password hash of whoever has that address.
pub(crate) async fn credentials(app: &App, email: &str) -> Result<Option<(UserId, String)>> {
    repo::credentials(&app.db, email).await
}

/// Everybody who keeps the place honest.
pub(crate) async fn admins(app: &App) -> Result<Vec<UserId>> {
    repo::admins(&app.db).await
}

/// # Errors
/// When the account is gone.
pub async fn me(app: &App, actor: &Actor) -> Result<User> {
    by_id(app, &actor.user).await
}

/// # Errors
/// Refused fields.
pub async fn update(app: &App, actor: &Actor, input: &ProfileInput) -> Result<User> {
    let change = input.validate()?;
    let mut sql = repo::update(&actor.user, change.full_name.as_deref(), change.add_role);
    if let Some(role) = change.add_role.filter(|role| !actor.has(*role)) {
        let logged = Event::own(AuditKind::RoleAdded, actor).on(role.code(), "");
        sql = sql.then(audit_log::service::record(app, &logged)?);
    }
    app.db.write(sql).await?;
    me(app, actor).await
}

/// People by id, in one question. Who is gone is shown as such.
pub(crate) async fn people(app: &App, ids: impl IntoIterator<Item = String>) -> Result<HashMap<String, Person>> {
    let mut ids: Vec<String> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let found = repo::people(&app.db, &ids).await?;
    Ok(found
        .into_iter()
        .map(|person| (person.id.to_string(), person))
        .collect())
}

pub(crate) async fn person(app: &App, id: &UserId) -> Result<Person> {
    people(app, [id.to_string()])
        .await?
        .remove(id.as_str())
        .ok_or(Error::NotFound)
}

pub(crate) async fn count(app: &App, role: Role) -> Result<i64> {
    repo::count(&app.db, role).await
}

/// The rating of approved work, to be written with the approval.
pub(crate) fn rate(tester: &UserId, rating: i64) -> Sql {
    repo::rate(tester, rating)
}
