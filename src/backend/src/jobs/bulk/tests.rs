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
        "payment",
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
    assert_eq!(by_service.len(), 1 + 1 + 5 + 1 + 4 + 1 + 1 + 1);
    assert_eq!(by_service, in_bulk);

    let report = audit::run(&app).await.expect("audited");
    assert_eq!((report.findings, report.jobs), (vec![], 2));
}
