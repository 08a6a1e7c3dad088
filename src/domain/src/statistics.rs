//! Figures over time and by kind, pure: rows folded into weeks, counts and medians. It knows no noun; the rows come from
//! the services.

use crate::{money::Cents, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// How many weeks a chart looks back, the one under way included.
pub const WEEKS: usize = 12;

const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// 1970 began on a Thursday: its first week had begun on the Monday before.
const FIRST_MONDAY_MS: i64 = -3 * 24 * 3_600_000;

/// A week as ISO 8601 has it, from Monday 00:00 UTC; counted from the one that 1970 began in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(i64);

impl Week {
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self((at.millis() - FIRST_MONDAY_MS).div_euclid(WEEK_MS))
    }

    /// The last [`WEEKS`] up to that of `now`, oldest first.
    pub fn last(now: Timestamp) -> impl ExactSizeIterator<Item = Self> {
        let Self(current) = Self::of(now);
        (0..WEEKS).map(move |n| Self(current - (WEEKS - 1 - n) as i64))
    }

    /// When the first of the last [`WEEKS`] began.
    #[must_use]
    pub fn window(now: Timestamp) -> Timestamp {
        Self(Self::of(now).0 - (WEEKS as i64 - 1)).start()
    }

    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp::from_millis(FIRST_MONDAY_MS + self.0 * WEEK_MS)
    }

    /// `23 Nov`: the day it begins with.
    #[must_use]
    pub fn day(self) -> String {
        let date = self.start().date();
        date.rsplit_once(' ').map_or(date.clone(), |(day, _)| day.to_owned())
    }

    /// `W48, from 23 Nov 2026`.
    #[must_use]
    pub fn name(self) -> String {
        let start = self.start();
        format!("W{:02}, from {}", start.iso_week(), start.date())
    }
}

/// What came together in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSum {
    pub week: Week,
    pub cents: Cents,
}

/// Amounts by week over the last [`WEEKS`], oldest first. A week without any counts as zero; what lies outside is left out.
#[must_use]
pub fn by_week(now: Timestamp, rows: impl IntoIterator<Item = (Timestamp, Cents)>) -> Vec<WeekSum> {
    let zero = |week| WeekSum {
        week,
        cents: Cents::ZERO,
    };
    let mut weeks: Vec<WeekSum> = Week::last(now).map(zero).collect();
    for (at, cents) in rows {
        if let Some(sum) = weeks.iter_mut().find(|sum| sum.week == Week::of(at)) {
            sum.cents = Cents(sum.cents.0.saturating_add(cents.0));
        }
    }
    weeks
}

/// How often something of one kind occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count<K> {
    pub kind: K,
    pub count: i64,
}

/// How often each of `kinds` occurs, in their order. One that does not counts as zero; others are left out.
#[must_use]
pub fn tally<K: Copy + PartialEq>(kinds: &[K], rows: impl IntoIterator<Item = K>) -> Vec<Count<K>> {
    let mut counts: Vec<Count<K>> = kinds.iter().map(|kind| Count { kind: *kind, count: 0 }).collect();
    for row in rows {
        if let Some(of) = counts.iter_mut().find(|of| of.kind == row) {
            of.count += 1;
        }
    }
    counts
}

/// The value in the middle; between the two in the middle when their number is even. None of nothing.
#[must_use]
pub fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = values[values.len() / 2 - 1];
    Some(lower + (upper - lower) / 2)
}

/// How long something takes as a rule: the median, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    pub median_seconds: i64,
    pub count: i64,
}

impl Pace {
    /// None of nothing.
    #[must_use]
    pub fn of(seconds: Vec<i64>) -> Option<Self> {
        let count = i64::try_from(seconds.len()).unwrap_or(i64::MAX);
        median(seconds).map(|median_seconds| Self { median_seconds, count })
    }
}

/// The pace of a week, none where nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekPace {
    pub week: Week,
    pub pace: Option<Pace>,
}

