//! Disputes in the database, each named after its submission: there is one at most.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
    submissions,
};
use domain::{
    disputes::{Dispute, DisputeStatus},
    ids::{ClaimId, JobId, SubmissionId},
    jobs::CURRENCY,
    money::Cents,
    page::oldest_first,
    reviews::Decision,
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    claim_id: String,
    job_id: String,
    job_title: String,
    price: i64,
    status: String,
    comment: String,
    rejection: SerdeWrapper<Decision>,
    paid: Option<i64>,
    ruling: Option<String>,
    created_at: i64,
    decided_at: Option<i64>,
}

impl Row {
    fn dispute(self) -> Result<Dispute> {
        Ok(Dispute {
            submission_id: SubmissionId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            claim_id: ClaimId::parse(self.claim_id).map_err(Error::bad_id)?,
            job_id: JobId::parse(self.job_id).map_err(Error::bad_id)?,
            job_title: self.job_title,
            price_cents: Cents(self.price),
            currency: CURRENCY.into(),
            status: DisputeStatus::from_code(&self.status)
                .ok_or_else(|| Error::Internal(format!("a dispute in state {}", self.status)))?,
            comment: self.comment,
            rejection: self.rejection.0,
            paid_cents: self.paid.map(Cents),
            ruling: self.ruling,
            created_at: Timestamp::from_millis(self.created_at),
            decided_at: self.decided_at.map(Timestamp::from_millis),
        })
    }
}

pub fn sort_key(dispute: &Dispute) -> String {
    oldest_first(dispute.created_at, dispute.submission_id.as_str())
}

/// Part of a transaction: a new dispute. Fails as a whole when there was one.
pub fn create(work: &submissions::Stored, title: &str, comment: &str, rejection: &Decision, now: Timestamp) -> Sql {
    Sql::new(
        "CREATE type::record('dispute', $dispute) SET claim_id = $dispute_claim, job_id = $dispute_job,
             job_title = $dispute_title, price = $dispute_price, status = 'open', comment = $dispute_comment,
             rejection = $dispute_rejection, created_at = $dispute_now, sort = $dispute_sort;",
    )
    .bind("dispute", work.id.to_string())
    .bind("dispute_claim", work.claim.to_string())
    .bind("dispute_job", work.job.to_string())
    .bind("dispute_title", title.to_owned())
    .bind("dispute_price", work.price.0)
    .bind("dispute_comment", comment.to_owned())
    .bind("dispute_rejection", SerdeWrapper(rejection.clone()))
    .bind("dispute_now", now.millis())
    .bind("dispute_sort", oldest_first(now, work.id.as_str()))
}

/// Part of a transaction: a ruling; throws `stale` when there is one.
pub fn decide(id: &SubmissionId, paid: Cents, ruling: &str, now: Timestamp) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('dispute', $dispute)) != 'open' { THROW 'stale' };
         UPDATE type::record('dispute', $dispute) SET status = 'decided', paid = $dispute_paid,
             ruling = $dispute_ruling, decided_at = $dispute_now;",
    )
    .bind("dispute", id.to_string())
    .bind("dispute_paid", paid.0)
    .bind("dispute_ruling", ruling.to_owned())
    .bind("dispute_now", now.millis())
}

pub async fn find(db: &Db, id: &SubmissionId) -> Result<Option<Dispute>> {
    let sql = Sql::new("SELECT * FROM type::record('dispute', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::dispute).transpose()
}

/// Those in a state, the longest waiting first.
pub async fn in_status(db: &Db, status: DisputeStatus, after: &str, limit: usize) -> Result<Vec<Dispute>> {
    let sql = Sql::new(format!(
        "SELECT * FROM dispute WHERE status = $status AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("status", status.code().to_owned())
    .bind("after", after.to_owned());
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::dispute).collect()
}
