use super::*;
use proptest::prelude::*;

fn open(price: i64, fee: i64, slots: i64) -> JobState {
    let draft = JobState {
        status: JobStatus::Draft,
        seats: Seats {
            slots,
            ..Seats::default()
        },
        price: Cents(price),
        fee: Cents::ZERO,
        fee_left: Cents::ZERO,
        contested: Cents::ZERO,
        frozen: false,
    };
    draft.publish(Quote {
        pay: Cents(price * slots),
        fee: Cents(fee),
        total: Cents(price * slots + fee),
    })
}

/// The money of one job as it moves.
#[derive(Default)]
struct Purse {
    charged: i64,
    tester: i64,
    platform: i64,
    client: i64,
}

impl Purse {
    fn take(&mut self, settlement: Settlement) {
        self.tester += settlement.pay.0;
        self.platform += settlement.fee_share.0;
        self.client += settlement.back.0;
    }
}

proptest! {
    /// Plays random events on a job and keeps count of the money beside it.
    #[test]
    fn what_was_charged_is_paid_refunded_set_aside_or_held(
        price in 1_i64..5_000, fee in 0_i64..2_000, slots in 1_i64..8,
        events in prop::collection::vec((0..10_u8, 0..100_i64), 0..80),
    ) {
        let rate = FeeRate::from_percent(15.0).expect("a rate");
        let mut job = open(price, fee, slots);
        let mut purse = Purse { charged: price * slots + fee, ..Purse::default() };
        // Contract prices of seats by what has become of them.
        let (mut working, mut waiting, mut disputed) = (Vec::new(), Vec::new(), Vec::new());
        for (event, number) in events {
            match event {
                0 | 1 => if let Ok(next) = job.claim() { job = next; working.push(job.price); }
                2 => if let Some(contract) = working.pop() { job = job.hand_in(); waiting.push(contract); }
                3 => if let Some(contract) = waiting.pop() { job = job.hand_back(); working.push(contract); }
                4 => if let Some(contract) = waiting.pop() {
                    let (next, s) = job.pay(contract);
                    prop_assert_eq!(s.pay, contract);
                    job = next;
                    purse.take(s);
                }
                5 => if waiting.pop().is_some() {
                    let (next, s) = job.refund();
                    prop_assert_eq!((s.pay, s.fee_share), (Cents::ZERO, Cents::ZERO));
                    job = next;
                    purse.take(s);
                }
                6 => if working.pop().is_some() {
                    let (next, back) = job.free();
                    job = next;
                    if let Some(s) = back { purse.take(s); }
                }
                7 => if let Some(contract) = waiting.pop() { job = job.contest(contract); disputed.push(contract); }
                8 => if let Some(contract) = disputed.pop() {
                    let (next, s) = job.decide(contract, Cents(contract.0 * number / 99));
                    job = next;
                    purse.take(s);
                }
                _ if number < 8 && matches!(job.status, JobStatus::Open | JobStatus::Full) => {
                    let (next, back) = job.stop(JobStatus::Cancelled);
                    job = next;
                    purse.client += back.0;
                }
                _ => {
                    let (more, raise) = (number % 3, number % 7);
                    if let Ok(Some((next, quote))) = job.top_up(job.seats.slots + more, Cents(job.price.0 + raise), rate) {
                        purse.charged += quote.total.0;
                        job = next;
                    }
                }
            }
            prop_assert!(job.held().0 >= 0 && job.fee_left.0 >= 0 && job.contested.0 >= 0);
            prop_assert_eq!(purse.tester + purse.platform + purse.client + job.held().0 + job.contested.0, purse.charged);
            let Seats { slots, taken, handed_in, settled } = job.seats;
            prop_assert!(0 <= settled && settled <= handed_in && handed_in <= taken && taken <= slots);
            if settled == slots {
                prop_assert_eq!(job.held(), Cents::ZERO);
                prop_assert_eq!(job.fee_left, Cents::ZERO);
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
    assert_eq!(full.hand_in().pay(Cents(100)).0.status, JobStatus::Completed);
}

#[test]
fn a_seat_freed_after_the_end_goes_back_to_the_client() {
    let (stopped, at_once) = open(100, 30, 2).claim().expect("a seat").stop(JobStatus::Cancelled);
    assert_eq!(at_once, Cents(115));
    assert_eq!(stopped.claim(), Err(Conflict::JobNotOpen));
    assert_eq!(stopped.free().1.map(|s| s.back), Some(Cents(115)));
}

#[test]
fn a_raise_reaches_seats_that_are_not_taken_and_the_rest_of_it_goes_back() {
    let rate = FeeRate::from_percent(15.0).expect("a rate");
    let taken = open(1000, 300, 2).claim().expect("a seat");
    let (raised, quote) = taken.top_up(2, Cents(1200), rate).expect("a raise").expect("fits");
    assert_eq!((quote.pay, quote.fee), (Cents(400), Cents(60)));
    let (next, settlement) = raised.hand_in().pay(Cents(1000));
    assert_eq!(
        settlement,
        Settlement {
            pay: Cents(1000),
            fee_share: Cents(150),
            back: Cents(230)
        }
    );
    assert_eq!(next.held(), Cents(1200 + 180));
    assert_eq!(raised.top_up(2, Cents(1200), rate), Err(Conflict::TermsFixed));
    assert_eq!(raised.top_up(1, Cents(1300), rate), Err(Conflict::TermsFixed));
    assert_eq!(
        raised.stop(JobStatus::Cancelled).0.top_up(3, Cents(1200), rate),
        Err(Conflict::JobNotEditable)
    );
}

#[test]
fn a_dispute_decided_in_part_pays_a_part_of_the_fee() {
    let seat = open(1000, 150, 1)
        .claim()
        .expect("a seat")
        .hand_in()
        .contest(Cents(1000));
    assert_eq!((seat.held(), seat.status), (Cents(150), JobStatus::Reviewing));
    let (done, settlement) = seat.decide(Cents(1000), Cents(333));
    assert_eq!(
        settlement,
        Settlement {
            pay: Cents(333),
            fee_share: Cents(49),
            back: Cents(768)
        }
    );
    assert_eq!((done.held(), done.status), (Cents::ZERO, JobStatus::Completed));
}

#[test]
fn nothing_is_taken_from_a_frozen_job() {
    let frozen = JobState {
        frozen: true,
        ..open(100, 15, 2)
    };
    assert_eq!(frozen.claim(), Err(Conflict::JobFrozen));
    assert_eq!(frozen.unfrozen(), Err(Conflict::JobFrozen));
}
