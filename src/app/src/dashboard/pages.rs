//! "Needs you now" first; the rest below it.

use super::{
    components::{Figure, ReviewRow, SeatRow, needs_work},
    server_fns::{Dashboard, load_dashboard},
};
use crate::{
    jobs::components::OwnJobRow,
    notifications::live::{self, Topic},
    ui::{EmptyState, Glyph, Icon, LinkButton, PageHead, Variant, load},
};
use domain::{jobs::JobStatus, users::Role};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn DashboardPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| load_dashboard());
    live::on(|| Topic::Anything, move || data.refetch());
    view! {
        <Title text="Dashboard"/>
        {load(data, |data| view! { <Board data/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Board(data: Dashboard) -> impl IntoView {
    let Dashboard {
        user,
        wallet,
        to_review,
        jobs,
        seats,
    } = data;
    let (client, tester) = (user.has(Role::Client), user.has(Role::Tester));
    let (now, past): (Vec<_>, Vec<_>) = seats.into_iter().partition(needs_work);
    let open = jobs.iter().filter(|job| job.status == JobStatus::Open).count();
    let nothing = to_review.is_empty() && now.is_empty();
    let first = user.full_name.split_whitespace().next().unwrap_or_default().to_owned();
    let currency = wallet.currency.clone();
    let (seats_now, reviews_now) = (now.len().to_string(), to_review.len().to_string());
    let waiting = to_review
        .into_iter()
        .map(|item| view! { <ReviewRow item/> })
        .collect_view();
    let working = now.into_iter().map(|claim| view! { <SeatRow claim/> }).collect_view();
    view! {
        <div class="page">
            <PageHead title=format!("Hello, {first}")>
                {tester.then(|| view! { <LinkButton href="/jobs" variant=if client { Variant::Secondary } else { Variant::Primary } icon=Glyph::Search>"Find jobs"</LinkButton> })}
                {client.then(|| view! { <LinkButton href="/jobs/new" icon=Glyph::Plus>"New job"</LinkButton> })}
            </PageHead>
            <div class="figures mb-8">
                {tester.then(|| view! {
                    <Figure label="Available" href="/wallet" value=wallet.available_cents.display(&currency) note="earned, can be paid out"/>
                    <Figure label="Pending" href="/wallet" value=wallet.pending_cents.display(&currency) note="handed in, not decided yet"/>
                    <Figure label="Seats" href="/dashboard#now" value=seats_now note="waiting for your work"/>
                })}
                {client.then(|| view! {
                    <Figure label="Held" href="/wallet" value=wallet.held_cents.display(&currency) note="put aside for your jobs"/>
                    <Figure label="To review" href="/dashboard#now" value=reviews_now note="handed in by testers"/>
                    <Figure label="Open jobs" href="/dashboard#jobs" value=open.to_string() note="testers can take seats"/>
                })}
            </div>
            <section class="mb-8" aria-labelledby="now">
                <h2 class="section-title" id="now">"Needs you now"</h2>
                {if nothing {
                    view! {
                        <p class="card flex items-center gap-3 px-5 py-4 text-sm text-muted">
                            <span class="text-success"><Icon glyph=Glyph::CheckCircle/></span>
                            {if tester { "Nothing waits for you. A good moment to find a job." } else { "Nothing waits for you." }}
                        </p>
                    }
                    .into_any()
                } else {
                    view! { <ul class="card rows overflow-hidden">{waiting} {working}</ul> }.into_any()
                }}
            </section>
            {client.then(|| view! { <OwnJobs jobs/> })}
            {(tester && !past.is_empty()).then(|| {
                let rows = past.into_iter().map(|claim| view! { <SeatRow claim/> });
                view! {
                    <section aria-labelledby="seats">
                        <h2 class="section-title" id="seats">"Your seats"</h2>
                        <ul class="card rows overflow-hidden">{rows.collect_view()}</ul>
                    </section>
                }
            })}
        </div>
    }
}

#[component]
fn OwnJobs(jobs: Vec<domain::jobs::JobCard>) -> impl IntoView {
    let empty = jobs.is_empty();
    let rows = jobs.into_iter().map(|card| view! { <OwnJobRow card/> });
    view! {
        <section class="mb-8" aria-labelledby="jobs">
            <h2 class="section-title" id="jobs">"Your jobs"</h2>
            {if empty {
                view! {
                    <div class="card">
                        <EmptyState
                            glyph=Glyph::Flask
                            title="No jobs yet"
                            text="Create a project for your app, then draft a job: the steps testers walk, what it pays, how many seats."
                        >
                            <LinkButton href="/projects" variant=Variant::Secondary>"Create a project"</LinkButton>
                        </EmptyState>
                    </div>
                }
                .into_any()
            } else {
                view! { <ul class="card rows overflow-hidden">{rows.collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}
