//! Bringing a payment to its end. A payment is written first, with a job that looks after it; then the processor is asked
//! under the payment's own name. Whoever comes to know how it ended carries out what it was made for: the request that made
//! it, the worker after a crash, or a notice of the processor.

use super::{
    fulfil::{self, Fulfilled},
    methods,
    repo::{self, Stored},
};
use crate::{
    App, Error, Result,
    app::fresh,
    db::Sql,
    gateways::payments::{Charge, Hosted, Order, Return},
    jobs, notifications, worker,
};
use domain::{
    auth::Actor,
    error::Conflict,
    ids::{PaymentId, UserId},
    jobs::CURRENCY,
    ledger::Source,
    money::Cents,
    page::{Page, PageQuery},
    payments::{BALANCE, CHECKOUT, Payment, PaymentStatus, Purpose},
    validation::Invalid,
};
use sha2::{Digest, Sha256};

/// After so long the worker takes a payment up that nobody has brought to its end.
const ABANDONED_SECONDS: i64 = 60;
/// How often what a payment is for is decided anew when it changed meanwhile.
const MAX_TRIES: usize = 20;

/// A payment that is to be made.
pub(crate) struct New<'a> {
    pub id: PaymentId,
    pub payer: &'a UserId,
    pub purpose: Purpose,
    pub amount: Cents,
    pub method: &'a str,
    pub description: String,
}

/// How a payment stands after it was asked for.
pub(crate) enum Asked {
    Done,
    /// It is paid on that page; a notice tells when.
    Elsewhere(String),
}

/// A name for a payment whose request carries `key`: the same request is the same payment, whatever happened to the first.
///
/// # Errors
/// When there is no randomness to make one by.
pub(crate) fn name(payer: &UserId, action: &str, key: Option<&str>) -> Result<PaymentId> {
    let Some(key) = key.map(str::trim).filter(|key| !key.is_empty()) else {
        return fresh();
    };
    let digest = Sha256::digest(format!("{payer}\n{action}\n{key}"));
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    PaymentId::parse(format!("k{hex}")).map_err(Error::bad_id)
}

impl New<'_> {
    /// As its payer reads it once it has succeeded.
    pub(crate) fn succeeded(&self, app: &App) -> Payment {
        self.stored(app, PaymentStatus::Succeeded).payment
    }

    fn stored(&self, app: &App, status: PaymentStatus) -> Stored {
        Stored {
            payment: Payment {
                id: self.id.clone(),
                purpose: self.purpose.code().to_owned(),
                job_id: self.purpose.job().cloned(),
                description: self.description.clone(),
                amount_cents: self.amount,
                refunded_cents: Cents::ZERO,
                currency: CURRENCY.to_owned(),
                status,
                checkout_url: None,
                reason: None,
                created_at: app.now(),
            },
            purpose: self.purpose.clone(),
            user: self.payer.clone(),
            method: self.method.to_owned(),
            charge: None,
            disputed: false,
        }
    }
}

/// Part of a transaction: see [`repo::disputed`].
pub(crate) fn disputed(id: &PaymentId, disputed: bool) -> Sql {
    repo::disputed(id, disputed)
}

/// Makes a payment and brings it to its end as far as that goes now. `also` is written with what it is made for.
///
/// # Errors
/// [`Error::Declined`], and nothing has changed but that this is known; what the purpose forbids; a conflict while another
/// payment for the same is open.
pub(crate) async fn pay(app: &App, new: New<'_>, also: Sql) -> Result<Asked> {
    if new.method == BALANCE {
        return pay_from_balance(app, &new, also).await;
    }
    let stored = stand(app, &new).await?;
    match stored.payment.status {
        PaymentStatus::Succeeded => return app.db.write(also).await.map(|_| Asked::Done),
        PaymentStatus::Failed => {
            let reason = stored.payment.reason.unwrap_or_default();
            return Err(Error::Declined(reason));
        }
        PaymentStatus::Expired => return Err(Conflict::Stale.into()),
        PaymentStatus::Open => {}
    }
    if stored.method == CHECKOUT {
        return elsewhere(app, &stored).await;
    }
    let charge = charged(app, &stored).await.map_err(unanswered)?;
    succeed(app, &stored, &charge, also).await.map(|()| Asked::Done)
}

