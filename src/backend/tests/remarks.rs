//! Remarks on pictures: who may put, answer, change and remove them, who is told, and how many there may be.

use crate::{
    harness::{Client, Part, TestHub, hub_test},
    listening::{Listening, kinds_told},
    scenes::{claim, finish, hand_in, id, open_job, png, report},
};
use domain::users::Role;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// The client, the tester, and a picture of 40 × 30 that was handed in.
async fn handed_in(hub: &TestHub) -> (Client, Client, String) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job(&client).await;
    let submission = hand_in(&tester, &job).await;
    let report = client.get(&format!("/submissions/{submission}")).await.ok(200);
    let picture = id(&report["screenshots"][0]);
    (client, tester, picture)
}

fn at(x: f64, y: f64, text: &str) -> Value {
    json!({"x": x, "y": y, "text": text})
}

async fn texts(who: &Client, picture: &str) -> Vec<String> {
    let page = who.get(&format!("/screenshots/{picture}/remarks")).await.ok(200);
    assert_eq!(page["next_cursor"], Value::Null);
    let text = |value: &Value| value["text"].as_str().unwrap().to_owned();
    let mut out = Vec::new();
    for remark in page["items"].as_array().unwrap() {
        out.push(format!("{} {}", remark["number"], text(remark)));
        out.extend(remark["answers"].as_array().unwrap().iter().map(text));
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_talk_about_a_point_and_are_told() {
    hub_test(async |hub| {
        let (client, tester, picture) = handed_in(hub).await;
        let (mut clara, mut tom) = (Listening::now(&client).await, Listening::now(&tester).await);
        let path = format!("/screenshots/{picture}/remarks");
        let remark = client
            .post(&path, at(40.0, 0.5, "  Is this <b>the</b> total? "))
            .await
            .ok(201);
        let expected = json!({
            "id": remark["id"], "screenshot_id": picture, "number": 1, "x": 40.0, "y": 0.5,
            "author": {"id": client.user, "name": "Clara", "side": "client"},
            "text": "Is this <b>the</b> total?", "resolved": false, "removed": false,
            "created_at": hub.now(), "edited_at": null, "answers": [],
        });
        assert_eq!(remark, expected);
        let told = tom.next().await.unwrap().data;
        assert_eq!(
            (&told["kind"], &told["title"], &told["amount_cents"]),
            (&json!("remark_made"), &json!("Buy a kettle"), &Value::Null)
        );
        assert!(told["submission_id"].is_string() && told["claim_id"].is_string() && told["job_id"].is_string());

        let answers = format!("/remarks/{}/answers", id(&remark));
        let thread = tester.post(&answers, json!({"text": "Yes"})).await.ok(201);
        assert_eq!(
            (&thread["id"], &thread["answers"][0]["text"]),
            (&remark["id"], &json!("Yes"))
        );
        assert_eq!(thread["answers"][0]["author"]["side"], "tester");
        tester.post(&path, at(1.0, 1.0, "And here")).await.ok(201);
        assert_eq!(
            texts(&client, &picture).await,
            ["1 Is this <b>the</b> total?", "Yes", "2 And here"]
        );

        // Settled by the other side, and taken up again by the first; what changes nothing tells nobody.
        let one = format!("/remarks/{}", id(&remark));
        for resolved in [true, true, false] {
            let now = tester.patch(&one, json!({"resolved": resolved})).await.ok(200);
            assert_eq!(now["resolved"], resolved);
        }
        assert_eq!(
            clara.kinds(4).await,
            ["remark_made", "remark_made", "remark_resolved", "remark_resolved"]
        );
        assert_eq!(kinds_told(&tester).await, ["remark_made"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_a_picture_sees_nothing_said_about_it() {
    hub_test(async |hub| {
        let (client, tester, picture) = handed_in(hub).await;
        let (stranger, other) = (hub.client("Carl").await, hub.tester("Tia").await);
        let admin = hub.person("Ada", Role::Admin).await;
        let path = format!("/screenshots/{picture}/remarks");
        let remark = client.post(&path, at(1.0, 1.0, "Here")).await.ok(201);
        let one = format!("/remarks/{}", id(&remark));
        for nobody in [&stranger, &other] {
            nobody.get(&path).await.refused(404, "not_found");
            nobody.post(&path, at(1.0, 1.0, "x")).await.refused(404, "not_found");
            let answer = json!({"text": "x"});
            nobody
                .post(&format!("{one}/answers"), answer.clone())
                .await
                .refused(404, "not_found");
            nobody
                .patch(&one, json!({"resolved": true}))
                .await
                .refused(404, "not_found");
            nobody.delete(&one).await.refused(404, "not_found");
        }
        // An admin reads and has a say, which both sides are told of; the words of others are not theirs.
        let said = admin
            .post(&format!("{one}/answers"), json!({"text": "Both please"}))
            .await
            .ok(201);
        assert_eq!(said["answers"][0]["author"]["side"], "admin");
        assert_eq!(kinds_told(&client).await.last().unwrap(), "remark_made");
        assert_eq!(kinds_told(&tester).await, ["remark_made", "remark_made"]);
        for not_theirs in [&admin, &tester] {
            not_theirs
                .patch(&one, json!({"text": "x"}))
                .await
                .refused(403, "forbidden");
            not_theirs.delete(&one).await.refused(403, "forbidden");
        }
        assert_eq!(texts(&admin, &picture).await, ["1 Here", "Both please"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_not_talked_about_and_a_point_lies_on_the_picture() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let seat = claim(&tester, &job).await;
        let draft = report(&tester, &seat).await;
        let path = format!("/submissions/{}", id(&draft));
        let file = png(20, 10);
        let picture = tester
            .upload(&format!("{path}/screenshots"), &[Part::File(&file)])
            .await
            .ok(201);
        let remarks = format!("/screenshots/{}/remarks", id(&picture));
        let admin = hub.person("Ada", Role::Admin).await;
        for early in [&tester, &admin] {
            early
                .post(&remarks, at(1.0, 1.0, "x"))
                .await
                .refused(409, "not_handed_in");
        }
        client.post(&remarks, at(1.0, 1.0, "x")).await.refused(404, "not_found");
        finish(&tester, &draft).await;
        let beside = client.post(&remarks, at(20.5, -1.0, "x")).await.refused(422, "invalid");
        assert_eq!(beside, ["x:outside", "y:outside"]);
        client.post(&remarks, at(20.0, 10.0, "the corner")).await.ok(201);
        let long = "x".repeat(2001);
        let refused = client.post(&remarks, at(1.0, 1.0, &long)).await.refused(422, "invalid");
        assert_eq!(refused, ["text:too_long"]);

        // Sent back to be changed it may still be talked about; a picture that is taken away takes what was said along.
        let ask = json!({"comment": "Again"});
        client.post(&format!("{path}/request-changes"), ask).await.ok(200);
        tester.post(&remarks, at(2.0, 2.0, "Better now?")).await.ok(201);
        tester.delete(&format!("/screenshots/{}", id(&picture))).await.ok(204);
        client.get(&remarks).await.refused(404, "not_found");
        let left = hub.everything().await;
        assert!(!left.contains("the corner") && !left.contains("Better now?"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_changed_for_a_while_and_what_was_answered_leaves_its_place() {
    hub_test(async |hub| {
        let (client, tester, picture) = handed_in(hub).await;
        let path = format!("/screenshots/{picture}/remarks");
        let remark = client.post(&path, at(1.0, 1.0, "Wrng")).await.ok(201);
        let one = format!("/remarks/{}", id(&remark));
        hub.pass_seconds(900);
        let mended = client.patch(&one, json!({"text": "Wrong"})).await.ok(200);
        assert_eq!(
            (&mended["text"], &mended["edited_at"]),
            (&json!("Wrong"), &json!(hub.now()))
        );
        let thread = tester
            .post(&format!("{one}/answers"), json!({"text": "How so?"}))
            .await
            .ok(201);
        let answer = format!("/remarks/{}", id(&thread["answers"][0]));
        hub.pass_seconds(1);
        client
            .patch(&one, json!({"text": "Right"}))
            .await
            .refused(409, "edit_over");
        let refused = tester
            .patch(&answer, json!({"resolved": true}))
            .await
            .refused(422, "invalid");
        assert_eq!(refused, ["resolved:no_remark"]);
        let mended = tester.patch(&answer, json!({"text": "How?"})).await.ok(200);
        assert_eq!(
            (&mended["id"], &mended["answers"][0]["text"]),
            (&remark["id"], &json!("How?"))
        );
        tester
            .post(&format!("{answer}/answers"), json!({"text": "x"}))
            .await
            .refused(404, "not_found");

        client.delete(&one).await.ok(204);
        let left = &client.get(&path).await.ok(200)["items"][0];
        assert_eq!(
            (&left["removed"], &left["text"], &left["answers"][0]["text"]),
            (&json!(true), &json!(""), &json!("How?"))
        );
        client
            .patch(&one, json!({"resolved": true}))
            .await
            .refused(409, "remark_removed");
        // Its last answer takes the empty place along, and its number is not given out again.
        tester.delete(&answer).await.ok(204);
        assert_eq!(texts(&client, &picture).await, Vec::<String>::new());
        let next = client.post(&path, at(2.0, 2.0, "Next")).await.ok(201);
        assert_eq!(next["number"], 2);
        client.delete(&format!("/remarks/{}", id(&next))).await.ok(204);
        client
            .delete(&format!("/remarks/{}", id(&next)))
            .await
            .refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_come_once_and_a_picture_holds_two_hundred() {
    hub_test(async |hub| {
        let (client, tester, picture) = handed_in(hub).await;
        let path = format!("/screenshots/{picture}/remarks");
        let remark = client.post(&path, at(1.0, 1.0, "First")).await.ok(201);
        let mut racing = JoinSet::new();
        for n in 0..210 {
            let (who, path) = (if n % 2 == 0 { client.clone() } else { tester.clone() }, path.clone());
            racing.spawn(async move {
                let answer = who.post(&path, at(1.0, 1.0, "Me too")).await;
                (answer.status, answer.text().contains("too_many"))
            });
        }
        let answers = racing.join_all().await;
        let made = answers.iter().filter(|(status, _)| *status == 201).count();
        let full = answers.iter().filter(|answer| **answer == (422, true)).count();
        assert_eq!((made, full), (199, 11));
        let page = tester.get(&path).await.ok(200);
        let numbers: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["number"].as_i64().unwrap())
            .collect();
        assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
        let answers = format!("/remarks/{}/answers", id(&remark));
        let refused = client
            .post(&answers, json!({"text": "x"}))
            .await
            .refused(422, "invalid");
        assert_eq!(refused, ["text:too_many"]);
        client.delete(&format!("/remarks/{}", id(&remark))).await.ok(204);
        client.post(&path, at(1.0, 1.0, "Room again")).await.ok(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_wrote_is_in_their_archive() {
    hub_test(async |hub| {
        let (client, tester, picture) = handed_in(hub).await;
        let path = format!("/screenshots/{picture}/remarks");
        let remark = client.post(&path, at(1.0, 1.0, "Mine")).await.ok(201);
        let answers = format!("/remarks/{}/answers", id(&remark));
        tester.post(&answers, json!({"text": "Not yours"})).await.ok(201);
        let archive = client.get("/auth/export").await;
        assert_eq!(archive.status, 200);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive.body)).unwrap();
        let data: Value = serde_json::from_reader(archive.by_name("data.json").unwrap()).unwrap();
        let said = data["remarks"].as_array().unwrap();
        assert_eq!((said.len(), &said[0]["text"]), (1, &json!("Mine")));
    })
    .await;
}
