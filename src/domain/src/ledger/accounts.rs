//! The chart of accounts.

use crate::{
    ids::{JobId, UserId},
    money::Cents,
};

/// One account of the book. Liabilities to clients and testers are kept one by one; the platform's own are shared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What the payment processor holds for the platform. An asset.
    ProcessorCash,
    /// What the processor has kept for its services. An expense.
    ProcessorFees,
    /// Charges that payers' banks have taken back, until it is decided. An asset that may be lost.
    Disputes,
    /// Disputed charges that were lost. An expense.
    DisputeLosses,
    /// A client's prepaid money.
    ClientBalance(UserId),
    /// Money put aside for one job: pay of the seats not yet settled and their share of the fee.
    Escrow(JobId),
    /// A rejected tester's pay that they dispute, set aside until it is decided.
    TesterPending(UserId),
    /// What a tester has earned and not yet asked for.
    TesterAvailable(UserId),
    /// On its way back to clients' cards.
    Refunds,
    /// On its way to testers' banks.
    PayoutsInTransit,
    /// The platform's fees.
    PlatformRevenue,
}

/// What an account is in the platform's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    Asset,
    Liability,
    Revenue,
    Expense,
}

impl Class {
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Asset => "Asset",
            Self::Liability => "Liability",
            Self::Revenue => "Revenue",
            Self::Expense => "Expense",
        }
    }
}

/// Names of accounts that are there once.
const SHARED: [(Account, &str); 7] = [
    (Account::ProcessorCash, "processor_cash"),
    (Account::ProcessorFees, "processor_fees"),
    (Account::Disputes, "disputes"),
    (Account::DisputeLosses, "dispute_losses"),
    (Account::Refunds, "refunds"),
    (Account::PayoutsInTransit, "payouts_in_transit"),
    (Account::PlatformRevenue, "platform_revenue"),
];

impl Account {
    /// The accounts that are there once, in the order of a balance sheet.
    pub fn shared() -> impl Iterator<Item = Self> {
        SHARED.iter().map(|(account, _)| account.clone())
    }

    /// The key under which it is stored, such as `escrow:0197…`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::ClientBalance(user) => format!("client:{user}"),
            Self::Escrow(job) => format!("escrow:{job}"),
            Self::TesterPending(user) => format!("pending:{user}"),
            Self::TesterAvailable(user) => format!("tester:{user}"),
            shared => {
                let named = SHARED.iter().find(|(account, _)| account == shared);
                named.map_or_else(String::new, |(_, name)| (*name).to_owned())
            }
        }
    }

    /// Reads a stored key back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if let Some((account, _)) = SHARED.iter().find(|(_, name)| *name == key) {
            return Some(account.clone());
        }
        let (kind, id) = key.split_once(':')?;
        match kind {
            "client" => UserId::parse(id).ok().map(Self::ClientBalance),
            "escrow" => JobId::parse(id).ok().map(Self::Escrow),
            "pending" => UserId::parse(id).ok().map(Self::TesterPending),
            "tester" => UserId::parse(id).ok().map(Self::TesterAvailable),
            _ => None,
        }
    }

    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::ProcessorCash | Self::Disputes => Class::Asset,
            Self::ProcessorFees | Self::DisputeLosses => Class::Expense,
            Self::PlatformRevenue => Class::Revenue,
            _ => Class::Liability,
        }
    }

    /// The side on which it grows.
    #[must_use]
    pub fn normal(&self) -> Side {
        match self.class() {
            Class::Asset | Class::Expense => Side::Debit,
            Class::Liability | Class::Revenue => Side::Credit,
        }
    }

    /// Whether it belongs to somebody: such an account keeps its balance and never goes below zero. The platform's own
    /// accounts are summed from their entries, so that unrelated jobs never wait for one shared row.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        self.owner().is_some() || matches!(self, Self::Escrow(_))
    }

    /// Whose it is. An escrow account is its job's, whose client the book does not know.
    #[must_use]
    pub fn owner(&self) -> Option<&UserId> {
        match self {
            Self::ClientBalance(user) | Self::TesterPending(user) | Self::TesterAvailable(user) => Some(user),
            _ => None,
        }
    }

    /// How a bank statement would call it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::ProcessorCash => "Cash at the processor",
            Self::ProcessorFees => "Processor's fees",
            Self::Disputes => "Disputed charges",
            Self::DisputeLosses => "Losses from disputed charges",
            Self::ClientBalance(_) => "Client's balance",
            Self::Escrow(_) => "Held for the job",
            Self::TesterPending(_) => "Tester, in dispute",
            Self::TesterAvailable(_) => "Tester, available",
            Self::Refunds => "Refunds in transit",
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
