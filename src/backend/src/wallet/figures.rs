//! Money by week, from the entries of one kind of booking.

use super::repo;
use crate::{App, Error, Result};
use domain::{
    auth::Actor,
    ids::UserId,
    ledger::{Account, BookingKind},
    money::Cents,
    page, policy,
    statements::WalletWeeks,
    statistics::{Week, WeekSum, by_week},
    timestamp::Timestamp,
};

/// How many entries are asked for at once.
const PAGE: usize = 1000;

/// What a tester was paid for approved work.
pub(crate) async fn earned(app: &App, tester: &UserId) -> Result<Vec<WeekSum>> {
    let rows = moved(app, tester, BookingKind::SubmissionPaid, |account| {
        matches!(account, Account::TesterAvailable(_))
    });
    Ok(by_week(app.now(), rows.await?))
}

/// What a client was charged for jobs.
pub(crate) async fn paid_in(app: &App, client: &UserId) -> Result<Vec<WeekSum>> {
    let rows = moved(app, client, BookingKind::JobFunded, |account| {
        matches!(account, Account::Escrow(_))
    });
    Ok(by_week(app.now(), rows.await?))
}

/// What went back to a client.
pub(crate) async fn refunded(app: &App, client: &UserId) -> Result<Vec<WeekSum>> {
    let rows = moved(app, client, BookingKind::JobRefunded, |account| {
        matches!(account, Account::Escrow(_))
    });
    let back = rows.await?.into_iter().map(|(at, change)| (at, Cents(-change.0)));
    Ok(by_week(app.now(), back))
}

/// What a tester had sent to their bank, less what came back.
pub(crate) async fn paid_out(app: &App, tester: &UserId) -> Result<Vec<WeekSum>> {
    let available = |account: &Account| matches!(account, Account::TesterAvailable(_));
    let mut rows = moved(app, tester, BookingKind::PayoutRequested, available).await?;
    rows.extend(moved(app, tester, BookingKind::PayoutFailed, available).await?);
    let out = rows.into_iter().map(|(at, change)| (at, Cents(-change.0)));
    Ok(by_week(app.now(), out))
}

/// Money in and out by week, for the sides of the market that the actor is on.
///
/// # Errors
/// When the database fails.
pub async fn by_side(app: &App, actor: &Actor) -> Result<WalletWeeks> {
    let mut weeks = WalletWeeks::default();
    if policy::may_be_paid(actor) {
        weeks.earned = earned(app, &actor.user).await?;
        weeks.paid_out = paid_out(app, &actor.user).await?;
    }
    if policy::may_own_projects(actor) {
        weeks.paid_in = paid_in(app, &actor.user).await?;
        weeks.refunded = refunded(app, &actor.user).await?;
    }
    Ok(weeks)
}

/// What changed on somebody's accounts of one sort, by one kind of booking, within the weeks that are shown.
async fn moved(
    app: &App,
    owner: &UserId,
    kind: BookingKind,
    wanted: fn(&Account) -> bool,
) -> Result<Vec<(Timestamp, Cents)>> {
    let since = Week::window(app.now());
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let entries = repo::moved(&app.db, owner, kind, since, &after, PAGE).await?;
        let last = entries.len() < PAGE;
        for (account, change, key) in entries {
            if account.as_ref().is_some_and(wanted) {
                let at = page::moment(&key).ok_or_else(|| Error::Internal(format!("an entry in the place {key}")))?;
                rows.push((at, change));
            }
            after = key;
        }
        if last {
            return Ok(rows);
        }
    }
}
