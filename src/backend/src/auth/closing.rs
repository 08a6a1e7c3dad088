//! Closing an account. What is personal goes; the books, and what others were paid for or decided on, stay under the account's
//! id, which says nothing of whose it was.

use super::{recovery::prove, repo, second_factor::in_person};
use crate::{
    App, Result,
    audit_log::{self, service::Event},
    claims,
    db::Sql,
    jobs, users, wallet,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, second_factor::ProofInput},
    claims::ClaimStatus,
    error::Conflict,
    jobs::JobStatus,
    money::Cents,
    page::{MAX_LIMIT, PageQuery},
};

/// # Errors
/// A wrong password; a conflict while something is open that needs the account: money in the wallet, a seat, a job.
pub async fn close(app: &App, actor: &Actor, input: &ProofInput) -> Result<()> {
    in_person(actor)?;
    input.validate()?;
    let user = users::service::me(app, actor).await?;
    prove(app, &user.email, "password", &input.password).await?;
    if is_busy(app, actor).await? {
        return Err(Conflict::AccountBusy.into());
    }
    let gone = Sql::new(
        "DELETE api_token WHERE user_id = $closing;
         DELETE ticket WHERE user_id = $closing AND purpose IN ['confirm', 'reset', 'arrive', 'leave'];
         DELETE type::record('second_factor', $closing);
         DELETE type::record('email_change', $closing);",
    )
    .bind("closing", actor.user.to_string());
    let sql = gone
        .then(users::service::closed(&user))
        .then(repo::end_all("$closing", None))
        .then(audit_log::service::record(
            app,
            &Event::own(AuditKind::AccountClosed, actor),
        )?);
    app.db.write(sql).await?;
    app.listeners.wake(&actor.user);
    Ok(())
}

/// Whether anybody still waits for them, or they for anything.
async fn is_busy(app: &App, actor: &Actor) -> Result<bool> {
    let purse = wallet::service::summary(app, actor).await?;
    let money = [purse.available_cents, purse.held_cents, purse.pending_cents];
    if money.iter().any(|cents| *cents != Cents::ZERO) {
        return Ok(true);
    }
    for status in [JobStatus::Open, JobStatus::Full, JobStatus::Reviewing] {
        if !jobs::service::in_status(app, actor, status, 1).await?.is_empty() {
            return Ok(true);
        }
    }
    let mut query = PageQuery {
        limit: i64::try_from(MAX_LIMIT).ok(),
        cursor: None,
    };
    loop {
        let page = claims::service::mine(app, actor, &query).await?;
        let open = |status| matches!(status, ClaimStatus::Active | ClaimStatus::Submitted);
        if page.items.iter().any(|claim| open(claim.status)) {
            return Ok(true);
        }
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return Ok(false);
        }
    }
}
