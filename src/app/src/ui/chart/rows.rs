//! The same parts in several rows, such as the steps of something.

use super::{
    draw::{self, Ink},
    frame::{Caption, DataTable, Frame, Legend},
};
use leptos::prelude::*;

/// As many counts as there are keys.
#[derive(Debug, Clone)]
pub struct Row {
    pub label: String,
    pub counts: Vec<i64>,
    /// What stands at its end.
    pub end: String,
}

/// A line for each row, all on one scale. Rows that are left out of the picture stand in the table.
#[component]
pub fn RowsChart(
    /// Unique in the page.
    id: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] headline: String,
    #[prop(into)] note: String,
    /// What the rows are.
    column: &'static str,
    keys: Vec<(&'static str, Ink)>,
    rows: Vec<Row>,
    /// Which of the rows are drawn.
    shown: Vec<usize>,
    #[prop(optional_no_strip)] aside: Option<AnyView>,
) -> impl IntoView {
    let caption = Caption {
        id,
        title,
        headline,
        note,
    };
    let longest = rows.iter().map(|row| row.counts.iter().sum()).max().unwrap_or(0);
    let lines = shown.iter().filter_map(|n| rows.get(*n)).map(|row| {
        let parts: Vec<_> = keys
            .iter()
            .zip(&row.counts)
            .map(|((label, ink), count)| (*ink, *count, format!("{label}: {count}")))
            .collect();
        view! {
            <div class="plot-row">
                <p class="line-clamp-2 break-words">{row.label.clone()}</p>
                <svg class="plot-parts" inner_html=draw::line(id, longest, &parts)></svg>
                <p class="plot-row-end">{row.end.clone()}</p>
            </div>
        }
    });
    let lines = lines.collect_view();
    let columns = std::iter::once(column)
        .chain(keys.iter().map(|(label, _)| *label))
        .map(str::to_owned);
    let columns = columns.collect();
    let rows = rows
        .into_iter()
        .map(|row| (row.label, row.counts.iter().map(ToString::to_string).collect()))
        .collect();
    let (title, spoken) = (caption.title.clone(), caption.spoken());
    view! {
        <Frame caption aside>
            <Legend id keys/>
            <div class="flex flex-col gap-2.5" role="img" aria-label=spoken>{lines}</div>
            <DataTable title columns rows/>
        </Frame>
    }
}
