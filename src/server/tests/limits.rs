//! Limits as people meet them: on the form they send, with and without JavaScript.

use crate::process::Home;
use app::error::AppError;
use domain::error::Failure;
use leptos::server_fn::error::ServerFnUrlError;
use reqwest::{Client, Response, Url, redirect::Policy};
use serde_json::{Value, json};

const FORM: &str = "email=tom%40example.org&password=not+the+password";

async fn send(http: &Client, url: &str, accept: &str) -> Response {
    let request = http
        .post(format!("{url}/sfn/auth/login"))
        .header("accept", accept)
        .header("referer", format!("{url}/login"))
        .header("content-type", "application/x-www-form-urlencoded");
    request.body(FORM).send().await.expect("an answer")
}

/// Tries until it is refused. On a slow machine a delay may be over before the next try; the one after it is longer.
async fn refused<T>(try_once: impl AsyncFn() -> Option<T>) -> T {
    for _ in 0..20 {
        if let Some(found) = try_once().await {
            return found;
        }
    }
    panic!("nothing is refused");
}

fn limited(answer: &Response) -> bool {
    answer.status().as_u16() == 429
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_says_in_how_long_to_try_again() {
    let home = Home::new();
    let server = home.serve_with(&[]).await;
    let url = server.url.as_str();
    let http = Client::builder().redirect(Policy::none()).build().expect("a client");
    let script = async || Some(send(&http, url, "application/json").await).filter(limited);
    let answer = refused(script).await;
    let seconds = answer.headers()["retry-after"].to_str().expect("text");
    assert!(seconds.parse::<u32>().is_ok_and(|seconds| seconds > 0), "{seconds}");
    let failure: Value = answer.json().await.expect("a failure");
    assert_eq!(
        (&failure["status"], &failure["code"]),
        (&json!(429), &json!("rate_limited"))
    );
    // Without JavaScript the page gets it through its address.
    let form = async || {
        let answer = send(&http, url, "text/html").await;
        assert_eq!(answer.status().as_u16(), 303);
        Some(refusal(url, answer.headers()["location"].to_str().expect("an address"))).filter(|told| told.status == 429)
    };
    let told = refused(form).await;
    assert!(told.detail.starts_with("That was too often. Try again in "), "{told:?}");
    // REST counts the same tries.
    let body = json!({"email": "tom@example.org", "password": "not the password"});
    let rest = async || {
        let sent = http.post(format!("{url}/api/v1/auth/login")).json(&body).send().await;
        Some(sent.expect("an answer")).filter(limited)
    };
    refused(rest).await;
    server.stop().await;
}

/// What a page is told through its address.
fn refusal(url: &str, place: &str) -> Failure {
    let place = Url::parse(url).and_then(|site| site.join(place)).expect("an address");
    assert_eq!(place.path(), "/login");
    let told = place
        .query_pairs()
        .find(|(name, _)| name == "__err")
        .expect("a refusal")
        .1;
    ServerFnUrlError::<AppError>::decode_err(&told).0
}
