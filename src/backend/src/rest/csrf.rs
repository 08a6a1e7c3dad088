//! Writes that a foreign page sends through somebody's browser are refused, by what the browser says of their origin.
//! Programs say nothing of the kind and pass: they hold no cookies that a foreign page could make use of.

use super::problem::Problem;
use crate::App;
use axum::response::{IntoResponse as _, Response};
use domain::error::Failure;
use tower_http::csrf::{CsrfLayer, ProtectionError};

pub type Layer = CsrfLayer<fn(ProtectionError) -> Response>;

/// Trusts the origin of `PUBLIC_URL`, those of `CORS_ORIGINS`, whose cookies do not count ([`super::cors`]), and, as browsers
/// see it, the host that was asked.
pub fn layer(app: &App) -> Layer {
    let own = origin(&app.config.public_url);
    let origins = std::iter::once(&own).chain(&app.config.cors_origins);
    let layer = origins.fold(CsrfLayer::new(), |layer, origin| {
        layer.clone().add_trusted_origin(origin).unwrap_or_else(|error| {
            tracing::warn!(%error, origin, "no browser sends this origin; it is not trusted");
            layer
        })
    });
    layer.with_rejection_response(refuse as fn(ProtectionError) -> Response)
}

fn refuse(_: ProtectionError) -> Response {
    let told = "This request came from another site and was not carried out.";
    Problem(Failure::new(403, "cross_origin", told)).into_response()
}

/// Scheme, host and port of an address, in the spelling that browsers send.
#[must_use]
pub fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let host = rest
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let default = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}", host.strip_suffix(default).unwrap_or(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_spelt_as_browsers_do() {
        assert_eq!(origin("https://Hub.example.org:443/app?x"), "https://hub.example.org");
        assert_eq!(origin("http://127.0.0.1:3000"), "http://127.0.0.1:3000");
        assert_eq!(origin("https://hub.example.org:80"), "https://hub.example.org:80");
    }
}
