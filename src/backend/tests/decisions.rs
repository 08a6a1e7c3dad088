//! What can become of work once it was begun, and where the money goes each time.

use crate::{
    harness::hub_test,
    scenes::{claim, draft_with, finish, hand_in, id, job_status, open_job, open_job_with, report, wallet},
};
use domain::timestamp::Timestamp;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_becomes_final_after_the_time_for_a_dispute() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let submission = hand_in(&tester, &job).await;
        let path = format!("/submissions/{submission}/reject");
        let bad = client
            .post(&path, json!({"reason": "mood", "step_id": "none", "comment": ""}))
            .await;
        assert_eq!(
            bad.refused(422, "invalid"),
            ["reason:unknown", "step_id:unknown", "comment:required"]
        );

        let step = tester.get(&format!("/submissions/{submission}")).await.ok(200)["steps"][1]["step_id"].clone();
        let body =
            json!({"reason": "insufficient_evidence", "step_id": step, "comment": "The cart is not in the picture."});
        let rejected = client.once(&path, "r", body.clone()).await.ok(200);
        assert_eq!(
            (&rejected["status"], &rejected["decision"]["step_id"]),
            (&json!("rejected"), &step)
        );
        assert_eq!(client.once(&path, "r", body.clone()).await.ok(200), rejected);
        client.post(&path, body).await.refused(409, "not_awaiting_review");
        assert_eq!(
            tester.get(&format!("/submissions/{submission}")).await.ok(200)["decision"],
            rejected["decision"]
        );
        assert_eq!((wallet(&client).await.1, wallet(&tester).await), (5750, (0, 0, 0)));

        hub.pass_hours(71).await;
        assert_eq!(wallet(&hub.renew(&client).await).await.1, 5750);
        hub.pass_hours(2).await;
        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        assert_eq!((wallet(&client).await.1, wallet(&tester).await), (2875, (0, 0, 0)));
        let claims = tester.get("/claims").await.ok(200);
        assert_eq!(
            (&claims["items"][0]["status"], &claims["items"][0]["submission_status"]),
            (&json!("decided"), &json!("rejected"))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_made_and_handed_in_again() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({"slots": 1})).await;
        let submission = hand_in(&tester, &job).await;
        assert_eq!(job_status(hub, &job).await, "reviewing");
        let path = format!("/submissions/{submission}");
        let empty = client
            .post(&format!("{path}/request-changes"), json!({"comment": " "}))
            .await;
        assert_eq!(empty.refused(422, "invalid"), ["comment:required"]);
        hub.pass_seconds(20 * 3600);
        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        let asked = client
            .post(
                &format!("{path}/request-changes"),
                json!({"comment": "Name the browser."}),
            )
            .await
            .ok(200);
        assert_eq!(
            (&asked["status"], &asked["decision"]["comment"]),
            (&json!("changes_requested"), &json!("Name the browser."))
        );
        assert_eq!(job_status(hub, &job).await, "full");
        client
            .post(&format!("{path}/approve"), json!({"rating": 5}))
            .await
            .refused(409, "not_awaiting_review");

        // The full time again: what was handed in after 0 of 24 hours is still open 43 hours after the claim.
        hub.pass_hours(23).await;
        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        tester.patch(&path, json!({"environment": "Firefox 140"})).await.ok(200);
        assert_eq!(
            tester.act(&format!("{path}/submit")).await.ok(200)["status"],
            "submitted"
        );
        client
            .post(&format!("{path}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        assert_eq!(job_status(hub, &job).await, "completed");
        assert_eq!(
            (wallet(&client).await, wallet(&tester).await),
            ((0, 0, 0), (2500, 0, 0))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_approves_after_seven_days() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let submission = format!("/submissions/{}", hand_in(&tester, &job).await);
        let due = hub.now().plus_hours(7 * 24);
        assert_eq!(tester.get(&submission).await.ok(200)["review_due_at"], json!(due));
        hub.pass_hours(7 * 24 - 1).await;
        assert_eq!(
            hub.renew(&tester).await.get(&submission).await.ok(200)["status"],
            "submitted"
        );
        hub.pass_hours(1).await;
        let approved = hub.renew(&tester).await.get(&submission).await.ok(200);
        assert_eq!(approved["decision"]["outcome"], "approved_by_silence");
        assert_eq!(approved["decision"]["rating"], json!(null));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_runs_out_frees_its_seat() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let job = open_job_with(&client, json!({"slots": 1})).await;
        let claim_id = claim(&tom, &job).await;
        let submission = report(&tom, &claim_id).await;
        assert_eq!(job_status(hub, &job).await, "full");
        tia.act(&format!("/jobs/{job}/claims")).await.refused(409, "job_full");
        assert_eq!(hub.nobody().get("/jobs").await.ok(200)["items"], json!([]));

        hub.pass_seconds(24 * 3600);
        let tom = hub.renew(&tom).await;
        let path = format!("/submissions/{}", id(&submission));
        tom.patch(&path, json!({"summary": "late"}))
            .await
            .refused(409, "claim_not_active");
        tom.act(&format!("{path}/submit"))
            .await
            .refused(409, "claim_not_active");
        hub.work().await;
        assert_eq!(tom.get("/claims").await.ok(200)["items"][0]["status"], "expired");
        tom.act(&format!("/claims/{claim_id}/release"))
            .await
            .refused(409, "claim_not_active");
        assert_eq!(hub.nobody().get("/jobs").await.ok(200)["items"][0]["seats_left"], 1);
        let tia = hub.renew(&tia).await;
        claim(&tia, &job).await;
        // Who lost a seat may take one again, once there is one.
        tom.act(&format!("/jobs/{job}/claims")).await.refused(409, "job_full");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_that_is_given_back_can_be_taken_again() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let first = claim(&tester, &job).await;
        report(&tester, &first).await;
        assert_eq!(
            tester.act(&format!("/claims/{first}/release")).await.ok(200)["status"],
            "released"
        );
        tester
            .act(&format!("/claims/{first}/release"))
            .await
            .refused(409, "claim_not_active");
        let second = claim(&tester, &job).await;
        assert_ne!(first, second);
        tester.act(&format!("/claims/{second}/release")).await.ok(200);
        // Nothing was begun, so nothing can be opened any more.
        tester
            .act(&format!("/claims/{second}/submission"))
            .await
            .refused(409, "claim_not_active");
        tester
            .get(&format!("/claims/{second}"))
            .await
            .refused(409, "claim_not_active");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_refunds_free_seats_and_pays_for_work_begun() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let job = open_job_with(&client, json!({"slots": 3, "price_cents": 1999})).await;
        // 3 × 19.99 = 59.97 and 15 % of it, 9.00.
        assert_eq!(wallet(&client).await.1, 6897);
        let begun = claim(&tom, &job).await;
        let begun = report(&tom, &begun).await;
        let idle = claim(&tia, &job).await;
        let cancelled = client
            .once(&format!("/jobs/{job}/cancel"), "c", json!({}))
            .await
            .ok(200);
        assert_eq!(
            (&cancelled["status"], &cancelled["seats_left"]),
            (&json!("cancelled"), &json!(0))
        );
        assert_eq!(
            client
                .once(&format!("/jobs/{job}/cancel"), "c", json!({}))
                .await
                .ok(200),
            cancelled
        );
        client
            .act(&format!("/jobs/{job}/cancel"))
            .await
            .refused(409, "job_not_cancellable");
        assert_eq!(wallet(&client).await.1, 6897 - 1999 - 300);
        let late = hub.tester("Lea").await;
        late.act(&format!("/jobs/{job}/claims"))
            .await
            .refused(409, "job_not_open");

        finish(&tom, &begun).await;
        client
            .post(&format!("/submissions/{}/approve", id(&begun)), json!({"rating": 3}))
            .await
            .ok(200);
        assert_eq!(wallet(&tom).await, (1999, 0, 0));
        tia.act(&format!("/claims/{idle}/release")).await.ok(200);
        assert_eq!(wallet(&client).await, (0, 0, 0));
        assert_eq!(job_status(hub, &job).await, "cancelled");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_expires_at_its_deadline() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let deadline = hub.now().plus_hours(10);
        let job = open_job_with(&client, json!({"deadline": deadline})).await;
        let full = open_job_with(&client, json!({"deadline": deadline, "slots": 1})).await;
        let begun = claim(&tester, &job).await;
        let begun = report(&tester, &begun).await;
        let last = claim(&tester, &full).await;
        hub.pass_seconds(10 * 3600);
        let tester = hub.renew(&tester).await;
        let late = hub.tester("Lea").await;
        // Before the worker came round.
        late.act(&format!("/jobs/{job}/claims"))
            .await
            .refused(409, "job_not_open");
        hub.work().await;
        assert_eq!(job_status(hub, &job).await, "expired");
        let client = hub.renew(&client).await;
        assert_eq!(wallet(&client).await.1, 2875 * 2);
        finish(&tester, &begun).await;
        client
            .post(&format!("/submissions/{}/approve", id(&begun)), json!({"rating": 5}))
            .await
            .ok(200);
        // A full job has nothing to expire; a seat that is given back after the deadline cannot be taken.
        assert_eq!(job_status(hub, &full).await, "full");
        tester.act(&format!("/claims/{last}/release")).await.ok(200);
        late.act(&format!("/jobs/{full}/claims"))
            .await
            .refused(409, "job_not_open");
        hub.work().await;
        assert_eq!(job_status(hub, &full).await, "expired");
        assert_eq!(wallet(&client).await.1, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_in_the_past_cannot_be_published() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let job = draft_with(&client, json!({"deadline": Timestamp::from_millis(0)})).await;
        let path = format!("/jobs/{job}/publish");
        client
            .post(&path, json!({"payment_method": "pm_card_visa"}))
            .await
            .refused(409, "deadline_passed");
        client
            .patch(&format!("/jobs/{job}"), json!({"deadline": null}))
            .await
            .ok(200);
        client
            .post(&path, json!({"payment_method": "pm_card_visa"}))
            .await
            .ok(200);
        // Without a deadline there is none to pass.
        hub.pass_hours(24 * 365).await;
        assert_eq!(job_status(hub, &job).await, "open");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_reaches_only_seats_that_are_taken_after_it() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let job = open_job(&client).await;
        let before = claim(&tom, &job).await;
        let path = format!("/jobs/{job}");
        let edited = client
            .patch(&path, json!({"title": "Buy two kettles", "scope_out": null}))
            .await
            .ok(200);
        assert_eq!(
            (&edited["title"], &edited["scope_out"]),
            (&json!("Buy two kettles"), &json!(null))
        );
        client
            .patch(&path, json!({"price_cents": 1}))
            .await
            .refused(409, "terms_fixed");
        client
            .patch(&path, json!({"slots": 1}))
            .await
            .refused(409, "terms_fixed");
        client.delete(&path).await.refused(409, "job_not_deletable");
        let after = claim(&tia, &job).await;
        let old = tom.get(&format!("/claims/{before}")).await.ok(200);
        let new = tia.get(&format!("/claims/{after}")).await.ok(200);
        assert_eq!(
            (&old["contract"]["title"], &new["contract"]["title"]),
            (&json!("Buy a kettle"), &json!("Buy two kettles"))
        );
        assert_ne!(old["claim"]["contract_hash"], new["claim"]["contract_hash"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_and_projects_can_be_deleted_until_money_was_moved() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let draft = draft_with(&client, json!({})).await;
        let project = client.get(&format!("/jobs/{draft}")).await.ok(200)["project_id"]
            .as_str()
            .unwrap()
            .to_owned();
        client.delete(&format!("/jobs/{draft}")).await.ok(204);
        client.get(&format!("/jobs/{draft}")).await.refused(404, "not_found");
        let body = crate::scenes::job_body(&project);
        let job = id(&client.post("/jobs", body.clone()).await.ok(201));
        let other = id(&client.post("/jobs", body).await.ok(201));
        crate::scenes::publish(&client, &job).await;
        client
            .delete(&format!("/projects/{project}"))
            .await
            .refused(409, "project_in_use");
        client.get(&format!("/jobs/{other}")).await.ok(200);
        let empty = crate::scenes::project(&client).await;
        client.delete(&format!("/projects/{empty}")).await.ok(204);
        client
            .get(&format!("/projects/{empty}"))
            .await
            .refused(404, "not_found");
    })
    .await;
}
