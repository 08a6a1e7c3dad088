//! Months of somebody's money, and single bookings as receipts.

use super::reading::{self, Read};
use crate::{App, Error, Result, users};
use domain::{
    auth::Actor,
    ids::{TransactionId, UserId},
    jobs::CURRENCY,
    ledger::{Account, Side},
    money::Cents,
    page::not_before,
    policy,
    statements::{
        EntryRange, Month, MonthlyStatement, Purse, Receipt, ReceiptSide, StatementMonths, in_words, kind_label,
    },
    timestamp::Timestamp,
};

/// As many months as are listed: ten years.
const MONTHS: usize = 120;
/// How many entries are asked for at once.
const PAGE: usize = 500;

/// The months in which something was booked for the actor, newest first. Each is one step in an index.
///
/// # Errors
/// When the database fails.
pub async fn months(app: &App, actor: &Actor) -> Result<StatementMonths> {
    let (mut items, mut after) = (Vec::new(), String::new());
    while items.len() < MONTHS
        && let Some(at) = reading::newest(&app.db, &actor.user, &after).await?
    {
        let month = Month::of(at);
        after = not_before(month.start());
        items.push(month.into());
    }
    Ok(StatementMonths { items })
}

/// The actor's own month.
///
/// # Errors
/// Not found, when the month has not begun or nothing was booked until its end.
pub async fn monthly(app: &App, actor: &Actor, month: Month) -> Result<MonthlyStatement> {
    let (start, end) = (month.start(), month.next().start());
    let range = EntryRange {
        kind: None,
        after: not_before(end),
        until: not_before(start),
    };
    let opening = reading::balances_before(&app.db, &actor.user, start).await?;
    let mut lines: Vec<_> = all(app, &actor.user, &range)
        .await?
        .into_iter()
        .map(|read| read.line)
        .collect();
    if start > app.now() || (opening.is_empty() && lines.is_empty()) {
        return Err(Error::NotFound);
    }
    lines.reverse();
    let holder = users::service::by_id(app, &actor.user).await?.full_name;
    MonthlyStatement::new(month, app.now(), holder, CURRENCY.into(), &opening, lines)
        .ok_or_else(|| Error::Internal(format!("the sums of {month} do not fit")))
}

async fn all(app: &App, owner: &UserId, range: &EntryRange) -> Result<Vec<Read>> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = reading::entries(&app.db, owner, range, &after, PAGE).await?;
        let last = page.len() < PAGE;
        if let Some(read) = page.last() {
            after.clone_from(&read.sort);
        }
        found.extend(page);
        if last {
            return Ok(found);
        }
    }
}

/// A booking, for those whose accounts it touches, and admins.
///
/// # Errors
/// Not found for everybody else.
pub async fn receipt(app: &App, actor: &Actor, transaction: &TransactionId) -> Result<Receipt> {
    let (head, sides) = reading::booking(&app.db, transaction).await?.ok_or(Error::NotFound)?;
    let own = sides
        .iter()
        .any(|side| side.owner.as_deref() == Some(actor.user.as_str()));
    if !own && !policy::may_oversee(actor) {
        return Err(Error::NotFound);
    }
    let concerns = |owner: &str| !own || owner == actor.user.as_str();
    let owners: Vec<String> = sides
        .iter()
        .filter_map(|side| side.owner.clone())
        .filter(|id| concerns(id))
        .collect();
    let people = users::service::people(app, owners.iter().cloned()).await?;
    let mut holders: Vec<String> = people.into_values().map(|person| person.name).collect();
    holders.sort_unstable();
    let change = |wanted: &dyn Fn(&reading::SideRow) -> bool| {
        let changes = sides.iter().filter(|side| wanted(side)).map(|side| side.change);
        Cents(changes.sum())
    };
    Ok(Receipt {
        number: transaction.clone(),
        at: Timestamp::from_millis(head.created_at),
        holders,
        kind: kind_label(&head.kind),
        description: head.memo,
        reference: head.reference,
        currency: CURRENCY.into(),
        change_cents: change(&|side| side.owner.as_deref().is_some_and(concerns)),
        fee_cents: change(&|side| side.account == Account::PlatformRevenue.key()),
        sides: sides.iter().map(side_in_words).collect::<Result<_>>()?,
    })
}

fn side_in_words(row: &reading::SideRow) -> Result<ReceiptSide> {
    let account = Account::from_key(&row.account)
        .ok_or_else(|| Error::Internal(format!("an entry on the account {}", row.account)))?;
    let side = [Side::Debit, Side::Credit]
        .into_iter()
        .find(|side| side.code() == row.side);
    let side = side.ok_or_else(|| Error::Internal(format!("an entry on the side {}", row.side)))?;
    Ok(ReceiptSide {
        words: in_words(&account, side).to_owned(),
        account: Purse::of(&account).map_or(account.label(), Purse::label).to_owned(),
        side: row.side.clone(),
        amount_cents: Cents(row.amount),
    })
}
