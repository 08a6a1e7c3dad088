//! What came back, and what a test asks of it.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde_json::Value;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub line: String,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn cookies(&self) -> Vec<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    }

    /// The body as JSON, once the status is as expected.
    #[track_caller]
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} → {}", self.line, self.text());
        if self.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&self.body).unwrap()
        }
    }

    #[track_caller]
    pub fn ok_status(&self, status: u16) {
        assert_eq!(self.status, status, "{} → {}", self.line, self.text());
    }

    /// The refused fields as `field:code`, once status and code are as expected.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Vec<String> {
        let problem = self.ok(status);
        assert_eq!(problem["code"], code, "{} → {}", self.line, self.text());
        self.fields()
    }

    /// The refused fields as `field:code`.
    pub fn fields(&self) -> Vec<String> {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
        errors
            .iter()
            .map(|error| format!("{}:{}", text(error, "field"), text(error, "code")))
            .collect()
    }

    pub fn check_problem(&self, line: &str) {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{line} → {}",
            self.text()
        );
        let problem: domain::error::Failure = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status, "{line}");
        for text in [&problem.kind, &problem.title, &problem.code, &problem.detail] {
            assert!(!text.is_empty(), "{line} → {}", self.text());
        }
        assert_eq!(
            self.status == 401,
            self.headers.contains_key(header::WWW_AUTHENTICATE),
            "{line}"
        );
    }
}
