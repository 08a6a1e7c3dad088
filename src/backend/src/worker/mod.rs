//! What the server does by itself: jobs of the outbox, and what falls due with time.
//!
//! A job is written in the transaction of its cause and carried out afterwards, until it succeeds. Each is idempotent, so
//! that doing it twice after a crash is doing it once.

pub mod dead;

use crate::{
    App, Error, Result, auth, claims,
    db::{self, Sql},
    jobs, limits,
    mail::{self, Letter},
    notifications, payments, reviews, screenshots, uploads, wallet,
};
use domain::{
    auth::sessions::Visit,
    ids::{PaymentId, PayoutId, ScreenshotId},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};
use tokio::sync::{Notify, watch};

/// After this many failures a job waits for a person.
const MAX_ATTEMPTS: i64 = 12;
/// How often the clock is looked at when nothing wakes the worker.
const TICK: Duration = Duration::from_secs(5);
/// For how long one server keeps a job to itself.
const LEASE_SECONDS: i64 = 60;

/// A slow or fallible effect.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Work {
    /// A payment that may have been left half done.
    Payment {
        payment: PaymentId,
    },
    /// What the payment processor told.
    Notice {
        id: String,
    },
    Refund {
        refund: String,
    },
    Payout {
        payout: PayoutId,
    },
    /// A letter to be sent.
    Mail {
        key: String,
        letter: Letter,
    },
    /// Somebody asked for a new password; whether there is an account is found out here.
    Forgot {
        key: String,
        email: String,
        from: Visit,
    },
    /// A revision of a picture is to be had small.
    Thumbnails {
        screenshot: ScreenshotId,
        revision: i64,
    },
}

impl Work {
    fn kind(&self) -> &'static str {
        match self {
            Self::Payment { .. } => "payment",
            Self::Notice { .. } => "notice",
            Self::Refund { .. } => "refund",
            Self::Payout { .. } => "payout",
            Self::Mail { .. } => "mail",
            Self::Forgot { .. } => "forgot",
            Self::Thumbnails { .. } => "thumbnails",
        }
    }

    fn lane(&self) -> Lane {
        match self {
            Self::Payment { .. } | Self::Notice { .. } | Self::Refund { .. } | Self::Payout { .. } => Lane::Money,
            Self::Mail { .. } | Self::Forgot { .. } => Lane::Mail,
            Self::Thumbnails { .. } => Lane::Pictures,
        }
    }

    /// The name of its job: the same effect is enqueued once.
    fn name(&self) -> String {
        match self {
            Self::Payment { payment } => format!("payment-{payment}"),
            Self::Notice { id } => format!("notice-{id}"),
            Self::Refund { refund } => refund.clone(),
            Self::Payout { payout } => format!("payout-{payout}"),
            Self::Mail { key, .. } => format!("mail-{key}"),
            Self::Forgot { key, .. } => format!("forgot-{key}"),
            Self::Thumbnails { screenshot, revision } => format!("thumbnails-{screenshot}-{revision}"),
        }
    }
}

/// Which jobs are worked off together. A mail server that hangs, or a large picture, keeps no money waiting, and no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Money,
    Mail,
    Pictures,
}

impl Lane {
    const ALL: [Self; 3] = [Self::Money, Self::Mail, Self::Pictures];

    fn code(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Mail => "mail",
            Self::Pictures => "pictures",
        }
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    payload: SerdeWrapper<Work>,
    attempts: i64,
}

/// Part of a transaction: enqueues a job.
pub(crate) fn enqueue(app: &App, work: &Work) -> Sql {
    enqueue_in(app, work, 0)
}

#[derive(SurrealValue)]
struct NewRow {
    id: String,
    kind: String,
    lane: String,
    payload: SerdeWrapper<Work>,
}

/// Part of a transaction: enqueues several jobs of one kind.
pub(crate) fn enqueue_all(app: &App, works: &[Work]) -> Sql {
    let rows: Vec<NewRow> = works
        .iter()
        .map(|work| NewRow {
            id: work.name(),
            kind: work.kind().to_owned(),
            lane: work.lane().code().to_owned(),
            payload: SerdeWrapper(work.clone()),
        })
        .collect();
    Sql::new(
        "FOR $w IN $works {
             CREATE type::record('outbox', $w.id) SET kind = $w.kind, lane = $w.lane, payload = $w.payload,
                 state = 'queued', due_at = $works_now, created_at = $works_now;
         };",
    )
    .bind("works", rows)
    .bind("works_now", app.now().millis())
}

