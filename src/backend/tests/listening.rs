//! Somebody who listens to a stream of notifications, as a browser does.

use crate::{
    harness::{Client, TestHub},
    scenes::{claim, open_job_with},
};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::time::Duration;

/// Nothing takes that long; a stream that is silent for longer has failed the test.
const PATIENCE: Duration = Duration::from_secs(20);

/// An event as it came over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub id: String,
    pub name: String,
    pub data: Value,
}

pub struct Listening {
    body: Body,
    text: String,
    pub headers: HeaderMap,
    /// What a browser would send as `Last-Event-ID`.
    pub last: String,
}

impl Listening {
    /// Opens a stream; `query` such as `?after=…`, `last` the header.
    pub async fn open(who: &Client, query: &str, last: Option<&str>) -> Self {
        let mut request = who.request(Method::GET, &format!("/events{query}"));
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        Self::of(who, request.body(Body::empty()).unwrap()).await
    }

    pub async fn of(who: &Client, request: Request<Body>) -> Self {
        let response = who.respond(request).await;
        let (head, body) = response.into_parts();
        assert_eq!(head.status, 200);
        Self {
            body,
            text: String::new(),
            headers: head.headers,
            last: String::new(),
        }
    }

    /// Opens one that begins now, and waits until it does.
    pub async fn now(who: &Client) -> Self {
        let mut stream = Self::open(who, "", None).await;
        assert!(stream.ready().await);
        stream
    }

    /// The next event; None at the end.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(heard) = parse(&block) {
                    self.last.clone_from(&heard.id);
                    return Some(heard);
                }
            }
            let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await;
            let frame = frame.expect("the stream is silent")?;
            let data = frame.unwrap().into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&data).unwrap());
        }
    }

    /// The next event, which says that the stream has begun; whether nothing is missing.
    pub async fn ready(&mut self) -> bool {
        let heard = self.next().await.unwrap();
        assert_eq!(heard.name, "ready", "{heard:?}");
        heard.data["complete"].as_bool().unwrap()
    }

    /// The kinds of the next `count` notifications.
    pub async fn kinds(&mut self, count: usize) -> Vec<String> {
        let mut kinds = Vec::new();
        for _ in 0..count {
            let heard = self.next().await.expect("the stream has ended");
            assert_eq!(heard.id, heard.data["id"], "{heard:?}");
            kinds.push(heard.data["kind"].as_str().unwrap().to_owned());
        }
        kinds
    }

    /// Waits for the end, before which nothing more may come.
    pub async fn ended(mut self) {
        assert_eq!(self.next().await, None);
    }
}

/// An event of the wire's text; None for a comment.
fn parse(block: &str) -> Option<Heard> {
    let field = |name: &str| {
        let line = block
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim_start().to_owned())
    };
    Some(Heard {
        data: serde_json::from_str(&field("data")?).unwrap(),
        id: field("id").unwrap(),
        name: field("event").unwrap_or_default(),
    })
}

/// What somebody was told, oldest first, as the list has it.
pub async fn told(who: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    let mut path = "/notifications?limit=100".to_owned();
    loop {
        let page = who.get(&path).await.ok(200);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/notifications?limit=100&cursor={cursor}"),
            None => break,
        }
    }
    all.reverse();
    all
}

pub async fn kinds_told(who: &Client) -> Vec<String> {
    let all = told(who).await;
    all.iter().map(|n| n["kind"].as_str().unwrap().to_owned()).collect()
}

/// The same over a new session, when the old one has run out.
pub async fn kinds_told_to(hub: &TestHub, who: &Client) -> Vec<String> {
    kinds_told(&hub.renew(who).await).await
}

/// Nobody tells them anything but this, so it is the next thing that they hear.
pub async fn knock(hub: &TestHub, who: &Client, stream: &mut Listening) {
    let job = open_job_with(who, json!({"slots": 1})).await;
    claim(&hub.tester("Knocker").await, &job).await;
    let heard = stream.next().await.unwrap();
    assert_eq!(
        (&heard.data["kind"], &heard.data["job_id"]),
        (&json!("seat_taken"), &json!(job))
    );
}
