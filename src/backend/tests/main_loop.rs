//! The whole way of a job, from registration to the money in the bank.

use crate::{
    harness::{Part, TestHub, hub_test},
    scenes::{all_pass, id, job_body, png, wallet},
};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn from_registration_to_the_bank() {
    hub_test(whole_loop).await;
}

/// Also run on the engine that is the default; see [`crate::engines`].
pub async fn whole_loop(hub: &TestHub) {
    let client = register(hub, "Clara", "client").await;
    let tester = register(hub, "Tom", "tester").await;

    let project = json!({"name": "Shop", "description": "", "app_url": "https://shop.example.org"});
    let project = client.post("/projects", project).await.ok(201);
    assert_eq!(client.get("/projects").await.ok(200)["items"], json!([project]));

    let draft = client.post("/jobs", job_body(&id(&project))).await.ok(201);
    assert_eq!(
        (&draft["status"], &draft["fee_cents"], &draft["seats_left"]),
        (&json!("draft"), &json!(750), &json!(2))
    );
    let job = format!("/jobs/{}", id(&draft));
    hub.nobody().get(&job).await.refused(404, "not_found");
    assert_eq!(hub.nobody().get("/jobs").await.ok(200)["items"], json!([]));

    publish(hub, &client, &job).await;
    let open = hub.nobody().get(&job).await.ok(200);
    assert_eq!(open["viewer"], json!({"owns": false, "claim_id": null}));
    let listed = hub
        .nobody()
        .get("/jobs?q=kettle&country=de&platform=web&min_price_cents=2500")
        .await
        .ok(200);
    assert_eq!(
        (
            listed["items"][0]["id"].clone(),
            listed["items"].as_array().unwrap().len()
        ),
        (draft["id"].clone(), 1)
    );

    let claim = tester.act(&format!("{job}/claims")).await.ok(201);
    assert_eq!((&claim["status"], &claim["job_id"]), (&json!("active"), &draft["id"]));
    assert_eq!(claim["contract_hash"].as_str().unwrap().len(), 64);
    assert_eq!(claim["expires_at"], json!(hub.now().plus_hours(24)));
    tester
        .act(&format!("{job}/claims"))
        .await
        .refused(409, "already_claimed");
    client.act(&format!("{job}/claims")).await.refused(403, "forbidden");
    client.patch("/auth/me", json!({"add_role": "tester"})).await.ok(200);
    client.act(&format!("{job}/claims")).await.refused(409, "own_job");

    let submission = work(&tester, &claim).await;
    let path = format!("/submissions/{}", id(&submission));
    assert_eq!(
        (wallet(&client).await, wallet(&tester).await),
        ((0, 5750, 0), (0, 0, 2500))
    );
    let handed_in = client.get(&format!("{job}/submissions")).await.ok(200);
    assert_eq!(
        (&handed_in["items"][0]["id"], &handed_in["items"][0]["status"]),
        (&submission["id"], &json!("submitted"))
    );
    tester
        .post(&format!("{path}/approve"), json!({"rating": 5}))
        .await
        .refused(403, "forbidden");

    let approved = client
        .once(
            &format!("{path}/approve"),
            "k-1",
            json!({"rating": 4, "comment": "Good"}),
        )
        .await
        .ok(200);
    assert_eq!(
        (&approved["status"], &approved["decision"]["rating"]),
        (&json!("approved"), &json!(4))
    );
    let again = client
        .once(
            &format!("{path}/approve"),
            "k-1",
            json!({"rating": 4, "comment": "Good"}),
        )
        .await
        .ok(200);
    assert_eq!(again, approved);
    client
        .post(&format!("{path}/approve"), json!({"rating": 4}))
        .await
        .refused(409, "not_awaiting_review");
    // A seat is 25.00 and 3.75 of fee: one of two is settled.
    assert_eq!(
        (wallet(&client).await, wallet(&tester).await),
        ((0, 2875, 0), (2500, 0, 0))
    );
    assert_eq!(tester.get("/auth/me").await.ok(200)["rating"], json!(4.0));

    pay_out(hub, &tester).await;
    assert_eq!(
        client.act(&format!("{job}/cancel")).await.ok(200)["status"],
        "cancelled"
    );
    hub.work().await;
    let lines = client.get("/wallet/entries").await.ok(200);
    let amounts: Vec<_> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["kind"].clone(), l["amount_cents"].clone()))
        .collect();
    assert!(amounts.contains(&(json!("job_funded"), json!(5750))), "{amounts:?}");
    assert!(amounts.contains(&(json!("job_refunded"), json!(-2875))), "{amounts:?}");
    assert_eq!(wallet(&client).await, (0, 0, 0));
}

