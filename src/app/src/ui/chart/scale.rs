//! From values to places: round marks for an axis, and how far along it something lies.

use crate::ui::format::{short, span};
use domain::money::Cents;

/// How many steps an axis has at most, on either side of its zero.
const STEPS: i64 = 4;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What the numbers of a chart are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// Cents of that currency.
    Money(String),
    /// Seconds.
    Time,
}

impl Unit {
    /// The smallest round step that is not below `least`.
    fn step(&self, least: i64) -> i64 {
        if *self == Self::Time {
            const ROUND: [i64; 12] = [
                5 * MINUTE,
                15 * MINUTE,
                30 * MINUTE,
                HOUR,
                2 * HOUR,
                6 * HOUR,
                12 * HOUR,
                DAY,
                2 * DAY,
                7 * DAY,
                14 * DAY,
                28 * DAY,
            ];
            if let Some(step) = ROUND.into_iter().find(|step| *step >= least) {
                return step;
            }
        }
        let mut power: i64 = 1;
        loop {
            for factor in [1, 2, 5] {
                let step = power.saturating_mul(factor);
                if step >= least {
                    return step;
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// A value in full.
    #[must_use]
    pub fn text(&self, value: i64) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Money(currency) => Cents(value).display(currency),
            Self::Time => span(value),
        }
    }

    /// A value beside an axis, where there is little room.
    fn mark(&self, value: i64) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Money(currency) => short(Cents(value), currency),
            Self::Time if value == 0 => "0".to_owned(),
            Self::Time if value % DAY == 0 => format!("{} d", value / DAY),
            Self::Time if value % HOUR == 0 => format!("{} h", value / HOUR),
            Self::Time => format!("{} min", value / MINUTE),
        }
    }
}

/// An axis with a zero on it and marks at even distances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    low: i64,
    high: i64,
    step: i64,
}

impl Axis {
    /// Holds zero and everything from `low` to `high`.
    pub fn around(low: i64, high: i64, unit: &Unit) -> Self {
        let (low, high) = (low.min(0), high.max(0));
        let longest = high.max(low.saturating_neg()).max(1);
        let step = unit.step(longest / STEPS + i64::from(longest % STEPS > 0));
        let up = high / step + i64::from(high % step > 0);
        let down = low / step - i64::from(low % step < 0);
        // With nothing but zeroes there is still an axis.
        let up = if up == 0 && down == 0 { 1 } else { up };
        Self {
            low: down.saturating_mul(step),
            high: up.saturating_mul(step),
            step,
        }
    }

    /// From the lowest to the highest, and what stands beside each.
    pub fn marks(&self, unit: &Unit) -> Vec<(i64, String)> {
        let count = (self.high - self.low) / self.step;
        let marks = (0..=count).map(|n| self.low + n * self.step);
        marks.map(|value| (value, unit.mark(value))).collect()
    }

    /// How far from its low end, in hundredths of a per cent.
    pub fn place(&self, value: i64) -> i64 {
        share(value - self.low, self.high - self.low)
    }
}

/// The whole of a length, in hundredths of a per cent.
pub const WHOLE: i64 = 10_000;

/// `part` of `whole`, in hundredths of a per cent.
pub fn share(part: i64, whole: i64) -> i64 {
    let share = i128::from(part.max(0)) * i128::from(WHOLE) / i128::from(whole.max(1));
    i64::try_from(share).unwrap_or(WHOLE).min(WHOLE)
}

/// `1234` → `12.34%`.
pub fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(low: i64, high: i64, unit: &Unit) -> Vec<String> {
        let axis = Axis::around(low, high, unit);
        axis.marks(unit).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn marks_are_round_and_few() {
        let usd = Unit::Money("usd".into());
        assert_eq!(marks(0, 0, &Unit::Count), ["0", "1"]);
        assert_eq!(marks(0, 3, &Unit::Count), ["0", "1", "2", "3"]);
        assert_eq!(marks(0, 17, &Unit::Count), ["0", "5", "10", "15", "20"]);
        assert_eq!(marks(0, 5750, &usd), ["$0", "$20", "$40", "$60"]);
        assert_eq!(marks(-1610, 4140, &usd), ["−$20", "$0", "$20", "$40", "$60"]);
        assert_eq!(marks(-300, 0, &usd), ["−$3", "−$2", "−$1", "$0"]);
        assert_eq!(marks(0, 3, &usd), ["$0", "$0.01", "$0.02", "$0.03"]);
        assert_eq!(marks(0, 9 * 3600, &Unit::Time), ["0", "6 h", "12 h"]);
        assert_eq!(marks(0, 7 * DAY, &Unit::Time), ["0", "2 d", "4 d", "6 d", "8 d"]);
        assert_eq!(marks(0, 200, &Unit::Time), ["0", "5 min"]);
        for high in [1, 9, 10, 99, 12_345, 999_999_999, i64::MAX / 20] {
            assert!(marks(0, high, &Unit::Count).len() <= 5, "{high}");
            assert!(marks(-high, high, &Unit::Time).len() <= 9, "{high}");
        }
    }

    #[test]
    fn the_ends_of_an_axis_are_the_ends_of_its_length() {
        let axis = Axis::around(-10, 30, &Unit::Count);
        assert_eq!((axis.place(-10), axis.place(0), axis.place(30)), (0, 2500, WHOLE));
        assert_eq!(percent(axis.place(11)), "52.50%");
        assert_eq!((share(1, 3), share(5, 0), share(-1, 3)), (3333, WHOLE, 0));
        assert_eq!(percent(5), "0.05%");
    }

    #[test]
    fn values_in_full() {
        assert_eq!(Unit::Count.text(1234), "1234");
        assert_eq!(Unit::Money("usd".into()).text(-150), "−$1.50");
        assert_eq!(Unit::Time.text(9000), "2 h 30 min");
    }
}
