//! What looks as if it should not be handed in, in what somebody wrote: e-mail addresses, card numbers, keys and tokens.
//!
//! A guess for a question, never a verdict: it would rather ask once too often.

use crate::scene::Scene;
use crate::shape::ShapeKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Secret {
    Email,
    Card,
    Token,
}

impl Secret {
    /// With its article, as in “looks like an e-mail address”.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::Card => "a card number",
            Self::Token => "a key or token",
        }
    }
}

/// Beginnings that keys and tokens of well-known services have.
const PREFIXES: &[&str] = &[
    "sk_",
    "rk_",
    "pk_live_",
    "whsec_",
    "ghp_",
    "gho_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "eyJ",
    "npm_",
    "pypi-",
    "SG.",
    "-----BEGIN",
];
/// Figures of a card number.
const CARD: std::ops::RangeInclusive<usize> = 13..=19;
/// A word of letters and figures this long is no word.
const LONG: usize = 32;

/// The texts of a scene in which something was found, and the first thing that was.
#[must_use]
pub fn in_scene(scene: &Scene) -> Vec<(u64, Secret)> {
    let found = scene.shapes.iter().filter_map(|shape| match &shape.kind {
        ShapeKind::Text { text, .. } => Some((shape.id, find(text)?)),
        _ => None,
    });
    found.collect()
}

/// The first thing in `text` that looks like a secret.
#[must_use]
pub fn find(text: &str) -> Option<Secret> {
    let by_word = text.split_whitespace().find_map(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
        if is_email(bare) {
            Some(Secret::Email)
        } else {
            is_token(bare).then_some(Secret::Token)
        }
    });
    by_word.or_else(|| has_card(text).then_some(Secret::Card))
}

fn is_email(word: &str) -> bool {
    let Some((user, host)) = word.rsplit_once('@') else {
        return false;
    };
    let labels = || host.split('.');
    let fine = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    !user.is_empty() && labels().count() > 1 && labels().all(fine)
}

fn is_token(word: &str) -> bool {
    let known = PREFIXES
        .iter()
        .any(|prefix| word.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() >= 8));
    let plain = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '='));
    let mixed = word.chars().any(|c| c.is_ascii_digit()) && word.chars().any(|c| c.is_ascii_alphabetic());
    known || (plain && mixed && word.len() >= LONG && !word.contains("//"))
}

/// A run of figures, with blanks or dashes between them, that passes the check of card numbers (Luhn's).
fn has_card(text: &str) -> bool {
    let mut figures: Vec<u32> = Vec::new();
    let mut found = false;
    for c in text.chars().chain(['.']) {
        match c.to_digit(10) {
            Some(figure) => figures.push(figure),
            None if matches!(c, ' ' | '-') => {}
            None => {
                found |= CARD.contains(&figures.len()) && passes(&figures);
                figures.clear();
            }
        }
    }
    found
}

fn passes(figures: &[u32]) -> bool {
    let doubled = |n: usize, figure: u32| {
        if n % 2 == 1 {
            figure * 2 / 10 + figure * 2 % 10
        } else {
            figure
        }
    };
    let sum: u32 = figures
        .iter()
        .rev()
        .enumerate()
        .map(|(n, figure)| doubled(n, *figure))
        .sum();
    sum.is_multiple_of(10) && figures.iter().any(|figure| *figure != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::shape::Shape;
    use crate::style::Style;

    #[test]
    fn secrets_are_found_and_ordinary_words_are_not() {
        for (text, secret) in [
            ("mail (anna.b@example.org), please", Secret::Email),
            ("4242 4242 4242 4242", Secret::Card),
            ("card:4000-0566-5566-5556\nexpired", Secret::Card),
            ("sk_live_51H8abcdEFGH", Secret::Token),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", Secret::Token),
            ("0123456789abcdef0123456789abcdef", Secret::Token),
        ] {
            assert_eq!(find(text), Some(secret), "{text}");
        }
        for text in [
            "",
            "The total is 4242 4242 4242 4243 cents",
            "me @ home",
            "a@b",
            "Order 20261125-0001, not 20261125-0002",
            "https://shop.example.org/checkout/confirmation?step=2",
            "Donaudampfschifffahrtsgesellschaft",
            "sk_ip",
            "0000 0000 0000 0000",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_scene_is_looked_through_text_by_text() {
        let mut scene = Scene::new(100, 100);
        let texts = ["fine", "to anna@example.org"];
        let text = |text| ShapeKind::text(Point::new(1.0, 1.0), text, 12.0);
        let style = Style::for_picture(100, 100);
        scene.shapes = (1..)
            .zip(texts)
            .map(|(id, words)| Shape::new(id, style, text(words)))
            .collect();
        assert_eq!(in_scene(&scene), [(2, Secret::Email)]);
    }
}
