//! What statements, receipts and tables are read from: entries of one owner, or both sides of one booking. Each list walks
//! one index forwards.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    ids::{TransactionId, UserId},
    ledger::Account,
    money::Cents,
    page,
    statements::{EntryRange, MonthLine, Purse},
    timestamp::Timestamp,
};
use std::collections::HashMap;
use surrealdb::types::{RecordId, SurrealValue};

/// An entry of an owner, with what its booking is about.
pub struct Read {
    pub line: MonthLine,
    pub reference: String,
    /// Its place in the list.
    pub sort: String,
}

#[derive(SurrealValue)]
struct EntryRow {
    transaction: String,
    kind: String,
    account: String,
    change: i64,
    sort: String,
}

#[derive(SurrealValue)]
struct AboutRow {
    id: RecordId,
    memo: String,
    reference: String,
}

#[derive(SurrealValue)]
struct SumRow {
    account: String,
    total: i64,
}

/// A booking as it was written.
#[derive(SurrealValue)]
pub struct HeadRow {
    pub kind: String,
    pub reference: String,
    pub memo: String,
    pub created_at: i64,
}

/// One side of it.
#[derive(SurrealValue)]
pub struct SideRow {
    pub account: String,
    pub owner: Option<String>,
    pub side: String,
    pub amount: i64,
    pub change: i64,
    sort: String,
}

/// The condition and order that answer a filter from an index; `$kind` is bound where it is asked for.
pub fn walk(range: &EntryRange, limit: usize) -> String {
    if range.kind.is_some() {
        format!("WHERE owner = $owner AND kind = $kind AND sort > $after AND sort < $until ORDER BY sort LIMIT {limit}")
    } else {
        format!("WHERE owner = $owner AND sort > $after AND sort < $until ORDER BY sort LIMIT {limit}")
    }
}

/// Binds what [`walk`] names; `after` is where the page before ended.
pub fn bind(sql: Sql, owner: &UserId, range: &EntryRange, after: &str) -> Sql {
    sql.bind("owner", owner.to_string())
        .bind("kind", range.kind.map(|kind| kind.code().to_owned()))
        .bind("after", after.max(range.after.as_str()).to_owned())
        .bind("until", range.until.clone())
}

/// The entries of an owner within `range`, newest first.
pub async fn entries(db: &Db, owner: &UserId, range: &EntryRange, after: &str, limit: usize) -> Result<Vec<Read>> {
    let sql = Sql::new(format!("SELECT * FROM entry {}", walk(range, limit)));
    let rows: Vec<EntryRow> = db.ask(bind(sql, owner, range, after)).await?.rows(0)?;
    let records = rows
        .iter()
        .map(|row| RecordId::new("ledger_transaction", row.transaction.as_str()));
    let sql = Sql::new("SELECT id, memo, reference FROM $records").bind("records", records.collect::<Vec<_>>());
    let about: Vec<AboutRow> = db.ask(sql).await?.rows(0)?;
    let about: HashMap<String, AboutRow> = about.into_iter().map(|row| (db::key(&row.id), row)).collect();
    rows.into_iter().map(|row| row.read(&about)).collect()
}

impl EntryRow {
    fn read(self, about: &HashMap<String, AboutRow>) -> Result<Read> {
        let head = about
            .get(&self.transaction)
            .ok_or_else(|| Error::Internal(format!("entry without transaction {}", self.transaction)))?;
        let at =
            page::moment(&self.sort).ok_or_else(|| Error::Internal(format!("an entry in the place {}", self.sort)))?;
        Ok(Read {
            line: MonthLine {
                purse: purse(&self.account)?,
                transaction: TransactionId::parse(self.transaction).map_err(Error::bad_id)?,
                kind: self.kind,
                description: head.memo.clone(),
                change_cents: Cents(self.change),
                at,
            },
            reference: head.reference.clone(),
            sort: self.sort,
        })
    }
}

fn purse(account: &str) -> Result<Purse> {
    Account::from_key(account)
        .as_ref()
        .and_then(Purse::of)
        .ok_or_else(|| Error::Internal(format!("{account} is nobody's account and has an owner")))
}

/// When the newest entry of an owner behind `after` was booked.
pub async fn newest(db: &Db, owner: &UserId, after: &str) -> Result<Option<Timestamp>> {
    let all = EntryRange {
        kind: None,
        after: String::new(),
        until: "~".into(),
    };
    let sql = Sql::new(format!("SELECT VALUE sort FROM entry {}", walk(&all, 1)));
    let keys: Vec<String> = db.ask(bind(sql, owner, &all, after)).await?.rows(0)?;
    Ok(keys.first().and_then(|key| page::moment(key)))
}

/// What each of an owner's accounts had before `time`: the sum of its entries until then.
pub async fn balances_before(db: &Db, owner: &UserId, time: Timestamp) -> Result<Vec<(Purse, Cents)>> {
    let sql = Sql::new(
        "SELECT account, math::sum(change) AS total FROM entry WHERE owner = $owner AND sort > $after GROUP BY account",
    )
    .bind("owner", owner.to_string())
    .bind("after", page::not_before(time));
    let rows: Vec<SumRow> = db.ask(sql).await?.rows(0)?;
    rows.into_iter()
        .map(|row| Ok((purse(&row.account)?, Cents(row.total))))
        .collect()
}

/// A booking with all of its sides, in the order in which they were written.
pub async fn booking(db: &Db, transaction: &TransactionId) -> Result<Option<(HeadRow, Vec<SideRow>)>> {
    let sql = Sql::new(
        "SELECT * FROM ONLY type::record('ledger_transaction', $transaction);
         SELECT * FROM entry WHERE transaction = $transaction;",
    )
    .bind("transaction", transaction.to_string());
    let mut answer = db.ask(sql).await?;
    let Some(head) = answer.row::<HeadRow>(0)? else {
        return Ok(None);
    };
    let mut sides: Vec<SideRow> = answer.rows(1)?;
    sides.sort_by(|a, b| a.sort.cmp(&b.sort));
    Ok(Some((head, sides)))
}
