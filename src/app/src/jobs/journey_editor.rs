//! The steps of a journey, being written: add, remove, move. The fields keep what is typed while they move.

use super::form::StepForm;
use crate::ui::{
    Button, Checkbox, Glyph, TextArea, Variant,
    form::{FormErrors, GroupError},
    rules,
};
use domain::journeys::MAX_STEPS;
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
struct Row {
    /// Stays with the step wherever it goes.
    key: usize,
    start: StepForm,
}

/// Messages that name a step by its place.
const PLACES: &str = "journey.steps[";

#[component]
pub fn JourneyEditor(start: Vec<StepForm>) -> impl IntoView {
    let start = if start.is_empty() {
        vec![StepForm::default()]
    } else {
        start
    };
    let next = StoredValue::new(start.len());
    let rows = RwSignal::new(
        start
            .into_iter()
            .enumerate()
            .map(|(key, start)| Row { key, start })
            .collect::<Vec<_>>(),
    );
    let errors = use_context::<FormErrors>();
    let changed = move || {
        if let Some(errors) = errors {
            errors.forget(PLACES);
        }
    };
    let add = Callback::new(move |()| {
        let key = next.get_value();
        next.set_value(key + 1);
        rows.update(|rows| {
            rows.push(Row {
                key,
                start: StepForm::default(),
            })
        });
        let place = rows.with_untracked(Vec::len) - 1;
        request_animation_frame(move || focus(&format!("form-steps--{place}--action-")));
    });
    let remove = Callback::new(move |place: usize| {
        rows.update(|rows| {
            if rows.len() > 1 && place < rows.len() {
                rows.remove(place);
            }
        });
        changed();
    });
    let shift = Callback::new(move |(from, to): (usize, usize)| {
        rows.update(|rows| {
            if from < rows.len() && to < rows.len() {
                rows.swap(from, to);
            }
        });
        changed();
    });
    let count = Memo::new(move |_| rows.with(Vec::len));
    view! {
        <GroupError path="journey.steps" exact=true/>
        <ol class="flex flex-col gap-4">
            <ForEnumerate
                each=move || rows.get()
                key=|row| row.key
                children=move |place, row| view! { <StepFields place start=row.start count remove shift/> }
            />
        </ol>
        <noscript inner_html="<div class='field'><label class='label' for='more-steps'>More steps, one a line</label><textarea class='input' id='more-steps' name='form[more_steps]' rows='4' placeholder='What to do | what should happen'></textarea><p class='hint'>What to do, a vertical bar, what should happen.</p></div>"></noscript>
        <div class="needs-js">
            <Button
                variant=Variant::Secondary
                icon=Glyph::Plus
                on_press=add
                disabled=Signal::derive(move || count.get() >= MAX_STEPS)
            >
                "Add step"
            </Button>
        </div>
    }
}

#[component]
fn StepFields(
    place: ReadSignal<usize>,
    start: StepForm,
    count: Memo<usize>,
    remove: Callback<usize>,
    shift: Callback<(usize, usize)>,
) -> impl IntoView {
    let name = move |field: &'static str| Signal::derive(move || format!("form[steps][{}][{field}]", place.get()));
    let path = move |field: &'static str| Signal::derive(move || Some(format!("{PLACES}{}].{field}", place.get())));
    let label = move |words: &'static str| Signal::derive(move || format!("Step {}: {words}", place.get() + 1));
    let named = move |before: &'static str, after: &'static str| {
        Signal::derive(move || Some(format!("{before} step {}{after}", place.get() + 1)))
    };
    view! {
        <li class="rounded-xl border border-line p-4">
            <input type="hidden" name=name("id") value=start.id/>
            <div class="mb-2 flex items-center justify-between">
                <span class="journey-number" aria-hidden="true">{move || place.get() + 1}</span>
                <div class="needs-js -mr-1.5 flex">
                    <Button
                        variant=Variant::Ghost
                        icon=Glyph::ArrowUp
                        label=named("Move", " up")
                        disabled=Signal::derive(move || place.get() == 0)
                        on_press=Callback::new(move |()| shift.run((place.get_untracked(), place.get_untracked().saturating_sub(1))))
                    />
                    <Button
                        variant=Variant::Ghost
                        icon=Glyph::ArrowDown
                        label=named("Move", " down")
                        disabled=Signal::derive(move || place.get() + 1 >= count.get())
                        on_press=Callback::new(move |()| shift.run((place.get_untracked(), place.get_untracked() + 1)))
                    />
                    <Button
                        variant=Variant::Ghost
                        icon=Glyph::Trash
                        label=named("Remove", "")
                        disabled=Signal::derive(move || count.get() < 2)
                        on_press=Callback::new(move |()| remove.run(place.get_untracked()))
                    />
                </div>
            </div>
            <div class="grid gap-4 sm:grid-cols-2">
                <TextArea
                    label=label("what to do")
                    name=name("action")
                    path=path("action")
                    value=start.action
                    rows=2
                    rule={rules::needed::<2000>}
                />
                <TextArea
                    label=label("what should happen")
                    name=name("expected")
                    path=path("expected")
                    value=start.expected
                    rows=2
                    rule={rules::at_most::<2000>}
                />
            </div>
            <div class="mt-2">
                <Checkbox label=label("screenshot needed") name=name("evidence") checked=!start.evidence.is_empty()/>
            </div>
        </li>
    }
}

fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let field = document().get_element_by_id(id);
    if let Some(field) = field.and_then(|f| f.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        _ = field.focus();
    }
}
