//! The page of a job: what to do and what one gets, side by side, before anybody commits to anything.

use super::{
    claim_box::ClaimBox,
    components::{JourneyList, RequirementChips, StatusBadge},
    manage::{OwnerActions, OwnerBox},
    server_fns::{CancelJob, DeleteJob, JobView, PublishJob, load_job},
};
use crate::{
    claims::server_fns::ClaimSeat,
    error::failure_of,
    notifications::live::{self, Topic},
    projects::components::AppLink,
    ui::{Avatar, Badge, Banner, Deadline, Glyph, Icon, SeatDots, Stars, Tone, format::short, load, use_toasts},
};
use domain::jobs::{Job, JobStatus, summary};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

#[component]
pub fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let view = Resource::new_blocking(move || id.get(), load_job);
    let claim = ServerAction::<ClaimSeat>::new();
    let actions = OwnerActions {
        publish: ServerAction::<PublishJob>::new(),
        cancel: ServerAction::<CancelJob>::new(),
        delete: ServerAction::<DeleteJob>::new(),
    };
    let toasts = use_toasts();
    let (published, cancelled) = (actions.publish.value(), actions.cancel.value());
    Effect::new(move |_| {
        if published.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The job is open. Testers can take its seats now.");
            view.refetch();
        }
    });
    Effect::new(move |_| {
        if cancelled.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The job is cancelled and its free seats are refunded.");
            view.refetch();
        }
    });
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(seat)) = claim.value().get() {
            navigate(&format!("/claims/{}", seat.id), NavigateOptions::default());
        }
    });
    let claimed = claim.value();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(claim)) = claimed.get() {
            navigate(&format!("/claims/{}", claim.id), NavigateOptions::default());
        }
    });
    // A form sent without JavaScript comes back with its refusal in the address, and no dialog open to show it.
    let refused = failure_of(actions.publish).get_untracked();
    load(view, move |view| {
        view! { <OneJob view claim actions refused=refused.clone()/> }.into_any()
    })
}

#[component]
fn OneJob(
    view: JobView,
    claim: ServerAction<ClaimSeat>,
    actions: OwnerActions,
    refused: Option<domain::error::Failure>,
) -> impl IntoView {
    let job = view.job.clone();
    let owns = job.viewer.owns;
    // Seats and state follow what testers do; the rest of the page, and an open dialog, stay as they are.
    let id = job.id.to_string();
    let now = live::keep(view, Topic::Job(id.clone()), move || load_job(id.clone()));
    let status = Memo::new(move |_| now.with(|n| n.job.status));
    let left = Memo::new(move |_| now.with(|n| n.job.seats_left));
    let back = if owns {
        view! { <a class="crumb" href=format!("/projects/{}", job.project_id)><Icon glyph=Glyph::ArrowLeft class="size-4"/>"Project"</a> }
    } else {
        view! { <a class="crumb" href="/jobs".to_owned()><Icon glyph=Glyph::ArrowLeft class="size-4"/>"Find jobs"</a> }
    };
    view! {
        <Title text=job.title.clone()/>
        <Meta name="description" content=summary(&job.description)/>
        <div class="page max-lg:pb-28">
            {back}
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-10">
                <div class="min-w-0">
                    {refused.map(|f| view! { <div class="mb-4"><Banner tone=Tone::Bad alert=true>{f.detail}</Banner></div> })}
                    <header class="mb-5">
                        <div class="flex flex-wrap items-center gap-x-3 gap-y-1.5">
                            <h1 class="text-xl font-semibold tracking-tight break-words">{job.title.clone()}</h1>
                            {move || (status.get() != JobStatus::Open || owns).then(|| view! { <StatusBadge status=status.get()/> })}
                        </div>
                        <p class="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
                            <Avatar name=job.client.name.clone() class="size-6 text-[0.625rem]"/>
                            <span class="font-medium text-ink break-words">{job.client.name.clone()}</span>
                            <Stars rating=job.client.rating count=job.client.rating_count/>
                        </p>
                    </header>
                    <div class="lg:hidden"><Facts job=job.clone() left/></div>
                    <p class="prose-user max-w-prose">{job.description.clone()}</p>
                    <section class="mt-8" aria-labelledby="journey">
                        <h2 class="section-title" id="journey">
                            "Journey" <span class="ml-2 text-sm font-normal text-faint tabular-nums">{steps(job.journey.steps.len())}</span>
                        </h2>
                        <div class="card p-5"><JourneyList steps=job.journey.steps.clone()/></div>
                    </section>
                    <Scope job=job.clone()/>
                    <KnownBugs bugs=job.known_bugs.clone()/>
                </div>
                <aside class="lg:sticky lg:top-20" aria-label="Terms">
                    <div class="lg:card lg:p-5 lg:rounded-xl lg:border lg:border-line lg:bg-surface">
                        <div class="max-lg:hidden"><Facts job=job.clone() left/></div>
                        {if owns {
                            view! { <OwnerBox now actions/> }.into_any()
                        } else {
                            view! { <ClaimBox now claim/> }.into_any()
                        }}
                    </div>
                </aside>
            </div>
        </div>
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
fn Facts(job: Job, left: Memo<i64>) -> impl IntoView {
    let minutes = 5 + 3 * job.journey.steps.len();
    let slots = job.slots;
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
