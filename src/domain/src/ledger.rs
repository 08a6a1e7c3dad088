//! The double-entry kernel: a movement in, a balanced booking out. It performs nothing; the wallet's repository writes
//! what it returns, in one transaction with the idempotency key.
//!
//! Every entry debits or credits one account by a positive amount. Debits and credits of a booking are equal. An account
//! grows on its normal side: cash at the processor by debits, everything that is owed to somebody by credits.

use crate::{
    ids::{JobId, PayoutId, SubmissionId, UserId},
    money::Cents,
};
use std::collections::BTreeMap;

/// The chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What the payment processor holds for the platform.
    ProcessorCash,
    /// Money put aside for one job: pay of the seats not yet settled and their share of the fee.
    Escrow(JobId),
    /// What a tester has earned and not yet asked for.
    TesterAvailable(UserId),
    /// On its way to testers' banks.
    PayoutsInTransit,
    /// The platform's fees.
    PlatformRevenue,
}

impl Account {
    /// The key under which it is stored, such as `escrow:0197…`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::ProcessorCash => "processor_cash".into(),
            Self::Escrow(job) => format!("escrow:{job}"),
            Self::TesterAvailable(user) => format!("tester:{user}"),
            Self::PayoutsInTransit => "payouts_in_transit".into(),
            Self::PlatformRevenue => "platform_revenue".into(),
        }
    }

    /// Reads a stored key back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "processor_cash" => Some(Self::ProcessorCash),
            "payouts_in_transit" => Some(Self::PayoutsInTransit),
            "platform_revenue" => Some(Self::PlatformRevenue),
            _ => {
                let (kind, id) = key.split_once(':')?;
                match kind {
                    "escrow" => JobId::parse(id).ok().map(Self::Escrow),
                    "tester" => UserId::parse(id).ok().map(Self::TesterAvailable),
                    _ => None,
                }
            }
        }
    }

    /// The side on which it grows.
    #[must_use]
    pub fn normal(&self) -> Side {
        match self {
            Self::ProcessorCash => Side::Debit,
            _ => Side::Credit,
        }
    }

    /// Whether it belongs to somebody: such an account keeps its balance and never goes below zero. The platform's own
    /// accounts are summed from their entries, so that unrelated jobs never wait for one shared row.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        matches!(self, Self::Escrow(_) | Self::TesterAvailable(_))
    }

    /// How a bank statement would call it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::ProcessorCash => "Cash at the processor",
            Self::Escrow(_) => "Held for the job",
            Self::TesterAvailable(_) => "Tester, available",
            Self::PayoutsInTransit => "Payouts in transit",
            Self::PlatformRevenue => "Platform fees",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Debit,
    Credit,
}

impl Side {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Debit => "debit",
            Self::Credit => "credit",
        }
    }
}

/// One line of a booking. `amount` is above zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub account: Account,
    pub side: Side,
    pub amount: Cents,
}

impl Entry {
    /// What the account's balance changes by: above zero on its normal side, below on the other.
    #[must_use]
    pub fn change(&self) -> Cents {
        if self.side == self.account.normal() {
            self.amount
        } else {
            Cents(-self.amount.0)
        }
    }
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BookingKind {
    JobFunded,
    SubmissionPaid,
    JobRefunded,
    PayoutRequested,
    PayoutPaid,
    PayoutFailed,
}

impl BookingKind {
    pub const ALL: [Self; 6] = [
        Self::JobFunded,
        Self::SubmissionPaid,
        Self::JobRefunded,
        Self::PayoutRequested,
        Self::PayoutPaid,
        Self::PayoutFailed,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::JobFunded => "job_funded",
            Self::SubmissionPaid => "submission_paid",
            Self::JobRefunded => "job_refunded",
            Self::PayoutRequested => "payout_requested",
            Self::PayoutPaid => "payout_paid",
            Self::PayoutFailed => "payout_failed",
        }
    }
}

/// A balanced set of entries, with the key under which it may be booked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub kind: BookingKind,
    /// What it is about: the id of a job, submission or payout.
    pub reference: String,
    /// Unique in the ledger: booking the same key again is the same booking.
    pub key: String,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("an amount is not above zero")]
    NotPositive,
    #[error("an amount does not fit")]
    Overflow,
    #[error("an account would go below zero")]
    Insufficient,
    #[error("debits and credits differ")]
    Unbalanced,
}

impl LedgerError {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotPositive => "not_positive",
            Self::Overflow => "overflow",
            Self::Insufficient => "insufficient_funds",
            Self::Unbalanced => "unbalanced",
        }
    }
}

/// What can happen to money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Movement {
    /// A client was charged; pay and fee are held.
    FundJob {
        job: JobId,
        pay: Cents,
        fee: Cents,
    },
    /// A submission was approved: pay to its tester, the seat's share of the fee to the platform.
    PaySubmission {
        job: JobId,
        submission: SubmissionId,
        tester: UserId,
        pay: Cents,
        fee_share: Cents,
    },
    /// Seats that will never be paid go back to the client. `occasion` tells several refunds of a job apart.
    RefundJob {
        job: JobId,
        occasion: String,
        amount: Cents,
    },
    RequestPayout {
        payout: PayoutId,
        tester: UserId,
        amount: Cents,
    },
    PayoutArrived {
        payout: PayoutId,
        amount: Cents,
    },
    PayoutBounced {
        payout: PayoutId,
        tester: UserId,
        amount: Cents,
    },
}

