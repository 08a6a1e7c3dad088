//! Charges that payers' banks take back. The platform stands in for the money, the job is frozen, and admins are told; once
//! it is decided, the job goes on, or is stopped and what would go back to the client makes good for the loss.

use super::{publishing, repo, service};
use crate::{
    App, Error, Result,
    db::{self, Db, Sql},
    notifications, payments, wallet,
};
use domain::{
    error::Conflict,
    ids::{JobId, PaymentId, UserId},
    jobs::JobStatus,
    ledger::Movement,
    money::Cents,
    notifications::{Event, NotificationKind},
    page::newest_first,
    seats::JobState,
};
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    payment_id: String,
    job_id: Option<String>,
    user_id: String,
    amount: i64,
    status: String,
}

const OPEN: &str = "open";

async fn find(db: &Db, dispute: &str) -> Result<Option<Row>> {
    let sql = Sql::new("SELECT * FROM type::record('charge_dispute', $id)").bind("id", dispute.to_owned());
    db.ask(sql).await?.row(0)
}

/// A payer's bank has taken a charge back. Doing it again changes nothing.
///
/// # Errors
/// When the database fails.
pub(crate) async fn opened(
    app: &App,
    paid: &payments::Stored,
    dispute: &str,
    (amount, fee): (Cents, Cents),
    reason: &str,
    admins: &[UserId],
) -> Result<()> {
    if find(&app.db, dispute).await?.is_some() {
        return Ok(());
    }
    let movement = Movement::ChargeDisputed {
        dispute: dispute.to_owned(),
        amount,
        processor_fee: fee,
    };
    let now = app.now();
    let kept = Sql::new(
        "CREATE type::record('charge_dispute', $dispute) SET payment_id = $dispute_payment, job_id = $dispute_job,
             user_id = $dispute_user, amount = $dispute_amount, fee = $dispute_fee, reason = $dispute_reason,
             status = 'open', created_at = $dispute_now, sort = $dispute_sort;",
    )
    .bind("dispute", dispute.to_owned())
    .bind("dispute_payment", paid.payment.id.to_string())
    .bind("dispute_job", paid.payment.job_id.as_ref().map(ToString::to_string))
    .bind("dispute_user", paid.user.to_string())
    .bind("dispute_amount", amount.0)
    .bind("dispute_fee", fee.0)
    .bind("dispute_reason", reason.to_owned())
    .bind("dispute_now", now.millis())
    .bind("dispute_sort", newest_first(now, dispute));
    let memo = &paid.payment.description;
    let mut sql = kept
        .then(payments::service::disputed(&paid.payment.id, true))
        .then(wallet::service::booking(app, &[movement], &paid.user, memo, None)?);
    let mut event = Event::about(NotificationKind::ChargeDisputed, memo.clone()).worth(amount);
    if let Some(job) = &paid.payment.job_id {
        let before = service::stored(app, job).await?;
        event = Event::job(NotificationKind::ChargeDisputed, &before.job).worth(amount);
        let frozen = JobState {
            frozen: true,
            ..before.state()
        };
        sql = sql.then(service::transition(&before, frozen)?);
    }
    tell(app, &paid.user, admins, &event, sql).await
}

/// Tells the client and the admins, each once.
async fn tell(app: &App, client: &UserId, admins: &[UserId], event: &Event, sql: Sql) -> Result<()> {
    let mut to = vec![client];
    to.extend(admins.iter().filter(|admin| *admin != client));
    let sql = sql.then(notifications::service::tell(app, &to, event));
    notifications::service::write(app, &to, sql).await?;
    app.pages.touched();
    Ok(())
}

/// The bank has decided. Doing it again changes nothing.
///
/// # Errors
/// [`Conflict::Stale`] when it is not known yet that there was a dispute; when the database fails.
pub(crate) async fn closed(app: &App, dispute: &str, (won, fee_back): (bool, Cents), admins: &[UserId]) -> Result<()> {
    let row = find(&app.db, dispute).await?.ok_or(Conflict::Stale)?;
    if row.status != OPEN {
        return Ok(());
    }
    let amount = Cents(row.amount);
    let mut movements = vec![Movement::ChargeDisputeClosed {
        dispute: dispute.to_owned(),
        amount,
        won,
        fee_back,
    }];
    let client = UserId::parse(row.user_id).map_err(Error::bad_id)?;
    let mut event = Event::about(NotificationKind::ChargeDisputeClosed, "A disputed charge".to_owned()).worth(amount);
    let mut sql = Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('charge_dispute', $dispute)) != 'open' { THROW 'stale' };
         UPDATE type::record('charge_dispute', $dispute) SET status = $dispute_status, fee -= $dispute_fee_back;",
    )
    .bind("dispute_fee_back", fee_back.0)
    .bind("dispute", db::key(&row.id))
    .bind("dispute_status", if won { "won" } else { "lost" }.to_owned());
    if won {
        let payment = PaymentId::parse(row.payment_id).map_err(Error::bad_id)?;
        sql = sql.then(payments::service::disputed(&payment, false));
    }
    let mut memo = "A disputed charge".to_owned();
    if let Some(job) = row.job_id {
        let job = JobId::parse(job).map_err(Error::bad_id)?;
        let before = service::stored(app, &job).await?;
        memo.clone_from(&before.job.title);
        event = Event::job(NotificationKind::ChargeDisputeClosed, &before.job).worth(amount);
        let (next, moved) = decided(app, &before, dispute, won).await?;
        movements.extend(moved);
        sql = sql.then(service::transition(&before, next)?);
        if !won {
            sql = sql.then(repo::lost(&job));
        }
    }
    let sql = sql.then(wallet::service::booking(app, &movements, &client, &memo, None)?);
    tell(app, &client, admins, &event, sql).await
}

/// The job goes on when no other charge of it is disputed; after a loss no more seats are given out.
async fn decided(app: &App, before: &repo::Stored, dispute: &str, won: bool) -> Result<(JobState, Option<Movement>)> {
    let others = Sql::new("SELECT VALUE id FROM charge_dispute WHERE job_id = $job AND status = 'open' LIMIT 2")
        .bind("job", before.job.id.to_string());
    let open: Vec<RecordId> = app.db.ask(others).await?.rows(0)?;
    let state = JobState {
        frozen: open.iter().any(|id| db::key(id) != dispute),
        ..before.state()
    };
    if won || !matches!(state.status, JobStatus::Open | JobStatus::Full) {
        return Ok((state, None));
    }
    let (next, amount) = state.stop(JobStatus::Cancelled);
    Ok((next, publishing::recovered(&before.job.id, dispute, amount)))
}
