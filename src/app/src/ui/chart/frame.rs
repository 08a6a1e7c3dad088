//! What every chart has around its picture: headline, legend, and the table of the same figures.

use super::draw::{self, Ink};
use crate::ui::icons::{Glyph, Icon};
use leptos::prelude::*;

/// A chart's own name and what it says, in words.
#[derive(Debug, Clone)]
pub struct Caption {
    /// Unique in the page.
    pub id: &'static str,
    pub title: String,
    /// What one should take away from it.
    pub headline: String,
    pub note: String,
}

impl Caption {
    /// What a screen reader says in place of the picture.
    pub fn spoken(&self) -> String {
        format!(
            "{}: {}, {}. The table has every figure.",
            self.title, self.headline, self.note
        )
    }
}

/// The figure that a chart is. `aside` stands beside the headline, such as a choice of what is shown.
#[component]
pub fn Frame(caption: Caption, #[prop(optional_no_strip)] aside: Option<AnyView>, children: Children) -> impl IntoView {
    let Caption {
        id,
        title,
        headline,
        note,
    } = caption;
    view! {
        <figure class="card flex min-w-0 flex-col gap-4 px-5 pt-5 pb-2" aria-labelledby=id>
            <figcaption class="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
                <div class="min-w-0">
                    <h3 class="text-sm text-muted" id=id>{title}</h3>
                    <p class="text-lg font-semibold tracking-tight break-words tabular-nums">{headline}</p>
                    <p class="text-xs text-faint">{note}</p>
                </div>
                {aside}
            </figcaption>
            {children()}
        </figure>
    }
}

/// The sample of an ink.
#[component]
pub fn Sample(id: &'static str, n: usize, ink: Ink) -> impl IntoView {
    view! { <svg class="plot-sample" aria-hidden="true" inner_html=draw::sample(id, n, ink)></svg> }
}

/// The names of several series. It brings their textures, too.
#[component]
pub fn Legend(id: &'static str, keys: Vec<(&'static str, Ink)>) -> impl IntoView {
    let keys = keys.into_iter().enumerate().map(|(n, (label, ink))| {
        view! {
            <li class="flex items-center gap-1.5">
                <Sample id n ink/>
                {label}
            </li>
        }
    });
    view! { <ul class="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">{keys.collect_view()}</ul> }
}

/// The figures of a chart, unfolded by who wants to read them.
#[component]
pub fn DataTable(title: String, columns: Vec<String>, rows: Vec<(String, Vec<String>)>) -> impl IntoView {
    let head = columns.into_iter().enumerate().map(|(n, name)| {
        let class = if n == 0 {
            "pb-1.5 text-left font-medium"
        } else {
            "pb-1.5 pl-3 text-right font-medium"
        };
        view! { <th scope="col" class=class>{name}</th> }
    });
    let rows = rows.into_iter().map(|(name, cells)| {
        let cells = cells
            .into_iter()
            .map(|cell| view! { <td class="py-1.5 pl-3 text-right align-top whitespace-nowrap">{cell}</td> });
        view! {
            <tr class="border-t border-line">
                <th scope="row" class="py-1.5 text-left align-top font-normal break-words">{name}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    let about = format!(" of “{title}”");
    view! {
        <details class="fold mt-auto">
            <summary class="text-sm text-muted hover:text-ink">
                <span>"Show as a table"<span class="sr-only">{about}</span></span>
                <span class="fold-mark"><Icon glyph=Glyph::ChevronDown class="size-4"/></span>
            </summary>
            <table class="mt-1 w-full text-sm tabular-nums">
                <caption class="sr-only">{title}</caption>
                <thead class="text-xs text-faint">
                    <tr>{head.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </details>
    }
}
