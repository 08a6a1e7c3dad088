//! What happens to a job's seats, and the money that goes with each. Every seat that is settled is paid, or its money goes
//! back to the client; so what was charged is always what was paid, refunded, set aside for a dispute, or is still held.

use crate::{
    error::Conflict,
    fees::{self, FeeRate, Quote},
    jobs::{JobStatus, Seats},
    money::Cents,
};

/// As much of a job as its seats need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobState {
    pub status: JobStatus,
    pub seats: Seats,
    /// What is held for each seat that is not settled. A seat that was taken before a raise is paid what its contract says,
    /// and the difference goes back.
    pub price: Cents,
    /// All that was ever charged as fee.
    pub fee: Cents,
    /// What of it is still held.
    pub fee_left: Cents,
    /// Pay of rejected seats that is set aside while they are disputed.
    pub contested: Cents,
    /// A payer's bank has taken a charge of it back: nothing moves until that is decided.
    pub frozen: bool,
}

/// Where the money of one seat goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// To the tester.
    pub pay: Cents,
    /// To the platform.
    pub fee_share: Cents,
    /// To the client.
    pub back: Cents,
}

impl JobState {
    fn with(self, seats: Seats) -> Self {
        Self {
            seats,
            status: self.status.derive(seats),
            ..self
        }
    }

    fn stopped(self) -> bool {
        matches!(self.status, JobStatus::Cancelled | JobStatus::Expired)
    }

    /// Seats whose money is still held.
    fn unsettled(self) -> i64 {
        self.seats.slots - self.seats.settled
    }

    /// Settles one seat: `pay` of its price to the tester, with its part of the seat's fee to the platform.
    fn settle(self, seats: Seats, pay: Cents) -> (Self, Settlement) {
        let share = fees::portion(self.fee_left, 1, self.unsettled());
        let fee_share = fees::portion(share, pay.0, self.price.0);
        let settlement = Settlement {
            pay,
            fee_share,
            back: Cents(self.price.0 - pay.0 + share.0 - fee_share.0),
        };
        let next = Self {
            fee_left: Cents(self.fee_left.0 - share.0),
            ..self
        };
        (next.with(seats), settlement)
    }

    fn one_settled(self) -> Seats {
        Seats {
            settled: self.seats.settled + 1,
            ..self.seats
        }
    }

    /// What is still held for it, apart from what is set aside for disputes.
    #[must_use]
    pub fn held(self) -> Cents {
        if self.status == JobStatus::Draft {
            return Cents::ZERO;
        }
        Cents(self.price.0 * self.unsettled() + self.fee_left.0 - self.contested.0)
    }

    /// # Errors
    /// While a charge of it is disputed by the payer's bank.
    pub fn unfrozen(self) -> Result<Self, Conflict> {
        if self.frozen {
            return Err(Conflict::JobFrozen);
        }
        Ok(self)
    }

    /// The draft is paid for and opens.
    #[must_use]
    pub fn publish(self, quote: Quote) -> Self {
        Self {
            status: JobStatus::Open,
            fee: quote.fee,
            fee_left: quote.fee,
            ..self
        }
    }

    /// What more seats or a higher price cost, and the job once they are paid. `None` when it does not fit an `i64`.
    ///
    /// # Errors
    /// [`Conflict::TermsFixed`] for fewer seats or less pay, or when nothing is added; [`Conflict::JobNotEditable`] when the
    /// job is over or not published.
    pub fn top_up(self, slots: i64, price: Cents, rate: FeeRate) -> Result<Option<(Self, Quote)>, Conflict> {
        if !matches!(self.status, JobStatus::Open | JobStatus::Full | JobStatus::Reviewing) {
            return Err(Conflict::JobNotEditable);
        }
        let more = slots > self.seats.slots || price > self.price;
        if !more || slots < self.seats.slots || price < self.price {
            return Err(Conflict::TermsFixed);
        }
        Ok(self.topped_up(slots, price, rate))
    }