/// Part of a transaction: enqueues a job that is due in a while, when nobody has seen to it before.
pub(crate) fn enqueue_in(app: &App, work: &Work, seconds: i64) -> Sql {
    Sql::new(
        "CREATE type::record('outbox', $work) SET kind = $work_kind, lane = $work_lane, payload = $work_payload,
             state = 'queued', due_at = $work_due, created_at = $work_now;",
    )
    .bind("work_lane", work.lane().code().to_owned())
    .bind("work", work.name())
    .bind("work_kind", work.kind().to_owned())
    .bind("work_payload", SerdeWrapper(work.clone()))
    .bind("work_now", app.now().millis())
    .bind("work_due", app.now().plus_seconds(seconds).millis())
}

/// Part of a transaction: a job that somebody has seen to.
pub(crate) fn done(work: &Work) -> Sql {
    Sql::new("DELETE type::record('outbox', $work_done);").bind("work_done", work.name())
}

/// Runs until `stop` resolves; finishes the rounds it is in.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    let (end, ended) = watch::channel(false);
    let clock = rounds(ended.clone(), &app.wake, || round(&app));
    let mail = rounds(ended.clone(), &app.wake_mail, || async {
        let mut round = Round::default();
        round.add(work_off(&app, Lane::Mail).await);
        round
    });
    let pictures = rounds(ended, &app.wake_pictures, || async {
        let mut round = Round::default();
        of_pictures(&app, &mut round).await;
        round
    });
    let stopping = async {
        stop.await;
        // The loops hold receivers, so somebody hears it.
        end.send_replace(true);
    };
    tokio::join!(clock, mail, pictures, stopping);
}

