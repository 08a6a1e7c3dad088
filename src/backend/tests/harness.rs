//! A hub of its own for each test, and a client that speaks to it as programs do.

pub use crate::answer::Answer;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, header},
    response::Response,
};
use backend::{
    App, Clock, Gateways, Parts,
    auth::{self, keys::Keys},
    config::{Config, Environment, Secret, Storage},
    db::{Db, Sql},
    gateways::{
        mail,
        payments::{Payments, Sandbox, Stripe},
        storage,
    },
    notifications::listeners::{Listeners, Pace},
    router, users, wallet, worker,
};
use bytes::Bytes;
use domain::{auth::sessions::Visit, ids::UserId, timestamp::Timestamp, users::Role};
use http_body_util::BodyExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _, memory::InMemory};
use serde_json::Value;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tower::ServiceExt as _;

pub use crate::form::{Part, form};
use crate::plans::TABLES;

pub const HOST: &str = "hub.test";
pub const ORIGIN: &str = "http://hub.test";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A clock that stands still until it is told to go on.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A running hub. Only [`hub_test`] and [`hub_test_with`] make one.
pub struct TestHub {
    pub app: App,
    pub storage: Arc<dyn ObjectStore>,
    clock: Arc<TestClock>,
    router: Router,
}

/// Runs a test on a fresh hub, then lets the worker finish and proves the books.
pub async fn hub_test(test: impl AsyncFnOnce(&TestHub)) {
    hub_test_with(&[], test).await;
}

/// The same with settings.
pub async fn hub_test_with(settings: &[(&str, &str)], test: impl AsyncFnOnce(&TestHub)) {
    end(TestHub::open(settings, None).await, test).await;
}

/// The same on a database that an earlier release has left.
pub async fn hub_test_on(dump: &Path, test: impl AsyncFnOnce(&TestHub)) {
    end(TestHub::open(&[], Some(dump)).await, test).await;
}

async fn end(hub: TestHub, test: impl AsyncFnOnce(&TestHub)) {
    test(&hub).await;
    hub.work().await;
    assert_eq!(
        worker::backlog(&hub.app).await.unwrap(),
        Vec::<String>::new(),
        "jobs left over"
    );
    hub.audit().await;
}

