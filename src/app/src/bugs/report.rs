//! Reporting a problem: what is known of it is filled in, the rest is asked for.

use super::{components::PROBLEMS, console::ConsoleField, server_fns::CreateBug};
use crate::{
    claims::desk::Desk,
    error::failure_of,
    ui::{Banner, Field, Glyph, LandAt, Modal, ModalButton, SubmitButton, Tone, Variant, browser, typed, use_toasts},
};
use domain::{
    bugs::{MAX_PICTURES, Severity},
    error::Failure,
    ids::ScreenshotId,
    screenshots::Screenshot,
    submissions::way_to,
};
use leptos::{form::ActionForm, prelude::*};

/// What is typed, kept while the dialog is closed and opened again.
#[derive(Clone, Copy)]
struct Draft {
    title: RwSignal<String>,
    severity: RwSignal<String>,
    step: RwSignal<String>,
    how: RwSignal<String>,
    expected: RwSignal<String>,
    actual: RwSignal<String>,
    console: RwSignal<String>,
    /// The pictures that are ticked.
    shown: RwSignal<Vec<ScreenshotId>>,
    /// Whether the tester has written or chosen anything; from then on nothing is filled in any more.
    touched: RwSignal<bool>,
}

impl Draft {
    /// Empty, or what was typed before it was sent without JavaScript and refused.
    fn new() -> Self {
        let before = |name: &str| typed(&format!("bug[{name}]"));
        let text = |name| RwSignal::new(before(name).unwrap_or_default());
        // A field that was left empty does not come back, and the severity never is.
        let sent_back = before("severity").is_some();
        let severity = before("severity").unwrap_or_else(|| Severity::Medium.code().to_owned());
        Self {
            title: text("title"),
            severity: RwSignal::new(severity),
            step: text("step_id"),
            how: text("steps_to_reproduce"),
            expected: text("expected"),
            actual: text("actual"),
            console: text("console"),
            shown: RwSignal::new(Vec::new()),
            touched: RwSignal::new(sent_back),
        }
    }

    /// Fills in what is known: the step in front, what should have happened, the way there, the pictures of that step. Never
    /// over something that was typed, and what was cleared stays clear until the next report.
    fn begin_at(self, desk: Desk, n: usize) {
        if self.touched.get() {
            return;
        }
        let way = desk
            .contract
            .with_value(|contract| desk.report.with(|report| way_to(contract, report, n)));
        let Some(step) = desk.step(n) else { return };
        let pictures = desk.pictures_of(Some(&step.id));
        write(
            self.shown,
            pictures
                .into_iter()
                .take(MAX_PICTURES)
                .map(|picture| picture.id)
                .collect(),
        );
        write(self.step, step.id.to_string());
        write(self.expected, step.expected);
        write(self.how, way);
    }

    fn touch(self) {
        if !self.touched.get_untracked() {
            self.touched.set(true);
        }
    }

    fn clear(self) {
        for text in [self.title, self.how, self.actual, self.console] {
            text.set(String::new());
        }
        self.shown.set(Vec::new());
        self.touched.set(false);
    }
}

/// The way changes with every letter of the environment, and the fields need not hear of what stays.
fn write<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

/// The button and its dialog.
#[component]
pub fn ReportProblem(desk: Desk) -> impl IntoView {
    let create = ServerAction::<CreateBug>::new();
    let draft = Draft::new();
    let toasts = use_toasts();
    untrack(|| draft.begin_at(desk, desk.at.get()));
    Effect::new(move || draft.begin_at(desk, desk.at.get()));
    Effect::new(move || {
        if let Some(Ok(bug)) = create.value().get() {
            desk.bug_saved(bug);
            draft.clear();
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
    let touch = Callback::new(move |()| draft.touch());
    // How bad it is depends on no step.
    let weighed = Callback::new(|()| ());
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
                <Line label="Title" name="title" text=draft.title touch failure max="150" />
                <div class="grid gap-5 sm:grid-cols-2">
                    <Choice label="Severity" name="severity" value=draft.severity touch=weighed failure options=severities() />
                    <Choice label="Step" name="step_id" value=draft.step touch failure options=steps(desk) />
                </div>
                <Lines label="Steps to reproduce" name="steps_to_reproduce" text=draft.how touch failure />
                <Lines label="Expected" name="expected" text=draft.expected touch failure />
                <Lines label="Actual" name="actual" text=draft.actual touch failure />
                <ConsoleField text=draft.console failure touch />
                <Pictures desk shown=draft.shown touch />
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

pub type Refusal = Signal<Option<Failure>>;

/// What is wrong with a field of the report.
pub fn message(failure: Refusal, name: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || failure.with(|f| f.as_ref()?.field(name).map(str::to_owned)))
}

#[component]
fn Line(
    label: &'static str,
    name: &'static str,
    text: RwSignal<String>,
    touch: Callback<()>,
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
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    touch.run(());
                }
            />
        </Field>
    }
}

#[component]
fn Lines(
    label: &'static str,
    name: &'static str,
    text: RwSignal<String>,
    touch: Callback<()>,
    failure: Refusal,
) -> impl IntoView {
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
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    touch.run(());
                }
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
    touch: Callback<()>,
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
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    touch.run(());
                }
            >
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// Every picture of the submission, to tick those that show the problem.
#[component]
fn Pictures(desk: Desk, shown: RwSignal<Vec<ScreenshotId>>, touch: Callback<()>) -> impl IntoView {
    let pictures = move || {
        desk.submission
            .get()
            .screenshots
            .into_iter()
            .enumerate()
            .collect::<Vec<_>>()
    };
    view! {
        <Show when=move || desk.submission.with(|s| !s.screenshots.is_empty())>
            <fieldset>
                <legend class="label">"Pictures that show it"</legend>
                <div class="mt-1.5 flex flex-wrap gap-2">
                    <For each=pictures key=|(n, p)| (*n, p.id.clone(), p.thumbnail_url.clone()) let((n, picture))>
                        <Tick n picture shown touch />
                    </For>
                </div>
            </fieldset>
        </Show>
    }
}

#[component]
fn Tick(n: usize, picture: Screenshot, shown: RwSignal<Vec<ScreenshotId>>, touch: Callback<()>) -> impl IntoView {
    let (id, this) = (picture.id.clone(), picture.id.clone());
    let ticked = move || shown.with(|shown| shown.contains(&this));
    let begun = untrack(&ticked);
    let turn = move |event| {
        let on = event_target_checked(&event);
        shown.update(|shown| {
            shown.retain(|other| *other != id);
            if on {
                shown.push(id.clone());
            }
        });
        touch.run(());
    };
    view! {
        <label class="relative block cursor-pointer rounded-lg border border-line p-1 has-checked:border-primary has-checked:bg-primary-soft">
            <input
                type="checkbox"
                class="absolute top-2 left-2 size-4 accent-primary"
                name="bug[screenshot_ids][]"
                value=picture.id.to_string()
                aria-label=format!("Picture {}", n + 1)
                checked=begun
                prop:checked=ticked
                on:change=turn
            />
            <img src=picture.thumbnail_url alt="" loading="lazy" class="h-16 w-20 object-contain" />
        </label>
    }
}
