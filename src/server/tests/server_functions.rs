//! Every server function, asked by nobody and by a stranger: each is in the table below with what it is about, and one that
//! is not fails the test. REST has a table of its own (`backend/tests/calls.rs`).

use crate::process::{Home, Server};
use app::error::AppError;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What it takes to be let in.
#[derive(Clone, Copy, PartialEq)]
enum Door {
    /// Nothing.
    Open,
    /// A session; it is about one's own things.
    Own,
    /// A session; it names a thing of somebody's.
    Theirs,
    /// The role of an admin.
    Admin,
}

/// Of the demo's people.
struct Things {
    project: String,
    draft: String,
    open: String,
    claim: String,
    submission: String,
    picture: String,
    booking: String,
}

fn table(t: &Things) -> Vec<(&'static str, Door, Body)> {
    use Body::{Form, Json};
    use Door::{Admin, Open, Own, Theirs};
    let form = |pairs: &[(&str, &str)]| {
        let mut text = form_urlencoded::Serializer::new(String::new());
        Form(text.extend_pairs(pairs).finish())
    };
    let id = |id: &str| form(&[("id", id)]);
    let submission = |pairs: &[(&str, &str)]| {
        let mut all = vec![("submission", t.submission.as_str())];
        all.extend(pairs);
        form(&all)
    };
    vec![
        ("admin/audit-log", Admin, form(&[])),
        ("admin/books", Admin, Json(json!({}))),
        ("admin/dead-jobs", Admin, form(&[])),
        ("admin/retry", Admin, form(&[("job", "none")])),
        ("auth/audit-log", Own, form(&[])),
        ("auth/change-password", Own, form(&[])),
        ("auth/change-email", Own, form(&[])),
        ("auth/close", Own, form(&[])),
        ("auth/confirm", Open, form(&[("token", "none")])),
        ("auth/confirm-email", Open, form(&[("token", "none")])),
        ("auth/current", Open, form(&[])),
        ("auth/end-other-sessions", Own, form(&[])),
        ("auth/end-session", Theirs, form(&[("session", "none")])),
        ("auth/forgot", Open, form(&[])),
        ("auth/login", Open, form(&[])),
        ("auth/logout", Open, form(&[])),
        ("auth/register", Open, form(&[])),
        ("auth/reset", Open, form(&[("token", "none")])),
        ("auth/second-factor", Own, form(&[])),
        ("auth/second-factor/begin", Own, form(&[])),
        ("auth/second-factor/confirm", Own, form(&[])),
        ("auth/second-factor/remove", Own, form(&[])),
        ("auth/send-confirmation", Own, form(&[])),
        ("auth/sessions", Own, form(&[])),
        ("auth/tokens", Own, form(&[])),
        ("auth/tokens/make", Own, form(&[])),
        ("auth/tokens/revoke", Theirs, form(&[("token", "none")])),
        (
            "bugs/create",
            Theirs,
            submission(&[
                ("bug[title]", "T"),
                ("bug[severity]", "low"),
                ("bug[steps_to_reproduce]", "s"),
                ("bug[actual]", "a"),
            ]),
        ),
        ("bugs/remove", Theirs, submission(&[("bug", "none")])),
        ("claims/claim", Own, form(&[("job", &t.open)])),
        ("claims/mine", Own, Json(json!({"query": {}}))),
        ("claims/release", Theirs, form(&[("claim", &t.claim)])),
        ("claims/workbench", Theirs, form(&[("claim", &t.claim)])),
        ("dashboard/load", Own, Json(json!({"query": {}}))),
        ("dev/mail", Open, form(&[])),
        ("dev/ui", Open, form(&[])),
        ("jobs/cancel", Theirs, id(&t.open)),
        ("jobs/create", Own, form(&[])),
        ("jobs/delete", Theirs, id(&t.draft)),
        ("jobs/desk", Theirs, Json(json!({"id": t.draft}))),
        ("jobs/list", Open, Json(json!({"query": {}}))),
        ("jobs/load", Open, id(&t.open)),
        ("jobs/own", Own, form(&[])),
        (
            "jobs/publish",
            Theirs,
            form(&[
                ("id", &t.draft),
                ("total_cents", "1"),
                ("payment_method", "pm_card_visa"),
            ]),
        ),
        ("jobs/update", Theirs, id(&t.draft)),
        ("landing/front", Open, form(&[])),
        (
            "jobs/top-up",
            Theirs,
            form(&[
                ("id", &t.open),
                ("slots", "90"),
                ("price", "20"),
                ("payment_method", "pm_card_visa"),
            ]),
        ),
        ("disputes/load", Theirs, submission(&[])),
        ("disputes/open", Theirs, submission(&[("comment", "c")])),
        ("disputes/rule", Admin, submission(&[("pay", "1"), ("ruling", "r")])),
        ("disputes/waiting", Admin, form(&[])),
        ("legal/privacy", Open, form(&[])),
        ("legal/terms", Open, form(&[])),
        ("payments/bank", Own, form(&[])),
        ("payments/choose-method", Own, form(&[])),
        ("payments/methods", Own, Json(json!({}))),
        ("payments/remove-method", Own, form(&[])),
        ("payments/save-method", Own, form(&[])),
        ("projects/create", Own, form(&[])),
        ("projects/delete", Theirs, id(&t.project)),
        ("projects/list", Own, Json(json!({}))),
        ("projects/load", Theirs, Json(json!({"id": t.project}))),
        ("projects/update", Theirs, id(&t.project)),
        (
            "remarks/answer",
            Theirs,
            Json(json!({"remark": "none", "answer": {"text": "a"}})),
        ),
        (
            "remarks/change",
            Theirs,
            Json(json!({"remark": "none", "patch": {"resolved": true}})),
        ),
        ("remarks/list", Theirs, form(&[("screenshot", &t.picture)])),
        (
            "remarks/pin",
            Theirs,
            Json(json!({"screenshot": t.picture, "remark": {"x": 1.0, "y": 1.0, "text": "t"}})),
        ),
        ("remarks/remove", Theirs, form(&[("remark", "none")])),
        ("reviews/approve", Theirs, submission(&[("approval[rating]", "5")])),
        (
            "reviews/heat",
            Theirs,
            Json(json!({"job": t.open, "step": "none", "picture": null})),
        ),
        ("reviews/layer", Theirs, form(&[("screenshot", &t.picture)])),
        (
            "reviews/set_layer",
            Theirs,
            Json(json!({"screenshot": t.picture, "scene": "{}"})),
        ),
        (
            "reviews/reject",
            Theirs,
            submission(&[("rejection[reason]", "incomplete"), ("rejection[comment]", "c")]),
        ),
        (
            "reviews/request_changes",
            Theirs,
            submission(&[("changes[comment]", "c")]),
        ),
        (
            "reviews/tip",
            Theirs,
            submission(&[("amount", "5"), ("payment_method", "pm_card_visa")]),
        ),
        (
            "screenshots/link",
            Theirs,
            form(&[("screenshot", &t.picture), ("input[variant]", "annotated")]),
        ),
        ("screenshots/gallery", Theirs, form(&[("screenshot", &t.picture)])),
        ("screenshots/rivals", Theirs, form(&[("screenshot", &t.picture)])),
        ("screenshots/remove", Theirs, form(&[("screenshot", &t.picture)])),
        (
            "screenshots/set_scene",
            Theirs,
            Json(json!({"screenshot": t.picture, "scene": "{}"})),
        ),
        ("recordings/remove", Theirs, form(&[("recording", "none")])),
        (
            "recordings/set_marks",
            Theirs,
            Json(json!({"recording": "none", "input": {"marks": []}})),
        ),
        (
            "submissions/patch",
            Theirs,
            Json(json!({"submission": t.submission, "patch": {"summary": "s"}})),
        ),
        ("submissions/report", Theirs, submission(&[])),
        ("submissions/review_desk", Theirs, form(&[("job", &t.open)])),
        ("submissions/submit", Theirs, submission(&[])),
        ("users/add-role", Own, form(&[("role", "client")])),
        ("users/me", Own, form(&[])),
        ("users/rename", Own, form(&[])),
        ("wallet/load", Own, Json(json!({"filter": {}}))),
        ("wallet/pay-out", Own, form(&[])),
        ("wallet/top-up", Own, form(&[])),
        ("wallet/withdraw", Own, form(&[])),
        ("wallet/receipt", Theirs, form(&[("transaction", &t.booking)])),
        ("wallet/statement", Own, form(&[("month", "2026-11")])),
    ]
}

