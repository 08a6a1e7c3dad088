//! A whole and its parts.

use super::{
    draw::{self, Ink},
    frame::{Caption, Frame, Sample},
    scale::share,
};
use leptos::prelude::*;

#[derive(Debug, Clone)]
pub struct Part {
    pub label: &'static str,
    pub ink: Ink,
    pub count: i64,
}

/// One line, cut into the shares of its parts. Its legend is its table.
#[component]
pub fn PartsChart(
    /// Unique in the page.
    id: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] headline: String,
    #[prop(into)] note: String,
    /// What the parts are.
    column: &'static str,
    parts: Vec<Part>,
) -> impl IntoView {
    let caption = Caption {
        id,
        title,
        headline,
        note,
    };
    let whole: i64 = parts.iter().map(|part| part.count).sum();
    let drawn: Vec<_> = parts
        .iter()
        .map(|part| (part.ink, part.count, format!("{}: {}", part.label, part.count)))
        .collect();
    let picture = draw::line(id, whole, &drawn);
    let rows = parts.into_iter().enumerate().map(|(n, part)| {
        view! {
            <tr class="border-t border-line first:border-t-0">
                <th scope="row" class="py-2 text-left font-normal">
                    <span class="inline-flex items-center gap-2"><Sample id n ink=part.ink/> {part.label}</span>
                </th>
                <td class="py-2 pl-3 text-right font-medium">{part.count}</td>
                <td class="w-16 py-2 pl-3 text-right text-faint">{rounded(part.count, whole)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let (title, spoken) = (caption.title.clone(), caption.spoken());
    view! {
        <Frame caption>
            <svg class="plot-parts" role="img" aria-label=spoken inner_html=picture></svg>
            <table class="w-full text-sm tabular-nums">
                <caption class="sr-only">{title}</caption>
                <thead class="sr-only">
                    <tr>
                        <th scope="col">{column}</th>
                        <th scope="col">"Count"</th>
                        <th scope="col">"Share"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Frame>
    }
}

/// A share in whole per cent.
fn rounded(part: i64, whole: i64) -> String {
    format!("{} %", (share(part, whole) + 50) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded() {
        assert_eq!(
            (rounded(1, 3), rounded(2, 3), rounded(0, 3)),
            ("33 %".into(), "67 %".into(), "0 %".into())
        );
        assert_eq!(rounded(0, 0), "0 %");
    }
}
