//! A job in a list, and the small parts that several pages show of it.

use super::facets::{self, BROWSERS, COUNTRIES, LANGUAGES, PLATFORMS};
use crate::ui::{Badge, Deadline, Glyph, Icon, SeatDots, Stars, Tone, format::short};
use domain::{
    ids::JobId,
    jobs::{JobCard, JobStatus, Requirements},
};
use leptos::prelude::*;

#[component]
pub fn StatusBadge(status: JobStatus) -> impl IntoView {
    let (tone, words) = match status {
        JobStatus::Draft => (Tone::Neutral, "Draft"),
        JobStatus::Open => (Tone::Good, "Open"),
        JobStatus::Full => (Tone::Info, "Full"),
        JobStatus::Reviewing => (Tone::Warn, "In review"),
        JobStatus::Completed => (Tone::Neutral, "Completed"),
        JobStatus::Cancelled => (Tone::Bad, "Cancelled"),
        JobStatus::Expired => (Tone::Neutral, "Closed"),
    };
    view! { <Badge tone>{words}</Badge> }
}

/// What a tester needs, as chips; one that says so when nothing is asked for.
#[component]
pub fn RequirementChips(requirements: Requirements) -> impl IntoView {
    let Requirements {
        platforms,
        browsers,
        countries,
        languages,
        min_rating,
    } = requirements;
    let mut chips: Vec<(Glyph, String)> = Vec::new();
    if platforms.is_empty() && browsers.is_empty() {
        chips.push((Glyph::Globe, "Any device".to_owned()));
    }
    chips.extend(
        platforms
            .iter()
            .map(|p| (facets::platform_glyph(p), facets::words(&PLATFORMS, p))),
    );
    chips.extend(browsers.iter().map(|b| (Glyph::Globe, facets::words(&BROWSERS, b))));
    if !countries.is_empty() {
        let named: Vec<_> = countries.iter().map(|c| facets::words(&COUNTRIES, c)).collect();
        chips.push((Glyph::Globe, listed(&named)));
    }
    if !languages.is_empty() {
        let named: Vec<_> = languages.iter().map(|l| facets::words(&LANGUAGES, l)).collect();
        chips.push((Glyph::Language, listed(&named)));
    }
    if let Some(rating) = min_rating {
        chips.push((Glyph::Star, format!("{rating} or better")));
    }
    let chips = chips.into_iter().map(|(glyph, words)| {
        view! {
            <li class="chip">
                <Icon glyph class="size-3.5"/>
                {words}
            </li>
        }
    });
    view! { <ul class="flex flex-wrap gap-1.5" aria-label="What a tester needs">{chips.collect_view()}</ul> }
}

/// The first three, and how many more.
fn listed(names: &[String]) -> String {
    let (shown, rest) = names.split_at(names.len().min(3));
    if rest.is_empty() {
        shown.join(", ")
    } else {
        format!("{} +{}", shown.join(", "), rest.len())
    }
}

/// Pixels from which a job stands beside the list; the style sheet's `80rem`.
const ROOM: f64 = 1280.0;

/// Whether a press on a link means "here", and there is room to show something beside the list.
fn opens_beside(ev: &leptos::ev::MouseEvent) -> bool {
    let elsewhere = ev.button() != 0 || ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key();
    let width = || window().inner_width().ok().and_then(|width| width.as_f64());
    !elsewhere && width().is_some_and(|width| width >= ROOM)
}

/// The id of a job's link in a list.
#[must_use]
pub fn card_id(job: &JobId) -> String {
    format!("card-{job}")
}

