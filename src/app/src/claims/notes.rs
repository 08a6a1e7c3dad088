//! What holds for the whole walk: what it was done on, and a summary. Both belong to the report's form.

use super::{
    desk::Desk,
    fill_in::{ENVIRONMENT, FillIn},
    step::REPORT,
};
use crate::ui::typed::AT;
use domain::submissions::SubmissionPatch;
use leptos::prelude::*;

/// Where one lands after saving them without JavaScript.
pub const NOTES: &str = "notes";

#[component]
pub fn Notes(desk: Desk) -> impl IntoView {
    let environment = move || desk.report.with(|r| r.environment.clone());
    let summary = move || desk.report.with(|r| r.summary.clone());
    // As many as it has, so that a filled one is read at once.
    let rows = move || {
        desk.report
            .with(|r| r.environment.lines().count().clamp(1, 10).to_string())
    };
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
        <div id=NOTES>
            <label for=ENVIRONMENT class="label block">"Environment"</label>
            // Of several lines, so that the enter key does not press the form's first button, which is a verdict.
            <textarea
                id=ENVIRONMENT
                name="report[environment]"
                form=REPORT
                rows=rows
                maxlength="1000"
                autocomplete="off"
                placeholder="Browser, system, device"
                class="input mt-1.5 min-h-10"
                readonly=move || !desk.editable()
                prop:value=environment
                on:input=move |event| set_environment(event_target_value(&event))
            >
                {untrack(environment)}
            </textarea>
            <Show when=move || desk.editable()>
                <FillIn desk />
            </Show>
            <label for="summary" class="label mt-4 block">"Summary"</label>
            <textarea
                id="summary"
                name="report[summary]"
                form=REPORT
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
            <Show when=move || desk.editable()>
                <noscript>
                    <button class="btn btn-secondary mt-3" form=REPORT name=AT value=NOTES>"Save notes"</button>
                </noscript>
            </Show>
        </div>
    }
}
