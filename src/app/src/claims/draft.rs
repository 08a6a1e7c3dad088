//! A draft that outlives the tab: what the tester changed and the server has not confirmed yet.

use domain::{
    submissions::{Report, StepPatch, SubmissionPatch, Verdict},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What lies in the browser's own storage until the server has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaved {
    /// When the last change was made, by this browser's clock.
    pub at: i64,
    /// `updated_at` of the submission that was changed, by the server's clock.
    pub base: i64,
    pub patch: SubmissionPatch,
}

impl Unsaved {
    /// Whether it is to be laid over what the server has. With an unchanged base nobody else has written since, so a
    /// browser whose clock is wrong loses nothing; otherwise the later change wins.
    #[must_use]
    pub fn wins_over(&self, updated_at: Timestamp) -> bool {
        self.base == updated_at.millis() || self.at > updated_at.millis()
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
    let step = StepPatch {
        step_id: step_id.to_owned(),
        verdict,
        actual,
    };
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
    use domain::{ids::StepId, submissions::StepResult};

    fn report() -> Report {
        let step = |id: &str| StepResult {
            step_id: StepId::parse(id).expect("an id"),
            verdict: None,
            actual: String::new(),
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
    fn a_verdict_can_be_taken_back() {
        let mut shown = report();
        lay_over(&mut shown, &step_patch("b", Some(Some(Verdict::Pass)), None));
        lay_over(&mut shown, &step_patch("b", Some(None), None));
        assert_eq!(shown, report());
    }

    #[test]
    fn the_later_change_wins_unless_nobody_else_wrote() {
        let server = Timestamp::from_millis(1000);
        let kept = |at, base| Unsaved {
            at,
            base,
            patch: SubmissionPatch::default(),
        };
        assert!(kept(1001, 500).wins_over(server));
        assert!(!kept(999, 500).wins_over(server));
        assert!(kept(10, 1000).wins_over(server), "a slow clock loses nothing");
    }

    #[test]
    fn error_fields_name_their_step() {
        assert_eq!(step_of("steps[2].verdict"), Some(2));
        assert_eq!(step_of("summary"), None);
    }
}
