use super::*;
use crate::journeys::{Journey, Step};

fn contract(evidence: &[bool]) -> Contract {
    let steps = evidence.iter().enumerate().map(|(n, evidence_required)| Step {
        id: StepId::parse(format!("s{n}")).expect("an id"),
        action: "do".into(),
        expected: "see".into(),
        evidence_required: *evidence_required,
    });
    Contract {
        title: "t".into(),
        description: "d".into(),
        app_url: "https://e.org".into(),
        price_cents: Cents(100),
        currency: "usd".into(),
        scope_in: None,
        scope_out: None,
        known_bugs: vec![],
        journey: Journey { steps: steps.collect() },
    }
}

fn result(n: usize, verdict: Option<Verdict>, actual: &str) -> StepResult {
    StepResult {
        step_id: StepId::parse(format!("s{n}")).expect("an id"),
        verdict,
        actual: actual.into(),
        seconds: 0,
    }
}

#[test]
fn what_is_missing_is_named() {
    let contract = contract(&[true, false, true]);
    let steps = [
        result(0, Some(Verdict::Pass), ""),
        result(1, Some(Verdict::Fail), " "),
        result(2, None, ""),
    ];
    let fields: Vec<_> = missing(&contract, &steps, &[StepId::parse("s2").ok()])
        .0
        .into_iter()
        .map(|e| e.field)
        .collect();
    assert_eq!(fields, ["steps[0].evidence", "steps[1].actual", "steps[2].verdict"]);
}

#[test]
fn a_skipped_step_needs_no_picture() {
    let steps = [result(0, Some(Verdict::Skipped), "")];
    assert!(missing(&contract(&[true]), &steps, &[]).0.is_empty());
}

#[test]
fn patches_touch_only_what_they_name() {
    let now = Report {
        steps: vec![result(0, Some(Verdict::Pass), "fine"), result(1, None, "")],
        summary: "s".into(),
        environment: "e".into(),
    };
    let patch = |step: &str, verdict: &str| SubmissionPatch {
        steps: Some(vec![StepPatch {
            step_id: step.into(),
            verdict: Some(verdict.into()),
            ..StepPatch::default()
        }]),
        ..SubmissionPatch::default()
    };
    let next = patch("s1", "fail").apply(&now).expect("good");
    assert_eq!(next.steps, [now.steps[0].clone(), result(1, Some(Verdict::Fail), "")]);
    assert_eq!(next.summary, "s");
    assert_eq!(
        patch("s9", "fail")
            .apply(&now)
            .err()
            .map(|i| i.0[0].field.clone())
            .as_deref(),
        Some("steps[0].step_id")
    );
    assert_eq!(
        patch("s1", "maybe")
            .apply(&now)
            .err()
            .map(|i| i.0[0].field.clone())
            .as_deref(),
        Some("steps[0].verdict")
    );
}

#[test]
fn the_way_to_a_problem_is_the_journey_so_far() {
    let mut contract = contract(&[false, false, false]);
    contract.journey.steps[1].action = "Pay\nby card".into();
    let mut report = Report {
        steps: vec![
            result(0, Some(Verdict::Pass), ""),
            result(1, Some(Verdict::Fail), ""),
            result(2, None, ""),
        ],
        summary: String::new(),
        environment: "• Browser: Chrome 1\nslow line".into(),
    };
    assert_eq!(
        way_to(&contract, &report, 1),
        "1. do (passed)\n2. Pay (failed)\nEnvironment: Browser: Chrome 1; slow line"
    );
    report.environment.clear();
    assert_eq!(way_to(&contract, &report, 2), "1. do (passed)\n2. Pay (failed)\n3. do");
    for step in &mut contract.journey.steps {
        step.action = "x".repeat(2000);
    }
    let cut = way_to(&contract, &report, 2);
    assert!(cut.starts_with("2. x") && cut.chars().count() <= bugs::MAX_TEXT);
}

#[test]
fn time_is_set_within_a_day_and_older_rows_have_none() {
    let now = Report {
        steps: vec![result(0, None, "")],
        summary: String::new(),
        environment: String::new(),
    };
    let patch = |seconds: i64| SubmissionPatch {
        steps: Some(vec![StepPatch {
            step_id: "s0".into(),
            seconds: Some(seconds),
            ..StepPatch::default()
        }]),
        ..SubmissionPatch::default()
    };
    let set = |seconds| patch(seconds).apply(&now).map(|r| r.steps[0].seconds);
    assert_eq!((set(0), set(86_400)), (Ok(0), Ok(86_400)));
    for (seconds, code) in [(86_401, "too_large"), (-1, "too_small")] {
        let refused = set(seconds).expect_err("out of range").0.remove(0);
        assert_eq!(
            (refused.field.as_str(), refused.code.as_str()),
            ("steps[0].seconds", code)
        );
    }
    let older = serde_json::from_str::<StepResult>(r#"{"step_id": "s0", "verdict": "pass", "actual": "x"}"#);
    assert_eq!(older.expect("an older row").seconds, 0);
}

#[test]
fn time_is_told_in_minutes() {
    let told = [0, 1, 59, 60, 3599, 3600, 3900, 86_400].map(|s| spent(s).unwrap_or_default());
    assert_eq!(
        told,
        [
            "",
            "under 1 min",
            "under 1 min",
            "1 min",
            "59 min",
            "1 h",
            "1 h 5 min",
            "24 h"
        ]
    );
}