/// A round may be the cause of more to be done, so there is no pause before one in which nothing was.
async fn rounds<F: Future<Output = Round>>(mut ended: watch::Receiver<bool>, wake: &Notify, round: impl Fn() -> F) {
    while !*ended.borrow() {
        if round().await.done > 0 {
            continue;
        }
        tokio::select! {
            // The sender lives as long as the loops do.
            _ = ended.changed() => {}
            () = wake.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// How much was done, and what failed first; what failed keeps nothing else from being done.
#[derive(Default)]
struct Round {
    done: usize,
    failed: Option<Error>,
}

impl Round {
    fn add(&mut self, result: Result<usize>) {
        match result {
            Ok(done) => self.done += done,
            Err(error) => {
                tracing::error!(%error, "the worker failed at something; it tries again with the next round");
                self.failed.get_or_insert(error);
            }
        }
    }
}

/// Everything that falls due with time, and the outside effects on money.
async fn round(app: &App) -> Round {
    let mut round = Round::default();
    round.add(claims::service::expire_due(app).await);
    round.add(jobs::publishing::expire_due(app).await);
    round.add(reviews::service::approve_silent(app).await);
    round.add(reviews::service::settle_rejected(app).await);
    round.add(notifications::service::sweep(app).await);
    round.add(limits::service::sweep(app).await);
    round.add(uploads::service::sweep(app).await);
    round.add(payments::notices::collect(app).await);
    round.add(work_off(app, Lane::Money).await);
    round
}

/// What is done for pictures.
async fn of_pictures(app: &App, round: &mut Round) {
    round.add(work_off(app, Lane::Pictures).await);
    round.add(screenshots::sweep::round(app).await);
}

/// One round of everything that is due now. Returns how much was done.
///
/// # Errors
/// What failed first, when all the rest was done.
pub async fn tick(app: &App) -> Result<usize> {
    let mut round = round(app).await;
    round.add(work_off(app, Lane::Mail).await);
    of_pictures(app, &mut round).await;
    match round.failed {
        None => Ok(round.done),
        Some(error) => Err(error),
    }
}

/// Jobs that are not done, for whoever wants to know that none is left.
///
/// # Errors
/// When the database fails.
pub async fn backlog(app: &App) -> Result<Vec<String>> {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM outbox WHERE state != 'done'");
    app.db.ask(sql).await?.rows(0)
}

async fn work_off(app: &App, lane: Lane) -> Result<usize> {
    let sql = Sql::new(
        "SELECT id, payload, attempts FROM outbox
         WHERE lane = $lane AND state = 'queued' AND due_at <= $now LIMIT 100",
    )
    .bind("lane", lane.code().to_owned())
    .bind("now", app.now().millis());
    let rows: Vec<Row> = app.db.ask(sql).await?.rows(0)?;
    let mut done = 0;
    for row in rows {
        let name = db::key(&row.id);
        if !lease(app, &name, row.attempts).await? {
            continue;
        }
        match carry_out(app, &row.payload.0).await {
            Ok(Outcome::Done) => {
                finish(app, &name, &row.payload.0).await?;
                done += 1;
            }
            Ok(Outcome::Later(seconds)) => put_off(app, &name, row.attempts, seconds).await?,
            Err(error) => put_back(app, &name, row.attempts + 1, &error).await?,
        }
    }
    Ok(done)
}

/// Takes a job for this server; false when another has it. Whoever dies with it loses it after the lease.
async fn lease(app: &App, name: &str, attempts: i64) -> Result<bool> {
    let sql = Sql::new(
        "UPDATE type::record('outbox', $name) SET attempts += 1, due_at = $until
             WHERE state = 'queued' AND attempts = $attempts AND due_at <= $now RETURN VALUE id;",
    )
    .bind("name", name.to_owned())
    .bind("attempts", attempts)
    .bind("now", app.now().millis())
    .bind("until", app.now().plus_seconds(LEASE_SECONDS).millis());
    Ok(!app.db.write(sql).await?.rows::<RecordId>(0)?.is_empty())
}

/// How a job ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// It waits for something that takes its time, and is due again after so many seconds.
    Later(i64),
}

async fn carry_out(app: &App, work: &Work) -> Result<Outcome> {
    match work {
        Work::Payment { payment } => payments::service::settle(app, payment).await?,
        Work::Notice { id } => payments::notices::work_off(app, id).await?,
        Work::Refund { refund } => payments::refunds::send(app, refund).await?,
        Work::Payout { payout } => return wallet::payouts::send(app, payout).await,
        Work::Mail { key, letter } => mail::deliver(app, key, letter).await?,
        Work::Forgot { key, email, from } => auth::recovery::answer_forgot(app, key, email, from).await?,
        Work::Thumbnails { screenshot, revision } => screenshots::thumbnails::make(app, screenshot, *revision).await?,
    }
    Ok(Outcome::Done)
}

/// Waiting is no failure: it does not count as a try.
async fn put_off(app: &App, name: &str, attempts: i64, seconds: i64) -> Result<()> {
    let sql = Sql::new("UPDATE type::record('outbox', $name) SET attempts = $attempts, due_at = $due;")
        .bind("name", name.to_owned())
        .bind("attempts", attempts)
        .bind("due", app.now().plus_seconds(seconds).millis());
    app.db.write(sql).await.map(drop)
}

async fn finish(app: &App, name: &str, work: &Work) -> Result<()> {
    let sql = match work.lane() {
        // The books are compared with what was done for them.
        Lane::Money => Sql::new("UPDATE type::record('outbox', $name) SET state = 'done', last_error = NONE;"),
        // It names people or pictures, and nothing rests on it.
        Lane::Mail | Lane::Pictures => Sql::new("DELETE type::record('outbox', $name);"),
    };
    app.db.write(sql.bind("name", name.to_owned())).await.map(drop)
}

/// Tries again later: after 2, 4, 8 … seconds, an hour at most, with jitter; after the last try it waits for a person.
async fn put_back(app: &App, name: &str, attempts: i64, error: &Error) -> Result<()> {
    tracing::warn!(job = name, attempts, error = %error, "a job failed");
    let pause = (1_i64 << attempts.clamp(0, 12)).min(3600);
    let jitter = i64::from(rand::random::<u8>()) * pause / 1024;
    let state = if attempts >= MAX_ATTEMPTS { "dead" } else { "queued" };
    let sql = Sql::new("UPDATE type::record('outbox', $name) SET state = $state, due_at = $due, last_error = $error;")
        .bind("name", name.to_owned())
        .bind("state", state.to_owned())
        .bind("due", app.now().plus_seconds(pause + jitter).millis())
        .bind("error", error.to_string());
    app.db.write(sql).await.map(drop)
}
