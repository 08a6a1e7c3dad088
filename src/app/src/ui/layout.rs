//! The frame of a page and of the things on it.

use super::button::Variant;
use leptos::prelude::*;

/// The title of a page, what it is about, and what one can do with it.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    /// Where it belongs: words and address.
    #[prop(optional)]
    back: Option<(&'static str, String)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="mb-6">
            {back.map(|(words, href)| view! {
                <a href=href class="crumb">
                    <super::icons::Icon glyph=super::icons::Glyph::ArrowLeft class="size-4"/>
                    {words}
                </a>
            })}
            <div class="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
                <div class="min-w-0">
                    <h1 class="text-xl font-semibold tracking-tight text-ink break-words">{title}</h1>
                    {text.map(|t| view! { <p class="mt-1 text-muted max-w-2xl">{t}</p> })}
                </div>
                {children.map(|c| view! { <div class="flex flex-wrap gap-2">{c()}</div> })}
            </div>
        </header>
    }
}

/// A surface with a hairline. With a title it is a section of the page.
#[component]
pub fn Card(
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card p-5 {class}")>
            {title.map(|t| view! { <h2 class="card-title">{t}</h2> })}
            {children()}
        </section>
    }
}

/// Continues a list: a link that works by itself, and loads in place where JavaScript runs.
#[component]
pub fn LoadMore(
    /// Where the rest stands; nothing when this was all.
    #[prop(into)]
    href: Signal<Option<String>>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional, into)] loading: Signal<bool>,
) -> impl IntoView {
    let press = move |ev: leptos::ev::MouseEvent| {
        if let Some(act) = on_press {
            ev.prevent_default();
            act.run(());
        }
    };
    move || {
        href.get().map(|href| {
            view! {
                <div class="mt-4 flex justify-center">
                    <a
                        href=href
                        class=Variant::Secondary.class()
                        aria-busy=move || loading.get().then_some("true")
                        on:click=press
                    >
                        "Show more"
                    </a>
                </div>
            }
        })
    }
}

/// Links that show parts of one page, each with its own address.
#[component]
pub fn Tabs(
    #[prop(into)] label: String,
    /// Words and address of each.
    items: Vec<(String, String)>,
    #[prop(into)] current: Signal<String>,
) -> impl IntoView {
    let items = items.into_iter().map(|(words, href)| {
        let here = href.clone();
        view! {
            <a href=href class="tab" aria-current=move || (current.get() == here).then_some("page")>
                {words}
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=label>{items.collect_view()}</nav> }
}
