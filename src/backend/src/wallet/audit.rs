//! Proves the books: replays every entry through the kernel and compares the outcome with what is kept.

use super::repo;
use crate::{
    Result,
    db::{Db, Sql},
};
use domain::{
    fees,
    ids::JobId,
    jobs::{JobStatus, Seats},
    ledger::{Account, Book, Entry, Side},
    money::Cents,
    seats::JobState,
};
use std::collections::{BTreeMap, BTreeSet};
use surrealdb::types::{RecordId, SurrealValue};

/// What was looked at, and every invariant that does not hold.
#[derive(Debug, Default)]
pub struct Report {
    pub transactions: usize,
    pub entries: usize,
    pub jobs: usize,
    pub findings: Vec<String>,
}

#[derive(SurrealValue)]
struct JobRow {
    id: RecordId,
    status: String,
    price_cents: i64,
    fee_cents: i64,
    slots: i64,
    taken: i64,
    handed_in: i64,
    settled: i64,
    charge_id: Option<String>,
}

#[derive(SurrealValue)]
struct Charged {
    id: RecordId,
    kind: String,
    amount: i64,
    outcome: String,
}

/// # Errors
/// When the database cannot be read. What is wrong with the books is a finding, not an error.
pub async fn run(db: &Db) -> Result<Report> {
    let (names, entries, accounts) = repo::everything(db).await?;
    let mut report = Report {
        transactions: names.len(),
        entries: entries.len(),
        ..Report::default()
    };
    let book = replay(&mut report, &names, entries);
    compare_balances(&mut report, &book, &accounts);
    check_jobs(db, &mut report, &book).await?;
    check_submissions(db, &mut report, &names).await?;
    check_processor(db, &mut report, &book).await?;
    Ok(report)
}

/// Each transaction balances, and no owned account ends below zero.
fn replay(report: &mut Report, names: &[String], entries: Vec<repo::Kept>) -> Book {
    let mut by_transaction: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for kept in entries {
        let Some(account) = Account::from_key(&kept.account) else {
            report.findings.push(format!(
                "transaction {}: unknown account {}",
                kept.transaction, kept.account
            ));
            continue;
        };
        let side = if kept.side == Side::Debit.code() {
            Side::Debit
        } else {
            Side::Credit
        };
        let entry = Entry {
            account,
            side,
            amount: Cents(kept.amount),
        };
        if entry.change().0 != kept.change {
            report.findings.push(format!(
                "transaction {}: an entry's change is {}",
                kept.transaction, kept.change
            ));
        }
        by_transaction.entry(kept.transaction).or_default().push(entry);
    }
    for name in names {
        if !by_transaction.contains_key(name) {
            report.findings.push(format!("transaction {name} has no entries"));
        }
    }
    let known: BTreeSet<&String> = names.iter().collect();
    let mut all = Vec::new();
    for (name, entries) in &by_transaction {
        if !known.contains(name) {
            report
                .findings
                .push(format!("entries of a transaction that does not exist: {name}"));
        }
        if let Err(error) = domain::ledger::check(entries) {
            report.findings.push(format!("transaction {name}: {error}"));
            continue;
        }
        all.extend(entries.iter().cloned());
    }
    let mut book = Book::default();
    // The order of transactions is not kept, only their sum is proven; so all are applied as one.
    if !all.is_empty()
        && let Err(error) = book.apply(&all)
    {
        report.findings.push(format!("the whole ledger: {error}"));
    }
    if book.imbalance() != 0 {
        report
            .findings
            .push(format!("debits and credits differ by {}", book.imbalance()));
    }
    book
}

/// Kept balances equal the sums of their entries.
fn compare_balances(report: &mut Report, book: &Book, accounts: &[(String, i64)]) {
    let kept: BTreeMap<&str, i64> = accounts.iter().map(|(key, balance)| (key.as_str(), *balance)).collect();
    for (account, balance) in book.balances() {
        let key = account.key();
        let found = kept.get(key.as_str()).copied().unwrap_or(0);
        if account.is_owned() && found != balance.0 {
            report
                .findings
                .push(format!("account {key}: kept {found}, entries say {}", balance.0));
        }
    }
    for (key, balance) in &kept {
        let summed = Account::from_key(key).map(|account| book.balance(&account).0);
        if summed != Some(*balance) && *balance != 0 {
            report
                .findings
                .push(format!("account {key}: kept {balance}, entries say {summed:?}"));
        }
    }
}

