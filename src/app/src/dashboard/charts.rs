//! The figures of a dashboard as charts. Where there is nothing to draw there is no chart.

use crate::ui::{
    Navigator, Tone,
    chart::{BarChart, Ink, Part, PartsChart, Row, RowsChart, Series, Texture, Unit},
    format::span,
};
use domain::{
    dashboard::{JobName, JobVerdicts, Reviews, StepTally},
    money::Cents,
    statistics::{WEEKS, Week, WeekSum},
    submissions::{SubmissionStatus, Verdict},
};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// Steps that are drawn; a table holds the rest.
const STEPS: usize = 12;

pub(crate) fn sum(weeks: &[WeekSum]) -> Cents {
    Cents(weeks.iter().map(|week| week.cents.0).sum())
}

pub(crate) fn labels(weeks: impl Iterator<Item = Week>) -> Vec<(String, String)> {
    weeks.map(|week| (week.day(), week.name())).collect()
}

pub(crate) fn money(label: &'static str, ink: Ink, weeks: &[WeekSum], sign: i64) -> Series {
    Series {
        label,
        ink,
        values: weeks.iter().map(|week| Some(sign * week.cents.0)).collect(),
    }
}

/// What a client paid in, and what came back below it.
#[must_use]
pub fn spend(paid_in: &[WeekSum], refunded: &[WeekSum], currency: &str) -> Option<AnyView> {
    let (paid, back) = (sum(paid_in), sum(refunded));
    if paid == Cents::ZERO && back == Cents::ZERO {
        return None;
    }
    let mut series = vec![money("Paid in", Ink::new(Tone::Info, Texture::Solid), paid_in, 1)];
    let note = if back == Cents::ZERO {
        format!("paid in over the last {WEEKS} weeks")
    } else {
        series.push(money(
            "Given back",
            Ink::new(Tone::Neutral, Texture::Hatch),
            refunded,
            -1,
        ));
        let (paid, back) = (paid.display(currency), back.display(currency));
        format!("over the last {WEEKS} weeks: {paid} paid in, {back} given back")
    };
    let chart = view! {
        <BarChart
            id="spend"
            title="Spend per week"
            headline=Cents(paid.0 - back.0).display(currency)
            note
            unit=Unit::Money(currency.to_owned())
            column="Week"
            labels=labels(paid_in.iter().map(|week| week.week))
            series
        />
    };
    Some(chart.into_any())
}

/// What a tester was paid.
#[must_use]
pub fn earnings(earned: &[WeekSum], currency: &str) -> Option<AnyView> {
    let all = sum(earned);
    if all == Cents::ZERO {
        return None;
    }
    let chart = view! {
        <BarChart
            id="earnings"
            title="Earned per week"
            headline=all.display(currency)
            note=format!("for approved work over the last {WEEKS} weeks")
            unit=Unit::Money(currency.to_owned())
            column="Week"
            labels=labels(earned.iter().map(|week| week.week))
            series=vec![money("Earned", Ink::new(Tone::Good, Texture::Solid), earned, 1)]
        />
    };
    Some(chart.into_any())
}

/// How long a client's decisions took.
#[must_use]
pub fn review_time(reviews: &Reviews) -> Option<AnyView> {
    let pace = reviews.pace?;
    let decisions = match pace.count {
        1 => "one decision".to_owned(),
        n => format!("{n} decisions"),
    };
    let values = reviews
        .pace_by_week
        .iter()
        .map(|week| week.pace.map(|pace| pace.median_seconds));
    let series = Series {
        label: "Median",
        ink: Ink::new(Tone::Info, Texture::Solid),
        values: values.collect(),
    };
    let chart = view! {
        <BarChart
            id="review-time"
            title="Review time"
            headline=span(pace.median_seconds)
            note=format!("from hand-in to decision, median of {decisions} in {WEEKS} weeks")
            unit=Unit::Time
            column="Week"
            labels=labels(reviews.pace_by_week.iter().map(|week| week.week))
            series=vec![series]
        />
    };
    Some(chart.into_any())
}

fn of_state(status: SubmissionStatus) -> (&'static str, Ink) {
    match status {
        SubmissionStatus::Draft => ("Draft", Ink::new(Tone::Neutral, Texture::Lines)),
        SubmissionStatus::Submitted => ("Waiting for review", Ink::new(Tone::Info, Texture::Lines)),
        SubmissionStatus::ChangesRequested => ("Changes requested", Ink::new(Tone::Warn, Texture::Dots)),
        SubmissionStatus::Approved => ("Approved", Ink::new(Tone::Good, Texture::Solid)),
        SubmissionStatus::Rejected => ("Rejected", Ink::new(Tone::Bad, Texture::Hatch)),
    }
}

/// How what was handed in stands. `more` is said behind the note.
#[must_use]
pub fn states(id: &'static str, reviews: &Reviews, more: &str) -> Option<AnyView> {
    let count: i64 = reviews.states.iter().map(|of| of.count).sum();
    if count == 0 {
        return None;
    }
    let parts = reviews.states.iter().map(|of| {
        let (label, ink) = of_state(of.kind);
        Part {
            label,
            ink,
            count: of.count,
        }
    });
    let which = if reviews.complete { "" } else { ", the newest of them" };
    let chart = view! {
        <PartsChart
            id
            title="Submissions by state"
            headline=count.to_string()
            note=format!("handed in over the last {WEEKS} weeks{which}{more}")
            column="State"
            parts=parts.collect()
        />
    };
    Some(chart.into_any())
}

