//! The domain's field rules in the shape that a field takes: a text in, the message or nothing out.

use domain::{money::Cents, validation::Invalid};

/// Checked as the field is left.
pub type Rule = fn(&str) -> Option<String>;

fn first(check: impl FnOnce(&mut Invalid)) -> Option<String> {
    let mut v = Invalid::default();
    check(&mut v);
    v.0.into_iter().next().map(|e| e.message)
}

#[must_use]
pub fn email(text: &str) -> Option<String> {
    first(|v| {
        v.email("", text);
    })
}

#[must_use]
pub fn password(text: &str) -> Option<String> {
    first(|v| domain::auth::check_password(v, "", text, ""))
}

#[must_use]
pub fn web_url(text: &str) -> Option<String> {
    first(|v| {
        v.web_url("", text);
    })
}

/// A text that is needed, of at most `MAX` characters.
#[must_use]
pub fn needed<const MAX: usize>(text: &str) -> Option<String> {
    first(|v| {
        v.text("", text, 1, MAX);
    })
}

/// A text that may be absent, of at most `MAX` characters.
#[must_use]
pub fn at_most<const MAX: usize>(text: &str) -> Option<String> {
    first(|v| {
        v.text("", text, 0, MAX);
    })
}

/// An amount of money of at least a cent.
#[must_use]
pub fn amount(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("This is needed.".to_owned());
    }
    match Cents::parse_typed(text) {
        Some(cents) if cents.0 > 0 => None,
        Some(_) => Some("Use at least 0.01.".to_owned()),
        None => Some("Write an amount such as 12.50.".to_owned()),
    }
}

/// An amount that may also be nothing.
#[must_use]
pub fn amount_or_nothing(text: &str) -> Option<String> {
    match Cents::parse_typed(text) {
        Some(Cents::ZERO) => None,
        _ => amount(text),
    }
}

/// A whole number in `MIN..=MAX`.
#[must_use]
pub fn count<const MIN: i64, const MAX: i64>(text: &str) -> Option<String> {
    let text = text.trim();
    match text.parse::<i64>() {
        _ if text.is_empty() => Some("This is needed.".to_owned()),
        Err(_) => Some("Write a whole number.".to_owned()),
        Ok(n) => first(|v| {
            v.number("", Some(n), MIN, MAX);
        }),
    }
}