/// What is held for a job is what its open seats will need: nothing once it is finished. Its seats add up, too.
async fn check_jobs(db: &Db, report: &mut Report, book: &Book) -> Result<()> {
    let sql =
        Sql::new("SELECT id, status, price_cents, fee_cents, slots, taken, handed_in, settled, charge_id FROM job");
    let jobs: Vec<JobRow> = db.ask(sql).await?.rows(0)?;
    report.jobs = jobs.len();
    for row in jobs {
        let key = crate::db::key(&row.id);
        let (Some(status), Ok(id)) = (JobStatus::from_code(&row.status), JobId::parse(key.clone())) else {
            report.findings.push(format!("job {key} is in state {}", row.status));
            continue;
        };
        let seats = Seats {
            slots: row.slots,
            taken: row.taken,
            handed_in: row.handed_in,
            settled: row.settled,
        };
        let ordered = seats.settled <= seats.handed_in && seats.handed_in <= seats.taken && seats.taken <= seats.slots;
        if !ordered {
            report
                .findings
                .push(format!("job {id}: seats do not add up: {seats:?}"));
        }
        if status != JobStatus::Draft && row.charge_id.is_none() {
            report
                .findings
                .push(format!("job {id} is {} without a charge", row.status));
        }
        let state = JobState {
            status,
            seats,
            price: Cents(row.price_cents),
            fee: Cents(row.fee_cents),
        };
        let held = book.balance(&Account::Escrow(id.clone()));
        if held != state.held() {
            report.findings.push(format!(
                "job {id}: {} held, its open seats need {}",
                held.0,
                state.held().0
            ));
        }
        if fees::share_of(Cents(row.fee_cents), row.slots, 0, row.slots) != Cents(row.fee_cents) {
            report
                .findings
                .push(format!("job {id}: the shares of its fee do not add up"));
        }
    }
    Ok(())
}

/// Each approved submission is paid once, and nothing else is.
async fn check_submissions(db: &Db, report: &mut Report, names: &[String]) -> Result<()> {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM submission WHERE status = 'approved'");
    let approved: Vec<String> = db.ask(sql).await?.rows(0)?;
    let approved: BTreeSet<String> = approved.into_iter().map(|id| format!("pay-{id}")).collect();
    let paid: BTreeSet<String> = names.iter().filter(|name| name.starts_with("pay-")).cloned().collect();
    report.findings.extend(
        approved
            .difference(&paid)
            .map(|name| format!("{name}: approved and not paid")),
    );
    report.findings.extend(
        paid.difference(&approved)
            .map(|name| format!("{name}: paid and not approved")),
    );
    Ok(())
}

/// The processor's own book and ours agree, but for movements that are still waiting in the outbox.
async fn check_processor(db: &Db, report: &mut Report, book: &Book) -> Result<()> {
    let sql = Sql::new(
        "SELECT id, kind, amount, outcome FROM sandbox_event;
         SELECT math::sum(payload.Refund.amount) AS total FROM outbox WHERE state != 'done' AND kind = 'refund' GROUP ALL;",
    );
    let mut answer = db.ask(sql).await?;
    let events: Vec<Charged> = answer.rows(0)?;
    let waiting = answer.total(1)?;
    if events.is_empty() {
        return Ok(());
    }
    let mut theirs = 0;
    for event in &events {
        match (event.kind.as_str(), event.outcome.as_str()) {
            ("charge", "succeeded") => theirs += event.amount,
            ("refund" | "payout", "succeeded") => theirs -= event.amount,
            ("charge", _) => {}
            (kind, outcome) => {
                let id = crate::db::key(&event.id);
                report
                    .findings
                    .push(format!("processor event {id}: a {kind} that is {outcome}"));
            }
        }
    }
    let ours = book.balance(&Account::ProcessorCash).0;
    if theirs - waiting != ours {
        report.findings.push(format!(
            "the processor holds {theirs}, {waiting} of it to be refunded; the ledger says {ours}"
        ));
    }
    Ok(())
}
