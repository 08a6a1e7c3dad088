//! Who knocks, before anybody knows who it is.

use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, header::USER_AGENT, request::Parts},
};
use domain::{auth::sessions::Visit, limits::ClientAddress};
use std::convert::Infallible;

/// No browser calls itself anything longer; the rest is cut off.
const AGENT_LENGTH: usize = 400;

/// What is kept of a sign-in.
pub struct Visitor(pub Visit);

/// Reads it out of a request.
#[must_use]
pub fn of(headers: &HeaderMap, extensions: &Extensions) -> Visit {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let address = extensions.get::<ClientAddress>().copied();
    Visit {
        agent: agent.unwrap_or_default().chars().take(AGENT_LENGTH).collect(),
        address: address.unwrap_or_default(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.headers, &parts.extensions)))
    }
}
