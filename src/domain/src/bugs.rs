//! Bug reports.

pub mod console;

use crate::{
    ids::{BugId, ScreenshotId, StepId},
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

pub const MAX_PER_SUBMISSION: usize = 100;
/// The most pictures that one report refers to.
pub const MAX_PICTURES: usize = 20;
/// The longest text that somebody writes.
pub const MAX_TEXT: usize = 5000;
/// The longest text from a console.
pub const MAX_CONSOLE: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BugInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 150))]
    pub title: String,
    /// `low`, `medium`, `high` or `critical`.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Severity))]
    pub severity: String,
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{0,96}$"))]
    pub step_id: Option<String>,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 5000))]
    pub steps_to_reproduce: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub expected: String,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 5000))]
    pub actual: String,
    /// What the browser's console said, as it was copied from there.
    #[cfg_attr(feature = "openapi", schema(max_length = 20_000))]
    pub console: String,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<ScreenshotId>, max_items = 20))]
    pub screenshot_ids: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BugReport {
    pub title: String,
    pub severity: Severity,
    pub step: Option<StepId>,
    pub steps_to_reproduce: String,
    pub expected: String,
    pub actual: String,
    pub console: String,
    pub screenshots: Vec<ScreenshotId>,
}

impl BugInput {
    /// `steps` and `pictures` are those of the submission the bug belongs to.
    ///
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self, steps: &[StepId], pictures: &[ScreenshotId]) -> Result<BugReport, Invalid> {
        let mut v = Invalid::default();
        let title = v.text("title", &self.title, 1, 150);
        let severity = Severity::from_code(&self.severity).unwrap_or_else(|| {
            let code = if self.severity.is_empty() {
                "required"
            } else {
                "unknown"
            };
            v.push("severity", code, "Use low, medium, high or critical.");
            Severity::Medium
        });
        let asked = self.step_id.as_deref().filter(|id| !id.is_empty());
        let step = asked.and_then(|id| steps.iter().find(|s| s.as_str() == id).cloned());
        if asked.is_some() && step.is_none() {
            v.push("step_id", "unknown", "The contract has no such step.");
        }
        let steps_to_reproduce = v.text("steps_to_reproduce", &self.steps_to_reproduce, 1, MAX_TEXT);
        let expected = v.text("expected", &self.expected, 0, MAX_TEXT);
        let actual = v.text("actual", &self.actual, 1, MAX_TEXT);
        let console = v.text("console", &self.console, 0, MAX_CONSOLE);
        let mut screenshots: Vec<ScreenshotId> = Vec::new();
        if self.screenshot_ids.len() > MAX_PICTURES {
            v.push("screenshot_ids", "too_many", "Attach at most 20 pictures.");
        }
        for (n, id) in self.screenshot_ids.iter().take(MAX_PICTURES).enumerate() {
            match pictures.iter().find(|p| p.as_str() == id) {
                Some(known) if screenshots.contains(known) => {}
                Some(known) => screenshots.push(known.clone()),
                None => v.push(
                    format!("screenshot_ids[{n}]"),
                    "unknown",
                    "This submission has no such picture.",
                ),
            }
        }
        v.into_result(BugReport {
            title,
            severity,
            step,
            steps_to_reproduce,
            expected,
            actual,
            console,
            screenshots,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bug {
    pub id: BugId,
    pub title: String,
    pub severity: Severity,
    pub step_id: Option<StepId>,
    pub steps_to_reproduce: String,
    pub expected: String,
    pub actual: String,
    /// What the browser's console said. Empty where nobody looked.
    #[serde(default)]
    pub console: String,
    pub screenshot_ids: Vec<ScreenshotId>,
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_refers_only_to_its_own_submission() {
        let input = BugInput {
            title: "Total is wrong".into(),
            severity: "high".into(),
            step_id: Some("s2".into()),
            steps_to_reproduce: "Add two".into(),
            expected: "20".into(),
            actual: "10".into(),
            console: "x".repeat(MAX_CONSOLE + 1),
            screenshot_ids: vec!["mine".into(), "theirs".into()],
        };
        let mine = [ScreenshotId::parse("mine").expect("an id")];
        let refused = input
            .validate(&[StepId::parse("s1").expect("an id")], &mine)
            .expect_err("both are foreign");
        let fields: Vec<_> = refused.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["step_id", "console", "screenshot_ids[1]"]);
    }
}
