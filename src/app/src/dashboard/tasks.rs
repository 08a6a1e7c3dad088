//! "Needs you now": what waits for this person, as one list that can be finished. What is due first stands first.

use crate::ui::{Badge, Glyph, Icon, Money, TimeLeft, Tone, When, WhenMode};
use domain::{
    claims::Claim,
    dashboard::{ClientBoard, TesterBoard, ToReview},
    jobs::JobCard,
    submissions::SubmissionStatus,
    timestamp::Timestamp,
};
use leptos::prelude::*;

/// Something that waits for the person.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    Review(ToReview),
    /// A seat whose work is not handed in yet, or was handed back.
    Work(Claim),
    /// A draft that can be published as it is.
    Publish(JobCard),
}

impl Task {
    /// When it is too late.
    fn due(&self) -> Option<Timestamp> {
        match self {
            Self::Review(item) => item.review_due_at,
            Self::Work(claim) => Some(claim.expires_at),
            Self::Publish(_) => None,
        }
    }
}

/// All of them, by the time that is left; what has all the time in the world comes last.
#[must_use]
pub fn tasks(client: Option<&ClientBoard>, tester: Option<&TesterBoard>) -> Vec<Task> {
    let mut out = Vec::new();
    if let Some(board) = client {
        out.extend(board.to_review.iter().cloned().map(Task::Review));
        out.extend(board.drafts.iter().cloned().map(Task::Publish));
    }
    if let Some(board) = tester {
        out.extend(board.at_work.iter().cloned().map(Task::Work));
    }
    out.sort_by_key(|task| task.due().map_or(i64::MAX, Timestamp::millis));
    out
}

#[component]
pub fn NeedsYou(
    tasks: Vec<Task>,
    /// How many more wait than the list holds.
    more: usize,
    now: Timestamp,
    tester: bool,
) -> impl IntoView {
    let count = tasks.len() + more;
    let silence = tasks.iter().any(|task| matches!(task, Task::Review(_)));
    let rows = tasks.into_iter().map(|task| view! { <TaskRow task now/> });
    let rows = rows.collect_view();
    view! {
        <section class="mb-10" aria-labelledby="now">
            <div class="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-1">
                <h2 class="font-semibold" id="now">
                    "Needs you now"
                    {(count > 0).then(|| view! { <span class="ml-2 font-normal text-faint tabular-nums">{count}</span> })}
                </h2>
                {silence.then(|| view! {
                    <p class="text-sm text-faint">"What is due first stands first. A review that you leave is approved by silence."</p>
                })}
            </div>
            {if count == 0 {
                view! {
                    <p class="card flex items-center gap-3 px-5 py-4 text-sm text-muted">
                        <span class="text-success"><Icon glyph=Glyph::CheckCircle/></span>
                        {if tester { "Nothing waits for you. A good moment to find a job." } else { "Nothing waits for you." }}
                    </p>
                }
                .into_any()
            } else {
                view! { <ul class="card rows overflow-hidden">{rows}</ul> }.into_any()
            }}
            {(more > 0).then(|| view! {
                <p class="mt-2 px-5 text-sm text-faint">{format!("And {more} more to review: they come up as these are done.")}</p>
            })}
        </section>
    }
}

/// What a row is made of.
struct Face {
    href: String,
    title: String,
    tone: Tone,
    verb: &'static str,
    about: AnyView,
    /// What the time left is for.
    until: &'static str,
}

fn face(task: &Task) -> Face {
    match task {
        Task::Review(item) => Face {
            href: format!("/jobs/{}/review?submission={}", item.job_id, item.submission_id),
            title: item.job_title.clone(),
            tone: Tone::Info,
            verb: "Review",
            about: handed_in(item),
            until: "to decide",
        },
        Task::Work(claim) => {
            let back = claim.submission_status == Some(SubmissionStatus::ChangesRequested);
            let taken = claim.created_at;
            Face {
                href: format!("/claims/{}", claim.id),
                title: claim.job_title.clone(),
                tone: if back { Tone::Warn } else { Tone::Info },
                verb: if back { "Changes requested" } else { "Hand in" },
                about: view! { <span>"taken " <When at=taken mode=WhenMode::Date/></span> }.into_any(),
                until: "to hand in",
            }
        }
        Task::Publish(card) => {
            let pay = card.price_cents.display(&card.currency);
            let testers = if card.slots == 1 { "tester" } else { "testers" };
            Face {
                href: format!("/jobs/{}", card.id),
                title: card.title.clone(),
                tone: Tone::Neutral,
                verb: "Publish",
                about: view! { <span class="tabular-nums">{format!("draft, {pay} × {} {testers}", card.slots)}</span> }
                    .into_any(),
                until: "",
            }
        }
    }
}

