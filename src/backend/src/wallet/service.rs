//! Bookings for the services that move money, and the wallet of who owns it.

use super::repo;
use crate::{App, Result, db::Sql, submissions};
use domain::{
    auth::Actor,
    ids::UserId,
    jobs::CURRENCY,
    ledger::{self, Account, Movement},
    money::Cents,
    page::{Page, PageQuery},
    statements::EntryFilter,
    wallet::{StatementLine, Wallet},
};

/// Part of a transaction, of which there is one in each: books movements. `client` owns the escrow they touch, `memo` says
/// what they are about.
///
/// # Errors
/// When the kernel refuses a movement.
pub(crate) fn booking(
    app: &App,
    movements: &[Movement],
    client: &UserId,
    memo: &str,
    actor: Option<&UserId>,
) -> Result<Sql> {
    if movements.is_empty() {
        return Ok(Sql::new(""));
    }
    let bookings = movements
        .iter()
        .map(ledger::book)
        .collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(repo::book(&bookings, client, memo, actor, app.now()))
}

/// # Errors
/// When the database fails.
pub async fn summary(app: &App, actor: &Actor) -> Result<Wallet> {
    Ok(Wallet {
        available_cents: repo::balance(&app.db, &Account::TesterAvailable(actor.user.clone())).await?,
        held_cents: repo::held(&app.db, &actor.user).await?,
        pending_cents: pending(app, &actor.user).await?,
        balance_cents: repo::balance(&app.db, &Account::ClientBalance(actor.user.clone())).await?,
        currency: CURRENCY.into(),
    })
}

/// What was handed in and is not decided, and what is set aside for disputes.
async fn pending(app: &App, tester: &UserId) -> Result<Cents> {
    let awaiting = submissions::service::awaiting(app, tester).await?;
    let contested = repo::balance(&app.db, &Account::TesterPending(tester.clone())).await?;
    Ok(Cents(awaiting.0 + contested.0))
}

/// # Errors
/// Refused paging parameters or filter.
pub async fn statement(
    app: &App,
    actor: &Actor,
    query: &PageQuery,
    filter: &EntryFilter,
) -> Result<Page<StatementLine>> {
    let (limit, after) = query.validate()?;
    let range = filter.validate()?;
    let rows = repo::statement(&app.db, &actor.user, &range, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |(key, _)| key.clone()).map(|(_, line)| line))
}

/// All that was ever paid to testers.
pub(crate) async fn paid_in_all(app: &App) -> Result<Cents> {
    repo::paid_in_all(&app.db).await
}
