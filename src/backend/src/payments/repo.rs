//! Payments and refunds in the database.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
    gateways::payments::Charge,
};
use domain::{
    ids::{JobId, PaymentId, UserId},
    jobs::CURRENCY,
    money::Cents,
    page::newest_first,
    payments::{Payment, PaymentStatus, Purpose},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

/// A payment with what only the backend needs.
#[derive(Debug, Clone)]
pub struct Stored {
    pub payment: Payment,
    pub purpose: Purpose,
    pub user: UserId,
    /// A saved method, [`domain::payments::BALANCE`] or [`domain::payments::CHECKOUT`].
    pub method: String,
    pub charge: Option<Charge>,
    /// The payer's bank has taken the charge back, or is about to.
    pub disputed: bool,
}

impl Stored {
    /// What of it can still go back to where it came from.
    pub fn refundable(&self) -> Cents {
        if self.disputed {
            return Cents::ZERO;
        }
        Cents(self.payment.amount_cents.0 - self.payment.refunded_cents.0)
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    user_id: String,
    purpose: SerdeWrapper<Purpose>,
    description: String,
    amount: i64,
    refunded: i64,
    currency: String,
    method: String,
    status: String,
    url: Option<String>,
    charge_id: Option<String>,
    processor_fee: i64,
    disputed: bool,
    reason: Option<String>,
    created_at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored> {
        let status = PaymentStatus::from_code(&self.status)
            .ok_or_else(|| Error::Internal(format!("a payment in state {}", self.status)))?;
        let payment = Payment {
            id: PaymentId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            purpose: self.purpose.0.code().to_owned(),
            job_id: self.purpose.0.job().cloned(),
            description: self.description,
            amount_cents: Cents(self.amount),
            refunded_cents: Cents(self.refunded),
            currency: self.currency,
            status,
            checkout_url: self.url.filter(|_| status == PaymentStatus::Open),
            reason: self.reason,
            created_at: Timestamp::from_millis(self.created_at),
        };
        let fee = Cents(self.processor_fee);
        Ok(Stored {
            payment,
            purpose: self.purpose.0,
            user: UserId::parse(self.user_id).map_err(Error::bad_id)?,
            method: self.method,
            charge: self.charge_id.map(|id| Charge { id, fee }),
            disputed: self.disputed,
        })
    }
}

pub fn sort_key(payment: &Payment) -> String {
    newest_first(payment.created_at, payment.id.as_str())
}

/// Part of a transaction: a new payment. Fails as a whole when its name is taken.
pub fn create(stored: &Stored) -> Sql {
    let payment = &stored.payment;
    Sql::new(
        "CREATE type::record('payment', $payment) SET user_id = $payment_user, purpose = $payment_purpose,
             job_id = $payment_job, description = $payment_description, amount = $payment_amount,
             currency = $payment_currency, method = $payment_method, status = $payment_status,
             created_at = $payment_now, sort = $payment_sort;",
    )
    .bind("payment", payment.id.to_string())
    .bind("payment_user", stored.user.to_string())
    .bind("payment_purpose", SerdeWrapper(stored.purpose.clone()))
    .bind("payment_job", stored.purpose.job().map(ToString::to_string))
    .bind("payment_description", payment.description.clone())
    .bind("payment_amount", payment.amount_cents.0)
    .bind("payment_currency", CURRENCY.to_owned())
    .bind("payment_method", stored.method.clone())
    .bind("payment_status", payment.status.code().to_owned())
    .bind("payment_now", payment.created_at.millis())
    .bind("payment_sort", sort_key(payment))
}

pub async fn find(db: &Db, id: &PaymentId) -> Result<Option<Stored>> {
    let sql = Sql::new("SELECT * FROM type::record('payment', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

pub async fn by_charge(db: &Db, charge: &str) -> Result<Option<Stored>> {
    let sql = Sql::new("SELECT * FROM payment WHERE charge_id = $charge LIMIT 1").bind("charge", charge.to_owned());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

/// Payments of somebody, newest first.
pub async fn of_user(db: &Db, user: &UserId, after: &str, limit: usize) -> Result<Vec<Stored>> {
    let sql = Sql::new(format!(
        "SELECT * FROM payment WHERE user_id = $user AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("user", user.to_string())
    .bind("after", after.to_owned());
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::stored).collect()
}

/// What a job was paid with, newest first.
pub async fn of_job(db: &Db, job: &JobId) -> Result<Vec<Stored>> {
    let sql = Sql::new("SELECT * FROM payment WHERE job_id = $job AND sort > '' ORDER BY sort LIMIT 1000")
        .bind("job", job.to_string());
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::stored).collect()
}

/// Every payment, for whoever proves the books.
pub async fn everything(db: &Db) -> Result<Vec<Stored>> {
    let rows: Vec<Row> = db.ask(Sql::new("SELECT * FROM payment")).await?.rows(0)?;
    rows.into_iter().map(Row::stored).collect()
}

/// Part of a transaction: an open payment has succeeded; throws `stale` when it is no longer open.
pub fn succeeded(id: &PaymentId, charge: &Charge) -> Sql {
    ended(id, PaymentStatus::Succeeded, None).then(
        Sql::new(
            "UPDATE type::record('payment', $payment) SET charge_id = $payment_charge, processor_fee = $payment_fee;",
        )
        .bind("payment_charge", charge.id.clone())
        .bind("payment_fee", charge.fee.0),
    )
}

/// Part of a transaction: an open payment has come to nothing; throws `stale` when it is no longer open.
pub fn ended(id: &PaymentId, status: PaymentStatus, reason: Option<&str>) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('payment', $payment)) != 'open' { THROW 'stale' };
         UPDATE type::record('payment', $payment) SET status = $payment_status, reason = $payment_reason, url = NONE;",
    )
    .bind("payment", id.to_string())
    .bind("payment_status", status.code().to_owned())
    .bind("payment_reason", reason.map(str::to_owned))
}

/// Part of a transaction: whether a payment's charge is disputed. Until it is won nothing of it goes back to the card.
pub fn disputed(id: &PaymentId, disputed: bool) -> Sql {
    Sql::new("UPDATE type::record('payment', $disputed_payment) SET disputed = $disputed;")
        .bind("disputed_payment", id.to_string())
        .bind("disputed", disputed)
}

/// Where an open payment is paid.
pub async fn paid_at(db: &Db, id: &PaymentId, url: &str) -> Result<()> {
    let sql = Sql::new("UPDATE type::record('payment', $id) SET url = $url WHERE status = 'open';")
        .bind("id", id.to_string())
        .bind("url", url.to_owned());
    db.write(sql).await.map(drop)
}

/// A part of a payment on its way back.
#[derive(Debug, Clone)]
pub struct Refund {
    pub id: String,
    pub payment: PaymentId,
    pub user: UserId,
    pub charge: String,
    pub amount: Cents,
    pub status: String,
}

#[derive(SurrealValue)]
struct NewRefund {
    id: String,
    payment: String,
    user: String,
    charge: String,
    amount: i64,
}

#[derive(SurrealValue)]
struct RefundRow {
    id: RecordId,
    payment_id: String,
    user_id: String,
    charge_id: String,
    amount: i64,
    status: String,
}

impl RefundRow {
    fn refund(self) -> Result<Refund> {
        Ok(Refund {
            id: db::key(&self.id),
            payment: PaymentId::parse(self.payment_id).map_err(Error::bad_id)?,
            user: UserId::parse(self.user_id).map_err(Error::bad_id)?,
            charge: self.charge_id,
            amount: Cents(self.amount),
            status: self.status,
        })
    }
}

/// Part of a transaction: refunds that are to be sent. Never more than was paid: the database refuses it.
pub fn create_refunds(refunds: &[Refund], now: Timestamp) -> Sql {
    let rows: Vec<NewRefund> = refunds
        .iter()
        .map(|refund| NewRefund {
            id: refund.id.clone(),
            payment: refund.payment.to_string(),
            user: refund.user.to_string(),
            charge: refund.charge.clone(),
            amount: refund.amount.0,
        })
        .collect();
    Sql::new(
        "FOR $r IN $refunds {
             CREATE type::record('refund', $r.id) SET payment_id = $r.payment, user_id = $r.user, charge_id = $r.charge,
                 amount = $r.amount, status = 'queued', created_at = $refunds_now;
             LET $paid = (SELECT amount, refunded FROM ONLY type::record('payment', $r.payment));
             IF $paid.refunded + $r.amount > $paid.amount { THROW 'stale' };
             UPDATE type::record('payment', $r.payment) SET refunded += $r.amount;
         };",
    )
    .bind("refunds", rows)
    .bind("refunds_now", now.millis())
}

pub async fn refund(db: &Db, id: &str) -> Result<Option<Refund>> {
    let sql = Sql::new("SELECT * FROM type::record('refund', $id)").bind("id", id.to_owned());
    db.ask(sql)
        .await?
        .row::<RefundRow>(0)?
        .map(RefundRow::refund)
        .transpose()
}

/// The refund that the processor knows under that name.
pub async fn refund_at_processor(db: &Db, id: &str) -> Result<Option<Refund>> {
    let sql = Sql::new("SELECT * FROM refund WHERE processor_id = $id LIMIT 1").bind("id", id.to_owned());
    db.ask(sql)
        .await?
        .row::<RefundRow>(0)?
        .map(RefundRow::refund)
        .transpose()
}

/// Part of a transaction: a refund has gone from one state to the next; throws `stale` when it is in another.
pub fn refund_moved(id: &str, from: &str, to: &str, processor: Option<&str>) -> Sql {
    Sql::new(
        "IF (SELECT VALUE status FROM ONLY type::record('refund', $refund)) != $refund_from { THROW 'stale' };
         UPDATE type::record('refund', $refund) SET status = $refund_to, processor_id = $refund_processor ?? processor_id;",
    )
    .bind("refund", id.to_owned())
    .bind("refund_from", from.to_owned())
    .bind("refund_to", to.to_owned())
    .bind("refund_processor", processor.map(str::to_owned))
}

/// How the processor names somebody.
#[derive(Debug, Clone, Default, SurrealValue)]
pub struct Payer {
    pub customer: Option<String>,
    pub payee: Option<String>,
    pub default_method: Option<String>,
}

pub async fn payer(db: &Db, user: &UserId) -> Result<Payer> {
    let sql = Sql::new("SELECT customer, payee, default_method FROM type::record('payer', $user)")
        .bind("user", user.to_string());
    Ok(db.ask(sql).await?.row(0)?.unwrap_or_default())
}

/// Part of a transaction: one of the names of [`Payer`]; `column` is one of ours.
pub fn set_payer(user: &UserId, column: &'static str, value: Option<&str>) -> Sql {
    Sql::new(format!(
        "UPSERT type::record('payer', $payer) SET {column} = $payer_value;"
    ))
    .bind("payer", user.to_string())
    .bind("payer_value", value.map(str::to_owned))
}

pub async fn payer_by_customer(db: &Db, customer: &str) -> Result<Option<UserId>> {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM payer WHERE customer = $customer LIMIT 1")
        .bind("customer", customer.to_owned());
    let found: Option<String> = db.ask(sql).await?.row(0)?;
    found.map(UserId::parse).transpose().map_err(Error::bad_id)
}
