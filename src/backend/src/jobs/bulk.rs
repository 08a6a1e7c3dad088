//! Many open jobs at once, for data to measure with. For each of them the rows are those that
//! [`super::service::create`] and [`super::publishing::publish`] write with a sandbox charge, but hundreds of jobs share a
//! transaction. A test holds the two ways equal, field by field.
//!
//! It authorises nothing and charges nobody; only the command line calls it.

use super::{listing, repo};
use crate::{App, Error, Result, app::fresh, db::Sql};
use domain::{
    fees,
    ids::StepId,
    jobs::{CURRENCY, Job, JobInput, JobStatus, JobViewer, Requirements, Seats},
    journeys::{Journey, Step},
    ledger::{self, Account, Movement},
    page::newest_first,
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
    charge_id: String,
    charge_attempt: i64,
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
    fingerprint: String,
    outcome: String,
    created_at: i64,
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
            charge_id: charge,
            charge_attempt: 0,
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
        let booking = ledger::book(&Movement::FundJob {
            job: job.id.clone(),
            pay,
            fee: job.fee_cents,
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
            fingerprint: format!("charge:{}:{PAYMENT_METHOD}", total.0),
            outcome: "succeeded".to_owned(),
            created_at: at.millis(),
        });
        self.transactions.push(TransactionRow {
            id: RecordId::new("ledger_transaction", booking.key),
            kind: booking.kind.code().to_owned(),
            reference: booking.reference,
            memo: job.title.clone(),
            currency: CURRENCY.to_owned(),
            actor: client,
            created_at: at.millis(),
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
             INSERT INTO sandbox_event $events RETURN NONE;",
        )
        .bind("jobs", self.jobs)
        .bind("listings", self.listings)
        .bind("facets", self.facets)
        .bind("transactions", self.transactions)
        .bind("entries", self.entries)
        .bind("accounts", self.accounts)
        .bind("events", self.events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Clock, Gateways, Parts, auth,
        config::Config,
        db::Db,
        gateways::{self, payments::Sandbox},
        jobs, projects, users,
        wallet::audit,
    };
    use domain::{
        auth::{Actor, RegisterInput},
        ids::SessionId,
        jobs::PublishInput,
        journeys::{JourneyInput, StepInput},
        projects::ProjectInput,
    };
    use serde_json::Value;
    use std::sync::Arc;

    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(1_790_000_000_000)
        }
    }

    async fn app() -> App {
        let lookup = |name: &str| (name == "DATABASE_URL").then(|| "mem://".to_owned());
        let config = Config::read(&lookup, "127.0.0.1:3000").expect("good settings");
        let db = Db::connect(&config.database).await.expect("a database in memory");
        db.migrate().await.expect("the schema");
        let clock: Arc<dyn Clock> = Arc::new(Noon);
        let gateways = Gateways {
            payments: Arc::new(Sandbox::new(db.clone(), clock.clone())),
            mailer: gateways::mail::open(&config, &db, &clock).expect("a mailbox"),
            storage: Arc::new(object_store::memory::InMemory::new()),
        };
        let keys = auth::keys::Keys::new(&crate::config::Secret::new("x".repeat(32)), &[]);
        App::new(Parts::new(config, db, clock, keys, gateways))
    }

    fn input(project: &Project) -> JobInput {
        JobInput {
            project_id: Some(project.id.clone()),
            title: "Checkout".into(),
            description: "Buy a kettle and tell us how it went".into(),
            price_cents: Some(1333),
            slots: Some(3),
            deadline: Some(Noon.now().plus_hours(48)),
            scope_in: Some("All of it".into()),
            known_bugs: vec!["The kettle is blue".into()],
            requirements: Requirements {
                platforms: vec!["ios".into(), "web".into()],
                ..Requirements::default()
            },
            journey: JourneyInput {
                steps: vec![StepInput {
                    action: "Open".into(),
                    ..StepInput::default()
                }],
            },
            ..JobInput::default()
        }
    }

    /// Every row that belongs to a job, without what differs by nature: the job's own id, and ids made at random.
    async fn rows_of(app: &App, id: &str) -> Vec<String> {
        let mut out = Vec::new();
        for table in [
            "job",
            "listing",
            "facet",
            "ledger_transaction",
            "entry",
            "account",
            "sandbox_event",
        ] {
            let rows: Vec<SerdeWrapper<Value>> = app
                .db
                .ask(Sql::new(format!("SELECT *, record::id(id) AS id FROM {table}")))
                .await
                .expect("rows")
                .rows(0)
                .expect("rows");
            for SerdeWrapper(mut row) in rows {
                if table == "facet" {
                    row["id"] = Value::Null;
                }
                if let Some(steps) = row.pointer_mut("/journey/steps").and_then(Value::as_array_mut) {
                    steps.iter_mut().for_each(|step| step["id"] = Value::Null);
                }
                let text = row.to_string();
                if text.contains(id) {
                    out.push(format!("{table} {}", text.replace(id, "JOB")));
                }
            }
        }
        out.sort();
        out
    }

    #[tokio::test]
    async fn the_rows_are_those_that_the_services_write() {
        let app = app().await;
        let account = RegisterInput {
            email: "c@example.org".into(),
            full_name: "Client".into(),
            role: "client".into(),
            password: "correct horse battery".into(),
        };
        let user = auth::service::register_known(&app, &account).await.expect("a client");
        let session = SessionId::parse("s").expect("an id");
        let actor = Actor {
            user: user.id.clone(),
            session,
            roles: user.roles.clone(),
            verified: true,
            from: domain::auth::sessions::Visit::default(),
            scopes: None,
        };
        let project = ProjectInput {
            name: "Shop".into(),
            description: String::new(),
            app_url: "https://e.org".into(),
        };
        let project = projects::service::create(&app, &actor, &project)
            .await
            .expect("a project");

        let draft = jobs::service::create(&app, &actor, &input(&project))
            .await
            .expect("a draft");
        let pay = PublishInput {
            payment_method: PAYMENT_METHOD.into(),
        };
        let one = jobs::publishing::publish(&app, &actor, &draft.id, &pay, None)
            .await
            .expect("published");

        let client = users::service::person(&app, &user.id).await.expect("a person");
        let opening = Opening {
            client,
            input: input(&project),
            project: project.clone(),
            published_at: app.now(),
        };
        open(&app, vec![opening]).await.expect("opened");

        let mine = domain::page::PageQuery::default();
        let all = jobs::service::mine(&app, &actor, None, &mine)
            .await
            .expect("a list")
            .items;
        let two = all.iter().find(|job| job.id != one.id).expect("two jobs");
        let (by_service, in_bulk) = (
            rows_of(&app, one.id.as_str()).await,
            rows_of(&app, two.id.as_str()).await,
        );
        assert_eq!(by_service.len(), 1 + 1 + 5 + 1 + 2 + 1 + 1);
        assert_eq!(by_service, in_bulk);

        let report = audit::run(&app.db).await.expect("audited");
        assert_eq!((report.findings, report.jobs), (vec![], 2));
    }
}
