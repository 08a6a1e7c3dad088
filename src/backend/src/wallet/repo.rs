//! The ledger in the database. Entries are written and never changed; the balances of owned accounts are kept with them,
//! in the same transaction, and the database itself refuses one below zero.

use super::reading;
use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    books::Transaction,
    ids::{PayoutId, TransactionId, UserId},
    jobs::CURRENCY,
    ledger::{Account, Booking, BookingKind},
    money::Cents,
    page::{newest_first, not_before},
    statements::EntryRange,
    timestamp::Timestamp,
    wallet::{EntryLine, Payout, PayoutStatus, StatementLine},
};
use std::collections::HashMap;
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
struct NewHead {
    id: String,
    kind: String,
    reference: String,
    sort: String,
}

#[derive(SurrealValue)]
struct NewEntry {
    id: String,
    transaction: String,
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
    actor: Option<String>,
    created_at: i64,
    sort: String,
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
    reason: Option<String>,
    created_at: i64,
}

/// Part of a transaction: writes bookings; throws `insufficient_funds` when an owned account would go below zero. Writing
/// one whose key is there already fails as a whole, because the record that carries its name exists.
///
/// `client` is the owner of an escrow account that they touch.
pub fn book(bookings: &[Booking], client: &UserId, memo: &str, actor: Option<&UserId>, now: Timestamp) -> Sql {
    let heads: Vec<NewHead> = bookings.iter().map(|booking| NewHead::of(booking, now)).collect();
    let entries: Vec<NewEntry> = bookings
        .iter()
        .flat_map(|booking| NewEntry::of(booking, client, now))
        .collect();
    Sql::new(
        "FOR $b IN $bookings {
             CREATE type::record('ledger_transaction', $b.id) SET kind = $b.kind, reference = $b.reference,
                 memo = $booking_memo, currency = $booking_currency, actor = $booking_actor, created_at = $booking_now,
                 sort = $b.sort;
         };
         FOR $e IN $booking_entries {
             CREATE type::record('entry', $e.id) SET transaction = $e.transaction, kind = $e.kind, account = $e.account,
                 owner = $e.owner, side = $e.side, amount = $e.amount, change = $e.change, sort = $e.sort;
             IF $e.owned {
                 LET $after = (SELECT VALUE balance FROM ONLY type::record('account', $e.account)) ?? 0;
                 IF $after + $e.change < 0 { THROW 'insufficient_funds' };
                 UPSERT type::record('account', $e.account) SET owner = $e.owner, balance = $after + $e.change;
             };
         };",
    )
    .bind("bookings", heads)
    .bind("booking_memo", memo.to_owned())
    .bind("booking_currency", CURRENCY.to_owned())
    .bind("booking_actor", actor.map(ToString::to_string))
    .bind("booking_now", now.millis())
    .bind("booking_entries", entries)
}

impl NewHead {
    fn of(booking: &Booking, now: Timestamp) -> Self {
        Self {
            sort: newest_first(now, &booking.key),
            id: booking.key.clone(),
            kind: booking.kind.code().to_owned(),
            reference: booking.reference.clone(),
        }
    }
}

impl NewEntry {
    fn of<'a>(booking: &'a Booking, client: &'a UserId, now: Timestamp) -> impl Iterator<Item = Self> + 'a {
        let sort = newest_first(now, &booking.key);
        booking.entries.iter().enumerate().map(move |(n, entry)| Self {
            id: format!("{}_{n}", booking.key),
            transaction: booking.key.clone(),
            kind: booking.kind.code().to_owned(),
            account: entry.account.key(),
            owner: match &entry.account {
                Account::Escrow(_) => Some(client.to_string()),
                account => account.owner().map(ToString::to_string),
            },
            side: entry.side.code().to_owned(),
            amount: entry.amount.0,
            change: entry.change().0,
            sort: format!("{sort}_{n}"),
            owned: entry.account.is_owned(),
        })
    }
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

/// The lines of somebody's statement within `range`, newest first, each with both sides of its booking, and its sort key.
pub async fn statement(
    db: &Db,
    owner: &UserId,
    range: &EntryRange,
    after: &str,
    limit: usize,
) -> Result<Vec<(String, StatementLine)>> {
    let sql = Sql::new(format!("SELECT * FROM entry {}", reading::walk(range, limit)));
    let sql = reading::bind(sql, owner, range, after);
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
    let entries = entry_lines(sides.get(&own.transaction).into_iter().flatten().collect());
    let line = StatementLine {
        id: TransactionId::parse(own.transaction).map_err(Error::bad_id)?,
        kind: head.kind.clone(),
        reference: head.reference.clone(),
        description: head.memo.clone(),
        amount_cents: Cents(own.change),
        currency: CURRENCY.into(),
        created_at: Timestamp::from_millis(head.created_at),
        entries,
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
            reason: self.reason,
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

/// Part of a transaction: a payout has ended as `next`; throws `stale` when it is no longer as `before`.
pub fn payout_ended(before: &Payout, next: PayoutStatus, reason: Option<&str>) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('payout', $payout)) != $payout_before { THROW 'stale' };
         UPDATE type::record('payout', $payout) SET status = $payout_status, reason = $payout_reason;",
    )
    .bind("payout", before.id.to_string())
    .bind("payout_before", before.status.code().to_owned())
    .bind("payout_status", next.code().to_owned())
    .bind("payout_reason", reason.map(str::to_owned))
}

