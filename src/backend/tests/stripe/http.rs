//! Requests as they come over the wire: forms, idempotency keys, and answers that get lost.

use super::{
    server::{Server, Trouble, Written},
    shapes,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value, json};

/// `a[b][0]=x` as nested objects; figures as numbers.
fn form(text: &[u8]) -> Value {
    let mut out = Value::Object(Map::new());
    for (name, value) in form_urlencoded::parse(text) {
        let mut place = &mut out;
        for part in name.split('[') {
            place = &mut place[part.trim_end_matches(']')];
        }
        *place = value.parse::<i64>().map_or_else(|_| json!(value), Value::from);
    }
    out
}

pub async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("authorization").as_deref(), Some("Bearer sk_test_0123456789"));
    let account = header("stripe-account");
    let path: Vec<&str> = uri.path().trim_start_matches("/v1/").split('/').collect();
    let mut world = server.world();
    let query = form(uri.query().unwrap_or_default().as_bytes());
    if method == Method::GET {
        let (status, value) = world.read(&path, &query, account.as_deref());
        return (status, value.to_string()).into_response();
    }
    let trouble = world.troubles.pop_front();
    let failed = || (StatusCode::SERVICE_UNAVAILABLE, "upstream connect error").into_response();
    if trouble == Some(Trouble::Refuses) {
        return failed();
    }
    let key = header("idempotency-key").expect("a write without an idempotency key");
    let form = form(&body);
    world.written.push(Written {
        path: uri.path().to_owned(),
        form: form.clone(),
        key: key.clone(),
        account: account.clone(),
    });
    let asked = format!("{} {form} {account:?}", uri.path());
    let (status, value) = match world.keys.get(&key).cloned() {
        Some((before, status, value)) if before == asked => (status, value),
        Some(_) => {
            let told =
                "Keys for idempotent requests can only be used with the same parameters they were first used with.";
            (
                StatusCode::BAD_REQUEST,
                shapes::error("idempotency_error", "idempotency_key_in_use", told),
            )
        }
        None => {
            let (status, made) = world.write(&path, &form, account.as_deref());
            let made = world.expanded(made, &form);
            world.keys.insert(key, (asked, status, made.clone()));
            (status, made)
        }
    };
    if trouble == Some(Trouble::LosesTheAnswer) {
        return failed();
    }
    (status, value.to_string()).into_response()
}
