//! Figures for Prometheus: requests by route, method and status, and how long they took.
//!
//! Labels are bounded: an address counts under the pattern of its route, whatever matches none under `unmatched`, and
//! methods that nobody knows under `other`. So no stranger can make the figures grow.

use super::problem::Problem;
use crate::Error;
use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use prometheus::{HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry, TextEncoder};
use std::{sync::LazyLock, time::Instant};

/// The figures of this process.
static METRICS: LazyLock<prometheus::Result<Metrics>> = LazyLock::new(Metrics::new);

struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    notices: IntCounterVec,
    orphans: IntCounter,
}

impl Metrics {
    fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("http_requests_total", "Requests that were answered."),
            &["route", "method", "status"],
        )?;
        let buckets = vec![
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
        ];
        let seconds = HistogramVec::new(
            HistogramOpts::new("http_request_duration_seconds", "Time until the answer began.").buckets(buckets),
            &["route", "method"],
        )?;
        let notices = IntCounterVec::new(
            Opts::new(
                "payment_notices_total",
                "What the payment processor has told, repetitions included.",
            ),
            &["kind"],
        )?;
        let orphans = IntCounter::new(
            "picture_orphans_total",
            "Files of pictures that nothing referred to, and that were removed.",
        )?;
        registry.register(Box::new(notices.clone()))?;
        registry.register(Box::new(orphans.clone()))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        Ok(Self {
            registry,
            requests,
            seconds,
            notices,
            orphans,
        })
    }
}

/// Counts what the payment processor told; `kind` is one of ours, never the processor's own word.
pub fn notice(kind: &str) {
    if let Ok(metrics) = &*METRICS {
        metrics.notices.with_label_values(&[kind]).inc();
    }
}

/// Counts a file that nothing referred to.
pub fn orphan() {
    if let Ok(metrics) = &*METRICS {
        metrics.orphans.inc();
    }
}

/// A request under way, to be counted once it is answered.
pub struct Seen {
    route: Option<MatchedPath>,
    method: &'static str,
    begun: Instant,
}

impl Seen {
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            route: request.extensions().get::<MatchedPath>().cloned(),
            method: label(request.method()),
            begun: Instant::now(),
        }
    }

    pub fn count(self, status: StatusCode) {
        let Ok(metrics) = &*METRICS else { return };
        let route = self.route.as_ref().map_or("unmatched", MatchedPath::as_str);
        let answered = &[route, self.method, status.as_str()];
        metrics.requests.with_label_values(answered).inc();
        metrics
            .seconds
            .with_label_values(&[route, self.method])
            .observe(self.begun.elapsed().as_secs_f64());
    }
}

fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Figures of this process, in Prometheus' text format.
#[utoipa::path(
    get, path = "/metrics", tag = "operations", security(()),
    responses((status = 200, description = "The figures", body = String, content_type = "text/plain"))
)]
pub async fn get_metrics() -> Response {
    let text = match &*METRICS {
        Ok(metrics) => TextEncoder::new()
            .encode_to_string(&metrics.registry.gather())
            .map_err(|e| e.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response(),
        Err(error) => Problem(Error::Internal(format!("metrics: {error}")).failure()).into_response(),
    }
}
