//! The reference: jobs and purses as somebody with a pencil would follow them. It knows nothing of ledgers.

use super::HOUR;
use crate::scenes::id;
use serde_json::Value;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seat {
    Working,
    Waiting { since: i64 },
    Rejected { since: i64 },
    Disputed,
    Settled { approved: bool },
    Freed,
}

pub struct Work {
    pub tester: usize,
    pub claim: String,
    pub submission: Value,
    pub contract: i64,
    pub seat: Seat,
}

/// A job as somebody with a pencil would follow it.
pub struct Job {
    pub id: String,
    pub client: usize,
    pub slots: i64,
    pub settled: i64,
    pub price: i64,
    pub fee_left: i64,
    /// What of its payments can still go back to cards.
    pub on_card: i64,
    pub to_balance: bool,
    pub stopped: bool,
    pub work: Vec<Work>,
}

impl Job {
    pub fn taken(&self) -> i64 {
        let held = self.work.iter().filter(|work| work.seat != Seat::Freed).count();
        i64::try_from(held).unwrap()
    }

    pub fn contested(&self) -> i64 {
        let disputed = self.work.iter().filter(|work| work.seat == Seat::Disputed);
        disputed.map(|work| work.contract).sum()
    }

    pub fn held(&self) -> i64 {
        self.price * (self.slots - self.settled) + self.fee_left - self.contested()
    }
}

pub fn fee(pay: i64) -> i64 {
    (pay * 15 + 50) / 100
}

#[derive(Default)]
pub struct Reference {
    pub balances: [i64; 2],
    pub available: [i64; 3],
    pub jobs: Vec<Job>,
    pub now: i64,
}

impl Reference {
    /// Settles a seat: `pay` to the tester; what goes back, goes back.
    pub fn settle(&mut self, at: usize, tester: usize, pay: i64) {
        let job = &mut self.jobs[at];
        let open = job.slots - job.settled;
        let share = job.fee_left / open;
        let fee = if pay == job.price {
            share
        } else {
            share * pay / job.price
        };
        job.fee_left -= share;
        job.settled += 1;
        self.available[tester] += pay;
        let back = job.price - pay + share - fee;
        self.give_back(at, back);
    }

    pub fn give_back(&mut self, at: usize, amount: i64) {
        let job = &mut self.jobs[at];
        let card = if job.to_balance { 0 } else { amount.min(job.on_card) };
        job.on_card -= card;
        self.balances[job.client] += amount - card;
    }

    /// What the clock does in the order in which the worker does it.
    pub fn tick(&mut self) {
        for at in 0..self.jobs.len() {
            for n in 0..self.jobs[at].work.len() {
                if self.jobs[at].work[n].seat == Seat::Working {
                    self.free(at, n);
                }
            }
        }
        let mut due: Vec<_> = (0..self.jobs.len())
            .flat_map(|at| (0..self.jobs[at].work.len()).map(move |n| (at, n)))
            .filter_map(|(at, n)| match self.jobs[at].work[n].seat {
                Seat::Waiting { since } if self.now >= since + 7 * 24 * HOUR => Some((0, since, at, n)),
                Seat::Rejected { since } if self.now >= since + 72 * HOUR => Some((1, since, at, n)),
                _ => None,
            })
            .collect();
        due.sort_by_key(|(turn, since, at, n)| (*turn, *since, id(&self.jobs[*at].work[*n].submission)));
        for (turn, _, at, n) in due {
            let (tester, contract) = (self.jobs[at].work[n].tester, self.jobs[at].work[n].contract);
            self.jobs[at].work[n].seat = Seat::Settled { approved: turn == 0 };
            self.settle(at, tester, if turn == 0 { contract } else { 0 });
        }
    }

    /// A seat that was not handed in.
    pub fn free(&mut self, at: usize, n: usize) {
        let tester = self.jobs[at].work[n].tester;
        self.jobs[at].work[n].seat = Seat::Freed;
        if self.jobs[at].stopped {
            self.jobs[at].work[n].seat = Seat::Settled { approved: false };
            self.settle(at, tester, 0);
        }
    }

    pub fn stop(&mut self, at: usize, to_balance: bool) {
        let job = &mut self.jobs[at];
        (job.stopped, job.to_balance) = (true, to_balance);
        let (free, open) = (job.slots - job.taken(), job.slots - job.settled);
        let share = if free == open {
            job.fee_left
        } else {
            job.fee_left * free / open
        };
        job.fee_left -= share;
        // Seats that nobody will take any more count as settled.
        job.slots -= free;
        let back = job.price * free + share;
        self.give_back(at, back);
    }

    pub fn pending(&self, tester: usize) -> i64 {
        let all = self
            .jobs
            .iter()
            .flat_map(|job| &job.work)
            .filter(|work| work.tester == tester);
        all.filter(|work| matches!(work.seat, Seat::Waiting { .. } | Seat::Disputed))
            .map(|work| work.contract)
            .sum()
    }

    pub fn held(&self, client: usize) -> i64 {
        self.jobs.iter().filter(|job| job.client == client).map(Job::held).sum()
    }
}
