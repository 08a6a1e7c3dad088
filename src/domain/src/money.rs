//! Amounts in the minor unit of a currency. There are no fractions of a cent anywhere.

use serde::{Deserialize, Serialize};

/// Minor units (cents). Arithmetic is checked: an amount that does not fit is an error, never a wrapped number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    #[must_use]
    pub fn checked_mul(self, factor: i64) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    /// `1234` in `usd` → `$12.34`. Currencies without a known sign are written as `12.34 CHF`.
    #[must_use]
    pub fn display(self, currency: &str) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        let whole = group_thousands(self.0.unsigned_abs() / 100);
        let part = self.0.unsigned_abs() % 100;
        match currency {
            "usd" => format!("{sign}${whole}.{part:02}"),
            "eur" => format!("{sign}€{whole}.{part:02}"),
            "gbp" => format!("{sign}£{whole}.{part:02}"),
            other => format!("{sign}{whole}.{part:02} {}", other.to_uppercase()),
        }
    }

    /// Reads what a person types in an amount field: `12`, `12.5`, `12,50`, `$12.50`.
    #[must_use]
    pub fn parse_typed(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['$', '€', '£']).replace(',', ".");
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) || whole.starts_with(['+', '-']) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let part: i64 = format!("{part:0<2}").parse().ok()?;
        whole.checked_mul(100)?.checked_add(part).map(Self)
    }
}

fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_as_people_write_it() {
        assert_eq!(Cents(123_456_789).display("usd"), "$1,234,567.89");
        assert_eq!(Cents(-5).display("eur"), "−€0.05");
        assert_eq!(Cents(100).display("chf"), "1.00 CHF");
    }

    #[test]
    fn typed_amounts() {
        assert_eq!(Cents::parse_typed("12"), Some(Cents(1200)));
        assert_eq!(Cents::parse_typed(" $12.5 "), Some(Cents(1250)));
        assert_eq!(Cents::parse_typed("12,50"), Some(Cents(1250)));
        for bad in ["", "abc", "1.234", "-3", "1.2.3", "99999999999999999999"] {
            assert_eq!(Cents::parse_typed(bad), None, "{bad:?}");
        }
    }
}
