//! What people read of their money: entries that were asked for, months that add up, and single bookings as receipts. Pure;
//! the rows come from the ledger.

use crate::{
    ids::TransactionId,
    ledger::{Account, BookingKind, Side},
    money::Cents,
    page::not_before,
    statistics::WeekSum,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};
use time::{Date, Month as MonthOfYear, OffsetDateTime};

const DAY_HOURS: i64 = 24;

/// Which entries are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct EntryFilter {
    /// Why money moved, as an entry's `kind` says it.
    #[cfg_attr(feature = "openapi", param(pattern = "^[a-z_]{0,32}$"))]
    pub kind: Option<String>,
    /// What was booked then or later: a time as RFC 3339 writes it, or a date, which begins at 00:00 UTC.
    #[cfg_attr(feature = "openapi", param(max_length = 40))]
    pub from: Option<String>,
    /// What was booked before that time; a date counts up to its end.
    #[cfg_attr(feature = "openapi", param(max_length = 40))]
    pub until: Option<String>,
}

/// A checked [`EntryFilter`]: a kind, and a range of the keys of [`crate::page::newest_first`], both ends left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRange {
    pub kind: Option<BookingKind>,
    pub after: String,
    pub until: String,
}

impl EntryFilter {
    /// Whether anything is left out.
    #[must_use]
    pub fn is_set(&self) -> bool {
        [&self.kind, &self.from, &self.until]
            .into_iter()
            .any(|value| value.as_deref().is_some_and(|text| !text.trim().is_empty()))
    }

    /// # Errors
    /// A kind that nothing is booked as; a time that is neither RFC 3339 nor a date.
    pub fn validate(&self) -> Result<EntryRange, Invalid> {
        let mut v = Invalid::default();
        let given = |value: &Option<String>| value.as_deref().map(str::trim).unwrap_or_default().to_owned();
        let kind = given(&self.kind);
        let known = BookingKind::from_code(&kind);
        if !kind.is_empty() && known.is_none() {
            v.push("kind", "unknown", "Nothing is booked as that.");
        }
        let from = bound(&mut v, "from", &given(&self.from), 0);
        let until = bound(&mut v, "until", &given(&self.until), DAY_HOURS);
        v.into_result(EntryRange {
            kind: known,
            after: until.map(not_before).unwrap_or_default(),
            until: from.map_or_else(|| "~".to_owned(), not_before),
        })
    }
}

/// A time, or a date and so many hours behind its beginning.
fn bound(v: &mut Invalid, field: &str, text: &str, hours: i64) -> Option<Timestamp> {
    if text.is_empty() {
        return None;
    }
    let read = Timestamp::parse(text).or_else(|_| {
        let begin = Timestamp::parse(&format!("{text}T00:00:00Z"));
        begin.map(|begin| begin.plus_hours(hours))
    });
    if read.is_err() {
        v.push(
            field,
            "time",
            "Use a date such as 2026-11-23, or a time as RFC 3339 writes it.",
        );
    }
    read.ok()
}

/// A month of the calendar in UTC, as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: MonthOfYear,
}

impl Month {
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let at =
            OffsetDateTime::from_unix_timestamp(at.millis().div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Self {
            year: at.year(),
            month: at.month(),
        }
    }

    /// Reads `2026-11`; years 1970 to 9998.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let year: i32 = year.parse().ok()?;
        let month = MonthOfYear::try_from(month.parse::<u8>().ok()?).ok()?;
        (1970..9999).contains(&year).then_some(Self { year, month })
    }

    #[must_use]
    pub fn start(self) -> Timestamp {
        let date = Date::from_calendar_date(self.year, self.month, 1).unwrap_or(Date::MIN);
        Timestamp::from_millis(date.midnight().assume_utc().unix_timestamp() * 1000)
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self {
            year: self.year + i32::from(self.month == MonthOfYear::December),
            month: self.month.next(),
        }
    }

    /// `November 2026`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{} {}", self.month, self.year)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, u8::from(self.month))
    }
}

