//! The session in a browser: two HttpOnly cookies.
//!
//! Over https their names begin with `__Host-`: no browser takes such a cookie from another host of the domain, or over http.

use crate::{App, config::Config};
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::auth::{ACCESS_TOKEN_SECONDS, Tokens};

pub const ACCESS: &str = "pth_access";
pub const REFRESH: &str = "pth_refresh";
const BOUND_ACCESS: &str = "__Host-pth_access";
const BOUND_REFRESH: &str = "__Host-pth_refresh";
/// A browser stays signed in for as long as it comes back within this time.
pub const REFRESH_SECONDS: i64 = 30 * 24 * 3600;

/// The name of the cookie with the access token.
#[must_use]
pub fn access(config: &Config) -> &'static str {
    if config.https() { BOUND_ACCESS } else { ACCESS }
}

/// The name of the cookie with the refresh token.
#[must_use]
pub fn refresh(config: &Config) -> &'static str {
    if config.https() { BOUND_REFRESH } else { REFRESH }
}

fn cookie(app: &App, name: &'static str, value: String, seconds: i64) -> String {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.https())
        .max_age(time::Duration::seconds(seconds))
        .build()
        .to_string()
}

/// The `Set-Cookie` values of a sign-in.
#[must_use]
pub fn set(app: &App, tokens: &Tokens) -> Vec<String> {
    vec![
        cookie(
            app,
            access(&app.config),
            tokens.access_token.clone(),
            ACCESS_TOKEN_SECONDS,
        ),
        cookie(app, refresh(&app.config), tokens.refresh_token.clone(), REFRESH_SECONDS),
    ]
}

/// The `Set-Cookie` values of a sign-out.
#[must_use]
pub fn clear(app: &App) -> Vec<String> {
    vec![
        cookie(app, access(&app.config), String::new(), 0),
        cookie(app, refresh(&app.config), String::new(), 0),
    ]
}
