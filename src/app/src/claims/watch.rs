//! How long a step has stood in front of the tester: only while the tab is seen, the work may be changed, and somebody is there.

use super::{desk::Desk, storage::now};
use leptos::prelude::*;
use std::time::Duration;

const TICK: Duration = Duration::from_secs(1);
/// Without a key, a pointer or a scroll for this long nobody is there.
const IDLE: i64 = 5 * 60_000;
/// It is looked at every second: what lies longer between two looks is a machine that slept.
const GAP: i64 = 10_000;

/// Counts, in milliseconds of any clock.
#[derive(Debug, Default)]
struct Watch {
    looked: Option<i64>,
    /// Whether it counted as it was last looked at.
    counts: bool,
    stirred: i64,
    /// What is no whole second yet.
    rest: i64,
}

impl Watch {
    fn stir(&mut self, now: i64) {
        self.stirred = now;
    }

    /// The whole seconds since it was last looked at. `counts` is for the time from now on.
    fn look(&mut self, now: i64, counts: bool) -> u32 {
        let Some(before) = self.looked.replace(now) else {
            self.counts = counts;
            self.stirred = now;
            return 0;
        };
        if std::mem::replace(&mut self.counts, counts) {
            let until = now.min(self.stirred + IDLE);
            self.rest += (until - before).clamp(0, GAP);
        }
        let whole = self.rest / 1000;
        self.rest %= 1000;
        u32::try_from(whole).unwrap_or_default()
    }
}

/// Counts for the step in front, and hands over what was counted as it is left.
pub fn run(desk: Desk) {
    let watch = StoredValue::new(Watch::default());
    let look = move |step: usize| {
        let counts = !document().hidden() && untrack(|| desk.editable());
        let seconds = watch.try_update_value(|watch| watch.look(now(), counts));
        desk.spend(step, seconds.unwrap_or_default());
    };
    Effect::new(move |before: Option<usize>| {
        let step = desk.at.get();
        if let Some(before) = before {
            look(before);
            untrack(|| desk.keep_time());
        }
        step
    });
    Effect::new(move || {
        let stir = move || _ = watch.try_update_value(|watch| watch.stir(now()));
        let signs = [
            window_event_listener(leptos::ev::keydown, move |_| stir()),
            window_event_listener(leptos::ev::pointerdown, move |_| stir()),
            window_event_listener(leptos::ev::pointermove, move |_| stir()),
            window_event_listener(leptos::ev::scroll, move |_| stir()),
            window_event_listener(leptos::ev::visibilitychange, move |_| {
                look(desk.at.get_untracked());
                stir();
            }),
            // A closed tab runs nothing more; what was counted is found by the next visit.
            window_event_listener(leptos::ev::pagehide, move |_| {
                look(desk.at.get_untracked());
                untrack(|| desk.keep_time());
            }),
        ];
        look(desk.at.get_untracked());
        // It fails only where there are no timers, and nothing else would work there either.
        let timer = set_interval_with_handle(move || look(desk.at.get_untracked()), TICK).ok();
        on_cleanup(move || {
            signs.into_iter().for_each(WindowListenerHandle::remove);
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks once a second until `end`, and gives what was counted.
    fn seconds(watch: &mut Watch, from: i64, end: i64, counts: bool) -> u32 {
        (from..=end).map(|s| watch.look(s * 1000, counts)).sum()
    }

    #[test]
    fn it_counts_while_it_is_seen_and_somebody_is_there() {
        let mut watch = Watch::default();
        assert_eq!(seconds(&mut watch, 0, 60, true), 60);
        watch.stir(60_000);
        watch.look(60_000, false);
        assert_eq!(seconds(&mut watch, 61, 90, false), 0, "hidden");
        watch.look(90_000, true);
        assert_eq!(
            seconds(&mut watch, 91, 1000, true),
            270,
            "five minutes after the last sign"
        );
        watch.stir(1_000_000);
        assert_eq!(seconds(&mut watch, 1001, 1010, true), 10, "back again");
    }

    #[test]
    fn parts_of_a_second_add_up_and_a_sleeping_machine_does_not_count() {
        let mut watch = Watch::default();
        watch.look(0, true);
        let counted: u32 = (1..=10).map(|n| watch.look(n * 400, true)).sum();
        assert_eq!(counted, 4);
        assert_eq!(watch.look(4000 + 3_600_000, true), 10);
        assert_eq!(watch.look(0, true), 0, "a clock that was set back");
    }
}