async fn register(hub: &TestHub, name: &str, role: &str) -> crate::harness::Client {
    let email = format!("{name}@Example.org");
    let body = json!({"email": email, "password": "correct horse battery", "full_name": name, "role": role});
    let user = hub.nobody().post("/auth/register", body.clone()).await.ok(201);
    assert_eq!(user["email"], json!(email.to_lowercase()));
    assert_eq!((&user["role"], &user["email_verified"]), (&json!(role), &json!(false)));
    assert_eq!(
        hub.nobody()
            .post("/auth/register", body)
            .await
            .refused(409, "email_taken"),
        ["email:email_taken"]
    );
    let tokens = json!({"email": email, "password": "correct horse battery"});
    let tokens = hub.nobody().post("/auth/login", tokens).await.ok(200);
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    let mut person = hub.nobody();
    person.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
    person.user = id(&user);
    assert_eq!(person.get("/auth/me").await.ok(200), user);
    let (_, token) = hub.mail_to(&email.to_lowercase()).await;
    let confirmed = hub.nobody().post("/auth/verify-email", json!({"token": token})).await;
    confirmed.ok(204);
    assert_eq!(person.get("/auth/me").await.ok(200)["email_verified"], json!(true));
    person
}

async fn publish(hub: &TestHub, client: &crate::harness::Client, job: &str) {
    let path = format!("{job}/publish");
    let declined = client
        .post(&path, json!({"payment_method": "pm_card_chargeDeclined"}))
        .await;
    declined.refused(402, "payment_declined");
    assert_eq!(client.get(job).await.ok(200)["status"], "draft");
    assert_eq!(wallet(client).await, (0, 0, 0));
    let unknown = client
        .post(&path, json!({"payment_method": "gold"}))
        .await
        .refused(422, "invalid");
    assert_eq!(unknown, ["payment_method:unknown"]);
    let good = json!({"payment_method": "pm_card_visa"});
    let first = client.once(&path, "publish-1", good.clone()).await.ok(200);
    assert_eq!((&first["status"], &first["fee_cents"]), (&json!("open"), &json!(750)));
    assert_eq!(client.once(&path, "publish-1", good.clone()).await.ok(200), first);
    let other = client
        .once(&path, "publish-1", json!({"payment_method": "pm_card_mastercard"}))
        .await;
    assert_eq!(other.refused(422, "invalid"), ["Idempotency-Key:key_reused"]);
    client
        .once(&path, "publish-2", good)
        .await
        .refused(409, "job_not_draft");
    assert_eq!(wallet(client).await, (0, 5750, 0));
    hub.audit().await;
}

