//! Where one is and where one can go from there: [`Breadcrumbs`] upwards, [`Pagination`] through a list, [`Stepper`]
//! through a task, [`NavProgress`] while the next page is on its way.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// The way up from here, the topmost place first.
#[component]
pub fn Breadcrumbs(
    /// Words and address of each place above this one.
    above: Vec<(String, String)>,
    /// What this place is called.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let above = above.into_iter().map(|(words, href)| {
        view! {
            <li>
                <a href=href>{words}</a>
                <Icon glyph=Glyph::ChevronRight class="size-3.5 text-faint"/>
            </li>
        }
    });
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                {above.collect_view()}
                <li>
                    <span class="truncate" aria-current="page">{here}</span>
                </li>
            </ol>
        </nav>
    }
}

/// A numbered page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    pub words: String,
    pub href: String,
    pub current: bool,
}

/// Links through a list that comes in pages. A list paged by key knows only its neighbours and leaves the numbers out.
#[component]
pub fn Pagination(
    /// What is being paged through, for a screen reader.
    #[prop(into)]
    label: String,
    #[prop(optional_no_strip, into)] previous: Option<String>,
    #[prop(optional_no_strip, into)] next: Option<String>,
    #[prop(optional)] pages: Vec<PageLink>,
) -> impl IntoView {
    let numbers = (!pages.is_empty()).then(|| {
        let numbers = pages.into_iter().map(|page| {
            let current = page.current.then_some("page");
            view! {
                <li>
                    <a class="page-link" href=page.href aria-current=current>
                        <span class="sr-only">"Page "</span>
                        {page.words}
                    </a>
                </li>
            }
        });
        view! { <ol class="flex flex-wrap gap-1 max-sm:gap-0">{numbers.collect_view()}</ol> }
    });
    let back = view! {
        <Icon glyph=Glyph::ChevronLeft class="size-4"/>
        <span>"Previous"</span>
    };
    let onwards = view! {
        <span>"Next"</span>
        <Icon glyph=Glyph::ChevronRight class="size-4"/>
    };
    view! {
        <nav class="pagination" aria-label=label>
            {neighbour(previous, "prev", back.into_any())}
            {numbers}
            {neighbour(next, "next", onwards.into_any())}
        </nav>
    }
}

/// At an end of the list the words stay, so that nothing moves, and lead nowhere.
fn neighbour(href: Option<String>, rel: &'static str, words: AnyView) -> AnyView {
    match href {
        Some(href) => view! { <a class="page-link" href=href rel=rel>{words}</a> }.into_any(),
        None => view! { <span class="page-link" aria-disabled="true">{words}</span> }.into_any(),
    }
}

/// The steps of a task and which of them is being taken.
#[component]
pub fn Stepper(
    #[prop(into)] label: String,
    steps: Vec<String>,
    /// Counted from 0; the number of steps when all are done.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let steps = steps.into_iter().enumerate().map(|(n, words)| {
        view! {
            <li
                class:done=move || n < current.get()
                aria-current=move || (n == current.get()).then_some("step")
            >
                <span class="step-mark" aria-hidden="true">
                    <Show when=move || n < current.get() fallback=move || n + 1>
                        <Icon glyph=Glyph::Check class="size-4"/>
                    </Show>
                </span>
                <span class="step-words">
                    {words}
                    <Show when=move || n < current.get()>
                        <span class="sr-only">", done"</span>
                    </Show>
                </span>
            </li>
        }
    });
    view! { <ol class="stepper" aria-label=label>{steps.collect_view()}</ol> }
}

/// A thin bar at the top while the next page is on its way. Whoever arrives within a blink never sees it.
#[component]
pub fn NavProgress(#[prop(into)] active: Signal<bool>) -> impl IntoView {
    view! {
        <div
            class="nav-progress"
            class:on=move || active.get()
            role="progressbar"
            aria-label="Loading the page"
            aria-hidden=move || (!active.get()).then_some("true")
        ></div>
    }
}
