//! Bad input on every call of the document: wrong types, missing fields, foreign and malformed ids, bodies that are too
//! large or no JSON. Each is refused in the one shape with a documented status, and nothing is written.

use crate::{
    calls::{Document, JSON, Row, Takes, World, rows, send, world},
    harness::{HOST, hub_test},
    scenes::{id, job_body},
};
use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Runs `probe` on every row and sees that nothing was written.
async fn on_every_call(probe: impl AsyncFn(&Document, &World, &Row)) {
    hub_test(async |hub| {
        let world = world(hub).await;
        let document = Document(serde_json::to_value(backend::openapi::document()).unwrap());
        let before = (hub.everything().await, hub.files().await);
        for row in rows(hub, &world) {
            probe(&document, &world, &row).await;
        }
        assert_eq!((hub.everything().await, hub.files().await), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_strangers_and_admins() {
    on_every_call(async |doc, world, row| {
        let mut forged = row.who.clone();
        forged.token = Some("forged".into());
        let operations = doc.operation(row)["tags"][0] == "operations";
        if !operations {
            send(doc, row, &forged, &row.path(), row.good())
                .await
                .refused(401, "unauthorized");
        }
        if !doc.is_private(row) {
            return;
        }
        let mut nobody = row.who.clone();
        nobody.token = None;
        send(doc, row, &nobody, &row.path(), row.good())
            .await
            .refused(401, "unauthorized");
        // Also before anything else about the request is judged.
        send(doc, row, &nobody, &row.path(), Some((String::new(), b"{".to_vec())))
            .await
            .refused(401, "unauthorized");
        if !row.ids.is_empty() && !row.for_all {
            let answer = send(doc, row, &world.stranger, &row.path(), row.good()).await;
            assert!(matches!(answer.status, 403 | 404), "{}: {}", row.call, answer.text());
            // Admins look, and do nothing in anybody's place.
            if row.who.user != world.admin.user {
                let answer = send(doc, row, &world.admin, &row.path(), row.good()).await;
                let looks = row.method() == Method::GET && answer.status == 200;
                assert!(
                    looks || matches!(answer.status, 403 | 404),
                    "{}: {}",
                    row.call,
                    answer.text()
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_malformed_ids() {
    let long = "x".repeat(97);
    let bad = [
        "unknown",
        "a%20b",
        "%00",
        "%ff",
        "%27%3B%20REMOVE",
        "a%2Fb",
        "%E2%9F%A8x%E2%9F%A9",
        "..%2F",
        "job:x",
        "~",
        &long,
    ];
    on_every_call(async |doc, _, row| {
        for at in 0..row.ids.len() {
            for bad in bad {
                let mut ids = row.ids.clone();
                ids[at] = bad.to_owned();
                let answer = send(doc, row, &row.who, &row.path_with(&ids), row.good()).await;
                assert_eq!(answer.status, 404, "{} with {bad}: {}", row.call, answer.text());
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_another_thing() {
    on_every_call(async |doc, world, row| {
        if row.ids.len() != 1 {
            return;
        }
        let things = [
            &world.project,
            &world.draft,
            &world.claim,
            &id(&world.submission),
            &world.picture,
            &world.bug,
        ];
        let others = things.into_iter().filter(|other| !row.ids.contains(other));
        for other in others.filter(|other| **other != world.draft || !row.call.contains("/jobs/{id}")) {
            let answer = send(
                doc,
                row,
                &row.who,
                &row.path_with(std::slice::from_ref(other)),
                row.good(),
            )
            .await;
            // One's own report that is no rejection is known, and cannot be disputed.
            if row.call == "post /submissions/{id}/dispute" && *other == id(&world.submission) {
                answer.refused(409, "not_disputable");
                continue;
            }
            // The client may not know of the draft of a report; the other tester's own are refused by their tester's role.
            let unknown = matches!(answer.status, 404) || (answer.status == 403 && row.call.contains("/submissions/"));
            assert!(unknown, "{} with {other}: {}", row.call, answer.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_json_or_too_large() {
    on_every_call(async |doc, _, row| {
        let Some((_, good)) = row.good() else { return };
        let go =
            async |kind: &str, body: Vec<u8>| send(doc, row, &row.who, &row.path(), Some((kind.into(), body))).await;
        for kind in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "json",
        ] {
            go(kind, good.clone()).await.refused(415, "unsupported_media_type");
        }
        if matches!(row.takes, Takes::Form | Takes::Bytes) {
            return;
        }
        let scene = matches!(row.takes, Takes::Scene(_));
        for broken in [
            "",
            " ",
            "{",
            "{]",
            "{} {}",
            "{\"a\":\"\u{1}\"}",
            "{'a':1}",
            "\u{feff}{}",
        ] {
            let answer = go(JSON, broken.into()).await;
            if scene {
                answer.refused(422, "invalid")
            } else {
                answer.refused(400, "malformed")
            };
        }
        let field = serde_json::from_slice::<serde_json::Map<String, Value>>(&good)
            .unwrap()
            .keys()
            .next()
            .unwrap()
            .clone();
        for broken in ["\"\\ud800\"", "1e999", "\"\\x\"", "01", "NaN"] {
            let answer = go(JSON, format!("{{\"{field}\":{broken}}}").into()).await;
            if scene {
                answer.refused(422, "invalid")
            } else {
                answer.refused(400, "malformed")
            };
        }
        for other in ["null", "[]", "\"x\"", "5", "true", "[[[]]]"] {
            let fields = go(JSON, other.into()).await.refused(422, "invalid");
            let expected = if scene { "scene:" } else { ":invalid_type" };
            assert!(
                fields.len() == 1 && fields[0].starts_with(expected),
                "{} {other}: {fields:?}",
                row.call
            );
        }
        let nested = |depth: usize| format!("{{\"a\":{}", "[".repeat(depth)).into_bytes();
        let answer = go(JSON, nested(500_000)).await;
        if scene {
            answer.refused(422, "invalid")
        } else {
            answer.refused(400, "malformed")
        };
        go(JSON, nested(2 * 1024 * 1024)).await.refused(413, "too_large");
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
        go(JSON, large.into()).await.refused(413, "too_large");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_are_missing() {
    on_every_call(async |doc, _, row| {
        let Takes::Json(good, required) = &row.takes else {
            return;
        };
        if required.is_empty() {
            return;
        }
        let go = async |body: &Value| {
            send(
                doc,
                row,
                &row.who,
                &row.path(),
                Some((JSON.into(), body.to_string().into())),
            )
            .await
        };
        let expected: Vec<_> = required.iter().map(|field| format!("{field}:required")).collect();
        assert_eq!(go(&json!({})).await.refused(422, "invalid"), expected, "{}", row.call);
        for field in *required {
            let mut without = good.clone();
            without
                .as_object_mut()
                .unwrap()
                .remove(field.split('.').next().unwrap());
            assert_eq!(
                go(&without).await.refused(422, "invalid"),
                [format!("{field}:required")],
                "{}",
                row.call
            );
        }
    })
    .await;
}

/// Every place in a value, with its path.
fn places(value: &Value, path: &str, out: &mut BTreeMap<String, String>, pointer: &str) {
    if !path.is_empty() {
        out.insert(path.to_owned(), pointer.to_owned());
    }
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                places(inner, &path, out, &format!("{pointer}/{name}"));
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                places(inner, &format!("{path}[{n}]"), out, &format!("{pointer}/{n}"));
            }
        }
        _ => {}
    }
}

fn wrong_types(now: &Value) -> Vec<Value> {
    match now {
        Value::String(_) => vec![json!(5), json!(true), json!({"a": 1}), json!(["a"])],
        Value::Number(n) if n.is_f64() => vec![json!("5"), json!(true), json!({})],
        Value::Number(_) => vec![json!("5"), json!(1.5), json!(u64::MAX), json!(true), json!({})],
        Value::Bool(_) => vec![json!("true"), json!(1)],
        _ => vec![json!(5), json!("x"), json!(true)],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_the_wrong_type() {
    on_every_call(async |doc, _, row| {
        let (good, patch, scene) = match &row.takes {
            Takes::Json(good, _) => (good, false, false),
            Takes::Patch(good) => (good, true, false),
            Takes::Scene(good) => (good, false, true),
            Takes::Nothing | Takes::Form | Takes::Bytes => return,
        };
        let mut all = BTreeMap::new();
        places(good, "", &mut all, "");
        for (path, pointer) in all {
            for wrong in wrong_types(good.pointer(&pointer).unwrap()) {
                let mut body = good.clone();
                *body.pointer_mut(&pointer).unwrap() = wrong.clone();
                let answer = send(
                    doc,
                    row,
                    &row.who,
                    &row.path(),
                    Some((JSON.into(), body.to_string().into())),
                )
                .await;
                let fields = answer.refused(422, "invalid");
                let named = path.split(['.', '[']).next().unwrap();
                let expected = match (patch, scene) {
                    (_, true) => "scene:".to_owned(),
                    (true, _) => format!("{named}:invalid_type"),
                    _ => format!("{path}:invalid_type"),
                };
                assert!(
                    fields.len() == 1 && fields[0].starts_with(&expected),
                    "{} {path} = {wrong}: {fields:?}",
                    row.call
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_are_too_long_or_cannot_be_shown() {
    on_every_call(async |doc, _, row| {
        let (Takes::Json(good, _) | Takes::Patch(good)) = &row.takes else {
            return;
        };
        let mut all = BTreeMap::new();
        places(good, "", &mut all, "");
        for (path, pointer) in all
            .into_iter()
            .filter(|(_, pointer)| good.pointer(pointer).unwrap().is_string())
        {
            for bad in ["x".repeat(200_000), "a\u{0}b".to_owned(), "\u{1b}[31m".to_owned()] {
                // A password may be any characters.
                if path == "password" && bad.len() < 100 {
                    continue;
                }
                let mut body = good.clone();
                *body.pointer_mut(&pointer).unwrap() = json!(bad);
                let answer = send(
                    doc,
                    row,
                    &row.who,
                    &row.path(),
                    Some((JSON.into(), body.to_string().into())),
                )
                .await;
                if path == "refresh_token" {
                    answer.refused(401, "unauthorized");
                    continue;
                }
                let fields = answer.refused(422, "invalid");
                let named = path.split(['.', '[']).next().unwrap();
                assert!(
                    fields.iter().all(|field| field.starts_with(named)),
                    "{} {path}: {fields:?}",
                    row.call
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_out_of_range() {
    hub_test(async |hub| {
        let world = world(hub).await;
        let before = hub.everything().await;
        let job = |name: &str, value: Value| {
            let mut body = job_body(&world.project);
            body[name] = value;
            body
        };
        for (name, value, code) in [
            ("price_cents", json!(0), "too_small"),
            ("price_cents", json!(-1), "too_small"),
            ("price_cents", json!(i64::MAX), "too_large"),
            ("slots", json!(0), "too_small"),
            ("slots", json!(1001), "too_large"),
            ("currency", json!("eur"), "unsupported"),
        ] {
            let answer = world.client.post("/jobs", job(name, value)).await;
            assert_eq!(answer.refused(422, "invalid"), [format!("{name}:{code}")]);
        }
        let steps = vec![json!({"action": "a"}); 51];
        let answer = world
            .client
            .post("/jobs", job("journey", json!({"steps": steps})))
            .await;
        assert_eq!(answer.refused(422, "invalid"), ["journey.steps:too_many"]);
        let answer = world
            .client
            .post(
                "/jobs",
                job("requirements", json!({"countries": ["Germany"], "min_rating": 6})),
            )
            .await;
        assert_eq!(
            answer.refused(422, "invalid"),
            ["requirements.min_rating:range", "requirements.countries[0]:unknown"]
        );
        for amount in [json!(0), json!(-5), json!(i64::MIN)] {
            let answer = world
                .tester
                .post("/wallet/payouts", json!({"amount_cents": amount}))
                .await;
            assert_eq!(answer.refused(422, "invalid"), ["amount_cents:too_small"]);
        }
        // What no browser could open.
        for address in ["http://[", "http://a:99999", "http://a|b"] {
            let answer = world
                .client
                .post("/projects", json!({"name": "Shop", "app_url": address}))
                .await;
            assert_eq!(answer.refused(422, "invalid"), ["app_url:url"]);
        }
        // Some languages write whole numbers with a point.
        for amount in [json!(1_000_000), json!(1_000_000.0)] {
            let answer = world
                .tester
                .post("/wallet/payouts", json!({"amount_cents": amount}))
                .await;
            answer.refused(409, "insufficient_funds");
        }
        let foreign = world.stranger.post("/jobs", job_body(&world.project)).await;
        assert_eq!(foreign.refused(422, "invalid"), ["project_id:unknown"]);
        assert_eq!(hub.everything().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_break_their_rule() {
    on_every_call(async |doc, _, row| {
        let long = "x".repeat(129);
        for name in doc.parameters(row, "query") {
            let bad: &[&str] = match name.as_str() {
                // Only caches read the first; a link that was altered is unknown.
                "v" | "sig" | "until" if name != "until" || row.call.starts_with("get /media") => &[],
                "limit" => &["0", "101", "-1", "abc", "1.5", "99999999999999999999", "%00"],
                "cursor" => &[
                    "x",
                    "0000000000000001",
                    "%27%20OR%201%3D1%20--%20-------",
                    "%F0%9F%AB%96",
                    &long,
                ],
                "after" => &["x", "17", "n00000000000000G1", "%00", "%F0%9F%AB%96", &long],
                "back_seconds" => &["-1", "86401", "abc", "1.5", "99999999999999999999"],
                "min_price_cents" | "offset" => &["-1", "abc", "1.5", "99999999999999999999"],
                "sort" | "size" => &["oldest", "price,newest", "%00"],
                "q" | "platform" | "browser" | "country" | "language" => &["%00", "%1b", &long],
                "project_id" | "picture" => &["a%20b", "%00", "job:x"],
                "kind" => &["mood", "%00", &long],
                "from" | "until" => &["yesterday", "2026-13-01", "%00"],
                "refund_to" => &["bank", "Card", "%00"],
                other => panic!("{} has a parameter {other} without a row", row.call),
            };
            for value in bad {
                let path = format!("{}?{name}={value}", row.path());
                let fields = send(doc, row, &row.who, &path, None).await.refused(422, "invalid");
                assert!(
                    fields.len() == 1 && fields[0].starts_with(&format!("{name}:")),
                    "{path}: {fields:?}"
                );
            }
            if !bad.is_empty() {
                let path = format!("{}?{name}=1&{name}=2", row.path());
                assert_eq!(
                    send(doc, row, &row.who, &path, None).await.refused(422, "invalid"),
                    [format!("{name}:repeated")]
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_that_an_address_does_not_know() {
    on_every_call(async |doc, _, row| {
        let known = doc.0["paths"][row.template()].as_object().unwrap();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            if known.contains_key(&method.to_lowercase()) {
                continue;
            }
            let request = row
                .who
                .request(method.parse().unwrap(), &row.path())
                .header("host", HOST);
            let answer = row.who.send(request.body(Body::empty()).unwrap()).await;
            answer.refused(405, "method_not_allowed");
            assert!(!answer.header("allow").is_empty(), "{method} {}", row.call);
        }
    })
    .await;
}
