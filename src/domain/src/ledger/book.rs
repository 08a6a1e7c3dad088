//! The law of the ledger, and balances in memory.

use super::accounts::{Account, Entry, Side};
use crate::money::Cents;
use std::collections::BTreeMap;

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
