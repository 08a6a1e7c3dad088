//! Small figures: badges, stars, seats, progress.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Good,
    Warn,
    Bad,
}

impl Tone {
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
        }
    }
}

#[component]
pub fn Badge(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{children()}</span> }
}

/// A mean rating as one star and a number; words before the first.
#[component]
pub fn Stars(rating: Option<f64>, count: i64) -> impl IntoView {
    match rating {
        None => view! { <span class="text-faint text-sm">"No ratings yet"</span> }.into_any(),
        Some(mean) => {
            let times = if count == 1 { "rating" } else { "ratings" };
            view! {
                <span class="inline-flex items-center gap-1 text-sm text-muted tabular-nums" title=format!("{count} {times}")>
                    <Icon glyph=Glyph::Star class="size-3.5 fill-current text-star"/>
                    <span class="sr-only">"Rated "</span>
                    {format!("{mean:.1}")}
                    <span class="text-faint">{format!("({count})")}</span>
                    <span class="sr-only">{times}</span>
                </span>
            }
            .into_any()
        }
    }
}

/// Seats as dots, those left in colour; beyond a dozen a bar says more.
#[component]
pub fn SeatDots(left: i64, slots: i64) -> impl IntoView {
    let words = match (left, slots) {
        (0, _) => "No seats left".to_owned(),
        (1, 1) => "1 seat".to_owned(),
        (left, slots) => format!("{left} of {slots} seats left"),
    };
    let picture = if slots <= 12 {
        let dots = (0..slots).map(|n| if n < left { "dot dot-on" } else { "dot" });
        view! {
            <span class="flex flex-wrap gap-1" aria-hidden="true">
                {dots.map(|class| view! { <span class=class></span> }).collect_view()}
            </span>
        }
        .into_any()
    } else {
        let part = left * 100 / slots.max(1);
        view! {
            <span class="seatbar" aria-hidden="true">
                <span class=format!("share-{part}")></span>
            </span>
        }
        .into_any()
    };
    view! {
        <span class="inline-flex items-center gap-2 text-sm text-muted tabular-nums">{picture} <span>{words}</span></span>
    }
}

/// Initials on a colour that follows from the name.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(default = "size-8 text-xs")] class: &'static str) -> impl IntoView {
    let initials: String = name
        .split_whitespace()
        .filter_map(|w| w.chars().next())
        .take(2)
        .collect();
    let hue = name
        .bytes()
        .fold(7_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)))
        % 6;
    view! {
        <span class=format!("avatar avatar-{hue} {class}") aria-hidden="true">{initials}</span>
    }
}

/// How far something is: `value` of `max`.
#[component]
pub fn Progress(#[prop(into)] label: String, value: i64, max: i64) -> impl IntoView {
    let part = value.clamp(0, max.max(0)) * 100 / max.max(1);
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax=max.to_string()
            aria-valuenow=value.to_string()
        >
            <span class=format!("share-{part}")></span>
        </div>
    }
}
