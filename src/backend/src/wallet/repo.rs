//! The ledger in the database. Entries are written and never changed; the balances of owned accounts are kept with them,
//! in the same transaction, and the database itself refuses one below zero.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    error::Conflict,
    ids::{PayoutId, TransactionId, UserId},
    jobs::CURRENCY,
    ledger::{Account, Booking, BookingKind},
    money::Cents,
    page::{newest_first, not_before},
    timestamp::Timestamp,
    wallet::{EntryLine, Payout, PayoutStatus, StatementLine},
};
use std::collections::HashMap;
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
struct NewEntry {
    id: String,
    kind: String,
    account: String,
    owner: Option<String>,
    side: String,
    amount: i64,
    change: i64,
    sort: String,
    owned: bool,
}

#[derive(SurrealValue)]
struct EntryRow {
    transaction: String,
    account: String,
    owner: Option<String>,
    side: String,
    amount: i64,
    change: i64,
    sort: String,
}

#[derive(SurrealValue)]
struct TransactionRow {
    id: RecordId,
    kind: String,
    reference: String,
    memo: String,
    created_at: i64,
}

#[derive(SurrealValue)]
struct AccountRow {
    id: RecordId,
    owner: Option<String>,
    balance: i64,
}

#[derive(SurrealValue)]
struct PayoutRow {
    id: RecordId,
    tester_id: String,
    amount: i64,
    status: String,
    created_at: i64,
}

/// Part of a transaction: writes a booking; throws `insufficient_funds` when an owned account would go below zero. Writing
/// one whose key is there already fails as a whole, because the record that carries its name exists.
///
/// `client` is the owner of an escrow account that it touches.
pub fn book(booking: &Booking, client: &UserId, memo: &str, actor: Option<&UserId>, now: Timestamp) -> Sql {
    let sort = newest_first(now, &booking.key);
    let entries: Vec<NewEntry> = booking
        .entries
        .iter()
        .enumerate()
        .map(|(n, entry)| NewEntry {
            id: format!("{}_{n}", booking.key),
            kind: booking.kind.code().to_owned(),
            account: entry.account.key(),
            owner: match &entry.account {
                Account::Escrow(_) => Some(client.to_string()),
                Account::TesterAvailable(tester) => Some(tester.to_string()),
                _ => None,
            },
            side: entry.side.code().to_owned(),
            amount: entry.amount.0,
            change: entry.change().0,
            sort: format!("{sort}_{n}"),
            owned: entry.account.is_owned(),
        })
        .collect();
    Sql::new(
        "CREATE type::record('ledger_transaction', $booking) SET kind = $booking_kind,
             reference = $booking_reference, memo = $booking_memo, currency = $booking_currency,
             actor = $booking_actor, created_at = $booking_now;
         FOR $e IN $booking_entries {
             CREATE type::record('entry', $e.id) SET transaction = $booking, kind = $e.kind, account = $e.account,
                 owner = $e.owner, side = $e.side, amount = $e.amount, change = $e.change, sort = $e.sort;
             IF $e.owned {
                 LET $after = (SELECT VALUE balance FROM ONLY type::record('account', $e.account)) ?? 0;
                 IF $after + $e.change < 0 { THROW 'insufficient_funds' };
                 UPSERT type::record('account', $e.account) SET owner = $e.owner, balance = $after + $e.change;
             };
         };",
    )
    .bind("booking", booking.key.clone())
    .bind("booking_kind", booking.kind.code().to_owned())
    .bind("booking_reference", booking.reference.clone())
    .bind("booking_memo", memo.to_owned())
    .bind("booking_currency", CURRENCY.to_owned())
    .bind("booking_actor", actor.map(ToString::to_string))
    .bind("booking_now", now.millis())
    .bind("booking_entries", entries)
}

/// The balance of one owned account.
pub async fn balance(db: &Db, account: &Account) -> Result<Cents> {
    let sql = Sql::new("SELECT VALUE balance FROM type::record('account', $account)").bind("account", account.key());
    Ok(Cents(db.ask(sql).await?.row(0)?.unwrap_or(0)))
}

