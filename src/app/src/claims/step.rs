//! One step of the journey: what to do, what should happen, the verdict, what really happened.

use super::{
    desk::Desk,
    keys::{act, letter},
};
use crate::{
    error::failure_of,
    submissions::{
        components::{TONED, verdict_tone},
        server_fns::SaveReport,
    },
    ui::{LandAt, browser, load::Outcome},
};
use domain::{
    journeys::Step,
    submissions::{Verdict, spent},
};
use leptos::{form::ActionForm, prelude::*};

/// The form of the report. Its texts and buttons stand in several places of the page and name it, so that without JavaScript
/// each of them saves everything that was typed.
pub const REPORT: &str = "report-form";
/// Where one lands, and where the focus goes, as another step comes to the front.
pub const TITLE: &str = "step-title";

/// The step in front. Rebuilt as another one takes its place, so that nothing of one step's field lingers in the next.
#[component]
pub fn StepPanel(desk: Desk) -> impl IntoView {
    Effect::new(move |before: Option<usize>| {
        let now = desk.at.get();
        if before.is_some_and(|before| before != now) {
            browser::focus(TITLE);
        }
        now
    });
    move || {
        let n = desk.at.get();
        desk.step(n).map(|step| view! { <OneStep desk n step /> })
    }
}

#[component]
fn OneStep(desk: Desk, n: usize, step: Step) -> impl IntoView {
    let save = ServerAction::<SaveReport>::new();
    let submission = desk.submission.with_untracked(|s| s.id.to_string());
    let total = desk.steps();
    view! {
        <section aria-labelledby=TITLE>
            <p class="text-sm text-muted tabular-nums">{format!("Step {} of {total}", n + 1)} <Spent desk n /></p>
            <h2 id=TITLE tabindex="-1" class="mt-1 text-xl font-semibold tracking-tight whitespace-pre-line break-words outline-none sm:text-2xl">
                {step.action.clone()}
            </h2>
            <Expected text=step.expected.clone() />
            <div class="mt-6">
                <Outcome failure=failure_of(save) />
                <ActionForm action=save attr:id=REPORT>
                    <LandAt id=TITLE />
                    <input type="hidden" name="submission" value=submission />
                    <input type="hidden" name="report[step]" value=step.id.to_string() />
                    <Verdicts desk n />
                    <Actual desk n />
                    <Show when=move || desk.editable()>
                        <noscript>
                            <button class="btn btn-secondary mt-3">"Save what happened"</button>
                        </noscript>
                    </Show>
                </ActionForm>
            </div>
        </section>
    }
}

/// The time at a step, once there is a minute of it.
#[component]
fn Spent(desk: Desk, n: usize) -> impl IntoView {
    let words = Memo::new(move |_| {
        let seconds = desk.spent.with(|s| s.get(n).copied()).filter(|s| *s >= 60);
        seconds.and_then(spent)
    });
    move || {
        words.get().map(|words| {
            view! {
                <span class="text-faint" data-testid="spent">
                    " · " <span class="sr-only">"Time at this step: "</span> {words}
                </span>
            }
        })
    }
}

#[component]
fn Expected(text: String) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <div class="mt-4 border-l-2 border-line-strong pl-4">
                <p class="text-sm text-muted">"Expected"</p>
                <p class="whitespace-pre-line break-words">{text}</p>
            </div>
        }
    })
}

#[component]
fn Verdicts(desk: Desk, n: usize) -> impl IntoView {
    let button = move |verdict: Verdict| {
        let stands = move || desk.verdict(n) == Some(verdict);
        let class = move || {
            let looks = if stands() {
                TONED
            } else {
                "border-line-strong bg-surface hover:bg-sunken"
            };
            let tone = verdict_tone(Some(verdict)).class();
            format!(
                "min-h-12 rounded-lg border px-3 font-medium transition-colors duration-150 disabled:opacity-60 {tone} {looks}"
            )
        };
        view! {
            <button
                type="submit"
                name="report[verdict]"
                value=verdict.code()
                aria-keyshortcuts=letter(verdict)
                aria-pressed=move || stands().to_string()
                disabled=move || !desk.editable()
                class=class
                on:click=move |event| {
                    event.prevent_default();
                    desk.judge(n, verdict);
                }
            >
                {format!("{} ({})", act(verdict), letter(verdict))}
            </button>
        }
    };
    view! {
        <div role="group" aria-label="Verdict" class="grid grid-cols-2 gap-2 sm:grid-cols-4">
            {Verdict::ALL.map(button).collect_view()}
        </div>
    }
}

#[component]
fn Actual(desk: Desk, n: usize) -> impl IntoView {
    let text = move || {
        desk.report
            .with(|r| r.steps.get(n).map(|s| s.actual.clone()).unwrap_or_default())
    };
    let needed = move || {
        let empty = desk
            .report
            .with(|r| r.steps.get(n).is_none_or(|s| s.actual.trim().is_empty()));
        empty && matches!(desk.verdict(n), Some(Verdict::Fail | Verdict::Blocked))
    };
    let first = untrack(text);
    view! {
        <label for="actual" class="label mt-6 block">"What happened"</label>
        <textarea
            id="actual"
            name="report[actual]"
            rows="4"
            maxlength="5000"
            aria-describedby="actual-hint"
            readonly=move || !desk.editable()
            class="input mt-1.5"
            prop:value=text
            on:input=move |event| desk.tell(n, event_target_value(&event))
        >
            {first}
        </textarea>
        <p id="actual-hint" class="hint mt-1">
            {move || if needed() { "Needed before you hand in: a failed or blocked step says what happened." } else { "" }}
        </p>
    }
}

/// The steps before and after. Without JavaScript these save what was typed on the way, which a link would lose.
#[component]
pub fn Turn(desk: Desk, go: Callback<usize>) -> impl IntoView {
    let to = move |to: usize, words: &'static str| {
        let number = to + 1;
        view! {
            <a
                href=format!("?step={number}")
                class="btn btn-secondary"
                class=("needs-js", move || desk.editable())
                on:click=move |event| {
                    event.prevent_default();
                    go.run(to);
                }
            >
                {words}
            </a>
            <Show when=move || desk.editable()>
                <noscript>
                    <button class="btn btn-secondary" form=REPORT name="report[go]" value=number.to_string()>{words}</button>
                </noscript>
            </Show>
        }
    };
    move || {
        let (n, last) = (desk.at.get(), desk.steps().saturating_sub(1));
        view! {
            <nav aria-label="Steps before and after" class="mt-6 flex justify-between gap-4 border-t border-line pt-4">
                {if n > 0 { to(n - 1, "← Previous step").into_any() } else { view! { <span></span> }.into_any() }}
                {(n < last).then(|| to(n + 1, "Next step →"))}
            </nav>
        }
    }
}
