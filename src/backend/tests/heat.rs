//! Where testers marked: who may see it, what counts, and what it is laid over.

use crate::{
    harness::{Client, Part, TestHub, hub_test},
    scenes::{all_pass, claim, id, open_job_with, png, report},
};
use domain::users::Role;
use serde_json::{Value, json};

fn scene(width: u32, height: u32, shapes: &Value) -> String {
    json!({"version": 3, "width": width, "height": height, "shapes": shapes}).to_string()
}

fn rect(id: u32, x: f64, y: f64, w: f64, h: f64) -> Value {
    json!({"id": id, "type": "rect", "x": x, "y": y, "w": w, "h": h,
        "style": {"color": "#e11d48", "width": 2.0, "opacity": 1.0}})
}

/// Hands in a picture of the second step with these shapes; gives the step and the picture.
async fn marked(tester: &Client, job: &str, size: (u32, u32), shapes: Value) -> (String, String) {
    let seat = claim(tester, job).await;
    let draft = report(tester, &seat).await;
    let path = format!("/submissions/{}", id(&draft));
    let step = draft["steps"][1]["step_id"].as_str().unwrap().to_owned();
    let (file, text) = (png(size.0, size.1), scene(size.0, size.1, &shapes));
    let parts = [
        Part::File(&file),
        Part::Text("step_id", &step),
        Part::Text("scene", &text),
    ];
    let picture = tester.upload(&format!("{path}/screenshots"), &parts).await.ok(201);
    tester.patch(&path, all_pass(&draft)).await.ok(200);
    tester.act(&format!("{path}/submit")).await.ok(200);
    (step, id(&picture))
}

fn total(heat: &Value) -> f64 {
    heat["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell.as_f64().unwrap())
        .sum()
}

async fn three_testers(hub: &TestHub, client: &Client) -> (String, String, [String; 3]) {
    let job = open_job_with(client, json!({"slots": 5})).await;
    // Two mean the same corner, on pictures of two sizes; the third has a phone.
    let redact = json!({"id": 9, "type": "redact", "x": 200.0, "y": 100.0, "w": 20.0, "h": 20.0,
        "style": {"color": "#e11d48", "width": 2.0, "opacity": 1.0}});
    let (tom, tia, tim) = (
        hub.tester("Tom").await,
        hub.tester("Tia").await,
        hub.tester("Tim").await,
    );
    let one = json!([
        rect(1, 10.0, 10.0, 20.0, 20.0),
        rect(2, 250.0, 130.0, 20.0, 20.0),
        redact
    ]);
    let (step, first) = marked(&tom, &job, (320, 160), one).await;
    hub.pass_seconds(1);
    let (_, second) = marked(&tia, &job, (640, 322), json!([rect(1, 20.0, 20.0, 40.0, 40.0)])).await;
    hub.pass_seconds(1);
    let (_, third) = marked(&tim, &job, (90, 180), json!([rect(1, 0.0, 0.0, 90.0, 180.0)])).await;
    (job, step, [first, second, third])
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_of_all_testers_gather_on_the_chosen_picture() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let (job, step, [first, _, third]) = three_testers(hub, &client).await;
        let path = format!("/jobs/{job}/steps/{step}/heat");
        // Unless told, over the newest, which only goes with itself.
        let newest = client.get(&path).await.ok(200);
        assert_eq!(
            (
                &newest["picture"]["id"],
                &newest["testers"],
                &newest["marks"],
                &newest["left_out"]
            ),
            (&json!(third), &json!(1), &json!(1), &json!(2))
        );
        let heat = client.get(&format!("{path}?picture={first}")).await.ok(200);
        assert_eq!(
            (
                &heat["picture"]["id"],
                &heat["picture"]["tester"],
                &heat["columns"],
                &heat["rows"]
            ),
            (&json!(first), &json!("Tom"), &json!(64), &json!(32))
        );
        assert_eq!(
            (&heat["testers"], &heat["marks"], &heat["left_out"]),
            (&json!(2), &json!(3), &json!(1)),
            "a redaction is no mark"
        );
        assert_eq!(heat["pictures"].as_array().unwrap().len(), 3);
        assert!((total(&heat) - 3.0).abs() < 0.5, "{}", total(&heat));
        let hottest = &heat["spots"][0];
        assert_eq!(hottest["testers"], 2);
        let near = |name: &str, at: f64| (hottest[name].as_f64().unwrap() - at).abs() < 0.08;
        assert!(near("x", 20.0 / 320.0) && near("y", 20.0 / 160.0), "{hottest}");
        assert_eq!(heat["spots"][1]["testers"], 1);
        let refused = client
            .get(&format!("{path}?picture=nothing"))
            .await
            .refused(422, "invalid");
        assert_eq!(refused, ["picture:unknown"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_who_owns_the_job_and_for_admins() {
    hub_test(async |hub| {
        let (client, other) = (hub.client("Clara").await, hub.client("Carl").await);
        let (job, step, _) = three_testers(hub, &client).await;
        let path = format!("/jobs/{job}/steps/{step}/heat");
        let admin = hub.person("Ada", Role::Admin).await;
        assert_eq!(admin.get(&path).await.ok(200)["marks"], 1);
        for stranger in [&other, &hub.tester("Tess").await] {
            stranger.get(&path).await.refused(403, "forbidden");
        }
        hub.nobody().get(&path).await.refused(401, "unauthorized");
        client
            .get(&format!("/jobs/{job}/steps/nothing/heat"))
            .await
            .refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_still_a_draft_and_a_step_without_pictures_are_empty() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({"slots": 5})).await;
        let seat = claim(&tester, &job).await;
        let draft = report(&tester, &seat).await;
        let step = draft["steps"][1]["step_id"].as_str().unwrap();
        let (file, text) = (png(40, 30), scene(40, 30, &json!([rect(1, 0.0, 0.0, 5.0, 5.0)])));
        let parts = [
            Part::File(&file),
            Part::Text("step_id", step),
            Part::Text("scene", &text),
        ];
        let path = format!("/submissions/{}/screenshots", id(&draft));
        tester.upload(&path, &parts).await.ok(201);
        let heat = client.get(&format!("/jobs/{job}/steps/{step}/heat")).await.ok(200);
        let expected = json!({"picture": null, "pictures": [], "columns": 64, "rows": 0, "cells": [], "testers": 0,
            "marks": 0, "left_out": 0, "spots": []});
        assert_eq!(heat, expected);
    })
    .await;
}