/// A job in the marketplace.
#[component]
pub fn JobListItem(
    card: JobCard,
    /// Shows the job beside the list, where there is room; without it, and elsewhere, its page is gone to.
    #[prop(optional, into)]
    on_open: Option<Callback<JobId>>,
    /// The job that stands open beside the list.
    #[prop(optional, into)]
    open: Signal<Option<JobId>>,
) -> impl IntoView {
    let minutes = card.minutes();
    let (id, this) = (card.id.clone(), card.id.clone());
    let press = move |ev: leptos::ev::MouseEvent| {
        if let Some(act) = on_open.filter(|_| opens_beside(&ev)) {
            ev.prevent_default();
            act.run(id.clone());
        }
    };
    let current = move || open.with(|open| open.as_ref() == Some(&this)).then_some("true");
    view! {
        <li class="card relative p-4 transition-colors duration-150 hover:border-line-strong has-[[aria-current=true]]:border-accent sm:p-5">
            <div class="flex items-start gap-4">
                <div class="min-w-0 flex-1">
                    <h2 class="leading-snug font-semibold break-words">
                        <a
                            id=card_id(&card.id)
                            href=format!("/jobs/{}", card.id)
                            class="after:absolute after:inset-0 after:rounded-xl"
                            aria-current=current
                            on:click=press
                        >
                            {card.title}
                        </a>
                    </h2>
                    <p class="mt-0.5 flex flex-wrap items-center gap-x-2 text-sm text-muted">
                        <span class="break-words">{card.client.name}</span>
                        <Stars rating=card.client.rating count=card.client.rating_count/>
                    </p>
                </div>
                <p class="flex-none text-right">
                    <span class="block text-xl leading-tight font-semibold tracking-tight tabular-nums">
                        {short(card.price_cents, &card.currency)}
                    </span>
                    <span class="block text-xs text-faint">"per tester"</span>
                </p>
            </div>
            <p class="mt-2 line-clamp-2 text-sm break-words text-muted">{card.summary}</p>
            <div class="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5">
                <div class="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm text-muted">
                    <SeatDots left=card.seats_left slots=card.slots/>
                    <span class="inline-flex items-center gap-1.5 tabular-nums">
                        <Icon glyph=Glyph::Clock class="size-4 text-faint"/>
                        {format!("about {minutes} min")}
                    </span>
                    <Deadline at=card.deadline/>
                </div>
                <RequirementChips requirements=card.requirements/>
            </div>
        </li>
    }
}

/// A job among one's own.
#[component]
pub fn OwnJobRow(card: JobCard) -> impl IntoView {
    let taken = card.slots - card.seats_left;
    let review = matches!(card.status, JobStatus::Open | JobStatus::Full | JobStatus::Reviewing) && taken > 0;
    view! {
        <li class="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-5 py-3.5 hover:bg-sunken/60">
            <div class="min-w-0 flex-1 basis-64">
                <a href=format!("/jobs/{}", card.id) class="font-medium break-words after:absolute after:inset-0">{card.title}</a>
                <p class="text-sm text-faint tabular-nums">
                    {format!("{} × {} testers, {} steps", card.price_cents.display(&card.currency), card.slots, card.steps)}
                </p>
            </div>
            {(card.status != JobStatus::Draft).then(|| view! { <SeatDots left=card.seats_left slots=card.slots/> })}
            {review.then(|| view! {
                <a class="btn btn-ghost relative z-10 -my-1 max-sm:hidden" href=format!("/jobs/{}/review", card.id)>"Review"</a>
            })}
            <StatusBadge status=card.status/>
        </li>
    }
}

/// The steps of a journey, for reading.
#[component]
pub fn JourneyList(steps: Vec<domain::journeys::Step>) -> impl IntoView {
    let steps = steps.into_iter().enumerate().map(|(n, step)| {
        view! {
            <li class="relative flex gap-4 pb-5 last:pb-0">
                <span class="journey-number" aria-hidden="true">{n + 1}</span>
                <div class="min-w-0 flex-1 pt-0.5">
                    <p class="prose-user font-medium">{step.action}</p>
                    {(!step.expected.is_empty()).then(|| view! {
                        <p class="prose-user mt-1 text-sm text-muted">
                            <span class="text-faint">"Should happen: "</span>
                            {step.expected}
                        </p>
                    })}
                    {step.evidence_required.then(|| view! {
                        <p class="mt-1.5 inline-flex items-center gap-1.5 text-xs font-medium text-primary">
                            <Icon glyph=Glyph::Camera class="size-4"/>
                            "Screenshot needed"
                        </p>
                    })}
                </div>
            </li>
        }
    });
    view! { <ol class="journey">{steps.collect_view()}</ol> }
}
