//! Reporting a problem, and the list of what was reported.

use super::server_fns::{CreateBug, RemoveBug};
use crate::{
    claims::desk::Desk,
    error::failure_of,
    submissions::components::step_name,
    ui::{
        Badge, Banner, Field, Glyph, LandAt, Modal, ModalButton, SubmitButton, Tone, Variant, browser, typed,
        use_toasts,
    },
};
use domain::{
    bugs::{Bug, Severity},
    claims::Contract,
    error::Failure,
    ids::BugId,
    screenshots::Screenshot,
};
use leptos::{form::ActionForm, prelude::*};

/// Where one lands after a change of the list without JavaScript.
const PROBLEMS: &str = "problems";

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

/// What is typed, kept while the dialog is closed and opened again.
#[derive(Clone, Copy)]
struct Draft {
    title: RwSignal<String>,
    severity: RwSignal<String>,
    step: RwSignal<String>,
    how: RwSignal<String>,
    expected: RwSignal<String>,
    actual: RwSignal<String>,
    /// Counts the reports sent, so that the ticked pictures start anew.
    round: RwSignal<u32>,
}

impl Draft {
    /// Empty, or what was typed before it was sent without JavaScript and refused.
    fn new() -> Self {
        let before = |name: &str| typed(&format!("bug[{name}]"));
        let text = |name| RwSignal::new(before(name).unwrap_or_default());
        let severity = before("severity").unwrap_or_else(|| Severity::Medium.code().to_owned());
        Self {
            title: text("title"),
            severity: RwSignal::new(severity),
            step: text("step_id"),
            how: text("steps_to_reproduce"),
            expected: text("expected"),
            actual: text("actual"),
            round: RwSignal::new(0),
        }
    }

    /// Begins with the step in front, unless something has been written for another one already.
    fn begin_at(self, desk: Desk, n: usize) {
        let begun = [self.title, self.how, self.actual]
            .iter()
            .any(|text| text.with_untracked(|t| !t.is_empty()));
        if let Some(step) = desk.step(n).filter(|_| !begun) {
            self.step.set(step.id.to_string());
            self.expected.set(step.expected);
        }
    }

    fn clear(self) {
        for text in [self.title, self.how, self.actual] {
            text.set(String::new());
        }
        self.round.update(|n| *n += 1);
    }
}

/// The button and its dialog.
#[component]
pub fn ReportProblem(desk: Desk) -> impl IntoView {
    let create = ServerAction::<CreateBug>::new();
    let draft = Draft::new();
    let toasts = use_toasts();
    draft.begin_at(desk, desk.at.get_untracked());
    Effect::new(move || draft.begin_at(desk, desk.at.get()));
    Effect::new(move || {
        if let Some(Ok(bug)) = create.value().get() {
            desk.bug_saved(bug);
            draft.clear();
            draft.begin_at(desk, desk.at.get_untracked());
            browser::close_dialog("report");
            toasts.say("Bug report added.");
        }
    });
    // Without JavaScript the page comes back with the refusal and no dialog open to show it.
    let refused = failure_of(create).get_untracked().map(|f| {
        view! {
            <div class="mt-3">
                <Banner tone=Tone::Bad alert=true>
                    <p>{f.detail}</p>
                    {(!f.errors.is_empty()).then(|| view! { <p>"Open the report again to see where."</p> })}
                </Banner>
            </div>
        }
    });
    view! {
        {refused}
        <Show when=move || desk.editable()>
            <ModalButton target="report" variant=Variant::Secondary icon=Glyph::Bug class="mt-3">"Report a problem"</ModalButton>
        </Show>
        <Modal id="report" title="Report a problem">
            <ReportForm desk create draft />
        </Modal>
    }
}

#[component]
fn ReportForm(desk: Desk, create: ServerAction<CreateBug>, draft: Draft) -> impl IntoView {
    let submission = desk.submission.with_untracked(|s| s.id.to_string());
    let failure = failure_of(create);
    // A single field says it beside itself; the sentence above it would only repeat that.
    let general = move || {
        let failure = failure.get().filter(|f| f.errors.len() != 1);
        failure.map(|f| view! { <Banner tone=Tone::Bad alert=true>{f.detail}</Banner> })
    };
    Effect::new(move || {
        if let Some(first) = failure.with(|f| f.as_ref()?.errors.first().map(|e| e.field.clone())) {
            browser::focus(&format!("bug-{first}"));
        }
    });
    view! {
        <ActionForm action=create>
            <div class="form">
                {general}
                <LandAt id=PROBLEMS />
                <input type="hidden" name="submission" value=submission />
                <Line label="Title" name="title" text=draft.title failure max="150" />
                <div class="grid gap-5 sm:grid-cols-2">
                    <Choice label="Severity" name="severity" value=draft.severity failure options=severities() />
                    <Choice label="Step" name="step_id" value=draft.step failure options=steps(desk) />
                </div>
                <Lines label="Steps to reproduce" name="steps_to_reproduce" text=draft.how failure />
                <Lines label="Expected" name="expected" text=draft.expected failure />
                <Lines label="Actual" name="actual" text=draft.actual failure />
                <Pictures desk round=draft.round />
                <div class="flex justify-end">
                    <SubmitButton loading=create.pending()>"Add bug report"</SubmitButton>
                </div>
            </div>
        </ActionForm>
    }
}

