//! Fields that say what is wrong with them.
//!
//! A [`FormScope`] stands between the `<form>` and its fields. It knows how the last attempt ended and hands each field
//! its own message; a field checks itself as it is left, with the rule it was given. After a refused attempt the first
//! field with a message takes the focus. Sent without JavaScript and refused, they start with what was typed ([`super::typed`]).

use super::{data::Tone, feedback::Banner, rules::Rule, typed::typed};
use domain::error::Failure;
use leptos::{context::Provider, html, prelude::*, tachys::html::event::FocusEvent};
use std::collections::BTreeMap;

/// What the fields of one form know.
#[derive(Clone, Copy)]
pub struct FormErrors {
    failure: Signal<Option<Failure>>,
    /// What a field found out by itself since the last attempt. It outweighs what the server said before.
    own: RwSignal<BTreeMap<String, Option<String>>>,
    /// Where things have moved since, so that messages by position mean nothing any more.
    stale: RwSignal<Vec<String>>,
    /// What the ids of its fields begin with.
    of: StoredValue<String>,
    /// The paths that some field shows messages for.
    shown: StoredValue<Vec<String>>,
}

impl FormErrors {
    /// Drops every message below `prefix`, until the next attempt.
    pub fn forget(self, prefix: &str) {
        self.own.update(|own| own.retain(|path, _| !path.starts_with(prefix)));
        self.stale.update(|stale| stale.push(prefix.to_owned()));
    }

    /// The message for the field at `path`, or for a part of it (`path[0]`, `path.x`).
    fn of(self, path: &str) -> Option<String> {
        if let Some(own) = self.own.with(|own| own.get(path).cloned()) {
            return own;
        }
        if self
            .stale
            .with(|stale| stale.iter().any(|prefix| path.starts_with(prefix)))
        {
            return None;
        }
        self.failure.with(|f| {
            let errors = &f.as_ref()?.errors;
            errors
                .iter()
                .find(|e| is_part(&e.field, path))
                .map(|e| e.message.clone())
        })
    }

    fn shows(self, path: String) {
        self.shown.update_value(|shown| shown.push(path));
    }

    /// What stands above the fields: a count where they say it themselves, and everything that no field says.
    fn general(self, failure: &Failure) -> String {
        let told = |field: &str| {
            self.shown
                .with_value(|shown| shown.iter().any(|path| is_part(field, path)))
        };
        let untold: Vec<_> = failure.errors.iter().filter(|e| !told(&e.field)).collect();
        match (failure.errors.len(), untold.as_slice()) {
            (0, _) => failure.detail.clone(),
            (1, []) => "One field needs another look.".to_owned(),
            (n, []) => format!("{n} fields need another look."),
            (_, untold) => untold.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join(" "),
        }
    }

    fn exactly(self, path: &str) -> Option<String> {
        self.failure.with(|f| f.as_ref()?.field(path).map(str::to_owned))
    }

    fn note(self, path: String, message: Option<String>) {
        self.own.update(|own| {
            own.insert(path, message);
        });
    }
}

/// Whether a refused field is the one at `path` or a part of it.
fn is_part(field: &str, path: &str) -> bool {
    field
        .strip_prefix(path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
}

/// Around the fields of a form.
#[component]
pub fn FormScope(
    /// How the last attempt ended; see [`crate::error::failure_of`].
    failure: Signal<Option<Failure>>,
    #[prop(default = "form")] class: &'static str,
    /// What tells it apart on a page with several forms whose fields have the same names.
    #[prop(optional, into)]
    of: String,
    children: Children,
) -> impl IntoView {
    let own = RwSignal::new(BTreeMap::new());
    let stale = RwSignal::new(Vec::new());
    let scope = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if failure.with(Option::is_some) {
            own.update(BTreeMap::clear);
            stale.update(Vec::clear);
            request_animation_frame(move || focus_first(scope));
        }
    });
    let errors = FormErrors {
        failure,
        own,
        stale,
        of: StoredValue::new(of),
        shown: StoredValue::new(Vec::new()),
    };
    let general = move || {
        failure.get().map(|f| {
            let text = errors.general(&f);
            view! { <Banner tone=Tone::Bad alert=true>{text}</Banner> }
        })
    };
    view! {
        <Provider value=errors>
            <div class=class node_ref=scope>
                {general}
                {children()}
            </div>
        </Provider>
    }
}

fn focus_first(scope: NodeRef<html::Div>) {
    use leptos::wasm_bindgen::JsCast;
    let first = scope.get_untracked().and_then(|s| {
        s.query_selector("[aria-invalid=true], fieldset:has(> .error) input")
            .ok()
            .flatten()
    });
    if let Some(field) = first.and_then(|e| e.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        _ = field.focus();
    }
}

/// The id of a control, made of its name.
pub(super) fn id_of(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect()
}

/// How a control is tied to its label, hint and message.
#[derive(Clone, Copy)]
pub(super) struct Wiring {
    pub id: Signal<String>,
    path: Signal<String>,
    pub error: Signal<Option<String>>,
    rule: Option<Rule>,
    scope: Option<FormErrors>,
}

impl Wiring {
    pub fn new(name: Signal<String>, path: Signal<Option<String>>, rule: Option<Rule>) -> Self {
        let scope = use_context::<FormErrors>();
        let path = Signal::derive(move || path.get().unwrap_or_else(|| name.get()));
        if let Some(scope) = scope {
            scope.shows(path.get_untracked());
        }
        let of = scope.map(|s| s.of.get_value()).filter(|of| !of.is_empty());
        let of = StoredValue::new(of.map_or_else(String::new, |of| format!("{of}-")));
        let id = Signal::derive(move || name.with(|n| of.with_value(|of| id_of(&format!("{of}{n}")))));
        let error = Signal::derive(move || scope.and_then(|s| path.with(|p| s.of(p))));
        Self {
            id,
            path,
            error,
            rule,
            scope,
        }
    }

