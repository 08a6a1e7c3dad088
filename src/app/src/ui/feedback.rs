//! What a page says about itself: that it loads, is empty, or went wrong.

use super::{
    button::{Button, LinkButton, Variant},
    data::Tone,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// A box of the shape of what is to come.
#[component]
pub fn Skeleton(#[prop(default = "h-24")] class: &'static str) -> impl IntoView {
    view! { <div class=format!("skeleton {class}") aria-hidden="true"></div> }
}

/// A page's worth of boxes, and one word for those who cannot see them.
#[must_use]
pub fn page_skeleton() -> AnyView {
    view! {
        <div class="page" role="status">
            <span class="sr-only">"Loading"</span>
            <Skeleton class="h-8 w-64 mb-6"/>
            <Skeleton class="h-28 mb-3"/>
            <Skeleton class="h-28 mb-3"/>
            <Skeleton class="h-28"/>
        </div>
    }
    .into_any()
}

/// A sentence and the next action.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-glyph">
                <Icon glyph class="size-6"/>
            </span>
            <p class="font-semibold text-ink">{title}</p>
            <p class="text-muted text-sm max-w-96 text-balance">{text}</p>
            {children.map(|c| view! { <div class="mt-3 flex flex-wrap justify-center gap-2">{c()}</div> })}
        </div>
    }
}

/// What happened, what to do, and a way to try again.
#[component]
pub fn ErrorState(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <div class="empty" role="alert">
            <span class="empty-glyph text-danger">
                <Icon glyph=Glyph::Alert class="size-6"/>
            </span>
            <p class="font-semibold text-ink">{title}</p>
            <p class="text-muted text-sm max-w-96 text-balance">{text}</p>
            <div class="mt-3 flex flex-wrap justify-center gap-2">
                {retry.map(|again| view! {
                    <Button variant=Variant::Secondary on_press=again>"Try again"</Button>
                })}
                <LinkButton href="/" variant=Variant::Ghost>"Go to the start page"</LinkButton>
            </div>
        </div>
    }
}

/// A notice across the width of what it is about.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    /// Read out as it appears.
    #[prop(optional)]
    alert: bool,
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Good => Glyph::CheckCircle,
        Tone::Bad | Tone::Warn => Glyph::Alert,
        Tone::Neutral | Tone::Info => Glyph::Info,
    };
    view! {
        <div class=format!("banner {}", tone.class()) role=alert.then_some("alert")>
            <Icon glyph class="size-5 mt-px"/>
            <div class="min-w-0 flex-1">{children()}</div>
        </div>
    }
}
