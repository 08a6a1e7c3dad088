//! Test jobs: what a client puts up, the states it passes through, and how the marketplace is searched.

mod query;

pub use query::{JobFilter, JobQuery, JobSort};

use crate::{
    error::Conflict,
    ids::{JobId, ProjectId},
    journeys::{Journey, JourneyInput, StepInput},
    money::Cents,
    timestamp::Timestamp,
    users::Person,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// The one currency of this platform's ledger.
pub const CURRENCY: &str = "usd";
pub const MAX_SLOTS: i64 = 1000;
/// 10,000.00 for a seat.
pub const MAX_PRICE_CENTS: i64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    Draft,
    Open,
    /// Every seat is taken.
    Full,
    /// No seat can be taken any more, and some are still being worked on or decided.
    Reviewing,
    /// Every seat is settled.
    Completed,
    Cancelled,
    Expired,
}

impl JobStatus {
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Open,
        Self::Full,
        Self::Reviewing,
        Self::Completed,
        Self::Cancelled,
        Self::Expired,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Full => "full",
            Self::Reviewing => "reviewing",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The state that follows from the count of seats, for a job that has been published and not stopped.
    #[must_use]
    pub fn derive(self, seats: Seats) -> Self {
        match self {
            Self::Draft | Self::Cancelled | Self::Expired | Self::Completed => self,
            Self::Open | Self::Full | Self::Reviewing => {
                if seats.settled >= seats.slots {
                    Self::Completed
                } else if seats.handed_in >= seats.slots {
                    Self::Reviewing
                } else if seats.taken >= seats.slots {
                    Self::Full
                } else {
                    Self::Open
                }
            }
        }
    }

    /// Whether work that was begun before may still be handed in.
    #[must_use]
    pub fn takes_work(self) -> bool {
        !matches!(self, Self::Draft | Self::Completed)
    }

    /// # Errors
    /// When it is not a draft.
    pub fn may_publish(self) -> Result<(), Conflict> {
        if self == Self::Draft {
            Ok(())
        } else {
            Err(Conflict::JobNotDraft)
        }
    }

    /// # Errors
    /// When it has not been published, or no seat of it is left to give back.
    pub fn may_cancel(self) -> Result<(), Conflict> {
        if matches!(self, Self::Open | Self::Full) {
            Ok(())
        } else {
            Err(Conflict::JobNotCancellable)
        }
    }

    /// # Errors
    /// When it is over.
    pub fn may_edit(self) -> Result<(), Conflict> {
        if matches!(self, Self::Draft | Self::Open | Self::Full) {
            Ok(())
        } else {
            Err(Conflict::JobNotEditable)
        }
    }

    /// # Errors
    /// When it has been published.
    pub fn may_delete(self) -> Result<(), Conflict> {
        if self == Self::Draft {
            Ok(())
        } else {
            Err(Conflict::JobNotDeletable)
        }
    }
}

/// How the seats of a job stand. `settled ≤ handed_in ≤ taken ≤ slots`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seats {
    pub slots: i64,
    /// Claimed, handed in or settled.
    pub taken: i64,
    /// Handed in at least once, and not given up since.
    pub handed_in: i64,
    /// Paid, or refunded after a rejection.
    pub settled: i64,
}

impl Seats {
    #[must_use]
    pub fn left(self) -> i64 {
        (self.slots - self.taken).max(0)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Requirements {
    /// Such as `web`, `ios`, `windows`; none means any.
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::names))]
    pub platforms: Vec<String>,
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::names))]
    pub browsers: Vec<String>,
    /// ISO 3166-1 alpha-2, upper case.
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::countries))]
    pub countries: Vec<String>,
    /// ISO 639-1, lower case.
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::languages))]
    pub languages: Vec<String>,
    /// 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 5))]
    pub min_rating: Option<f64>,
}

