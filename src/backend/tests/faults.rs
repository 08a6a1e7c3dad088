//! A processor that fails before, after and during a call, and a database that refuses a commit: nothing is charged, sent back
//! or paid out twice, and nothing is lost. The sandbox's own book is the witness.

use crate::{
    harness::{Client, TestHub, hub_test},
    scenes::{draft, hand_in, job_status, open_job_with, wallet},
};
use async_trait::async_trait;
use backend::{
    Error, Result,
    db::Sql,
    gateways::payments::{
        Charge, Customer, Delivery, Hosted, Order, Payee, PayeeState, Payments, Records, Return, Sandbox, Sending, Sent,
    },
};
use domain::{money::Cents, payments::SavedMethod, timestamp::Timestamp};
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What becomes of a call.
#[derive(Clone, Copy)]
enum Fate {
    /// It never arrives.
    Before,
    /// It is carried out, and the answer never arrives.
    After,
    Fine,
}

/// The sandbox behind a bad line: of three calls one is lost on the way there and one on the way back.
struct Flaky {
    sandbox: Sandbox,
    calls: AtomicUsize,
}

impl Flaky {
    fn fate(&self) -> Fate {
        match self.calls.fetch_add(1, Ordering::SeqCst) % 3 {
            0 => Fate::Before,
            1 => Fate::After,
            _ => Fate::Fine,
        }
    }

    async fn through<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        let broken = || Error::Upstream("The payment processor", "the line is broken".into());
        match self.fate() {
            Fate::Before => Err(broken()),
            Fate::After => {
                call.await?;
                Err(broken())
            }
            Fate::Fine => call.await,
        }
    }
}

