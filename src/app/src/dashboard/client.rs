//! A client's part: money put aside, jobs and projects, and how they went.

use super::{
    charts,
    components::{Figure, Side},
};
use crate::{
    jobs::components::OwnJobRow,
    projects::components::ProjectRow,
    ui::{EmptyState, Glyph, LinkButton, Variant, format::span},
};
use domain::{
    dashboard::{ClientBoard, MANY},
    jobs::JobCard,
    page::Page,
    projects::Project,
    wallet::Wallet,
};
use leptos::prelude::*;

#[component]
pub fn ClientSide(board: ClientBoard, wallet: Wallet, both: bool) -> impl IntoView {
    let currency = wallet.currency;
    let pace = board.reviews.pace;
    let pace_note = if pace.is_some() {
        "from hand-in to your decision"
    } else {
        "nothing decided lately"
    };
    let figures = [
        charts::spend(&board.paid_in, &board.refunded, &currency),
        charts::review_time(&board.reviews),
        charts::states("client-states", &board.reviews, ""),
        board
            .verdicts
            .as_ref()
            .map(|shown| charts::verdicts(shown, &board.reported)),
    ];
    let figures: Vec<AnyView> = figures.into_iter().flatten().collect();
    view! {
        <Side id="client" title="As a client" both>
            <div class="figures mb-8">
                <Figure label="Held" href="/wallet" value=wallet.held_cents.display(&currency) note="put aside for your jobs"/>
                <Figure label="To review" href="/dashboard#now" value=up_to_many(board.waiting) note="handed in by testers"/>
                <Figure label="Open jobs" href="/dashboard#jobs" value=up_to_many(board.open_jobs) note="testers can take seats"/>
                <Figure
                    label="Review time"
                    href="/dashboard#review-time"
                    value=pace.map_or_else(|| "–".to_owned(), |pace| span(pace.median_seconds))
                    note=pace_note
                />
            </div>
            <div class="mb-8 grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
                <Jobs jobs=board.jobs/>
                <Projects projects=board.projects/>
            </div>
            <Charts charts=figures empty="What you spend, how long reviews take and what testers found show here once a job is published."/>
        </Side>
    }
}

/// The number, or that there are at least so many.
fn up_to_many(count: usize) -> String {
    if count < MANY {
        count.to_string()
    } else {
        format!("{MANY}+")
    }
}

#[component]
fn Jobs(jobs: Page<JobCard>) -> impl IntoView {
    let (empty, more) = (jobs.items.is_empty(), jobs.next_cursor.is_some());
    let rows = jobs.items.into_iter().map(|card| view! { <OwnJobRow card/> });
    let rows = rows.collect_view();
    view! {
        <section class="min-w-0" aria-labelledby="jobs">
            <h3 class="section-title" id="jobs">"Jobs"</h3>
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
                view! { <ul class="card rows overflow-hidden">{rows}</ul> }.into_any()
            }}
            {more.then(|| view! {
                <p class="mt-2 text-sm text-faint">
                    "Older jobs stand in their " <a class="link" href="/projects">"projects"</a> "."
                </p>
            })}
        </section>
    }
}

#[component]
fn Projects(projects: Page<Project>) -> impl IntoView {
    let (empty, more) = (projects.items.is_empty(), projects.next_cursor.is_some());
    let rows = projects
        .items
        .into_iter()
        .map(|project| view! { <ProjectRow project/> });
    let rows = rows.collect_view();
    view! {
        <section class="min-w-0" aria-labelledby="projects">
            <h3 class="section-title" id="projects">"Projects"</h3>
            {if empty {
                view! { <p class="card px-5 py-4 text-sm text-muted">"A project is an app with its address. Jobs belong to one."</p> }.into_any()
            } else {
                view! { <ul class="card rows overflow-hidden">{rows}</ul> }.into_any()
            }}
            {more.then(|| view! { <p class="mt-2 text-sm"><a class="link" href="/projects">"All projects"</a></p> })}
        </section>
    }
}

/// Charts side by side, or a sentence in place of empty axes.
#[component]
pub fn Charts(charts: Vec<AnyView>, empty: &'static str) -> impl IntoView {
    if charts.is_empty() {
        return view! { <p class="card px-5 py-4 text-sm text-muted">{empty}</p> }.into_any();
    }
    view! {
        <div class="grid gap-4 lg:grid-cols-2">{charts}</div>
        <p class="mt-2 text-xs text-faint">"Weeks begin on Monday, 00:00 UTC."</p>
    }
    .into_any()
}
