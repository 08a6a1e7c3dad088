//! A text in clauses, as it travels from the server to the page.

use domain::site::SiteInfo;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// Who stands behind it.
    pub site: SiteInfo,
    /// The last change, as people write a date.
    pub changed: String,
    /// The same as `2026-11-24`.
    pub changed_iso: String,
    /// Who it binds or informs, in a sentence or two.
    pub lead: String,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    /// Its place in the address, kept as the text changes: `#payment`.
    pub id: String,
    pub title: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    Text(String),
    List(Vec<String>),
    /// Name, address and mailbox of the operator.
    Operator,
}

/// What the texts are written with.
#[cfg(feature = "ssr")]
pub(super) mod writing {
    use super::{Clause, Part, SiteInfo};

    pub fn clause(id: &str, title: &str, parts: impl IntoIterator<Item = Part>) -> Clause {
        Clause {
            id: id.to_owned(),
            title: title.to_owned(),
            parts: parts.into_iter().collect(),
        }
    }

    pub fn text(words: impl Into<String>) -> Part {
        Part::Text(words.into())
    }

    pub fn list<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Part {
        Part::List(items.into_iter().map(Into::into).collect())
    }

    /// Who runs the site, as the beginning of a sentence.
    pub fn run_by(site: &SiteInfo) -> String {
        match site.named_operator() {
            Some(name) => format!("This site is run by {name}"),
            None => "This site is run by somebody who has not set a name yet".to_owned(),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
pub(super) fn sample_site() -> SiteInfo {
    SiteInfo {
        public_url: "https://hub.example.org".into(),
        operator_name: "Greenbasket Ltd".into(),
        operator_address: Some("1 Orchard Lane\n12345 Riverton".into()),
        support_email: Some("help@greenbasket.example".into()),
        fee_percent: 7.5,
        claim_hours: 36,
        auto_approve_days: 10,
        dispute_hours: 48,
        sandbox: true,
    }
}