/// Turns a movement into its booking.
///
/// # Errors
/// [`LedgerError::NotPositive`] when nothing or less would move, [`LedgerError::Overflow`] when a sum does not fit.
pub fn book(movement: &Movement) -> Result<Booking, LedgerError> {
    use Side::{Credit, Debit};
    let (kind, reference, key, lines) = match movement {
        Movement::FundJob { job, pay, fee } => {
            let total = pay.checked_add(*fee).ok_or(LedgerError::Overflow)?;
            let lines = vec![
                (Account::ProcessorCash, Debit, total),
                (Account::Escrow(job.clone()), Credit, total),
            ];
            (BookingKind::JobFunded, job.to_string(), format!("fund-{job}"), lines)
        }
        Movement::PaySubmission {
            job,
            submission,
            tester,
            pay,
            fee_share,
        } => {
            let total = pay.checked_add(*fee_share).ok_or(LedgerError::Overflow)?;
            let mut lines = vec![
                (Account::Escrow(job.clone()), Debit, total),
                (Account::TesterAvailable(tester.clone()), Credit, *pay),
            ];
            if *fee_share != Cents::ZERO {
                lines.push((Account::PlatformRevenue, Credit, *fee_share));
            }
            (
                BookingKind::SubmissionPaid,
                submission.to_string(),
                format!("pay-{submission}"),
                lines,
            )
        }
        Movement::RefundJob { job, occasion, amount } => {
            let lines = vec![
                (Account::Escrow(job.clone()), Debit, *amount),
                (Account::ProcessorCash, Credit, *amount),
            ];
            (
                BookingKind::JobRefunded,
                job.to_string(),
                format!("refund-{job}-{occasion}"),
                lines,
            )
        }
        Movement::RequestPayout { payout, tester, amount } => {
            let lines = vec![
                (Account::TesterAvailable(tester.clone()), Debit, *amount),
                (Account::PayoutsInTransit, Credit, *amount),
            ];
            (
                BookingKind::PayoutRequested,
                payout.to_string(),
                format!("payout-{payout}"),
                lines,
            )
        }
        Movement::PayoutArrived { payout, amount } => {
            let lines = vec![
                (Account::PayoutsInTransit, Debit, *amount),
                (Account::ProcessorCash, Credit, *amount),
            ];
            (
                BookingKind::PayoutPaid,
                payout.to_string(),
                format!("payout-paid-{payout}"),
                lines,
            )
        }
        Movement::PayoutBounced { payout, tester, amount } => {
            let lines = vec![
                (Account::PayoutsInTransit, Debit, *amount),
                (Account::TesterAvailable(tester.clone()), Credit, *amount),
            ];
            (
                BookingKind::PayoutFailed,
                payout.to_string(),
                format!("payout-failed-{payout}"),
                lines,
            )
        }
    };
    let entries: Vec<Entry> = lines
        .into_iter()
        .map(|(account, side, amount)| Entry { account, side, amount })
        .collect();
    check(&entries)?;
    Ok(Booking {
        kind,
        reference,
        key,
        entries,
    })
}

/// Holds entries to the law of the ledger: each above zero, debits equal to credits.
///
/// # Errors
/// The first law that is broken.
pub fn check(entries: &[Entry]) -> Result<(), LedgerError> {
    if entries.iter().any(|e| e.amount <= Cents::ZERO) {
        return Err(LedgerError::NotPositive);
    }
    let sum = |side| {
        entries
            .iter()
            .filter(|e| e.side == side)
            .try_fold(Cents::ZERO, |sum, e| sum.checked_add(e.amount))
            .ok_or(LedgerError::Overflow)
    };
    if sum(Side::Debit)? == sum(Side::Credit)? {
        Ok(())
    } else {
        Err(LedgerError::Unbalanced)
    }
}

/// Balances in memory: the reference against which the stored ledger is audited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    balances: BTreeMap<Account, Cents>,
}

impl Book {
    #[must_use]
    pub fn balance(&self, account: &Account) -> Cents {
        self.balances.get(account).copied().unwrap_or_default()
    }

    #[must_use]
    pub fn balances(&self) -> &BTreeMap<Account, Cents> {
        &self.balances
    }

    /// Applies a booking whole or not at all.
    ///
    /// # Errors
    /// A broken law of [`check`], or an owned account that would go below zero; the book is then unchanged.
    pub fn apply(&mut self, entries: &[Entry]) -> Result<(), LedgerError> {
        check(entries)?;
        let mut next = self.balances.clone();
        for entry in entries {
            let balance = next.entry(entry.account.clone()).or_default();
            *balance = balance.checked_add(entry.change()).ok_or(LedgerError::Overflow)?;
        }
        if next
            .iter()
            .any(|(account, balance)| account.is_owned() && *balance < Cents::ZERO)
        {
            return Err(LedgerError::Insufficient);
        }
        self.balances = next;
        Ok(())
    }

    /// Debit balances less credit balances: zero, always.
    #[must_use]
    pub fn imbalance(&self) -> i128 {
        self.balances
            .iter()
            .map(|(account, balance)| match account.normal() {
                Side::Debit => i128::from(balance.0),
                Side::Credit => -i128::from(balance.0),
            })
            .sum()
    }
}

#[cfg(test)]
mod tests;