/// What is held for a client's jobs.
pub async fn held(db: &Db, client: &UserId) -> Result<Cents> {
    let sql = Sql::new("SELECT id, owner, balance FROM account WHERE owner = $owner").bind("owner", client.to_string());
    let rows: Vec<AccountRow> = db.ask(sql).await?.rows(0)?;
    let escrow = rows
        .iter()
        .filter(|row| matches!(Account::from_key(&db::key(&row.id)), Some(Account::Escrow(_))));
    Ok(Cents(escrow.map(|row| row.balance).sum()))
}

/// The lines of somebody's statement, newest first, each with both sides of its booking, and its sort key.
pub async fn statement(db: &Db, owner: &UserId, after: &str, limit: usize) -> Result<Vec<(String, StatementLine)>> {
    let sql = Sql::new(format!(
        "SELECT * FROM entry WHERE owner = $owner AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("owner", owner.to_string())
    .bind("after", after.to_owned());
    let own: Vec<EntryRow> = db.ask(sql).await?.rows(0)?;
    let names: Vec<String> = own.iter().map(|entry| entry.transaction.clone()).collect();
    let records: Vec<RecordId> = names
        .iter()
        .map(|name| RecordId::new("ledger_transaction", name.as_str()))
        .collect();
    let sql = Sql::new("SELECT * FROM $records; SELECT * FROM entry WHERE transaction IN $names;")
        .bind("records", records)
        .bind("names", names);
    let mut answer = db.ask(sql).await?;
    let heads: Vec<TransactionRow> = answer.rows(0)?;
    let heads: HashMap<String, TransactionRow> = heads.into_iter().map(|row| (db::key(&row.id), row)).collect();
    let mut sides: HashMap<String, Vec<EntryRow>> = HashMap::new();
    for entry in answer.rows::<EntryRow>(1)? {
        sides.entry(entry.transaction.clone()).or_default().push(entry);
    }
    own.into_iter().map(|entry| line(entry, &heads, &sides)).collect()
}

fn line(
    own: EntryRow,
    heads: &HashMap<String, TransactionRow>,
    sides: &HashMap<String, Vec<EntryRow>>,
) -> Result<(String, StatementLine)> {
    let head = heads
        .get(&own.transaction)
        .ok_or_else(|| Error::Internal(format!("entry without transaction {}", own.transaction)))?;
    let mut entries: Vec<&EntryRow> = sides.get(&own.transaction).into_iter().flatten().collect();
    entries.sort_by(|a, b| a.sort.cmp(&b.sort));
    let entries = entries.into_iter().map(|entry| EntryLine {
        account: Account::from_key(&entry.account).map_or_else(|| entry.account.clone(), |a| a.label().to_owned()),
        side: entry.side.clone(),
        amount_cents: Cents(entry.amount),
    });
    let line = StatementLine {
        id: TransactionId::parse(own.transaction).map_err(Error::bad_id)?,
        kind: head.kind.clone(),
        reference: head.reference.clone(),
        description: head.memo.clone(),
        amount_cents: Cents(own.change),
        currency: CURRENCY.into(),
        created_at: Timestamp::from_millis(head.created_at),
        entries: entries.collect(),
    };
    Ok((own.sort, line))
}

#[derive(SurrealValue)]
struct MovedRow {
    account: String,
    change: i64,
    sort: String,
}

/// What changed on somebody's accounts by bookings of one kind since `since`, newest first: account, amount and sort key.
pub async fn moved(
    db: &Db,
    owner: &UserId,
    kind: BookingKind,
    since: Timestamp,
    after: &str,
    limit: usize,
) -> Result<Vec<(Option<Account>, Cents, String)>> {
    let sql = Sql::new(format!(
        "SELECT account, change, sort FROM entry
         WHERE owner = $owner AND kind = $kind AND sort > $after AND sort < $until ORDER BY sort LIMIT {limit}"
    ))
    .bind("owner", owner.to_string())
    .bind("kind", kind.code().to_owned())
    .bind("after", after.to_owned())
    .bind("until", not_before(since));
    let rows: Vec<MovedRow> = db.ask(sql).await?.rows(0)?;
    let rows = rows
        .into_iter()
        .map(|row| (Account::from_key(&row.account), Cents(row.change), row.sort));
    Ok(rows.collect())
}

impl PayoutRow {
    fn payout(self) -> Result<(UserId, Payout)> {
        let payout = Payout {
            id: PayoutId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            amount_cents: Cents(self.amount),
            currency: CURRENCY.into(),
            status: PayoutStatus::from_code(&self.status)
                .ok_or_else(|| Error::Internal(format!("a payout in state {}", self.status)))?,
            created_at: Timestamp::from_millis(self.created_at),
        };
        Ok((UserId::parse(self.tester_id).map_err(Error::bad_id)?, payout))
    }
}

pub fn payout_key(payout: &Payout) -> String {
    newest_first(payout.created_at, payout.id.as_str())
}

/// Part of a transaction: a payout that has been asked for.
pub fn create_payout(tester: &UserId, payout: &Payout) -> Sql {
    Sql::new(
        "CREATE type::record('payout', $payout) SET tester_id = $payout_tester, amount = $payout_amount,
             currency = $payout_currency, status = 'in_transit', created_at = $payout_now, sort = $payout_sort;",
    )
    .bind("payout", payout.id.to_string())
    .bind("payout_tester", tester.to_string())
    .bind("payout_amount", payout.amount_cents.0)
    .bind("payout_currency", payout.currency.clone())
    .bind("payout_now", payout.created_at.millis())
    .bind("payout_sort", payout_key(payout))
}

/// Part of a transaction: a payout has arrived; throws `stale` when it is no longer on its way.
pub fn payout_arrived(id: &PayoutId) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('payout', $payout)) != 'in_transit' { THROW 'stale' };
         UPDATE type::record('payout', $payout) SET status = 'paid';",
    )
    .bind("payout", id.to_string())
}