fn severities() -> Vec<(String, String)> {
    Severity::ALL
        .into_iter()
        .map(|s| (s.code().to_owned(), s.label().to_owned()))
        .collect()
}

fn steps(desk: Desk) -> Vec<(String, String)> {
    let none = [(String::new(), "No single step".to_owned())];
    desk.contract.with_value(|c| {
        let steps = c
            .journey
            .steps
            .iter()
            .enumerate()
            .map(|(n, s)| (s.id.to_string(), format!("Step {}", n + 1)));
        none.into_iter().chain(steps).collect()
    })
}

type Refusal = Signal<Option<Failure>>;

fn message(failure: Refusal, name: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || failure.with(|f| f.as_ref()?.field(name).map(str::to_owned)))
}

#[component]
fn Line(
    label: &'static str,
    name: &'static str,
    text: RwSignal<String>,
    failure: Refusal,
    max: &'static str,
) -> impl IntoView {
    let error = message(failure, name);
    view! {
        <Field id=format!("bug-{name}") label error>
            <input
                class="input"
                id=format!("bug-{name}")
                name=format!("bug[{name}]")
                maxlength=max
                autocomplete="off"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=format!("bug-{name}-error")
                value=text.get_untracked()
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
        </Field>
    }
}

#[component]
fn Lines(label: &'static str, name: &'static str, text: RwSignal<String>, failure: Refusal) -> impl IntoView {
    let error = message(failure, name);
    view! {
        <Field id=format!("bug-{name}") label error>
            <textarea
                class="input"
                id=format!("bug-{name}")
                name=format!("bug[{name}]")
                rows="3"
                maxlength="5000"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=format!("bug-{name}-error")
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            >
                {text.get_untracked()}
            </textarea>
        </Field>
    }
}

#[component]
fn Choice(
    label: &'static str,
    name: &'static str,
    value: RwSignal<String>,
    failure: Refusal,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let error = message(failure, name);
    let options = options.into_iter().map(move |(code, words)| {
        let chosen = value.with_untracked(|v| *v == code);
        view! { <option value=code selected=chosen>{words}</option> }
    });
    view! {
        <Field id=format!("bug-{name}") label error>
            <select
                class="input"
                id=format!("bug-{name}")
                name=format!("bug[{name}]")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=value
                on:change=move |event| value.set(event_target_value(&event))
            >
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// Every picture of the submission, to tick those that show the problem.
#[component]
fn Pictures(desk: Desk, round: RwSignal<u32>) -> impl IntoView {
    let pictures = move || {
        let round = round.get();
        desk.submission
            .get()
            .screenshots
            .into_iter()
            .enumerate()
            .map(move |(n, p)| (round, n, p))
            .collect::<Vec<_>>()
    };
    view! {
        <Show when=move || desk.submission.with(|s| !s.screenshots.is_empty())>
            <fieldset>
                <legend class="label">"Pictures that show it"</legend>
                <div class="mt-1.5 flex flex-wrap gap-2">
                    <For each=pictures key=|(round, n, p)| (*round, *n, p.id.clone(), p.thumbnail_url.clone()) let((_, n, picture))>
                        <label class="relative block cursor-pointer rounded-lg border border-line p-1 has-checked:border-primary has-checked:bg-primary-soft">
                            <input
                                type="checkbox"
                                class="absolute top-2 left-2 size-4 accent-primary"
                                name="bug[screenshot_ids][]"
                                value=picture.id.to_string()
                                aria-label=format!("Picture {}", n + 1)
                            />
                            <img src=picture.thumbnail_url alt="" loading="lazy" class="h-16 w-20 object-contain" />
                        </label>
                    </For>
                </div>
            </fieldset>
        </Show>
    }
}