/// The pace of each of the last [`WEEKS`], oldest first, of what ended in it: when it ended, and after how many seconds.
#[must_use]
pub fn pace_by_week(now: Timestamp, rows: &[(Timestamp, i64)]) -> Vec<WeekPace> {
    let of = |week| {
        let ended = rows.iter().filter(|(at, _)| Week::of(*at) == week);
        WeekPace {
            week,
            pace: Pace::of(ended.map(|(_, seconds)| *seconds).collect()),
        }
    };
    Week::last(now).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    #[test]
    fn a_week_lasts_from_monday_to_sunday_in_utc() {
        let week = Week::of(at("2026-11-23T00:00:00Z"));
        assert_eq!(week.start(), at("2026-11-23T00:00:00Z"));
        assert_eq!(Week::of(at("2026-11-29T23:59:59.999Z")), week);
        assert_eq!(Week::of(at("2026-11-30T00:00:00Z")), Week(week.0 + 1));
        // Monday in Auckland, Sunday in UTC.
        assert_eq!(Week::of(at("2026-11-23T08:00:00+13:00")), Week(week.0 - 1));
        assert_eq!(
            (week.day(), week.name()),
            ("23 Nov".into(), "W48, from 23 Nov 2026".into())
        );
    }

    #[test]
    fn years_end_in_the_middle_of_weeks() {
        // 2026 has 53 weeks; its last one ends on 3 January.
        let last = Week::of(at("2026-12-31T12:00:00Z"));
        assert_eq!(Week::of(at("2027-01-03T12:00:00Z")), last);
        assert_eq!(last.name(), "W53, from 28 Dec 2026");
        assert_eq!(Week::of(at("2027-01-04T00:00:00Z")).name(), "W01, from 4 Jan 2027");
        // And 2025 began on a Wednesday, in a week whose Monday was in 2024.
        assert_eq!(Week::of(at("2025-01-01T00:00:00Z")).name(), "W01, from 30 Dec 2024");
        // The one that 1970 began in cannot be written from its Monday on.
        assert_eq!(Week::of(Timestamp::from_millis(0)), Week(0));
        assert_eq!(Week(0).start(), Timestamp::from_millis(0));
    }

    #[test]
    fn sums_have_a_zero_for_every_week_without_any() {
        let now = at("2027-01-06T12:00:00Z");
        let rows = [
            (at("2027-01-04T00:00:00Z"), Cents(100)),
            (at("2027-01-03T23:59:59Z"), Cents(20)),
            (at("2026-12-28T00:00:00Z"), Cents(3)),
            (at("2026-10-19T00:00:00Z"), Cents(-7)),
            // A moment too early, and one that has not come yet.
            (at("2026-10-18T23:59:59Z"), Cents(1000)),
            (at("2027-01-11T00:00:00Z"), Cents(1000)),
        ];
        let sums: Vec<i64> = by_week(now, rows).iter().map(|sum| sum.cents.0).collect();
        assert_eq!(sums, [-7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 100]);
        assert_eq!(Week::window(now), at("2026-10-19T00:00:00Z"));
        let weeks: Vec<Week> = Week::last(now).collect();
        assert!(weeks.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1));
        assert_eq!((weeks.len(), weeks[WEEKS - 1]), (WEEKS, Week::of(now)));
    }

    #[test]
    fn counts_keep_the_order_of_their_kinds() {
        let counts = tally(&['b', 'a', 'c'], "abcab?".chars().filter(|c| *c != 'c'));
        let counts: Vec<_> = counts.into_iter().map(|of| (of.kind, of.count)).collect();
        assert_eq!(counts, [('b', 2), ('a', 2), ('c', 0)]);
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![9, 1, 4]), Some(4));
        assert_eq!(median(vec![9, 1, 4, 6]), Some(5));
        assert_eq!(median(vec![1, 4]), Some(2));
        assert_eq!(median(vec![i64::MAX, i64::MAX - 2]), Some(i64::MAX - 1));
    }

    #[test]
    fn a_week_in_which_nothing_ended_has_no_pace() {
        let now = at("2026-11-25T12:00:00Z");
        let rows = [
            (at("2026-11-23T09:00:00Z"), 60),
            (at("2026-11-24T09:00:00Z"), 100),
            (at("2026-11-10T09:00:00Z"), 5),
        ];
        let paces: Vec<_> = pace_by_week(now, &rows).into_iter().map(|week| week.pace).collect();
        let pace = |median_seconds, count| Some(Pace { median_seconds, count });
        assert_eq!(paces[9..], [pace(5, 1), None, pace(80, 2)]);
        assert!(paces[..9].iter().all(Option::is_none));
    }

    proptest! {
        #[test]
        fn the_median_has_as_many_below_as_above(values in prop::collection::vec(-1000_i64..1000, 1..40)) {
            let middle = median(values.clone()).expect("some");
            let below = values.iter().filter(|v| **v < middle).count();
            let above = values.iter().filter(|v| **v > middle).count();
            prop_assert!(below <= values.len() / 2 && above <= values.len() / 2);
        }

        /// Nothing within the window is lost between two weeks.
        #[test]
        fn weeks_leave_no_gap(offsets in prop::collection::vec(0_i64..WEEK_MS * WEEKS as i64, 0..50)) {
            let now = at("2026-01-01T05:06:07Z");
            let start = Week::window(now);
            let rows: Vec<_> = offsets.iter().map(|ms| (Timestamp::from_millis(start.millis() + ms), Cents(1))).collect();
            let sum: i64 = by_week(now, rows).iter().map(|sum| sum.cents.0).sum();
            prop_assert_eq!(sum, offsets.len() as i64);
        }
    }
}