/// Under which name the processor knows a payout.
pub async fn payout_sent(db: &Db, id: &PayoutId, sent: &str) -> Result<()> {
    let sql = Sql::new("UPDATE type::record('payout', $id) SET processor_id = $sent, reason = NONE;")
        .bind("id", id.to_string())
        .bind("sent", sent.to_owned());
    db.write(sql).await.map(drop)
}

/// The processor could not send it yet, for a reason that its owner reads.
pub async fn payout_waits(db: &Db, id: &PayoutId, reason: &str) -> Result<()> {
    let sql = Sql::new("UPDATE type::record('payout', $id) SET waited += 1, reason = $reason;")
        .bind("id", id.to_string())
        .bind("reason", reason.to_owned());
    db.write(sql).await.map(drop)
}

/// How often the processor could not send it yet.
pub async fn payout_waited(db: &Db, id: &PayoutId) -> Result<i64> {
    let sql = Sql::new("SELECT VALUE waited FROM ONLY type::record('payout', $id)").bind("id", id.to_string());
    Ok(db.ask(sql).await?.row(0)?.unwrap_or_default())
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
         AND string::starts_with(account, 'tester:') AND kind != 'payout_failed' GROUP ALL",
    );
    Ok(Cents(db.ask(sql).await?.total(0)?))
}

/// What each account holds: the kept balances of owned ones, and the sums of the shared ones' entries.
pub async fn sums(db: &Db) -> Result<Vec<(Account, Cents)>> {
    let rows: Vec<AccountRow> = db
        .ask(Sql::new("SELECT id, owner, balance FROM account"))
        .await?
        .rows(0)?;
    let mut sums = rows
        .into_iter()
        .map(|row| {
            let key = db::key(&row.id);
            let account = Account::from_key(&key).ok_or_else(|| Error::Internal(format!("an account {key}")))?;
            Ok((account, Cents(row.balance)))
        })
        .collect::<Result<Vec<_>>>()?;
    for account in Account::shared() {
        let sum = sum(db, &account).await?;
        sums.push((account, sum));
    }
    Ok(sums)
}

/// The sum of an account's entries.
pub async fn sum(db: &Db, account: &Account) -> Result<Cents> {
    let sql = Sql::new("SELECT math::sum(change) AS total FROM entry WHERE account = $account GROUP ALL")
        .bind("account", account.key());
    Ok(Cents(db.ask(sql).await?.total(0)?))
}

/// Transactions, newest first, each with both sides and its sort key.
pub async fn transactions(db: &Db, after: &str, limit: usize) -> Result<Vec<(String, Transaction)>> {
    let sql = Sql::new(format!(
        "SELECT * FROM ledger_transaction WHERE sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("after", after.to_owned());
    let heads: Vec<TransactionRow> = db.ask(sql).await?.rows(0)?;
    with_entries(db, heads).await
}

pub async fn transaction(db: &Db, id: &TransactionId) -> Result<Option<Transaction>> {
    let sql = Sql::new("SELECT * FROM type::record('ledger_transaction', $id)").bind("id", id.to_string());
    let heads: Vec<TransactionRow> = db.ask(sql).await?.rows(0)?;
    Ok(with_entries(db, heads).await?.pop().map(|(_, transaction)| transaction))
}

async fn with_entries(db: &Db, heads: Vec<TransactionRow>) -> Result<Vec<(String, Transaction)>> {
    let names: Vec<String> = heads.iter().map(|head| db::key(&head.id)).collect();
    let sql = Sql::new("SELECT * FROM entry WHERE transaction IN $names").bind("names", names);
    let mut sides: HashMap<String, Vec<EntryRow>> = HashMap::new();
    for entry in db.ask(sql).await?.rows::<EntryRow>(0)? {
        sides.entry(entry.transaction.clone()).or_default().push(entry);
    }
    heads
        .into_iter()
        .map(|head| {
            let name = db::key(&head.id);
            let entries = entry_lines(sides.get(&name).into_iter().flatten().collect());
            let transaction = Transaction {
                id: TransactionId::parse(name).map_err(Error::bad_id)?,
                kind: head.kind,
                reference: head.reference,
                description: head.memo,
                currency: CURRENCY.into(),
                actor_id: head.actor.map(UserId::parse).transpose().map_err(Error::bad_id)?,
                created_at: Timestamp::from_millis(head.created_at),
                entries,
            };
            Ok((head.sort, transaction))
        })
        .collect()
}

/// Both sides of a transaction, in the order in which they were booked.
fn entry_lines(mut entries: Vec<&EntryRow>) -> Vec<EntryLine> {
    entries.sort_by(|a, b| a.sort.cmp(&b.sort));
    let lines = entries.into_iter().map(|entry| EntryLine {
        account: Account::from_key(&entry.account).map_or_else(|| entry.account.clone(), |a| a.label().to_owned()),
        side: entry.side.clone(),
        amount_cents: Cents(entry.amount),
    });
    lines.collect()
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
