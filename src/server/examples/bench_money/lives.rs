//! Complete lives of jobs: posted, paid for, claimed, walked, handed in, approved, paid out, and sent to the bank. Beside it, in
//! turns, what the engine can do at all: a transaction that creates one record.

use super::{Failure, middle_and_worst, ms};
use backend::{App, auth, claims, db::Sql, jobs, projects, reviews, submissions, wallet, worker};
use domain::{
    auth::{Actor, RegisterInput, sessions::Visit},
    ids::{ProjectId, SessionId},
    jobs::{JobInput, PublishInput},
    journeys::{JourneyInput, StepInput},
    projects::ProjectInput,
    reviews::ApproveInput,
    submissions::{StepPatch, SubmissionPatch},
    wallet::PayoutInput,
};
use std::{
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How many at a time.
const AT_A_TIME: [usize; 3] = [1, 8, 64];
/// Each figure is measured for so long, ours and the peer's in turns.
const TURN: Duration = Duration::from_secs(8);
/// What a life writes: draft, payment, opening, claim, report, verdicts, hand-in, approval, payout, its sending and its arrival.
const WRITES: f64 = 11.0;

/// A client and a tester who have nothing to do with the others.
struct Pair {
    client: Actor,
    tester: Actor,
    project: ProjectId,
}

async fn join(app: &App, name: &str, role: &str) -> Result<Actor, Failure> {
    let input = RegisterInput {
        email: format!("{name}@example.org"),
        password: "one for all of them".to_owned(),
        full_name: name.to_owned(),
        role: role.to_owned(),
    };
    let user = auth::service::register_known(app, &input).await?;
    Ok(Actor {
        user: user.id,
        session: SessionId::parse("bench")?,
        roles: user.roles,
        verified: true,
        from: Visit::default(),
        scopes: None,
    })
}

impl Pair {
    async fn join(app: &App, n: usize) -> Result<Self, Failure> {
        let client = join(app, &format!("client-{n}"), "client").await?;
        let tester = join(app, &format!("tester-{n}"), "tester").await?;
        let input = ProjectInput {
            name: "Shop".to_owned(),
            description: String::new(),
            app_url: "https://shop.example.org".to_owned(),
        };
        let project = projects::service::create(app, &client, &input).await?.id;
        Ok(Self {
            client,
            tester,
            project,
        })
    }

    fn job(&self) -> JobInput {
        let step = StepInput {
            id: None,
            action: "Look".to_owned(),
            expected: "It is there".to_owned(),
            evidence_required: false,
        };
        JobInput {
            project_id: Some(self.project.clone()),
            title: "Look at the shop".to_owned(),
            description: "Walk one step.".to_owned(),
            price_cents: Some(1000),
            slots: Some(1),
            journey: JourneyInput { steps: vec![step] },
            ..JobInput::default()
        }
    }

    /// One life, from posting to a payout that is on its way.
    async fn live(&self, app: &App) -> Result<(), Failure> {
        let (client, tester) = (&self.client, &self.tester);
        let draft = jobs::service::create(app, client, &self.job()).await?;
        let card = PublishInput {
            payment_method: "pm_card_visa".to_owned(),
        };
        let job = jobs::publishing::publish(app, client, &draft.id, &card, None).await?;
        let claim = claims::service::claim(app, tester, &job.id).await?;
        let (report, _) = submissions::service::open(app, tester, &claim.id).await?;
        let steps = report.steps.iter().map(|step| StepPatch {
            step_id: step.step_id.to_string(),
            verdict: Some("pass".to_owned()),
            ..StepPatch::default()
        });
        let patch = SubmissionPatch {
            steps: Some(steps.collect()),
            summary: Some("Fine".to_owned()),
            ..SubmissionPatch::default()
        };
        submissions::service::patch(app, tester, &report.id, &patch).await?;
        submissions::service::submit(app, tester, &report.id).await?;
        let approve = ApproveInput {
            rating: Some(5),
            comment: None,
        };
        reviews::service::approve(app, client, &report.id, &approve, None).await?;
        let all = PayoutInput {
            amount_cents: Some(1000),
        };
        wallet::payouts::request(app, tester, &all, None).await?;
        Ok(())
    }
}

/// How many were done in a turn by `many` at a time, and how long each took.
async fn turn<F, T>(many: usize, act: F) -> Result<(usize, Vec<Duration>), Failure>
where
    F: Fn(usize) -> T + Clone + Send + 'static,
    T: Future<Output = Result<(), Failure>> + Send,
{
    let began = Instant::now();
    let mut busy = JoinSet::new();
    for who in 0..many {
        let act = act.clone();
        busy.spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < TURN {
                let one = Instant::now();
                act(who).await?;
                times.push(one.elapsed());
            }
            Ok::<_, Failure>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(ended) = busy.join_next().await {
        times.extend(ended??);
    }
    Ok((times.len(), times))
}

/// A transaction of the engine that creates one record.
async fn bare(app: &App, n: usize) -> Result<(), Failure> {
    let sql = Sql::new("CREATE type::record('bench', $id) SET amount = 1, side = 'debit';").bind("id", format!("r{n}"));
    app.db.write(sql).await?;
    Ok(())
}

pub async fn measure(app: &App) -> Result<String, Failure> {
    app.db.write(Sql::new("DEFINE TABLE bench SCHEMALESS;")).await?;
    let mut pairs = Vec::new();
    for n in 0..AT_A_TIME.into_iter().max().unwrap_or(1) {
        pairs.push(Pair::join(app, n).await?);
    }
    let pairs = Arc::new(pairs);
    let count = Arc::new(AtomicUsize::new(0));
    let mut table = "### Lives of jobs, from posting to the bank\n\n\
        | at a time | lives/s | p50 ms | p99 ms | one record a transaction: /s | ratio, per write |\n\
        | --: | --: | --: | --: | --: | --: |\n"
        .to_owned();
    for many in AT_A_TIME {
        let (hub, who) = (app.clone(), pairs.clone());
        let (lives, times) = turn(many, move |n| {
            let (hub, who) = (hub.clone(), who.clone());
            async move { who[n].live(&hub).await }
        })
        .await?;
        // Sending the payouts is a part of the lives: the clock stops when the last has arrived.
        let sending = Instant::now();
        while worker::tick(app).await? > 0 {}
        let seconds = (TURN + sending.elapsed()).as_secs_f64();
        let (hub, next) = (app.clone(), count.clone());
        let (bare, _) = turn(many, move |_| {
            let (hub, n) = (hub.clone(), next.fetch_add(1, Ordering::Relaxed));
            async move { bare(&hub, n).await }
        })
        .await?;
        #[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
        let (lives, bare) = (lives as f64 / seconds, bare as f64 / TURN.as_secs_f64());
        let (middle, worst) = middle_and_worst(times);
        writeln!(
            table,
            "| {many} | {lives:.1} | {} | {} | {bare:.0} | {:.2} |",
            ms(middle),
            ms(worst),
            lives * WRITES / bare
        )?;
    }
    let report = wallet::audit::run(app).await?;
    if !report.findings.is_empty() {
        return Err(format!("the books: {:?}", report.findings).into());
    }
    writeln!(
        table,
        "\nAfterwards `audit` held {} entries against the processor's book and found nothing.",
        report.entries
    )?;
    Ok(table)
}
