use super::*;
use proptest::prelude::*;

fn job(n: u8) -> JobId {
    JobId::parse(format!("j{n}")).expect("an id")
}
fn tester(n: u8) -> UserId {
    UserId::parse(format!("t{n}")).expect("an id")
}

fn movement() -> impl Strategy<Value = Movement> {
    let cents = || (-5_i64..5_000).prop_map(Cents);
    let payout = |n: u16| PayoutId::parse(format!("p{n}")).expect("an id");
    prop_oneof![
        (0..3_u8, cents(), cents()).prop_map(|(j, pay, fee)| Movement::FundJob { job: job(j), pay, fee }),
        (0..3_u8, any::<u16>(), 0..3_u8, cents(), cents()).prop_map(|(j, s, t, pay, fee_share)| {
            let submission = SubmissionId::parse(format!("s{s}")).expect("an id");
            Movement::PaySubmission {
                job: job(j),
                submission,
                tester: tester(t),
                pay,
                fee_share,
            }
        }),
        (0..3_u8, any::<u8>(), cents()).prop_map(|(j, o, amount)| Movement::RefundJob {
            job: job(j),
            occasion: o.to_string(),
            amount
        }),
        (any::<u16>(), 0..3_u8, cents()).prop_map(move |(p, t, amount)| Movement::RequestPayout {
            payout: payout(p),
            tester: tester(t),
            amount
        }),
        (any::<u16>(), cents()).prop_map(move |(p, amount)| Movement::PayoutArrived {
            payout: payout(p),
            amount
        }),
        (any::<u16>(), 0..3_u8, cents()).prop_map(move |(p, t, amount)| Movement::PayoutBounced {
            payout: payout(p),
            tester: tester(t),
            amount
        }),
    ]
}

proptest! {
    #[test]
    fn any_sequence_keeps_every_invariant(movements in prop::collection::vec(movement(), 0..80)) {
        let mut book_of_account = Book::default();
        for movement in &movements {
            let before = book_of_account.clone();
            match book(movement) {
                Ok(booking) => {
                    prop_assert_eq!(check(&booking.entries), Ok(()));
                    if book_of_account.apply(&booking.entries).is_err() {
                        prop_assert_eq!(&book_of_account, &before, "a refused booking must change nothing");
                    }
                }
                Err(error) => prop_assert!(matches!(error, LedgerError::NotPositive | LedgerError::Overflow)),
            }
            prop_assert_eq!(book_of_account.imbalance(), 0);
            for (account, balance) in book_of_account.balances() {
                prop_assert!(!account.is_owned() || balance.0 >= 0, "{account:?} at {balance:?}");
            }
        }
    }

    #[test]
    fn keys_read_back(movement in movement()) {
        if let Ok(booking) = book(&movement) {
            for entry in booking.entries {
                prop_assert_eq!(Account::from_key(&entry.account.key()), Some(entry.account));
            }
        }
    }
}

#[test]
fn a_whole_job_leaves_nothing_held() {
    let rate = crate::fees::FeeRate::from_percent(15.0).expect("a rate");
    let quote = crate::fees::quote(Cents(1999), 3, rate).expect("fits");
    let mut ledger = Book::default();
    let mut apply = |m: Movement| ledger.apply(&book(&m).expect("bookable").entries).expect("funds");
    apply(Movement::FundJob {
        job: job(0),
        pay: quote.pay,
        fee: quote.fee,
    });
    for seat in 0..2_u8 {
        let fee_share = crate::fees::share(quote.fee, 3, seat.into());
        let submission = SubmissionId::parse(format!("s{seat}")).expect("an id");
        let pay = Cents(1999);
        apply(Movement::PaySubmission {
            job: job(0),
            submission,
            tester: tester(seat),
            pay,
            fee_share,
        });
    }
    let back = Cents(1999 + crate::fees::share(quote.fee, 3, 2).0);
    apply(Movement::RefundJob {
        job: job(0),
        occasion: "cancel".into(),
        amount: back,
    });
    assert_eq!(ledger.balance(&Account::Escrow(job(0))), Cents::ZERO);
    assert_eq!(ledger.balance(&Account::TesterAvailable(tester(1))), Cents(1999));
    assert_eq!(ledger.imbalance(), 0);
}

#[test]
fn nobody_pays_out_more_than_they_have() {
    let payout = PayoutId::parse("p").expect("an id");
    let booking = book(&Movement::RequestPayout {
        payout,
        tester: tester(0),
        amount: Cents(1),
    })
    .expect("bookable");
    assert_eq!(Book::default().apply(&booking.entries), Err(LedgerError::Insufficient));
}

#[test]
fn entries_that_do_not_balance_are_refused() {
    let entry = |side, amount| Entry {
        account: Account::ProcessorCash,
        side,
        amount: Cents(amount),
    };
    assert_eq!(
        check(&[entry(Side::Debit, 2), entry(Side::Credit, 1)]),
        Err(LedgerError::Unbalanced)
    );
    assert_eq!(
        check(&[entry(Side::Debit, 0), entry(Side::Credit, 0)]),
        Err(LedgerError::NotPositive)
    );
}
