//! What a request may hold and how long it may take, against the real binary.

use crate::process::{Home, Server};
use reqwest::{Client, Response};
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

const MIB: usize = 1024 * 1024;

async fn send(server: &Server, path: &str, kind: &str, body: String) -> Response {
    let request = Client::new()
        .post(format!("{}{path}", server.url))
        .header("content-type", kind);
    request.body(body).send().await.expect("an answer")
}

/// Status and code of a refusal.
async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let failure: Value = answer.json().await.expect("a failure");
    (status, failure["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_measures_what_it_is_sent() {
    let home = Home::new();
    let server = home.serve().await;
    let too_large = (413, "too_large".to_owned());
    let scene = |size: usize| format!(r#"{{"screenshot":"a","scene":"{}"}}"#, "\\\"".repeat(size / 2));
    let call = "/sfn/screenshots/set_scene";
    // The largest scene, spelt as wide as can be, gets as far as the question who is asking.
    let answer = send(&server, call, "application/json", scene(4 * MIB)).await;
    assert_eq!(refusal(answer).await, (401, "unauthorized".to_owned()));
    let answer = send(&server, call, "application/json", scene(5 * MIB)).await;
    assert_eq!(refusal(answer).await, too_large);
    let form = "application/x-www-form-urlencoded";
    let answer = send(&server, "/sfn/auth/login", form, "x".repeat(5 * MIB)).await;
    assert_eq!(refusal(answer).await, too_large);
    for path in ["/api/v1/auth/login", "/api/v1/auth/refresh"] {
        let answer = send(&server, path, "application/json", "x".repeat(2 * MIB)).await;
        assert_eq!(refusal(answer).await, too_large, "{path}");
    }
    server.stop().await;
}

/// Sends the beginning of a request, and reads until the server closes.
fn begin(server: &Server, text: &str) -> String {
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("a connection");
    // The server may have heard enough before it is over.
    let _ = stream.write_all(text.as_bytes());
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_an_end_in_size_and_in_time() {
    let home = Home::new();
    let server = home.serve().await;
    let long = format!(
        "GET /health HTTP/1.1\r\nhost: hub.test\r\nx-long: {}\r\n\r\n",
        "x".repeat(300_000)
    );
    let (long, slow) = tokio::task::block_in_place(|| {
        // Half a head, and then nothing: this ends because the server ends it.
        (
            begin(&server, &long),
            begin(&server, "GET /health HTTP/1.1\r\nhost: hub"),
        )
    });
    assert!(long.is_empty() || long.starts_with("HTTP/1.1 431 "), "{long}");
    assert!(!slow.starts_with("HTTP/1.1 200"), "{slow}");
    assert!(
        Client::new()
            .get(format!("{}/health", server.url))
            .send()
            .await
            .expect("an answer")
            .status()
            .is_success()
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let home = Home::new();
    let server = home.serve().await;
    let late = |path: &str, kind: &str| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: hub.test\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: 9\r\n\r\n{{"
        );
        let answer = begin(&server, &head);
        assert!(answer.starts_with("HTTP/1.1 408 "), "{path}: {answer}");
    };
    // Side by side, since each takes as long as patience does.
    tokio::task::block_in_place(|| {
        std::thread::scope(|threads| {
            threads.spawn(|| late("/api/v1/auth/login", "application/json"));
            threads.spawn(|| late("/sfn/auth/login", "application/x-www-form-urlencoded"));
        });
    });
    server.stop().await;
}
