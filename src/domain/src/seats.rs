//! The kernel of a job's seats: what happens to states and money when a seat is taken, handed in, decided or freed.
//!
//! It returns the next state and what has to move; the repositories write both in one transaction. At every moment
//! `paid + refunded + held = charged`, and nothing is held once every seat is settled.

use crate::{
    error::Conflict,
    fees,
    jobs::{JobStatus, Seats},
    money::Cents,
};

/// As much of a job as its seats need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobState {
    pub status: JobStatus,
    pub seats: Seats,
    pub price: Cents,
    /// The fee of the whole job.
    pub fee: Cents,
}

/// Pay of one seat and its share of the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    pub pay: Cents,
    pub fee_share: Cents,
}

impl Settlement {
    #[must_use]
    pub fn total(self) -> Cents {
        Cents(self.pay.0 + self.fee_share.0)
    }
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

    fn settlement(self) -> Settlement {
        Settlement {
            pay: self.price,
            fee_share: fees::share(self.fee, self.seats.slots, self.seats.settled),
        }
    }

    /// What is still held for it.
    #[must_use]
    pub fn held(self) -> Cents {
        let Seats { slots, settled, .. } = self.seats;
        if self.status == JobStatus::Draft {
            return Cents::ZERO;
        }
        let open = slots - settled;
        Cents(self.price.0 * open + fees::share_of(self.fee, slots, settled, open).0)
    }

    /// A tester takes a seat.
    ///
    /// # Errors
    /// When none is left or the job is not open.
    pub fn claim(self) -> Result<Self, Conflict> {
        match self.status {
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

    /// A handed-in seat is approved.
    #[must_use]
    pub fn pay(self) -> (Self, Settlement) {
        (
            self.with(Seats {
                settled: self.seats.settled + 1,
                ..self.seats
            }),
            self.settlement(),
        )
    }

    /// A rejection of a handed-in seat has become final: its money goes back to the client.
    #[must_use]
    pub fn refund(self) -> (Self, Settlement) {
        self.pay()
    }

    /// A seat that was not handed in is given up or runs out of time. It can be taken again, or, when the job has
    /// stopped, its money goes back.
    #[must_use]
    pub fn free(self) -> (Self, Option<Settlement>) {
        let Seats {
            taken,
            handed_in,
            settled,
            ..
        } = self.seats;
        if self.stopped() {
            let seats = Seats {
                handed_in: handed_in + 1,
                settled: settled + 1,
                ..self.seats
            };
            return (self.with(seats), Some(self.settlement()));
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
        let amount = Cents(self.price.0 * free + fees::share_of(self.fee, slots, settled, free).0);
        let seats = Seats {
            slots,
            taken: taken + free,
            handed_in: handed_in + free,
            settled: settled + free,
        };
        (Self { status, seats, ..self }, amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(price: i64, fee: i64, slots: i64) -> JobState {
        let seats = Seats {
            slots,
            ..Seats::default()
        };
        JobState {
            status: JobStatus::Open,
            seats,
            price: Cents(price),
            fee: Cents(fee),
        }
    }

    proptest! {
        /// Plays random events on a job and keeps count of the money beside it.
        #[test]
        fn what_was_charged_is_paid_refunded_or_held(
            price in 1_i64..5_000, fee in 0_i64..2_000, slots in 1_i64..8, events in prop::collection::vec(0..7_u8, 0..60),
        ) {
            let mut job = open(price, fee, slots);
            let charged = price * slots + fee;
            let (mut working, mut waiting, mut moved) = (0_i64, 0_i64, 0_i64);
            for event in events {
                match event {
                    0 => if let Ok(next) = job.claim() { job = next; working += 1; }
                    1 if working > 0 => { job = job.hand_in(); working -= 1; waiting += 1; }
                    2 if waiting > 0 => { job = job.hand_back(); waiting -= 1; working += 1; }
                    3 if waiting > 0 => { let (next, s) = job.pay(); job = next; waiting -= 1; moved += s.total().0; }
                    4 if waiting > 0 => { let (next, s) = job.refund(); job = next; waiting -= 1; moved += s.total().0; }
                    5 if working > 0 => {
                        let (next, back) = job.free();
                        job = next;
                        working -= 1;
                        moved += back.map_or(0, |s| s.total().0);
                    }
                    6 if job.status.may_cancel().is_ok() => {
                        let (next, back) = job.stop(JobStatus::Cancelled);
                        job = next;
                        moved += back.0;
                    }
                    _ => {}
                }
                prop_assert_eq!(moved + job.held().0, charged);
                let Seats { slots, taken, handed_in, settled } = job.seats;
                prop_assert!(0 <= settled && settled <= handed_in && handed_in <= taken && taken <= slots);
                if settled == slots {
                    prop_assert_eq!(job.held(), Cents::ZERO);
                }
            }
        }
    }

    #[test]
    fn the_last_seat_closes_the_job_and_a_freed_one_opens_it() {
        let full = open(100, 15, 1).claim().expect("a seat");
        assert_eq!(full.status, JobStatus::Full);
        assert_eq!(full.claim(), Err(Conflict::JobFull));
        assert_eq!(full.free().0.status, JobStatus::Open);
        assert_eq!(full.hand_in().pay().0.status, JobStatus::Completed);
    }

    #[test]
    fn a_seat_freed_after_the_end_goes_back_to_the_client() {
        let (stopped, at_once) = open(100, 30, 2).claim().expect("a seat").stop(JobStatus::Cancelled);
        assert_eq!(at_once, Cents(115));
        assert_eq!(stopped.claim(), Err(Conflict::JobNotOpen));
        assert_eq!(stopped.free().1.map(Settlement::total), Some(Cents(115)));
    }
}
