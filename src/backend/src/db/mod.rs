//! The database: connecting, asking, writing in one transaction, and bringing the schema up to date.
//!
//! Reads go through [`Db::ask`]; every write goes through [`Db::write`], which makes the whole text one transaction and
//! repeats it when the engine reports a conflict with another.

mod migrate;

use crate::{Error, Result};
use domain::error::Conflict;
use rand::Rng as _;
use std::borrow::Cow;
use surrealdb::{
    IndexedResults, Surreal,
    engine::any::{self, Any},
    types::{QueryError, RecordId, RecordIdKey, SurrealValue, Variables},
};

/// How often a transaction that lost against another is tried again before giving up.
const MAX_TRIES: u32 = 40;
/// `BEGIN` has a result of its own.
const AFTER_BEGIN: usize = 1;

#[derive(Clone)]
pub struct Db {
    inner: Surreal<Any>,
    embedded: bool,
}

/// Where the database is and how to sign in.
#[derive(Clone)]
pub struct Target {
    pub url: String,
    pub namespace: String,
    pub database: String,
    pub user: Option<String>,
    pub password: Option<String>,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A text of SurrealQL with its variables. Values travel as variables only, never inside the text.
#[derive(Debug, Clone)]
pub struct Sql {
    text: Cow<'static, str>,
    vars: Variables,
}

impl Sql {
    #[must_use]
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            vars: Variables::new(),
        }
    }

    #[must_use]
    pub fn bind(mut self, name: &str, value: impl SurrealValue) -> Self {
        self.vars.insert(name.to_owned(), value.into_value());
        self
    }

    /// Adds another text with its variables behind this one. Where both name a variable they have to mean the same.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.text.to_mut().push('\n');
        self.text.to_mut().push_str(&other.text);
        for (name, value) in other.vars {
            debug_assert!(
                self.vars.get(&name).is_none_or(|known| *known == value),
                "two parts of a transaction mean different things by ${name}"
            );
            self.vars.insert(name, value);
        }
        self
    }
}

impl Db {
    /// # Errors
    /// When the engine cannot be opened, reached or signed in to.
    pub async fn connect(target: &Target) -> Result<Self> {
        let inner = any::connect(target.url.as_str()).await?;
        if let (Some(user), Some(password)) = (&target.user, &target.password) {
            inner
                .signin(surrealdb::opt::auth::Root {
                    username: user.clone(),
                    password: password.clone(),
                })
                .await?;
        }
        inner.use_ns(&target.namespace).use_db(&target.database).await?;
        let embedded = ["mem://", "surrealkv://", "rocksdb://"]
            .iter()
            .any(|scheme| target.url.starts_with(scheme));
        Ok(Self { inner, embedded })
    }

    /// Counts as written to by other processes too, whatever the engine is. For tests that put several servers on one
    /// database in memory.
    #[must_use]
    pub fn shared(self) -> Self {
        Self {
            embedded: false,
            ..self
        }
    }