fn handed_in(item: &ToReview) -> AnyView {
    let bugs = match item.bugs {
        0 => "no bugs".to_owned(),
        1 => "1 bug".to_owned(),
        n => format!("{n} bugs"),
    };
    let name = item.tester.name.clone();
    view! { <span>{name}</span> <span>{bugs}</span> }.into_any()
}

#[component]
fn TaskRow(task: Task, now: Timestamp) -> impl IntoView {
    let due = task.due();
    let pay = match &task {
        Task::Review(item) => Some((item.price_cents, item.currency.clone())),
        Task::Work(claim) => Some((claim.price_cents, claim.currency.clone())),
        Task::Publish(_) => None,
    };
    let Face {
        href,
        title,
        tone,
        verb,
        about,
        until,
    } = face(&task);
    view! {
        <li class="relative flex items-start gap-x-4 px-5 py-3 hover:bg-sunken/60 sm:items-center">
            <div class="min-w-0 flex-1">
                <a class="font-medium break-words after:absolute after:inset-0" href=href>{title}</a>
                <p class="mt-0.5 flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-sm text-faint">
                    <Badge tone>{verb}</Badge>
                    {about}
                </p>
            </div>
            <div class="flex-none text-right text-sm">
                {pay.map(|(amount, currency)| view! { <Money amount currency class="font-medium"/> })}
                {due.map(|at| view! {
                    <p class="text-xs text-muted">
                        <TimeLeft until=at seen_at=now/>
                        <span class="max-sm:sr-only">" " {until}</span>
                    </p>
                })}
            </div>
            <Icon glyph=Glyph::ArrowRight class="size-4 text-faint max-sm:hidden"/>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        dashboard::Reviews,
        ids::{ClaimId, JobId, ProjectId, SubmissionId, UserId},
        jobs::{JobStatus, Requirements},
        money::Cents,
        page::Page,
        users::Person,
    };

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_millis(hours * 3_600_000)
    }

    fn person() -> Person {
        Person {
            id: UserId::parse("u").expect("an id"),
            name: "Ida".into(),
            rating: None,
            rating_count: 0,
        }
    }

    fn review(title: &str, due: i64) -> ToReview {
        ToReview {
            submission_id: SubmissionId::parse("s").expect("an id"),
            job_id: JobId::parse("j").expect("an id"),
            job_title: title.into(),
            tester: person(),
            bugs: 0,
            price_cents: Cents(100),
            currency: "usd".into(),
            submitted_at: Some(at(0)),
            review_due_at: Some(at(due)),
        }
    }

    fn seat(title: &str, expires: i64) -> Claim {
        Claim {
            id: ClaimId::parse("c").expect("an id"),
            job_id: JobId::parse("j").expect("an id"),
            status: domain::claims::ClaimStatus::Active,
            job_title: title.into(),
            price_cents: Cents(100),
            currency: "usd".into(),
            created_at: at(0),
            expires_at: at(expires),
            seal: String::new(),
            contract_hash: String::new(),
            submission_id: None,
            submission_status: None,
        }
    }

    fn draft(title: &str) -> JobCard {
        JobCard {
            id: JobId::parse("j").expect("an id"),
            project_id: ProjectId::parse("p").expect("an id"),
            status: JobStatus::Draft,
            title: title.into(),
            summary: String::new(),
            client: person(),
            price_cents: Cents(100),
            currency: "usd".into(),
            slots: 1,
            seats_left: 1,
            steps: 1,
            requirements: Requirements::default(),
            deadline: None,
            created_at: at(0),
            published_at: None,
        }
    }

    fn nothing() -> Reviews {
        Reviews {
            states: vec![],
            complete: true,
            pace: None,
            pace_by_week: vec![],
        }
    }

    fn none<T>() -> Page<T> {
        Page {
            items: vec![],
            next_cursor: None,
        }
    }

    #[test]
    fn what_is_due_first_stands_first_whatever_it_is() {
        let client = ClientBoard {
            to_review: vec![review("soon", 5), review("late", 90)],
            waiting: 2,
            drafts: vec![draft("whenever")],
            jobs: none(),
            open_jobs: 0,
            projects: none(),
            paid_in: vec![],
            refunded: vec![],
            reviews: nothing(),
            reported: vec![],
            verdicts: None,
        };
        let tester = TesterBoard {
            at_work: vec![seat("now", 1), seat("then", 20)],
            seats: none(),
            earned: vec![],
            reviews: nothing(),
        };
        let title = |task: &Task| match task {
            Task::Review(item) => item.job_title.clone(),
            Task::Work(claim) => claim.job_title.clone(),
            Task::Publish(card) => card.title.clone(),
        };
        let titles: Vec<String> = tasks(Some(&client), Some(&tester)).iter().map(title).collect();
        assert_eq!(titles, ["now", "soon", "then", "late", "whenever"]);
        assert_eq!(tasks(None, None), []);
        assert_eq!(tasks(None, Some(&tester)).len(), 2);
    }
}
