//! Amounts and times for people.
//!
//! The server writes times as plain UTC; once the page is alive they are put into the reader's own zone and language.

use domain::{money::Cents, timestamp::Timestamp};
use leptos::prelude::*;
use std::time::Duration;

/// An amount with its currency, in figures of equal width.
#[component]
pub fn Money(amount: Cents, #[prop(into)] currency: String, #[prop(optional, into)] class: String) -> impl IntoView {
    view! { <span class=format!("tabular-nums whitespace-nowrap {class}")>{amount.display(&currency)}</span> }
}

/// `$0`-free short form for figures in large type: `$25` where there are no cents.
#[must_use]
pub fn short(amount: Cents, currency: &str) -> String {
    let text = amount.display(currency);
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenMode {
    Date,
    #[default]
    DateTime,
    /// `in 3 days`, `2 hours ago`; the date until the page is alive.
    Relative,
}

/// A moment.
#[component]
pub fn When(at: Timestamp, #[prop(optional)] mode: WhenMode) -> impl IntoView {
    let plain = if mode == WhenMode::DateTime {
        at.date_time()
    } else {
        at.date()
    };
    let words = RwSignal::new(plain);
    let title = RwSignal::new(at.date_time());
    Effect::new(move |_| {
        title.set(in_locale(at, true));
        words.set(match mode {
            WhenMode::Date => in_locale(at, false),
            WhenMode::DateTime => in_locale(at, true),
            WhenMode::Relative => relative(at.seconds_since(now())),
        });
    });
    view! {
        <time class="tabular-nums" datetime=at.to_string() title=move || title.get()>{move || words.get()}</time>
    }
}

/// When a list closes: `Closes in 3 days`, or that it does not.
#[component]
pub fn Deadline(at: Option<Timestamp>) -> impl IntoView {
    match at {
        None => view! { <span>"No closing date"</span> }.into_any(),
        Some(at) => view! { <span>"Closes " <When at mode=WhenMode::Relative/></span> }.into_any(),
    }
}

/// What is left until then, counted down by the minute.
#[component]
pub fn TimeLeft(
    until: Timestamp,
    /// What the server's clock showed: with it, what is left is said from the first moment on.
    #[prop(optional, into)]
    seen_at: Option<Timestamp>,
) -> impl IntoView {
    let first = seen_at.map(|at| until.seconds_since(at));
    let words = RwSignal::new(first.map_or_else(|| format!("until {}", until.date_time()), left));
    let low = RwSignal::new(first.is_some_and(|seconds| seconds < 3600));
    Effect::new(move |_| {
        let count = move || {
            let seconds = until.seconds_since(now());
            // Gone when the page has moved on before the timer did.
            words.try_set(left(seconds));
            low.try_set(seconds < 3600);
        };
        count();
        if let Ok(timer) = set_interval_with_handle(count, Duration::from_secs(20)) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <time class="tabular-nums" class=("text-warning", move || low.get()) datetime=until.to_string() title=until.date_time()>
            {move || words.get()}
        </time>
    }
}

fn left(seconds: i64) -> String {
    match seconds {
        ..=0 => "time is up".to_owned(),
        1..60 => "less than a minute left".to_owned(),
        60..3600 => format!("{} min left", seconds / 60),
        3600..172_800 => format!("{} h {} min left", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} days left", seconds / 86_400),
    }
}

/// A span of time in its two largest units.
#[must_use]
pub fn span(seconds: i64) -> String {
    let of = |n: i64, unit: &str| {
        if n == 1 {
            format!("1 {unit}")
        } else {
            format!("{n} {unit}s")
        }
    };
    let (days, hours, minutes) = (seconds / 86_400, seconds % 86_400 / 3600, seconds % 3600 / 60);
    match seconds {
        ..60 => "less than a minute".to_owned(),
        60..3600 => format!("{minutes} min"),
        3600..86_400 if minutes == 0 => format!("{hours} h"),
        3600..86_400 => format!("{hours} h {minutes} min"),
        _ if hours == 0 => of(days, "day"),
        _ => format!("{} {hours} h", of(days, "day")),
    }
}

fn relative(seconds: i64) -> String {
    let (n, unit) = match seconds.abs() {
        s @ ..60 => (s, "second"),
        s @ 60..3600 => (s / 60, "minute"),
        s @ 3600..86_400 => (s / 3600, "hour"),
        s => (s / 86_400, "day"),
    };
    let plural = if n == 1 { "" } else { "s" };
    match seconds {
        -59..60 => "just now".to_owned(),
        60.. => format!("in {n} {unit}{plural}"),
        _ => format!("{n} {unit}{plural} ago"),
    }
}

// Effects run in the browser only; the native half is never called.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this millennium")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

#[cfg(not(feature = "hydrate"))]
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_millis(0)
}

#[cfg(feature = "hydrate")]
fn in_locale(at: Timestamp, with_time: bool) -> String {
    use wasm_bindgen::JsValue;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this millennium")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.millis() as f64));
    let style = |name: &str, value: &str, options: &js_sys::Object| {
        _ = js_sys::Reflect::set(options, &name.into(), &value.into());
    };
    let options = js_sys::Object::new();
    style("dateStyle", "medium", &options);
    if with_time {
        style("timeStyle", "short", &options);
    }
    let locale = window().navigator().language().unwrap_or_else(|| "en".to_owned());
    date.to_locale_string(&locale, &options).into()
}

#[cfg(not(feature = "hydrate"))]
fn in_locale(at: Timestamp, with_time: bool) -> String {
    if with_time { at.date_time() } else { at.date() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_words() {
        assert_eq!(relative(3 * 86_400 + 5), "in 3 days");
        assert_eq!(relative(-3600), "1 hour ago");
        assert_eq!(relative(-5), "just now");
        assert_eq!(left(5 * 3600 + 720), "5 h 12 min left");
        assert_eq!(left(-1), "time is up");
        let spans = [59, 2700, 3600, 9000, 86_400, 2 * 86_400 + 4 * 3600 + 59].map(span);
        assert_eq!(
            spans,
            [
                "less than a minute",
                "45 min",
                "1 h",
                "2 h 30 min",
                "1 day",
                "2 days 4 h"
            ]
        );
    }

    #[test]
    fn round_amounts_lose_their_cents() {
        assert_eq!(short(Cents(2500), "usd"), "$25");
        assert_eq!(short(Cents(2550), "usd"), "$25.50");
    }
}
