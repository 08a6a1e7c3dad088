//! The start page: one sentence, one picture, two doors, and the marketplace as it is now.

use super::server_fns::{Front, load_front};
use crate::{
    jobs::components::JobListItem,
    ui::{Glyph, Icon, Skeleton, format::short, load::load_with},
};
use domain::jobs::CURRENCY;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

#[component]
pub fn LandingPage() -> impl IntoView {
    let front = Resource::new_blocking(|| (), |()| load_front());
    view! {
        <Title text=""/>
        <Meta
            name="description"
            content="Real people test your app step by step and show what they saw. Pay is held from the start and reaches testers on approval."
        />
        <Hero/>
        <div class="page flex flex-col gap-14 pt-0 lg:gap-20">
            {load_with(front, skeleton, |front| view! { <Live front/> }.into_any())}
            <Loop/>
            <MoneyHeld/>
        </div>
    }
    .into_any()
}

fn skeleton() -> AnyView {
    view! { <Skeleton class="h-96"/> }.into_any()
}

#[component]
fn Hero() -> impl IntoView {
    view! {
        <section class="border-b border-line bg-surface">
            <div class="mx-auto grid max-w-6xl items-center gap-10 px-4 py-12 sm:px-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:gap-14 lg:py-20">
                <div>
                    <h1 class="text-2xl font-semibold tracking-tight text-balance sm:text-3xl">
                        "Real people test your app and show you what they saw."
                    </h1>
                    <p class="mt-4 max-w-prose text-lg text-muted text-pretty">
                        "Write down the steps and put the pay aside. Testers walk them on their own devices, mark up screenshots and report bugs. Both sides read the same terms."
                    </p>
                    <div class="mt-7 flex flex-col gap-3 sm:flex-row">
                        <a class="btn btn-primary btn-lg" href="/register?role=client">"Get your app tested"</a>
                        <a class="btn btn-secondary btn-lg" href="/register?role=tester">"Earn by testing"</a>
                    </div>
                </div>
                <div class="overflow-hidden rounded-xl border border-line bg-sunken">
                    <div class="flex h-8 items-center gap-1.5 border-b border-line px-3" aria-hidden="true">
                        <span class="dot"></span>
                        <span class="dot"></span>
                        <span class="dot"></span>
                    </div>
                    <img
                        src="/images/runner.webp"
                        width="1280"
                        height="800"
                        class="block h-auto w-full"
                        fetchpriority="high"
                        alt="A tester's screen: the step to walk, four verdicts to choose from, and a screenshot with an arrow and a note on it."
                    />
                </div>
            </div>
        </section>
    }
}

#[component]
fn Live(front: Front) -> impl IntoView {
    let Front { stats, jobs } = front;
    let figures = [
        (
            stats.open_jobs.to_string(),
            if stats.open_jobs == 1 { "open job" } else { "open jobs" },
        ),
        (
            stats.testers.to_string(),
            if stats.testers == 1 { "tester" } else { "testers" },
        ),
        (short(stats.paid_cents, CURRENCY), "paid to testers"),
    ];
    let figures = figures.into_iter().map(|(value, words)| {
        view! {
            <div class="px-4 py-5 text-center sm:px-6">
                <dd class="text-xl font-semibold tracking-tight tabular-nums sm:text-2xl">{value}</dd>
                <dt class="text-sm text-muted">{words}</dt>
            </div>
        }
    });
    let none = jobs.is_empty();
    let jobs = jobs.into_iter().map(|card| view! { <JobListItem card/> });
    view! {
        <div class="flex flex-col gap-14 pt-8 lg:gap-20">
            <dl class="card grid grid-cols-3 divide-x divide-line [&>div]:flex [&>div]:flex-col">{figures.collect_view()}</dl>
            <section aria-labelledby="open-jobs">
                <div class="mb-4 flex items-baseline justify-between gap-4">
                    <h2 class="text-xl font-semibold tracking-tight" id="open-jobs">"Open right now"</h2>
                    <a class="link inline-flex min-h-11 items-center gap-1 text-sm" href="/jobs">
                        "All open jobs"
                        <Icon glyph=Glyph::ArrowRight class="size-4"/>
                    </a>
                </div>
                {if none {
                    view! {
                        <p class="card px-5 py-6 text-muted">
                            "No job is open at the moment. "
                            <a class="link" href="/register?role=client">"Put up the first one"</a> "."
                        </p>
                    }
                    .into_any()
                } else {
                    view! { <ul class="grid gap-3 lg:grid-cols-2">{jobs.collect_view()}</ul> }.into_any()
                }}
            </section>
        </div>
    }
}

const STEPS: [(Glyph, &str, &str); 4] = [
    (
        Glyph::Pencil,
        "Describe",
        "A client writes the steps, what should happen at each, and what is out of scope.",
    ),
    (
        Glyph::Lock,
        "Put aside",
        "Publishing charges the whole sum at once. It is held, and every seat is covered.",
    ),
    (
        Glyph::Camera,
        "Test and show",
        "A tester takes a seat, walks the steps, marks up screenshots and reports what breaks.",
    ),
    (
        Glyph::CheckCircle,
        "Approve and pay",
        "Approval pays at once. Silence approves too, and a rejection names its clause.",
    ),
];

#[component]
fn Loop() -> impl IntoView {
    let steps = STEPS.into_iter().enumerate().map(|(n, (glyph, title, text))| {
        view! {
            <li class="card flex gap-4 p-5 sm:block">
                <div class="flex-none sm:mb-4 sm:flex sm:items-center sm:justify-between">
                    <span class="grid size-10 place-items-center rounded-lg bg-primary-soft text-primary">
                        <Icon glyph/>
                    </span>
                    <span class="text-sm text-faint tabular-nums max-sm:hidden" aria-hidden="true">{n + 1}</span>
                </div>
                <div>
                    <h3 class="font-semibold">{title}</h3>
                    <p class="mt-1 text-sm text-muted">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        <section aria-labelledby="loop">
            <h2 class="mb-4 text-xl font-semibold tracking-tight" id="loop">"How a job goes"</h2>
            <ol class="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">{steps.collect_view()}</ol>
        </section>
    }
}

const HELD: [(&str, &str); 3] = [
    (
        "Charged once, when a job is published",
        "The pay of every seat and the platform's fee. A declined card leaves the job a draft.",
    ),
    (
        "Held until work is decided",
        "Neither side can touch it. Each movement is booked twice and stands in both wallets.",
    ),
    (
        "Paid on approval, refunded otherwise",
        "Testers are paid the moment their work is approved. Seats nobody took come back in full.",
    ),
];

#[component]
fn MoneyHeld() -> impl IntoView {
    let lines = HELD.into_iter().map(|(title, text)| {
        view! {
            <li class="flex gap-3 py-4">
                <span class="mt-0.5 text-success"><Icon glyph=Glyph::CheckCircle/></span>
                <div>
                    <p class="font-medium">{title}</p>
                    <p class="text-sm text-muted">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        <section class="card grid gap-x-10 gap-y-2 p-5 sm:p-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]" aria-labelledby="held">
            <div>
                <h2 class="text-xl font-semibold tracking-tight" id="held">"How the money is held"</h2>
                <p class="mt-2 text-muted">"Nobody works on a promise, and nobody pays for nothing."</p>
            </div>
            <ul class="rows -my-4">{lines.collect_view()}</ul>
        </section>
    }
}
