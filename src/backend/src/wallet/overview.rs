//! The books as a whole, for admins: what every account holds, the processor's book beside ours, and single transactions.

use super::{reconciliation, repo};
use crate::{App, Error, Result};
use domain::{
    auth::Actor,
    books::{AccountSum, Books, Transaction},
    ids::TransactionId,
    jobs::CURRENCY,
    ledger::{Account, Side},
    money::Cents,
    page::{Page, PageQuery},
    policy,
    reconciliation::Reconciliation,
};
use std::collections::BTreeMap;

fn overseeing(actor: &Actor) -> Result<()> {
    if policy::may_oversee(actor) {
        return Ok(());
    }
    Err(Error::Forbidden("Only admins read the books."))
}

/// # Errors
/// [`Error::Forbidden`] for whoever is no admin.
pub async fn books(app: &App, actor: &Actor) -> Result<Books> {
    overseeing(actor)?;
    // Accounts of one sort are added up.
    let mut sums: BTreeMap<&'static str, (Account, i64)> = BTreeMap::new();
    for (account, sum) in repo::sums(&app.db).await? {
        sums.entry(account.label()).or_insert((account, 0)).1 += sum.0;
    }
    let (mut debit, mut credit) = (0, 0);
    let accounts = sums.into_values().map(|(account, sum)| {
        match account.normal() {
            Side::Debit => debit += sum,
            Side::Credit => credit += sum,
        }
        AccountSum {
            name: account.label().to_owned(),
            class: account.class().label().to_owned(),
            side: account.normal().code().to_owned(),
            balance_cents: Cents(sum),
        }
    });
    let mut accounts: Vec<AccountSum> = accounts.collect();
    accounts.sort_by(|a, b| (&a.class, &a.name).cmp(&(&b.class, &b.name)));
    Ok(Books {
        accounts,
        debit_cents: Cents(debit),
        credit_cents: Cents(credit),
        currency: CURRENCY.to_owned(),
    })
}

/// The processor's book beside ours.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin; when the processor does not answer.
pub async fn reconcile(app: &App, actor: &Actor) -> Result<Reconciliation> {
    overseeing(actor)?;
    let cash = repo::sum(&app.db, &Account::ProcessorCash).await?;
    reconciliation::run(app, cash).await
}

/// Every transaction, newest first, with both sides.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin; refused paging parameters.
pub async fn transactions(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Transaction>> {
    overseeing(actor)?;
    let (limit, after) = query.validate()?;
    let rows = repo::transactions(&app.db, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |(key, _)| key.clone()).map(|(_, transaction)| transaction))
}

/// One transaction, with both sides.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin; [`Error::NotFound`].
pub async fn transaction(app: &App, actor: &Actor, id: &TransactionId) -> Result<Transaction> {
    overseeing(actor)?;
    repo::transaction(&app.db, id).await?.ok_or(Error::NotFound)
}