/// The months in which something was booked, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementMonths {
    pub items: Vec<StatementMonth>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementMonth {
    /// Such as `2026-11`.
    pub month: String,
    /// Such as `November 2026`.
    pub name: String,
}

impl From<Month> for StatementMonth {
    fn from(month: Month) -> Self {
        Self {
            month: month.to_string(),
            name: month.name(),
        }
    }
}

/// What an owner's accounts are to their owner: the accounts of all jobs are one to whoever pays for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purse {
    Available,
    Disputed,
    Balance,
    Held,
}

impl Purse {
    pub const ALL: [Self; 4] = [Self::Available, Self::Disputed, Self::Balance, Self::Held];

    /// None for the platform's own accounts.
    #[must_use]
    pub fn of(account: &Account) -> Option<Self> {
        match account {
            Account::TesterAvailable(_) => Some(Self::Available),
            Account::TesterPending(_) => Some(Self::Disputed),
            Account::ClientBalance(_) => Some(Self::Balance),
            Account::Escrow(_) => Some(Self::Held),
            _ => None,
        }
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Disputed => "In dispute",
            Self::Balance => "Balance",
            Self::Held => "Held for jobs",
        }
    }
}

/// A line of a month: how one of the owner's accounts changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthLine {
    pub transaction: TransactionId,
    pub purse: Purse,
    /// The code of its kind.
    pub kind: String,
    pub description: String,
    pub change_cents: Cents,
    pub at: Timestamp,
}

/// What an account had as the month began, what changed, and what it has as the month ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurseSum {
    pub purse: Purse,
    pub opening_cents: Cents,
    pub change_cents: Cents,
    pub closing_cents: Cents,
}

/// What bookings of one kind brought and took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSum {
    pub label: String,
    pub in_cents: Cents,
    pub out_cents: Cents,
}

/// A month of somebody's money. Opening and lines make the closing, by account and together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyStatement {
    /// Such as `2026-11`.
    pub month: String,
    pub name: String,
    pub holder: String,
    pub currency: String,
    /// Whether the month is not over, so that lines may follow.
    pub under_way: bool,
    /// Those that hold or moved something, in the order of [`Purse::ALL`].
    pub purses: Vec<PurseSum>,
    pub opening_cents: Cents,
    pub closing_cents: Cents,
    /// Oldest first.
    pub lines: Vec<MonthLine>,
    pub totals: Vec<KindSum>,
}

/// Money by week, oldest first; nothing for a side of the market that somebody is not on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletWeeks {
    pub earned: Vec<WeekSum>,
    pub paid_out: Vec<WeekSum>,
    pub paid_in: Vec<WeekSum>,
    pub refunded: Vec<WeekSum>,
}

/// How statements and receipts call a kind.
#[must_use]
pub fn kind_label(code: &str) -> String {
    BookingKind::from_code(code)
        .map_or("Booking", BookingKind::label)
        .to_owned()
}

fn sum(mut amounts: impl Iterator<Item = Cents>) -> Option<Cents> {
    amounts.try_fold(Cents::ZERO, Cents::checked_add)
}

impl MonthlyStatement {
    /// Adds up `opening`, a balance for each account that had entries before the month, and `lines`, oldest first. None when
    /// a sum does not fit.
    #[must_use]
    pub fn new(
        month: Month,
        now: Timestamp,
        holder: String,
        currency: String,
        opening: &[(Purse, Cents)],
        lines: Vec<MonthLine>,
    ) -> Option<Self> {
        let mut purses = Vec::new();
        for purse in Purse::ALL {
            let before = opening.iter().filter(|(of, _)| *of == purse);
            let opening_cents = sum(before.map(|(_, cents)| *cents))?;
            let own = lines.iter().filter(|line| line.purse == purse);
            let change_cents = sum(own.clone().map(|line| line.change_cents))?;
            if opening_cents != Cents::ZERO || own.count() > 0 {
                purses.push(PurseSum {
                    purse,
                    opening_cents,
                    change_cents,
                    closing_cents: opening_cents.checked_add(change_cents)?,
                });
            }
        }
        let together = |of: fn(&PurseSum) -> Cents| sum(purses.iter().map(of));
        Some(Self {
            month: month.to_string(),
            name: month.name(),
            holder,
            currency,
            under_way: month.next().start() > now,
            opening_cents: together(|purse| purse.opening_cents)?,
            closing_cents: together(|purse| purse.closing_cents)?,
            totals: by_kind(&lines)?,
            purses,
            lines,
        })
    }
}

