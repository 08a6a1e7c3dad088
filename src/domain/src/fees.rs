//! The platform fee, on top of what testers are paid.
//!
//! The rule, to the cent: what is charged is the pay times the rate, rounded half up, once for each payment. Each seat that is
//! settled takes its portion of what is left of it, rounded down, and the last one takes the rest: see [`portion`]. So the
//! shares of all seats add up to the fee exactly, and none differs from another by more than a cent.

use crate::money::Cents;

/// A rate in hundredths of a percent: 15 % is 1500.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeRate(u32);

impl FeeRate {
    /// Takes 0 to 100 percent.
    #[must_use]
    pub fn from_percent(percent: f64) -> Option<Self> {
        if !(0.0..=100.0).contains(&percent) {
            return None;
        }
        // In range by the line above: at most 10,000.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=10_000")]
        Some(Self((percent * 100.0).round() as u32))
    }

    #[must_use]
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// What publishing a job costs: the testers' pay, the fee, and their sum. `None` when it does not fit an `i64`.
#[must_use]
pub fn quote(price: Cents, slots: i64, rate: FeeRate) -> Option<Quote> {
    let pay = price.checked_mul(slots)?;
    let fee = fee_on(pay, rate)?;
    Some(Quote {
        pay,
        fee,
        total: pay.checked_add(fee)?,
    })
}

/// See [`quote`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub pay: Cents,
    pub fee: Cents,
    pub total: Cents,
}

/// The fee on `amount`, rounded half up to the cent; `None` when it does not fit an `i64`.
#[must_use]
pub fn fee_on(amount: Cents, rate: FeeRate) -> Option<Cents> {
    let fee = i128::from(amount.0) * i128::from(rate.0);
    Some(Cents(i64::try_from((fee + 5_000) / 10_000).ok()?))
}

/// The part of `sum` that falls on `part` of `whole`, rounded down. Whoever takes the whole takes everything, so that what is
/// split again and again leaves nothing behind.
#[must_use]
pub fn portion(sum: Cents, part: i64, whole: i64) -> Cents {
    if part >= whole {
        return sum;
    }
    let portion = i128::from(sum.0) * i128::from(part.max(0)) / i128::from(whole);
    Cents(i64::try_from(portion).unwrap_or(sum.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fifteen_percent_on_top() {
        let rate = FeeRate::from_percent(15.0).expect("a rate");
        assert_eq!(
            quote(Cents(2500), 3, rate),
            Some(Quote {
                pay: Cents(7500),
                fee: Cents(1125),
                total: Cents(8625)
            })
        );
        assert_eq!(quote(Cents(1333), 3, rate).map(|q| q.fee), Some(Cents(600)));
        assert_eq!(quote(Cents(i64::MAX), 2, rate), None);
        assert!(FeeRate::from_percent(-1.0).is_none() && FeeRate::from_percent(f64::NAN).is_none());
    }

    proptest! {
        #[test]
        fn portions_add_up(fee in 0_i64..10_000_000, slots in 1_i64..500) {
            let mut left = Cents(fee);
            for open in (1..=slots).rev() {
                let share = portion(left, 1, open);
                prop_assert!(share.0 >= 0 && share.0 <= left.0);
                left = Cents(left.0 - share.0);
            }
            prop_assert_eq!(left, Cents::ZERO);
        }

        #[test]
        fn no_seat_bears_a_cent_more_than_another(fee in 0_i64..1_000_000, slots in 1_i64..200) {
            let mut left = Cents(fee);
            for open in (1..=slots).rev() {
                let share = portion(left, 1, open);
                left = Cents(left.0 - share.0);
                prop_assert!((fee / slots..=fee / slots + 1).contains(&share.0), "{share:?} of {fee}");
            }
        }
    }
}
