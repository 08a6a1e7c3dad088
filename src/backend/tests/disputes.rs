//! Disputes: charges that payers' banks take back, and rejections that testers do not accept.

use crate::{
    harness::hub_test,
    money::{balance, books, holds, publish_with, told},
    scenes::{draft, hand_in, job_status, open_job_with, wallet},
};
use domain::users::Role;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_disputed_charge_freezes_its_job_until_it_is_won() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let admin = hub.person("Ada", Role::Admin).await;
        let job = draft(&client).await;
        publish_with(&client, &job, "pm_card_createDisputeProductNotReceived")
            .await
            .ok(200);
        let work = hand_in(&tester, &job).await;
        hub.work().await;
        assert!(told(&admin).await.contains(&"charge_disputed".to_owned()));
        let late = hub.tester("Tia").await;
        late.act(&format!("/jobs/{job}/claims"))
            .await
            .refused(409, "job_frozen");
        let approve = format!("/submissions/{work}/approve");
        client
            .post(&approve, json!({"rating": 5}))
            .await
            .refused(409, "job_frozen");
        client
            .act(&format!("/jobs/{job}/cancel"))
            .await
            .refused(409, "job_frozen");
        let now = books(hub).await;
        assert_eq!(holds(&now, "Disputed charges"), 5750);
        // 2.9 % and 0.30 for the charge, 15.00 for the dispute.
        assert_eq!(holds(&now, "Processor's fees"), 197 + 1500);
        assert_eq!(holds(&now, "Cash at the processor"), -1697);

        // Silence cannot approve while nothing moves; whoever decides as soon as it is won is heard.
        hub.pass_hours(7 * 24).await;
        assert_eq!(holds(&books(hub).await, "Disputed charges"), 0);
        let client = hub.renew(&client).await;
        client.post(&approve, json!({"rating": 5})).await.ok(200);
        assert_eq!(wallet(&hub.renew(&tester).await).await.0, 2500);
        hub.renew(&late).await.act(&format!("/jobs/{job}/claims")).await.ok(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_is_lost_stops_the_job_and_testers_are_paid() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = draft(&client).await;
        publish_with(&client, &job, "pm_card_createDispute").await.ok(200);
        let work = hand_in(&tester, &job).await;
        hub.work().await;
        hub.pass_hours(8 * 24).await;
        hub.pass_hours(24).await;
        assert_eq!(job_status(hub, &job).await, "cancelled");
        let tester = hub.renew(&tester).await;
        let done = tester.get(&format!("/submissions/{work}")).await.ok(200);
        assert_eq!((&done["status"], wallet(&tester).await.0), (&json!("approved"), 2500));
        // Nothing goes back to a client whose bank has the money already: the seat that nobody took makes good for a half.
        let client = hub.renew(&client).await;
        assert_eq!((balance(&client).await, wallet(&client).await.1), (0, 0));
        assert_eq!(holds(&books(hub).await, "Losses from disputed charges"), 5750 - 2875);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bank_has_taken_back_is_not_sent_there_again() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let pay_in = |card: &str| json!({"amount_cents": 1000, "payment_method": card});
        client
            .post("/wallet/top-ups", pay_in("pm_card_createDisputeProductNotReceived"))
            .await
            .ok(201);
        hub.work().await;
        let all = json!({"amount_cents": 1000});
        client
            .post("/wallet/withdrawals", all.clone())
            .await
            .refused(409, "insufficient_funds");
        hub.pass_hours(7 * 24).await;
        let client = hub.renew(&client).await;
        client.post("/wallet/withdrawals", all).await.ok(204);
        assert_eq!(balance(&client).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_is_disputed_once_and_decided_in_part() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let admin = hub.person("Ada", Role::Admin).await;
        let job = open_job_with(&client, json!({"slots": 1})).await;
        let work = hand_in(&tester, &job).await;
        let (path, ruling) = (
            format!("/submissions/{work}/dispute"),
            format!("/admin/disputes/{work}/rule"),
        );
        let why = json!({"comment": "Step 2 is in the picture."});
        tester.post(&path, why.clone()).await.refused(409, "not_disputable");
        let reject = json!({"reason": "incomplete", "comment": "No"});
        client
            .post(&format!("/submissions/{work}/reject"), reject)
            .await
            .ok(200);
        client.post(&path, why.clone()).await.refused(403, "forbidden");
        let dispute = tester.post(&path, why.clone()).await.ok(201);
        assert_eq!(
            (&dispute["status"], &dispute["price_cents"]),
            (&json!("open"), &json!(2500))
        );
        tester.post(&path, why).await.refused(409, "not_disputable");
        // The pay is out of the reach of both, however long it takes.
        assert_eq!((wallet(&tester).await, wallet(&client).await.1), ((0, 0, 2500), 375));
        hub.pass_hours(100).await;
        let (client, tester, admin) = (
            hub.renew(&client).await,
            hub.renew(&tester).await,
            hub.renew(&admin).await,
        );
        assert_eq!(wallet(&tester).await, (0, 0, 2500));
        let waiting = admin.get("/admin/disputes").await.ok(200);
        assert_eq!(waiting["items"][0]["submission_id"], json!(work));
        client.get("/admin/disputes").await.refused(403, "forbidden");
        let half = json!({"pay_cents": 1000, "comment": "Two of five steps."});
        tester.post(&ruling, half.clone()).await.refused(403, "forbidden");
        let too_much = json!({"pay_cents": 2501, "comment": ""});
        let too_much = admin.post(&ruling, too_much).await;
        assert_eq!(
            too_much.refused(422, "invalid"),
            ["pay_cents:too_large", "comment:required"]
        );
        let decided = admin.once(&ruling, "r", half.clone()).await.ok(200);
        assert_eq!(
            (&decided["paid_cents"], &decided["status"]),
            (&json!(1000), &json!("decided"))
        );
        assert_eq!(admin.once(&ruling, "r", half.clone()).await.ok(200), decided);
        admin.post(&ruling, half).await.refused(409, "stale");
        hub.work().await;
        assert_eq!((wallet(&tester).await, wallet(&client).await.1), ((1000, 0, 0), 0));
        let done = tester.get(&format!("/submissions/{work}")).await.ok(200);
        assert_eq!(
            (&done["status"], &done["decision"]["outcome"]),
            (&json!("approved"), &json!("overruled"))
        );
        assert_eq!(job_status(hub, &job).await, "completed");
        // 40 % of the fee of 3.75.
        assert_eq!(holds(&books(hub).await, "Platform fees"), 150);
        assert_eq!(told(&client).await[0], "dispute_decided");
    })
    .await;
}
