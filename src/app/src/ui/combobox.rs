//! A text with suggestions, after the ARIA pattern of an editable combobox with a list.
//!
//! For what has more choices than a select shows at a glance, or may be something else altogether; what may be sent is
//! checked where it arrives. Without JavaScript it is an input with a `datalist`.

use super::{
    form::{Field, Wiring},
    listbox::{Step, fit},
    rules::Rule,
};
use leptos::{html, prelude::*, web_sys};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What the field holds once it is picked.
    pub value: String,
    /// Said beside it, and found by it too.
    pub note: Option<String>,
}

impl Suggestion {
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            note: None,
        }
    }

    #[must_use]
    pub fn with_note(value: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            note: Some(note.into()),
        }
    }
}

/// What fits the text typed, the best first.
fn fitting(all: &[Suggestion], typed: &str) -> Vec<Suggestion> {
    let mut found: Vec<_> = all
        .iter()
        .filter_map(|s| {
            let note = s.note.as_deref().and_then(|note| fit(note, typed));
            fit(&s.value, typed).into_iter().chain(note).min().map(|fit| (fit, s))
        })
        .collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, s)| s.clone()).collect()
}

/// What moves while one types. All of it lives in the browser.
#[derive(Clone, Copy)]
struct List {
    input: NodeRef<html::Input>,
    popup: NodeRef<html::Ul>,
    open: RwSignal<bool>,
    /// What the list is narrowed by: what was typed since it was opened.
    typed: RwSignal<String>,
    active: RwSignal<Option<usize>>,
    shown: Memo<Vec<Suggestion>>,
}

impl List {
    fn visible(self) -> bool {
        self.open.get() && self.shown.with(|s| !s.is_empty())
    }

    fn open(self, step: Step) {
        self.typed.set(String::new());
        self.open.set(true);
        self.go(step);
    }

    fn close(self) {
        self.open.set(false);
        self.active.set(None);
    }

    fn go(self, step: Step) {
        let count = self.shown.with_untracked(Vec::len);
        self.active.update(|at| *at = step.from(*at, count));
        let (popup, active) = (self.popup, self.active);
        // Once the list has been drawn.
        request_animation_frame(move || {
            if let (Some(popup), Some(n)) = (popup.get_untracked(), active.try_get_untracked().flatten()) {
                super::listbox::reveal(&popup, n);
            }
        });
    }

    fn pick(self, n: usize) {
        let value = self.shown.with_untracked(|s| s.get(n).map(|s| s.value.clone()));
        if let (Some(value), Some(input)) = (value, self.input.get_untracked()) {
            input.set_value(&value);
            // As if it had been typed, for the form around it and for whoever listens.
            tell(&input, "input");
            tell(&input, "change");
        }
        self.close();
    }

    fn key(self, ev: &leptos::ev::KeyboardEvent) {
        let visible = self.open.get_untracked() && self.shown.with_untracked(|s| !s.is_empty());
        let active = self.active.get_untracked();
        let taken = match (ev.key().as_str(), visible, active) {
            ("Enter", true, Some(n)) => {
                self.pick(n);
                true
            }
            ("Escape", true, _) => {
                // The list goes, not the dialog around it.
                ev.stop_propagation();
                self.close();
                true
            }
            // Without a place in the list they belong to the text.
            ("Home" | "End", true, None) => false,
            (key, true, _) => Step::of_key(key).is_some_and(|step| {
                self.go(step);
                true
            }),
            ("ArrowDown", false, _) => {
                self.open(Step::First);
                true
            }
            ("ArrowUp", false, _) => {
                self.open(Step::Last);
                true
            }
            _ => false,
        };
        if taken {
            ev.prevent_default();
        }
    }
}

fn tell(input: &web_sys::HtmlInputElement, kind: &str) {
    if let Ok(event) = web_sys::Event::new(kind) {
        event.init_event_with_bubbles(kind, true);
        // An event without a handler that objects cannot fail.
        _ = input.dispatch_event(&event);
    }
}

