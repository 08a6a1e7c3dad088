//! Columns side by side, such as weeks.

use super::{
    draw::{self, Ink},
    frame::{Caption, DataTable, Frame, Legend},
    scale::{Axis, Unit},
};
use leptos::prelude::*;

/// How many of the columns have their label under them, at most.
const LABELS: usize = 4;

/// One value for each column. What is absent has no bar, and the table says so.
#[derive(Debug, Clone)]
pub struct Series {
    pub label: &'static str,
    pub ink: Ink,
    pub values: Vec<Option<i64>>,
}

/// A column for each label. Several series stand on each other, values below zero hang from it.
#[component]
pub fn BarChart(
    /// Unique in the page.
    id: &'static str,
    #[prop(into)] title: String,
    /// What one should take away from it.
    #[prop(into)]
    headline: String,
    #[prop(into)] note: String,
    unit: Unit,
    /// What the columns are, for the table.
    column: &'static str,
    /// A label in short and in full for each column.
    labels: Vec<(String, String)>,
    series: Vec<Series>,
) -> impl IntoView {
    let caption = Caption {
        id,
        title,
        headline,
        note,
    };
    let (low, high) = reach(&series);
    let axis = Axis::around(low, high, &unit);
    let marks = axis
        .marks(&unit)
        .into_iter()
        .map(|(_, text)| view! { <span>{text}</span> });
    let marks = marks.collect_view();
    let tips: Vec<String> = (0..labels.len())
        .map(|n| tip(&labels[n].1, n, &unit, &series))
        .collect();
    let inks: Vec<Ink> = series.iter().map(|s| s.ink).collect();
    let values: Vec<Vec<Option<i64>>> = series.iter().map(|s| s.values.clone()).collect();
    let picture = draw::bars(id, &axis, &unit, &inks, &values, &tips);
    let under = labelled(labels.len()).into_iter().map(|(n, left)| {
        view! { <span class=format!("along-{left}")>{labels[n].0.clone()}</span> }
    });
    let under = under.collect_view();
    let keys: Vec<_> = series.iter().map(|s| (s.label, s.ink)).collect();
    let columns = std::iter::once(column)
        .chain(series.iter().map(|s| s.label))
        .map(str::to_owned);
    let columns = columns.collect();
    let rows = labels.into_iter().enumerate().map(|(n, (_, name))| {
        let cells = series.iter().map(|s| text(&unit, s.values.get(n).copied().flatten()));
        (name, cells.collect())
    });
    let rows = rows.collect();
    let (title, spoken) = (caption.title.clone(), caption.spoken());
    view! {
        <Frame caption>
            {(keys.len() > 1).then(|| view! { <Legend id keys/> })}
            <div class="plot" role="img" aria-label=spoken>
                <div class="plot-marks">{marks}</div>
                <svg class="plot-area" inner_html=picture></svg>
                <div class="plot-labels">{under}</div>
            </div>
            <DataTable title columns rows/>
        </Frame>
    }
}

/// The lowest and the highest that a column gets to.
fn reach(series: &[Series]) -> (i64, i64) {
    let columns = series.iter().map(|s| s.values.len()).max().unwrap_or(0);
    let mut ends = (0_i64, 0_i64);
    for n in 0..columns {
        let values = series.iter().filter_map(|s| s.values.get(n).copied().flatten());
        let (down, up) = values.fold((0_i64, 0_i64), |(down, up), value| {
            (down.saturating_add(value.min(0)), up.saturating_add(value.max(0)))
        });
        ends = (ends.0.min(down), ends.1.max(up));
    }
    ends
}

fn text(unit: &Unit, value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| unit.text(value))
}

/// What a column says when one points at it.
fn tip(name: &str, n: usize, unit: &Unit, series: &[Series]) -> String {
    let mut out = name.to_owned();
    for s in series {
        let value = text(unit, s.values.get(n).copied().flatten());
        out.push_str(&format!("\n{}: {value}", s.label));
    }
    out
}

/// Which columns have a label under them, and at which percent its middle is: every so many, back from the last.
fn labelled(columns: usize) -> Vec<(usize, usize)> {
    let every = columns.div_ceil(LABELS).max(1);
    let middle = |n: usize| (2 * n + 1) * 100 / (2 * columns.max(1));
    (0..columns)
        .filter(|n| (columns - 1 - n).is_multiple_of(every))
        .map(|n| (n, middle(n)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{chart::Texture, data::Tone};

    fn series(label: &'static str, values: &[Option<i64>]) -> Series {
        Series {
            label,
            ink: Ink::new(Tone::Info, Texture::Solid),
            values: values.to_vec(),
        }
    }

    #[test]
    fn columns_reach_as_far_as_their_values_together() {
        let all = [series("a", &[Some(3), Some(4)]), series("b", &[Some(-5), Some(2)])];
        assert_eq!(reach(&all), (-5, 6));
        assert_eq!(reach(&[]), (0, 0));
        assert_eq!(reach(&[series("a", &[None])]), (0, 0));
    }

    #[test]
    fn few_labels_and_the_last_among_them() {
        let twelve: Vec<_> = labelled(12);
        assert_eq!(twelve.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [2, 5, 8, 11]);
        assert_eq!(twelve[3].1, 95);
        assert_eq!(labelled(3).len(), 3);
        assert_eq!(labelled(1), [(0, 50)]);
        assert_eq!(labelled(0), []);
    }

    #[test]
    fn tips_say_what_is_absent() {
        let all = [series("Paid", &[Some(250)]), series("Back", &[None])];
        assert_eq!(
            tip("W48", 0, &Unit::Money("usd".into()), &all),
            "W48\nPaid: $2.50\nBack: –"
        );
    }

    /// What a reader without a script gets: the picture, its name and its table.
    #[cfg(feature = "ssr")]
    #[test]
    fn the_server_renders_it_whole() {
        let owner = Owner::new();
        let html = owner.with(|| {
            view! {
                <BarChart
                    id="spend"
                    title="Spend per week"
                    headline="$2.50"
                    note="in two weeks"
                    unit=Unit::Money("usd".into())
                    column="Week"
                    labels=vec![("1 Jan".into(), "W01".into()), ("8 Jan".into(), "W02".into())]
                    series=vec![series("Paid", &[Some(250), Some(0)])]
                />
            }
            .to_html()
        });
        assert!(html.contains("role=\"img\""), "{html}");
        assert!(
            html.contains("aria-label=\"Spend per week: $2.50, in two weeks."),
            "{html}"
        );
        assert_eq!(html.matches("class='ink tone-info'").count(), 1);
        assert!(
            html.contains("<caption") && html.contains("scope=\"row\"") && html.contains("$2.50"),
            "{html}"
        );
        assert_eq!(html.matches("<tr").count(), 3);
    }
}
