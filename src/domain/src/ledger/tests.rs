use super::*;
use crate::{
    ids::{JobId, PayoutId, SubmissionId, UserId},
    money::Cents,
};
use proptest::prelude::*;

fn job(n: u8) -> JobId {
    JobId::parse(format!("j{n}")).expect("an id")
}
fn tester(n: u8) -> UserId {
    UserId::parse(format!("t{n}")).expect("an id")
}

fn submission(n: u16) -> SubmissionId {
    SubmissionId::parse(format!("s{n}")).expect("an id")
}

fn cents() -> impl Strategy<Value = Cents> {
    (-5_i64..5_000).prop_map(Cents)
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        (0_i64..100).prop_map(|fee| Source::Charge {
            processor_fee: Cents(fee)
        }),
        (0..3_u8).prop_map(|client| Source::Balance(tester(client))),
    ]
}

fn of_clients() -> impl Strategy<Value = Movement> {
    prop_oneof![
        (0..3_u8, any::<u16>(), cents(), cents(), source()).prop_map(|(j, p, pay, fee, source)| Movement::FundJob {
            job: job(j),
            payment: p.to_string(),
            pay,
            fee,
            source,
        }),
        (0..3_u8, any::<u16>(), cents(), 0_i64..50).prop_map(|(c, p, amount, fee)| Movement::TopUpBalance {
            client: tester(c),
            payment: p.to_string(),
            amount,
            processor_fee: Cents(fee),
        }),
        (0..3_u8, any::<u16>(), cents()).prop_map(|(c, o, amount)| Movement::WithdrawBalance {
            client: tester(c),
            occasion: o.to_string(),
            amount,
        }),
        (0..3_u8, 0..3_u8, any::<u8>(), cents(), cents()).prop_map(|(j, c, o, to_card, to_balance)| {
            Movement::RefundJob {
                job: job(j),
                client: tester(c),
                occasion: o.to_string(),
                to_card,
                to_balance,
            }
        }),
        (any::<u16>(), cents()).prop_map(|(r, amount)| Movement::RefundSent {
            refund: r.to_string(),
            amount
        }),
        (any::<u16>(), 0..3_u8, cents()).prop_map(|(r, c, amount)| Movement::RefundBounced {
            refund: r.to_string(),
            client: tester(c),
            amount,
        }),
        (any::<u16>(), cents(), 0_i64..50).prop_map(|(d, amount, fee)| Movement::ChargeDisputed {
            dispute: d.to_string(),
            amount,
            processor_fee: Cents(fee),
        }),
        (0..3_u8, any::<u16>(), cents()).prop_map(|(j, o, amount)| Movement::RecoverLoss {
            job: job(j),
            occasion: o.to_string(),
            amount,
        }),
        (any::<u16>(), cents(), any::<bool>(), cents()).prop_map(|(d, amount, won, fee_back)| {
            Movement::ChargeDisputeClosed {
                dispute: d.to_string(),
                amount,
                won,
                fee_back,
            }
        }),
    ]
}

fn of_testers() -> impl Strategy<Value = Movement> {
    let payout = |n: u16| PayoutId::parse(format!("p{n}")).expect("an id");
    prop_oneof![
        (0..3_u8, any::<u16>(), 0..3_u8, cents(), cents()).prop_map(|(j, s, t, pay, fee_share)| {
            Movement::PaySubmission {
                job: job(j),
                submission: submission(s),
                tester: tester(t),
                pay,
                fee_share,
            }
        }),
        (0..3_u8, any::<u16>(), 0..3_u8, cents()).prop_map(|(j, s, t, pay)| Movement::ContestPay {
            job: job(j),
            submission: submission(s),
            tester: tester(t),
            pay,
        }),
        (0..3_u8, any::<u16>(), 0..3_u8, cents(), cents(), cents()).prop_map(
            |(j, s, t, contested, to_tester, fee_share)| Movement::DecideDispute {
                job: job(j),
                submission: submission(s),
                tester: tester(t),
                contested,
                to_tester,
                fee_share,
            }
        ),
        (any::<u16>(), any::<u16>(), 0..3_u8, cents(), source()).prop_map(|(s, p, t, amount, source)| Movement::Tip {
            submission: submission(s),
            payment: p.to_string(),
            tester: tester(t),
            amount,
            source,
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
        (any::<u16>(), 0..3_u8, cents(), any::<bool>()).prop_map(move |(p, t, amount, arrived)| {
            Movement::PayoutBounced {
                payout: payout(p),
                tester: tester(t),
                amount,
                arrived,
            }
        }),
    ]
}

fn movement() -> impl Strategy<Value = Movement> {
    prop_oneof![of_clients(), of_testers()]
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
    let mut ledger = Book::default();
    let mut apply = |m: Movement| ledger.apply(&book(&m).expect("bookable").entries).expect("funds");
    apply(Movement::FundJob {
        job: job(0),
        payment: "p".into(),
        pay: Cents(6000),
        fee: Cents(900),
        source: Source::Charge {
            processor_fee: Cents(230),
        },
    });
    apply(Movement::PaySubmission {
        job: job(0),
        submission: submission(0),
        tester: tester(0),
        pay: Cents(2000),
        fee_share: Cents(300),
    });
    apply(Movement::ContestPay {
        job: job(0),
        submission: submission(1),
        tester: tester(1),
        pay: Cents(2000),
    });
    apply(Movement::DecideDispute {
        job: job(0),
        submission: submission(1),
        tester: tester(1),
        contested: Cents(2000),
        to_tester: Cents(500),
        fee_share: Cents(75),
    });
    apply(Movement::RefundJob {
        job: job(0),
        client: tester(9),
        occasion: "cancel".into(),
        to_card: Cents(4000),
        to_balance: Cents(25),
    });
    apply(Movement::RefundSent {
        refund: "r".into(),
        amount: Cents(4000),
    });
    let balances = [
        (Account::Escrow(job(0)), 0),
        (Account::TesterPending(tester(1)), 0),
        (Account::TesterAvailable(tester(1)), 500),
        (Account::PlatformRevenue, 375),
        (Account::ClientBalance(tester(9)), 25),
        (Account::Refunds, 0),
        (Account::ProcessorCash, 6900 - 230 - 4000),
        (Account::ProcessorFees, 230),
    ];
    for (account, balance) in balances {
        assert_eq!(ledger.balance(&account), Cents(balance), "{account:?}");
    }
    assert_eq!(ledger.imbalance(), 0);
}

#[test]
fn codes_of_kinds_are_distinct_and_read_back() {
    for kind in BookingKind::ALL {
        assert_eq!(BookingKind::from_code(kind.code()), Some(*kind));
    }
    for account in Account::shared() {
        assert_eq!(Account::from_key(&account.key()), Some(account));
    }
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
