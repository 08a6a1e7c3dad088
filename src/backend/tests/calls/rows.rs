//! The table itself.

use super::{Row, Takes, World};
use crate::{
    harness::{Client, PASSWORD, TestHub},
    scenes::{id, job_body},
};
use serde_json::json;

/// Every call there is. One that the document has and this table has not fails the test.
pub fn rows(hub: &TestHub, w: &World) -> Vec<Row> {
    use Takes::{Bytes, Form, Json, Nothing, Patch, Scene};
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
    let report = json!({"steps": [{"step_id": step, "verdict": "pass", "actual": "Fine", "seconds": 40}],
        "summary": "s", "environment": "e"});
    let bug_body = json!({"title": "B", "severity": "low", "step_id": step, "steps_to_reproduce": "r", "expected": "e",
        "actual": "a", "console": "TypeError: x", "screenshot_ids": [picture]});
    let scene = json!({"version": 1, "width": 40, "height": 30, "shapes": []});
    let layer = scene.clone();
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
        row(
            "get /jobs/{id}/steps/{step}/heat",
            c,
            &[open, step.as_str().unwrap_or_default()],
            Nothing,
        ),
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
        row(
            "post /submissions/{id}/uploads",
            t,
            &[submission],
            Json(json!({"bytes": 9}), &["bytes"]),
        ),
        row(
            "post /submissions/{id}/recordings",
            t,
            &[submission],
            Json(
                json!({"upload_id": w.filmed, "step_id": step, "marks": [{"at": 900, "words": "w"}]}),
                &["upload_id"],
            ),
        ),
        row(
            "put /recordings/{id}/marks",
            t,
            &[&w.recording],
            Json(json!({"marks": [{"at": 900, "words": "w"}]}), &["marks"]),
        ),
        row("delete /recordings/{id}", t, &[&w.recording], Nothing),
        row("get /uploads/{id}", t, &[&w.upload], Nothing),
        row("patch /uploads/{id}", t, &[&w.upload], Bytes),
        row("delete /uploads/{id}", t, &[&w.upload], Nothing),
        row("put /screenshots/{id}/scene", t, &[picture], Scene(scene)),
        row("delete /screenshots/{id}", t, &[picture], Nothing),
        row(
            "post /screenshots/{id}/link",
            t,
            &[picture],
            Json(json!({"variant": "annotated", "hours": 2}), &["variant"]),
        ),
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
        row("get /screenshots/{id}/layer", t, &[picture], Nothing),
        row("put /screenshots/{id}/layer", c, &[&w.shot], Scene(layer)),
        row("get /screenshots/{id}/remarks", c, &[&w.shot], Nothing),
        Row {
            // Admins have a say as well.
            for_all: true,
            ..row(
                "post /screenshots/{id}/remarks",
                c,
                &[&w.shot],
                Json(json!({"x": 1.5, "y": 2.5, "text": "Why?"}), &["x", "y", "text"]),
            )
        },
        Row {
            for_all: true,
            ..row(
                "post /remarks/{id}/answers",
                c,
                &[&w.remark],
                Json(json!({"text": "So"}), &["text"]),
            )
        },
        row(
            "patch /remarks/{id}",
            c,
            &[&w.remark],
            Json(json!({"text": "There", "resolved": true}), &[]),
        ),
        row("delete /remarks/{id}", c, &[&w.remark], Nothing),
        row("get /notifications", t, &[], Nothing),
        row("get /events", t, &[], Nothing),
        row("get /wallet", t, &[], Nothing),
        row("get /wallet/entries", t, &[], Nothing),
        row("get /wallet/entries.csv", t, &[], Nothing),
        row("get /wallet/statements", t, &[], Nothing),
        row("get /wallet/statements/{file}", c, &["2026-11.pdf"], Nothing),
        row("get /wallet/receipts/{file}", c, &[&w.receipt], Nothing),
        row("get /wallet/payouts", t, &[], Nothing),
        row("get /wallet/payout-account", t, &[], Nothing),
        row(
            "put /wallet/payout-account",
            t,
            &[],
            Json(json!({"account_number": "000123456789"}), &[]),
        ),
        row(
            "post /wallet/top-ups",
            c,
            &[],
            Json(
                json!({"amount_cents": 100, "payment_method": "pm_card_visa"}),
                &["amount_cents", "payment_method"],
            ),
        ),
        row(
            "post /wallet/withdrawals",
            c,
            &[],
            Json(json!({"amount_cents": 100}), &["amount_cents"]),
        ),
        row("get /payments", c, &[], Nothing),
        row("get /payments/{id}", c, &[&w.payment], Nothing),
        row("get /payment-methods", c, &[], Nothing),
        row(
            "post /payment-methods",
            c,
            &[],
            Json(json!({"payment_method": "pm_card_visa"}), &["payment_method"]),
        ),
        row("delete /payment-methods/{id}", c, &[&w.method], Nothing),
        row("post /payment-methods/{id}/default", c, &[&w.method], Nothing),
        row("post /webhooks/stripe", nobody, &[], Nothing),
        row("get /admin/books", a, &[], Nothing),
        row("get /admin/reconciliation", a, &[], Nothing),
        row("get /admin/transactions", a, &[], Nothing),
        row("get /admin/transactions/{id}", a, &[&w.transaction], Nothing),
        row("get /admin/disputes", a, &[], Nothing),
        row(
            "post /admin/disputes/{id}/rule",
            a,
            &[&w.disputed],
            Json(json!({"pay_cents": 0, "comment": "No"}), &["pay_cents", "comment"]),
        ),
        row("get /submissions/{id}/dispute", t, &[&w.disputed], Nothing),
        row(
            "post /submissions/{id}/dispute",
            t,
            &[&w.rejected],
            Json(json!({"comment": "It is right"}), &["comment"]),
        ),
        row(
            "post /submissions/{id}/tip",
            c,
            &[&w.approved],
            Json(
                json!({"amount_cents": 100, "payment_method": "pm_card_visa"}),
                &["amount_cents", "payment_method"],
            ),
        ),
        row(
            "post /jobs/{id}/top-up",
            c,
            &[open],
            Json(
                json!({"payment_method": "pm_card_visa", "slots": 20}),
                &["payment_method"],
            ),
        ),
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
        row("get /media/recordings/{id}", t, &[&w.recording], Nothing),
        row("get /health", nobody, &[], Nothing),
        row("get /health/ready", nobody, &[], Nothing),
        row("get /metrics", nobody, &[], Nothing),
    ]);
    rows
}
