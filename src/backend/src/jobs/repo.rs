//! Jobs in the database. Every change of a published job goes through [`transition`], which fails when somebody else was
//! faster, so that a decision is always carried out on the state it was made on.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
    users::repo::PersonRow,
};
use domain::{
    ids::{JobId, ProjectId, UserId},
    jobs::{CURRENCY, Job, JobStatus, JobViewer, Requirements, Seats},
    journeys::Journey,
    money::Cents,
    page::newest_first,
    payments::RefundTo,
    seats::JobState,
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

/// A job with what only the backend needs.
pub struct Stored {
    pub job: Job,
    pub version: i64,
    /// How many payments for publishing it have failed.
    pub charge_attempt: i64,
    /// See [`JobState`].
    pub fee_left: Cents,
    pub contested: Cents,
    pub frozen: bool,
    /// Where its money goes back to.
    pub refund_to: RefundTo,
    /// The payer's bank has taken a charge of it for good: what would go back makes good for that.
    pub lost: bool,
}

impl Stored {
    /// What its seats need to know.
    pub fn state(&self) -> JobState {
        JobState {
            status: self.job.status,
            seats: self.job.seats,
            price: self.job.price_cents,
            fee: self.job.fee_cents,
            fee_left: self.fee_left,
            contested: self.contested,
            frozen: self.frozen,
        }
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    project_id: String,
    status: String,
    title: String,
    description: String,
    price_cents: i64,
    fee_cents: i64,
    slots: i64,
    taken: i64,
    handed_in: i64,
    settled: i64,
    deadline: Option<i64>,
    scope_in: Option<String>,
    scope_out: Option<String>,
    known_bugs: Vec<String>,
    requirements: SerdeWrapper<Requirements>,
    journey: SerdeWrapper<Journey>,
    charge_attempt: i64,
    fee_left: i64,
    contested: i64,
    frozen: bool,
    refund_to: String,
    lost: bool,
    version: i64,
    created_at: i64,
    published_at: Option<i64>,
    app_url: Option<String>,
    client: PersonRow,
}

/// A job with its project's address and its client, who stand in tables of their own.
const JOINED: &str = "SELECT *, type::record('project', project_id).app_url AS app_url,
    type::record('user', owner_id).{id, full_name, rating_sum, rating_count} AS client";

impl Row {
    fn stored(self) -> Result<Stored> {
        let seats = Seats {
            slots: self.slots,
            taken: self.taken,
            handed_in: self.handed_in,
            settled: self.settled,
        };
        let job = Job {
            id: JobId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            project_id: ProjectId::parse(self.project_id).map_err(Error::bad_id)?,
            status: JobStatus::from_code(&self.status)
                .ok_or_else(|| Error::Internal(format!("a job in state {}", self.status)))?,
            title: self.title,
            description: self.description,
            app_url: self.app_url.unwrap_or_default(),
            client: self.client.person()?,
            price_cents: Cents(self.price_cents),
            currency: CURRENCY.into(),
            slots: self.slots,
            seats,
            seats_left: seats.left(),
            deadline: self.deadline.map(Timestamp::from_millis),
            scope_in: self.scope_in,
            scope_out: self.scope_out,
            known_bugs: self.known_bugs,
            requirements: self.requirements.0,
            journey: self.journey.0,
            fee_cents: Cents(self.fee_cents),
            created_at: Timestamp::from_millis(self.created_at),
            published_at: self.published_at.map(Timestamp::from_millis),
            checkout_url: None,
            viewer: JobViewer::default(),
        };
        Ok(Stored {
            job,
            version: self.version,
            charge_attempt: self.charge_attempt,
            fee_left: Cents(self.fee_left),
            contested: Cents(self.contested),
            frozen: self.frozen,
            refund_to: RefundTo::from_code(&self.refund_to).unwrap_or_default(),
            lost: self.lost,
        })
    }
}

/// The place of a job in its owner's lists.
pub fn sort_key(job: &Job) -> String {
    newest_first(job.created_at, job.id.as_str())
}

/// What a client may write of a job.
fn terms(sql: Sql, job: &Job) -> Sql {
    sql.bind("job", job.id.to_string())
        .bind("title", job.title.clone())
        .bind("description", job.description.clone())
        .bind("price", job.price_cents.0)
        .bind("slots", job.slots)
        .bind("deadline", job.deadline.map(Timestamp::millis))
        .bind("scope_in", job.scope_in.clone())
        .bind("scope_out", job.scope_out.clone())
        .bind("known_bugs", job.known_bugs.clone())
        .bind("requirements", SerdeWrapper(job.requirements.clone()))
        .bind("journey", SerdeWrapper(job.journey.clone()))
}

const SET_TERMS: &str = "title = $title, description = $description, price_cents = $price, slots = $slots,
    deadline = $deadline, scope_in = $scope_in, scope_out = $scope_out, known_bugs = $known_bugs,
    requirements = $requirements, journey = $journey";

pub async fn create(db: &Db, job: &Job) -> Result<()> {
    let sql = Sql::new(format!(
        "CREATE type::record('job', $job) SET {SET_TERMS}, owner_id = $owner, project_id = $project, status = 'draft',
             fee_cents = 0, created_at = $now, sort = $sort;"
    ));
    let sql = terms(sql, job)
        .bind("owner", job.client.id.to_string())
        .bind("project", job.project_id.to_string())
        .bind("now", job.created_at.millis())
        .bind("sort", sort_key(job));
    db.write(sql).await.map(drop)
}

/// Writes edited terms over the version they were edited from; throws `stale` otherwise.
pub fn update(before: &Stored, job: &Job) -> Sql {
    let sql = Sql::new(format!(
        "IF (SELECT VALUE version FROM ONLY type::record('job', $job)) != $version {{ THROW 'stale' }};
         UPDATE type::record('job', $job) SET {SET_TERMS}, version += 1;"
    ));
    terms(sql, job).bind("version", before.version)
}

pub async fn delete(db: &Db, before: &Stored) -> Result<()> {
    let sql = Sql::new(
        "IF (SELECT VALUE version FROM ONLY type::record('job', $job)) != $version { THROW 'stale' };
         DELETE type::record('job', $job);",
    )
    .bind("job", before.job.id.to_string())
    .bind("version", before.version);
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &JobId) -> Result<Option<Stored>> {
    let sql = Sql::new(format!("{JOINED} FROM type::record('job', $id)")).bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

pub async fn of_owner(
    db: &Db,
    owner: &UserId,
    project: Option<&ProjectId>,
    after: &str,
    limit: usize,
) -> Result<Vec<Stored>> {
    let (column, value) = match project {
        Some(project) => ("project_id", project.to_string()),
        None => ("owner_id", owner.to_string()),
    };
    let sql = Sql::new(format!(
        "{JOINED} FROM job WHERE {column} = $value AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("value", value)
    .bind("after", after.to_owned());
    db.ask(sql)
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::stored)
        .collect()
}

/// An owner's jobs in one state, newest first.
pub async fn in_status(db: &Db, owner: &UserId, status: JobStatus, limit: usize) -> Result<Vec<Stored>> {
    let sql = Sql::new(format!(
        "{JOINED} FROM job WHERE owner_id = $owner AND status = $status ORDER BY sort LIMIT {limit}"
    ))
    .bind("owner", owner.to_string())
    .bind("status", status.code().to_owned());
    db.ask(sql)
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::stored)
        .collect()
}

/// How many there are, up to `limit`.
pub async fn count_in_status(db: &Db, owner: &UserId, status: JobStatus, limit: usize) -> Result<usize> {
    let sql = Sql::new(format!(
        "SELECT VALUE sort FROM job WHERE owner_id = $owner AND status = $status ORDER BY sort LIMIT {limit}"
    ))
    .bind("owner", owner.to_string())
    .bind("status", status.code().to_owned());
    let keys: Vec<String> = db.ask(sql).await?.rows(0)?;
    Ok(keys.len())
}

#[derive(SurrealValue)]
struct NameRow {
    id: RecordId,
    title: String,
}

pub async fn titles(db: &Db, ids: &[JobId]) -> Result<Vec<(JobId, String)>> {
    let records: Vec<RecordId> = ids.iter().map(|id| RecordId::new("job", id.as_str())).collect();
    let sql = Sql::new("SELECT id, title FROM $records").bind("records", records);
    let rows: Vec<NameRow> = db.ask(sql).await?.rows(0)?;
    rows.into_iter()
        .map(|row| Ok((JobId::parse(db::key(&row.id)).map_err(Error::bad_id)?, row.title)))
        .collect()
}

/// Ids of open jobs whose deadline has passed. What is absent sorts before every number, hence the lower bound.
pub async fn past_deadline(db: &Db, now: Timestamp, limit: usize) -> Result<Vec<String>> {
    let sql = Sql::new(format!(
        "SELECT VALUE record::id(id) FROM job WHERE status = 'open' AND deadline > 0 AND deadline <= $now LIMIT {limit}"
    ));
    db.ask(sql.bind("now", now.millis())).await?.rows(0)
}

/// The next state of a job, written over the version it was decided on; throws `stale` when that is no longer so.
pub fn transition(before: &Stored, next: JobState) -> Sql {
    Sql::new(
        "IF (SELECT VALUE version FROM ONLY type::record('job', $job)) != $job_version { THROW 'stale' };
         UPDATE type::record('job', $job) SET status = $job_status, slots = $job_slots, taken = $job_taken,
             handed_in = $job_handed_in, settled = $job_settled, price_cents = $job_price, fee_cents = $job_fee,
             fee_left = $job_fee_left, contested = $job_contested, frozen = $job_frozen, version += 1;",
    )
    .bind("job", before.job.id.to_string())
    .bind("job_version", before.version)
    .bind("job_status", next.status.code().to_owned())
    .bind("job_slots", next.seats.slots)
    .bind("job_taken", next.seats.taken)
    .bind("job_handed_in", next.seats.handed_in)
    .bind("job_settled", next.seats.settled)
    .bind("job_price", next.price.0)
    .bind("job_fee", next.fee.0)
    .bind("job_fee_left", next.fee_left.0)
    .bind("job_contested", next.contested.0)
    .bind("job_frozen", next.frozen)
}

/// Part of a transaction: marks a job as published.
pub fn published(job: &JobId, now: Timestamp) -> Sql {
    Sql::new("UPDATE type::record('job', $job) SET published_at = $published_at;")
        .bind("job", job.to_string())
        .bind("published_at", now.millis())
}

/// Part of a transaction: where the job's money goes back to from now on.
pub fn refunds_go_to(job: &JobId, to: RefundTo) -> Sql {
    Sql::new("UPDATE type::record('job', $job) SET refund_to = $refund_to;")
        .bind("job", job.to_string())
        .bind("refund_to", to.code().to_owned())
}

/// Part of a transaction: a charge of it is lost.
pub fn lost(job: &JobId) -> Sql {
    Sql::new("UPDATE type::record('job', $job) SET lost = true;").bind("job", job.to_string())
}

/// Part of a transaction: counts a payment that failed, so that the next try is a payment of its own.
pub fn payment_failed(job: &JobId) -> Sql {
    Sql::new("UPDATE type::record('job', $job) SET charge_attempt += 1;").bind("job", job.to_string())
}
