//! Field rules with stable codes, collected so that a form and a script see everything that is wrong at once.
//!
//! The rules run on both sides: the browser as a field is left, the server before anything is written.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Unexpected, Visitor},
};

/// One refused field. `field` is a path such as `journey.steps[2].action`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    pub field: String,
    pub code: String,
    pub message: String,
}

/// Every refused field of one input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    pub fn push(&mut self, field: impl Into<String>, code: &str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            code: code.to_owned(),
            message: message.into(),
        });
    }

    /// A single refused field.
    #[must_use]
    pub fn one(field: &str, code: &str, message: &str) -> Self {
        let mut invalid = Self::default();
        invalid.push(field, code, message);
        invalid
    }

    /// # Errors
    /// `self`, when any field was refused.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A trimmed text of `min..=max` characters, without control characters but line breaks and tabs, also at its ends.
    /// With `min` 0 the text may be absent.
    pub fn text(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        let shown = value
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
        let value = value.trim();
        let length = value.chars().count();
        if length == 0 && min > 0 {
            self.push(field, "required", "This is needed.");
        } else if length < min {
            self.push(field, "too_short", format!("Use at least {min} characters."));
        } else if length > max {
            self.push(
                field,
                "too_long",
                format!("Use at most {max} characters; this has {length}."),
            );
        } else if !shown {
            self.push(
                field,
                "control_character",
                "This holds characters that cannot be shown.",
            );
        }
        value.to_owned()
    }

    /// A text that may be absent; empty means absent.
    pub fn optional_text(&mut self, field: &str, value: Option<&str>, max: usize) -> Option<String> {
        Some(self.text(field, value.unwrap_or_default(), 0, max)).filter(|text| !text.is_empty())
    }

    /// A whole number in `min..=max`; absent is refused.
    pub fn number(&mut self, field: &str, value: Option<i64>, min: i64, max: i64) -> i64 {
        match value {
            None => self.push(field, "required", "This is needed."),
            Some(n) if n < min => self.push(field, "too_small", format!("Use at least {min}.")),
            Some(n) if n > max => self.push(field, "too_large", format!("Use at most {max}.")),
            Some(_) => {}
        }
        value.unwrap_or(min)
    }

    /// An address of a mailbox, lower-cased. Judged by shape only; that it exists is shown by a mail to it.
    pub fn email(&mut self, field: &str, value: &str) -> String {
        let value = self.text(field, value, 1, 254).to_lowercase();
        let shaped = value.split_once('@').is_some_and(|(local, host)| {
            (1..=64).contains(&local.len())
                && host.contains('.')
                && !host.starts_with(['.', '-'])
                && !host.ends_with(['.', '-'])
                && !host.contains("..")
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
                && local.bytes().all(|b| {
                    b.is_ascii_graphic()
                        && !matches!(
                            b,
                            b'@' | b'"' | b'<' | b'>' | b'(' | b')' | b',' | b';' | b':' | b'\\' | b'[' | b']'
                        )
                })
        });
        if !value.is_empty() && !shaped {
            self.push(field, "email", "This does not look like an e-mail address.");
        }
        value
    }

    /// An address of a web page: `http` or `https`, with a host, at most 2,000 characters, without blanks.
    pub fn web_url(&mut self, field: &str, value: &str) -> String {
        let value = self.text(field, value, 1, 2000);
        let host = value
            .strip_prefix("https://")
            .or_else(|| value.strip_prefix("http://"))
            .map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        let good = host.is_some_and(is_host) && !value.chars().any(|c| c.is_whitespace() || c.is_control());
        if !value.is_empty() && !good {
            self.push(field, "url", "Use a full address such as https://example.com.");
        }
        value
    }

    /// Takes over another input's errors under `prefix`.
    pub fn nest(&mut self, prefix: &str, inner: Invalid) {
        self.0.extend(inner.0.into_iter().map(|e| FieldError {
            field: format!("{prefix}.{}", e.field),
            ..e
        }));
    }
}

/// A name or a number that an address leads to, and a port where there is one.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let port = port.is_none_or(|port| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok());
    let bracketed = name.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    port && match bracketed {
        Some(number) => number.parse::<std::net::Ipv6Addr>().is_ok(),
        None => name.starts_with(char::is_alphanumeric) && name.chars().all(plain),
    }
}

/// Reads a whole number as JSON knows it: `5.0` is 5, as some languages write it, and `5.5` is refused.
///
/// # Errors
/// Anything else, and what a program cannot hold.
pub fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_option(Whole)
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_i64(self)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        let refused = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        i64::try_from(number).map(Some).map_err(refused)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        // Beyond that, floating point numbers leave whole ones out.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() < EXACT {
            Ok(Some(number as i64))
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_have_a_point() {
        let read = |text: &str| whole(&mut serde_json::Deserializer::from_str(text)).ok();
        assert_eq!(read("5"), Some(Some(5)));
        assert_eq!(read("5.0"), Some(Some(5)));
        assert_eq!(read("-2e2"), Some(Some(-200)));
        assert_eq!(read("null"), Some(None));
        for bad in ["5.5", "1e300", "9223372036854775808", "\"5\"", "true", "[]"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    fn codes(invalid: &Invalid) -> Vec<&str> {
        invalid.0.iter().map(|e| e.code.as_str()).collect()
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        let mut v = Invalid::default();
        assert_eq!(v.text("t", "  äöü ", 3, 3), "äöü");
        assert!(codes(&v).is_empty());
        v.text("t", " ", 1, 3);
        v.text("t", "abcd", 1, 3);
        v.text("t", "a\u{0}", 1, 3);
        v.text("t", "a\u{85}", 1, 3);
        assert_eq!(
            codes(&v),
            ["required", "too_long", "control_character", "control_character"]
        );
    }

    #[test]
    fn mail_addresses() {
        for good in ["a@b.co", "First.Last+tag@sub.example.org"] {
            let mut v = Invalid::default();
            v.email("e", good);
            assert!(v.0.is_empty(), "{good}");
        }
        for bad in [
            "a",
            "a@",
            "@b.co",
            "a@b",
            "a b@c.de",
            "a@b..co",
            "a@b.co\nBcc: x@y.z",
            "a@-b.co",
            "\"<a@b.co",
        ] {
            let mut v = Invalid::default();
            v.email("e", bad);
            assert!(!v.0.is_empty(), "{bad}");
        }
    }

    #[test]
    fn web_addresses() {
        for good in [
            "https://example.com",
            "http://localhost:8080/x?y#z",
            "https://bücher.example",
            "http://[::1]:3000/",
            "http://[2001:db8::1]",
        ] {
            let mut v = Invalid::default();
            v.web_url("u", good);
            assert!(v.0.is_empty(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "ftp://x",
            "https://",
            "https:///x",
            "https://a b",
            "https://u@h",
            "data:x",
            "http://[",
            "http://[x]",
            "http://a:b",
            "http://a:99999",
            "http://a:",
            "http://::1",
            "http://.",
            "http://a|b",
            "http://a%zz",
        ] {
            let mut v = Invalid::default();
            v.web_url("u", bad);
            assert_eq!(codes(&v), ["url"], "{bad}");
        }
    }
}