impl TestHub {
    async fn open(settings: &[(&str, &str)], dump: Option<&Path>) -> Self {
        let namespace = uuid::Uuid::new_v4().simple().to_string();
        let defaults = [
            ("DATABASE_URL", "mem://"),
            ("PUBLIC_URL", ORIGIN),
            ("DATABASE_NS", namespace.as_str()),
            // Tests do in a moment what people do in a day; those of the limits turn them on.
            ("RATE_LIMIT", "off"),
        ];
        let lookup = |name: &str| {
            let given = settings.iter().chain(&defaults).find(|(known, _)| *known == name);
            given.map(|(_, value)| (*value).to_owned())
        };
        let config = Config::read(&lookup, HOST).unwrap();
        let db = Db::connect(&config.database).await.unwrap();
        if let Some(dump) = dump {
            db.import(dump).await.unwrap();
        }
        db.migrate().await.unwrap();
        let begin = Timestamp::parse("2026-11-23T12:00:00Z").unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(begin.millis())));
        let storage: Arc<dyn ObjectStore> = match &config.storage {
            Storage::Bucket(_) => storage::open(&config.storage).unwrap(),
            Storage::Folder(_) => Arc::new(InMemory::new()),
        };
        Self::with(config, db, clock, storage, Pace::default())
    }

    fn with(config: Config, db: Db, clock: Arc<TestClock>, storage: Arc<dyn ObjectStore>, pace: Pace) -> Self {
        let payments: Arc<dyn Payments> = match &config.stripe {
            Some(keys) => Arc::new(Stripe::new(keys, clock.clone()).unwrap()),
            None => Arc::new(Sandbox::new(db.clone(), clock.clone())),
        };
        Self::paid_through(payments, config, db, clock, storage, pace)
    }

    fn paid_through(
        payments: Arc<dyn Payments>,
        config: Config,
        db: Db,
        clock: Arc<TestClock>,
        storage: Arc<dyn ObjectStore>,
        pace: Pace,
    ) -> Self {
        let time: Arc<dyn Clock> = clock.clone();
        let gateways = Gateways {
            payments,
            mailer: mail::open(&config, &db, &time).unwrap(),
            storage: storage.clone(),
        };
        let keys = Keys::new(&Secret::new(SECRET), &config.former_keys);
        let mut parts = Parts::new(config, db, time, keys, gateways);
        parts.listeners = Listeners::new(pace);
        let app = App::new(parts);
        let router = router::layers(app.clone(), router::api(app.clone()).merge(traps()));
        Self {
            app,
            storage,
            clock,
            router,
        }
    }

    /// Another server on the same database, which therefore is not its own.
    pub async fn beside(&self, pace: Pace) -> Self {
        let config = self.app.config.clone();
        let db = if self.app.db.is_embedded() {
            self.app.db.clone().shared()
        } else {
            Db::connect(&config.database).await.unwrap()
        };
        Self::with(config, db, self.clock.clone(), self.storage.clone(), pace)
    }

    /// The processor's embedded peer on this hub's database, to be put behind something.
    pub fn sandbox(&self) -> Sandbox {
        Sandbox::new(self.app.db.clone(), self.clock.clone())
    }

    /// Another server on the same database that reaches its processor through `payments`.
    pub fn behind(&self, payments: Arc<dyn Payments>) -> Self {
        let (config, db) = (self.app.config.clone(), self.app.db.clone().shared());
        let (clock, storage) = (self.clock.clone(), self.storage.clone());
        Self::paid_through(payments, config, db, clock, storage, Pace::default())
    }

    /// Another server on the same database that keeps its pictures in `storage`.
    pub fn storing(&self, storage: Arc<dyn ObjectStore>) -> Self {
        let (config, db) = (self.app.config.clone(), self.app.db.clone().shared());
        Self::with(config, db, self.clock.clone(), storage, Pace::default())
    }

    /// Another server on the same database that is strict as in production.
    pub fn in_production(&self) -> Self {
        let config = Config {
            environment: Environment::Production,
            ..self.app.config.clone()
        };
        let db = self.app.db.clone().shared();
        Self::with(config, db, self.clock.clone(), self.storage.clone(), Pace::default())
    }

    /// Lets the worker do everything that is due.
    pub async fn work(&self) {
        while worker::tick(&self.app).await.unwrap() > 0 {}
    }

    pub async fn audit(&self) {
        let report = wallet::audit::run(&self.app).await.unwrap();
        assert_eq!(report.findings, Vec::<String>::new(), "the books");
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Time passes, and the worker does what falls due.
    pub async fn pass_hours(&self, hours: i64) {
        self.pass_seconds(hours * 3600);
        self.work().await;
    }

    /// Somebody who has not signed in.
    pub fn nobody(&self) -> Client {
        Client {
            router: self.router.clone(),
            token: None,
            user: String::new(),
            address: HERE,
        }
    }

    /// Somebody with a session, without the cost of a password.
    pub async fn person(&self, name: &str, role: Role) -> Client {
        let email = format!("{}@example.org", name.to_lowercase());
        let account = users::service::NewAccount {
            id: UserId::parse(uuid::Uuid::now_v7().simple().to_string()).unwrap(),
            email,
            full_name: name.to_owned(),
            role,
            password_hash: hash_of_all().to_owned(),
            verified: true,
        };
        let user = users::service::create(&self.app, &account, None).await.unwrap();
        self.session_of(&user.id).await
    }

    pub async fn session_of(&self, user: &UserId) -> Client {
        let tokens = auth::service::start_session(&self.app, user, Role::Tester, &Visit::default())
            .await
            .unwrap();
        Client {
            router: self.router.clone(),
            token: Some(tokens.access_token),
            user: user.to_string(),
            address: HERE,
        }
    }

    /// The same person in the same session, asking this server.
    pub fn session_of_same(&self, person: &Client) -> Client {
        Client {
            router: self.router.clone(),
            ..person.clone()
        }
    }

    /// The same person with a new session: tokens last an hour, and tests let days pass.
    pub async fn renew(&self, person: &Client) -> Client {
        self.session_of(&UserId::parse(person.user.clone()).unwrap()).await
    }

    pub async fn client(&self, name: &str) -> Client {
        self.person(name, Role::Client).await
    }

    pub async fn tester(&self, name: &str) -> Client {
        self.person(name, Role::Tester).await
    }

    /// The newest mail to an address, and the token of the link in it.
    pub async fn mail_to(&self, email: &str) -> (Value, String) {
        self.work().await;
        let mails = self.nobody().get("/dev/mail.json").await.ok(200);
        let mut mails = mails["items"].as_array().unwrap().iter();
        let mail = mails.find(|mail| mail["to"] == email).cloned().unwrap_or_default();
        let link = mail["text"].as_str().unwrap_or_default();
        let link = link
            .split_whitespace()
            .find(|word| word.starts_with(ORIGIN))
            .unwrap_or_default();
        (mail.clone(), link.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// Every record of every table, to see that nothing was written.
    pub async fn everything(&self) -> String {
        let mut out = String::new();
        for table in TABLES {
            let sql = Sql::new(format!("SELECT * FROM {table} ORDER BY id"));
            let rows: Vec<surrealdb::types::Value> = self.app.db.ask(sql).await.unwrap().rows(0).unwrap();
            out.push_str(&format!("{table}: {rows:#?}\n"));
        }
        out
    }

    /// The files in the store.
    pub async fn files(&self) -> Vec<String> {
        let mut names = Vec::new();
        for kind in ["screenshots", "recordings", "uploads"] {
            let found = self.storage.list_with_delimiter(Some(&kind.into())).await.unwrap();
            for folder in found.common_prefixes {
                let inside = self.storage.list_with_delimiter(Some(&folder)).await.unwrap();
                names.extend(inside.objects.into_iter().map(|object| object.location.to_string()));
            }
        }
        names.sort();
        names
    }

    /// The bytes of every file in the store.
    pub async fn stored_bytes(&self) -> Vec<Bytes> {
        let mut out = Vec::new();
        for name in self.files().await {
            out.push(self.storage.get(&name.into()).await.unwrap().bytes().await.unwrap());
        }
        out
    }
}

/// Everybody's password, for those who ask for it.
pub const PASSWORD: &str = "one for all of them";

/// Made once: each takes its time.
fn hash_of_all() -> &'static str {
    static HASH: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| auth::passwords::hash_now(PASSWORD).unwrap());
    &HASH
}

