//! The inside of the pictures as text: what does not change needs no nodes of the framework, and the browser reads it at once.

use super::scale::{Axis, Unit, WHOLE, percent};
use crate::ui::data::Tone;
use std::fmt::Write as _;

/// Tells series apart without their colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texture {
    Solid,
    Hatch,
    Dots,
    Lines,
}

impl Texture {
    /// What stands in a tile of six by six.
    fn tile(self) -> &'static str {
        match self {
            Self::Solid => "",
            Self::Hatch => "<path d='M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3'/>",
            Self::Dots => "<circle cx='3' cy='3' r='1.6'/>",
            Self::Lines => "<path d='M0 1.5h6M0 4.5h6'/>",
        }
    }
}

/// What a series is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink {
    pub tone: Tone,
    pub texture: Texture,
}

impl Ink {
    #[must_use]
    pub fn new(tone: Tone, texture: Texture) -> Self {
        Self { tone, texture }
    }

    /// Class and fill of a shape that belongs to series `n` of chart `id`.
    fn of(self, id: &str, n: usize) -> String {
        match self.texture {
            Texture::Solid => format!("class='ink {}'", self.tone.class()),
            _ => format!("class='ink-cut' fill='url(#{id}-ink-{n})'"),
        }
    }
}

/// The sample of an ink beside its name. It holds the texture that the shapes of the chart refer to.
pub fn sample(id: &str, n: usize, ink: Ink) -> String {
    let mut out = String::new();
    if ink.texture != Texture::Solid {
        _ = write!(
            out,
            "<pattern id='{id}-ink-{n}' class='ink-tile {}' width='6' height='6' patternUnits='userSpaceOnUse'>\
             <rect width='6' height='6'/>{}</pattern>",
            ink.tone.class(),
            ink.texture.tile()
        );
    }
    _ = write!(out, "<rect width='100%' height='100%' rx='2' {}/>", ink.of(id, n));
    out
}

/// A shape that is there is never too thin to be seen.
const THINNEST: i64 = 60;
/// How much of its column a bar takes, and where it begins, of [`WHOLE`].
const BAR: (i64, i64) = (6400, 1800);

/// Bars from the zero of `axis`: a column for each of `tips`, values above and below zero stacked away from it.
pub fn bars(id: &str, axis: &Axis, unit: &Unit, inks: &[Ink], values: &[Vec<Option<i64>>], tips: &[String]) -> String {
    let mut out = String::new();
    for (value, _) in axis.marks(unit) {
        let class = if value == 0 { "plot-zero" } else { "plot-line" };
        let y = percent(WHOLE - axis.place(value));
        _ = write!(out, "<line class='{class}' x1='0' x2='100%' y1='{y}' y2='{y}'/>");
    }
    let columns = i64::try_from(tips.len()).unwrap_or(1).max(1);
    for (at, (n, tip)) in (0..).zip(tips.iter().enumerate()) {
        let (left, width) = (WHOLE * at / columns, WHOLE / columns);
        _ = write!(
            out,
            "<g class='plot-column'><title>{}</title><rect class='plot-hit' x='{}' width='{}' height='100%'/>",
            escape(tip),
            percent(left),
            percent(width)
        );
        let (mut up, mut down) = (0_i64, 0_i64);
        for (k, (ink, series)) in inks.iter().zip(values).enumerate() {
            let value = series.get(n).copied().flatten().unwrap_or(0);
            let (from, to) = if value < 0 {
                (down.saturating_add(value), down)
            } else {
                (up, up.saturating_add(value))
            };
            (up, down) = (up.max(to), down.min(from));
            if value == 0 {
                continue;
            }
            let height = (axis.place(to) - axis.place(from)).max(THINNEST);
            let top = if value < 0 {
                WHOLE - axis.place(to)
            } else {
                WHOLE - axis.place(from) - height
            };
            _ = write!(
                out,
                "<rect {} x='{}' width='{}' y='{}' height='{}'/>",
                ink.of(id, k),
                percent(left + width * BAR.1 / WHOLE),
                percent(width * BAR.0 / WHOLE),
                percent(top.max(0)),
                percent(height)
            );
        }
        out.push_str("</g>");
    }
    out
}

