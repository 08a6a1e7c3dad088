//! What is written down of accounts and money, who reads it, and that nobody rewrites it; and what admins see of the worker.

use crate::{
    harness::{Client, TestHub, hub_test, hub_test_with},
    scenes::{hand_in, open_job},
};
use backend::db::Sql;
use domain::users::Role;
use serde_json::{Value, json};

async fn log(who: &Client, path: &str) -> Vec<Value> {
    let page = who.get(path).await.ok(200);
    page["items"].as_array().unwrap().clone()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().rev().map(|line| line["kind"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_shows_what_happened_to_it() {
    hub_test(async |hub| {
        let credentials = json!({"email": "tom@example.org", "password": "correct horse battery"});
        let body = json!({"email": "tom@example.org", "password": "correct horse battery", "full_name": "Tom", "role": "tester"});
        hub.nobody().post("/auth/register", body).await.ok(201);
        hub.pass_seconds(1);
        let wrong = json!({"email": "tom@example.org", "password": "wrong"});
        hub.nobody().post("/auth/login", wrong).await.refused(401, "bad_credentials");
        hub.pass_seconds(1);
        let tokens = hub.nobody().post("/auth/login", credentials).await.ok(200);
        let mut tom = hub.nobody();
        tom.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
        let (_, token) = hub.mail_to("tom@example.org").await;
        hub.pass_seconds(1);
        hub.nobody().post("/auth/verify-email", json!({"token": token})).await.ok(204);
        hub.pass_seconds(1);
        let lines = log(&tom, "/auth/audit-log").await;
        assert_eq!(
            kinds(&lines),
            ["registered", "sign_in_failed", "signed_in", "email_confirmed"]
        );
        // Nobody else's, and no secret.
        let carl = hub.client("Carl").await;
        assert_eq!(log(&carl, "/auth/audit-log").await, Vec::<Value>::new());
        assert!(!format!("{lines:?}").contains("correct horse"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_on_money_are_written_down_with_who_and_on_what() {
    hub_test(async |hub| {
        let (clara, tom) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&clara).await;
        let submission = hand_in(&tom, &job).await;
        hub.pass_seconds(1);
        let approve = json!({"rating": 5});
        clara
            .post(&format!("/submissions/{submission}/approve"), approve)
            .await
            .ok(200);
        hub.pass_seconds(1);
        clara.act(&format!("/jobs/{job}/cancel")).await.ok(200);
        tom.post("/wallet/payouts", json!({"amount_cents": 2500})).await.ok(201);

        let lines = log(&clara, "/auth/audit-log").await;
        assert_eq!(kinds(&lines), ["job_published", "work_approved", "job_cancelled"]);
        let approved = &lines[1];
        assert_eq!(
            (&approved["actor_id"], &approved["target_id"], &approved["detail"]),
            (&json!(clara.user), &json!(submission), &json!("Buy a kettle"))
        );
        let lines = log(&tom, "/auth/audit-log").await;
        assert_eq!(
            (kinds(&lines), &lines[0]["detail"]),
            (vec!["payout_requested"], &json!("$25.00"))
        );

        clara.get("/admin/audit-log").await.refused(403, "forbidden");
        hub.nobody().get("/admin/audit-log").await.refused(401, "unauthorized");
        let ada = hub.person("Ada", Role::Admin).await;
        assert_eq!(log(&ada, "/admin/audit-log").await.len(), 4);
        let first = ada.get("/admin/audit-log?limit=3").await.ok(200);
        let rest = format!("/admin/audit-log?cursor={}", first["next_cursor"].as_str().unwrap());
        assert_eq!(kinds(&log(&ada, &rest).await), ["job_published"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_token_that_is_used_again_leaves_a_line() {
    hub_test(async |hub| {
        let body = json!({"email": "tom@example.org", "password": "correct horse battery", "full_name": "Tom", "role": "tester"});
        hub.nobody().post("/auth/register", body).await.ok(201);
        hub.pass_seconds(1);
        let credentials = json!({"email": "tom@example.org", "password": "correct horse battery"});
        let first = hub.nobody().post("/auth/login", credentials.clone()).await.ok(200);
        let old = json!({"refresh_token": first["refresh_token"]});
        hub.nobody().post("/auth/refresh", old.clone()).await.ok(200);
        hub.pass_seconds(60);
        hub.nobody().post("/auth/refresh", old).await.refused(401, "unauthorized");
        hub.pass_seconds(1);
        let tokens = hub.nobody().post("/auth/login", credentials).await.ok(200);
        let mut tom = hub.nobody();
        tom.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
        let lines = log(&tom, "/auth/audit-log").await;
        assert_eq!(kinds(&lines), ["registered", "signed_in", "token_replayed", "signed_in"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_only_added_to() {
    hub_test(async |hub| {
        let clara = hub.client("Clara").await;
        open_job(&clara).await;
        for text in ["UPDATE audit_log SET detail = 'nothing';", "DELETE audit_log;"] {
            assert!(hub.app.db.write(Sql::new(text)).await.is_err(), "{text}");
        }
        assert_eq!(log(&clara, "/auth/audit-log").await[0]["detail"], json!("Buy a kettle"));
    })
    .await;
}

/// A letter that nothing takes, until the worker has given it up.
async fn given_up(hub: &TestHub) -> Value {
    let body =
        json!({"email": "zoe@example.org", "password": "correct horse battery", "full_name": "Zoe", "role": "tester"});
    hub.nobody().post("/auth/register", body).await.ok(201);
    for _ in 0..12 {
        hub.pass_hours(2).await;
    }
    let ada = hub.person("Ada", Role::Admin).await;
    let list = ada.get("/admin/dead-jobs").await.ok(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    list["items"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_see_what_was_given_up_and_have_it_tried_again() {
    // Nobody listens on the discard port.
    hub_test_with(&[("SMTP_URL", "smtp://127.0.0.1:9")], async |hub| {
        let job = given_up(hub).await;
        assert_eq!((&job["kind"], &job["attempts"]), (&json!("mail"), &json!(12)));
        assert!(job["error"].as_str().unwrap().contains("mail server"), "{job}");
        let path = format!("/admin/dead-jobs/{}/retry", job["id"].as_str().unwrap());
        let clara = hub.client("Clara").await;
        clara.get("/admin/dead-jobs").await.refused(403, "forbidden");
        clara.act(&path).await.refused(403, "forbidden");
        let bea = hub.person("Bea", Role::Admin).await;
        bea.act(&path).await.ok(202);
        bea.act(&path).await.refused(404, "not_found");
        assert_eq!(bea.get("/admin/dead-jobs").await.ok(200)["items"], json!([]));
        let sql = Sql::new("DELETE outbox WHERE lane = 'mail';");
        hub.app.db.write(sql).await.unwrap();
    })
    .await;
}
