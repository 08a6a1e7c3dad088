//! Scripts of other sites: none may read an answer, but those of `CORS_ORIGINS` at the interface, with a token of their own.
//!
//! Cookies are never part of it. They would be sent by themselves where the other site is a neighbour of ours, so a request
//! from such an origin loses them on the way in, and an answer to it on the way out.

use super::PREFIX;
use crate::config::Config;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header, request::Parts};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// For so long a browser need not ask again what it may send.
const MAX_AGE: Duration = Duration::from_secs(600);

/// Nothing where no origin is named: then no answer says a word of it.
#[must_use]
pub fn layer(config: &Config) -> Option<CorsLayer> {
    if config.cors_origins.is_empty() {
        return None;
    }
    let origins = config.cors_origins.clone();
    let allowed = move |origin: &HeaderValue, parts: &Parts| {
        parts.uri.path().starts_with(PREFIX) && origins.iter().any(|known| origin == known.as_str())
    };
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allowed))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(MAX_AGE);
    Some(layer)
}

/// Whether a script of one of the named origins is asking.
#[must_use]
pub fn asks(config: &Config, headers: &HeaderMap) -> bool {
    if config.cors_origins.is_empty() {
        return false;
    }
    let origin = headers.get(header::ORIGIN);
    origin.is_some_and(|origin| config.cors_origins.iter().any(|known| origin == known.as_str()))
}
