//! Claims in the database.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    claims::{Claim, ClaimStatus, Contract},
    ids::{ClaimId, JobId, SubmissionId, UserId},
    page::newest_first,
    submissions::SubmissionStatus,
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

/// A claim with what only the backend needs.
pub struct Stored {
    pub claim: Claim,
    pub contract: Contract,
    pub owner: UserId,
    pub tester: UserId,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    job_id: String,
    owner_id: String,
    tester_id: String,
    status: String,
    contract: SerdeWrapper<Contract>,
    contract_hash: String,
    /// Seats from before there was one have none.
    seal: Option<String>,
    submission_id: Option<String>,
    submission_status: Option<String>,
    created_at: i64,
    expires_at: i64,
}

const JOINED: &str = "SELECT *, IF submission_id != NONE { type::record('submission', submission_id).status }
    ELSE { NONE } AS submission_status";

impl Row {
    fn stored(self) -> Result<Stored> {
        let contract = self.contract.0;
        let claim = Claim {
            id: ClaimId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            job_id: JobId::parse(self.job_id).map_err(Error::bad_id)?,
            status: ClaimStatus::from_code(&self.status)
                .ok_or_else(|| Error::Internal(format!("a claim in state {}", self.status)))?,
            job_title: contract.title.clone(),
            price_cents: contract.price_cents,
            currency: contract.currency.clone(),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            contract_hash: self.contract_hash,
            seal: self.seal.unwrap_or_default(),
            submission_id: self
                .submission_id
                .map(SubmissionId::parse)
                .transpose()
                .map_err(Error::bad_id)?,
            submission_status: self.submission_status.as_deref().and_then(SubmissionStatus::from_code),
        };
        let owner = UserId::parse(self.owner_id).map_err(Error::bad_id)?;
        let tester = UserId::parse(self.tester_id).map_err(Error::bad_id)?;
        Ok(Stored {
            claim,
            contract,
            owner,
            tester,
        })
    }
}

pub fn sort_key(claim: &Claim) -> String {
    newest_first(claim.created_at, claim.id.as_str())
}

/// The name of the record that stands for a tester's seat on a job.
fn seat(job: &JobId, tester: &UserId) -> String {
    format!("{job}_{tester}")
}

/// Part of a transaction: takes the seat; throws `already_claimed` when the tester holds one.
pub fn create(stored: &Stored) -> Sql {
    let claim = &stored.claim;
    Sql::new(
        "IF record::exists(type::record('seat', $seat)) { THROW 'already_claimed' };
         CREATE type::record('seat', $seat) SET claim_id = $claim;
         CREATE type::record('claim', $claim) SET job_id = $claim_job, owner_id = $claim_owner,
             tester_id = $claim_tester, status = 'active', contract = $contract, contract_hash = $contract_hash,
             seal = $claim_seal, created_at = $claim_now, expires_at = $claim_expires, sort = $claim_sort;",
    )
    .bind("seat", seat(&claim.job_id, &stored.tester))
    .bind("claim", claim.id.to_string())
    .bind("claim_job", claim.job_id.to_string())
    .bind("claim_owner", stored.owner.to_string())
    .bind("claim_tester", stored.tester.to_string())
    .bind("contract", SerdeWrapper(stored.contract.clone()))
    .bind("contract_hash", claim.contract_hash.clone())
    .bind("claim_seal", claim.seal.clone())
    .bind("claim_now", claim.created_at.millis())
    .bind("claim_expires", claim.expires_at.millis())
    .bind("claim_sort", sort_key(claim))
}

/// Part of a transaction: ends a claim that is still active, and gives the seat free; throws `claim_not_active` otherwise.
pub fn end(stored: &Stored, status: ClaimStatus) -> Sql {
    set_status(&stored.claim.id, ClaimStatus::Active, status)
        .then(Sql::new("DELETE type::record('seat', $seat);").bind("seat", seat(&stored.claim.job_id, &stored.tester)))
}

/// Part of a transaction: moves a claim from one state to the next; throws `claim_not_active` when it is in another.
pub fn set_status(claim: &ClaimId, from: ClaimStatus, to: ClaimStatus) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('claim', $claim)) != $claim_from { THROW 'claim_not_active' };
         UPDATE type::record('claim', $claim) SET status = $claim_to;",
    )
    .bind("claim", claim.to_string())
    .bind("claim_from", from.code().to_owned())
    .bind("claim_to", to.code().to_owned())
}

/// Part of a transaction: gives an active claim more time.
pub fn extend(claim: &ClaimId, until: Timestamp) -> Sql {
    Sql::new("UPDATE type::record('claim', $claim) SET expires_at = $claim_until;")
        .bind("claim", claim.to_string())
        .bind("claim_until", until.millis())
}

/// Part of a transaction: remembers the submission of a claim; throws `stale` when it has one.
pub fn attach(claim: &ClaimId, submission: &SubmissionId) -> Sql {
    Sql::new(
        "IF (SELECT VALUE submission_id FROM ONLY type::record('claim', $claim)) != NONE { THROW 'stale' };
         UPDATE type::record('claim', $claim) SET submission_id = $claim_submission;",
    )
    .bind("claim", claim.to_string())
    .bind("claim_submission", submission.to_string())
}

pub async fn find(db: &Db, id: &ClaimId) -> Result<Option<Stored>> {
    let sql = Sql::new(format!("{JOINED} FROM type::record('claim', $id)")).bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

pub async fn of_tester(db: &Db, tester: &UserId, after: &str, limit: usize) -> Result<Vec<Claim>> {
    let sql = Sql::new(format!(
        "{JOINED} FROM claim WHERE tester_id = $tester AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("tester", tester.to_string())
    .bind("after", after.to_owned());
    listed(db, sql).await
}

/// Those on which the tester can still work, the one whose time runs out first at the top.
pub async fn at_work(db: &Db, tester: &UserId, now: Timestamp, limit: usize) -> Result<Vec<Claim>> {
    let sql = Sql::new(format!(
        "{JOINED} FROM claim WHERE tester_id = $tester AND status = 'active' AND expires_at > $now
         ORDER BY expires_at LIMIT {limit}"
    ))
    .bind("tester", tester.to_string())
    .bind("now", now.millis());
    listed(db, sql).await
}

async fn listed(db: &Db, sql: Sql) -> Result<Vec<Claim>> {
    let rows = db.ask(sql).await?.rows::<Row>(0)?.into_iter();
    rows.map(|row| row.stored().map(|s| s.claim)).collect()
}

/// The claim that holds the tester's seat on a job.
pub async fn seat_of(db: &Db, job: &JobId, tester: &UserId) -> Result<Option<ClaimId>> {
    let sql = Sql::new("SELECT VALUE claim_id FROM type::record('seat', $seat)").bind("seat", seat(job, tester));
    db.ask(sql)
        .await?
        .row::<String>(0)?
        .map(|id| ClaimId::parse(id).map_err(Error::bad_id))
        .transpose()
}

pub async fn out_of_time(db: &Db, now: Timestamp, limit: usize) -> Result<Vec<Stored>> {
    let sql = Sql::new(format!(
        "{JOINED} FROM claim WHERE status = 'active' AND expires_at <= $now LIMIT {limit}"
    ));
    db.ask(sql.bind("now", now.millis()))
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::stored)
        .collect()
}
