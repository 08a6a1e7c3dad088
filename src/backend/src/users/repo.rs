//! Accounts in the database.

use super::service::NewAccount;
use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    ids::UserId,
    timestamp::Timestamp,
    users::{Person, Role, User},
};
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
struct UserRow {
    id: RecordId,
    email: String,
    full_name: String,
    role: String,
    roles: Vec<String>,
    email_verified: bool,
    rating_sum: i64,
    rating_count: i64,
    created_at: i64,
}

#[derive(SurrealValue)]
pub struct PersonRow {
    pub id: RecordId,
    pub full_name: String,
    pub rating_sum: i64,
    pub rating_count: i64,
}

#[derive(SurrealValue)]
struct Credentials {
    id: RecordId,
    password_hash: String,
}

#[expect(clippy::cast_precision_loss, reason = "sums of ratings stay far below 2^52")]
fn mean(sum: i64, count: i64) -> Option<f64> {
    (count > 0).then(|| (sum as f64 / count as f64 * 100.0).round() / 100.0)
}

impl UserRow {
    fn user(self) -> Result<User> {
        let roles: Vec<Role> = self.roles.iter().filter_map(|code| Role::from_code(code)).collect();
        Ok(User {
            id: UserId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            email: self.email,
            full_name: self.full_name,
            role: Role::from_code(&self.role).unwrap_or(Role::Tester),
            roles,
            email_verified: self.email_verified,
            created_at: Timestamp::from_millis(self.created_at),
            rating: mean(self.rating_sum, self.rating_count),
            rating_count: self.rating_count,
        })
    }
}

impl PersonRow {
    pub fn person(self) -> Result<Person> {
        Ok(Person {
            id: UserId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            name: self.full_name,
            rating: mean(self.rating_sum, self.rating_count),
            rating_count: self.rating_count,
        })
    }
}

/// Throws `email_taken` when the address has an account.
pub fn create(account: &NewAccount, now: Timestamp) -> Sql {
    Sql::new(
        "IF record::exists(type::record('email', $email)) { THROW 'email_taken' };
         CREATE type::record('email', $email) SET user_id = $id;
         CREATE type::record('user', $id) SET email = $email, full_name = $full_name, password_hash = $hash,
             role = $role, roles = [$role], email_verified = $verified, created_at = $now;",
    )
    .bind("id", account.id.to_string())
    .bind("email", account.email.clone())
    .bind("full_name", account.full_name.clone())
    .bind("hash", account.password_hash.clone())
    .bind("role", account.role.code().to_owned())
    .bind("verified", account.verified)
    .bind("now", now.millis())
}

/// Part of a transaction: the address that a ticket was sent to is its account's own, if it still is the account's.
pub fn verified(ticket: &str) -> Sql {
    Sql::new(format!(
        "UPDATE type::record('user', {ticket}.user_id) SET email_verified = true WHERE email = {ticket}.email;"
    ))
}

/// Part of a transaction: forgets whose an account was. Its address is free again, and nobody can sign in to it.
pub fn closed(user: &User) -> Sql {
    Sql::new(
        "DELETE type::record('email', $closed_email);
         UPDATE type::record('user', $closed) SET email = string::concat('closed-', $closed), full_name = 'Closed account',
             password_hash = '', roles = [], email_verified = false;",
    )
    .bind("closed", user.id.to_string())
    .bind("closed_email", user.email.clone())
}

/// Part of a transaction: keeps another password. What follows finds the account's id in `$rehashed`.
pub fn rehashed(id: &UserId, hash: &str) -> Sql {
    Sql::new("UPDATE type::record('user', $rehashed) SET password_hash = $password_hash;")
        .bind("rehashed", id.to_string())
        .bind("password_hash", hash.to_owned())
}

pub async fn by_id(db: &Db, id: &UserId) -> Result<Option<User>> {
    let sql = Sql::new("SELECT * OMIT password_hash FROM type::record('user', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<UserRow>(0)?.map(UserRow::user).transpose()
}

pub async fn credentials(db: &Db, email: &str) -> Result<Option<(UserId, String)>> {
    let sql =
        Sql::new("SELECT id, password_hash FROM type::record('user', type::record('email', $email).user_id ?? '-')")
            .bind("email", email.to_owned());
    let row: Option<Credentials> = db.ask(sql).await?.row(0)?;
    row.map(|row| {
        Ok((
            UserId::parse(db::key(&row.id)).map_err(Error::bad_id)?,
            row.password_hash,
        ))
    })
    .transpose()
}

pub async fn people(db: &Db, ids: &[String]) -> Result<Vec<Person>> {
    let records: Vec<RecordId> = ids.iter().map(|id| RecordId::new("user", id.as_str())).collect();
    let sql = Sql::new("SELECT id, full_name, rating_sum, rating_count FROM $records").bind("records", records);
    db.ask(sql)
        .await?
        .rows::<PersonRow>(0)?
        .into_iter()
        .map(PersonRow::person)
        .collect()
}

pub fn update(id: &UserId, full_name: Option<&str>, add_role: Option<Role>) -> Sql {
    Sql::new(
        "UPDATE type::record('user', $id) SET full_name = $full_name ?? full_name,
             roles = IF $role = NONE { roles } ELSE { array::union(roles, [$role]) };",
    )
    .bind("id", id.to_string())
    .bind("full_name", full_name.map(str::to_owned))
    .bind("role", add_role.map(|role| role.code().to_owned()))
}

pub async fn count(db: &Db, role: Role) -> Result<i64> {
    let sql = Sql::new("SELECT count() AS total FROM user WHERE roles CONTAINS $role GROUP ALL");
    db.ask(sql.bind("role", role.code().to_owned())).await?.total(0)
}

/// A rating of approved work, as part of the transaction that approves it.
pub fn rate(tester: &UserId, rating: i64) -> Sql {
    Sql::new("UPDATE type::record('user', $rated) SET rating_sum += $rating, rating_count += 1;")
        .bind("rated", tester.to_string())
        .bind("rating", rating)
}

/// Ids of all admins, by an index of its own: there are few of them among many.
pub async fn admins(db: &Db) -> Result<Vec<UserId>> {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM user WHERE roles CONTAINS 'admin'");
    let ids: Vec<String> = db.ask(sql).await?.rows(0)?;
    ids.into_iter()
        .map(|id| UserId::parse(id).map_err(Error::bad_id))
        .collect()
}
