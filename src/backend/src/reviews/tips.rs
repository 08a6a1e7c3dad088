//! Tips: what a client adds to the pay of approved work. All of it is the tester's.

use crate::{
    App, Error, Result,
    audit_log::{self, service::Event as Logged},
    idempotency::{self, Once},
    jobs,
    payments::{self, Fulfilled, service::Asked},
    submissions, wallet,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    error::Conflict,
    ids::SubmissionId,
    jobs::CURRENCY,
    ledger::{Movement, Source},
    notifications::NotificationKind,
    payments::{PayInput, Payment, Purpose},
    policy,
    submissions::SubmissionStatus,
};

/// # Errors
/// Refused fields; [`Error::Declined`]; a conflict while the work is not approved.
pub async fn tip(app: &App, actor: &Actor, id: &SubmissionId, input: &PayInput, key: Option<&str>) -> Result<Payment> {
    if !policy::may_move_money(actor) {
        return Err(Error::OutOfScope(Scope::Money));
    }
    let _turn = app.turns.take(id.as_str()).await;
    let ticket = match idempotency::begin(app, actor, key, "tip", &(id, input)).await? {
        Once::Done(payment) => return Ok(payment),
        Once::New(ticket) => ticket,
    };
    let work = submissions::service::owned(app, actor, id).await?;
    if work.status != SubmissionStatus::Approved {
        return Err(Conflict::NotApproved.into());
    }
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    let (amount, method) = input.validate()?;
    let method = payments::methods::chosen(app, &actor.user, &method).await?;
    let name = payments::service::name(&actor.user, "tip", key)?;
    let title = jobs::service::stored(app, &work.job).await?.job.title;
    let new = payments::service::New {
        id: name.clone(),
        payer: &actor.user,
        purpose: Purpose::Tip { submission: id.clone() },
        amount,
        method,
        description: title.clone(),
    };
    let answer = new.succeeded(app);
    let logged = Logged::own(AuditKind::Tipped, actor).on(id, amount.display(CURRENCY));
    let also = ticket
        .spend(app, id.as_str(), &answer)?
        .then(audit_log::service::record(app, &logged)?);
    match payments::service::pay(app, new, also).await? {
        Asked::Done => Ok(answer),
        Asked::Elsewhere(_) => payments::service::get(app, actor, &name).await,
    }
}

/// What a payment for a tip does.
///
/// # Errors
/// When the database fails.
pub(crate) async fn given(
    app: &App,
    paid: &payments::Stored,
    id: &SubmissionId,
    source: Source,
) -> Result<Option<Fulfilled>> {
    let work = submissions::service::stored(app, id).await?;
    let amount = paid.payment.amount_cents;
    let movement = Movement::Tip {
        submission: id.clone(),
        payment: paid.payment.id.to_string(),
        tester: work.tester.clone(),
        amount,
        source,
    };
    let title = &paid.payment.description;
    let sql = wallet::service::booking(app, &[movement], &paid.user, title, Some(&paid.user))?.then(
        submissions::service::told_of(app, &[&work.tester], NotificationKind::Tipped, &work, title, amount),
    );
    Ok(Some(Fulfilled {
        sql,
        told: vec![work.tester],
        on_market: false,
    }))
}