pub async fn payout(db: &Db, id: &PayoutId) -> Result<Option<(UserId, Payout)>> {
    let sql = Sql::new("SELECT * FROM type::record('payout', $id)").bind("id", id.to_string());
    db.ask(sql)
        .await?
        .row::<PayoutRow>(0)?
        .map(PayoutRow::payout)
        .transpose()
}

pub async fn payouts(db: &Db, tester: &UserId, after: &str, limit: usize) -> Result<Vec<Payout>> {
    let sql = Sql::new(format!(
        "SELECT * FROM payout WHERE tester_id = $tester AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("tester", tester.to_string())
    .bind("after", after.to_owned());
    db.ask(sql)
        .await?
        .rows::<PayoutRow>(0)?
        .into_iter()
        .map(|row| row.payout().map(|p| p.1))
        .collect()
}

/// All that was ever paid to testers.
pub async fn paid_in_all(db: &Db) -> Result<Cents> {
    let sql = Sql::new(
        "SELECT math::sum(amount) AS total FROM entry WHERE owner != NONE AND side = 'credit'
         AND string::starts_with(account, 'tester:') GROUP ALL",
    );
    Ok(Cents(db.ask(sql).await?.total(0)?))
}

/// An entry as the audit reads it: transaction, account, side, amount and change.
pub struct Kept {
    pub transaction: String,
    pub account: String,
    pub side: String,
    pub amount: i64,
    pub change: i64,
}

/// The whole ledger: names of its transactions, entries, and kept balances by account.
pub async fn everything(db: &Db) -> Result<(Vec<String>, Vec<Kept>, Vec<(String, i64)>)> {
    let sql = Sql::new(
        "SELECT VALUE record::id(id) FROM ledger_transaction; SELECT * FROM entry; SELECT id, owner, balance FROM account;",
    );
    let mut answer = db.ask(sql).await?;
    let names = answer.rows(0)?;
    let entries = answer.rows::<EntryRow>(1)?.into_iter().map(|entry| Kept {
        transaction: entry.transaction,
        account: entry.account,
        side: entry.side,
        amount: entry.amount,
        change: entry.change,
    });
    let entries = entries.collect();
    let accounts = answer
        .rows::<AccountRow>(2)?
        .into_iter()
        .map(|row| (db::key(&row.id), row.balance))
        .collect();
    Ok((names, entries, accounts))
}

/// A booking under a key that exists already is a conflict with the one that was faster.
pub fn booked_before(error: Error) -> Error {
    match error {
        Error::Database(inner) if inner.is_already_exists() => Error::Conflict(Conflict::Stale),
        other => other,
    }
}
