//! Many open jobs at once, for data to measure with. For each of them the rows are those that
//! [`super::service::create`] and [`super::publishing::publish`] write with a sandbox charge, but hundreds of jobs share a
//! transaction. A test holds the two ways equal, field by field.
//!
//! It authorises nothing and charges nobody; only the command line calls it.

use super::{listing, repo};
use crate::{App, Error, Result, app::fresh, db::Sql, gateways::payments::processing_fee};
use domain::{
    fees,
    ids::StepId,
    jobs::{CURRENCY, Job, JobInput, JobStatus, JobViewer, Requirements, Seats},
    journeys::{Journey, Step},
    ledger::{self, Account, Movement, Source},
    page::{newest_first, oldest_first},
    payments::{PaymentStatus, Purpose, RefundTo},
    projects::Project,
    timestamp::Timestamp,
    users::Person,
};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

/// A job as it will stand open: whose it is, what it says, and when it was published.
pub struct Opening {
    pub client: Person,
    pub project: Project,
    pub input: JobInput,
    pub published_at: Timestamp,
}

const PAYMENT_METHOD: &str = "pm_card_visa";

/// Writes all of them in one transaction.
///
/// # Errors
/// Fields that break their rules; otherwise when the database fails.
pub async fn open(app: &App, openings: Vec<Opening>) -> Result<()> {
    let mut rows = Rows::default();
    for opening in openings {
        let (job, charge) = make(app, opening)?;
        rows.add(&job, charge)?;
    }
    app.db.write(rows.insert()).await?;
    app.pages.touched();
    Ok(())
}

/// The job with the name of its charge.
fn make(app: &App, opening: Opening) -> Result<(Job, String)> {
    let terms = opening.input.validate()?;
    let quote = fees::quote(terms.price, terms.slots, app.config.fee)
        .ok_or_else(|| Error::Internal("a price beyond all bounds".into()))?;
    let steps = terms.journey.steps.into_iter().map(|step| {
        let id: StepId = match step.id {
            Some(id) => id,
            None => fresh()?,
        };
        Ok(Step {
            id,
            action: step.action,
            expected: step.expected,
            evidence_required: step.evidence_required,
        })
    });
    let seats = Seats {
        slots: terms.slots,
        ..Seats::default()
    };
    let job = Job {
        id: fresh()?,
        project_id: opening.project.id,
        status: JobStatus::Open,
        title: terms.title,
        description: terms.description,
        app_url: opening.project.app_url,
        client: opening.client,
        price_cents: terms.price,
        currency: CURRENCY.into(),
        slots: terms.slots,
        seats,
        seats_left: seats.left(),
        deadline: terms.deadline,
        scope_in: terms.scope_in,
        scope_out: terms.scope_out,
        known_bugs: terms.known_bugs,
        requirements: terms.requirements,
        journey: Journey {
            steps: steps.collect::<Result<_>>()?,
        },
        fee_cents: quote.fee,
        created_at: opening.published_at,
        published_at: Some(opening.published_at),
        checkout_url: None,
        viewer: JobViewer::default(),
    };
    let charge = format!("publish-{}-0", job.id);
    Ok((job, charge))
}

#[derive(SurrealValue)]
struct JobRow {
    id: RecordId,
    owner_id: String,
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
    published_at: i64,
    sort: String,
}

#[derive(Clone, SurrealValue)]
struct ListingRow {
    id: RecordId,
    card: String,
    words: String,
    newest: String,
    price: String,
    deadline: String,
    open: bool,
}

#[derive(Clone, SurrealValue)]
struct FacetRow {
    job_id: String,
    name: String,
    newest: String,
    price: String,
    deadline: String,
}

#[derive(Clone, SurrealValue)]
struct TransactionRow {
    id: RecordId,
    kind: String,
    reference: String,
    memo: String,
    currency: String,
    actor: String,
    created_at: i64,
    sort: String,
}

#[derive(Clone, SurrealValue)]
struct EntryRow {
    id: RecordId,
    transaction: String,
    kind: String,
    account: String,
    owner: Option<String>,
    side: String,
    amount: i64,
    change: i64,
    sort: String,
}

#[derive(Clone, SurrealValue)]
struct AccountRow {
    id: RecordId,
    owner: Option<String>,
    balance: i64,
}

#[derive(Clone, SurrealValue)]
struct EventRow {
    id: RecordId,
    kind: String,
    amount: i64,
    fee: i64,
    source: String,
    fingerprint: String,
    outcome: String,
    created_at: i64,
    sort: String,
}

#[derive(SurrealValue)]
struct PaymentRow {
    id: RecordId,
    user_id: String,
    purpose: SerdeWrapper<Purpose>,
    job_id: String,
    description: String,
    amount: i64,
    refunded: i64,
    currency: String,
    method: String,
    status: String,
    charge_id: String,
    processor_fee: i64,
    disputed: bool,
    created_at: i64,
    sort: String,
}

/// What one transaction inserts, by table.
#[derive(Default)]
struct Rows {
    jobs: Vec<JobRow>,
    listings: Vec<ListingRow>,
    facets: Vec<FacetRow>,
    transactions: Vec<TransactionRow>,
    entries: Vec<EntryRow>,
    accounts: Vec<AccountRow>,
    events: Vec<EventRow>,
    payments: Vec<PaymentRow>,
}

