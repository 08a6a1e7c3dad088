//! Stripe as the payment processor, against a server that answers in the shapes of its interface. Every test ends with the
//! audit, which holds Stripe's own book against ours.

mod http;
mod localstripe;
mod node;
mod server;
mod shapes;

use crate::{
    harness::{Answer, Client, TestHub, hub_test_with},
    money::{balance, books, holds, publish_with, told},
    scenes::{draft, hand_in, job_status, wallet},
};
use axum::{body::Body, http::Method};
use domain::payments::CHECKOUT;
use serde_json::{Value, json};
use server::{Server, Trouble};

const HOOK: &str = "whsec_0123456789";
/// Two seats at 25.00 and the fee on top.
const PRICE: i64 = 5750;

async fn stripe_test(test: impl AsyncFnOnce(&TestHub, &Server)) {
    let (server, base) = Server::start().await;
    let settings = [
        ("STRIPE_SECRET_KEY", "sk_test_0123456789"),
        ("STRIPE_WEBHOOK_SECRET", HOOK),
        ("STRIPE_API_BASE", base.as_str()),
    ];
    hub_test_with(&settings, async |hub| test(hub, &server).await).await;
}

/// As Stripe signs it: over the time, a dot and the body.
fn signed(secret: &str, seconds: i64, body: &str) -> String {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39")
}

async fn delivered(hub: &TestHub, body: &str, signature: &str) -> Answer {
    let request = hub
        .nobody()
        .request(Method::POST, "/webhooks/stripe")
        .header("Stripe-Signature", signature)
        .header("Content-Type", "application/json; charset=utf-8")
        .body(Body::from(body.to_owned()))
        .unwrap();
    hub.nobody().send(request).await
}

/// Stripe tells something, and the worker sees to it.
async fn tell(hub: &TestHub, event: &Value) {
    let body = event.to_string();
    let signature = signed(HOOK, hub.now().millis() / 1000, &body);
    delivered(hub, &body, &signature).await.ok_status(200);
    hub.work().await;
}

/// A job that was paid on Stripe's page.
async fn paid_job(hub: &TestHub, server: &Server, client: &Client) -> String {
    let job = draft(client).await;
    publish_with(client, &job, CHECKOUT).await.ok(200);
    let [page, _] = server.paid_on_page();
    tell(hub, &page).await;
    assert_eq!(job_status(hub, &job).await, "open");
    job
}

/// A card that is saved on Stripe's page; its name.
async fn saved_card(hub: &TestHub, server: &Server, client: &Client, last4: &str) -> String {
    let page = client.post("/payment-methods", json!({})).await.ok(201);
    assert!(
        page["url"]
            .as_str()
            .unwrap()
            .starts_with("https://checkout.stripe.com/")
    );
    tell(hub, &server.card_saved(last4)).await;
    let methods = client.get("/payment-methods").await.ok(200);
    let mut items = methods["items"].as_array().unwrap().iter();
    let card = items.find(|card| card["last4"] == last4).unwrap();
    card["id"].as_str().unwrap().to_owned()
}

