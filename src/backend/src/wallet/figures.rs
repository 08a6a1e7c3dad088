//! Money by week, from the entries of one kind of booking.

use super::repo;
use crate::{App, Error, Result};
use domain::{
    ids::UserId,
    ledger::{Account, BookingKind},
    money::Cents,
    page,
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
