//! How the marketplace is asked: as an address says it, and in the one spelling in which equal questions are equal.

use super::JobCard;
use crate::{page::PageQuery, validation::Invalid};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobSort {
    #[default]
    Newest,
    /// Best paid first.
    Price,
    /// Closing soonest first; jobs without a deadline last.
    Deadline,
}

impl JobSort {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Price => "price",
            Self::Deadline => "deadline",
        }
    }
}

/// What the marketplace is asked for, as it stands in an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct JobQuery {
    /// Words to find in title and description.
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
    /// Jobs that can be done on it; a job that names no platform can be done on any. Likewise the next three.
    #[cfg_attr(feature = "openapi", param(max_length = 32))]
    pub platform: Option<String>,
    #[cfg_attr(feature = "openapi", param(max_length = 32))]
    pub browser: Option<String>,
    #[cfg_attr(feature = "openapi", param(max_length = 32))]
    pub country: Option<String>,
    #[cfg_attr(feature = "openapi", param(max_length = 32))]
    pub language: Option<String>,
    #[cfg_attr(feature = "openapi", param(minimum = 0))]
    pub min_price_cents: Option<i64>,
    /// `newest`, `price` or `deadline`.
    #[cfg_attr(feature = "openapi", param(value_type = Option<JobSort>, inline))]
    pub sort: Option<String>,
    /// 1 to 100, 20 unless told.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    pub limit: Option<i64>,
    #[cfg_attr(feature = "openapi", param(pattern = "^([A-Za-z0-9_-]{17,128})?$"))]
    pub cursor: Option<String>,
}

/// A query that passed its rules, in one spelling, so that equal questions are equal values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct JobFilter {
    pub q: Option<String>,
    pub platform: Option<String>,
    pub browser: Option<String>,
    pub country: Option<String>,
    pub language: Option<String>,
    pub min_price: Option<i64>,
    pub sort: JobSort,
    pub limit: usize,
    /// The sort key of the last job seen.
    pub after: Option<String>,
}

impl JobQuery {
    /// # Errors
    /// Every parameter that breaks its rule.
    pub fn validate(&self) -> Result<JobFilter, Invalid> {
        let mut v = Invalid::default();
        let mut word = |field: &str, value: Option<&str>, max: usize| {
            v.optional_text(field, value, max).map(|text| text.to_lowercase())
        };
        let q = word("q", self.q.as_deref(), 100);
        let platform = word("platform", self.platform.as_deref(), 32);
        let browser = word("browser", self.browser.as_deref(), 32);
        let country = word("country", self.country.as_deref(), 32).map(|c| c.to_uppercase());
        let language = word("language", self.language.as_deref(), 32);
        let min_price = self
            .min_price_cents
            .map(|n| v.number("min_price_cents", Some(n), 0, i64::MAX));
        let sort = match self.sort.as_deref() {
            None | Some("" | "newest") => JobSort::Newest,
            Some("price") => JobSort::Price,
            Some("deadline") => JobSort::Deadline,
            Some(_) => {
                v.push("sort", "unknown", "Sort by newest, price or deadline.");
                JobSort::Newest
            }
        };
        let (limit, after) = match (PageQuery {
            limit: self.limit,
            cursor: self.cursor.clone(),
        })
        .validate()
        {
            Ok(page) => page,
            Err(inner) => {
                v.0.extend(inner.0);
                (0, None)
            }
        };
        let min_price = min_price.filter(|n| *n > 0);
        v.into_result(JobFilter {
            q,
            platform,
            browser,
            country,
            language,
            min_price,
            sort,
            limit,
            after,
        })
    }
}

impl JobFilter {
    /// Whether a listed job answers everything but the words.
    #[must_use]
    pub fn admits(&self, card: &JobCard) -> bool {
        let fits = |asked: &Option<String>, offered: &[String]| {
            asked.as_ref().is_none_or(|a| offered.is_empty() || offered.contains(a))
        };
        fits(&self.platform, &card.requirements.platforms)
            && fits(&self.browser, &card.requirements.browsers)
            && fits(&self.country, &card.requirements.countries)
            && fits(&self.language, &card.requirements.languages)
            && self.min_price.is_none_or(|min| card.price_cents.0 >= min)
    }
}
