//! A draft that outlives the tab: what the tester changed and the server has not confirmed yet.

use domain::{
    submissions::{
        Report, StepPatch, SubmissionPatch, Verdict,
        merge::{Change, add, changes},
    },
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What the browser keeps until the server has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaved {
    /// When the last change was made, by this browser's clock.
    pub at: i64,
    /// `updated_at` of the submission that was changed, by the server's clock.
    pub base: i64,
    /// Field by field, with what each was changed from.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// As earlier versions kept it. Read for ever, and written no more.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub patch: SubmissionPatch,
}

impl Unsaved {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && is_empty(&self.patch)
    }

    /// All of it as changes of what the server has. An earlier version did not keep what a field was changed from; with an
    /// unchanged base nobody else has written since, so it is what the server has.
    #[must_use]
    pub fn changes_of(&self, server: &Report, updated_at: Timestamp) -> Vec<Change> {
        let mut all = changes(&self.patch, server, self.at);
        if self.base != updated_at.millis() {
            all.iter_mut().for_each(|change| change.from = None);
        }
        add(&mut all, self.changes.clone());
        all
    }

    /// Takes in what a tab has changed.
    pub fn take(&mut self, base: i64, at: i64, mine: &[Change]) {
        (self.base, self.at) = (base, at);
        self.changes
            .retain(|kept| !mine.iter().any(|change| change.field == kept.field));
        self.changes.extend_from_slice(mine);
    }

    /// Drops what has been saved; what was changed again since then stays.
    pub fn settle(&mut self, saved: &[Change]) {
        self.changes
            .retain(|kept| !saved.iter().any(|s| s.field == kept.field && s.to == kept.to));
        self.patch = SubmissionPatch::default();
    }
}

#[must_use]
pub fn is_empty(patch: &SubmissionPatch) -> bool {
    patch.steps.as_deref().unwrap_or_default().is_empty() && patch.summary.is_none() && patch.environment.is_none()
}

/// Adds `newer` to what waits already; where both name the same thing, the newer one stays.
pub fn merge(waiting: &mut SubmissionPatch, newer: SubmissionPatch) {
    for step in newer.steps.into_iter().flatten() {
        let steps = waiting.steps.get_or_insert_default();
        match steps.iter_mut().find(|s| s.step_id == step.step_id) {
            None => steps.push(step),
            Some(known) => {
                known.verdict = step.verdict.or(known.verdict.take());
                known.actual = step.actual.or(known.actual.take());
                // Time only grows.
                known.seconds = step.seconds.max(known.seconds);
            }
        }
    }
    waiting.summary = newer.summary.or(waiting.summary.take());
    waiting.environment = newer.environment.or(waiting.environment.take());
}

/// Lays a patch over what is shown. Unlike the rule in `domain` it never refuses and never trims: it must not lose
/// half a sentence that is too long or ends in a blank.
pub fn lay_over(report: &mut Report, patch: &SubmissionPatch) {
    for step in patch.steps.iter().flatten() {
        let Some(known) = report.steps.iter_mut().find(|s| s.step_id.as_str() == step.step_id) else {
            continue;
        };
        if let Some(code) = &step.verdict {
            known.verdict = Verdict::from_code(code);
        }
        if let Some(actual) = &step.actual {
            known.actual.clone_from(actual);
        }
        let seconds = step.seconds.and_then(|seconds| u32::try_from(seconds).ok());
        known.seconds = known.seconds.max(seconds.unwrap_or_default());
    }
    if let Some(summary) = &patch.summary {
        report.summary.clone_from(summary);
    }
    if let Some(environment) = &patch.environment {
        report.environment.clone_from(environment);
    }
}

/// A patch that names one step.
#[must_use]
pub fn step_patch(step_id: &str, verdict: Option<Option<Verdict>>, actual: Option<String>) -> SubmissionPatch {
    let verdict = verdict.map(|given| given.map_or("", Verdict::code).to_owned());
    one_step(StepPatch {
        step_id: step_id.to_owned(),
        verdict,
        actual,
        seconds: None,
    })
}

/// A patch that says how long one step has taken in all.
#[must_use]
pub fn time_patch(step_id: &str, seconds: u32) -> SubmissionPatch {
    one_step(StepPatch {
        step_id: step_id.to_owned(),
        seconds: Some(seconds.into()),
        ..StepPatch::default()
    })
}

