//! Who is told of what, and who is not.

use crate::{
    harness::hub_test,
    listening::{Listening, kinds_told, kinds_told_to, knock, told},
    scenes::{claim, finish, hand_in, id, open_job, open_job_with, report},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn the_client_and_the_tester_are_told_of_each_other() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let other = hub.client("Carl").await;
        let (mut clara, mut tom) = (Listening::now(&client).await, Listening::now(&tester).await);
        let mut carl = Listening::now(&other).await;
        let job = open_job(&client).await;

        let given_up = claim(&tester, &job).await;
        tester.act(&format!("/claims/{given_up}/release")).await.ok(200);
        assert_eq!(clara.kinds(2).await, ["seat_taken", "seat_released"]);

        let submission = hand_in(&tester, &job).await;
        assert_eq!(clara.kinds(2).await, ["seat_taken", "submission_handed_in"]);
        let path = format!("/submissions/{submission}");
        let ask = json!({"comment": "Name the browser."});
        client.post(&format!("{path}/request-changes"), ask).await.ok(200);
        tester.act(&format!("{path}/submit")).await.ok(200);
        client
            .post(&format!("{path}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        assert_eq!(tom.kinds(1).await, ["changes_requested"]);
        let approved = tom.next().await.unwrap().data;
        let expected = json!({
            "id": "n0000000000000002", "kind": "submission_approved", "title": "Buy a kettle", "amount_cents": 2500,
            "currency": "usd", "job_id": job, "claim_id": approved["claim_id"], "submission_id": submission,
            "payout_id": null, "created_at": hub.now(),
        });
        assert_eq!(approved, expected);

        let payout = json!({"amount_cents": 2000});
        let payout = tester.post("/wallet/payouts", payout).await.ok(201);
        hub.work().await;
        let paid = tom.next().await.unwrap().data;
        assert_eq!(
            (&paid["kind"], &paid["payout_id"], &paid["amount_cents"]),
            (&json!("payout_paid"), &payout["id"], &json!(2000))
        );

        // The last seat fills the job, its rejection tells the tester, and cancelling the other job brings money back.
        let last = hub.tester("Tia").await;
        let mut tia = Listening::now(&last).await;
        let rejected = hand_in(&last, &job).await;
        let reject = json!({"reason": "incomplete", "comment": "No"});
        client
            .post(&format!("/submissions/{rejected}/reject"), reject)
            .await
            .ok(200);
        assert_eq!(tia.kinds(1).await, ["submission_rejected"]);
        let second = open_job(&client).await;
        client.act(&format!("/jobs/{second}/cancel")).await.ok(200);
        let expected = [
            "submission_handed_in",
            "seat_taken",
            "job_full",
            "submission_handed_in",
            "job_refunded",
        ];
        assert_eq!(clara.kinds(5).await, expected);

        // The list holds the same, and nobody has heard of anybody else's.
        assert_eq!(kinds_told(&client).await.len(), 9);
        assert_eq!(
            kinds_told(&tester).await,
            ["changes_requested", "submission_approved", "payout_paid"]
        );
        assert_eq!(kinds_told(&last).await, ["submission_rejected"]);
        assert_eq!(told(&other).await, Vec::<Value>::new());
        knock(hub, &other, &mut carl).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_tells_both_sides() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (tom, tia, tim) = (
            hub.tester("Tom").await,
            hub.tester("Tia").await,
            hub.tester("Tim").await,
        );
        let job = open_job_with(&client, json!({"slots": 1})).await;
        claim(&tom, &job).await;
        hub.pass_hours(24).await;
        assert_eq!(kinds_told_to(hub, &tom).await, ["seat_expired"]);
        let expected = ["seat_taken", "job_full", "seat_expired"];
        assert_eq!(kinds_told_to(hub, &client).await, expected);

        let tia = hub.renew(&tia).await;
        hand_in(&tia, &job).await;
        hub.pass_hours(7 * 24).await;
        assert_eq!(kinds_told_to(hub, &tia).await, ["submission_approved_by_silence"]);
        let told = kinds_told_to(hub, &client).await;
        let expected = [
            "seat_taken",
            "job_full",
            "submission_handed_in",
            "submission_approved_by_silence",
            "job_completed",
        ];
        assert_eq!(told[3..], expected);

        // A rejection that nobody disputed, and a deadline.
        let (client, tim) = (hub.renew(&client).await, hub.renew(&tim).await);
        let deadline = json!({"slots": 2, "deadline": hub.now().plus_hours(24 * 8)});
        let job = open_job_with(&client, deadline).await;
        let submission = hand_in(&tim, &job).await;
        let reject = json!({"reason": "incomplete", "comment": "No"});
        client
            .post(&format!("/submissions/{submission}/reject"), reject)
            .await
            .ok(200);
        hub.pass_hours(73).await;
        hub.pass_hours(24 * 6).await;
        let told = kinds_told_to(hub, &client).await;
        let expected = [
            "seat_taken",
            "submission_handed_in",
            "job_refunded",
            "job_expired",
            "job_refunded",
        ];
        assert_eq!(told[8..], expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_tells_nobody() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({"slots": 1})).await;
        let seat = claim(&tester, &job).await;
        tester
            .act(&format!("/jobs/{job}/claims"))
            .await
            .refused(409, "already_claimed");
        let late = hub.tester("Tia").await;
        late.act(&format!("/jobs/{job}/claims")).await.refused(409, "job_full");
        let submission = report(&tester, &seat).await;
        let path = format!("/submissions/{}", id(&submission));
        tester.act(&format!("{path}/submit")).await.refused(422, "invalid");
        finish(&tester, &submission).await;
        let mut racing = JoinSet::new();
        for _ in 0..10 {
            let (client, path) = (client.clone(), format!("{path}/approve"));
            racing.spawn(async move { client.post(&path, json!({"rating": 5})).await.status });
        }
        let answers = racing.join_all().await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1);
        assert_eq!(kinds_told(&tester).await, ["submission_approved"]);
        let expected = ["seat_taken", "job_full", "submission_handed_in", "job_completed"];
        assert_eq!(kinds_told(&client).await, expected);
    })
    .await;
}
