//! What several servers count together, in the database. Like all that many write, it is written only over what it was
//! decided on.

use crate::{
    Result,
    db::{Db, Sql},
};
use domain::timestamp::Timestamp;
use surrealdb::types::{RecordId, SurrealValue};

/// What is kept under a name: of a bucket when it is full again, of failures how many and when the last was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SurrealValue)]
pub struct State {
    pub count: i64,
    pub at: i64,
}

/// A name with what was found there, what shall be there, and until when that says anything.
pub struct Change {
    pub name: String,
    pub seen: Option<State>,
    pub next: State,
    pub until: i64,
}

pub async fn read(db: &Db, names: &[&str]) -> Result<Vec<Option<State>>> {
    let mut sql = Sql::new("");
    for (index, name) in names.iter().enumerate() {
        let one = Sql::new(format!(
            "SELECT count, at FROM type::record('allowance', $name{index});"
        ));
        sql = sql.then(one.bind(&format!("name{index}"), (*name).to_owned()));
    }
    let mut answer = db.ask(sql).await?;
    (0..names.len()).map(|index| answer.row(index)).collect()
}

/// Writes all of it, or throws `stale` where somebody was faster.
pub async fn write(db: &Db, changes: &[Change]) -> Result<()> {
    let mut sql = Sql::new("");
    for (index, change) in changes.iter().enumerate() {
        let i = index;
        let one = Sql::new(format!(
            "LET $found{i} = (SELECT count, at FROM ONLY type::record('allowance', $name{i}));
             IF ($found{i}.count ?? -1) != $count_seen{i} OR ($found{i}.at ?? -1) != $at_seen{i} {{ THROW 'stale' }};
             UPSERT type::record('allowance', $name{i}) SET count = $count{i}, at = $at{i}, until = $until{i};"
        ));
        let seen = change.seen.unwrap_or(State { count: -1, at: -1 });
        let values = [
            ("count_seen", seen.count),
            ("at_seen", seen.at),
            ("count", change.next.count),
            ("at", change.next.at),
            ("until", change.until),
        ];
        let one = one.bind(&format!("name{i}"), change.name.clone());
        let bound = values
            .into_iter()
            .fold(one, |sql, (name, value)| sql.bind(&format!("{name}{i}"), value));
        sql = sql.then(bound);
    }
    db.write(sql).await.map(drop)
}

/// Forgets `cleared`, and moves the moment of `returned` back by so many milliseconds.
pub async fn release(db: &Db, cleared: &str, returned: &str, millis: i64) -> Result<()> {
    let sql = Sql::new(
        "DELETE type::record('allowance', $cleared);
         UPDATE type::record('allowance', $returned) SET at -= $millis;",
    )
    .bind("cleared", cleared.to_owned())
    .bind("returned", returned.to_owned())
    .bind("millis", millis);
    db.write(sql).await.map(drop)
}

/// Removes up to `limit` of those that say nothing any more. Returns how many.
pub async fn sweep(db: &Db, now: Timestamp, limit: usize) -> Result<usize> {
    let sql = Sql::new(format!(
        "SELECT VALUE id FROM allowance WHERE until <= $now LIMIT {limit}"
    ));
    let old: Vec<RecordId> = db.ask(sql.bind("now", now.millis())).await?.rows(0)?;
    if old.is_empty() {
        return Ok(0);
    }
    let count = old.len();
    // Somebody may have counted there since.
    let sql = Sql::new("DELETE $old WHERE until <= $now;").bind("old", old);
    db.write(sql.bind("now", now.millis())).await?;
    Ok(count)
}