#[component]
pub fn Combobox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] path: Signal<Option<String>>,
    /// All there are; or, with `on_input`, those that fit what was typed.
    #[prop(into)]
    suggestions: Signal<Vec<Suggestion>>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] rule: Option<Rule>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let wiring = Wiring::new(name, path, rule);
    let typed = RwSignal::new(String::new());
    let list = List {
        input: NodeRef::new(),
        popup: NodeRef::new(),
        open: RwSignal::new(false),
        typed,
        active: RwSignal::new(None),
        shown: Memo::new(move |_| suggestions.with(|all| typed.with(|t| fitting(all, t)))),
    };
    // The browser's own list makes room for ours once the page is alive.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));

    let on_typed = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        wiring.recheck(&text);
        list.typed.set(text.clone());
        list.active.set(None);
        list.open.set(true);
        if let Some(act) = on_input {
            act.run(text);
        }
    };
    let left = move |ev: leptos::ev::FocusEvent| {
        list.close();
        wiring.check(&event_target_value(&ev));
    };
    let id = move || wiring.id.get();
    let described = wiring.described(hint.is_some());
    view! {
        <Field id=wiring.id label hint error=wiring.error optional>
            <div class="relative">
                <input
                    class="input"
                    type="text"
                    id=id
                    name=move || name.get()
                    value=value
                    autocomplete="off"
                    placeholder=placeholder
                    list=move || (!alive.get()).then(|| format!("{}-data", id()))
                    role=move || alive.get().then_some("combobox")
                    aria-autocomplete=move || alive.get().then_some("list")
                    aria-expanded=move || alive.get().then(|| list.visible().to_string())
                    aria-controls=move || alive.get().then(|| format!("{}-list", id()))
                    aria-activedescendant=move || {
                        list.active.get().filter(|_| list.visible()).map(|n| format!("{}-{n}", id()))
                    }
                    aria-invalid=wiring.invalid()
                    aria-describedby=described
                    node_ref=list.input
                    on:input=on_typed
                    on:keydown=move |ev| list.key(&ev)
                    on:blur=left
                />
                <datalist id=move || format!("{}-data", id())>
                    {move || (!alive.get()).then(|| suggestions.get().into_iter().map(|s| {
                        view! { <option value=s.value>{s.note}</option> }
                    }).collect_view())}
                </datalist>
                <ul
                    class="listbox"
                    role="listbox"
                    id=move || format!("{}-list", id())
                    aria-label=move || label.get()
                    hidden=move || !list.visible()
                    node_ref=list.popup
                >
                    {move || list.visible().then(|| list.shown.get().into_iter().enumerate().map(|(n, s)| {
                        view! {
                            <li
                                class="option"
                                role="option"
                                id=format!("{}-{n}", wiring.id.get_untracked())
                                aria-selected=move || (list.active.get() == Some(n)).to_string()
                                // The focus stays in the text.
                                on:mousedown=|ev| ev.prevent_default()
                                on:click=move |_| list.pick(n)
                            >
                                <span class="min-w-0 flex-1 truncate">{s.value}</span>
                                {s.note.map(|note| view! { <span class="text-faint">{note}</span> })}
                            </li>
                        }
                    }).collect_view())}
                </ul>
                <span class="sr-only" role="status">
                    {move || list.visible().then(|| match list.shown.with(Vec::len) {
                        1 => "1 suggestion".to_owned(),
                        n => format!("{n} suggestions"),
                    })}
                </span>
            </div>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(found: &[Suggestion]) -> Vec<&str> {
        found.iter().map(|s| s.value.as_str()).collect()
    }

    #[test]
    fn the_best_stands_first() {
        let all = [
            Suggestion::new("New Caledonia"),
            Suggestion::new("Canada"),
            Suggestion::with_note("Switzerland", "CH"),
            Suggestion::with_note("Chile", "CL"),
        ];
        assert_eq!(values(&fitting(&all, "ca")), ["Canada", "New Caledonia"]);
        assert_eq!(values(&fitting(&all, "ch")), ["Switzerland", "Chile"]);
        assert_eq!(values(&fitting(&all, "")).len(), 4);
        assert!(fitting(&all, "xyz").is_empty());
    }
}
