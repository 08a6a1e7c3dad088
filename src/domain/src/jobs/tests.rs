use super::*;

fn input() -> JobInput {
    JobInput {
        project_id: ProjectId::parse("p").ok(),
        title: "Checkout".into(),
        description: "Buy a kettle".into(),
        price_cents: Some(1500),
        slots: Some(3),
        journey: JourneyInput {
            steps: vec![StepInput {
                action: "Open".into(),
                ..StepInput::default()
            }],
        },
        ..JobInput::default()
    }
}

#[test]
fn states_follow_the_seats() {
    let seats = |taken, handed_in, settled| Seats {
        slots: 2,
        taken,
        handed_in,
        settled,
    };
    assert_eq!(JobStatus::Open.derive(seats(1, 0, 0)), JobStatus::Open);
    assert_eq!(JobStatus::Open.derive(seats(2, 1, 0)), JobStatus::Full);
    assert_eq!(JobStatus::Full.derive(seats(1, 1, 0)), JobStatus::Open);
    assert_eq!(JobStatus::Full.derive(seats(2, 2, 1)), JobStatus::Reviewing);
    assert_eq!(JobStatus::Reviewing.derive(seats(2, 2, 2)), JobStatus::Completed);
    assert_eq!(JobStatus::Cancelled.derive(seats(2, 2, 2)), JobStatus::Cancelled);
}

#[test]
fn a_good_job_passes_and_a_bad_one_names_each_field() {
    assert!(input().validate().is_ok());
    let bad = JobInput {
        project_id: None,
        price_cents: Some(0),
        slots: None,
        currency: Some("eur".into()),
        journey: JourneyInput {
            steps: vec![StepInput::default()],
        },
        requirements: Requirements {
            countries: vec!["Germany".into()],
            ..Requirements::default()
        },
        ..input()
    };
    let refused = bad.validate().expect_err("it is bad");
    let fields: Vec<_> = refused.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "project_id",
            "price_cents",
            "slots",
            "currency",
            "requirements.countries[0]",
            "journey.steps[0].action"
        ]
    );
}

#[test]
fn queries_come_out_in_one_spelling() {
    let ask = JobQuery {
        country: Some("de".into()),
        q: Some(" Cart ".into()),
        ..JobQuery::default()
    };
    let filter = ask.validate().expect("good");
    assert_eq!(
        (filter.country.as_deref(), filter.q.as_deref(), filter.limit),
        (Some("DE"), Some("cart"), 20)
    );
    let bad = JobQuery {
        sort: Some("x".into()),
        limit: Some(0),
        cursor: Some("?".into()),
        ..JobQuery::default()
    };
    assert_eq!(bad.validate().err().map(|i| i.0.len()), Some(3));
}

#[test]
fn summaries_end_at_a_word() {
    assert_eq!(summary("a  b\nc"), "a b c");
    let long = summary(&"word ".repeat(100));
    assert!(long.ends_with("word…") && long.chars().count() <= 200);
}
