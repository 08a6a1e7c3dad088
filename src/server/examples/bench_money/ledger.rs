//! A ledger of a million entries: what a wallet and the first page of its statement cost then, beside the same with a
//! thousand.

use super::{Failure, middle_and_worst, ms};
use backend::{App, db::Sql, wallet};
use domain::{
    auth::{Actor, sessions::Visit},
    ids::{SessionId, UserId},
    page::newest_first,
    statements::EntryFilter,
    timestamp::Timestamp,
    users::Role,
};
use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};
use surrealdb::types::{RecordId, SurrealValue};

/// Entries are of so many people, and one of them has a tenth of all.
const PEOPLE: usize = 1000;
const SIZES: [usize; 2] = [1_000, 1_000_000];
/// Transactions that are written at once, each of two entries.
const BATCH: usize = 5_000;
const ASKED: usize = 300;

#[derive(SurrealValue)]
struct Head {
    id: RecordId,
    kind: String,
    reference: String,
    memo: String,
    currency: String,
    created_at: i64,
    sort: String,
}

#[derive(SurrealValue)]
struct Entry {
    id: RecordId,
    transaction: String,
    kind: String,
    account: String,
    owner: Option<String>,
    side: String,
    amount: i64,
    change: i64,
    sort: String,
}

fn person(n: usize) -> String {
    // Every tenth transaction is of the same person.
    let who = if n.is_multiple_of(10) { 0 } else { 1 + n % (PEOPLE - 1) };
    format!("person-{who}")
}

/// Fills the ledger up to so many entries. Fields are taken as they are, as in an import of a backup.
async fn fill(app: &App, from: usize, to: usize) -> Result<(), Failure> {
    let begin = app.now().millis() - 400 * 24 * 3_600_000;
    let mut n = from / 2;
    while n < to / 2 {
        let (mut heads, mut entries) = (Vec::new(), Vec::new());
        for n in n..(n + BATCH).min(to / 2) {
            let (name, at) = (format!("bench-{n}"), begin + i64::try_from(n)? * 60);
            let sort = newest_first(Timestamp::from_millis(at), &name);
            let owner = person(n);
            heads.push(Head {
                id: RecordId::new("ledger_transaction", name.as_str()),
                kind: "tipped".to_owned(),
                reference: name.clone(),
                memo: "A job with a title of usual length".to_owned(),
                currency: "usd".to_owned(),
                created_at: at,
                sort: sort.clone(),
            });
            let accounts = [
                ("processor_cash".to_owned(), None, "debit"),
                (format!("tester:{owner}"), Some(owner), "credit"),
            ];
            for (place, (account, owner, side)) in accounts.into_iter().enumerate() {
                entries.push(Entry {
                    id: RecordId::new("entry", format!("{name}_{place}")),
                    transaction: name.clone(),
                    kind: "tipped".to_owned(),
                    account,
                    owner,
                    side: side.to_owned(),
                    amount: 100,
                    change: 100,
                    sort: format!("{sort}_{place}"),
                });
            }
        }
        let sql = Sql::new(
            "OPTION IMPORT;
             INSERT INTO ledger_transaction $heads RETURN NONE;
             INSERT INTO entry $entries RETURN NONE;",
        )
        .bind("heads", heads)
        .bind("entries", entries);
        app.db.write(sql).await?;
        n += BATCH;
    }
    Ok(())
}

pub async fn measure(app: &App) -> Result<String, Failure> {
    let actor = Actor {
        user: UserId::parse("person-0")?,
        session: SessionId::parse("bench")?,
        roles: vec![Role::Tester],
        verified: true,
        from: Visit::default(),
        scopes: None,
    };
    let kept = Sql::new("UPSERT type::record('account', 'tester:person-0') SET owner = 'person-0', balance = 5000000;");
    app.db.write(kept).await?;
    let mut table = "### A wallet in a large ledger\n\n\
        | entries | balance: p50 ms | p99 ms | first page of the statement: p50 ms | p99 ms |\n\
        | --: | --: | --: | --: | --: |\n"
        .to_owned();
    let mut before = 0;
    for size in SIZES {
        fill(app, before, size).await?;
        before = size;
        let (mut balances, mut pages): (Vec<Duration>, Vec<Duration>) = Default::default();
        for _ in 0..ASKED {
            let began = Instant::now();
            wallet::service::summary(app, &actor).await?;
            balances.push(began.elapsed());
            let began = Instant::now();
            let page = wallet::service::statement(app, &actor, &Default::default(), &EntryFilter::default()).await?;
            pages.push(began.elapsed());
            if page.items.len() != 20 {
                return Err(format!("a page of {} entries", page.items.len()).into());
            }
        }
        let ((b50, b99), (p50, p99)) = (middle_and_worst(balances), middle_and_worst(pages));
        writeln!(
            table,
            "| {size} | {} | {} | {} | {} |",
            ms(b50),
            ms(b99),
            ms(p50),
            ms(p99)
        )?;
    }
    Ok(table)
}