    fn topped_up(self, slots: i64, price: Cents, rate: FeeRate) -> Option<(Self, Quote)> {
        let before = self.price.checked_mul(self.unsettled())?;
        let seats = Seats { slots, ..self.seats };
        let after = price.checked_mul(slots - seats.settled)?;
        let pay = after.checked_sub(before)?;
        let fee = fees::fee_on(pay, rate)?;
        let next = Self {
            price,
            fee: self.fee.checked_add(fee)?,
            fee_left: self.fee_left.checked_add(fee)?,
            ..self
        };
        let total = pay.checked_add(fee)?;
        Some((next.with(seats), Quote { pay, fee, total }))
    }

    /// A tester takes a seat.
    ///
    /// # Errors
    /// When none is left, or the job is frozen or not open.
    pub fn claim(self) -> Result<Self, Conflict> {
        match self.status {
            JobStatus::Open if self.frozen => Err(Conflict::JobFrozen),
            JobStatus::Open if self.seats.left() > 0 => Ok(self.with(Seats {
                taken: self.seats.taken + 1,
                ..self.seats
            })),
            JobStatus::Open | JobStatus::Full | JobStatus::Reviewing | JobStatus::Completed => Err(Conflict::JobFull),
            JobStatus::Draft | JobStatus::Cancelled | JobStatus::Expired => Err(Conflict::JobNotOpen),
        }
    }

    /// The work of a taken seat is handed in.
    #[must_use]
    pub fn hand_in(self) -> Self {
        self.with(Seats {
            handed_in: self.seats.handed_in + 1,
            ..self.seats
        })
    }

    /// The client asks for changes: the work goes back to its tester.
    #[must_use]
    pub fn hand_back(self) -> Self {
        self.with(Seats {
            handed_in: self.seats.handed_in - 1,
            ..self.seats
        })
    }

    /// A handed-in seat is approved: it is paid what its contract says.
    #[must_use]
    pub fn pay(self, contract: Cents) -> (Self, Settlement) {
        self.settle(self.one_settled(), contract)
    }

    /// A rejection of a handed-in seat has become final: its money goes back to the client.
    #[must_use]
    pub fn refund(self) -> (Self, Settlement) {
        self.settle(self.one_settled(), Cents::ZERO)
    }

    /// A rejected tester disputes: the seat's pay is set aside.
    #[must_use]
    pub fn contest(self, contract: Cents) -> Self {
        Self {
            contested: Cents(self.contested.0 + contract.0),
            ..self
        }
    }

    /// A dispute over `contract` is decided: `to_tester` of it is paid.
    #[must_use]
    pub fn decide(self, contract: Cents, to_tester: Cents) -> (Self, Settlement) {
        let state = Self {
            contested: Cents(self.contested.0 - contract.0),
            ..self
        };
        state.settle(state.one_settled(), to_tester)
    }

    /// A seat that was not handed in is given up or runs out of time. It can be taken again, or, when the job has
    /// stopped, its money goes back.
    #[must_use]
    pub fn free(self) -> (Self, Option<Settlement>) {
        let Seats { taken, handed_in, .. } = self.seats;
        if self.stopped() {
            let seats = Seats {
                handed_in: handed_in + 1,
                ..self.one_settled()
            };
            let (next, settlement) = self.settle(seats, Cents::ZERO);
            return (next, Some(settlement));
        }
        (
            self.with(Seats {
                taken: taken - 1,
                ..self.seats
            }),
            None,
        )
    }

    /// The job is cancelled or expires: the money of seats that nobody holds goes back at once.
    #[must_use]
    pub fn stop(self, status: JobStatus) -> (Self, Cents) {
        let Seats {
            slots,
            taken,
            handed_in,
            settled,
        } = self.seats;
        let free = self.seats.left();
        let share = fees::portion(self.fee_left, free, self.unsettled());
        let seats = Seats {
            slots,
            taken: taken + free,
            handed_in: handed_in + free,
            settled: settled + free,
        };
        let next = Self {
            status,
            seats,
            fee_left: Cents(self.fee_left.0 - share.0),
            ..self
        };
        (next, Cents(self.price.0 * free + share.0))
    }
}

#[cfg(test)]
mod tests;
