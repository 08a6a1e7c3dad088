//! What is chosen rather than typed. One of a few: [`SelectField`] in a form, [`Select`] elsewhere. Yes or no:
//! [`Checkbox`] for what is sent with the form, [`Switch`] for what is on or off. One to five: [`StarsField`].
//! Many to choose from: [`super::Combobox`].

use super::{
    form::{Field, GroupError, Wiring, id_of, start},
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

fn options(options: Vec<(String, String)>, value: &str) -> impl IntoView + use<> {
    let value = value.to_owned();
    let options = options.into_iter().map(|(code, words)| {
        let chosen = code == value;
        view! { <option value=code selected=chosen>{words}</option> }
    });
    options.collect_view()
}

/// A bare select of the system's looks. Its label comes from a [`Field`] of the same id, or from `label`.
#[component]
pub fn Select(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    /// Value and words of each.
    choices: Vec<(String, String)>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let changed = move |ev| {
        if let Some(act) = on_change {
            act.run(event_target_value(&ev));
        }
    };
    view! {
        <select class=format!("input {class}") id=id name=name disabled=disabled aria-label=label on:change=changed>
            {options(choices, &value)}
        </select>
    }
}

/// One of a few.
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] path: Signal<Option<String>>,
    /// Value and words of each.
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let wiring = Wiring::new(name, path, None);
    let value = start(name, value);
    let options = self::options(options, &value);
    view! {
        <Field id=wiring.id label hint=hint.clone() error=wiring.error optional>
            <select
                class="input"
                id=move || wiring.id.get()
                name=move || name.get()
                aria-invalid=wiring.invalid()
                aria-describedby=wiring.described(hint.is_some())
                on:change=move |ev| wiring.recheck(&event_target_value(&ev))
            >
                {options}
            </select>
        </Field>
    }
}

/// Yes or no. Sends `true`, or nothing.
#[component]
pub fn Checkbox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(default = "true".to_owned(), into)] value: String,
    #[prop(optional)] checked: bool,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    let id = Signal::derive(move || name.with(|n| id_of(n)));
    view! {
        <label class="check" for=move || id.get()>
            <input
                type="checkbox"
                id=move || id.get()
                name=move || name.get()
                value=value
                checked=checked
                disabled=disabled
            />
            <span>{move || label.get()}</span>
        </label>
    }
}

/// On or off, such as a setting. Sends `true`, or nothing, like a [`Checkbox`].
#[component]
pub fn Switch(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] checked: bool,
    #[prop(optional)] disabled: bool,
    /// For a switch that acts at once instead of being sent.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let id = Signal::derive(move || name.with(|n| id_of(n)));
    let described = hint.is_some();
    let changed = move |ev| {
        if let Some(act) = on_change {
            act.run(event_target_checked(&ev));
        }
    };
    view! {
        <div class="switch">
            <div class="min-w-0 flex-1">
                <label class="label" for=move || id.get()>{move || label.get()}</label>
                {hint.map(|h| view! { <p class="hint" id=move || format!("{}-hint", id.get())>{h}</p> })}
            </div>
            <input
                type="checkbox"
                role="switch"
                id=move || id.get()
                name=move || name.get()
                value="true"
                checked=checked
                disabled=disabled
                aria-describedby=move || described.then(|| format!("{}-hint", id.get()))
                on:change=changed
            />
        </div>
    }
}

/// One to five stars. Sends the number, or nothing.
#[component]
pub fn StarsField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Where refusals name it; the name itself unless told.
    #[prop(optional, into)]
    path: Option<String>,
    #[prop(optional)] value: Option<u8>,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    let path = path.unwrap_or_else(|| name.clone());
    let star = |n: u8| {
        let words = if n == 1 {
            "1 star".to_owned()
        } else {
            format!("{n} stars")
        };
        view! {
            <label>
                <input
                    type="radio"
                    class="sr-only"
                    name=name.clone()
                    value=n.to_string()
                    checked=value == Some(n)
                    aria-label=words
                />
                <Icon glyph=Glyph::Star class="size-7"/>
            </label>
        }
    };
    view! {
        <fieldset disabled=disabled>
            <legend class="label">{label}</legend>
            <div class="stars">{[1, 2, 3, 4, 5].map(star).collect_view()}</div>
            <GroupError path/>
        </fieldset>
    }
}