const VERDICTS: [(Verdict, Tone, Texture); 4] = [
    (Verdict::Pass, Tone::Good, Texture::Solid),
    (Verdict::Fail, Tone::Bad, Texture::Hatch),
    (Verdict::Blocked, Tone::Warn, Texture::Dots),
    (Verdict::Skipped, Tone::Neutral, Texture::Lines),
];

fn total(step: &StepTally) -> i64 {
    step.verdicts.iter().map(|of| of.count).sum()
}

/// The places of the steps to draw, in the order of the journey: all, or those that failed or blocked most.
fn drawn(steps: &[StepTally]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..steps.len()).collect();
    places.sort_by_key(|n| -(steps[*n].of(Verdict::Fail) + steps[*n].of(Verdict::Blocked)));
    places.truncate(STEPS);
    places.sort_unstable();
    places
}

/// What testers found at each step of a job, with a choice of which when there are several.
#[must_use]
pub fn verdicts(shown: &JobVerdicts, choices: &[JobName]) -> AnyView {
    let steps = &shown.steps;
    let passed: i64 = steps.iter().map(|step| step.of(Verdict::Pass)).sum();
    let given: i64 = steps.iter().map(total).sum();
    let handed_in = match shown.submissions {
        1 => "one submission".to_owned(),
        n => format!("{n} submissions"),
    };
    let places = drawn(steps);
    let some = if places.len() < steps.len() {
        format!("; the {} of {} steps that failed most", places.len(), steps.len())
    } else {
        String::new()
    };
    let rows = steps.iter().map(|step| Row {
        label: format!("{}. {}", step.number, step.action),
        counts: VERDICTS.iter().map(|(verdict, ..)| step.of(*verdict)).collect(),
        end: format!("{}/{} pass", step.of(Verdict::Pass), total(step)),
    });
    let keys = VERDICTS.map(|(verdict, tone, texture)| (verdict.label(), Ink::new(tone, texture)));
    let aside = (choices.len() > 1).then(|| {
        let (choices, chosen) = (choices.to_vec(), shown.job.clone());
        view! { <Choice choices chosen/> }.into_any()
    });
    view! {
        <RowsChart
            id="verdicts"
            title="Verdicts by step"
            headline=format!("{passed} of {given} pass")
            note=format!("in {handed_in} for “{}”{some}", shown.job.title)
            column="Step"
            keys=keys.to_vec()
            rows=rows.collect()
            shown=places
            aside
        />
    }
    .into_any()
}

/// Chooses the job, by the address: a form where no script runs, and without a reload where one does.
#[component]
fn Choice(choices: Vec<JobName>, chosen: JobName) -> impl IntoView {
    let navigator = Navigator::new();
    let select = NodeRef::<html::Select>::new();
    let go = move |ev: SubmitEvent| {
        let Some(select) = select.get_untracked() else { return };
        ev.prevent_default();
        navigator.turn(format!("/dashboard?job={}", select.value()), false);
    };
    let options = choices.into_iter().map(|job| {
        let here = job.id == chosen.id;
        view! { <option value=job.id.to_string() selected=here>{job.title}</option> }
    });
    let options = options.collect_view();
    view! {
        <form class="flex w-full min-w-0 gap-2 sm:w-auto" method="get" action="/dashboard" on:submit=go>
            <label class="sr-only" for="verdicts-job">"Job"</label>
            <select class="input input-sm sm:w-52" id="verdicts-job" name="job" node_ref=select>{options}</select>
            <button type="submit" class="btn btn-secondary">"Show"</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::statistics::Count;

    fn step(number: usize, failed: i64, blocked: i64) -> StepTally {
        let counts = [(Verdict::Pass, 1), (Verdict::Fail, failed), (Verdict::Blocked, blocked)];
        StepTally {
            number,
            action: String::new(),
            verdicts: counts.map(|(kind, count)| Count { kind, count }).to_vec(),
        }
    }

    #[test]
    fn long_journeys_show_where_it_went_wrong() {
        let short: Vec<_> = (0..STEPS).map(|n| step(n + 1, 0, 0)).collect();
        assert_eq!(drawn(&short), (0..STEPS).collect::<Vec<_>>());
        let long: Vec<_> = (0..50)
            .map(|n| step(n + 1, i64::from(n == 40), i64::from(n == 30) * 2))
            .collect();
        let shown = drawn(&long);
        assert_eq!(shown.len(), STEPS);
        // In the order of the journey, the first steps filling up.
        assert_eq!(shown[..3], [0, 1, 2]);
        assert_eq!(shown[STEPS - 2..], [30, 40]);
    }

    #[test]
    fn there_is_no_chart_of_nothing() {
        assert!(spend(&[], &[], "usd").is_none() && earnings(&[], "usd").is_none());
        let nothing = Reviews {
            states: vec![],
            complete: true,
            pace: None,
            pace_by_week: vec![],
        };
        assert!(review_time(&nothing).is_none() && states("s", &nothing, "").is_none());
    }

    #[test]
    fn inks_of_one_chart_differ_in_texture() {
        let mut textures: Vec<_> = VERDICTS.iter().map(|(.., texture)| *texture).collect();
        textures.extend(domain::dashboard::HANDED_IN.map(|status| of_state(status).1.texture));
        for chart in textures.chunks(4) {
            for (n, texture) in chart.iter().enumerate() {
                assert!(!chart[..n].contains(texture), "{chart:?}");
            }
        }
    }
}
