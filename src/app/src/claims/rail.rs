//! The whole journey at a glance: a list beside the step, a row of numbers above it on a phone.

use super::desk::Desk;
use crate::submissions::components::{TONED, verdict_tone};
use domain::{journeys::Step, submissions::Verdict};
use leptos::prelude::*;

#[component]
pub fn Rail(desk: Desk, go: Callback<usize>) -> impl IntoView {
    let steps = desk.contract.with_value(|c| c.journey.steps.clone());
    let stops = steps
        .into_iter()
        .enumerate()
        .map(|(n, step)| view! { <Stop desk n step go /> })
        .collect_view();
    view! {
        <nav aria-label="Journey" class="-mx-4 overflow-x-auto px-4 lg:mx-0 lg:px-0">
            <ol class="flex gap-1 py-1 lg:flex-col">{stops}</ol>
        </nav>
    }
}

#[component]
fn Stop(desk: Desk, n: usize, step: Step, go: Callback<usize>) -> impl IntoView {
    let here = move || desk.at.get() == n;
    let dot = move || {
        format!(
            "grid size-8 shrink-0 place-items-center rounded-full border text-sm font-medium tabular-nums {} {} {}",
            verdict_tone(desk.verdict(n)).class(),
            if desk.verdict(n).is_some() {
                TONED
            } else {
                "border-line-strong text-muted"
            },
            if here() {
                "ring-2 ring-accent ring-offset-2 ring-offset-canvas"
            } else {
                ""
            },
        )
    };
    let verdict = move || desk.verdict(n).map_or("no verdict yet", Verdict::label);
    view! {
        <li>
            <a
                href=format!("?step={}", n + 1)
                aria-current=move || here().then_some("step")
                class="flex min-h-11 items-center gap-3 rounded-lg px-1.5 hover:bg-sunken aria-[current=step]:bg-sunken"
                on:click=move |event| {
                    event.prevent_default();
                    go.run(n);
                }
            >
                <span class=dot>{n + 1}</span>
                <span class="sr-only lg:not-sr-only lg:block lg:min-w-0 lg:grow lg:truncate lg:text-sm">
                    {step.action.lines().next().unwrap_or_default().to_owned()}
                </span>
                <span class="sr-only">{verdict}</span>
            </a>
        </li>
    }
}
