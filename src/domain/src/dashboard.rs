//! What somebody finds on coming in: what needs them now, what they have under way, and figures.

use crate::{
    claims::Claim,
    ids::{JobId, SubmissionId},
    jobs::JobCard,
    journeys::Journey,
    money::Cents,
    page::Page,
    projects::Project,
    statistics::{Count, Pace, WeekPace, WeekSum, tally},
    submissions::{StepResult, SubmissionStatus, Verdict},
    timestamp::Timestamp,
    users::{Person, User},
    wallet::Wallet,
};
use serde::{Deserialize, Serialize};

/// States that a submission has once it was handed in, as they are counted.
pub const HANDED_IN: [SubmissionStatus; 4] = [
    SubmissionStatus::Submitted,
    SubmissionStatus::ChangesRequested,
    SubmissionStatus::Approved,
    SubmissionStatus::Rejected,
];
/// Lists on the dashboard are short; where this many were found there may be more.
pub const MANY: usize = 100;

/// Which part of it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DashboardQuery {
    /// The job whose verdicts are shown; the one that was handed in last unless it is one's own and has been handed in.
    pub job: Option<String>,
    /// Continues the list of seats.
    pub seats: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    /// The server's clock, so that server and browser tell the same time left.
    pub now: Timestamp,
    pub user: User,
    pub wallet: Wallet,
    /// For who may have projects.
    pub client: Option<ClientBoard>,
    /// For who may take seats.
    pub tester: Option<TesterBoard>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientBoard {
    /// The one that silence approves first at the top.
    pub to_review: Vec<ToReview>,
    /// How many wait in all, up to [`MANY`].
    pub waiting: usize,
    /// Drafts that can be published as they are.
    pub drafts: Vec<JobCard>,
    pub jobs: Page<JobCard>,
    /// How many are open, up to [`MANY`].
    pub open_jobs: usize,
    pub projects: Page<Project>,
    pub paid_in: Vec<WeekSum>,
    pub refunded: Vec<WeekSum>,
    pub reviews: Reviews,
    /// Jobs with something handed in over the last weeks, the latest first.
    pub reported: Vec<JobName>,
    pub verdicts: Option<JobVerdicts>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TesterBoard {
    /// Seats that wait for their tester, the one whose time runs out first at the top.
    pub at_work: Vec<Claim>,
    /// The others, newest first.
    pub seats: Page<Claim>,
    pub earned: Vec<WeekSum>,
    pub reviews: Reviews,
}

/// A submission that waits for its client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToReview {
    pub submission_id: SubmissionId,
    pub job_id: JobId,
    pub job_title: String,
    pub tester: Person,
    pub bugs: usize,
    pub price_cents: Cents,
    pub currency: String,
    pub submitted_at: Option<Timestamp>,
    /// When silence approves it.
    pub review_due_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobName {
    pub id: JobId,
    pub title: String,
}

/// Of what was handed in over the last weeks: how it stands, and how long decisions took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reviews {
    /// In the order of [`HANDED_IN`].
    pub states: Vec<Count<SubmissionStatus>>,
    /// Whether these are all; else the newest ones.
    pub complete: bool,
    /// From hand-in to decision.
    pub pace: Option<Pace>,
    pub pace_by_week: Vec<WeekPace>,
}

/// What testers found at the steps of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobVerdicts {
    pub job: JobName,
    /// How many were handed in.
    pub submissions: usize,
    pub steps: Vec<StepTally>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepTally {
    /// From 1.
    pub number: usize,
    pub action: String,
    /// In the order of [`Verdict::ALL`].
    pub verdicts: Vec<Count<Verdict>>,
}

impl StepTally {
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> i64 {
        let found = self.verdicts.iter().find(|of| of.kind == verdict);
        found.map_or(0, |of| of.count)
    }
}

/// Verdicts by step, in the order of the journey as it is now. Steps that an edit has taken away are left out.
#[must_use]
pub fn verdicts_by_step(journey: &Journey, reports: &[Vec<StepResult>]) -> Vec<StepTally> {
    let steps = journey.steps.iter().enumerate().map(|(n, step)| {
        let results = reports.iter().flatten().filter(|result| result.step_id == step.id);
        StepTally {
            number: n + 1,
            action: step.action.clone(),
            verdicts: tally(&Verdict::ALL, results.filter_map(|result| result.verdict)),
        }
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::StepId, journeys::Step};

    fn id(name: &str) -> StepId {
        StepId::parse(name).expect("an id")
    }

    #[test]
    fn verdicts_are_counted_by_the_steps_that_are_there_now() {
        let step = |name: &str| Step {
            id: id(name),
            action: name.to_uppercase(),
            expected: String::new(),
            evidence_required: false,
        };
        let result = |name: &str, verdict| StepResult {
            step_id: id(name),
            verdict,
            actual: String::new(),
            seconds: 0,
        };
        // `b` was taken away after the first report, and `c` came.
        let journey = Journey {
            steps: vec![step("c"), step("a")],
        };
        let reports = [
            vec![result("a", Some(Verdict::Pass)), result("b", Some(Verdict::Fail))],
            vec![result("a", Some(Verdict::Fail)), result("c", Some(Verdict::Skipped))],
            vec![result("a", Some(Verdict::Pass)), result("c", None)],
        ];
        let counts: Vec<_> = verdicts_by_step(&journey, &reports)
            .iter()
            .map(|step| (step.number, step.action.clone(), Verdict::ALL.map(|v| step.of(v))))
            .collect();
        assert_eq!(
            counts,
            [(1, "C".to_owned(), [0, 0, 0, 1]), (2, "A".to_owned(), [2, 1, 0, 0])]
        );
    }
}
