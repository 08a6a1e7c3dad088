//! The ways of money beyond the main job: balances, more for a job, tips, payouts that come back, disputed charges and
//! rejections, and processors that answer late, twice or not at all. Every test ends with an audit of the books.

use crate::{
    harness::{Client, TestHub, hub_test},
    scenes::{claim, draft, draft_with, finish, hand_in, id, job_status, open_job, report, wallet},
};
use domain::users::Role;
use serde_json::{Value, json};

pub async fn balance(person: &Client) -> i64 {
    person.get("/wallet").await.ok(200)["balance_cents"].as_i64().unwrap()
}

pub async fn publish_with(client: &Client, job: &str, method: &str) -> crate::harness::Answer {
    let body = json!({"payment_method": method});
    client.post(&format!("/jobs/{job}/publish"), body).await
}

/// The kinds of a person's notifications, newest first.
pub async fn told(person: &Client) -> Vec<String> {
    let page = person.get("/notifications").await.ok(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

pub async fn books(hub: &TestHub) -> Value {
    let admin = hub
        .person(&format!("Ada{}", uuid::Uuid::new_v4().simple()), Role::Admin)
        .await;
    let books = admin.get("/admin/books").await.ok(200);
    assert_eq!(books["debit_cents"], books["credit_cents"]);
    books
}

pub fn holds(books: &Value, account: &str) -> i64 {
    let mut accounts = books["accounts"].as_array().unwrap().iter();
    let found = accounts.find(|sum| sum["name"] == account);
    found.unwrap_or_else(|| panic!("no {account}"))["balance_cents"]
        .as_i64()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_pays_for_jobs_and_goes_back_to_the_card() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let pay_in = json!({"amount_cents": 10_000, "payment_method": "pm_card_visa"});
        let paid = client.once("/wallet/top-ups", "in", pay_in.clone()).await.ok(201);
        assert_eq!(
            (&paid["status"], &paid["purpose"]),
            (&json!("succeeded"), &json!("top_up_balance"))
        );
        assert_eq!(client.once("/wallet/top-ups", "in", pay_in).await.ok(201), paid);
        assert_eq!(balance(&client).await, 10_000);
        let from_itself = json!({"amount_cents": 100, "payment_method": "balance"});
        let refused = client.post("/wallet/top-ups", from_itself).await;
        assert_eq!(refused.refused(422, "invalid"), ["payment_method:unknown"]);

        hub.pass_seconds(1);
        let job = draft(&client).await;
        assert_eq!(publish_with(&client, &job, "balance").await.ok(200)["status"], "open");
        assert_eq!((balance(&client).await, wallet(&client).await), (4250, (0, 5750, 0)));
        let dear = draft(&client).await;
        publish_with(&client, &dear, "balance")
            .await
            .refused(409, "insufficient_funds");

        // What came from the balance goes back there, wherever the rest is to go.
        client.act(&format!("/jobs/{job}/cancel?refund_to=card")).await.ok(200);
        assert_eq!((balance(&client).await, wallet(&client).await), (10_000, (0, 0, 0)));
        let too_much = json!({"amount_cents": 10_001});
        client
            .post("/wallet/withdrawals", too_much)
            .await
            .refused(409, "insufficient_funds");
        client
            .post("/wallet/withdrawals", json!({"amount_cents": 10_000}))
            .await
            .ok(204);
        hub.work().await;
        assert_eq!(balance(&client).await, 0);
        let payments = client.get("/payments").await.ok(200);
        assert_eq!(payments["items"][1]["refunded_cents"], 10_000);
        assert_eq!(holds(&books(hub).await, "Refunds in transit"), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_can_be_refunded_to_the_balance() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let seat = claim(&tester, &job).await;
        client
            .act(&format!("/jobs/{job}/cancel?refund_to=balance"))
            .await
            .ok(200);
        assert_eq!((balance(&client).await, wallet(&client).await.1), (2875, 2875));
        // The choice holds for what comes back later.
        tester.act(&format!("/claims/{seat}/release")).await.ok(200);
        assert_eq!((balance(&client).await, wallet(&client).await.1), (5750, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_seats_and_a_higher_price_are_paid_for_later() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let path = format!("/jobs/{job}/top-up");
        let before = claim(&tester, &job).await;
        let nothing = client.post(&path, json!({"payment_method": "pm_card_visa"})).await;
        assert_eq!(nothing.refused(422, "invalid"), ["slots:nothing_added"]);
        let less = json!({"payment_method": "pm_card_visa", "slots": 1, "price_cents": 2400});
        let less = client.post(&path, less).await;
        assert_eq!(
            less.refused(422, "invalid"),
            ["slots:too_small", "price_cents:too_small"]
        );
        let declined = json!({"payment_method": "pm_card_chargeDeclined", "slots": 3});
        client.post(&path, declined).await.refused(402, "payment_declined");

        let more = json!({"payment_method": "pm_card_visa", "slots": 3, "price_cents": 3000});
        let topped = client.once(&path, "more", more.clone()).await.ok(200);
        assert_eq!(
            (&topped["slots"], &topped["price_cents"], &topped["seats_left"]),
            (&json!(3), &json!(3000), &json!(2))
        );
        assert_eq!(client.once(&path, "more", more).await.ok(200), topped);
        // 3 × 30.00 is 40.00 more than 2 × 25.00; 15 % of that on top.
        assert_eq!(wallet(&client).await.1, 5750 + 4000 + 600);
        let listed = hub.nobody().get("/jobs").await.ok(200);
        assert_eq!(listed["items"][0]["price_cents"], 3000);

        // Who took a seat before is paid what the contract says; what is held beyond that comes back.
        let work = report(&tester, &before).await;
        finish(&tester, &work).await;
        let approve = format!("/submissions/{}/approve", id(&work));
        client.post(&approve, json!({"rating": 5})).await.ok(200);
        assert_eq!(wallet(&tester).await.0, 2500);
        // A third of the fee of 13.50 goes with the seat: 3.75 for the pay, 0.75 back with the 5.00.
        assert_eq!(wallet(&client).await.1, 10_350 - 2500 - 375 - 575);
        let late = hub.tester("Tia").await;
        let work = hand_in(&late, &job).await;
        client
            .post(&format!("/submissions/{work}/approve"), json!({"rating": 4}))
            .await
            .ok(200);
        assert_eq!(wallet(&late).await.0, 3000);
        client.act(&format!("/jobs/{job}/cancel")).await.ok(200);
        assert_eq!(wallet(&client).await.1, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_is_all_of_the_testers() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let work = hand_in(&tester, &job).await;
        let path = format!("/submissions/{work}/tip");
        let tip = json!({"amount_cents": 500, "payment_method": "pm_card_visa"});
        client.post(&path, tip.clone()).await.refused(409, "not_approved");
        client
            .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        tester.post(&path, tip.clone()).await.refused(403, "forbidden");
        client.once(&path, "t", tip.clone()).await.ok(201);
        client.once(&path, "t", tip).await.ok(201);
        assert_eq!(wallet(&tester).await.0, 3000);
        assert_eq!(told(&tester).await[0], "tipped");
        let pay_in = json!({"amount_cents": 700, "payment_method": "pm_card_visa"});
        client.post("/wallet/top-ups", pay_in).await.ok(201);
        let tip = json!({"amount_cents": 700, "payment_method": "balance"});
        client.post(&path, tip.clone()).await.ok(201);
        client.post(&path, tip).await.refused(409, "insufficient_funds");
        assert_eq!((wallet(&tester).await.0, balance(&client).await), (3700, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_comes_back_is_available_again_and_says_why() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let work = hand_in(&tester, &open_job(&client).await).await;
        client
            .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        let bank = |number: &str| json!({"account_number": number});
        let odd = tester.put("/wallet/payout-account", bank("12 34")).await;
        assert_eq!(odd.refused(422, "invalid"), ["account_number:account_number"]);
        let closed = tester.put("/wallet/payout-account", bank("000111111113")).await.ok(200);
        assert_eq!(closed["label"], "Test bank ···· 1113");
        let too_little = tester.post("/wallet/payouts", json!({"amount_cents": 99})).await;
        assert_eq!(too_little.refused(422, "invalid"), ["amount_cents:too_small"]);
        tester
            .post("/wallet/payouts", json!({"amount_cents": 2000}))
            .await
            .ok(201);
        assert_eq!(wallet(&tester).await.0, 500);
        hub.work().await;
        assert_eq!(wallet(&tester).await.0, 2500);
        hub.pass_seconds(1);
        let payout = tester.get("/wallet/payouts").await.ok(200)["items"][0].clone();
        assert_eq!(payout["status"], "failed");
        assert!(payout["reason"].as_str().unwrap().contains("closed"), "{payout}");
        assert_eq!(told(&tester).await[0], "payout_failed");

        tester.put("/wallet/payout-account", bank("000123456789")).await.ok(200);
        tester
            .post("/wallet/payouts", json!({"amount_cents": 2500}))
            .await
            .ok(201);
        hub.work().await;
        let page = tester.get("/wallet/payouts").await.ok(200);
        assert_eq!(
            (&page["items"][0]["status"], wallet(&tester).await.0),
            (&json!("paid"), 0)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_whose_answer_is_lost_is_made_once() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (again, left) = (draft(&client).await, draft(&client).await);
        for job in [&again, &left] {
            publish_with(&client, job, "pm_card_timeoutAfterSuccess")
                .await
                .refused(409, "payment_open");
            assert_eq!(client.get(&format!("/jobs/{job}")).await.ok(200)["status"], "draft");
        }
        publish_with(&client, &again, "pm_card_visa")
            .await
            .refused(409, "payment_open");
        assert_eq!(
            publish_with(&client, &again, "pm_card_timeoutAfterSuccess")
                .await
                .ok(200)["status"],
            "open"
        );
        // The other is brought to its end by the worker, which never had to be asked.
        hub.pass_seconds(121);
        hub.work().await;
        assert_eq!(job_status(hub, &left).await, "open");
        assert_eq!(wallet(&client).await.1, 2 * 5750);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_payment_was_for_may_be_gone_and_the_money_is_kept() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (edited, deleted) = (draft(&client).await, draft(&client).await);
        for job in [&edited, &deleted] {
            publish_with(&client, job, "pm_card_timeoutAfterSuccess")
                .await
                .refused(409, "payment_open");
        }
        client
            .patch(&format!("/jobs/{edited}"), json!({"price_cents": 9900}))
            .await
            .ok(200);
        client.delete(&format!("/jobs/{deleted}")).await.ok(204);
        hub.pass_seconds(121);
        hub.work().await;
        assert_eq!((balance(&client).await, wallet(&client).await.1), (2 * 5750, 0));
        assert_eq!(told(&client).await, ["payment_kept", "payment_kept"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_twice_happens_once_and_refunds_that_fail_are_kept() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (twice, failing) = (draft(&client).await, draft(&client).await);
        publish_with(&client, &twice, "pm_card_duplicateDelivery").await.ok(200);
        publish_with(&client, &failing, "pm_card_refundFail").await.ok(200);
        hub.work().await;
        assert_eq!(wallet(&client).await.1, 2 * 5750);
        client.act(&format!("/jobs/{failing}/cancel")).await.ok(200);
        hub.work().await;
        assert_eq!((balance(&client).await, wallet(&client).await.1), (5750, 5750));
        assert_eq!(told(&client).await[0], "refund_failed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_are_saved_chosen_paid_with_and_removed() {
    hub_test(async |hub| {
        let (client, other) = (hub.client("Clara").await, hub.client("Carl").await);
        let save = |name: &str| json!({"payment_method": name});
        let unknown = client.post("/payment-methods", save("visa")).await;
        assert_eq!(unknown.refused(422, "invalid"), ["payment_method:unknown"]);
        client.post("/payment-methods", save("pm_card_visa")).await.ok(201);
        hub.pass_seconds(1);
        let methods = client
            .post("/payment-methods", save("pm_card_mastercard"))
            .await
            .ok(201);
        let last4: Vec<_> = methods["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| &m["last4"])
            .collect();
        assert_eq!(last4, ["4444", "4242"]);
        let visa = id(&methods["items"][1]);
        let chosen = client.act(&format!("/payment-methods/{visa}/default")).await.ok(200);
        assert_eq!(
            (&chosen["items"][0]["id"], &chosen["items"][0]["is_default"]),
            (&json!(visa), &json!(true))
        );
        let job = draft(&client).await;
        assert_eq!(publish_with(&client, &job, &visa).await.ok(200)["status"], "open");
        // Nobody pays with what somebody else has saved.
        let theirs = draft(&other).await;
        let refused = publish_with(&other, &theirs, &visa).await;
        assert_eq!(refused.refused(422, "invalid"), ["payment_method:unknown"]);
        other
            .delete(&format!("/payment-methods/{visa}"))
            .await
            .refused(404, "not_found");
        client.delete(&format!("/payment-methods/{visa}")).await.ok(204);
        client
            .delete(&format!("/payment-methods/{visa}"))
            .await
            .refused(404, "not_found");
        assert_eq!(
            client.get("/payment-methods").await.ok(200)["items"]
                .as_array()
                .map(Vec::len),
            Some(1)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_read_the_books_and_the_processors_beside_them() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let admin = hub.person("Ada", Role::Admin).await;
        let job = draft_with(&client, json!({"slots": 2})).await;
        publish_with(&client, &job, "pm_card_visa").await.ok(200);
        hub.pass_seconds(1);
        let work = hand_in(&tester, &job).await;
        client
            .post(&format!("/submissions/{work}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        let now = books(hub).await;
        assert_eq!(holds(&now, "Held for the job"), 2875);
        assert_eq!(holds(&now, "Platform fees"), 375);
        let report = admin.get("/admin/reconciliation").await.ok(200);
        assert_eq!((&report["differences"], &report["matched"]), (&json!([]), &json!(1)));
        assert_eq!(report["theirs_cents"], report["ours_cents"]);
        let page = admin.get("/admin/transactions?limit=1").await.ok(200);
        assert_eq!(page["items"][0]["kind"], "submission_paid");
        let one = admin.get(&format!("/admin/transactions/pay-{work}")).await.ok(200);
        let sides = one["entries"].as_array().unwrap();
        assert_eq!((sides.len(), &sides[0]["side"]), (3, &json!("debit")));
        // What somebody else has written into the processor's book shows.
        let sql = backend::db::Sql::new("UPDATE sandbox_event SET amount += 1 WHERE kind = 'charge';");
        hub.app.db.write(sql).await.unwrap();
        let report = admin.get("/admin/reconciliation").await.ok(200);
        assert_eq!(report["differences"].as_array().map(Vec::len), Some(2));
        let sql = backend::db::Sql::new("UPDATE sandbox_event SET amount -= 1 WHERE kind = 'charge';");
        hub.app.db.write(sql).await.unwrap();
    })
    .await;
}
