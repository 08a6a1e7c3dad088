//! How text is laid out: lines, their height, and the box around them.
//!
//! Only the host knows how wide a line of its font is, so it gives a [`TextMeasure`]: the browser its canvas, the server its font.
//! Everything else is fixed here, in em, so that both sides put each line at the same place. A host that lays a text field over the
//! picture while somebody types gives it `line-height: 1.25`.

use crate::geometry::{Point, Rect};

/// From one line's top to the next, in em.
pub const LINE_HEIGHT: f64 = 1.25;
/// From a line's top to its baseline, in em.
pub const BASELINE: f64 = 0.97;
/// Spaces that a tab stands for.
const TAB: &str = "    ";

/// Measures text in the font that the host paints with.
pub trait TextMeasure {
    /// Width of one line of text, in picture pixels, when one em is `size` picture pixels.
    fn width(&self, line: &str, size: f64) -> f64;
}

impl<M: TextMeasure + ?Sized> TextMeasure for &M {
    fn width(&self, line: &str, size: f64) -> f64 {
        (**self).width(line, size)
    }
}

/// An estimate for hosts without a font: 0.6 em for every character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate;

impl TextMeasure for Estimate {
    fn width(&self, line: &str, size: f64) -> f64 {
        // At most 2,000 characters: exact in any float.
        line.chars().count() as f64 * size * 0.6
    }
}

/// The box of a text whose top left corner is `at`: as wide as its longest line, one [`LINE_HEIGHT`] for each line.
#[must_use]
pub fn text_box(at: Point, text: &str, size: f64, measure: &impl TextMeasure) -> Rect {
    let (count, widest) = text.split('\n').fold((0.0, 0.0_f64), |(count, widest), line| {
        (count + 1.0, widest.max(measure.width(line, size)))
    });
    Rect::new(at.x, at.y, widest, count * size * LINE_HEIGHT)
}

/// From a callout's text to the edge of its bubble, in em.
pub const BUBBLE_PADDING: f64 = 0.45;

/// The bubble of a callout around the box of its text.
#[must_use]
pub fn bubble(at: Point, text: &str, size: f64, measure: &impl TextMeasure) -> Rect {
    text_box(at, text, size, measure).inflate(size * BUBBLE_PADDING)
}

/// Radius of a step's disc whose number has this size.
#[must_use]
pub fn step_radius(size: f64) -> f64 {
    size * 0.9
}

/// The lines of a text, each with the left end of its baseline.
pub fn lines(at: Point, text: &str, size: f64) -> impl Iterator<Item = (Point, &str)> {
    text.split('\n').scan(at.y + size * BASELINE, move |baseline, line| {
        let place = Point::new(at.x, *baseline);
        *baseline += size * LINE_HEIGHT;
        Some((place, line))
    })
}

/// Text as somebody typed or pasted it, made fit for a scene: every kind of line end becomes `\n`, a tab four spaces, other control
/// characters vanish, and so does white space at the end.
#[must_use]
pub fn tidy(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', TAB);
    let printable: String = unix.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    printable.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_holds_every_line() {
        let bounds = text_box(Point::new(10.0, 20.0), "four\nseven!!\n", 10.0, &Estimate);
        assert_eq!(bounds, Rect::new(10.0, 20.0, 42.0, 37.5));
        let placed: Vec<_> = lines(Point::new(10.0, 20.0), "four\nseven!!\n", 10.0).collect();
        assert_eq!(
            placed.iter().map(|(_, line)| *line).collect::<Vec<_>>(),
            ["four", "seven!!", ""]
        );
        assert_eq!(placed[0].0, Point::new(10.0, 29.7));
        assert!(placed.iter().all(|(at, _)| bounds.contains(*at)));
    }

    #[test]
    fn typed_text_is_tidied() {
        assert_eq!(tidy("a\r\nb\rc\td\u{0}\u{7f}é  \n\n"), "a\nb\nc    dé");
        assert_eq!(tidy(" \n\t"), "");
        assert_eq!(tidy("  indented"), "  indented");
    }
}
