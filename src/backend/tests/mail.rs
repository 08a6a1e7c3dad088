//! Mail over a real server that takes it, refuses it, and says nothing.

use crate::{
    harness::{TestHub, hub_test_with},
    listening::Listening,
    python::Python,
    scenes::{finish, open_job, report},
};
use backend::{
    db::Sql,
    gateways::mail::{Mailer as _, Message, Smtp},
    worker,
};
use serde_json::{Value, json};
use std::time::Duration;

/// `aiosmtpd` in a process of its own.
struct Server(Python);

impl Server {
    fn start() -> Self {
        Self(Python::serve("smtp.py", &[]))
    }

    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.0.port)
    }

    /// `take`, `refuse` or `hang`; in force once this returns.
    fn mode(&mut self, mode: &str) {
        self.0.tell(mode);
        assert_eq!(self.0.line(), format!("mode {mode}"));
    }

    /// The next mail that it took.
    fn mail(&mut self) -> Value {
        serde_json::from_str(&self.0.line()).unwrap()
    }
}

async fn mail_test(test: impl AsyncFnOnce(&TestHub, &mut Server)) {
    let mut server = Server::start();
    let url = server.url();
    let settings = [("SMTP_URL", url.as_str()), ("FROM_EMAIL", "hub@hub.test")];
    hub_test_with(&settings, async |hub| test(hub, &mut server).await).await;
}

async fn register(hub: &TestHub) {
    let body =
        json!({"email": "zoe@example.org", "password": "correct horse battery", "full_name": "Zoë", "role": "tester"});
    hub.nobody().post("/auth/register", body).await.ok(201);
}

async fn waiting(hub: &TestHub) -> Vec<(String, i64)> {
    let sql = Sql::new("SELECT VALUE [kind, attempts] FROM outbox WHERE state = 'queued' AND lane = 'mail'");
    hub.app.db.ask(sql).await.unwrap().rows(0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_arrives_as_text_and_html() {
    mail_test(async |hub, server| {
        register(hub).await;
        hub.work().await;
        let mail = server.mail();
        assert_eq!(
            (&mail["from"], &mail["to"]),
            (&json!("hub@hub.test"), &json!(["zoe@example.org"]))
        );
        let text = mail["text"].as_str().unwrap();
        for part in [
            "Subject: Confirm your e-mail address",
            "From: \"PeerTest Hub\" <hub@hub.test>",
            "Auto-Submitted: auto-generated",
            "Content-Type: multipart/alternative",
            "Content-Type: text/plain",
            "Content-Type: text/html",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let name = text.lines().find(|line| line.starts_with("Message-ID: <")).unwrap();
        assert!(name.ends_with("@hub.test>"), "{name}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_sent_again_later_under_the_same_name() {
    mail_test(async |hub, server| {
        server.mode("refuse");
        register(hub).await;
        hub.work().await;
        assert_eq!(waiting(hub).await, [("mail".to_owned(), 1)]);
        // Not before its time.
        hub.work().await;
        assert_eq!(waiting(hub).await, [("mail".to_owned(), 1)]);
        hub.pass_seconds(10);
        hub.work().await;
        assert_eq!(waiting(hub).await, [("mail".to_owned(), 2)]);
        server.mode("take");
        hub.pass_seconds(10);
        hub.work().await;
        assert_eq!(waiting(hub).await, []);
        assert_eq!(server.mail()["to"], json!(["zoe@example.org"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_ever_for_a_server_that_says_nothing() {
    let mut server = Server::start();
    server.mode("hang");
    let smtp = |patience| Smtp::new(&server.url(), "hub@hub.test", patience).unwrap();
    let (hasty, patient) = (smtp(Duration::from_millis(200)), smtp(Duration::from_secs(20)));
    let message = Message {
        key: "key".into(),
        to: "zoe@example.org".into(),
        subject: "Hello".into(),
        text: "Hello".into(),
        html: "<p>Hello".into(),
    };
    let error = hasty.send(&message).await.expect_err("it says nothing");
    assert_eq!(error.failure().status, 502);
    server.mode("take");
    patient.send(&message).await.unwrap();
    assert!(
        server.mail()["text"]
            .as_str()
            .unwrap()
            .contains("Message-ID: <key@hub.test>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn money_does_not_wait_for_a_mail_server_that_says_nothing() {
    mail_test(async |hub, server| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let claim = crate::scenes::claim(&tester, &job).await;
        let submission = report(&tester, &claim).await;
        finish(&tester, &submission).await;
        let path = format!("/submissions/{}", crate::scenes::id(&submission));
        client
            .post(&format!("{path}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        hub.work().await;

        server.mode("hang");
        register(hub).await;
        let mut heard = Listening::now(&tester).await;
        let running = tokio::spawn(worker::run(hub.app.clone(), std::future::pending()));
        tester
            .post("/wallet/payouts", json!({"amount_cents": 2500}))
            .await
            .ok(201);
        assert_eq!(heard.kinds(1).await, ["payout_paid"]);
        running.abort();
        assert!(running.await.expect_err("it runs until it is stopped").is_cancelled());

        server.mode("take");
        hub.pass_seconds(3600);
        hub.work().await;
        assert_eq!(server.mail()["to"], json!(["zoe@example.org"]));
    })
    .await;
}
