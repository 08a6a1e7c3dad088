//! `kill -9` at any moment, under load, loses nothing that was acknowledged, and leaves the books in order.

use crate::process::{Home, Server, until};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, task::JoinSet};

const ROUNDS: u64 = 30;
const TESTERS: usize = 6;
const JOBS: usize = 4;
const PASSWORD: &str = "a-long-password";
const SEED: u64 = 0x5eed_2026;
/// However slow the machine is, a round ends.
const LONGEST: Duration = Duration::from_secs(20);

/// What the server has acknowledged, in one round or in all.
#[derive(Default)]
struct Acknowledged {
    /// By tester.
    claims: Vec<BTreeSet<String>>,
    handed_in: Vec<BTreeSet<String>>,
    approved: BTreeSet<String>,
    /// Jobs that were paid for while it stormed.
    published: BTreeSet<String>,
    /// By tester, how many payouts.
    payouts: Vec<usize>,
}

impl Acknowledged {
    fn count(&self) -> usize {
        let sum = |by_tester: &[BTreeSet<String>]| by_tester.iter().map(BTreeSet::len).sum::<usize>();
        let payouts: usize = self.payouts.iter().sum();
        sum(&self.claims) + sum(&self.handed_in) + self.approved.len() + self.published.len() + payouts
    }
}

type Notes = Arc<Mutex<Acknowledged>>;

/// A client of the interface. Everything that it is told is recorded before the next question.
#[derive(Clone)]
pub struct Caller {
    pub http: Client,
    pub url: String,
}

/// The connection broke before the answer: nobody knows whether it happened.
pub struct Gone;

impl Caller {
    pub fn new(server: &Server) -> Self {
        let http = Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        Self {
            http,
            url: format!("{}/api/v1", server.url),
        }
    }

