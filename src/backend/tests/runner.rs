//! What the runner keeps of the work besides verdicts and words.

use crate::{
    harness::{Client, TestHub, hub_test},
    scenes::{claim, finish, id, open_job, report},
};
use backend::{db::Sql, submissions};
use domain::ids::JobId;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_time_at_a_step_is_kept_and_shown_to_the_client() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let submission = report(&tester, &claim(&tester, &job).await).await;
        assert_eq!(submission["steps"][0]["seconds"], 0);
        let path = format!("/submissions/{}", id(&submission));
        let step = &submission["steps"][0]["step_id"];
        let set = |seconds: i64| json!({"steps": [{"step_id": step, "seconds": seconds}]});
        for (seconds, code) in [(86_401, "too_large"), (-1, "too_small")] {
            let refused = tester.patch(&path, set(seconds)).await.refused(422, "invalid");
            assert_eq!(refused, [format!("steps[0].seconds:{code}")]);
        }
        tester.patch(&path, set(190)).await.ok(200);
        // What is said of a step otherwise leaves its time alone.
        finish(&tester, &submission).await;
        let items = client.get(&format!("/jobs/{job}/submissions")).await.ok(200);
        let seconds: Vec<_> = items["items"][0]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["seconds"].as_i64().unwrap())
            .collect();
        assert_eq!(seconds, [190, 0, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_console_said_belongs_to_a_bug() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let submission = report(&tester, &claim(&tester, &job).await).await;
        let path = format!("/submissions/{}/bugs", id(&submission));
        let bug = |console: &str| {
            json!({"title": "B", "severity": "low", "steps_to_reproduce": "r", "actual": "a", "console": console})
        };
        let refused = tester.post(&path, bug(&"x".repeat(20_001))).await.refused(422, "invalid");
        assert_eq!(refused, ["console:too_long"]);
        let console = "<script>alert(1)</script>\n\tat app.js:1";
        let made = tester.post(&path, bug(console)).await.ok(201);
        assert_eq!(made["console"], console);
        // As reports were written before there was one.
        let older = Sql::new("UPDATE bug SET console = NONE;");
        let plain = tester.post(&path, bug("")).await.ok(201);
        assert_eq!(plain["console"], "");
        finish(&tester, &submission).await;
        let read = async || {
            let page = client.get(&format!("/jobs/{job}/submissions")).await.ok(200);
            let bugs = page["items"][0]["bugs"].as_array().unwrap().clone();
            bugs.iter().map(|bug| bug["console"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(read().await, [json!(console), json!("")]);
        hub.app.db.write(older).await.unwrap();
        assert_eq!(read().await, [json!(""), json!("")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seal_of_a_seat_is_known_to_its_tester_and_its_client_only() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let (stranger, other) = (hub.client("Sara").await, hub.tester("Tia").await);
        let job = open_job(&client).await;
        let taken = tester.act(&format!("/jobs/{job}/claims")).await.ok(201);
        let seal = taken["seal"].as_str().unwrap().to_owned();
        let letters = |c: char| c.is_ascii_digit() || (c.is_ascii_uppercase() && !"ILOU".contains(c));
        let (first, second) = seal.split_once('-').unwrap();
        assert!(
            first.len() == 4 && second.len() == 4 && (first.to_owned() + second).chars().all(letters),
            "{seal}"
        );
        let seat = id(&taken);
        assert_eq!(
            tester.get(&format!("/claims/{seat}")).await.ok(200)["claim"]["seal"],
            seal
        );
        assert_eq!(tester.get("/claims").await.ok(200)["items"][0]["seal"], seal);
        let another = other.act(&format!("/jobs/{job}/claims")).await.ok(201);
        assert_ne!(another["seal"], seal);

        // It was begun as the seat was looked at.
        let work = tester.act(&format!("/claims/{seat}/submission")).await.ok(200);
        finish(&tester, &work).await;
        let owner = hub_actor(hub, &client).await;
        let job_id = JobId::parse(job.clone()).unwrap();
        let desk = submissions::service::review_desk(&hub.app, &owner, &job_id)
            .await
            .unwrap();
        assert_eq!(desk[0].seal, seal);
        let foreign = hub_actor(hub, &stranger).await;
        assert!(
            submissions::service::review_desk(&hub.app, &foreign, &job_id)
                .await
                .is_err()
        );
        for person in [&stranger, &other, &hub.nobody()] {
            for path in [
                format!("/claims/{seat}"),
                format!("/jobs/{job}"),
                format!("/jobs/{job}/submissions"),
                "/notifications".to_owned(),
                "/claims".to_owned(),
            ] {
                let answer = person.get(&path).await;
                assert!(!answer.text().contains(&seal), "{path}");
            }
        }
        // Seats from before there were seals have the same one each time.
        hub.app
            .db
            .write(Sql::new("UPDATE claim SET seal = NONE;"))
            .await
            .unwrap();
        let again = tester.get(&format!("/claims/{seat}")).await.ok(200)["claim"]["seal"].clone();
        assert_eq!(again, seal);
    })
    .await;
}

async fn hub_actor(hub: &TestHub, person: &Client) -> domain::auth::Actor {
    let token = person.token.as_deref().unwrap();
    backend::auth::service::authenticate(&hub.app, token).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_that_says_what_it_was_written_over_writes_over_nothing_else() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let submission = report(&tester, &claim(&tester, &job).await).await;
        let path = format!("/submissions/{}", id(&submission));
        let over = |summary: &str, since: &serde_json::Value| json!({"summary": summary, "unchanged_since": since});
        let one = tester
            .patch(&path, over("one", &submission["updated_at"]))
            .await
            .ok(200);
        // The clock stands still, and two changes are two all the same.
        assert_ne!(one["updated_at"], submission["updated_at"]);
        let late = tester.patch(&path, over("late", &submission["updated_at"])).await;
        late.refused(409, "stale");
        assert_eq!(tester.get(&path).await.ok(200)["summary"], "one");
        let two = tester.patch(&path, over("two", &one["updated_at"])).await.ok(200);
        assert_eq!(two["summary"], "two");
        // Who does not say it writes as before.
        assert_eq!(
            tester.patch(&path, json!({"summary": "three"})).await.ok(200)["summary"],
            "three"
        );
        let refused = tester
            .patch(&path, over("four", &json!("yesterday")))
            .await
            .refused(422, "invalid");
        assert_eq!(refused, ["unchanged_since:invalid_type"]);
    })
    .await;
}
