//! Figures in rows and columns. For things one opens, a list of links reads better on a phone; this is for what is
//! compared or added up.

use leptos::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    words: String,
    numeric: bool,
}

impl Column {
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            numeric: false,
        }
    }

    /// Figures, set to the right in digits of equal width.
    #[must_use]
    pub fn number(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            numeric: true,
        }
    }

    fn class(&self) -> Option<&'static str> {
        self.numeric.then_some("num")
    }
}

/// A table that scrolls by itself where it is wider than its place; the page never does. The first cell of a row names it.
#[component]
pub fn Table(
    /// Stands above it, and names the region for a screen reader.
    #[prop(into)]
    caption: String,
    /// The words around it say what it is already.
    #[prop(optional)]
    caption_hidden: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<AnyView>>,
    /// What stands there while there are no rows.
    #[prop(default = "Nothing here yet.".to_owned(), into)]
    empty: String,
) -> impl IntoView {
    let width = columns.len();
    let nothing = rows.is_empty().then(|| {
        view! {
            <tr>
                <td class="py-6 text-center text-muted" colspan=width.to_string()>{empty}</td>
            </tr>
        }
    });
    let head = columns
        .iter()
        .map(|column| view! { <th scope="col" class=column.class()>{column.words.clone()}</th> })
        .collect_view();
    let rows = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().zip(&columns).enumerate().map(|(n, (cell, column))| {
            if n == 0 {
                view! { <th scope="row" class=column.class()>{cell}</th> }.into_any()
            } else {
                view! { <td class=column.class()>{cell}</td> }.into_any()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let named = caption.clone();
    view! {
        <div class="datatable-scroll" role="region" aria-label=named tabindex="0">
            <table class="datatable">
                <caption class=caption_hidden.then_some("sr-only")>{caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{nothing} {rows}</tbody>
            </table>
        </div>
    }
}