    async fn call(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<(StatusCode, Value), Gone> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            // The calls that take a key are made once for each address.
            request = request.header("Idempotency-Key", path).json(&body);
        }
        let answer = request.send().await.map_err(|_| Gone)?;
        let status = answer.status();
        let text = answer.text().await.map_err(|_| Gone)?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    /// A write that may be made again with another meaning.
    async fn unkeyed(&self, token: &str, path: &str, body: Value) -> Result<(StatusCode, Value), Gone> {
        let request = self
            .http
            .post(format!("{}{path}", self.url))
            .bearer_auth(token)
            .json(&body);
        let answer = request.send().await.map_err(|_| Gone)?;
        let status = answer.status();
        let text = answer.text().await.map_err(|_| Gone)?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    /// A call that has to succeed, or the server is gone.
    async fn good(&self, token: &str, method: Method, path: &str, body: Option<Value>) -> Result<Value, Gone> {
        let (status, answer) = self.call(token, method.clone(), path, body).await?;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
        Ok(answer)
    }

    pub async fn post(&self, token: &str, path: &str, body: Value) -> Result<Value, Gone> {
        self.good(token, Method::POST, path, Some(body)).await
    }

    async fn get(&self, token: &str, path: &str) -> Value {
        self.good(token, Method::GET, path, None)
            .await
            .ok()
            .expect("the server is there")
    }

    /// Registers and signs in.
    pub async fn join(&self, email: &str, role: &str) -> String {
        let account = json!({"email": email, "password": PASSWORD, "full_name": email, "role": role});
        let here = "the server is there";
        self.post("", "/auth/register", account).await.ok().expect(here);
        self.confirm(email).await;
        let login = json!({"email": email, "password": PASSWORD});
        text(&self.post("", "/auth/login", login).await.ok().expect(here)["access_token"])
    }

    /// Takes the link that was mailed, once it is.
    async fn confirm(&self, email: &str) {
        let mailbox = self.url.replace("/api/v1", "/dev/mail.json");
        let token = until(async || {
            let mails: Value = self.http.get(&mailbox).send().await.ok()?.json().await.ok()?;
            let mail = mails["items"].as_array()?.iter().find(|mail| mail["to"] == email)?;
            let link = mail["text"]
                .as_str()?
                .split_whitespace()
                .find(|word| word.contains("/verify-email/"))?;
            link.rsplit('/').next().map(str::to_owned)
        })
        .await;
        let body = json!({"token": token});
        self.post("", "/auth/verify-email", body)
            .await
            .ok()
            .expect("the server is there");
    }

    /// The ids of all of somebody's claims.
    async fn claims(&self, token: &str) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        let mut path = "/claims?limit=100".to_owned();
        loop {
            let page = self.get(token, &path).await;
            ids.extend(
                page["items"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|claim| text(&claim["id"])),
            );
            match page["next_cursor"].as_str() {
                Some(cursor) => path = format!("/claims?limit=100&cursor={cursor}"),
                None => return ids,
            }
        }
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The people of the test, by their tokens.
#[derive(Clone)]
struct People {
    client: String,
    testers: Vec<String>,
    project: String,
}

impl People {
    async fn join(caller: &Caller) -> Self {
        let client = caller.join("client@example.org", "client").await;
        let mut testers = Vec::new();
        for n in 0..TESTERS {
            testers.push(caller.join(&format!("tester-{n}@example.org"), "tester").await);
        }
        let project = json!({"name": "Shop", "description": "", "app_url": "https://shop.example"});
        let project = caller
            .post(&client, "/projects", project)
            .await
            .ok()
            .expect("a project");
        Self {
            project: text(&project["id"]),
            client,
            testers,
        }
    }

    async fn draft(&self, caller: &Caller) -> Result<String, Gone> {
        let job = json!({
            "project_id": self.project, "title": "A job", "description": "Walk one step.", "price_cents": 1999,
            "slots": TESTERS, "journey": {"steps": [{"action": "Look", "expected": "Something"}]},
        });
        Ok(text(&caller.post(&self.client, "/jobs", job).await?["id"]))
    }

    async fn publish(&self, caller: &Caller) -> Vec<String> {
        let mut jobs = Vec::new();
        for _ in 0..JOBS {
            let job = self.draft(caller).await.ok().expect("a draft");
            pay(caller, &self.client, &job).await.ok().expect("published");
            jobs.push(job);
        }
        jobs
    }
}

async fn pay(caller: &Caller, client: &str, job: &str) -> Result<(), Gone> {
    let pay = json!({"payment_method": "pm_card_visa"});
    let open = caller.post(client, &format!("/jobs/{job}/publish"), pay).await?;
    assert_eq!(open["status"], "open");
    Ok(())
}

/// Pays for one job after the other, until the server is gone.
async fn spend(caller: Caller, people: People, notes: Notes) -> Result<(), Gone> {
    for _ in 0..JOBS {
        let job = people.draft(&caller).await?;
        pay(&caller, &people.client, &job).await?;
        notes.lock().expect("notes").published.insert(job);
    }
    Ok(())
}

/// Has money sent to the bank as soon as there is some, until the server is gone.
async fn cash(caller: Caller, token: String, who: usize, notes: Notes) -> Result<(), Gone> {
    loop {
        let amount = json!({"amount_cents": 500});
        let (status, answer) = caller.unkeyed(&token, "/wallet/payouts", amount).await?;
        match status {
            StatusCode::CREATED => notes.lock().expect("notes").payouts[who] += 1,
            StatusCode::CONFLICT => tokio::task::yield_now().await,
            _ => panic!("a payout: {status} {answer}"),
        }
    }
}

/// Claims a seat of each job and hands work in, until the server is gone.
async fn test(
    caller: Caller,
    token: String,
    who: usize,
    jobs: Vec<String>,
    notes: Notes,
    desk: mpsc::UnboundedSender<String>,
) -> Result<(), Gone> {
    for n in 0..jobs.len() {
        let job = &jobs[(n + who) % jobs.len()];
        let claim = text(&caller.post(&token, &format!("/jobs/{job}/claims"), json!({})).await?["id"]);
        notes.lock().expect("notes").claims[who].insert(claim.clone());
        let draft = caller
            .post(&token, &format!("/claims/{claim}/submission"), json!({}))
            .await?;
        let id = text(&draft["id"]);
        let verdict =
            json!({"steps": [{"step_id": draft["steps"][0]["step_id"], "verdict": "pass"}], "summary": "Fine."});
        caller
            .good(&token, Method::PATCH, &format!("/submissions/{id}"), Some(verdict))
            .await?;
        caller
            .post(&token, &format!("/submissions/{id}/submit"), json!({}))
            .await?;
        notes.lock().expect("notes").handed_in[who].insert(id.clone());
        // Who reviews may have lost the server already.
        let _ = desk.send(id);
    }
    Ok(())
}

/// Approves what is handed in, until the server is gone.
async fn review(
    caller: Caller,
    token: String,
    notes: Notes,
    mut desk: mpsc::UnboundedReceiver<String>,
) -> Result<(), Gone> {
    while let Some(id) = desk.recv().await {
        let decided = caller
            .post(&token, &format!("/submissions/{id}/approve"), json!({"rating": 5}))
            .await?;
        assert_eq!(decided["status"], "approved");
        notes.lock().expect("notes").approved.insert(id);
    }
    Ok(())
}

/// Everybody at once, until the server is killed: so long after so many writes were acknowledged. A moment by the clock
/// alone would come before anything had happened on a slow machine.
async fn storm(
    server: Server,
    caller: &Caller,
    people: &People,
    jobs: &[String],
    writes: usize,
    later: Duration,
) -> Acknowledged {
    let empty = || vec![BTreeSet::new(); TESTERS];
    let notes = Arc::new(Mutex::new(Acknowledged {
        claims: empty(),
        handed_in: empty(),
        payouts: vec![0; TESTERS],
        ..Acknowledged::default()
    }));
    let mut everybody = JoinSet::new();
    let mut desks = Vec::new();
    for _ in 0..2 {
        let (desk, work) = mpsc::unbounded_channel();
        desks.push(desk);
        everybody.spawn(review(caller.clone(), people.client.clone(), notes.clone(), work));
    }
    for (who, token) in people.testers.iter().enumerate() {
        let desk = desks[who % desks.len()].clone();
        everybody.spawn(test(
            caller.clone(),
            token.clone(),
            who,
            jobs.to_vec(),
            notes.clone(),
            desk,
        ));
    }
    drop(desks);
    everybody.spawn(spend(caller.clone(), people.clone(), notes.clone()));
    for who in 0..2 {
        everybody.spawn(cash(caller.clone(), people.testers[who].clone(), who, notes.clone()));
    }
    let began = Instant::now();
    while notes.lock().expect("notes").count() < writes && began.elapsed() < LONGEST {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(later).await;
    let log = server.log();
    server.kill();
    while let Some(ended) = everybody.join_next().await {
        // Gone is what they are here to find; anything else is a failure.
        assert!(ended.is_ok(), "an answer was wrong; the server said:\n{log}");
    }
    Arc::try_unwrap(notes)
        .ok()
        .expect("everybody is done")
        .into_inner()
        .expect("notes")
}

/// Every acknowledged write is there.
async fn check(caller: &Caller, people: &People, acknowledged: &Acknowledged) {
    for (who, token) in people.testers.iter().enumerate() {
        let there = caller.claims(token).await;
        let lost: Vec<_> = acknowledged.claims[who].difference(&there).collect();
        assert!(lost.is_empty(), "lost claims: {lost:?}");
        let payouts = caller.get(token, "/wallet/payouts?limit=100").await;
        let asked = payouts["items"].as_array().map_or(0, Vec::len);
        assert!(asked >= acknowledged.payouts[who].min(100), "lost payouts: {payouts}");
        for id in &acknowledged.handed_in[who] {
            let status = text(&caller.get(token, &format!("/submissions/{id}")).await["status"]);
            let approved = acknowledged.approved.contains(id);
            assert!(
                status == "approved" || (!approved && status == "submitted"),
                "{id} is {status}, approved: {approved}"
            );
        }
    }
    for job in &acknowledged.published {
        let status = text(&caller.get(&people.client, &format!("/jobs/{job}")).await["status"]);
        assert_ne!(status, "draft", "a job that was paid for");
    }
}

#[test]
fn nothing_acknowledged_is_lost() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let home = Home::new();
    let mut dice = SEED;
    let mut all = [0; 5];
    runtime.block_on(async {
        let mut server = home.serve().await;
        let people = People::join(&Caller::new(&server)).await;
        for _ in 0..ROUNDS {
            let caller = Caller::new(&server);
            let jobs = people.publish(&caller).await;
            // Knuth's generator: the moments are the same in every run.
            let mut below = |n: u64| {
                dice = dice
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (dice >> 33) % n
            };
            let writes = usize::try_from(8 + below(50)).expect("a small number");
            let later = Duration::from_micros(below(40_000));
            let acknowledged = storm(server, &caller, &people, &jobs, writes, later).await;
            server = home.serve().await;
            check(&Caller::new(&server), &people, &acknowledged).await;
            all[0] += acknowledged.claims.iter().map(BTreeSet::len).sum::<usize>();
            all[1] += acknowledged.handed_in.iter().map(BTreeSet::len).sum::<usize>();
            all[2] += acknowledged.approved.len();
            all[3] += acknowledged.published.len();
            all[4] += acknowledged.payouts.iter().sum::<usize>();
        }
        server.stop().await;
    });
    // A storm that nothing came of would prove nothing.
    assert!(
        all[0] >= 150 && all[1] >= 100 && all[2] >= 50 && all[3] >= 20 && all[4] >= 20,
        "claims, hand-ins, approvals, payments and payouts: {all:?}"
    );
    assert!(home.good(&["audit"]).out.contains("in order"));
}