impl Requirements {
    fn check(&self, v: &mut Invalid) -> Self {
        let min_rating = self.min_rating;
        if min_rating.is_some_and(|r| !(0.0..=5.0).contains(&r)) {
            v.push("requirements.min_rating", "range", "A rating lies between 0 and 5.");
        }
        Self {
            platforms: words(v, "requirements.platforms", &self.platforms, 1..=32, false),
            browsers: words(v, "requirements.browsers", &self.browsers, 1..=32, false),
            countries: words(v, "requirements.countries", &self.countries, 2..=2, true),
            languages: words(v, "requirements.languages", &self.languages, 2..=8, false),
            min_rating: min_rating.filter(|r| *r > 0.0),
        }
    }
}

/// Short words without repetition, in one case, at most 50.
fn words(
    v: &mut Invalid,
    field: &str,
    list: &[String],
    length: std::ops::RangeInclusive<usize>,
    upper: bool,
) -> Vec<String> {
    if list.len() > 50 {
        v.push(field, "too_many", "Name at most 50.");
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    for (n, word) in list.iter().enumerate() {
        let word = if upper {
            word.trim().to_uppercase()
        } else {
            word.trim().to_lowercase()
        };
        let plain = word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '+'));
        if !length.contains(&word.len()) || !plain {
            v.push(
                format!("{field}[{n}]"),
                "unknown",
                "This is not a name that can be asked for.",
            );
        } else if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct JobInput {
    #[cfg_attr(feature = "openapi", schema(required, value_type = ProjectId))]
    pub project_id: Option<ProjectId>,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 150))]
    pub title: String,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 10000))]
    pub description: String,
    /// Pay of one tester.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 1_000_000))]
    pub price_cents: Option<i64>,
    /// How many testers.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 1000))]
    pub slots: Option<i64>,
    /// `usd`, which is also what is meant when it is left out.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[Uu][Ss][Dd]$"))]
    pub currency: Option<String>,
    pub deadline: Option<Timestamp>,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub scope_in: Option<String>,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub scope_out: Option<String>,
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::known_bugs))]
    pub known_bugs: Vec<String>,
    pub requirements: Requirements,
    #[cfg_attr(feature = "openapi", schema(required))]
    pub journey: JourneyInput,
}

/// A job that passed its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct JobTerms {
    pub project: ProjectId,
    pub title: String,
    pub description: String,
    pub price: Cents,
    pub slots: i64,
    pub deadline: Option<Timestamp>,
    pub scope_in: Option<String>,
    pub scope_out: Option<String>,
    pub known_bugs: Vec<String>,
    pub requirements: Requirements,
    pub journey: JourneyInput,
}

impl JobInput {
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<JobTerms, Invalid> {
        let mut v = Invalid::default();
        if self.project_id.is_none() {
            v.push("project_id", "required", "Choose the project this job belongs to.");
        }
        let title = v.text("title", &self.title, 1, 150);
        let description = v.text("description", &self.description, 1, 10_000);
        let price = v.number("price_cents", self.price_cents, 1, MAX_PRICE_CENTS);
        let slots = v.number("slots", self.slots, 1, MAX_SLOTS);
        if self
            .currency
            .as_deref()
            .is_some_and(|c| !c.eq_ignore_ascii_case(CURRENCY))
        {
            v.push("currency", "unsupported", "This platform settles in usd.");
        }
        let scope_in = v.optional_text("scope_in", self.scope_in.as_deref(), 5000);
        let scope_out = v.optional_text("scope_out", self.scope_out.as_deref(), 5000);
        if self.known_bugs.len() > 100 {
            v.push("known_bugs", "too_many", "Name at most 100 known bugs.");
        }
        let known_bugs = self.known_bugs.iter().take(101).enumerate();
        let known_bugs = known_bugs
            .map(|(n, bug)| v.text(&format!("known_bugs[{n}]"), bug, 1, 500))
            .collect();
        let requirements = self.requirements.check(&mut v);
        let journey = self.journey.check(&mut v);
        let Some(project) = self.project_id.clone() else {
            return Err(v);
        };
        v.into_result(JobTerms {
            project,
            title,
            description,
            price: Cents(price),
            slots,
            deadline: self.deadline,
            scope_in,
            scope_out,
            known_bugs,
            requirements,
            journey,
        })
    }
}

