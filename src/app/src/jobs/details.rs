//! What a job says of itself, in parts: for its page, and for the place beside the marketplace's list.

use super::components::{JourneyList, RequirementChips, StatusBadge};
use crate::{
    projects::components::AppLink,
    ui::{Avatar, Badge, Deadline, Glyph, Icon, SeatDots, Stars, format::short},
};
use domain::jobs::{Job, JobStatus};
use leptos::prelude::*;

/// Title, state and client. The state of an open job is told to its owner only: others read it from the action.
#[component]
pub fn JobHead(job: Job, status: Memo<JobStatus>, #[prop(optional)] compact: bool) -> impl IntoView {
    let owns = job.viewer.owns;
    let title = job.title.clone();
    let title = if compact {
        view! { <h2 class="min-w-0 text-lg font-semibold tracking-tight break-words">{title}</h2> }.into_any()
    } else {
        view! { <h1 class="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1> }.into_any()
    };
    view! {
        <header class="mb-5">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1.5">
                {title}
                {move || (status.get() != JobStatus::Open || owns).then(|| view! { <StatusBadge status=status.get()/> })}
            </div>
            <p class="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
                <Avatar name=job.client.name.clone() class="size-6 text-[0.625rem]"/>
                <span class="font-medium text-ink break-words">{job.client.name.clone()}</span>
                <Stars rating=job.client.rating count=job.client.rating_count/>
            </p>
        </header>
    }
}

/// Everything one reads before one commits to anything.
#[component]
pub fn JobTerms(job: Job) -> impl IntoView {
    view! {
        <p class="prose-user max-w-prose">{job.description.clone()}</p>
        <section class="mt-8" aria-labelledby="journey">
            <h2 class="section-title" id="journey">
                "Journey" <span class="ml-2 text-sm font-normal text-faint tabular-nums">{steps(job.journey.steps.len())}</span>
            </h2>
            <div class="card p-5"><JourneyList steps=job.journey.steps.clone()/></div>
        </section>
        <Scope job=job.clone()/>
        <KnownBugs bugs=job.known_bugs/>
    }
}

fn steps(n: usize) -> String {
    if n == 1 {
        "1 step".to_owned()
    } else {
        format!("{n} steps")
    }
}

/// Pay, seats, time, equipment.
#[component]
pub fn Facts(job: Job, left: Memo<i64>) -> impl IntoView {
    let slots = job.slots;
    let minutes = job.card().minutes();
    view! {
        <div class="mb-5 flex flex-col gap-4 max-lg:card max-lg:p-4 max-lg:rounded-xl max-lg:border max-lg:border-line max-lg:bg-surface">
            <p class="flex items-baseline gap-2">
                <span class="text-2xl font-semibold tracking-tight tabular-nums">{short(job.price_cents, &job.currency)}</span>
                <span class="text-sm text-muted">"per tester, paid on approval"</span>
            </p>
            <ul class="flex flex-col gap-2 text-sm text-muted">
                <li>{move || view! { <SeatDots left=left.get() slots/> }}</li>
                <li class="flex items-center gap-2">
                    <Icon glyph=Glyph::Clock class="size-4.5 text-faint"/>
                    <span class="tabular-nums">{format!("about {minutes} minutes")}</span>
                </li>
                <li class="flex items-center gap-2">
                    <Icon glyph=Glyph::Lock class="size-4.5 text-faint"/>
                    {if job.status == JobStatus::Draft { "Paid in and held when published" } else { "The pay is already held" }}
                </li>
                <li class="flex items-center gap-2">
                    <Icon glyph=Glyph::Inbox class="size-4.5 text-faint"/>
                    <Deadline at=job.deadline/>
                </li>
                <li class="flex min-w-0 items-center gap-2">
                    <Icon glyph=Glyph::Globe class="size-4.5 text-faint"/>
                    <AppLink url=job.app_url/>
                </li>
            </ul>
            <RequirementChips requirements=job.requirements/>
        </div>
    }
}

#[component]
fn Scope(job: Job) -> impl IntoView {
    if job.scope_in.is_none() && job.scope_out.is_none() {
        return ().into_any();
    }
    view! {
        <section class="mt-8 grid gap-4 sm:grid-cols-2" aria-label="Scope">
            <ScopeList title="In scope" glyph=Glyph::Check class="text-success" text=job.scope_in.unwrap_or_default()/>
            <ScopeList title="Out of scope" glyph=Glyph::Close class="text-danger" text=job.scope_out.unwrap_or_default()/>
        </section>
    }
    .into_any()
}

#[component]
fn ScopeList(title: &'static str, glyph: Glyph, class: &'static str, text: String) -> impl IntoView {
    let lines: Vec<String> = text
        .lines()
        .map(|l| l.trim().trim_start_matches(['-', '*', '•']).trim().to_owned())
        .filter(|l| !l.is_empty())
        .collect();
    let empty = lines.is_empty();
    let lines = lines.into_iter().map(|line| {
        view! {
            <li class="flex gap-2">
                <span class=format!("{class} mt-0.5")><Icon glyph class="size-4"/></span>
                <span class="min-w-0 break-words">{line}</span>
            </li>
        }
    });
    view! {
        <div class="card p-5">
            <h2 class="card-title mb-2">{title}</h2>
            <ul class="flex flex-col gap-1.5 text-sm">{lines.collect_view()}</ul>
            {empty.then(|| view! { <p class="text-sm text-faint">"Nothing named."</p> })}
        </div>
    }
}

#[component]
fn KnownBugs(bugs: Vec<String>) -> impl IntoView {
    if bugs.is_empty() {
        return ().into_any();
    }
    let count = bugs.len();
    let bugs = bugs.into_iter().map(|bug| view! { <li class="break-words">{bug}</li> });
    view! {
        <details class="fold card mt-4 px-5">
            <summary>
                <span class="font-semibold">"Known bugs"</span>
                <Badge>{count}</Badge>
                <span class="text-sm text-faint max-sm:hidden">"not worth reporting again"</span>
                <span class="fold-mark ml-auto"><Icon glyph=Glyph::ChevronDown class="size-4"/></span>
            </summary>
            <ul class="flex list-disc flex-col gap-1.5 pb-5 pl-5 text-sm text-muted">{bugs.collect_view()}</ul>
        </details>
    }
    .into_any()
}
