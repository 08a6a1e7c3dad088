//! Every call of the interface, with who may make it, on what, and with which body: a table to send bad input along.

use crate::{
    harness::{Answer, Client, Part, TestHub, form, hub_test},
    scenes::{claim, draft, hand_in, id, open_job_with, png, project, report},
};
use axum::{body::Body, http::Method};
use domain::users::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

mod rows;

pub use rows::rows;

pub const JSON: &str = "application/json";

/// What a call takes.
pub enum Takes {
    Nothing,
    /// A good body, and the fields without which it is refused.
    Json(Value, &'static [&'static str]),
    /// Like that, laid over what is there: a wrong type is named by its outermost field.
    Patch(Value),
    Scene(Value),
    Form,
    /// Any bytes.
    Bytes,
}

/// A call, with who may make it and on what.
pub struct Row {
    pub call: &'static str,
    /// The names in the path, filled in.
    pub ids: Vec<String>,
    pub who: Client,
    pub takes: Takes,
    /// Whether anybody with a role may make it, on anybody's thing.
    pub for_all: bool,
}

/// People and things in every state that the rows need.
pub struct World {
    pub client: Client,
    pub tester: Client,
    pub stranger: Client,
    pub admin: Client,
    /// Of the client.
    pub session: String,
    pub project: String,
    pub draft: String,
    pub open: String,
    pub claim: String,
    pub submission: Value,
    pub handed_in: String,
    /// A picture of what was handed in, and the client's remark on it.
    pub shot: String,
    pub remark: String,
    pub picture: String,
    /// On its way.
    pub upload: String,
    /// One that has arrived, and one that has become a recording.
    pub filmed: String,
    pub recording: String,
    pub bug: String,
    pub payment: String,
    pub method: String,
    pub transaction: String,
    pub approved: String,
    pub rejected: String,
    pub disputed: String,
    /// Of a booking of the client's.
    pub receipt: String,
}

pub async fn world(hub: &TestHub) -> World {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let stranger = hub.client("Carl").await;
    stranger.patch("/auth/me", json!({"add_role": "tester"})).await.ok(200);
    let open = open_job_with(&client, json!({"slots": 10})).await;
    let claim = claim(&tester, &open).await;
    let submission = report(&tester, &claim).await;
    let path = format!("/submissions/{}", id(&submission));
    let picture = tester
        .upload(&format!("{path}/screenshots"), &[Part::File(&png(40, 30))])
        .await
        .ok(201);
    let upload = tester
        .post(&format!("{path}/uploads"), json!({"bytes": 9}))
        .await
        .ok(201);
    let filmed = crate::recordings::sent(&tester, &id(&submission), &crate::films::film(2), "recording").await;
    let recording = crate::recordings::sent(&tester, &id(&submission), &crate::films::film(3), "recording").await;
    let recording = tester
        .post(&format!("{path}/recordings"), json!({"upload_id": recording}))
        .await
        .ok(201);
    let bug = json!({"title": "B", "severity": "low", "steps_to_reproduce": "r", "actual": "a"});
    let bug = tester.post(&format!("{path}/bugs"), bug).await.ok(201);
    let sessions = client.get("/auth/sessions").await.ok(200);
    let method = json!({"payment_method": "pm_card_visa"});
    let method = id(&client.post("/payment-methods", method).await.ok(201)["items"][0]);
    let payments = client.get("/payments").await.ok(200);
    let decided = decided(
        &client,
        &tester,
        [
            &open_job_with(&client, json!({})).await,
            &open_job_with(&client, json!({})).await,
            &open_job_with(&client, json!({})).await,
        ],
    )
    .await;
    let [approved, rejected, disputed] = decided;
    let entries = client.get("/wallet/entries").await.ok(200);
    let handed_in = hand_in(&hub.tester("Tia").await, &open).await;
    let report = client.get(&format!("/submissions/{handed_in}")).await.ok(200);
    let shot = id(&report["screenshots"][0]);
    let remark = json!({"x": 1.0, "y": 1.0, "text": "Here"});
    let remark = client
        .post(&format!("/screenshots/{shot}/remarks"), remark)
        .await
        .ok(201);
    World {
        transaction: format!("pay-{approved}"),
        approved,
        rejected,
        disputed,
        payment: id(&payments["items"][0]),
        method,
        admin: hub.person("Ada", Role::Admin).await,
        session: id(&sessions["items"][0]),
        project: project(&client).await,
        draft: draft(&client).await,
        handed_in,
        shot,
        remark: id(&remark),
        picture: id(&picture),
        upload: id(&upload),
        filmed,
        recording: id(&recording),
        bug: id(&bug),
        receipt: format!("{}.pdf", id(&entries["items"][0])),
        client,
        tester,
        stranger,
        open,
        claim,
        submission,
    }
}