    /// Whether this process is the only one that writes to it.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.embedded
    }

    /// Brings the schema up to date; see [`migrate`].
    ///
    /// # Errors
    /// When a migration fails, or one that was applied has been changed since.
    pub async fn migrate(&self) -> Result<Vec<&'static str>> {
        migrate::run(self).await
    }

    /// The names of migrations that wait to be applied.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn pending_migrations(&self) -> Result<usize> {
        migrate::pending(self).await
    }

    /// Writes the whole database to `file` as SurrealQL.
    ///
    /// # Errors
    /// When the engine cannot export, or the file cannot be written.
    pub async fn export(&self, file: &std::path::Path) -> Result<()> {
        Ok(self.inner.export(file).await?)
    }

    /// Reads what [`Db::export`] wrote.
    ///
    /// # Errors
    /// When the file cannot be read or does not fit.
    pub async fn import(&self, file: &std::path::Path) -> Result<()> {
        Ok(self.inner.import(file).await?)
    }

    /// Whether nothing at all is defined in it.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn is_empty(&self) -> Result<bool> {
        let sql = Sql::new("RETURN object::keys((INFO FOR DB).tables)");
        let tables: Vec<String> = self.ask(sql).await?.rows(0)?;
        Ok(tables.is_empty())
    }

    /// # Errors
    /// When the database does not answer.
    pub async fn health(&self) -> Result<()> {
        Ok(self.inner.health().await?)
    }

    /// Reads.
    ///
    /// # Errors
    /// The first statement that failed.
    pub async fn ask(&self, sql: Sql) -> Result<Answer> {
        let mut response = self.inner.query(sql.text).bind(sql.vars).await?;
        match root_cause(&mut response) {
            None => Ok(Answer {
                results: response,
                first: 0,
            }),
            Some(error) => Err(translate(error)),
        }
    }

    /// Writes in one transaction: all of it or nothing. Statement 0 is the first of `sql`.
    ///
    /// # Errors
    /// A [`Conflict`] or `not_found` that the text threw, or whatever the database failed with.
    pub async fn write(&self, sql: Sql) -> Result<Answer> {
        let text = format!("BEGIN;\n{}\nCOMMIT;", sql.text);
        let mut tries = 0;
        loop {
            let error = match self.inner.query(text.as_str()).bind(sql.vars.clone()).await {
                Ok(mut response) => match root_cause(&mut response) {
                    None => {
                        return Ok(Answer {
                            results: response,
                            first: AFTER_BEGIN,
                        });
                    }
                    Some(error) => error,
                },
                Err(error) => error,
            };
            tries += 1;
            if !lost_a_race(&error) || tries >= MAX_TRIES {
                return Err(translate(error));
            }
            // Doubles from 1 ms to 64 ms, with jitter, so that those who lost together do not meet again.
            let ceiling = 1_u64 << tries.min(6);
            let pause = rand::rng().random_range(0..=ceiling * 1000);
            tokio::time::sleep(std::time::Duration::from_micros(pause)).await;
        }
    }
}

/// What came back, statement by statement.
pub struct Answer {
    results: IndexedResults,
    /// The index of the text's first statement.
    first: usize,
}

impl Answer {
    /// Every row of statement `index`.
    ///
    /// # Errors
    /// When a row does not have the shape asked for.
    pub fn rows<T: SurrealValue>(&mut self, index: usize) -> Result<Vec<T>> {
        Ok(self.results.take(self.first + index)?)
    }

    /// The only row of statement `index`, if there is one.
    ///
    /// # Errors
    /// When the row does not have the shape asked for.
    pub fn row<T: SurrealValue>(&mut self, index: usize) -> Result<Option<T>> {
        Ok(self.results.take(self.first + index)?)
    }
}

#[derive(SurrealValue)]
struct Total {
    total: i64,
}

impl Answer {
    /// The `total` of a statement that groups all rows; 0 when there are none.
    ///
    /// # Errors
    /// When the statement has no whole number of that name.
    pub fn total(&mut self, index: usize) -> Result<i64> {
        Ok(self.row::<Total>(index)?.map_or(0, |row| row.total))
    }
}

/// A failed transaction marks every statement; the one that caused it is the one that says more than "not executed".
fn root_cause(response: &mut IndexedResults) -> Option<surrealdb::Error> {
    let mut errors: Vec<_> = response.take_errors().into_iter().collect();
    errors.sort_by_key(|(index, error)| (matches!(error.query_details(), Some(QueryError::NotExecuted)), *index));
    if let Some(at) = errors.iter().position(|(_, error)| lost_a_race(error)) {
        return Some(errors.swap_remove(at).1);
    }
    errors.into_iter().next().map(|(_, error)| error)
}

fn lost_a_race(error: &surrealdb::Error) -> bool {
    matches!(error.query_details(), Some(QueryError::TransactionConflict))
}

/// What our own texts throw is a [`Conflict`]'s code or `not_found`; nothing else is read out of a message.
fn translate(error: surrealdb::Error) -> Error {
    if lost_a_race(&error) {
        return Error::Conflict(Conflict::Stale);
    }
    if error.is_thrown() {
        let message = error.message();
        let code = message.rsplit(' ').next().unwrap_or(message);
        if code == "not_found" {
            return Error::NotFound;
        }
        if let Some(conflict) = Conflict::from_code(code) {
            return Error::Conflict(conflict);
        }
    }
    Error::Database(error)
}

/// The key of a record as the text it was made from.
#[must_use]
pub fn key(id: &RecordId) -> String {
    match &id.key {
        RecordIdKey::String(text) => text.clone(),
        other => format!("{other:?}"),
    }
}