/// Parts end to end, out of `whole`, each with its tip.
pub fn line(id: &str, whole: i64, parts: &[(Ink, i64, String)]) -> String {
    let mut out = String::new();
    let mut left = 0;
    for (k, (ink, value, tip)) in parts.iter().enumerate() {
        if *value <= 0 {
            continue;
        }
        let width = super::scale::share(*value, whole).max(THINNEST);
        _ = write!(
            out,
            "<g><title>{}</title><rect {} x='{}' width='{}' height='100%'/></g>",
            escape(tip),
            ink.of(id, k),
            percent(left),
            percent(width)
        );
        left += width;
    }
    out
}

/// Text inside an element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLID: Ink = Ink {
        tone: Tone::Info,
        texture: Texture::Solid,
    };
    const HATCH: Ink = Ink {
        tone: Tone::Neutral,
        texture: Texture::Hatch,
    };

    /// Class or fill, x, y, width and height of the shapes that carry values.
    fn shapes(markup: &str) -> Vec<String> {
        let rects = markup
            .split("<rect ")
            .skip(1)
            .filter(|rect| rect.contains("class='ink"));
        rects
            .map(|rect| rect[..rect.find("/>").unwrap_or(rect.len())].to_owned())
            .collect()
    }

    #[test]
    fn what_is_above_zero_grows_up_and_what_is_below_grows_down() {
        let axis = Axis::around(-20, 60, &Unit::Count);
        let values = [vec![Some(40), None, Some(60)], vec![Some(-20), Some(-20), Some(0)]];
        let tips = ["a", "b", "c"].map(str::to_owned);
        let markup = bars("x", &axis, &Unit::Count, &[SOLID, HATCH], &values, &tips);
        assert_eq!(
            shapes(&markup),
            [
                "class='ink tone-info' x='5.99%' width='21.33%' y='25.00%' height='50.00%'",
                "class='ink-cut' fill='url(#x-ink-1)' x='5.99%' width='21.33%' y='75.00%' height='25.00%'",
                "class='ink-cut' fill='url(#x-ink-1)' x='39.32%' width='21.33%' y='75.00%' height='25.00%'",
                "class='ink tone-info' x='72.65%' width='21.33%' y='0.00%' height='75.00%'",
            ]
        );
        assert_eq!(markup.matches("<title>").count(), 3);
        assert_eq!(markup.matches("plot-zero").count(), 1);
    }

    #[test]
    fn bars_of_one_column_stand_on_each_other() {
        let axis = Axis::around(0, 10, &Unit::Count);
        let values = [vec![Some(5)], vec![Some(5)]];
        let markup = bars("x", &axis, &Unit::Count, &[SOLID, HATCH], &values, &["t".to_owned()]);
        let tops: Vec<_> = shapes(&markup)
            .iter()
            .map(|s| s.split("y='").nth(1).map(str::to_owned))
            .collect();
        let half = |y: &str| Some(format!("{y}%' height='50.00%'"));
        assert_eq!(tops, [half("50.00"), half("0.00")]);
    }

    #[test]
    fn the_smallest_value_is_still_seen() {
        let axis = Axis::around(0, 100_000, &Unit::Count);
        let markup = bars(
            "x",
            &axis,
            &Unit::Count,
            &[SOLID],
            &[vec![Some(1), Some(100_000)]],
            &["a".into(), "b".into()],
        );
        assert!(shapes(&markup)[0].contains("y='99.40%' height='0.60%'"), "{markup}");
    }

    #[test]
    fn parts_lie_end_to_end() {
        let part = |ink, value| (ink, value, format!("{value} <of> 4"));
        let markup = line("x", 4, &[part(SOLID, 1), part(HATCH, 0), part(HATCH, 3)]);
        assert_eq!(
            shapes(&markup),
            [
                "class='ink tone-info' x='0.00%' width='25.00%' height='100%'",
                "class='ink-cut' fill='url(#x-ink-2)' x='25.00%' width='75.00%' height='100%'",
            ]
        );
        assert!(markup.contains("<title>1 &lt;of&gt; 4</title>"), "{markup}");
    }

    #[test]
    fn a_sample_brings_the_texture_that_shapes_refer_to() {
        assert!(!sample("x", 0, SOLID).contains("pattern"));
        let hatch = sample("x", 1, HATCH);
        assert!(
            hatch.contains("<pattern id='x-ink-1'") && hatch.contains("fill='url(#x-ink-1)'"),
            "{hatch}"
        );
    }
}