impl Rows {
    fn add(&mut self, job: &Job, charge: String) -> Result<()> {
        let at = job.published_at.unwrap_or(job.created_at);
        self.list(job)?;
        self.fund(job, at, &charge)?;
        self.jobs.push(JobRow {
            id: RecordId::new("job", job.id.as_str()),
            owner_id: job.client.id.to_string(),
            project_id: job.project_id.to_string(),
            status: job.status.code().to_owned(),
            title: job.title.clone(),
            description: job.description.clone(),
            price_cents: job.price_cents.0,
            fee_cents: job.fee_cents.0,
            slots: job.slots,
            taken: job.seats.taken,
            handed_in: job.seats.handed_in,
            settled: job.seats.settled,
            deadline: job.deadline.map(Timestamp::millis),
            scope_in: job.scope_in.clone(),
            scope_out: job.scope_out.clone(),
            known_bugs: job.known_bugs.clone(),
            requirements: SerdeWrapper(job.requirements.clone()),
            journey: SerdeWrapper(job.journey.clone()),
            charge_attempt: 0,
            fee_left: job.fee_cents.0,
            contested: 0,
            frozen: false,
            refund_to: RefundTo::default().code().to_owned(),
            lost: false,
            // Made as version 0, published once.
            version: 1,
            created_at: job.created_at.millis(),
            published_at: at.millis(),
            sort: repo::sort_key(job),
        });
        Ok(())
    }

    fn list(&mut self, job: &Job) -> Result<()> {
        let [newest, price, deadline] = listing::keys(job);
        self.facets
            .extend(listing::facets(job).into_iter().map(|name| FacetRow {
                job_id: job.id.to_string(),
                name,
                newest: newest.clone(),
                price: price.clone(),
                deadline: deadline.clone(),
            }));
        self.listings.push(ListingRow {
            id: RecordId::new("listing", job.id.as_str()),
            card: serde_json::to_string(&job.card()).map_err(|e| Error::Internal(e.to_string()))?,
            words: format!("{}\n{}", job.title, job.description),
            newest,
            price,
            deadline,
            open: true,
        });
        Ok(())
    }

    fn fund(&mut self, job: &Job, at: Timestamp, charge: &str) -> Result<()> {
        let pay = job.price_cents.checked_mul(job.slots);
        let (pay, total) = pay
            .and_then(|pay| Some((pay, pay.checked_add(job.fee_cents)?)))
            .ok_or_else(|| Error::Internal("a price beyond all bounds".into()))?;
        let processor_fee = processing_fee(total);
        let booking = ledger::book(&Movement::FundJob {
            job: job.id.clone(),
            payment: charge.to_owned(),
            pay,
            fee: job.fee_cents,
            source: Source::Charge { processor_fee },
        })?;
        let client = job.client.id.to_string();
        let sort = newest_first(at, &booking.key);
        for (n, entry) in booking.entries.iter().enumerate() {
            let owner = matches!(entry.account, Account::Escrow(_)).then(|| client.clone());
            if entry.account.is_owned() {
                self.accounts.push(AccountRow {
                    id: RecordId::new("account", entry.account.key()),
                    owner: owner.clone(),
                    balance: entry.change().0,
                });
            }
            self.entries.push(EntryRow {
                id: RecordId::new("entry", format!("{}_{n}", booking.key)),
                transaction: booking.key.clone(),
                kind: booking.kind.code().to_owned(),
                account: entry.account.key(),
                owner,
                side: entry.side.code().to_owned(),
                amount: entry.amount.0,
                change: entry.change().0,
                sort: format!("{sort}_{n}"),
            });
        }
        self.events.push(EventRow {
            id: RecordId::new("sandbox_event", charge),
            kind: "charge".to_owned(),
            amount: total.0,
            fee: processor_fee.0,
            source: PAYMENT_METHOD.to_owned(),
            sort: oldest_first(at, charge),
            fingerprint: format!("charge:{}:{PAYMENT_METHOD}", total.0),
            outcome: "succeeded".to_owned(),
            created_at: at.millis(),
        });
        self.payments.push(PaymentRow {
            id: RecordId::new("payment", charge),
            user_id: client.clone(),
            purpose: SerdeWrapper(Purpose::Publish { job: job.id.clone() }),
            job_id: job.id.to_string(),
            description: job.title.clone(),
            amount: total.0,
            refunded: 0,
            currency: CURRENCY.to_owned(),
            method: PAYMENT_METHOD.to_owned(),
            status: PaymentStatus::Succeeded.code().to_owned(),
            charge_id: charge.to_owned(),
            processor_fee: processor_fee.0,
            disputed: false,
            created_at: at.millis(),
            sort: newest_first(at, charge),
        });
        self.transactions.push(TransactionRow {
            id: RecordId::new("ledger_transaction", booking.key),
            kind: booking.kind.code().to_owned(),
            reference: booking.reference,
            memo: job.title.clone(),
            currency: CURRENCY.to_owned(),
            actor: client,
            created_at: at.millis(),
            sort,
        });
        Ok(())
    }

    fn insert(self) -> Sql {
        // As in an import of a backup, fields are taken as they are instead of being judged one by one, which takes a third
        // of the time. So no default is filled in either: every field stands in the rows above.
        Sql::new(
            "OPTION IMPORT;
             INSERT INTO job $jobs RETURN NONE;
             INSERT INTO listing $listings RETURN NONE;
             INSERT INTO facet $facets RETURN NONE;
             INSERT INTO ledger_transaction $transactions RETURN NONE;
             INSERT INTO entry $entries RETURN NONE;
             INSERT INTO account $accounts RETURN NONE;
             INSERT INTO sandbox_event $events RETURN NONE;
             INSERT INTO payment $payments RETURN NONE;",
        )
        .bind("jobs", self.jobs)
        .bind("listings", self.listings)
        .bind("facets", self.facets)
        .bind("transactions", self.transactions)
        .bind("entries", self.entries)
        .bind("accounts", self.accounts)
        .bind("events", self.events)
        .bind("payments", self.payments)
    }
}

#[cfg(test)]
mod tests;