/// A tester who has earned 25.00 and given their bank.
async fn earner(hub: &TestHub, server: &Server) -> Client {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = paid_job(hub, server, &client).await;
    let work = hand_in(&tester, &job).await;
    client
        .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
        .await
        .ok(200);
    let refused = tester.post("/wallet/payouts", json!({"amount_cents": 2500})).await;
    refused.refused(409, "payee_not_ready");
    let page = tester.put("/wallet/payout-account", json!({})).await.ok(200);
    assert_eq!(page["ready"], false);
    assert!(page["url"].as_str().unwrap().starts_with("https://connect.stripe.com/"));
    tell(hub, &server.onboarded()).await;
    let account = tester.get("/wallet/payout-account").await.ok(200);
    assert_eq!(
        (&account["ready"], &account["label"]),
        (&json!(true), &json!("STRIPE TEST BANK ···· 6789"))
    );
    tester
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_paid_on_stripes_page_and_its_tester_through_connect() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let job = draft(&client).await;
        // Test cards exist in the sandbox only: whoever names one is sent to Stripe's page.
        let asked = publish_with(&client, &job, "pm_card_visa").await.ok(200);
        assert_eq!(asked["status"], "draft");
        let url = asked["checkout_url"].as_str().unwrap().to_owned();
        assert!(url.starts_with("https://checkout.stripe.com/"), "{url}");
        let again = publish_with(&client, &job, CHECKOUT).await.ok(200);
        assert_eq!(again["checkout_url"], url, "the same page");
        let asked = &server.written("/v1/checkout/sessions")[0].form;
        let line = &asked["line_items"]["0"];
        assert_eq!(
            (&line["quantity"], &line["price_data"]["unit_amount"]),
            (&json!(1), &json!(PRICE))
        );
        assert_eq!(asked["payment_intent_data"]["transfer_group"], job);

        // Both events tell of one payment.
        let [page, intent] = server.paid_on_page();
        tell(hub, &intent).await;
        tell(hub, &page).await;
        assert_eq!(job_status(hub, &job).await, "open");
        let fee = (PRICE * 29 + 500) / 1000 + 30;
        let ours = books(hub).await;
        assert_eq!(
            (holds(&ours, "Cash at the processor"), server.count("charge")),
            (PRICE - fee, 1)
        );

        let tester = hub.tester("Tom").await;
        let work = hand_in(&tester, &job).await;
        client
            .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        tester.put("/wallet/payout-account", json!({})).await.ok(200);
        tell(hub, &server.onboarded()).await;
        let payout = tester
            .post("/wallet/payouts", json!({"amount_cents": 2500}))
            .await
            .ok(201);
        hub.work().await;
        let account = server.newest("account")["id"].clone();
        let [transfer] = &server.written("/v1/transfers")[..] else {
            panic!("one transfer")
        };
        assert_eq!(
            (&transfer.form["destination"], &transfer.form["transfer_group"]),
            (&account, &payout["id"])
        );
        let [sent] = &server.written("/v1/payouts")[..] else {
            panic!("one payout")
        };
        assert_eq!(sent.account.as_deref(), account.as_str());
        let listed = tester.get("/wallet/payouts").await.ok(200);
        assert_eq!(listed["items"][0]["status"], "in_transit");
        tell(hub, &server.payout_arrived()).await;
        let listed = tester.get("/wallet/payouts").await.ok(200);
        assert_eq!(listed["items"][0]["status"], "paid");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_cards_pay_without_their_owner() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let card = saved_card(hub, server, &client, "4242").await;
        let job = draft(&client).await;
        publish_with(&client, &job, &card).await.ok(200);
        assert_eq!(job_status(hub, &job).await, "open");
        let [charge] = &server.written("/v1/payment_intents")[..] else {
            panic!("one charge")
        };
        assert_eq!(
            (
                &charge.form["off_session"],
                &charge.form["confirm"],
                &charge.form["capture_method"]
            ),
            (&json!("true"), &json!("true"), &json!("automatic"))
        );

        for (last4, said) in [
            ("0002", "Your card was declined."),
            ("3184", "The card's bank wants you to confirm"),
        ] {
            let card = saved_card(hub, server, &client, last4).await;
            let job = draft(&client).await;
            let refused = publish_with(&client, &job, &card).await;
            refused.refused(402, "payment_declined");
            assert!(refused.text().contains(said), "{}", refused.text());
            assert_eq!(client.get(&format!("/jobs/{job}")).await.ok(200)["status"], "draft");
        }

        // Nobody pays with the card of another, and a test card cannot be saved by name.
        let other = hub.client("Omar").await;
        let job = draft(&other).await;
        let refused = publish_with(&other, &job, &card).await;
        assert_eq!(refused.refused(422, "invalid"), ["payment_method:unknown"]);
        let refused = other
            .post("/payment-methods", json!({"payment_method": "pm_card_visa"}))
            .await;
        assert_eq!(refused.refused(422, "invalid"), ["payment_method:unknown"]);

        client.delete(&format!("/payment-methods/{card}")).await.ok_status(204);
        let job = draft(&client).await;
        let refused = publish_with(&client, &job, &card).await;
        assert_eq!(refused.refused(422, "invalid"), ["payment_method:unknown"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_gives_way_to_a_card_and_runs_out_by_itself() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let card = saved_card(hub, server, &client, "4242").await;
        let job = draft(&client).await;
        publish_with(&client, &job, CHECKOUT).await.ok(200);
        // Another price is another page.
        client
            .patch(&format!("/jobs/{job}"), json!({"price_cents": 3000}))
            .await
            .ok(200);
        publish_with(&client, &job, CHECKOUT).await.ok(200);
        assert_eq!(server.newest("checkout.session")["amount_total"], 6900);
        publish_with(&client, &job, &card).await.ok(200);
        assert_eq!(job_status(hub, &job).await, "open");
        assert_eq!(server.newest("checkout.session")["status"], "expired");

        let job = draft(&client).await;
        publish_with(&client, &job, CHECKOUT).await.ok(200);
        let first = server.newest("checkout.session")["id"].clone();
        tell(hub, &server.page_ran_out()).await;
        publish_with(&client, &job, CHECKOUT).await.ok(200);
        assert_ne!(server.newest("checkout.session")["id"], first);
        let [page, intent] = server.paid_on_page();
        tell(hub, &page).await;
        tell(hub, &intent).await;
        assert_eq!(job_status(hub, &job).await, "open");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stripe_does_not_answer_is_done_once() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let card = saved_card(hub, server, &client, "4242").await;
        let job = draft(&client).await;
        server.troubles(&[Trouble::Refuses, Trouble::LosesTheAnswer]);
        publish_with(&client, &job, &card).await.ok(200);
        assert_eq!(server.count("charge"), 1);

        // Never an answer: the payment stays open, and the worker brings it to its end.
        let job = draft(&client).await;
        server.troubles(&[Trouble::LosesTheAnswer; 3]);
        publish_with(&client, &job, &card).await.refused(409, "payment_open");
        // A day later Stripe has forgotten the key.
        server.forget_keys();
        hub.pass_hours(25).await;
        assert_eq!(job_status(hub, &job).await, "open");
        assert_eq!(server.count("charge"), 2);
        let keys: Vec<String> = server
            .written("/v1/payment_intents")
            .into_iter()
            .map(|write| write.key)
            .collect();
        assert_eq!(keys.iter().filter(|key| key.contains(&job)).count(), 3, "{keys:?}");

        // Its refund neither.
        let client = hub.renew(&client).await;
        client.post(&format!("/jobs/{job}/cancel"), json!({})).await.ok(200);
        server.troubles(&[Trouble::LosesTheAnswer; 3]);
        hub.work().await;
        server.forget_keys();
        hub.pass_hours(25).await;
        assert_eq!(server.count("refund"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payouts_come_back_wait_and_are_sent_once() {
    stripe_test(async |hub, server| {
        let tester = earner(hub, server).await;
        // Money of cards is not there to be sent before a few days have passed.
        server.nothing_to_send(true);
        tester
            .post("/wallet/payouts", json!({"amount_cents": 1000}))
            .await
            .ok(201);
        hub.work().await;
        hub.pass_hours(30).await;
        let tester = hub.renew(&tester).await;
        let waits = &tester.get("/wallet/payouts").await.ok(200)["items"][0];
        assert_eq!((&waits["status"], server.count("transfer")), (&json!("in_transit"), 0));
        assert!(waits["reason"].as_str().unwrap().contains("some days"));
        server.nothing_to_send(false);
        // The transfer and the payout are done, and their answers lost, over and over.
        server.troubles(&[Trouble::LosesTheAnswer; 6]);
        hub.pass_hours(1).await;
        server.forget_keys();
        hub.pass_hours(25).await;
        hub.pass_hours(1).await;
        assert_eq!((server.count("transfer"), server.count("payout")), (1, 1));

        tell(hub, &server.payout_came_back()).await;
        let tester = hub.renew(&tester).await;
        let listed = tester.get("/wallet/payouts").await.ok(200);
        let payout = &listed["items"][0];
        assert_eq!(
            (&payout["status"], &payout["reason"]),
            (&json!("failed"), &json!("The bank account has been closed."))
        );
        assert_eq!(wallet(&tester).await.0, 2500);
        assert_eq!(told(&tester).await[0], "payout_failed");
        assert_eq!(server.newest("transfer")["reversed"], true);

        tester
            .post("/wallet/payouts", json!({"amount_cents": 2500}))
            .await
            .ok(201);
        hub.work().await;
        tell(hub, &server.payout_arrived()).await;
        assert_eq!((wallet(&tester).await.0, server.count("transfer")), (0, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_is_taken_back_freezes_its_job_until_it_is_decided() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let (won, lost) = (paid_job(hub, server, &client).await, draft(&client).await);
        tell(hub, &server.disputed()).await;
        let tester = hub.tester("Tom").await;
        tester
            .act(&format!("/jobs/{won}/claims"))
            .await
            .refused(409, "job_frozen");
        assert_eq!(holds(&books(hub).await, "Disputed charges"), PRICE);
        let fees = holds(&books(hub).await, "Processor's fees");
        for event in server.dispute_decided(true, 1500) {
            tell(hub, &event).await;
        }
        assert_eq!(holds(&books(hub).await, "Processor's fees"), fees - 1500);
        assert_eq!(holds(&books(hub).await, "Disputed charges"), 0);
        tester.act(&format!("/jobs/{won}/claims")).await.ok(201);

        publish_with(&client, &lost, CHECKOUT).await.ok(200);
        let [page, _] = server.paid_on_page();
        let taken = server.disputed();
        // The dispute is told before the payment that it is about.
        let body = taken.to_string();
        let signature = signed(HOOK, hub.now().millis() / 1000, &body);
        delivered(hub, &body, &signature).await.ok_status(200);
        hub.work().await;
        tell(hub, &page).await;
        hub.pass_hours(1).await;
        assert_eq!(holds(&books(hub).await, "Disputed charges"), PRICE);
        for event in server.dispute_decided(false, 0) {
            tell(hub, &event).await;
        }
        // Nobody was at work: what would have gone back to the client makes good for it.
        assert_eq!(job_status(hub, &lost).await, "cancelled");
        assert_eq!(holds(&books(hub).await, "Losses from disputed charges"), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_comes_back_is_the_clients_balance() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let job = paid_job(hub, server, &client).await;
        client.post(&format!("/jobs/{job}/cancel"), json!({})).await.ok(200);
        hub.work().await;
        assert_eq!(balance(&client).await, 0);
        tell(hub, &server.refund_came_back()).await;
        assert_eq!(balance(&client).await, PRICE);
        assert_eq!(told(&client).await[0], "refund_failed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_draws_is_no_difference() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        paid_job(hub, server, &client).await;
        server.drawn(1200);
        let admin = hub.person("Ada", domain::users::Role::Admin).await;
        let report = admin.get("/admin/reconciliation").await.ok(200);
        assert_eq!(
            (&report["elsewhere_cents"], &report["differences"]),
            (&json!(-1200), &json!([]))
        );
        let (theirs, ours) = (
            report["theirs_cents"].as_i64().unwrap(),
            report["ours_cents"].as_i64().unwrap(),
        );
        assert_eq!(theirs, ours - 1200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_count_once_in_any_order_and_only_when_stripe_has_signed_them() {
    stripe_test(async |hub, server| {
        let client = hub.client("Clara").await;
        let job = draft(&client).await;
        publish_with(&client, &job, CHECKOUT).await.ok(200);
        let [page, intent] = server.paid_on_page();
        let (body, now) = (page.to_string(), hub.now().millis() / 1000);
        for (signature, status) in [
            (signed("whsec_other", now, &body), 403),
            (signed(HOOK, now - 301, &body), 403),
            (signed(HOOK, now + 301, &body), 403),
            (signed(HOOK, now, &body.replace("paid", "paid ")), 403),
            (signed(HOOK, now, &body).replace("v1=", "v2="), 403),
            ("v1=00".to_owned(), 400),
        ] {
            delivered(hub, &body, &signature).await.ok_status(status);
        }
        let request = hub.nobody().request(Method::POST, "/webhooks/stripe");
        hub.nobody()
            .send(request.body(Body::from(body.clone())).unwrap())
            .await
            .ok_status(400);
        delivered(hub, "[]", &signed(HOOK, now, "[]")).await.ok_status(400);
        hub.work().await;
        assert_eq!(client.get(&format!("/jobs/{job}")).await.ok(200)["status"], "draft");

        for event in [&intent, &page, &page, &intent, &page] {
            tell(hub, event).await;
        }
        assert_eq!(job_status(hub, &job).await, "open");
        assert_eq!(books(hub).await["debit_cents"], books(hub).await["credit_cents"]);
        tell(hub, &server.something_else()).await;
        let metrics = hub.nobody().get("/metrics").await.text();
        assert!(
            metrics
                .lines()
                .any(|line| line.starts_with("payment_notices_total{kind=\"other\"}")),
            "{metrics}"
        );
    })
    .await;
}
