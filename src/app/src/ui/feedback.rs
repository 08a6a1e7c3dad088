//! What a page says about itself: that it loads, is empty, or went wrong.

use super::{
    button::{LinkButton, Variant},
    data::Tone,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// A box of the shape of what is to come.
#[component]
pub fn Skeleton(#[prop(default = "h-24")] class: &'static str) -> impl IntoView {
    view! { <div class=format!("skeleton {class}") aria-hidden="true"></div> }
}

/// Lines of text to come; the last one ends early.
#[component]
pub fn SkeletonText(#[prop(default = 3)] lines: usize) -> impl IntoView {
    let bars = (1..=lines).map(|n| {
        let class = if n == lines && n > 1 {
            "skeleton-line w-3/5"
        } else {
            "skeleton-line"
        };
        view! { <span class=class></span> }
    });
    view! { <div class="flex flex-col" aria-hidden="true">{bars.collect_view()}</div> }
}

/// Rows of a list to come: a picture, two lines, a figure.
#[component]
pub fn SkeletonRows(#[prop(default = 3)] count: usize) -> impl IntoView {
    let row = |_| {
        view! {
            <div class="flex items-center gap-3.5 px-5 py-3.5">
                <span class="skeleton size-8 flex-none rounded-full"></span>
                <span class="flex min-w-0 flex-1 flex-col">
                    <span class="skeleton-line w-1/2"></span>
                    <span class="skeleton-line w-1/3"></span>
                </span>
                <span class="skeleton h-5 w-14 flex-none rounded-md"></span>
            </div>
        }
    };
    view! { <div class="card rows" aria-hidden="true">{(0..count).map(row).collect_view()}</div> }
}

/// A card to come: its title, its text, and a row of figures.
#[component]
pub fn SkeletonCard() -> impl IntoView {
    view! {
        <div class="card p-5" aria-hidden="true">
            <span class="skeleton mb-3 block h-5 w-2/5 rounded-md"></span>
            <SkeletonText lines=2/>
            <div class="mt-3 flex gap-2">
                <span class="skeleton h-6 w-16 rounded-full"></span>
                <span class="skeleton h-6 w-20 rounded-full"></span>
            </div>
        </div>
    }
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

/// The rows of a section, and one word for those who cannot see them. For [`super::load_section`].
#[must_use]
pub fn section_skeleton() -> AnyView {
    view! {
        <div role="status">
            <span class="sr-only">"Loading"</span>
            <SkeletonRows/>
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

/// Tries again in place; without JavaScript it loads the page again.
#[component]
fn Retry(act: Callback<()>) -> impl IntoView {
    view! {
        <a
            class=Variant::Secondary.class()
            href=""
            on:click=move |ev| {
                ev.prevent_default();
                act.run(());
            }
        >
            <Icon glyph=Glyph::Refresh class="size-4"/>
            "Try again"
        </a>
    }
}

/// In place of a page: what happened, what to do, and a way to try again.
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
                {retry.map(|act| view! { <Retry act/> })}
                <LinkButton href="/" variant=Variant::Ghost>"Go to the start page"</LinkButton>
            </div>
        </div>
    }
}

/// The same in place of one section, while the rest of the page lives on.
#[component]
pub fn SectionError(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <div class="card flex flex-wrap items-center gap-x-3.5 gap-y-3 px-5 py-4" role="alert">
            <span class="text-danger">
                <Icon glyph=Glyph::Alert/>
            </span>
            <div class="min-w-48 flex-1 text-sm">
                <p class="font-medium text-ink">{title}</p>
                <p class="text-muted">{text}</p>
            </div>
            {retry.map(|act| view! { <Retry act/> })}
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
