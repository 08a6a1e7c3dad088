//! A stream of events against the real binary: longer than any answer may take to begin, and no reason not to stop.

use crate::process::Home;
use reqwest::Client;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Longer than a request may take until its answer begins.
const LONG: Duration = Duration::from_secs(32);

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_outlives_the_patience_for_answers_and_does_not_keep_the_server_up() {
    let home = Home::new();
    let server = home.serve().await;
    let (http, api) = (Client::new(), format!("{}/api/v1", server.url));
    let account =
        json!({"email": "c@example.org", "password": "correct horse", "full_name": "Clara", "role": "client"});
    for call in ["register", "login"] {
        let answer = http.post(format!("{api}/auth/{call}")).json(&account).send().await;
        assert!(answer.expect("an answer").status().is_success(), "{call}");
    }
    let login = http.post(format!("{api}/auth/login")).json(&account).send().await;
    let tokens: Value = login.expect("an answer").json().await.expect("tokens");
    let token = tokens["access_token"].as_str().expect("a token");
    let stream = http.get(format!("{api}/events")).bearer_auth(token).send().await;
    let mut stream = stream.expect("an answer").error_for_status().expect("a stream");
    let begun = Instant::now();
    let ready = stream.chunk().await.expect("open").expect("a first event");
    assert!(ready.starts_with(b"event: ready\n"), "{ready:?}");
    while begun.elapsed() < LONG {
        let alive = stream.chunk().await.expect("open").expect("not over");
        assert!(alive.starts_with(b":"), "{alive:?}");
    }
    let asked = Instant::now();
    server.stop().await;
    // Far below the pause between two looks that the stream would take by itself.
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert_eq!(stream.chunk().await.expect("ended as it should"), None);
}
