//! The job form as a browser sends it: texts, as people typed them.

use domain::{
    error::Failure,
    ids::{ProjectId, StepId},
    jobs::{Job, JobInput, Requirements},
    journeys::{JourneyInput, StepInput},
    money::Cents,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobForm {
    pub project: String,
    pub title: String,
    pub description: String,
    /// Absent when the job is published and its price is fixed; likewise `slots`.
    pub price: Option<String>,
    pub slots: Option<String>,
    /// `2026-12-01`.
    pub deadline: String,
    /// The deadline as it was: kept to the second when the day stays.
    pub deadline_was: String,
    pub scope_in: String,
    pub scope_out: String,
    /// One a line.
    pub known_bugs: String,
    pub platforms: Vec<String>,
    pub browsers: Vec<String>,
    /// With commas between.
    pub countries: String,
    pub languages: String,
    pub min_rating: String,
    pub steps: Vec<StepForm>,
    /// Where JavaScript adds no steps: one a line, `what to do | what should happen`.
    pub more_steps: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    pub id: String,
    pub action: String,
    pub expected: String,
    pub evidence: String,
}

impl JobForm {
    /// The form of a job that exists.
    #[must_use]
    pub fn of(job: &Job) -> Self {
        let steps = job.journey.steps.iter().map(|step| StepForm {
            id: step.id.to_string(),
            action: step.action.clone(),
            expected: step.expected.clone(),
            evidence: if step.evidence_required {
                "true".to_owned()
            } else {
                String::new()
            },
        });
        let deadline = job.deadline.map(|at| at.to_string()).unwrap_or_default();
        Self {
            project: job.project_id.to_string(),
            title: job.title.clone(),
            description: job.description.clone(),
            price: Some(format!("{}.{:02}", job.price_cents.0 / 100, job.price_cents.0 % 100)),
            slots: Some(job.slots.to_string()),
            deadline: day(&deadline).to_owned(),
            deadline_was: deadline,
            scope_in: job.scope_in.clone().unwrap_or_default(),
            scope_out: job.scope_out.clone().unwrap_or_default(),
            known_bugs: job.known_bugs.join("\n"),
            platforms: job.requirements.platforms.clone(),
            browsers: job.requirements.browsers.clone(),
            countries: job.requirements.countries.join(", "),
            languages: job.requirements.languages.join(", "),
            min_rating: job.requirements.min_rating.map(|r| r.to_string()).unwrap_or_default(),
            steps: steps.collect(),
            more_steps: String::new(),
        }
    }

    /// # Errors
    /// What cannot be read and everything else that breaks a rule, at once.
    pub fn input(&self) -> Result<JobInput, Failure> {
        let mut v = Invalid::default();
        let price_cents = typed(
            &mut v,
            "price_cents",
            self.price.as_deref(),
            "Write an amount such as 12.50.",
            |t| Cents::parse_typed(t).map(|c| c.0),
        );
        let slots = typed(&mut v, "slots", self.slots.as_deref(), "Write a whole number.", |t| {
            t.parse().ok()
        });
        let deadline = typed(
            &mut v,
            "deadline",
            Some(&self.deadline),
            "Write a day such as 2026-12-01.",
            |t| {
                if day(&self.deadline_was) == t {
                    return Timestamp::parse(&self.deadline_was).ok();
                }
                Timestamp::parse(&format!("{t}T23:59:59Z")).ok()
            },
        );
        let min_rating = typed(
            &mut v,
            "requirements.min_rating",
            Some(&self.min_rating),
            "Choose a rating.",
            |t| t.parse().ok(),
        );
        let input = JobInput {
            project_id: ProjectId::parse(self.project.clone()).ok(),
            title: self.title.clone(),
            description: self.description.clone(),
            price_cents,
            slots,
            currency: None,
            deadline,
            scope_in: some(&self.scope_in),
            scope_out: some(&self.scope_out),
            known_bugs: lines(&self.known_bugs),
            requirements: Requirements {
                platforms: self.platforms.clone(),
                browsers: self.browsers.clone(),
                countries: words(&self.countries),
                languages: words(&self.languages),
                min_rating,
            },
            journey: JourneyInput { steps: self.steps() },
        };
        if v.0.is_empty() {
            return Ok(input);
        }
        if let Err(rest) = input.validate() {
            let unread: Vec<_> = v.0.iter().map(|e| e.field.clone()).collect();
            v.0.extend(rest.0.into_iter().filter(|e| !unread.contains(&e.field)));
        }
        Err(Failure::invalid(v))
    }

    /// The same as a merge patch: what the form leaves out stays as it is.
    ///
    /// # Errors
    /// As [`Self::input`].
    pub fn patch(&self) -> Result<serde_json::Value, Failure> {
        let mut patch = serde_json::to_value(self.input()?).unwrap_or_default();
        if let Some(fields) = patch.as_object_mut() {
            fields.remove("currency");
            if self.price.is_none() {
                fields.remove("price_cents");
            }
            if self.slots.is_none() {
                fields.remove("slots");
            }
        }
        Ok(patch)
    }

    fn steps(&self) -> Vec<StepInput> {
        let own = self.steps.iter().map(|step| StepInput {
            id: StepId::parse(step.id.clone()).ok(),
            action: step.action.clone(),
            expected: step.expected.clone(),
            evidence_required: !step.evidence.is_empty(),
        });
        let more = lines(&self.more_steps).into_iter().map(|line| {
            let (action, expected) = line.split_once('|').unwrap_or((&line, ""));
            StepInput {
                action: action.trim().to_owned(),
                expected: expected.trim().to_owned(),
                ..StepInput::default()
            }
        });
        own.chain(more).collect()
    }
}

/// Reads what was typed; nothing typed is no value, and something unreadable is told.
fn typed<T>(
    v: &mut Invalid,
    field: &str,
    text: Option<&str>,
    message: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return None;
    }
    let value = read(text);
    if value.is_none() {
        v.push(field, "unreadable", message);
    }
    value
}