/// Money that is here already needs nobody to be asked.
async fn pay_from_balance(app: &App, new: &New<'_>, also: Sql) -> Result<Asked> {
    if new.purpose == Purpose::TopUpBalance {
        let told = "The balance cannot be paid from itself. Choose a card.";
        return Err(Invalid::one("payment_method", "unknown", told).into());
    }
    let stored = new.stored(app, PaymentStatus::Succeeded);
    let source = Source::Balance(stored.user.clone());
    let done = fulfil::fulfil(app, &stored, source).await?.ok_or(Conflict::Stale)?;
    let sql = repo::create(&stored).then(done.sql.clone()).then(also);
    done.write(app, sql).await.map_err(taken)?;
    Ok(Asked::Done)
}

/// Nobody knows whether a processor that did not answer has charged: the payment stays open, and the worker finds out.
fn unanswered(error: Error) -> Error {
    match error {
        Error::Upstream(who, why) => {
            tracing::warn!(who, why, "a payment is left open");
            Conflict::PaymentOpen.into()
        }
        other => other,
    }
}

/// A name that is taken belongs to a payment by other means that is still open, or was faster.
fn taken(error: Error) -> Error {
    match error {
        Error::Database(inner) if inner.is_already_exists() => Conflict::PaymentOpen.into(),
        other => other,
    }
}

/// The payment as it stands in the database, with a job that looks after it; made when there is none.
async fn stand(app: &App, new: &New<'_>) -> Result<Stored> {
    if let Some(known) = repo::find(&app.db, &new.id).await? {
        return same(known, new);
    }
    let stored = new.stored(app, PaymentStatus::Open);
    let work = worker::Work::Payment {
        payment: new.id.clone(),
    };
    let sql = repo::create(&stored).then(worker::enqueue_in(app, &work, ABANDONED_SECONDS));
    match app.db.write(sql).await {
        Ok(_) => Ok(stored),
        Err(Error::Database(error)) if error.is_already_exists() => {
            same(repo::find(&app.db, &new.id).await?.ok_or(Error::NotFound)?, new)
        }
        Err(other) => Err(other),
    }
}

/// One payment is not made in two ways at once.
fn same(known: Stored, new: &New<'_>) -> Result<Stored> {
    let alike = known.method == new.method && known.payment.amount_cents == new.amount && known.purpose == new.purpose;
    if alike {
        return Ok(known);
    }
    Err(Conflict::PaymentOpen.into())
}

/// A payment that would be made in another way than it was begun, on a page of the processor's, is given up for that. True
/// when it was, and another can be made.
///
/// # Errors
/// When the processor does not answer.
pub(crate) async fn make_way(app: &App, id: &PaymentId, method: &str, amount: Cents) -> Result<bool> {
    let Some(stored) = repo::find(&app.db, id).await? else {
        return Ok(false);
    };
    let begun = stored.payment.status == PaymentStatus::Open && stored.method == CHECKOUT;
    let same = stored.method == method && stored.payment.amount_cents == amount;
    if !begun || same {
        return Ok(false);
    }
    let key = format!("abandon-{id}");
    if !app.payments.abandon(&key, &order(app, &stored).await?).await? {
        return Ok(false);
    }
    end(app, &stored, PaymentStatus::Expired, None).await?;
    Ok(true)
}

async fn order(app: &App, stored: &Stored) -> Result<Order> {
    let payment = &stored.payment;
    Ok(Order {
        amount: payment.amount_cents,
        currency: payment.currency.clone(),
        customer: methods::customer(app, &stored.user).await?,
        description: payment.description.clone(),
        reference: payment.id.to_string(),
        group: payment
            .job_id
            .as_ref()
            .map_or_else(|| payment.id.to_string(), ToString::to_string),
        since: payment.created_at,
    })
}

/// Asks the processor for the charge, and keeps that it was declined.
async fn charged(app: &App, stored: &Stored) -> Result<Charge> {
    let id = &stored.payment.id;
    match app
        .payments
        .charge(id.as_str(), &order(app, stored).await?, &stored.method)
        .await
    {
        Err(refused @ (Error::Declined(_) | Error::Invalid(_))) => {
            end(app, stored, PaymentStatus::Failed, Some(&refused.to_string())).await?;
            Err(refused)
        }
        other => other,
    }
}

async fn elsewhere(app: &App, stored: &Stored) -> Result<Asked> {
    if let Some(url) = &stored.payment.checkout_url {
        return Ok(Asked::Elsewhere(url.clone()));
    }
    let back = stored
        .payment
        .job_id
        .as_ref()
        .map_or_else(|| "/wallet".to_owned(), |job| format!("/jobs/{job}"));
    let back = Return {
        done: format!("{}{back}?paid={}", app.config.public_url, stored.payment.id),
        cancelled: format!("{}{back}", app.config.public_url),
    };
    let id = &stored.payment.id;
    let Some(Hosted { url, .. }) = app
        .payments
        .checkout(id.as_str(), &order(app, stored).await?, &back)
        .await?
    else {
        end(app, stored, PaymentStatus::Failed, None).await?;
        let told = "Use pm_card_visa, or another test card.";
        return Err(Invalid::one("payment_method", "unknown", told).into());
    };
    repo::paid_at(&app.db, id, &url).await?;
    Ok(Asked::Elsewhere(url))
}