enum Body {
    Form(String),
    Json(Value),
}

struct Caller {
    http: Client,
    home: String,
    token: Option<String>,
}

impl Caller {
    async fn login(server: &Server, email: &str) -> Self {
        let nobody = Self::nobody(server);
        let body = json!({"email": email, "password": "demo-password"});
        let tokens = nobody.rest("POST", "/auth/login", Some(body)).await;
        Self {
            token: Some(tokens["access_token"].as_str().expect("a token").to_owned()),
            ..nobody
        }
    }

    fn nobody(server: &Server) -> Self {
        Self {
            http: Client::new(),
            home: server.url.clone(),
            token: None,
        }
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.http.request(method, format!("{}{path}", self.home));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn rest(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let mut request = self.request(method, &format!("/api/v1{path}"));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    async fn call(&self, endpoint: &str, body: &Body) -> (StatusCode, String) {
        let request = self
            .request("POST", &format!("/sfn/{endpoint}"))
            .header("accept", "application/json");
        let request = match body {
            Body::Form(text) => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(text.clone()),
            Body::Json(value) => request.json(value),
        };
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("a text"))
    }
}

fn first(page: &Value, fits: impl Fn(&Value) -> bool) -> &Value {
    let items = page["items"].as_array().expect("a list");
    items.iter().find(|item| fits(item)).expect("one that fits")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn things(server: &Server) -> Things {
    let nora = Caller::login(server, "nora.client@demo.peertest.local").await;
    let mia = Caller::login(server, "mia.tester@demo.peertest.local").await;
    let jobs = nora.rest("GET", "/my/jobs?limit=100", None).await;
    let seats = mia.rest("GET", "/claims", None).await;
    let claim = text(&first(&seats, |claim| claim["status"] == "active")["id"]);
    let submission = mia.rest("POST", &format!("/claims/{claim}/submission"), None).await;
    let shots = submission["screenshots"].as_array().cloned().unwrap_or_default();
    Things {
        booking: text(&nora.rest("GET", "/wallet/entries", None).await["items"][0]["id"]),
        project: text(&nora.rest("GET", "/projects", None).await["items"][0]["id"]),
        draft: text(&first(&jobs, |job| job["status"] == "draft")["id"]),
        open: text(&first(&jobs, |job| job["status"] == "open")["id"]),
        submission: text(&submission["id"]),
        picture: shots
            .first()
            .map_or_else(|| "none".to_owned(), |shot| text(&shot["id"])),
        claim,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_a_door_that_holds() {
    // Links the functions in.
    let _ = AppError::not_found();
    let home = Home::new();
    home.good(&["seed", "--demo"]);
    let server = home.serve().await;
    let things = things(&server).await;
    let table = table(&things);
    let known: BTreeSet<String> = table.iter().map(|(endpoint, ..)| format!("/sfn/{endpoint}")).collect();
    let there: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(known, there, "the table and the functions that there are");

    let nobody = Caller::nobody(&server);
    // A tester and client who has nothing to do with any of it.
    let stranger = Caller::login(&server, "sofia.tester@demo.peertest.local").await;
    stranger
        .rest("PATCH", "/auth/me", Some(json!({"add_role": "client"})))
        .await;
    for (endpoint, door, body) in &table {
        let (status, told) = nobody.call(endpoint, body).await;
        assert!(!status.is_server_error(), "{endpoint} by nobody: {status} {told}");
        if *door != Door::Open {
            assert_eq!(status, 401, "{endpoint} by nobody: {told}");
        }
        if matches!(door, Door::Theirs | Door::Admin) {
            let (status, told) = stranger.call(endpoint, body).await;
            assert!(
                matches!(status.as_u16(), 403 | 404),
                "{endpoint} by a stranger: {status} {told}"
            );
        }
    }
}
