//! Lists by key: a page and the cursor that continues it.

use crate::{timestamp::Timestamp, validation::Invalid};
use serde::{Deserialize, Serialize};

pub const DEFAULT_LIMIT: usize = 20;
pub const MAX_LIMIT: usize = 100;

/// A page of a list. `next_cursor` is null on the last page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts rows that were fetched with one more than `limit`; the sort key of the last that stays is the cursor.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more { rows.last().map(key) } else { None };
        Self {
            items: rows,
            next_cursor,
        }
    }

    #[must_use]
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

/// What a list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct PageQuery {
    /// 1 to 100, 20 unless told.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[cfg_attr(feature = "openapi", param(pattern = "^([A-Za-z0-9_-]{17,128})?$"))]
    pub cursor: Option<String>,
}

impl PageQuery {
    /// # Errors
    /// `limit` outside 1..=100; a cursor that no list gave out.
    pub fn validate(&self) -> Result<(usize, Option<String>), Invalid> {
        let mut v = Invalid::default();
        let default = i64::try_from(DEFAULT_LIMIT).unwrap_or(20);
        let limit = v.number(
            "limit",
            Some(self.limit.unwrap_or(default)),
            1,
            i64::try_from(MAX_LIMIT).unwrap_or(100),
        );
        let cursor = self.cursor.clone().filter(|c| !c.is_empty());
        if cursor.as_deref().is_some_and(|c| !is_key(c)) {
            v.push("cursor", "cursor", "This cursor was not given out by this list.");
        }
        v.into_result((usize::try_from(limit).unwrap_or(DEFAULT_LIMIT), cursor))
    }
}

/// The sort key of a list that is newest first. Keys ascend, because the storage engine walks an index forwards fast and
/// backwards slowly; the id makes them unique, so that a key alone is a place in the list.
#[must_use]
pub fn newest_first(at: Timestamp, id: &str) -> String {
    format!("{}{id}", hex(i64::MAX - at.millis()))
}

/// The sort key of a list with the oldest first.
#[must_use]
pub fn oldest_first(at: Timestamp, id: &str) -> String {
    format!("{}{id}", hex(at.millis()))
}

/// The end of a list that is newest first: what happened at `at` or later has a key below it. No id holds a `~`, and none
/// of its characters comes after it.
#[must_use]
pub fn not_before(at: Timestamp) -> String {
    newest_first(at, "~")
}

/// The moment that stands in a key of [`newest_first`].
#[must_use]
pub fn moment(key: &str) -> Option<Timestamp> {
    let rest = i64::from_str_radix(key.get(..16)?, 16).ok()?;
    i64::MAX.checked_sub(rest).map(Timestamp::from_millis)
}

/// The sort key of a list with the highest number first, newest first among equals.
#[must_use]
pub fn highest_first(number: i64, newest_first: &str) -> String {
    format!("{}{newest_first}", hex(i64::MAX - number.max(0)))
}

/// The sort key of a list with the lowest number first, nothing last, newest first among equals.
#[must_use]
pub fn lowest_first(number: Option<i64>, newest_first: &str) -> String {
    format!("{}{newest_first}", hex(number.unwrap_or(i64::MAX).max(0)))
}

fn hex(number: i64) -> String {
    format!("{number:016x}")
}

fn is_key(text: &str) -> bool {
    (17..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_they_say() {
        let at = Timestamp::from_millis;
        assert!(newest_first(at(2), "a") < newest_first(at(1), "a"));
        assert!(newest_first(at(1), "a") < newest_first(at(1), "b"));
        assert!(highest_first(900, "x") < highest_first(100, "a"));
        assert!(lowest_first(Some(5), "x") < lowest_first(None, "a"));
        assert!(is_key(&highest_first(1, &newest_first(at(1), "0197"))));
        assert!(newest_first(at(7), "z") < not_before(at(7)) && newest_first(at(6), "") >= not_before(at(7)));
        assert!(newest_first(at(0), "z") < not_before(at(0)));
        assert_eq!(
            moment(&newest_first(at(1_795_000_000_123), "0197")),
            Some(at(1_795_000_000_123))
        );
        assert_eq!((moment("0197"), moment("not a number in hex")), (None, None));
        for bad in ["", "x", "0000000000000001", "0000000000000001' OR 1=1"] {
            assert!(!is_key(bad), "{bad}");
        }
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let key = |n: &i64| n.to_string();
        assert_eq!(Page::cut(vec![1, 2], 2, key).next_cursor, None);
        assert_eq!(
            Page::cut(vec![1, 2, 3], 2, key),
            Page {
                items: vec![1, 2],
                next_cursor: Some("2".into())
            }
        );
    }

    #[test]
    fn limits() {
        let ask = |limit| {
            PageQuery {
                limit: Some(limit),
                cursor: None,
            }
            .validate()
            .map(|(n, _)| n)
        };
        assert_eq!(ask(100), Ok(100));
        assert!(ask(0).is_err() && ask(101).is_err());
    }
}
