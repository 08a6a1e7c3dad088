//! Plays the demo's story through the services, at the times at which it is told to have happened.

use backend::{
    App, Clock, Error, Gateways, Parts, Result, auth, bugs, claims,
    config::Secret,
    gateways::payments::Sandbox,
    jobs, projects, reviews,
    screenshots::{
        self,
        service::{Source, Upload},
    },
    submissions,
    uploads::spool::Spool,
    wallet, worker,
};
use bytes::Bytes;
use domain::{
    auth::{Actor, RegisterInput},
    bugs::BugInput,
    claims::Claim,
    ids::{ProjectId, SessionId, SubmissionId},
    jobs::{Job, JobInput, PublishInput},
    journeys::{JourneyInput, StepInput},
    projects::ProjectInput,
    reviews::{ApproveInput, ChangesInput, RejectInput},
    submissions::{StepPatch, SubmissionPatch},
    timestamp::Timestamp,
    wallet::PayoutInput,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

pub const PASSWORD: &str = "demo-password";

/// How long before now, in minutes.
pub const fn days(n: i64) -> i64 {
    n * 24 * 60
}

/// How long before now, in minutes.
pub const fn hours(n: i64) -> i64 {
    n * 60
}

/// A clock that is set by hand.
struct Calendar(AtomicI64);

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// The application over the same database and pictures, with a clock of its own.
pub struct Stage {
    app: App,
    calendar: Arc<Calendar>,
    now: Timestamp,
}

/// A screenshot with what its tester drew over it.
pub struct Shot {
    /// From 0.
    pub step: usize,
    pub png: Bytes,
    pub scene: Option<annotate::Scene>,
}

pub struct Found {
    pub title: &'static str,
    pub severity: &'static str,
    pub step: usize,
    pub how: &'static str,
    pub expected: &'static str,
    pub actual: &'static str,
    /// Places in the report's shots.
    pub shots: &'static [usize],
}

/// What a tester hands in.
#[derive(Default)]
pub struct Report {
    /// Verdict and what happened, in the order of the journey.
    pub steps: &'static [(&'static str, &'static str)],
    pub environment: &'static str,
    pub summary: &'static str,
    pub shots: Vec<Shot>,
    pub bugs: &'static [Found],
}

/// Steps as action, expectation, and whether a screenshot is needed.
pub fn journey(steps: &[(&str, &str, bool)]) -> JourneyInput {
    let steps = steps.iter().map(|(action, expected, evidence_required)| StepInput {
        id: None,
        action: (*action).to_owned(),
        expected: (*expected).to_owned(),
        evidence_required: *evidence_required,
    });
    JourneyInput { steps: steps.collect() }
}

pub fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl Stage {
    pub fn new(app: &App) -> Self {
        let now = app.now();
        let calendar = Arc::new(Calendar(AtomicI64::new(now.millis())));
        // The story is the same whatever the settings are. Nobody signs in here, so the key may be any.
        let config = backend::config::Config {
            claim_hours: 24,
            auto_approve_days: 7,
            dispute_hours: 72,
            // Weeks are told within seconds.
            rate_limit: false,
            ..app.config.clone()
        };
        let gateways = Gateways {
            payments: Arc::new(Sandbox::new(app.db.clone(), calendar.clone())),
            mailer: app.mailer.clone(),
            storage: app.storage.clone(),
        };
        let keys = auth::keys::Keys::new(&Secret::new("nobody signs in while the demo is loaded"), &[]);
        let parts = Parts::new(config, app.db.clone(), calendar.clone(), keys, gateways);
        Self {
            app: App::new(parts),
            calendar,
            now,
        }
    }

    /// Turns the clock to so many minutes before now.
    pub fn at(&self, ago: i64) {
        self.calendar.0.store(self.when(-ago).millis(), Ordering::Relaxed);
    }

    /// So many minutes from now.
    pub fn when(&self, minutes: i64) -> Timestamp {
        self.now.plus_seconds(60 * minutes)
    }

    pub fn pass(&self, minutes: i64) {
        self.calendar.0.fetch_add(60_000 * minutes, Ordering::Relaxed);
    }

    /// Lets the system do what has fallen due by the time that the clock shows.
    pub async fn settle(&self) -> Result<()> {
        for _ in 0..100 {
            if worker::tick(&self.app).await? == 0 {
                break;
            }
        }
        match worker::backlog(&self.app).await?.as_slice() {
            [] => Ok(()),
            left => Err(Error::Internal(format!(
                "the demo left work undone: {}",
                left.join(", ")
            ))),
        }
    }

    pub async fn register(&self, email: &str, name: &str, role: &str) -> Result<Actor> {
        let input = RegisterInput {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            full_name: name.to_owned(),
            role: role.to_owned(),
        };
        let user = auth::service::register_known(&self.app, &input).await?;
        let session = SessionId::parse("demo").map_err(|e| Error::Internal(e.to_string()))?;
        Ok(Actor {
            user: user.id,
            session,
            roles: user.roles,
            verified: true,
            from: domain::auth::sessions::Visit::default(),
            scopes: None,
        })
    }

    pub async fn register_admin(&self, email: &str, name: &str) -> Result<()> {
        backend::admin::service::create_admin(&self.app, email, name, PASSWORD)
            .await
            .map(drop)
    }

    pub async fn project(&self, client: &Actor, name: &str, description: &str, url: &str) -> Result<ProjectId> {
        let input = ProjectInput {
            name: name.to_owned(),
            description: description.to_owned(),
            app_url: url.to_owned(),
        };
        let project = projects::service::create(&self.app, client, &input).await?;
        self.pass(3);
        Ok(project.id)
    }

    pub async fn draft(&self, client: &Actor, input: &JobInput) -> Result<Job> {
        jobs::service::create(&self.app, client, input).await
    }

    pub async fn publish(&self, client: &Actor, input: &JobInput) -> Result<Job> {
        let draft = self.draft(client, input).await?;
        self.pass(9);
        let payment = PublishInput {
            payment_method: "pm_card_visa".to_owned(),
        };
        jobs::publishing::publish(&self.app, client, &draft.id, &payment, None).await
    }

    pub async fn cancel(&self, client: &Actor, job: &Job) -> Result<()> {
        jobs::publishing::cancel(
            &self.app,
            client,
            &job.id,
            &domain::payments::CancelInput::default(),
            None,
        )
        .await
        .map(drop)
    }

    pub async fn claim(&self, tester: &Actor, job: &Job) -> Result<Claim> {
        claims::service::claim(&self.app, tester, &job.id).await
    }

    pub async fn release(&self, tester: &Actor, claim: &Claim) -> Result<()> {
        claims::service::release(&self.app, tester, &claim.id).await.map(drop)
    }

    /// Writes a report down without handing it in.
    pub async fn work(&self, tester: &Actor, claim: &Claim, report: Report) -> Result<SubmissionId> {
        let app = &self.app;
        let (draft, _) = submissions::service::open(app, tester, &claim.id).await?;
        let id = draft.id;
        let step = |at: usize| {
            draft
                .steps
                .get(at)
                .map(|step| step.step_id.to_string())
                .unwrap_or_default()
        };
        let steps = report
            .steps
            .iter()
            .enumerate()
            .map(|(at, (verdict, actual))| StepPatch {
                step_id: step(at),
                verdict: Some((*verdict).to_owned()),
                actual: Some((*actual).to_owned()),
                seconds: Some(95 + 70 * i64::try_from(at).unwrap_or_default()),
            });
        self.pass(6);
        let patch = SubmissionPatch {
            steps: Some(steps.collect()),
            summary: Some(report.summary.to_owned()),
            environment: Some(report.environment.to_owned()),
            unchanged_since: None,
        };
        submissions::service::patch(app, tester, &id, &patch).await?;
        let mut pictures = Vec::new();
        for shot in report.shots {
            self.pass(4);
            let scene = shot.scene.map(|scene| scene.to_json()).transpose();
            let scene = scene.map_err(|e| Error::Internal(format!("a demo scene: {e}")))?;
            let mut file = Spool::begin().await?;
            file.push(&shot.png).await?;
            let upload = Upload {
                source: Source::File(file.whole().await?),
                step_id: Some(step(shot.step)),
                scene,
                again: false,
            };
            pictures.push(
                screenshots::service::upload(app, tester, &id, upload)
                    .await?
                    .id
                    .to_string(),
            );
        }
        // Their thumbnails, before the clock is turned back for what somebody else does.
        worker::tick(&self.app).await?;
        for bug in report.bugs {
            self.pass(3);
            let input = BugInput {
                title: bug.title.to_owned(),
                severity: bug.severity.to_owned(),
                step_id: Some(step(bug.step)),
                steps_to_reproduce: bug.how.to_owned(),
                expected: bug.expected.to_owned(),
                actual: bug.actual.to_owned(),
                console: String::new(),
                screenshot_ids: bug.shots.iter().filter_map(|at| pictures.get(*at).cloned()).collect(),
            };
            bugs::service::create(app, tester, &id, &input).await?;
        }
        self.pass(2);
        Ok(id)
    }

    /// Takes a seat, does the work and hands it in.
    pub async fn hand_in(&self, tester: &Actor, job: &Job, report: Report) -> Result<SubmissionId> {
        let claim = self.claim(tester, job).await?;
        self.pass(5);
        let id = self.work(tester, &claim, report).await?;
        submissions::service::submit(&self.app, tester, &id).await?;
        Ok(id)
    }

    pub async fn approve(&self, client: &Actor, id: &SubmissionId, rating: i64, comment: &str) -> Result<()> {
        let input = ApproveInput {
            rating: Some(rating),
            comment: Some(comment.to_owned()),
        };
        reviews::service::approve(&self.app, client, id, &input, None)
            .await
            .map(drop)
    }

    /// `step` counts from 0.
    pub async fn reject(
        &self,
        client: &Actor,
        id: &SubmissionId,
        reason: &str,
        step: usize,
        comment: &str,
    ) -> Result<()> {
        let submission = submissions::service::get(&self.app, client, id).await?;
        let input = RejectInput {
            reason: reason.to_owned(),
            step_id: submission.steps.get(step).map(|step| step.step_id.to_string()),
            comment: comment.to_owned(),
        };
        reviews::service::reject(&self.app, client, id, &input, None)
            .await
            .map(drop)
    }

    pub async fn request_changes(&self, client: &Actor, id: &SubmissionId, comment: &str) -> Result<()> {
        let input = ChangesInput {
            comment: comment.to_owned(),
        };
        reviews::service::request_changes(&self.app, client, id, &input)
            .await
            .map(drop)
    }

    pub async fn pay_out(&self, tester: &Actor, cents: i64) -> Result<()> {
        let input = PayoutInput {
            amount_cents: Some(cents),
        };
        wallet::payouts::request(&self.app, tester, &input, None)
            .await
            .map(drop)
    }
}