#[async_trait]
impl Payments for Flaky {
    fn pretended(&self) -> bool {
        true
    }
    async fn customer(&self, key: &str, email: &str, name: &str) -> Result<Customer> {
        self.sandbox.customer(key, email, name).await
    }
    async fn charge(&self, key: &str, order: &Order, method: &str) -> Result<Charge> {
        self.through(self.sandbox.charge(key, order, method)).await
    }
    async fn find_charge(&self, name: &str) -> Result<Charge> {
        self.through(self.sandbox.find_charge(name)).await
    }
    async fn checkout(&self, key: &str, order: &Order, back: &Return) -> Result<Option<Hosted>> {
        self.sandbox.checkout(key, order, back).await
    }
    async fn save_method(&self, key: &str, customer: &Customer, back: &Return) -> Result<Option<Hosted>> {
        self.sandbox.save_method(key, customer, back).await
    }
    async fn attach_method(&self, key: &str, customer: &Customer, method: &str) -> Result<SavedMethod> {
        self.sandbox.attach_method(key, customer, method).await
    }
    async fn methods(&self, customer: &Customer) -> Result<Vec<SavedMethod>> {
        self.sandbox.methods(customer).await
    }
    async fn detach_method(&self, key: &str, customer: &Customer, method: &str) -> Result<()> {
        self.sandbox.detach_method(key, customer, method).await
    }
    async fn refund(&self, key: &str, charge: &str, amount: Cents) -> Result<String> {
        self.through(self.sandbox.refund(key, charge, amount)).await
    }
    async fn payee(&self, key: &str, email: &str) -> Result<Payee> {
        self.sandbox.payee(key, email).await
    }
    async fn onboard(&self, key: &str, payee: &Payee, back: &Return) -> Result<Option<Hosted>> {
        self.sandbox.onboard(key, payee, back).await
    }
    async fn payee_state(&self, payee: &Payee) -> Result<PayeeState> {
        self.sandbox.payee_state(payee).await
    }
    async fn send(&self, key: &str, sending: &Sending) -> Result<Sent> {
        self.through(self.sandbox.send(key, sending)).await
    }
    async fn records(&self, after: Option<&str>) -> Result<Records> {
        self.sandbox.records(after).await
    }
    async fn deliveries(&self) -> Result<Vec<(String, Delivery)>> {
        self.sandbox.deliveries().await
    }
    async fn delivered(&self, handle: &str) -> Result<()> {
        self.sandbox.delivered(handle).await
    }
    fn read_notice(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Delivery> {
        self.sandbox.read_notice(body, signature, now)
    }
}

/// How often each thing stands in the processor's own book.
async fn processed(hub: &TestHub) -> BTreeMap<String, usize> {
    let sql = Sql::new("SELECT VALUE kind FROM sandbox_event");
    let kinds: Vec<String> = hub.app.db.ask(sql).await.unwrap().rows(0).unwrap();
    let mut counted = BTreeMap::new();
    for kind in kinds {
        *counted.entry(kind).or_default() += 1;
    }
    counted
}

/// Lets time pass until whatever failed has been tried again.
async fn until_settled(hub: &TestHub) {
    for _ in 0..40 {
        hub.pass_seconds(600);
        // What fails is put back, and counts as nothing done.
        drop(backend::worker::tick(&hub.app).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_to_the_processor_changes_no_sum() {
    hub_test(async |home| {
        let hub = home.behind(Arc::new(Flaky {
            sandbox: home.sandbox(),
            calls: AtomicUsize::new(0),
        }));
        let client = hub.client("Clara").await;
        let mut jobs = Vec::new();
        for _ in 0..9 {
            let job = draft(&client).await;
            let body = json!({"payment_method": "pm_card_visa"});
            let answer = client.once(&format!("/jobs/{job}/publish"), &job, body).await;
            assert!(matches!(answer.status, 200 | 409), "{}", answer.text());
            jobs.push(job);
        }
        until_settled(&hub).await;
        let client = hub.renew(&client).await;
        for job in &jobs {
            assert_eq!(job_status(&hub, job).await, "open");
        }
        assert_eq!(wallet(&client).await.1, 9 * 5750);
        let tester = hub.tester("Tom").await;
        for job in &jobs {
            let work = hand_in(&tester, job).await;
            client
                .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
                .await
                .ok(200);
            client.act(&format!("/jobs/{job}/cancel")).await.ok(200);
            tester
                .post("/wallet/payouts", json!({"amount_cents": 2500}))
                .await
                .ok(201);
        }
        until_settled(&hub).await;
        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        assert_eq!((wallet(&client).await, wallet(&tester).await), ((0, 0, 0), (0, 0, 0)));
        let payouts = tester.get("/wallet/payouts?limit=100").await.ok(200);
        assert!(
            payouts["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|payout| payout["status"] == "paid")
        );
        let each_once = [("charge", 9), ("payout", 9), ("refund", 9)];
        assert_eq!(
            processed(&hub).await,
            each_once.map(|(kind, n)| (kind.to_owned(), n)).into()
        );
    })
    .await;
}

/// Has the database refuse every transaction of a kind, or take them again.
async fn refuse(hub: &TestHub, kind: &str, refused: bool) {
    let rule = if refused {
        format!("ASSERT $value != '{kind}'")
    } else {
        String::new()
    };
    let sql = Sql::new(format!(
        "DEFINE FIELD OVERWRITE kind ON ledger_transaction TYPE string {rule};"
    ));
    hub.app.db.write(sql).await.unwrap();
}

/// Asks for what the database refuses just now; whatever is answered, it is no success.
async fn fails(client: &Client, path: &str, body: serde_json::Value) {
    let answer = client.unlucky(path, body).await;
    assert!(answer.status >= 400, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_the_database_refuses_is_made_up_for() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = draft(&client).await;
        refuse(hub, "job_funded", true).await;
        let pay = json!({"payment_method": "pm_card_visa"});
        fails(&client, &format!("/jobs/{job}/publish"), pay.clone()).await;
        assert_eq!(client.get(&format!("/jobs/{job}")).await.ok(200)["status"], "draft");
        // The card is charged, and that is known: the audit takes it for under way, not for lost.
        assert_eq!(processed(hub).await.get("charge"), Some(&1));
        hub.audit().await;
        refuse(hub, "job_funded", false).await;
        until_settled(hub).await;
        assert_eq!(job_status(hub, &job).await, "open");
        assert_eq!(processed(hub).await.get("charge"), Some(&1));

        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        let work = hand_in(&tester, &job).await;
        refuse(hub, "submission_paid", true).await;
        fails(&client, &format!("/submissions/{work}/approve"), json!({"rating": 5})).await;
        assert_eq!(wallet(&tester).await, (0, 0, 2500));
        refuse(hub, "submission_paid", false).await;
        client
            .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
            .await
            .ok(200);

        for (kind, path) in [("payout_paid", "/wallet/payouts"), ("refund_sent", "")] {
            refuse(hub, kind, true).await;
            if path.is_empty() {
                client.act(&format!("/jobs/{job}/cancel")).await.ok(200);
            } else {
                tester.post(path, json!({"amount_cents": 2500})).await.ok(201);
            }
            drop(backend::worker::tick(&hub.app).await);
            refuse(hub, kind, false).await;
        }
        until_settled(hub).await;
        let each_once = [("charge", 1), ("payout", 1), ("refund", 1)];
        assert_eq!(
            processed(hub).await,
            each_once.map(|(kind, n)| (kind.to_owned(), n)).into()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_is_run_again_by_an_admin() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let job = open_job_with(&client, json!({"slots": 1})).await;
        refuse(hub, "refund_sent", true).await;
        client.act(&format!("/jobs/{job}/cancel")).await.ok(200);
        until_settled(hub).await;
        refuse(hub, "refund_sent", false).await;
        let admin = hub.person("Ada", domain::users::Role::Admin).await;
        let dead = admin.get("/admin/dead-jobs").await.ok(200)["items"].clone();
        assert_eq!(
            (dead.as_array().map(Vec::len), &dead[0]["kind"]),
            (Some(1), &json!("refund"))
        );
        let again = format!("/admin/dead-jobs/{}/retry", dead[0]["id"].as_str().unwrap());
        admin.act(&again).await.ok(202);
        hub.work().await;
        assert_eq!(processed(hub).await.get("refund"), Some(&1));
    })
    .await;
}