/// Opens the report, is told what is missing, supplies it and hands in.
async fn work(tester: &crate::harness::Client, claim: &Value) -> Value {
    let open = format!("/claims/{}/submission", id(claim));
    let submission = tester.act(&open).await.ok(201);
    assert_eq!(submission["status"], "draft");
    assert_eq!(tester.act(&open).await.ok(200), submission);
    let bench = tester.get(&format!("/claims/{}", id(claim))).await.ok(200);
    assert_eq!(bench["submission"], submission);
    assert_eq!(
        bench["contract"]["journey"]["steps"][1]["evidence_required"],
        json!(true)
    );

    let path = format!("/submissions/{}", id(&submission));
    let submit = format!("{path}/submit");
    let missing = tester.act(&submit).await.refused(422, "invalid");
    let expected = [
        "steps[0].verdict:required",
        "steps[1].verdict:required",
        "steps[1].evidence:evidence_missing",
        "steps[2].verdict:required",
    ];
    assert_eq!(missing, expected);
    tester.patch(&path, all_pass(&submission)).await.ok(200);
    let fail = json!({"steps": [{"step_id": submission["steps"][2]["step_id"], "verdict": "fail", "actual": ""}]});
    assert_eq!(tester.patch(&path, fail).await.ok(200)["summary"], "Fine");
    let missing = tester.act(&submit).await.refused(422, "invalid");
    assert_eq!(
        missing,
        ["steps[1].evidence:evidence_missing", "steps[2].actual:required"]
    );

    let step = submission["steps"][1]["step_id"].as_str().unwrap();
    let parts = [Part::File(&png(64, 48)), Part::Text("step_id", step)];
    let picture = tester.upload(&format!("{path}/screenshots"), &parts).await.ok(201);
    assert_eq!(
        (&picture["width"], &picture["height"], &picture["step_id"]),
        (&json!(64), &json!(48), &json!(step))
    );
    let bug = json!({
        "title": "Paying fails", "severity": "critical", "step_id": submission["steps"][2]["step_id"],
        "steps_to_reproduce": "Press pay", "expected": "Thanks", "actual": "An error", "screenshot_ids": [picture["id"]],
    });
    let bug = tester.post(&format!("{path}/bugs"), bug).await.ok(201);
    let actual = json!({"steps": [{"step_id": submission["steps"][2]["step_id"], "actual": "An error page"}]});
    tester.patch(&path, actual).await.ok(200);
    let done = tester.act(&submit).await.ok(200);
    assert_eq!(
        (&done["status"], &done["bugs"][0], &done["screenshots"][0]),
        (&json!("submitted"), &bug, &picture)
    );
    tester
        .patch(&path, json!({"summary": "late"}))
        .await
        .refused(409, "submission_locked");
    tester.act(&submit).await.refused(409, "submission_locked");
    done
}

async fn pay_out(hub: &TestHub, tester: &crate::harness::Client) {
    tester
        .post("/wallet/payouts", json!({"amount_cents": 2501}))
        .await
        .refused(409, "insufficient_funds");
    let payout = tester
        .once("/wallet/payouts", "p", json!({"amount_cents": 2000}))
        .await
        .ok(201);
    assert_eq!(payout["status"], "in_transit");
    assert_eq!(
        tester
            .once("/wallet/payouts", "p", json!({"amount_cents": 2000}))
            .await
            .ok(201),
        payout
    );
    assert_eq!(wallet(tester).await, (500, 0, 0));
    hub.work().await;
    let payouts = tester.get("/wallet/payouts").await.ok(200);
    assert_eq!(
        (&payouts["items"][0]["id"], &payouts["items"][0]["status"]),
        (&payout["id"], &json!("paid"))
    );
    let lines = tester.get("/wallet/entries").await.ok(200)["items"].clone();
    let kinds: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["kind"].as_str().unwrap(), l["amount_cents"].as_i64().unwrap()))
        .collect();
    let mut sorted = kinds.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [("payout_requested", -2000), ("submission_paid", 2500)]);
    for line in lines.as_array().unwrap() {
        let side = |name: &str| -> i64 {
            let entries = line["entries"].as_array().unwrap().iter();
            entries
                .filter(|e| e["side"] == name)
                .map(|e| e["amount_cents"].as_i64().unwrap())
                .sum()
        };
        assert_eq!(side("debit"), side("credit"), "{line}");
    }
}
