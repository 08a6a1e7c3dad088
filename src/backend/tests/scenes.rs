//! The ways to a point in the life of a job, over REST.

use crate::harness::{Client, Part, TestHub};
use serde_json::{Value, json};

/// A job to post: two testers at 25.00, three steps of which the second needs a screenshot.
pub fn job_body(project: &str) -> Value {
    json!({
        "project_id": project,
        "title": "Buy a kettle",
        "description": "Go through the checkout as a new customer and tell what is wrong.",
        "price_cents": 2500,
        "slots": 2,
        "currency": "usd",
        "deadline": "2027-01-31T12:00:00Z",
        "scope_in": "The checkout",
        "scope_out": "The blog",
        "known_bugs": ["The logo is blurred"],
        "requirements": {"platforms": ["web"], "browsers": ["firefox"], "countries": ["DE"], "languages": ["de"]},
        "journey": {"steps": [
            {"action": "Open the shop", "expected": "It opens", "evidence_required": false},
            {"action": "Put a kettle in the cart", "expected": "The cart says 1", "evidence_required": true},
            {"action": "Pay", "expected": "A thank-you page", "evidence_required": false},
        ]},
    })
}

pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

pub async fn project(client: &Client) -> String {
    let body = json!({"name": "Shop", "description": "A shop", "app_url": "https://shop.example.org"});
    id(&client.post("/projects", body).await.ok(201))
}

pub async fn draft(client: &Client) -> String {
    let project = project(client).await;
    id(&client.post("/jobs", job_body(&project)).await.ok(201))
}

/// A draft with other fields than usual.
pub async fn draft_with(client: &Client, change: Value) -> String {
    let mut body = job_body(&project(client).await);
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    id(&client.post("/jobs", body).await.ok(201))
}

pub async fn publish(client: &Client, job: &str) -> Value {
    client
        .post(
            &format!("/jobs/{job}/publish"),
            json!({"payment_method": "pm_card_visa"}),
        )
        .await
        .ok(200)
}

pub async fn open_job(client: &Client) -> String {
    let job = draft(client).await;
    publish(client, &job).await;
    job
}

pub async fn open_job_with(client: &Client, change: Value) -> String {
    let job = draft_with(client, change).await;
    publish(client, &job).await;
    job
}

pub async fn claim(tester: &Client, job: &str) -> String {
    id(&tester.act(&format!("/jobs/{job}/claims")).await.ok(201))
}

/// The draft submission of a claim.
pub async fn report(tester: &Client, claim: &str) -> Value {
    tester.act(&format!("/claims/{claim}/submission")).await.ok(201)
}

/// Every step passes.
pub fn all_pass(submission: &Value) -> Value {
    let steps = submission["steps"].as_array().unwrap().iter();
    let steps: Vec<_> = steps
        .map(|step| json!({"step_id": step["step_id"], "verdict": "pass", "actual": "As said"}))
        .collect();
    json!({"steps": steps, "summary": "Fine", "environment": "Firefox 140 on Debian"})
}

/// Takes a seat, does the work and hands it in. Gives the submission's id.
pub async fn hand_in(tester: &Client, job: &str) -> String {
    let claim = claim(tester, job).await;
    let submission = report(tester, &claim).await;
    finish(tester, &submission).await;
    id(&submission)
}

/// Does the work of a draft and hands it in.
pub async fn finish(tester: &Client, submission: &Value) {
    let path = format!("/submissions/{}", id(submission));
    tester.patch(&path, all_pass(submission)).await.ok(200);
    let step = submission["steps"][1]["step_id"].as_str().unwrap();
    tester
        .upload(
            &format!("{path}/screenshots"),
            &[Part::File(&png(40, 30)), Part::Text("step_id", step)],
        )
        .await
        .ok(201);
    tester.act(&format!("{path}/submit")).await.ok(200);
}

/// A picture that is white but for its upper left quarter.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 {
            image::Rgb([20, 120, 200])
        } else {
            image::Rgb([255, 255, 255])
        }
    });
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// Available, held and pending.
pub async fn wallet(person: &Client) -> (i64, i64, i64) {
    let wallet = person.get("/wallet").await.ok(200);
    assert_eq!(wallet["currency"], "usd");
    let cents = |name: &str| wallet[name].as_i64().unwrap();
    (cents("available_cents"), cents("held_cents"), cents("pending_cents"))
}

pub async fn job_status(hub: &TestHub, job: &str) -> String {
    hub.nobody().get(&format!("/jobs/{job}")).await.ok(200)["status"]
        .as_str()
        .unwrap()
        .to_owned()
}