/// A job as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    pub id: JobId,
    pub project_id: ProjectId,
    pub status: JobStatus,
    pub title: String,
    pub description: String,
    pub app_url: String,
    pub client: Person,
    pub price_cents: Cents,
    pub currency: String,
    pub slots: i64,
    pub seats: Seats,
    pub seats_left: i64,
    pub deadline: Option<Timestamp>,
    pub scope_in: Option<String>,
    pub scope_out: Option<String>,
    pub known_bugs: Vec<String>,
    pub requirements: Requirements,
    pub journey: Journey,
    /// Charged on top at publishing; before that, what it would be.
    pub fee_cents: Cents,
    pub created_at: Timestamp,
    pub published_at: Option<Timestamp>,
    /// A page of the payment processor's on which publishing it is paid for, while that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout_url: Option<String>,
    /// The viewer's own relation to it.
    #[serde(default)]
    pub viewer: JobViewer,
}

impl Job {
    /// As a list shows it.
    #[must_use]
    pub fn card(&self) -> JobCard {
        JobCard {
            id: self.id.clone(),
            project_id: self.project_id.clone(),
            status: self.status,
            title: self.title.clone(),
            summary: summary(&self.description),
            client: self.client.clone(),
            price_cents: self.price_cents,
            currency: self.currency.clone(),
            slots: self.slots,
            seats_left: self.seats.left(),
            steps: i64::try_from(self.journey.steps.len()).unwrap_or(i64::MAX),
            requirements: self.requirements.clone(),
            deadline: self.deadline,
            created_at: self.created_at,
            published_at: self.published_at,
        }
    }

    /// What it was made from, to lay an edit over.
    #[must_use]
    pub fn input(&self) -> JobInput {
        let steps = self.journey.steps.iter().map(|step| StepInput {
            id: Some(step.id.clone()),
            action: step.action.clone(),
            expected: step.expected.clone(),
            evidence_required: step.evidence_required,
        });
        JobInput {
            project_id: Some(self.project_id.clone()),
            title: self.title.clone(),
            description: self.description.clone(),
            price_cents: Some(self.price_cents.0),
            slots: Some(self.slots),
            currency: Some(self.currency.clone()),
            deadline: self.deadline,
            scope_in: self.scope_in.clone(),
            scope_out: self.scope_out.clone(),
            known_bugs: self.known_bugs.clone(),
            requirements: self.requirements.clone(),
            journey: JourneyInput { steps: steps.collect() },
        }
    }
}

/// What the one who looks has to do with a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobViewer {
    pub owns: bool,
    /// The viewer's live seat.
    pub claim_id: Option<crate::ids::ClaimId>,
}

/// A job as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobCard {
    pub id: JobId,
    pub project_id: ProjectId,
    pub status: JobStatus,
    pub title: String,
    /// The first 200 characters of the description.
    pub summary: String,
    pub client: Person,
    pub price_cents: Cents,
    pub currency: String,
    pub slots: i64,
    pub seats_left: i64,
    pub steps: i64,
    pub requirements: Requirements,
    pub deadline: Option<Timestamp>,
    pub created_at: Timestamp,
    pub published_at: Option<Timestamp>,
}

impl JobCard {
    /// Minutes a tester should expect: three for each step and five to begin and to hand in.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        5 + 3 * self.steps
    }
}

/// The first 200 characters, cut at a word.
#[must_use]
pub fn summary(description: &str) -> String {
    let line = description.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 200 {
        return line;
    }
    let cut: String = line.chars().take(199).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{cut}…")
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PublishInput {
    /// A saved method, `balance`, or with Stripe `checkout`; in the sandbox `pm_card_visa` succeeds and
    /// `pm_card_chargeDeclined` is declined.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 100))]
    pub payment_method: String,
}

impl PublishInput {
    /// # Errors
    /// When no payment method is named.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let method = v.text("payment_method", &self.payment_method, 1, 100);
        v.into_result(method)
    }
}

/// Figures that anybody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicStats {
    pub open_jobs: i64,
    pub testers: i64,
    /// Paid to testers so far.
    pub paid_cents: Cents,
}

#[cfg(test)]
mod tests;
