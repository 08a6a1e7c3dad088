//! Submissions in the database.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    ids::{ClaimId, JobId, SubmissionId, UserId},
    money::Cents,
    page::{newest_first, not_before},
    reviews::Decision,
    submissions::{Report, StepResult, SubmissionStatus},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

/// A submission without its evidence.
#[derive(Clone)]
pub struct Stored {
    pub id: SubmissionId,
    pub claim: ClaimId,
    pub job: JobId,
    pub owner: UserId,
    pub tester: UserId,
    pub status: SubmissionStatus,
    pub report: Report,
    pub price: Cents,
    pub decision: Option<Decision>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    claim_id: String,
    job_id: String,
    owner_id: String,
    tester_id: String,
    status: String,
    steps: SerdeWrapper<Vec<StepResult>>,
    summary: String,
    environment: String,
    price_cents: i64,
    decision: Option<SerdeWrapper<Decision>>,
    version: i64,
    created_at: i64,
    updated_at: i64,
    submitted_at: Option<i64>,
    due_at: Option<i64>,
}

fn status(code: &str) -> Result<SubmissionStatus> {
    SubmissionStatus::from_code(code).ok_or_else(|| Error::Internal(format!("a submission in state {code}")))
}

impl Row {
    fn stored(self) -> Result<Stored> {
        Ok(Stored {
            id: SubmissionId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            claim: ClaimId::parse(self.claim_id).map_err(Error::bad_id)?,
            job: JobId::parse(self.job_id).map_err(Error::bad_id)?,
            owner: UserId::parse(self.owner_id).map_err(Error::bad_id)?,
            tester: UserId::parse(self.tester_id).map_err(Error::bad_id)?,
            status: status(&self.status)?,
            report: Report {
                steps: self.steps.0,
                summary: self.summary,
                environment: self.environment,
            },
            price: Cents(self.price_cents),
            decision: self.decision.map(|d| d.0),
            version: self.version,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            submitted_at: self.submitted_at.map(Timestamp::from_millis),
            due_at: self.due_at.map(Timestamp::from_millis),
        })
    }
}

pub fn sort_key(stored: &Stored) -> String {
    newest_first(stored.created_at, stored.id.as_str())
}

/// Part of a transaction: a new draft.
pub fn create(stored: &Stored) -> Sql {
    Sql::new(
        "CREATE type::record('submission', $submission) SET claim_id = $submission_claim, job_id = $submission_job,
             owner_id = $submission_owner, tester_id = $submission_tester, status = 'draft', steps = $steps,
             summary = '', environment = '', price_cents = $submission_price, created_at = $submission_now,
             updated_at = $submission_now, sort = $submission_sort;",
    )
    .bind("submission", stored.id.to_string())
    .bind("submission_claim", stored.claim.to_string())
    .bind("submission_job", stored.job.to_string())
    .bind("submission_owner", stored.owner.to_string())
    .bind("submission_tester", stored.tester.to_string())
    .bind("steps", SerdeWrapper(stored.report.steps.clone()))
    .bind("submission_price", stored.price.0)
    .bind("submission_now", stored.created_at.millis())
    .bind("submission_sort", sort_key(stored))
}

/// Part of a transaction: holds the version a change was decided on; throws `stale` otherwise.
fn guard(before: &Stored) -> Sql {
    Sql::new(
        "IF (SELECT VALUE version FROM ONLY type::record('submission', $submission)) != $submission_version {
             THROW 'stale'
         };",
    )
    .bind("submission", before.id.to_string())
    .bind("submission_version", before.version)
}

pub fn write_report(before: &Stored, report: &Report, now: Timestamp) -> Sql {
    guard(before).then(
        Sql::new(
            "UPDATE type::record('submission', $submission) SET steps = $steps, summary = $summary,
                 environment = $environment, updated_at = $submission_now, version += 1;",
        )
        .bind("steps", SerdeWrapper(report.steps.clone()))
        .bind("summary", report.summary.clone())
        .bind("environment", report.environment.clone())
        .bind("submission_now", now.millis()),
    )
}

/// The state after a hand-in or a decision. `due_at` is when the system acts next, if it does.
pub struct Move<'a> {
    pub status: SubmissionStatus,
    pub decision: Option<&'a Decision>,
    pub submitted_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
}

/// Part of a transaction: the next state, over the version it was decided on.
pub fn transition(before: &Stored, next: &Move<'_>, now: Timestamp) -> Sql {
    guard(before).then(
        Sql::new(
            "UPDATE type::record('submission', $submission) SET status = $submission_status,
                 decision = $submission_decision, submitted_at = $submission_handed_in, due_at = $submission_due,
                 updated_at = $submission_now, version += 1;",
        )
        .bind("submission_status", next.status.code().to_owned())
        .bind("submission_decision", next.decision.cloned().map(SerdeWrapper))
        .bind("submission_handed_in", next.submitted_at.map(Timestamp::millis))
        .bind("submission_due", next.due_at.map(Timestamp::millis))
        .bind("submission_now", now.millis()),
    )
}

