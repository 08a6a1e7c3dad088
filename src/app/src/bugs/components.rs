//! How a report looks, and the list of what was reported.

use super::{console::ConsoleText, server_fns::RemoveBug};
use crate::{
    claims::desk::Desk,
    error::failure_of,
    submissions::components::step_name,
    ui::{Badge, Banner, LandAt, SubmitButton, Tone, Variant, browser, use_toasts},
};
use domain::{
    bugs::{Bug, Severity},
    claims::Contract,
    ids::BugId,
    screenshots::Screenshot,
};
use leptos::{form::ActionForm, prelude::*};

/// Where one lands after a change of the list without JavaScript.
pub const PROBLEMS: &str = "problems";

#[must_use]
pub const fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Low => Tone::Neutral,
        Severity::Medium => Tone::Info,
        Severity::High => Tone::Warn,
        Severity::Critical => Tone::Bad,
    }
}

/// One report, for tester and client alike. The pictures it refers to stand with their step.
#[component]
pub fn BugCard(bug: Bug, contract: Contract, pictures: Vec<Screenshot>) -> impl IntoView {
    let step = bug.step_id.as_ref().and_then(|id| step_name(&contract, id));
    let shown = pictures.into_iter().filter(|p| bug.screenshot_ids.contains(&p.id));
    let thumbnails = shown.enumerate().map(|(n, p)| {
        view! {
            <a href=p.url class="block h-16 w-20 overflow-hidden rounded-md border border-line bg-sunken" target="_blank" rel="noopener">
                <img src=p.thumbnail_url alt=format!("Picture {} of this report", n + 1) loading="lazy" class="size-full object-contain" />
            </a>
        }
    });
    let thumbnails = thumbnails.collect::<Vec<_>>();
    view! {
        <div class="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <h4 class="min-w-0 font-medium break-words">{bug.title}</h4>
            <Badge tone=severity_tone(bug.severity)>{bug.severity.label()}</Badge>
            {step.map(|step| view! { <span class="text-sm text-muted">{step}</span> })}
        </div>
        <dl class="mt-2 space-y-2 text-sm">
            <Part title="Steps to reproduce" text=bug.steps_to_reproduce />
            <Part title="Expected" text=bug.expected />
            <Part title="Actual" text=bug.actual />
        </dl>
        <ConsoleText text=bug.console />
        {(!thumbnails.is_empty()).then(|| view! { <div class="mt-2 flex flex-wrap gap-2">{thumbnails}</div> })}
    }
}

#[component]
fn Part(title: &'static str, text: String) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <div>
                <dt class="text-muted">{title}</dt>
                <dd class="prose-user">{text}</dd>
            </div>
        }
    })
}

/// What has been reported in this submission.
#[component]
pub fn Bugs(desk: Desk) -> impl IntoView {
    let bugs = move || desk.submission.with(|s| s.bugs.clone());
    let none = move || desk.submission.with(|s| s.bugs.is_empty());
    let remove = removal(desk);
    let refused = failure_of(remove).get_untracked();
    view! {
        <h3 id=PROBLEMS tabindex="-1" class="font-semibold">"Problems found"</h3>
        {refused.map(|f| view! { <div class="mt-2"><Banner tone=Tone::Bad alert=true>{f.detail}</Banner></div> })}
        <Show when=none>
            <p class="mt-1 text-sm text-muted">
                "None reported. A problem that deserves a report of its own goes here, beside the verdict of its step."
            </p>
        </Show>
        <ul class="rows">
            <For each=bugs key=|b| b.id.clone() let(bug)>
                <li class="py-3">
                    {
                        let id = bug.id.clone();
                        let pictures = desk.submission.with_untracked(|s| s.screenshots.clone());
                        view! {
                            <BugCard bug contract=desk.contract.get_value() pictures />
                            <Show when=move || desk.editable()>
                                <Remove desk id=id.clone() remove />
                            </Show>
                        }
                    }
                </li>
            </For>
        </ul>
    }
}

#[component]
fn Remove(desk: Desk, id: BugId, remove: ServerAction<RemoveBug>) -> impl IntoView {
    let submission = desk.submission.with_untracked(|s| s.id.to_string());
    view! {
        <ActionForm action=remove>
            <LandAt id=PROBLEMS />
            <input type="hidden" name="submission" value=submission />
            <input type="hidden" name="bug" value=id.to_string() />
            <SubmitButton variant=Variant::Ghost class="mt-1 -ml-3" loading=remove.pending()>"Remove this report"</SubmitButton>
        </ActionForm>
    }
}

/// One action for all reports of the list.
fn removal(desk: Desk) -> ServerAction<RemoveBug> {
    let remove = ServerAction::<RemoveBug>::new();
    let toasts = use_toasts();
    Effect::new(move |before: Option<()>| match remove.value().get() {
        Some(Ok(id)) => {
            desk.bug_removed(&id);
            browser::focus(PROBLEMS);
        }
        // What the page came with stands on it.
        Some(Err(error)) if before.is_some() => toasts.warn(error.to_string()),
        _ => {}
    });
    remove
}
