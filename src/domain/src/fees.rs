//! The platform fee, on top of what testers are paid.
//!
//! The rule, to the cent: the fee of a job is its whole price times the rate, rounded half up, once. Each seat that is
//! settled releases the difference between two cumulative shares, so that the shares of all seats add up to the fee exactly.

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
    let fee = i128::from(pay.0) * i128::from(rate.0);
    let fee = Cents(i64::try_from((fee + 5_000) / 10_000).ok()?);
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

/// The share of `fee` that the seat settled as number `settled` (from 0) of `slots` releases.
#[must_use]
pub fn share(fee: Cents, slots: i64, settled: i64) -> Cents {
    Cents(cumulative(fee, slots, settled + 1).0 - cumulative(fee, slots, settled).0)
}

/// What the seats from `settled` (from 0) to `settled + seats` release together.
#[must_use]
pub fn share_of(fee: Cents, slots: i64, settled: i64, seats: i64) -> Cents {
    Cents(cumulative(fee, slots, settled + seats).0 - cumulative(fee, slots, settled).0)
}

fn cumulative(fee: Cents, slots: i64, seats: i64) -> Cents {
    let slots = slots.max(1);
    let part = i128::from(fee.0) * i128::from(seats.clamp(0, slots)) / i128::from(slots);
    Cents(i64::try_from(part).unwrap_or(fee.0))
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
        fn shares_add_up(fee in 0_i64..10_000_000, slots in 1_i64..500) {
            let sum: i64 = (0..slots).map(|n| share(Cents(fee), slots, n).0).sum();
            prop_assert_eq!(sum, fee);
            prop_assert!((0..slots).all(|n| share(Cents(fee), slots, n).0 >= 0));
        }

        #[test]
        fn settling_several_at_once_releases_the_same(fee in 0_i64..1_000_000, slots in 1_i64..100, at in 0_i64..100) {
            let at = at.min(slots);
            let one_by_one: i64 = (at..slots).map(|n| share(Cents(fee), slots, n).0).sum();
            prop_assert_eq!(share_of(Cents(fee), slots, at, slots - at).0, one_by_one);
        }
    }
}
