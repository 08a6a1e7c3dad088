//! The marketplace's address, which is its whole state: what is asked for, how much of the answer is shown, and which
//! job stands open beside it.

use domain::{ids::JobId, jobs::JobQuery};
use leptos_router::{location::Url, params::ParamsMap};

/// The fields of the filter form; their names are those of the REST list.
pub const NAMES: [&str; 7] = [
    "q",
    "platform",
    "browser",
    "country",
    "language",
    "min_price_cents",
    "sort",
];
/// Jobs on a page, and by how many more a press on "Show more" asks.
pub const PAGE: i64 = 20;
/// What the list gives at once at most.
pub const MOST: i64 = 100;

/// What is asked for; neither how much of it is shown nor what stands beside it.
#[must_use]
pub fn query_of(address: &ParamsMap) -> JobQuery {
    let get = |name: &str| address.get(name).filter(|value| !value.is_empty());
    JobQuery {
        q: get("q"),
        platform: get("platform"),
        browser: get("browser"),
        country: get("country"),
        language: get("language"),
        min_price_cents: get("min_price_cents").and_then(|value| value.parse().ok()),
        sort: get("sort"),
        limit: None,
        cursor: get("cursor"),
    }
}

/// How many jobs are shown at once.
#[must_use]
pub fn shown_of(address: &ParamsMap) -> i64 {
    let asked = address.get("show").and_then(|value| value.parse().ok());
    asked.unwrap_or(PAGE).clamp(PAGE, MOST)
}

/// Whether any filter but the order is set.
#[must_use]
pub fn is_filtered(address: &ParamsMap) -> bool {
    NAMES
        .iter()
        .any(|name| *name != "sort" && address.get_str(name).is_some_and(|value| !value.is_empty()))
}

/// The address for a question, with what else it carries.
#[derive(Debug, Clone, Default)]
pub struct Address {
    pairs: Vec<(&'static str, String)>,
}

impl Address {
    /// Only the filters and the order: nothing of a list that is left.
    #[must_use]
    pub fn of(query: &JobQuery) -> Self {
        let price = query.min_price_cents.map(|cents| cents.to_string());
        let values = [
            &query.q,
            &query.platform,
            &query.browser,
            &query.country,
            &query.language,
            &price,
            &query.sort,
        ];
        let pairs = NAMES.into_iter().zip(values);
        Self {
            pairs: pairs
                .filter_map(|(name, value)| value.clone().map(|value| (name, value)))
                .collect(),
        }
    }

    #[must_use]
    pub fn showing(self, shown: i64) -> Self {
        self.with("show", (shown > PAGE).then(|| shown.to_string()))
    }

    #[must_use]
    pub fn beside(self, job: Option<&JobId>) -> Self {
        self.with("job", job.map(ToString::to_string))
    }

    #[must_use]
    pub fn from(self, cursor: Option<&str>) -> Self {
        self.with("cursor", cursor.map(str::to_owned))
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<String>) -> Self {
        self.pairs.extend(value.map(|value| (name, value)));
        self
    }

    #[must_use]
    pub fn path(&self) -> String {
        let pairs: Vec<_> = self
            .pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", Url::escape(value)))
            .collect();
        if pairs.is_empty() {
            "/jobs".to_owned()
        } else {
            format!("/jobs?{}", pairs.join("&"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked() {
        let query = JobQuery {
            q: Some("a b".to_owned()),
            min_price_cents: Some(500),
            sort: Some("price".to_owned()),
            ..JobQuery::default()
        };
        assert_eq!(
            Address::of(&query).path(),
            "/jobs?q=a%20b&min_price_cents=500&sort=price"
        );
        assert_eq!(Address::default().showing(PAGE).beside(None).path(), "/jobs");
        assert_eq!(Address::default().showing(60).path(), "/jobs?show=60");
    }

    #[test]
    fn nobody_is_shown_more_than_the_list_gives() {
        let asked = |show: &str| {
            let mut map = ParamsMap::new();
            map.insert("show", show.to_owned());
            shown_of(&map)
        };
        assert_eq!(
            (asked("60"), asked("9999"), asked("1"), asked("x")),
            (60, MOST, PAGE, PAGE)
        );
    }
}
