//! Every call of the interface, with who may make it, on what, and with which body: a table to send bad input along.

use crate::{
    harness::{Answer, Client, PASSWORD, Part, TestHub, form, hub_test},
    scenes::{claim, draft, hand_in, id, job_body, open_job_with, png, project, report},
};
use axum::{body::Body, http::Method};
use domain::users::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
    pub picture: String,
    pub bug: String,
}

pub async fn world(hub: &TestHub) -> World {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let stranger = hub.client("Carl").await;
    stranger.patch("/auth/me", json!({"add_role": "tester"})).await.ok(200);
    let open = open_job_with(&client, json!({"slots": 5})).await;
    let claim = claim(&tester, &open).await;
    let submission = report(&tester, &claim).await;
    let path = format!("/submissions/{}", id(&submission));
    let picture = tester
        .upload(&format!("{path}/screenshots"), &[Part::File(&png(40, 30))])
        .await
        .ok(201);
    let bug = json!({"title": "B", "severity": "low", "steps_to_reproduce": "r", "actual": "a"});
    let bug = tester.post(&format!("{path}/bugs"), bug).await.ok(201);
    let sessions = client.get("/auth/sessions").await.ok(200);
    World {
        admin: hub.person("Ada", Role::Admin).await,
        session: id(&sessions["items"][0]),
        project: project(&client).await,
        draft: draft(&client).await,
        handed_in: hand_in(&hub.tester("Tia").await, &open).await,
        picture: id(&picture),
        bug: id(&bug),
        client,
        tester,
        stranger,
        open,
        claim,
        submission,
    }
}