fn one_step(step: StepPatch) -> SubmissionPatch {
    SubmissionPatch {
        steps: Some(vec![step]),
        ..SubmissionPatch::default()
    }
}

/// The step, counted from 0, that an error field such as `steps[2].verdict` is about.
#[must_use]
pub fn step_of(field: &str) -> Option<usize> {
    field.strip_prefix("steps[")?.split_once(']')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        ids::StepId,
        submissions::{StepResult, merge::Field},
    };

    fn report() -> Report {
        let step = |id: &str| StepResult {
            step_id: StepId::parse(id).expect("an id"),
            verdict: None,
            actual: String::new(),
            seconds: 0,
        };
        Report {
            steps: vec![step("a"), step("b")],
            summary: String::new(),
            environment: "old".into(),
        }
    }

    #[test]
    fn changes_to_the_same_step_become_one() {
        let mut waiting = SubmissionPatch::default();
        assert!(is_empty(&waiting));
        merge(&mut waiting, step_patch("a", Some(Some(Verdict::Pass)), None));
        merge(&mut waiting, step_patch("a", None, Some("half a ".into())));
        merge(&mut waiting, step_patch("a", Some(Some(Verdict::Fail)), None));
        merge(
            &mut waiting,
            SubmissionPatch {
                summary: Some("s".into()),
                ..SubmissionPatch::default()
            },
        );
        let mut shown = report();
        lay_over(&mut shown, &waiting);
        assert_eq!(waiting.steps.as_ref().map(Vec::len), Some(1));
        assert_eq!(
            (shown.steps[0].verdict, shown.steps[0].actual.as_str()),
            (Some(Verdict::Fail), "half a ")
        );
        assert_eq!((shown.summary.as_str(), shown.environment.as_str()), ("s", "old"));
    }

    #[test]
    fn time_only_grows() {
        let mut waiting = time_patch("a", 90);
        merge(&mut waiting, time_patch("a", 40));
        merge(&mut waiting, step_patch("a", Some(Some(Verdict::Pass)), None));
        let mut shown = report();
        shown.steps[1].seconds = 7;
        lay_over(&mut shown, &waiting);
        lay_over(&mut shown, &time_patch("b", 5));
        let seconds: Vec<_> = shown.steps.iter().map(|s| s.seconds).collect();
        assert_eq!((seconds, shown.steps[0].verdict), (vec![90, 7], Some(Verdict::Pass)));
    }

    #[test]
    fn a_verdict_can_be_taken_back() {
        let mut shown = report();
        lay_over(&mut shown, &step_patch("b", Some(Some(Verdict::Pass)), None));
        lay_over(&mut shown, &step_patch("b", Some(None), None));
        assert_eq!(shown, report());
    }

    #[test]
    fn a_draft_of_an_earlier_version_is_read() {
        let old = r#"{"at": 5, "base": 1000, "patch": {"steps": null, "summary": "typed", "environment": null}}"#;
        let old: Unsaved = serde_json::from_str(old).expect("as it was written");
        let from = |updated_at| {
            old.changes_of(&report(), Timestamp::from_millis(updated_at))[0]
                .from
                .clone()
        };
        assert_eq!(from(1000).as_deref(), Some(""), "nobody else has written");
        assert_eq!(from(1001), None);
        let again: Unsaved =
            serde_json::from_str(&serde_json::to_string(&old).expect("writes")).expect("reads what it wrote");
        assert_eq!(again, old);
    }

    #[test]
    fn tabs_keep_their_changes_beside_each_other() {
        let change = |field, to: &str| Change {
            field,
            from: Some(String::new()),
            to: to.into(),
            at: 1,
        };
        let mut kept = Unsaved::default();
        kept.take(10, 1, &[change(Field::Summary, "one"), change(Field::Environment, "e")]);
        kept.take(10, 2, &[change(Field::Summary, "one more")]);
        kept.settle(&[change(Field::Summary, "one"), change(Field::Environment, "e")]);
        assert_eq!(kept.changes, [change(Field::Summary, "one more")]);
        kept.settle(&[change(Field::Summary, "one more")]);
        assert!(kept.is_empty());
    }

    #[test]
    fn error_fields_name_their_step() {
        assert_eq!(step_of("steps[2].verdict"), Some(2));
        assert_eq!(step_of("summary"), None);
    }
}
