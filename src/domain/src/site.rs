//! What a site says of itself to everybody: who runs it, and its rules as they are set.

use serde::{Deserialize, Serialize};

/// Who runs a site that does not say it.
pub const UNNAMED_OPERATOR: &str = "the operator of this site";

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteInfo {
    /// Where browsers find the site, without a slash at the end.
    pub public_url: String,
    pub operator_name: String,
    /// Lines of a postal address, split by line breaks.
    pub operator_address: Option<String>,
    pub support_email: Option<String>,
    /// On top of what testers are paid.
    pub fee_percent: f64,
    pub claim_hours: i64,
    pub auto_approve_days: i64,
    pub dispute_hours: i64,
    /// Payments are pretended: no real money moves.
    pub sandbox: bool,
}

impl SiteInfo {
    /// The operator's name, where one was set.
    #[must_use]
    pub fn named_operator(&self) -> Option<&str> {
        Some(self.operator_name.as_str()).filter(|name| *name != UNNAMED_OPERATOR)
    }

    /// `15 %`.
    #[must_use]
    pub fn fee(&self) -> String {
        format!("{} %", self.fee_percent)
    }

    /// How long a tester keeps a seat: `24 hours`.
    #[must_use]
    pub fn claim_time(&self) -> String {
        counted(self.claim_hours, "hour")
    }

    /// How long a client may take to decide: `7 days`.
    #[must_use]
    pub fn review_time(&self) -> String {
        counted(self.auto_approve_days, "day")
    }

    /// When the money of a rejected seat goes back: `after 72 hours`.
    #[must_use]
    pub fn dispute_time(&self) -> String {
        counted(self.dispute_hours, "hour")
    }

    /// When the money of a rejection that nobody disputes goes back.
    #[must_use]
    pub fn refund_time(&self) -> String {
        match self.dispute_hours {
            0 => "at once".to_owned(),
            hours => format!("after {}", counted(hours, "hour")),
        }
    }
}

fn counted(n: i64, unit: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_spelled_as_they_are_set() {
        let mut site = SiteInfo {
            public_url: "https://hub.example.org".into(),
            operator_name: "Greenbasket Ltd".into(),
            operator_address: None,
            support_email: None,
            fee_percent: 7.5,
            claim_hours: 24,
            auto_approve_days: 1,
            dispute_hours: 72,
            sandbox: true,
        };
        assert_eq!(site.fee(), "7.5 %");
        assert_eq!(
            (site.claim_time(), site.review_time(), site.refund_time()),
            ("24 hours".into(), "1 day".into(), "after 72 hours".into())
        );
        assert_eq!(site.named_operator(), Some("Greenbasket Ltd"));
        site.operator_name = UNNAMED_OPERATOR.into();
        assert_eq!(site.named_operator(), None);
        site.dispute_hours = 0;
        assert_eq!(site.refund_time(), "at once");
    }
}
