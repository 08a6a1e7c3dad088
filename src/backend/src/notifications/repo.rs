//! Notifications in the database.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    ids::{ClaimId, JobId, PayoutId, SubmissionId, UserId},
    jobs::CURRENCY,
    money::Cents,
    notifications::{Event, Notification, NotificationId, NotificationKind},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

/// What every recipient of an event is told.
#[derive(SurrealValue)]
struct New {
    kind: String,
    title: String,
    amount: Option<i64>,
    job_id: Option<String>,
    claim_id: Option<String>,
    submission_id: Option<String>,
    payout_id: Option<String>,
    created_at: i64,
}

#[derive(SurrealValue)]
struct Row {
    seq: i64,
    kind: String,
    title: String,
    amount: Option<i64>,
    job_id: Option<String>,
    claim_id: Option<String>,
    submission_id: Option<String>,
    payout_id: Option<String>,
    created_at: i64,
}

#[derive(SurrealValue)]
struct HeadRow {
    id: RecordId,
    last: i64,
}

impl Row {
    fn notification(self) -> Result<Notification> {
        Ok(Notification {
            id: NotificationId::nth(self.seq),
            kind: NotificationKind::from_code(&self.kind)
                .ok_or_else(|| Error::Internal(format!("a notification of kind {}", self.kind)))?,
            title: self.title,
            amount_cents: self.amount.map(Cents),
            currency: CURRENCY.into(),
            job_id: self.job_id.map(JobId::parse).transpose().map_err(Error::bad_id)?,
            claim_id: self.claim_id.map(ClaimId::parse).transpose().map_err(Error::bad_id)?,
            submission_id: self
                .submission_id
                .map(SubmissionId::parse)
                .transpose()
                .map_err(Error::bad_id)?,
            payout_id: self.payout_id.map(PayoutId::parse).transpose().map_err(Error::bad_id)?,
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}

/// Part of a transaction: tells each of `to` of the event, under the next number of each. The variables are named after its
/// kind, so that a transaction may tell of several kinds.
pub fn tell(to: &[&UserId], event: &Event, now: Timestamp) -> Sql {
    let kind = event.kind.code();
    let new = New {
        kind: kind.to_owned(),
        title: event.title.clone(),
        amount: event.amount.map(|amount| amount.0),
        job_id: event.job.as_ref().map(ToString::to_string),
        claim_id: event.claim.as_ref().map(ToString::to_string),
        submission_id: event.submission.as_ref().map(ToString::to_string),
        payout_id: event.payout.as_ref().map(ToString::to_string),
        created_at: now.millis(),
    };
    let to: Vec<String> = to.iter().map(ToString::to_string).collect();
    Sql::new(format!(
        "FOR $to IN $told_{kind}_to {{
             LET $seq = ((SELECT VALUE last FROM ONLY type::record('notification_head', $to)) ?? 0) + 1;
             UPSERT type::record('notification_head', $to) SET last = $seq;
             CREATE type::record('notification', $to + '_' + <string>$seq) SET recipient = $to, seq = $seq,
                 newest = 0 - $seq, kind = $told_{kind}.kind, title = $told_{kind}.title,
                 amount = $told_{kind}.amount, job_id = $told_{kind}.job_id, claim_id = $told_{kind}.claim_id,
                 submission_id = $told_{kind}.submission_id, payout_id = $told_{kind}.payout_id,
                 created_at = $told_{kind}.created_at;
         }};"
    ))
    .bind(&format!("told_{kind}_to"), to)
    .bind(&format!("told_{kind}"), new)
}

/// The number given out last.
pub async fn head(db: &Db, recipient: &UserId) -> Result<i64> {
    let sql = Sql::new("SELECT VALUE last FROM type::record('notification_head', $recipient)");
    let last: Option<i64> = db.ask(sql.bind("recipient", recipient.to_string())).await?.row(0)?;
    Ok(last.unwrap_or(0))
}

/// The numbers given out last, of those who were ever told anything.
pub async fn heads(db: &Db, recipients: &[UserId]) -> Result<Vec<(UserId, i64)>> {
    let records: Vec<RecordId> = recipients
        .iter()
        .map(|user| RecordId::new("notification_head", user.as_str()))
        .collect();
    let sql = Sql::new("SELECT id, last FROM $heads").bind("heads", records);
    let rows: Vec<HeadRow> = db.ask(sql).await?.rows(0)?;
    rows.into_iter()
        .map(|row| Ok((UserId::parse(db::key(&row.id)).map_err(Error::bad_id)?, row.last)))
        .collect()
}

/// What came after `seq`, oldest first.
pub async fn since(db: &Db, recipient: &UserId, seq: i64, limit: usize) -> Result<Vec<Notification>> {
    let sql = Sql::new(format!(
        "SELECT * FROM notification WHERE recipient = $recipient AND seq > $seq ORDER BY seq LIMIT {limit}"
    ));
    read(db, sql.bind("recipient", recipient.to_string()).bind("seq", seq)).await
}

/// What came before `seq`, newest first; the newest of all when there is none.
pub async fn latest(db: &Db, recipient: &UserId, seq: Option<i64>, limit: usize) -> Result<Vec<Notification>> {
    let sql = Sql::new(format!(
        "SELECT * FROM notification WHERE recipient = $recipient AND newest > $newest ORDER BY newest LIMIT {limit}"
    ))
    .bind("recipient", recipient.to_string())
    .bind("newest", seq.map_or(-i64::MAX, |seq| -seq));
    read(db, sql).await
}

async fn read(db: &Db, sql: Sql) -> Result<Vec<Notification>> {
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::notification).collect()
}

/// Forgets up to `limit` of those from before. Returns how many.
pub async fn forget(db: &Db, before: Timestamp, limit: usize) -> Result<usize> {
    let sql = Sql::new(format!(
        "SELECT VALUE id FROM notification WHERE created_at < $before LIMIT {limit}"
    ));
    let old: Vec<RecordId> = db.ask(sql.bind("before", before.millis())).await?.rows(0)?;
    if old.is_empty() {
        return Ok(0);
    }
    let count = old.len();
    db.write(Sql::new("DELETE $old;").bind("old", old)).await?;
    Ok(count)
}
