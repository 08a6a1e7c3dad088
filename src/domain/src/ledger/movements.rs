//! What can happen to money, and how each is booked.

use super::{
    accounts::{Account, Entry, Side},
    book::{LedgerError, check},
};
use crate::{
    ids::{JobId, PayoutId, SubmissionId, UserId},
    money::Cents,
};

macro_rules! kinds {
    ($($name:ident $code:literal $label:literal,)*) => {
        /// Why money moved.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum BookingKind { $($name,)* }

        impl BookingKind {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// As a statement calls it.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

kinds! {
    JobFunded "job_funded" "Paid in for a job",
    BalanceToppedUp "balance_topped_up" "Paid into the balance",
    BalanceWithdrawn "balance_withdrawn" "Balance returned",
    SubmissionPaid "submission_paid" "Work approved",
    PayContested "pay_contested" "Pay set aside for a dispute",
    DisputeDecided "dispute_decided" "Dispute decided",
    Tipped "tipped" "Tip",
    JobRefunded "job_refunded" "Refund",
    RefundSent "refund_sent" "Refund sent",
    RefundFailed "refund_failed" "Refund came back",
    PayoutRequested "payout_requested" "Payout",
    PayoutPaid "payout_paid" "Payout arrived",
    PayoutFailed "payout_failed" "Payout came back",
    ChargeDisputed "charge_disputed" "Charge disputed by the payer's bank",
    ChargeDisputeWon "charge_dispute_won" "Disputed charge won",
    ChargeDisputeLost "charge_dispute_lost" "Disputed charge lost",
    LossRecovered "loss_recovered" "Held money kept for a lost charge",
}

/// A balanced set of entries, with the key under which it may be booked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub kind: BookingKind,
    /// What it is about: the id of a job, submission, payout, payment or dispute.
    pub reference: String,
    /// Unique in the ledger: booking the same key again is the same booking.
    pub key: String,
    pub entries: Vec<Entry>,
}

/// Where a client's money comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A charge at the processor, and what the processor keeps of it.
    Charge { processor_fee: Cents },
    /// The client's prepaid balance.
    Balance(UserId),
}

/// What can happen to money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Movement {
    /// A client paid for a job; pay and fee are held. More seats or a higher price later are payments of their own.
    FundJob {
        job: JobId,
        payment: String,
        pay: Cents,
        fee: Cents,
        source: Source,
    },
    /// A client paid into the balance, or what a charge was for fell away meanwhile.
    TopUpBalance {
        client: UserId,
        payment: String,
        amount: Cents,
        processor_fee: Cents,
    },
    /// A client has prepaid money sent back to the card it came from.
    WithdrawBalance {
        client: UserId,
        occasion: String,
        amount: Cents,
    },
    /// A submission was approved: pay to its tester, the seat's share of the fee to the platform.
    PaySubmission {
        job: JobId,
        submission: SubmissionId,
        tester: UserId,
        pay: Cents,
        fee_share: Cents,
    },
    /// A tester disputes a rejection: the pay is set aside, out of the reach of both.
    ContestPay {
        job: JobId,
        submission: SubmissionId,
        tester: UserId,
        pay: Cents,
    },
    /// A dispute was decided: a part of the contested pay to the tester, with its part of the fee; the rest is held for the
    /// job again, and refunded from there.
    DecideDispute {
        job: JobId,
        submission: SubmissionId,
        tester: UserId,
        contested: Cents,
        to_tester: Cents,
        fee_share: Cents,
    },
    /// A client adds to the pay of approved work. The platform takes nothing of it.
    Tip {
        submission: SubmissionId,
        payment: String,
        tester: UserId,
        amount: Cents,
        source: Source,
    },
    /// Money of seats that will never be paid goes back to the client: to the cards it came from, and to the balance.
    /// `occasion` tells several refunds of a job apart.
    RefundJob {
        job: JobId,
        client: UserId,
        occasion: String,
        to_card: Cents,
        to_balance: Cents,
    },
    /// The processor has taken a refund to the card.
    RefundSent {
        refund: String,
        amount: Cents,
    },
    /// The card's bank did not take it: the money is the client's balance now.
    RefundBounced {
        refund: String,
        client: UserId,
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
    /// The bank did not take it; `arrived` when it had been booked as paid already.
    PayoutBounced {
        payout: PayoutId,
        tester: UserId,
        amount: Cents,
        arrived: bool,
    },
    /// A payer's bank took a charge back: the platform stands in for it, and for the processor's fee.
    ChargeDisputed {
        dispute: String,
        amount: Cents,
        processor_fee: Cents,
    },
    ChargeDisputeClosed {
        dispute: String,
        amount: Cents,
        won: bool,
        /// What of its fee the processor has given back with a won one.
        fee_back: Cents,
    },
    /// What would go back to a client whose bank has taken the money already makes good for that.
    RecoverLoss {
        job: JobId,
        occasion: String,
        amount: Cents,
    },
}

/// Lines of a booking in the making. What is zero is left out.
#[derive(Default)]
struct Lines(Vec<Entry>);

impl Lines {
    fn line(mut self, side: Side, account: Account, amount: Cents) -> Self {
        if amount != Cents::ZERO {
            self.0.push(Entry { account, side, amount });
        }
        self
    }

    fn debit(self, account: Account, amount: Cents) -> Self {
        self.line(Side::Debit, account, amount)
    }

    fn credit(self, account: Account, amount: Cents) -> Self {
        self.line(Side::Credit, account, amount)
    }

    /// Money in from a client.
    fn from(self, source: &Source, amount: Cents) -> Self {
        match source {
            Source::Charge { processor_fee } => {
                self.debit(Account::ProcessorCash, amount).processor_fee(*processor_fee)
            }
            Source::Balance(client) => self.debit(Account::ClientBalance(client.clone()), amount),
        }
    }

    fn processor_fee(self, fee: Cents) -> Self {
        self.debit(Account::ProcessorFees, fee)
            .credit(Account::ProcessorCash, fee)
    }
}

fn sum(a: Cents, b: Cents) -> Result<Cents, LedgerError> {
    a.checked_add(b).ok_or(LedgerError::Overflow)
}

/// Turns a movement into its booking.
///
/// # Errors
/// [`LedgerError::NotPositive`] when nothing or less would move, [`LedgerError::Overflow`] when a sum does not fit.
pub fn book(movement: &Movement) -> Result<Booking, LedgerError> {
    let (kind, reference, key) = name(movement);
    let entries = lines(movement)?.0;
    if entries.is_empty() {
        return Err(LedgerError::NotPositive);
    }
    check(&entries)?;
    Ok(Booking {
        kind,
        reference,
        key,
        entries,
    })
}

fn name(movement: &Movement) -> (BookingKind, String, String) {
    use BookingKind as Kind;
    match movement {
        Movement::FundJob { job, payment, .. } => (Kind::JobFunded, job.to_string(), format!("fund-{payment}")),
        Movement::TopUpBalance { payment, .. } => (Kind::BalanceToppedUp, payment.clone(), format!("topup-{payment}")),
        Movement::WithdrawBalance { occasion, .. } => {
            (Kind::BalanceWithdrawn, occasion.clone(), format!("withdraw-{occasion}"))
        }
        Movement::PaySubmission { submission, .. } => (
            Kind::SubmissionPaid,
            submission.to_string(),
            format!("pay-{submission}"),
        ),
        Movement::ContestPay { submission, .. } => (
            Kind::PayContested,
            submission.to_string(),
            format!("contest-{submission}"),
        ),
        Movement::DecideDispute { submission, .. } => (
            Kind::DisputeDecided,
            submission.to_string(),
            format!("decide-{submission}"),
        ),
        Movement::Tip {
            submission, payment, ..
        } => (Kind::Tipped, submission.to_string(), format!("tip-{payment}")),
        Movement::RefundJob { job, occasion, .. } => {
            (Kind::JobRefunded, job.to_string(), format!("refund-{job}-{occasion}"))
        }
        Movement::RefundSent { refund, .. } => (Kind::RefundSent, refund.clone(), format!("sent-{refund}")),
        Movement::RefundBounced { refund, .. } => (Kind::RefundFailed, refund.clone(), format!("bounced-{refund}")),
        Movement::RequestPayout { payout, .. } => {
            (Kind::PayoutRequested, payout.to_string(), format!("payout-{payout}"))
        }
        Movement::PayoutArrived { payout, .. } => {
            (Kind::PayoutPaid, payout.to_string(), format!("payout-paid-{payout}"))
        }
        Movement::PayoutBounced { payout, .. } => (
            Kind::PayoutFailed,
            payout.to_string(),
            format!("payout-failed-{payout}"),
        ),
        Movement::ChargeDisputed { dispute, .. } => {
            (Kind::ChargeDisputed, dispute.clone(), format!("disputed-{dispute}"))
        }
        Movement::RecoverLoss { job, occasion, .. } => (
            Kind::LossRecovered,
            job.to_string(),
            format!("recover-{job}-{occasion}"),
        ),
        Movement::ChargeDisputeClosed { dispute, won, .. } => {
            let kind = if *won {
                Kind::ChargeDisputeWon
            } else {
                Kind::ChargeDisputeLost
            };
            (kind, dispute.clone(), format!("closed-{dispute}"))
        }
    }
}

fn lines(movement: &Movement) -> Result<Lines, LedgerError> {
    let new = Lines::default();
    Ok(match movement {
        Movement::FundJob {
            job, pay, fee, source, ..
        } => {
            let total = sum(*pay, *fee)?;
            new.from(source, total).credit(Account::Escrow(job.clone()), total)
        }
        Movement::TopUpBalance {
            client,
            amount,
            processor_fee,
            ..
        } => new
            .debit(Account::ProcessorCash, *amount)
            .credit(Account::ClientBalance(client.clone()), *amount)
            .processor_fee(*processor_fee),
        Movement::WithdrawBalance { client, amount, .. } => new
            .debit(Account::ClientBalance(client.clone()), *amount)
            .credit(Account::Refunds, *amount),
        Movement::PaySubmission {
            job,
            tester,
            pay,
            fee_share,
            ..
        } => new
            .debit(Account::Escrow(job.clone()), sum(*pay, *fee_share)?)
            .credit(Account::TesterAvailable(tester.clone()), *pay)
            .credit(Account::PlatformRevenue, *fee_share),
        Movement::ContestPay { job, tester, pay, .. } => new
            .debit(Account::Escrow(job.clone()), *pay)
            .credit(Account::TesterPending(tester.clone()), *pay),
        Movement::DecideDispute {
            job,
            tester,
            contested,
            to_tester,
            fee_share,
            ..
        } => {
            let rest = contested.checked_sub(*to_tester).ok_or(LedgerError::Overflow)?;
            new.debit(Account::TesterPending(tester.clone()), *contested)
                .credit(Account::TesterAvailable(tester.clone()), *to_tester)
                .credit(Account::Escrow(job.clone()), rest)
                .debit(Account::Escrow(job.clone()), *fee_share)
                .credit(Account::PlatformRevenue, *fee_share)
        }
        Movement::Tip {
            tester, amount, source, ..
        } => new
            .from(source, *amount)
            .credit(Account::TesterAvailable(tester.clone()), *amount),
        Movement::RefundJob {
            job,
            client,
            to_card,
            to_balance,
            ..
        } => new
            .debit(Account::Escrow(job.clone()), sum(*to_card, *to_balance)?)
            .credit(Account::Refunds, *to_card)
            .credit(Account::ClientBalance(client.clone()), *to_balance),
        Movement::RefundSent { amount, .. } => new
            .debit(Account::Refunds, *amount)
            .credit(Account::ProcessorCash, *amount),
        Movement::RefundBounced { client, amount, .. } => new
            .debit(Account::ProcessorCash, *amount)
            .credit(Account::ClientBalance(client.clone()), *amount),
        Movement::RequestPayout { tester, amount, .. } => new
            .debit(Account::TesterAvailable(tester.clone()), *amount)
            .credit(Account::PayoutsInTransit, *amount),
        Movement::PayoutArrived { amount, .. } => new
            .debit(Account::PayoutsInTransit, *amount)
            .credit(Account::ProcessorCash, *amount),
        Movement::PayoutBounced {
            tester,
            amount,
            arrived,
            ..
        } => {
            let from = if *arrived {
                Account::ProcessorCash
            } else {
                Account::PayoutsInTransit
            };
            new.debit(from, *amount)
                .credit(Account::TesterAvailable(tester.clone()), *amount)
        }
        Movement::ChargeDisputed {
            amount, processor_fee, ..
        } => new
            .debit(Account::Disputes, *amount)
            .credit(Account::ProcessorCash, *amount)
            .processor_fee(*processor_fee),
        Movement::RecoverLoss { job, amount, .. } => new
            .debit(Account::Escrow(job.clone()), *amount)
            .credit(Account::DisputeLosses, *amount),
        Movement::ChargeDisputeClosed {
            amount, won, fee_back, ..
        } => {
            let closed = if *won {
                new.debit(Account::ProcessorCash, sum(*amount, *fee_back)?)
                    .credit(Account::ProcessorFees, *fee_back)
            } else {
                new.debit(Account::DisputeLosses, *amount)
            };
            closed.credit(Account::Disputes, *amount)
        }
    })
}