/// Part of a transaction: nothing of a report changes but while its tester may edit.
pub fn guard_editable(id: &SubmissionId) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('submission', $submission))
             NOT IN ['draft', 'changes_requested'] { THROW 'submission_locked' };",
    )
    .bind("submission", id.to_string())
}

/// Part of a transaction: evidence is added, changed or removed. Whoever does writes the report's row, so that what is counted in the
/// same transaction holds when it is over, and nothing is handed in on evidence that has changed since it was looked at.
pub fn evidence_changes(id: &SubmissionId) -> Sql {
    guard_editable(id).then(Sql::new(
        "UPDATE type::record('submission', $submission) SET evidence_writes += 1, version += 1;",
    ))
}

pub async fn find(db: &Db, id: &SubmissionId) -> Result<Option<Stored>> {
    let sql = Sql::new("SELECT * FROM type::record('submission', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

/// Those of a job that have been handed in at least once, newest first.
pub async fn of_job(db: &Db, job: &JobId, after: &str, limit: usize) -> Result<Vec<Stored>> {
    let sql = Sql::new(format!(
        "SELECT * FROM submission WHERE job_id = $job AND sort > $after AND status != 'draft'
         ORDER BY sort LIMIT {limit}"
    ))
    .bind("job", job.to_string())
    .bind("after", after.to_owned());
    db.ask(sql)
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::stored)
        .collect()
}

/// A submission in a list of what is to be done, or as a figure is made of it.
pub struct Brief {
    pub id: SubmissionId,
    pub job: JobId,
    pub tester: UserId,
    pub status: SubmissionStatus,
    pub price: Cents,
    pub submitted_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
}

#[derive(SurrealValue)]
struct BriefRow {
    id: RecordId,
    job_id: String,
    tester_id: String,
    status: String,
    price_cents: i64,
    submitted_at: Option<i64>,
    due_at: Option<i64>,
    decided_at: Option<SerdeWrapper<Timestamp>>,
}

impl BriefRow {
    fn brief(self) -> Result<Brief> {
        Ok(Brief {
            id: SubmissionId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            job: JobId::parse(self.job_id).map_err(Error::bad_id)?,
            tester: UserId::parse(self.tester_id).map_err(Error::bad_id)?,
            status: status(&self.status)?,
            price: Cents(self.price_cents),
            submitted_at: self.submitted_at.map(Timestamp::from_millis),
            due_at: self.due_at.map(Timestamp::from_millis),
            decided_at: self.decided_at.map(|at| at.0),
        })
    }
}

const BRIEF: &str = "SELECT id, job_id, tester_id, status, price_cents, submitted_at, due_at,
    decision.decided_at AS decided_at, sort FROM submission";

/// What waits for an owner's decision, the one that silence approves first at the top.
pub async fn waiting(db: &Db, owner: &UserId, limit: usize) -> Result<Vec<Brief>> {
    let sql = Sql::new(format!(
        "{BRIEF} WHERE owner_id = $owner AND status = 'submitted' ORDER BY due_at LIMIT {limit}"
    ));
    let rows: Vec<BriefRow> = db.ask(sql.bind("owner", owner.to_string())).await?.rows(0)?;
    rows.into_iter().map(BriefRow::brief).collect()
}

/// Whose submissions are meant.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    Owner(&'a UserId),
    Tester(&'a UserId),
}

/// Those begun since then and handed in at least once, newest first.
pub async fn begun_since(db: &Db, of: Of<'_>, since: Timestamp, limit: usize) -> Result<Vec<Brief>> {
    let (column, user) = match of {
        Of::Owner(user) => ("owner_id", user),
        Of::Tester(user) => ("tester_id", user),
    };
    let sql = Sql::new(format!(
        "{BRIEF} WHERE {column} = $user AND sort < $until AND status != 'draft' ORDER BY sort LIMIT {limit}"
    ))
    .bind("user", user.to_string())
    .bind("until", not_before(since));
    let rows: Vec<BriefRow> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(BriefRow::brief).collect()
}

/// Those in `status` on which the system has to act. What is absent sorts before every number, hence the lower bound.
pub async fn due(db: &Db, status: SubmissionStatus, now: Timestamp, limit: usize) -> Result<Vec<Stored>> {
    let sql = Sql::new(format!(
        "SELECT * FROM submission WHERE status = $status AND due_at > 0 AND due_at <= $now LIMIT {limit}"
    ))
    .bind("status", status.code().to_owned())
    .bind("now", now.millis());
    db.ask(sql)
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::stored)
        .collect()
}

/// What a tester has handed in and is waiting for, in cents.
pub async fn awaiting(db: &Db, tester: &UserId) -> Result<Cents> {
    let sql = Sql::new("SELECT VALUE price_cents FROM submission WHERE tester_id = $tester AND status = 'submitted'");
    let prices: Vec<i64> = db.ask(sql.bind("tester", tester.to_string())).await?.rows(0)?;
    Ok(Cents(prices.iter().sum()))
}
