//! Proves the books: replays every entry through the kernel and compares the outcome with what is kept.

use super::{reconciliation, repo};
use crate::{
    App, Result,
    db::{Db, Sql},
    payments,
};
use domain::{
    ids::JobId,
    jobs::{JobStatus, Seats},
    ledger::{Account, Book, Entry, Side},
    money::Cents,
    payments::{PaymentStatus, Purpose},
    seats::JobState,
};
use std::collections::{BTreeMap, BTreeSet};
use surrealdb::types::{RecordId, SurrealValue};

/// Names of bookings that a payment makes.
const PAID_FOR: [&str; 3] = ["fund-", "topup-", "tip-"];

/// What was looked at, and every invariant that does not hold.
#[derive(Debug, Default)]
pub struct Report {
    pub transactions: usize,
    pub entries: usize,
    pub jobs: usize,
    pub payments: usize,
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
    fee_left: i64,
    contested: i64,
}

/// # Errors
/// When the database or the processor's book cannot be read. What is wrong with the books is a finding, not an error.
pub async fn run(app: &App) -> Result<Report> {
    let db = &app.db;
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
    check_payments(app, &mut report, &names).await?;
    let reconciled = reconciliation::run(app, book.balance(&Account::ProcessorCash)).await?;
    report
        .findings
        .extend(reconciled.differences.iter().map(ToString::to_string));
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
    let sql = Sql::new(
        "SELECT id, status, price_cents, fee_cents, fee_left, contested, slots, taken, handed_in, settled FROM job",
    );
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
        let state = JobState {
            status,
            seats,
            price: Cents(row.price_cents),
            fee: Cents(row.fee_cents),
            fee_left: Cents(row.fee_left),
            contested: Cents(row.contested),
            frozen: false,
        };
        let held = book.balance(&Account::Escrow(id.clone()));
        if held != state.held() {
            report.findings.push(format!(
                "job {id}: {} held, its open seats need {}",
                held.0,
                state.held().0
            ));
        }
    }
    Ok(())
}

/// Each payment that succeeded is booked once: for its job, as a tip, or into the balance; and nothing else is.
async fn check_payments(app: &App, report: &mut Report, names: &[String]) -> Result<()> {
    let booked: BTreeSet<&str> = names
        .iter()
        .filter_map(|name| PAID_FOR.iter().find_map(|kind| name.strip_prefix(kind)))
        .collect();
    let payments = payments::everything(&app.db).await?;
    let (succeeded, open): (Vec<_>, Vec<_>) = payments
        .iter()
        .filter(|stored| matches!(stored.payment.status, PaymentStatus::Succeeded | PaymentStatus::Open))
        .partition(|stored| stored.payment.status == PaymentStatus::Succeeded);
    let succeeded: BTreeSet<&str> = succeeded.iter().map(|stored| stored.payment.id.as_str()).collect();
    report.payments = succeeded.len();
    // Before payments stood by themselves a job's was booked under the job's name.
    let once = |stored: &payments::Stored| matches!(&stored.purpose, Purpose::Publish { job } if booked.contains(job.as_str()));
    report.findings.extend(
        payments
            .iter()
            .filter(|stored| succeeded.contains(stored.payment.id.as_str()))
            .filter(|stored| !booked.contains(stored.payment.id.as_str()) && !once(stored))
            .map(|stored| format!("payment {}: succeeded and not booked", stored.payment.id)),
    );
    report.findings.extend(
        open.iter()
            .filter(|stored| booked.contains(stored.payment.id.as_str()))
            .map(|stored| format!("payment {}: booked and still open", stored.payment.id)),
    );
    let jobs = payments.iter().filter_map(|stored| stored.payment.job_id.as_ref());
    let known: BTreeSet<&str> = payments
        .iter()
        .map(|stored| stored.payment.id.as_str())
        .chain(jobs.map(JobId::as_str))
        .collect();
    report.findings.extend(
        booked
            .difference(&known)
            .map(|id| format!("payment {id}: booked and not known")),
    );
    Ok(())
}

/// Each approved submission is paid once, and nothing else is.
async fn check_submissions(db: &Db, report: &mut Report, names: &[String]) -> Result<()> {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM submission WHERE status = 'approved'");
    let approved: Vec<String> = db.ask(sql).await?.rows(0)?;
    let approved: BTreeSet<String> = approved.into_iter().map(|id| format!("pay-{id}")).collect();
    let paid: BTreeSet<String> = names.iter().filter(|name| name.starts_with("pay-")).cloned().collect();
    let ruled = Sql::new("SELECT VALUE record::id(id) FROM dispute WHERE status = 'decided' AND paid > 0");
    let ruled: Vec<String> = db.ask(ruled).await?.rows(0)?;
    let ruled: BTreeSet<String> = ruled.into_iter().map(|id| format!("pay-{id}")).collect();
    let approved: BTreeSet<String> = approved.difference(&ruled).cloned().collect();
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
