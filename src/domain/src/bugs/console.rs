//! What was copied out of a console, before it is handed in: what in it looks like a secret, and how that is taken out.

use annotate::secrets::{self, Secret};
use std::ops::Range;

/// What stands where a secret was.
pub const REMOVED: &str = "[removed]";

/// A place that looks as if it should not be handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The line, counted from 1.
    pub line: usize,
    pub what: Secret,
    /// Where it stands in the whole text, in bytes.
    pub place: Range<usize>,
}

/// Everything that looks like a secret, from the top.
#[must_use]
pub fn look_through(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut begin = 0;
    for (n, line) in text.split('\n').enumerate() {
        within(line, n + 1, begin, &mut found);
        begin += line.len() + 1;
    }
    found
}

/// The text without what was found there; the text as it is where something else stands there by now.
#[must_use]
pub fn remove(text: &str, found: &Found) -> String {
    match (text.get(..found.place.start), text.get(found.place.end..)) {
        (Some(before), Some(after)) => format!("{before}{REMOVED}{after}"),
        _ => text.to_owned(),
    }
}

/// As it can be handed in: a console colours its words with characters that no report takes.
#[must_use]
pub fn readable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// Adds what is found in a part of a line that begins at `begin`. What stands before a place may be found by another rule only.
fn within(part: &str, line: usize, begin: usize, found: &mut Vec<Found>) {
    let mut done = 0;
    while let Some((place, what)) = first_in(&part[done..]) {
        let (start, end) = (done + place.start, done + place.end);
        within(&part[done..start], line, begin + done, found);
        found.push(Found {
            line,
            what,
            place: begin + start..begin + end,
        });
        done = end;
    }
}

/// The part is narrowed as far as it goes: in `{"token":"…"}` only what is between the last quotes.
fn first_in(line: &str) -> Option<(Range<usize>, Secret)> {
    let piece = |c: char| c.is_whitespace() || "\"'`,;:()[]{}<>=&?|".contains(c);
    let figures = |c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-'));
    by(line, piece)
        .or_else(|| by(line, char::is_whitespace))
        .or_else(|| by(line, figures))
}

/// The first part between separators that looks like a secret by itself.
fn by(line: &str, separates: impl Fn(char) -> bool) -> Option<(Range<usize>, Secret)> {
    let mut begin = 0;
    for part in line.split(separates) {
        let what = secrets::find(part);
        if let Some(what) = what {
            let around = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
            let bare = part.trim_matches(around);
            let start = begin + (part.len() - part.trim_start_matches(around).len());
            return Some((start..start + bare.len(), what));
        }
        let after = begin + part.len();
        begin = after + line[after..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clean(text: &str) -> String {
        let mut text = text.to_owned();
        while let Some(found) = look_through(&text).first() {
            text = remove(&text, found);
        }
        text
    }

    #[test]
    fn the_secret_goes_and_the_rest_stays() {
        for (text, rest) in [
            (
                "POST /login {\"email\":\"anna@example.org\",\"ok\":false}",
                "POST /login {\"email\":\"[removed]\",\"ok\":false}",
            ),
            (
                "{\"token\":\"sk_live_51H8abcdEFGH\"} 401",
                "{\"token\":\"[removed]\"} 401",
            ),
            (
                "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.abc.def",
                "Authorization: Bearer [removed]",
            ),
            ("paid with 4242 4242 4242 4242 today", "paid with [removed] today"),
            (
                "TypeError: x is undefined at app.js:12:5",
                "TypeError: x is undefined at app.js:12:5",
            ),
        ] {
            assert_eq!(clean(text), rest);
        }
    }

    #[test]
    fn places_are_told_by_line() {
        let text = "fine\nto anna@example.org and bob@example.org\n\nsk_live_51H8abcdEFGH";
        let found = look_through(text);
        let told: Vec<_> = found.iter().map(|f| (f.line, f.what, &text[f.place.clone()])).collect();
        assert_eq!(
            told,
            [
                (2, Secret::Email, "anna@example.org"),
                (2, Secret::Email, "bob@example.org"),
                (4, Secret::Token, "sk_live_51H8abcdEFGH")
            ]
        );
    }

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(readable("\u{1b}[31mError\u{1b}[0m\r\n\tat x"), "[31mError[0m\n\tat x");
    }

    proptest! {
        #[test]
        fn nothing_is_found_in_what_was_cleaned(text in "([a-zA-Z0-9@.:=\"/ _\n-]|ä){0,120}|(sk_live_[a-z0-9]{8,12}[ \",\n]){1,4}|([0-9]{4}[ -]){4,6}") {
            let rest = clean(&text);
            prop_assert_eq!(secrets::find(&rest), None);
            prop_assert!(look_through(&text).is_empty() == (rest == text));
        }
    }
}