fn day(rfc3339: &str) -> &str {
    rfc3339.get(..10).unwrap_or_default()
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

fn lines(text: &str) -> Vec<String> {
    text.lines().filter_map(some).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split([',', ';']).filter_map(some).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> JobForm {
        JobForm {
            project: "p".into(),
            title: "Checkout".into(),
            description: "Buy a kettle".into(),
            price: Some("12.50".into()),
            slots: Some("3".into()),
            deadline: "2026-12-01".into(),
            countries: "de, at".into(),
            known_bugs: "One\n\n Two ".into(),
            steps: vec![StepForm {
                action: "Open".into(),
                ..StepForm::default()
            }],
            ..JobForm::default()
        }
    }

    #[test]
    fn texts_become_a_job() {
        let input = form().input().expect("good");
        assert_eq!((input.price_cents, input.slots), (Some(1250), Some(3)));
        assert_eq!(
            input.deadline.map(|d| d.to_string()).as_deref(),
            Some("2026-12-01T23:59:59Z")
        );
        assert_eq!(input.known_bugs, ["One", "Two"]);
        assert!(input.validate().is_ok());
    }

    #[test]
    fn an_unreadable_price_is_told_beside_everything_else() {
        let bad = JobForm {
            price: Some("a lot".into()),
            title: String::new(),
            ..form()
        };
        let refused = bad.input().expect_err("it is bad");
        let fields: Vec<_> = refused.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["price_cents", "title"]);
    }

    #[test]
    fn a_published_job_keeps_its_price() {
        let patch = JobForm {
            price: None,
            slots: None,
            ..form()
        }
        .patch()
        .expect("good");
        assert!(patch.get("price_cents").is_none() && patch.get("slots").is_none());
        assert_eq!(patch.get("title").and_then(|t| t.as_str()), Some("Checkout"));
    }

    #[test]
    fn steps_without_javascript() {
        let more = JobForm {
            more_steps: "Pay | A receipt\nLeave".into(),
            ..form()
        };
        let steps = more.input().expect("good").journey.steps;
        assert_eq!(
            steps
                .iter()
                .map(|s| (s.action.as_str(), s.expected.as_str()))
                .collect::<Vec<_>>(),
            [("Open", ""), ("Pay", "A receipt"), ("Leave", "")]
        );
    }
}
