//! What a browser has already, told by its tag.

use crate::{Error, Result};
use axum::http::{HeaderMap, HeaderValue, header};

/// A text as the value of a header.
///
/// # Errors
/// When it is none.
pub fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|e| Error::Internal(e.to_string()))
}

/// Whether the asker has the file already. Weakly compared, as RFC 9110 has it for this header.
#[must_use]
pub fn is_there(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut given = given
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','));
    given.any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_told_by_its_tag() {
        let there = |given: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in given {
                headers.append(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            }
            is_there(&headers, "\"abc\"")
        };
        for given in ["\"abc\"", "*", "W/\"abc\"", "\"x\", \"abc\""] {
            assert!(there(&[given]), "{given}");
        }
        for given in ["abc", "\"ab\"", "\"x\"", ""] {
            assert!(!there(&[given]), "{given}");
        }
        assert!(!there(&[]) && there(&["\"x\"", "\"abc\""]));
    }
}