/// Books a charge that went through and carries out what it was for; when that has fallen away meanwhile, the money is the
/// payer's balance. Doing it again changes nothing.
///
/// # Errors
/// When the database fails; the worker then tries again.
pub(crate) async fn succeed(app: &App, stored: &Stored, charge: &Charge, also: Sql) -> Result<()> {
    let source = Source::Charge {
        processor_fee: charge.fee,
    };
    let mut tries = 0;
    loop {
        tries += 1;
        let (done, kept) = match fulfil::fulfil(app, stored, source.clone()).await? {
            Some(done) => (done, false),
            None => (fulfil::keep(app, stored, charge)?, true),
        };
        let mut sql = repo::succeeded(&stored.payment.id, charge)
            .then(worker::done(&worker::Work::Payment {
                payment: stored.payment.id.clone(),
            }))
            .then(done.sql.clone());
        if !kept {
            sql = sql.then(also.clone());
        }
        match done.write(app, sql).await {
            Ok(()) if kept => return Err(Conflict::Stale.into()),
            Ok(()) => return Ok(()),
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {
                let now = repo::find(&app.db, &stored.payment.id).await?;
                if now.is_some_and(|now| now.payment.status == PaymentStatus::Succeeded) {
                    return app.db.write(also).await.map(drop);
                }
            }
            Err(other) => return Err(other),
        }
    }
}

/// A payment has come to nothing. Doing it again changes nothing.
async fn end(app: &App, stored: &Stored, status: PaymentStatus, reason: Option<&str>) -> Result<()> {
    let id = &stored.payment.id;
    let counted = match &stored.purpose {
        Purpose::Publish { job } => jobs::service::payment_failed(job),
        _ => Sql::new(""),
    };
    let sql = repo::ended(id, status, reason)
        .then(counted)
        .then(worker::done(&worker::Work::Payment { payment: id.clone() }));
    match app.db.write(sql).await {
        Ok(_) | Err(Error::Conflict(Conflict::Stale)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Brings a payment to its end that whoever made it did not: the worker's part.
///
/// # Errors
/// When the processor or the database fails; it is then tried again.
pub(crate) async fn settle(app: &App, id: &PaymentId) -> Result<()> {
    let Some(stored) = repo::find(&app.db, id).await? else {
        return Ok(());
    };
    // What is paid on a page of the processor's is told by it, and runs out there.
    if stored.payment.status != PaymentStatus::Open || stored.method == CHECKOUT {
        return Ok(());
    }
    match charged(app, &stored).await {
        Ok(charge) => settled(succeed(app, &stored, &charge, Sql::new("")).await),
        Err(Error::Declined(_) | Error::Invalid(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// That the money was kept instead is no failure for whoever only had to bring it to an end.
pub(super) fn settled(result: Result<()>) -> Result<()> {
    match result {
        Err(Error::Conflict(Conflict::Stale)) => Ok(()),
        other => other,
    }
}

/// The processor tells that nothing came of a payment.
pub(super) async fn expire(app: &App, id: &PaymentId) -> Result<()> {
    match repo::find(&app.db, id).await? {
        Some(stored) => end(app, &stored, PaymentStatus::Expired, None).await,
        None => Ok(()),
    }
}

/// One's own payments, newest first.
///
/// # Errors
/// Refused paging parameters.
pub async fn list(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Payment>> {
    let (limit, after) = query.validate()?;
    let rows = repo::of_user(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, |row| repo::sort_key(&row.payment)).map(|row| row.payment))
}

/// One of one's own payments.
///
/// # Errors
/// [`Error::NotFound`] also for those of others.
pub async fn get(app: &App, actor: &Actor, id: &PaymentId) -> Result<Payment> {
    let stored = repo::find(&app.db, id)
        .await?
        .filter(|stored| stored.user == actor.user);
    stored.map(|stored| stored.payment).ok_or(Error::NotFound)
}

impl Fulfilled {
    pub(super) async fn write(&self, app: &App, sql: Sql) -> Result<()> {
        let to: Vec<&UserId> = self.told.iter().collect();
        notifications::service::write(app, &to, sql).await?;
        if self.on_market {
            app.pages.touched();
        }
        Ok(())
    }
}
