//! What holds for the whole walk: what it was done on, and a summary.

use super::{browser, desk::Desk};
use crate::submissions::server_fns::SaveNotes;
use domain::submissions::SubmissionPatch;
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Notes(desk: Desk) -> impl IntoView {
    let save = ServerAction::<SaveNotes>::new();
    let submission = desk.submission.with_untracked(|s| s.id.to_string());
    let environment = move || desk.report.with(|r| r.environment.clone());
    let summary = move || desk.report.with(|r| r.summary.clone());
    let set_environment = move |text: String| {
        desk.change(SubmissionPatch {
            environment: Some(text),
            ..SubmissionPatch::default()
        });
    };
    let set_summary = move |text: String| {
        desk.change(SubmissionPatch {
            summary: Some(text),
            ..SubmissionPatch::default()
        })
    };
    view! {
        <ActionForm action=save>
            <input type="hidden" name="submission" value=submission />
            <label for="environment" class="label block">"Environment"</label>
            <input
                id="environment"
                name="environment"
                maxlength="1000"
                autocomplete="off"
                placeholder="Browser, system, device"
                class="input mt-1.5"
                readonly=move || !desk.editable()
                value=untrack(environment)
                prop:value=environment
                on:input=move |event| set_environment(event_target_value(&event))
            />
            <Show when=move || desk.editable()>
                <button
                    type="button"
                    class="mt-1 min-h-11 text-sm text-primary hover:underline sm:min-h-0"
                    on:click=move |_| set_environment(browser::environment())
                >
                    "Fill in from this browser"
                </button>
            </Show>
            <label for="summary" class="label mt-4 block">"Summary"</label>
            <textarea
                id="summary"
                name="summary"
                rows="4"
                maxlength="5000"
                placeholder="How it went on the whole, in a few sentences"
                class="input mt-1.5"
                readonly=move || !desk.editable()
                prop:value=summary
                on:input=move |event| set_summary(event_target_value(&event))
            >
                {untrack(summary)}
            </textarea>
            <noscript>
                <button class="mt-3 underline">"Save"</button>
            </noscript>
        </ActionForm>
    }
}
