//! The session in a browser: two HttpOnly cookies.

use crate::App;
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::auth::{ACCESS_TOKEN_SECONDS, Tokens};

pub const ACCESS: &str = "pth_access";
pub const REFRESH: &str = "pth_refresh";
/// A browser stays signed in for as long as it comes back within this time.
pub const REFRESH_SECONDS: i64 = 30 * 24 * 3600;

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
        cookie(app, ACCESS, tokens.access_token.clone(), ACCESS_TOKEN_SECONDS),
        cookie(app, REFRESH, tokens.refresh_token.clone(), REFRESH_SECONDS),
    ]
}

/// The `Set-Cookie` values of a sign-out.
#[must_use]
pub fn clear(app: &App) -> Vec<String> {
    vec![
        cookie(app, ACCESS, String::new(), 0),
        cookie(app, REFRESH, String::new(), 0),
    ]
}