fn by_kind(lines: &[MonthLine]) -> Option<Vec<KindSum>> {
    let mut totals = Vec::new();
    for kind in BookingKind::ALL {
        let own = || {
            lines
                .iter()
                .filter(|line| line.kind == kind.code())
                .map(|line| line.change_cents)
        };
        let part = |wanted: fn(&Cents) -> bool| sum(own().filter(wanted));
        if own().next().is_some() {
            totals.push(KindSum {
                label: kind.label().to_owned(),
                in_cents: part(|cents| cents.0 > 0)?,
                out_cents: part(|cents| cents.0 < 0)?,
            });
        }
    }
    Some(totals)
}

/// One booking, as a paper for whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub number: TransactionId,
    pub at: Timestamp,
    /// Whose receipt it is; for an admin everybody whose accounts it touches.
    pub holders: Vec<String>,
    pub kind: String,
    pub description: String,
    /// The id of what it is about.
    pub reference: String,
    pub currency: String,
    /// How the holders' accounts changed, added up.
    pub change_cents: Cents,
    /// What the platform took of it.
    pub fee_cents: Cents,
    pub sides: Vec<ReceiptSide>,
}

/// One account that the booking touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSide {
    /// What happened to it, in plain words.
    pub words: String,
    pub account: String,
    /// `debit` or `credit`.
    pub side: String,
    pub amount_cents: Cents,
}

/// What a debit or credit of an account means to people who keep no books.
#[must_use]
pub fn in_words(account: &Account, side: Side) -> &'static str {
    let more = side == account.normal();
    match (account, more) {
        (Account::ProcessorCash, true) => "Came in through the payment processor",
        (Account::ProcessorCash, false) => "Went out through the payment processor",
        (Account::ProcessorFees, true) => "Kept by the payment processor, at the platform's cost",
        (Account::ProcessorFees, false) => "Given back by the payment processor",
        (Account::Disputes, true) => "Taken back by the payer's bank until it is decided",
        (Account::Disputes, false) => "No longer in question at the payer's bank",
        (Account::DisputeLosses, true) => "Lost by the platform",
        (Account::DisputeLosses, false) => "Made good to the platform",
        (Account::ClientBalance(_), true) => "Added to the client's balance",
        (Account::ClientBalance(_), false) => "Taken from the client's balance",
        (Account::Escrow(_), true) => "Put aside for the job",
        (Account::Escrow(_), false) => "Taken from what was put aside for the job",
        (Account::TesterPending(_), true) => "Set aside for the tester until the dispute is decided",
        (Account::TesterPending(_), false) => "No longer set aside for the dispute",
        (Account::TesterAvailable(_), true) => "Paid to the tester",
        (Account::TesterAvailable(_), false) => "Taken from what the tester has earned",
        (Account::Refunds, true) => "On its way back to the client's card",
        (Account::Refunds, false) => "Handed to the payment processor for the client's card",
        (Account::PayoutsInTransit, true) => "On its way to the tester's bank",
        (Account::PayoutsInTransit, false) => "No longer on its way to the tester's bank",
        (Account::PlatformRevenue, true) => "The platform's fee",
        (Account::PlatformRevenue, false) => "Given back by the platform",
    }
}

#[cfg(test)]
mod tests;