    pub fn described(self, hint: bool) -> impl Fn() -> Option<String> + Send + Copy + 'static {
        move || {
            let id = self.id.get();
            let parts = [
                hint.then(|| format!("{id}-hint")),
                self.error.with(Option::is_some).then(|| format!("{id}-error")),
            ];
            let parts: Vec<_> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        }
    }

    pub fn invalid(self) -> impl Fn() -> Option<&'static str> + Send + Copy + 'static {
        move || self.error.with(Option::is_some).then_some("true")
    }

    pub fn check(self, text: &str) {
        if let (Some(scope), Some(rule)) = (self.scope, self.rule) {
            scope.note(self.path.get_untracked(), rule(text));
        }
    }

    /// As one types, a message is taken back or kept, never put up.
    pub fn recheck(self, text: &str) {
        if self.error.with_untracked(Option::is_none) {
            return;
        }
        match (self.rule, self.scope) {
            (Some(_), _) => self.check(text),
            (None, Some(scope)) => scope.note(self.path.get_untracked(), None),
            (None, None) => {}
        }
    }
}

/// What a field starts with: what was typed into it before, or `value`.
pub(super) fn start(name: Signal<String>, value: String) -> String {
    name.with_untracked(|name| typed(name)).unwrap_or(value)
}

/// Label, hint and message around one control.
#[component]
pub fn Field(
    #[prop(into)] id: Signal<String>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional_no_strip, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Said behind the label, not as part of it.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <div class="flex items-baseline gap-1.5">
                <label class="label" for=move || id.get()>{move || label.get()}</label>
                {optional.then(|| view! { <span class="label-note" aria-hidden="true">"optional"</span> })}
            </div>
            {children()}
            {hint.map(|h| view! { <p class="hint" id=move || format!("{}-hint", id.get())>{h}</p> })}
            <FieldError id error/>
        </div>
    }
}

#[component]
fn FieldError(id: Signal<String>, error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error.get().map(|message| {
            view! { <p class="error" role="alert" id=format!("{}-error", id.get_untracked())>{message}</p> }
        })
    }
}

/// A bare input of the system's looks, for where there is no form around it. Its label comes from a [`Field`] of the
/// same id, or from `label`.
#[component]
pub fn Input(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] disabled: bool,
    /// The field around it says what is wrong.
    #[prop(optional)]
    invalid: bool,
) -> impl IntoView {
    view! {
        <input
            name=name
            type=kind
            class="input"
            value=value
            placeholder=placeholder
            disabled=disabled
            aria-label=label
            aria-invalid=invalid.then_some("true")
            aria-describedby=invalid.then(|| format!("{id}-error"))
            id=id.clone()
        />
    }
}

/// One line of text. What was typed stays where it is when the form is refused: the value is only where it starts.
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    /// Where refusals name it; the name itself unless told.
    #[prop(optional, into)]
    path: Signal<Option<String>>,
    #[prop(optional, into)] value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] rule: Option<Rule>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    /// Stands inside, before what is typed, such as a currency.
    #[prop(optional)]
    prefix: Option<&'static str>,
    #[prop(optional)] min: Option<&'static str>,
    #[prop(optional)] max: Option<&'static str>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let wiring = Wiring::new(name, path, rule);
    let value = start(name, value);
    let typed = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        wiring.recheck(&text);
        if let Some(act) = on_input {
            act.run(text);
        }
    };
    let left = move |ev: FocusEvent| wiring.check(&event_target_value(&ev));
    view! {
        <Field id=wiring.id label hint=hint.clone() error=wiring.error optional>
            <div class=if prefix.is_some() { "input-wrap" } else { "contents" }>
                {prefix.map(|p| view! { <span class="input-prefix" aria-hidden="true">{p}</span> })}
                <input
                    class="input"
                    id=move || wiring.id.get()
                    name=move || name.get()
                    type=kind
                    value=value
                    autocomplete=autocomplete
                    inputmode=inputmode
                    placeholder=placeholder
                    min=min
                    max=max
                    aria-invalid=wiring.invalid()
                    aria-describedby=wiring.described(hint.is_some())
                    on:input=typed
                    on:blur=left
                />
            </div>
        </Field>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] path: Signal<Option<String>>,
    #[prop(optional, into)] value: String,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] rule: Option<Rule>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let wiring = Wiring::new(name, path, rule);
    let value = start(name, value);
    let typed = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        wiring.recheck(&text);
        if let Some(act) = on_input {
            act.run(text);
        }
    };
    let left = move |ev: FocusEvent| wiring.check(&event_target_value(&ev));
    view! {
        <Field id=wiring.id label hint=hint.clone() error=wiring.error optional>
            <textarea
                class="input"
                id=move || wiring.id.get()
                name=move || name.get()
                rows=rows.to_string()
                placeholder=placeholder
                aria-invalid=wiring.invalid()
                aria-describedby=wiring.described(hint.is_some())
                on:input=typed
                on:blur=left
            >
                {value}
            </textarea>
        </Field>
    }
}

/// The message of a group of controls that has no field of its own, such as radio buttons.
#[component]
pub fn GroupError(
    #[prop(into)] path: String,
    /// Not what parts of it say, which stands beside them.
    #[prop(optional)]
    exact: bool,
) -> impl IntoView {
    let scope = use_context::<FormErrors>();
    if let Some(scope) = scope {
        scope.shows(path.clone());
    }
    move || {
        let message = scope.and_then(|s| if exact { s.exactly(&path) } else { s.of(&path) });
        message.map(|m| view! { <p class="error" role="alert">{m}</p> })
    }
}
