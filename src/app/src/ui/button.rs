//! Things to press.

use super::icons::{Glyph, Icon};
use leptos::{prelude::*, tachys::html::event::MouseEvent};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Variant {
    /// The one thing to do here.
    #[default]
    Primary,
    Secondary,
    /// Among text, or many of them.
    Ghost,
    /// Takes something away.
    Danger,
}

impl Variant {
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn btn-secondary",
            Self::Ghost => "btn btn-ghost",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A button that acts in the page.
#[component]
pub fn Button(
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    /// Said to a screen reader in place of the words, where an icon stands alone.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] loading: Signal<bool>,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let alone = children.is_none();
    let press = move |_: MouseEvent| {
        if let Some(act) = on_press {
            act.run(());
        }
    };
    view! {
        <button
            type="button"
            class=format!("{} {} {class}", variant.class(), if alone { "btn-icon" } else { "" })
            aria-label=move || label.get()
            aria-busy=move || loading.get().then_some("true")
            disabled=move || disabled.get() || loading.get()
            on:click=press
        >
            {icon.map(|glyph| view! { <Icon glyph class="size-4.5"/> })}
            {children.map(|c| c())}
        </button>
    }
}

/// Sends the form it stands in. Stays pressable without JavaScript; says that it works while it does.
#[component]
pub fn SubmitButton(
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] loading: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=format!("{} {class}", variant.class())
            aria-busy=move || loading.get().then_some("true")
            disabled=move || disabled.get() || loading.get()
        >
            {icon.map(|glyph| view! { <Icon glyph class="size-4.5"/> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button, for going somewhere.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=format!("{} {class}", variant.class())>
            {icon.map(|glyph| view! { <Icon glyph class="size-4.5"/> })}
            {children()}
        </a>
    }
}