/// Every call there is. One that the document has and this table has not fails the test.
pub fn rows(hub: &TestHub, w: &World) -> Vec<Row> {
    use Takes::{Form, Json, Nothing, Patch, Scene};
    let (c, t, a, nobody) = (&w.client, &w.tester, &w.admin, &hub.nobody());
    let row = |call: &'static str, who: &Client, ids: &[&str], takes: Takes| Row {
        call,
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        who: who.clone(),
        takes,
        for_all: false,
    };
    let (project, draft, open, claim) = (w.project.as_str(), w.draft.as_str(), w.open.as_str(), w.claim.as_str());
    let (submission, done, picture, bug) = (
        &*id(&w.submission),
        w.handed_in.as_str(),
        w.picture.as_str(),
        w.bug.as_str(),
    );
    let step = &w.submission["steps"][0]["step_id"];
    let register =
        json!({"email": "new@example.org", "password": "correct horse", "full_name": "New", "role": "tester"});
    let project_body = json!({"name": "Shop", "description": "A shop", "app_url": "https://shop.example.org"});
    let mut job = job_body(project);
    job["requirements"]["min_rating"] = json!(4.5);
    let report =
        json!({"steps": [{"step_id": step, "verdict": "pass", "actual": "Fine"}], "summary": "s", "environment": "e"});
    let bug_body = json!({"title": "B", "severity": "low", "step_id": step, "steps_to_reproduce": "r", "expected": "e",
        "actual": "a", "screenshot_ids": [picture]});
    let scene = json!({"version": 1, "width": 40, "height": 30, "shapes": []});
    let mut rows = vec![
        row(
            "post /auth/register",
            nobody,
            &[],
            Json(register, &["email", "full_name", "password", "role"]),
        ),
        row(
            "post /auth/login",
            nobody,
            &[],
            Json(json!({"email": "a@b.co", "password": "p"}), &["email", "password"]),
        ),
        row(
            "post /auth/refresh",
            nobody,
            &[],
            Json(json!({"refresh_token": "x.y"}), &[]),
        ),
        row("post /auth/logout", c, &[], Nothing),
        row("get /auth/me", c, &[], Nothing),
        row(
            "patch /auth/me",
            c,
            &[],
            Json(json!({"full_name": "Clara", "add_role": "client"}), &[]),
        ),
        row(
            "post /auth/verify-email",
            nobody,
            &[],
            Json(json!({"token": "x.y"}), &["token"]),
        ),
        row("post /auth/verify-email/send", c, &[], Nothing),
        row(
            "post /auth/forgot-password",
            nobody,
            &[],
            Json(json!({"email": "a@b.co"}), &["email"]),
        ),
        row(
            "post /auth/reset-password",
            nobody,
            &[],
            Json(
                json!({"token": "x.y", "password": "correct horse"}),
                &["token", "password"],
            ),
        ),
        row(
            "post /auth/password",
            c,
            &[],
            Json(
                json!({"current_password": PASSWORD, "password": "correct horse"}),
                &["current_password", "password"],
            ),
        ),
        row("get /auth/sessions", c, &[], Nothing),
        row(
            "post /auth/email",
            c,
            &[],
            Json(
                json!({"email": "c@b.co", "password": "another"}),
                &["email", "password"],
            ),
        ),
        row(
            "post /auth/email/confirm",
            nobody,
            &[],
            Json(json!({"token": "x.y"}), &["token"]),
        ),
        row("get /auth/export", c, &[], Nothing),
        row(
            "post /auth/close",
            c,
            &[],
            Json(json!({"password": "another"}), &["password"]),
        ),
        row("get /auth/second-factor", c, &[], Nothing),
        row(
            "post /auth/second-factor",
            c,
            &[],
            Json(json!({"password": "another"}), &["password"]),
        ),
        row(
            "post /auth/second-factor/confirm",
            c,
            &[],
            Json(json!({"code": "123456"}), &["code"]),
        ),
        row(
            "post /auth/second-factor/remove",
            c,
            &[],
            Json(json!({"password": "another"}), &["password"]),
        ),
        row("get /auth/tokens", c, &[], Nothing),
        row(
            "post /auth/tokens",
            c,
            &[],
            Json(
                json!({"name": "CI", "scopes": ["read"], "expires_in_days": 30}),
                &["name", "scopes", "expires_in_days"],
            ),
        ),
        row("delete /auth/tokens/{id}", c, &["nothing"], Nothing),
        row("get /auth/audit-log", c, &[], Nothing),
        row("get /admin/audit-log", a, &[], Nothing),
        row("get /admin/dead-jobs", a, &[], Nothing),
        row("post /admin/dead-jobs/{id}/retry", a, &["nothing"], Nothing),
        row("delete /auth/sessions", c, &[], Nothing),
        row("delete /auth/sessions/{id}", c, &[&w.session], Nothing),
        row("get /projects", c, &[], Nothing),
        row(
            "post /projects",
            c,
            &[],
            Json(project_body.clone(), &["name", "app_url"]),
        ),
        row("get /projects/{id}", c, &[project], Nothing),
        row("patch /projects/{id}", c, &[project], Patch(project_body)),
        row("delete /projects/{id}", c, &[project], Nothing),
        row("get /jobs", nobody, &[], Nothing),
        row(
            "post /jobs",
            c,
            &[],
            Json(
                job.clone(),
                &[
                    "project_id",
                    "title",
                    "description",
                    "price_cents",
                    "slots",
                    "journey.steps",
                ],
            ),
        ),
        row("get /jobs/{id}", c, &[draft], Nothing),
        row("patch /jobs/{id}", c, &[draft], Patch(job)),
        row("delete /jobs/{id}", c, &[draft], Nothing),
        row(
            "post /jobs/{id}/publish",
            c,
            &[draft],
            Json(json!({"payment_method": "pm_card_visa"}), &["payment_method"]),
        ),
        row("post /jobs/{id}/cancel", c, &[open], Nothing),
        Row {
            for_all: true,
            ..row("post /jobs/{id}/claims", t, &[open], Nothing)
        },
        row("get /jobs/{id}/submissions", c, &[open], Nothing),
        row("get /my/jobs", c, &[], Nothing),
        row("get /claims", t, &[], Nothing),
        row("get /claims/{id}", t, &[claim], Nothing),
        row("post /claims/{id}/release", t, &[claim], Nothing),
        row("post /claims/{id}/submission", t, &[claim], Nothing),
        row("get /submissions/{id}", t, &[submission], Nothing),
        row("patch /submissions/{id}", t, &[submission], Json(report, &[])),
        row("post /submissions/{id}/submit", t, &[submission], Nothing),
        row("post /submissions/{id}/screenshots", t, &[submission], Form),
        row(
            "post /submissions/{id}/bugs",
            t,
            &[submission],
            Json(bug_body, &["title", "severity", "steps_to_reproduce", "actual"]),
        ),
        row("delete /submissions/{id}/bugs/{bug_id}", t, &[submission, bug], Nothing),
        row("put /screenshots/{id}/scene", t, &[picture], Scene(scene)),
        row("delete /screenshots/{id}", t, &[picture], Nothing),
    ];
    let reject = json!({"reason": "incomplete", "step_id": step, "comment": "No"});
    rows.extend([
        row(
            "post /submissions/{id}/approve",
            c,
            &[done],
            Json(json!({"rating": 5, "comment": "Good"}), &["rating"]),
        ),
        row(
            "post /submissions/{id}/reject",
            c,
            &[done],
            Json(reject, &["reason", "comment"]),
        ),
        row(
            "post /submissions/{id}/request-changes",
            c,
            &[done],
            Json(json!({"comment": "More"}), &["comment"]),
        ),
        row("get /notifications", t, &[], Nothing),
        row("get /events", t, &[], Nothing),
        row("get /wallet", t, &[], Nothing),
        row("get /wallet/entries", t, &[], Nothing),
        row("get /wallet/payouts", t, &[], Nothing),
        row(
            "post /wallet/payouts",
            t,
            &[],
            Json(json!({"amount_cents": 100}), &["amount_cents"]),
        ),
        row(
            "get /media/screenshots/{id}/{variant}",
            t,
            &[picture, "original"],
            Nothing,
        ),
        row("get /health", nobody, &[], Nothing),
        row("get /health/ready", nobody, &[], Nothing),
        row("get /metrics", nobody, &[], Nothing),
    ]);
    rows
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
