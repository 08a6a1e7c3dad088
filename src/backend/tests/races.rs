//! Many at the same moment.

use crate::{
    harness::{Answer, Client, TestHub, hub_test},
    scenes::{hand_in, job_status, open_job_with, wallet},
};
use backend::{db::Sql, notifications::listeners::Pace};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::task::JoinSet;

/// Sends every call at once and counts the answers by status and code.
async fn all_at_once(calls: Vec<(Client, String, Option<Value>)>) -> BTreeMap<String, usize> {
    let mut racing: JoinSet<Answer> = JoinSet::new();
    for (client, path, body) in calls {
        racing.spawn(async move { client.call(axum::http::Method::POST, &path, body).await });
    }
    let mut counted = BTreeMap::new();
    while let Some(answer) = racing.join_next().await {
        let answer = answer.unwrap();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let code = body["code"].as_str().unwrap_or_default();
        *counted
            .entry(format!("{} {code}", answer.status).trim().to_owned())
            .or_default() += 1;
    }
    counted
}

fn counted(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(answer, n)| ((*answer).to_owned(), *n)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_testers_race_for_five_seats() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let job = open_job_with(&client, json!({"slots": 5})).await;
        let mut calls = Vec::new();
        for n in 0..200 {
            calls.push((hub.tester(&format!("T{n}")).await, format!("/jobs/{job}/claims"), None));
        }
        assert_eq!(all_at_once(calls).await, counted(&[("201", 5), ("409 job_full", 195)]));
        let seats = hub.nobody().get(&format!("/jobs/{job}")).await.ok(200)["seats"].clone();
        assert_eq!((&seats["taken"], &seats["slots"]), (&json!(5), &json!(5)));
        assert_eq!(job_status(hub, &job).await, "full");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tester_claims_twenty_times_and_has_one_seat() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({"slots": 5})).await;
        let calls = vec![(tester, format!("/jobs/{job}/claims"), None); 20];
        assert_eq!(
            all_at_once(calls).await,
            counted(&[("201", 1), ("409 already_claimed", 19)])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_approvals_pay_once() {
    hub_test(fifty_approvals).await;
}

pub async fn fifty_approvals(hub: &TestHub) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job_with(&client, json!({})).await;
    let submission = hand_in(&tester, &job).await;
    let calls = vec![
        (
            client.clone(),
            format!("/submissions/{submission}/approve"),
            Some(json!({"rating": 5}))
        );
        50
    ];
    assert_eq!(
        all_at_once(calls).await,
        counted(&[("200", 1), ("409 not_awaiting_review", 49)])
    );
    assert_eq!((wallet(&client).await.1, wallet(&tester).await), (2875, (2500, 0, 0)));
    assert_eq!(tester.get("/auth/me").await.ok(200)["rating_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn approving_rejecting_and_asking_at_once_decides_once() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({})).await;
        let path = format!("/submissions/{}", hand_in(&tester, &job).await);
        let mut calls = Vec::new();
        for _ in 0..7 {
            calls.push((client.clone(), format!("{path}/approve"), Some(json!({"rating": 5}))));
            calls.push((
                client.clone(),
                format!("{path}/reject"),
                Some(json!({"reason": "incomplete", "comment": "No"})),
            ));
            calls.push((
                client.clone(),
                format!("{path}/request-changes"),
                Some(json!({"comment": "More"})),
            ));
        }
        let answers = all_at_once(calls).await;
        assert_eq!(answers, counted(&[("200", 1), ("409 not_awaiting_review", 20)]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_balance_is_paid_out_once() {
    hub_test(fifty_payouts).await;
}

pub async fn fifty_payouts(hub: &TestHub) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job_with(&client, json!({})).await;
    let submission = hand_in(&tester, &job).await;
    client
        .post(&format!("/submissions/{submission}/approve"), json!({"rating": 5}))
        .await
        .ok(200);
    let calls = vec![
        (
            tester.clone(),
            "/wallet/payouts".to_owned(),
            Some(json!({"amount_cents": 2500}))
        );
        50
    ];
    assert_eq!(
        all_at_once(calls).await,
        counted(&[("201", 1), ("409 insufficient_funds", 49)])
    );
    assert_eq!(wallet(&tester).await, (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_twenty_times_charges_once() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let job = crate::scenes::draft(&client).await;
        let body = json!({"payment_method": "pm_card_visa"});
        let calls = vec![(client.clone(), format!("/jobs/{job}/publish"), Some(body)); 20];
        assert_eq!(
            all_at_once(calls).await,
            counted(&[("200", 1), ("409 job_not_draft", 19)])
        );
        assert_eq!(wallet(&client).await.1, 5750);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_publishes_with_one_key_on_two_servers_charge_once() {
    hub_test(fifty_publishes).await;
}

pub async fn fifty_publishes(hub: &TestHub) {
    let other = hub.beside(Pace::default()).await;
    let client = hub.client("Clara").await;
    let there = other.session_of_same(&client);
    let job = crate::scenes::draft(&client).await;
    let path = format!("/jobs/{job}/publish");
    let mut racing = JoinSet::new();
    for n in 0..50 {
        let (asker, path) = (if n % 2 == 0 { client.clone() } else { there.clone() }, path.clone());
        let body = json!({"payment_method": "pm_card_visa"});
        racing.spawn(async move { asker.once(&path, "one key", body).await });
    }
    // Whoever loses against the other server while both are at it may be told to try again; nobody is charged for it.
    let mut opened = 0;
    for answer in racing.join_all().await {
        match answer.status {
            200 => {
                opened += 1;
                assert_eq!(answer.ok(200)["status"], "open");
            }
            _ => drop(answer.refused(409, "stale")),
        }
    }
    assert!(opened > 0);
    let again = client
        .once(&path, "one key", json!({"payment_method": "pm_card_visa"}))
        .await
        .ok(200);
    assert_eq!((wallet(&client).await.1, &again["status"]), (5750, &json!("open")));
    let payments = client.get("/payments").await.ok(200);
    assert_eq!(payments["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_the_outbox_and_send_each_thing_once() {
    hub_test(one_outbox).await;
}

pub async fn one_outbox(hub: &TestHub) {
    let other = hub.beside(Pace::default()).await;
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    for _ in 0..4 {
        let job = open_job_with(&client, json!({"slots": 3})).await;
        let work = hand_in(&tester, &job).await;
        let approve = json!({"rating": 5});
        client
            .post(&format!("/submissions/{work}/approve"), approve)
            .await
            .ok(200);
        client.act(&format!("/jobs/{job}/cancel")).await.ok(200);
        tester
            .post("/wallet/payouts", json!({"amount_cents": 2500}))
            .await
            .ok(201);
    }
    let (here, there) = (hub.app.clone(), other.app.clone());
    let rounds =
        [here, there].map(|app| tokio::spawn(async move { while backend::worker::tick(&app).await.unwrap() > 0 {} }));
    for round in rounds {
        round.await.unwrap();
    }
    hub.work().await;
    let sql = Sql::new("SELECT VALUE kind FROM sandbox_event");
    let kinds: Vec<String> = hub.app.db.ask(sql).await.unwrap().rows(0).unwrap();
    let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
    assert_eq!((count("charge"), count("refund"), count("payout")), (4, 4, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_registered_once() {
    hub_test(async |hub| {
        let body = json!({"email": "a@example.org", "password": "correct horse", "full_name": "A", "role": "tester"});
        let calls = vec![(hub.nobody(), "/auth/register".to_owned(), Some(body)); 8];
        assert_eq!(all_at_once(calls).await, counted(&[("201", 1), ("409 email_taken", 7)]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_opened_once_and_keeps_every_patch() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({})).await;
        let claim = crate::scenes::claim(&tester, &job).await;
        let calls = vec![(tester.clone(), format!("/claims/{claim}/submission"), None); 10];
        assert_eq!(all_at_once(calls).await, counted(&[("200", 9), ("201", 1)]));
        let submission = tester.get(&format!("/claims/{claim}")).await.ok(200)["submission"].clone();
        let path = format!("/submissions/{}", crate::scenes::id(&submission));
        let mut racing = JoinSet::new();
        for step in submission["steps"].as_array().unwrap() {
            let (tester, path) = (tester.clone(), path.clone());
            let patch = json!({"steps": [{"step_id": step["step_id"], "verdict": "pass"}]});
            racing.spawn(async move { tester.patch(&path, patch).await.ok(200) });
        }
        racing.join_all().await;
        let steps = tester.get(&path).await.ok(200)["steps"].clone();
        assert!(
            steps.as_array().unwrap().iter().all(|step| step["verdict"] == "pass"),
            "{steps}"
        );
    })
    .await;
}