/// Work of the tester that was approved, rejected, and rejected and disputed.
async fn decided(client: &Client, tester: &Client, jobs: [&str; 3]) -> [String; 3] {
    let [approved, rejected, disputed] = [
        hand_in(tester, jobs[0]).await,
        hand_in(tester, jobs[1]).await,
        hand_in(tester, jobs[2]).await,
    ];
    let path = |work: &str, what: &str| format!("/submissions/{work}/{what}");
    client
        .post(&path(&approved, "approve"), json!({"rating": 5}))
        .await
        .ok(200);
    for work in [&rejected, &disputed] {
        let reject = json!({"reason": "incomplete", "comment": "No"});
        client.post(&path(work, "reject"), reject).await.ok(200);
    }
    tester
        .post(&path(&disputed, "dispute"), json!({"comment": "It is"}))
        .await
        .ok(201);
    [approved, rejected, disputed]
}

impl Row {
    pub fn method(&self) -> Method {
        self.call.split(' ').next().unwrap().to_uppercase().parse().unwrap()
    }

    /// The address as it stands in the document.
    pub fn template(&self) -> String {
        let path = self.call.split(' ').nth(1).unwrap();
        let outside = ["/health", "/metrics", "/media"]
            .iter()
            .any(|prefix| path.starts_with(prefix));
        if outside {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        }
    }

    pub fn path_with(&self, ids: &[String]) -> String {
        let mut path = self.template();
        for id in ids {
            let (from, to) = (path.find('{').unwrap(), path.find('}').unwrap());
            path.replace_range(from..=to, id);
        }
        path
    }

    pub fn path(&self) -> String {
        self.path_with(&self.ids)
    }

    /// A body that the call would take, with its type.
    pub fn good(&self) -> Option<(String, Vec<u8>)> {
        match &self.takes {
            Takes::Nothing => None,
            Takes::Json(body, _) | Takes::Patch(body) | Takes::Scene(body) => {
                Some((JSON.into(), body.to_string().into()))
            }
            Takes::Bytes => Some(("application/octet-stream".into(), b"x".into())),
            Takes::Form => Some(form(&[Part::File(&png(20, 20))])),
        }
    }
}

/// The document, to hold the answers against.
pub struct Document(pub Value);

impl Document {
    pub fn operation(&self, row: &Row) -> &Value {
        &self.0["paths"][row.template()][row.method().as_str().to_lowercase()]
    }

    pub fn is_private(&self, row: &Row) -> bool {
        self.operation(row)["security"].is_null()
    }

    pub fn parameters(&self, row: &Row, place: &str) -> Vec<String> {
        let all = self.operation(row)["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        all.iter()
            .filter(|p| p["in"] == place)
            .map(|p| p["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Sends a call with any body, and holds the status against the document.
pub async fn send(doc: &Document, row: &Row, who: &Client, path: &str, body: Option<(String, Vec<u8>)>) -> Answer {
    let mut request = who.request(row.method(), path);
    let bytes = match body {
        Some((kind, bytes)) => {
            if !kind.is_empty() {
                request = request.header("content-type", kind);
            }
            bytes
        }
        None => Vec::new(),
    };
    let answer = who.send(request.body(Body::from(bytes)).unwrap()).await;
    let known = &doc.operation(row)["responses"];
    assert!(
        !known[answer.status.to_string()].is_null(),
        "{}: {} is not documented: {}",
        row.call,
        answer.status,
        answer.text()
    );
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_has_a_row() {
    hub_test(async |hub| {
        let world = world(hub).await;
        let document = serde_json::to_value(backend::openapi::document()).unwrap();
        let mut documented = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            documented.extend(
                item.as_object()
                    .unwrap()
                    .keys()
                    .map(|method| format!("{method} {path}")),
            );
        }
        let rows = rows(hub, &world);
        let listed: BTreeSet<_> = rows
            .iter()
            .map(|row| format!("{} {}", row.method().as_str().to_lowercase(), row.template()))
            .collect();
        assert_eq!(listed, documented);
        assert_eq!(listed.len(), rows.len());
    })
    .await;
}