/// Handlers that misbehave, to see what the layers make of it.
fn traps() -> Router {
    async fn panics() -> &'static str {
        panic!("a secret reason")
    }
    Router::new().route("/trap/panic", axum::routing::get(panics))
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub token: Option<String>,
    /// The id of the account, empty for nobody.
    pub user: String,
    /// Where they are.
    address: IpAddr,
}

/// Where everybody is who is nowhere else.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

impl Client {
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// A write without a body.
    pub async fn act(&self, path: &str) -> Answer {
        self.call(Method::POST, path, None).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// A write that is carried out once.
    pub async fn once(&self, path: &str, key: &str, body: Value) -> Answer {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key);
        self.send(json_request(request, &body)).await
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method, path);
        match body {
            Some(body) => self.send(json_request(request, &body)).await,
            None => self.send(request.body(Body::empty()).unwrap()).await,
        }
    }

    /// A request under way, with this client's token.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let path = if path.starts_with("/auth") || !is_outside(path) {
            format!("/api/v1{path}")
        } else {
            path.into()
        };
        let request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    /// Sends a form with a file and text fields.
    pub async fn upload(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        let (kind, body) = form(parts);
        self.send(
            self.request(Method::POST, path)
                .header(header::CONTENT_TYPE, kind)
                .body(body.into())
                .unwrap(),
        )
        .await
    }

    /// Sends anything. Whatever is refused is refused in the one shape, and nothing may be the server's fault.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let line = format!("{} {}", request.method(), request.uri());
        let answer = self.send_unchecked(request).await;
        assert!(answer.status < 500, "{line} → {} {}", answer.status, answer.text());
        if answer.status >= 400 {
            answer.check_problem(&line);
        }
        answer
    }

    /// A write that may also fail by the server's fault.
    pub async fn unlucky(&self, path: &str, body: Value) -> Answer {
        self.send_unchecked(json_request(self.request(Method::POST, path), &body))
            .await
    }

    /// An upload that may also fail by the server's fault.
    pub async fn upload_unlucky(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        let (kind, body) = form(parts);
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, kind);
        self.send_unchecked(request.body(body.into()).unwrap()).await
    }

    pub async fn unlucky_get(&self, path: &str) -> Answer {
        self.send_unchecked(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    /// The same, from another address.
    pub fn at(&self, address: &str) -> Self {
        Self {
            address: address.parse().unwrap(),
            ..self.clone()
        }
    }

    /// The answer with its body still under way.
    pub async fn respond(&self, mut request: Request<Body>) -> Response {
        let peer = ConnectInfo(SocketAddr::new(self.address, 40_000));
        request.extensions_mut().insert(peer);
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send_unchecked(&self, request: Request<Body>) -> Answer {
        let line = format!("{} {}", request.method(), request.uri());
        let response = self.respond(request).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        assert_eq!(parts.headers["x-content-type-options"], "nosniff", "{line}");
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            line,
        }
    }
}

fn is_outside(path: &str) -> bool {
    ["/api", "/health", "/metrics", "/media/", "/trap/", "/nothing", "/dev/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

fn json_request(request: axum::http::request::Builder, body: &Value) -> Request<Body> {
    request
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}
