//! Registration, sessions and one's own account over REST.

pub mod account;
pub mod devices;

use super::{cookies, service};
use crate::{
    App, Error, Result,
    rest::{
        extract::{Json, OptionalJson, Session},
        problem::{Contested, Private, Taken},
        session::{append_cookies, refresh_cookie},
        visit::Visitor,
    },
    users,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use domain::{
    auth::{LoginInput, RefreshInput, RegisterInput, Tokens},
    users::{ProfileInput, User},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me, update_me))
        .merge(account::routes())
        .merge(devices::routes())
}

/// Makes an account and sends a mail to its address, with a link that confirms it. Signing in is a call of its own.
#[utoipa::path(
    post, path = "/auth/register", tag = "auth", security(()),
    responses((status = 201, description = "The account", body = User), Taken, Contested)
)]
pub async fn register(
    State(app): State<App>,
    Visitor(visit): Visitor,
    Json(input): Json<RegisterInput>,
) -> Result<(StatusCode, Json<User>)> {
    Ok((
        StatusCode::CREATED,
        Json(service::register(&app, &input, &visit).await?),
    ))
}

fn signed_in(app: &App, tokens: Tokens) -> Response {
    let cookies = cookies::set(app, &tokens);
    let mut response = Json(tokens).into_response();
    append_cookies(&mut response, cookies);
    response
}

/// Signs in: tokens for programs, the same in HttpOnly cookies for browsers.
#[utoipa::path(
    post, path = "/auth/login", tag = "auth", security(()),
    responses((status = 200, description = "The tokens", body = Tokens), Private, Taken)
)]
pub async fn login(State(app): State<App>, Visitor(visit): Visitor, Json(input): Json<LoginInput>) -> Result<Response> {
    let sign_in = service::login(&app, &input, &visit).await?;
    Ok(signed_in(&app, sign_in.tokens))
}

/// Exchanges a refresh token, from the body or the cookie, for new tokens. Each is good once; using a spent one again
/// ends the session.
#[utoipa::path(
    post, path = "/auth/refresh", tag = "auth", security(()),
    request_body(content = Option<RefreshInput>, description = "May be left out when the cookie carries the token"),
    responses((status = 200, description = "New tokens", body = Tokens), Private, Taken)
)]
pub async fn refresh(
    State(app): State<App>,
    headers: HeaderMap,
    Visitor(visit): Visitor,
    OptionalJson(input): OptionalJson<RefreshInput>,
) -> Result<Response> {
    let token = input
        .refresh_token
        .or_else(|| refresh_cookie(&app, &headers))
        .ok_or(Error::Unauthorized)?;
    Ok(signed_in(&app, service::refresh(&app, &token, &visit).await?))
}

/// Ends the session at once, with every token of it, and clears the cookies.
#[utoipa::path(
    post, path = "/auth/logout", tag = "auth",
    responses((status = 204, description = "The session is over"), Private)
)]
pub async fn logout(State(app): State<App>, Session(actor): Session) -> Result<Response> {
    service::logout(&app, &actor).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    append_cookies(&mut response, cookies::clear(&app));
    Ok(response)
}

/// One's own account.
#[utoipa::path(
    get, path = "/auth/me", tag = "auth",
    responses((status = 200, description = "The account", body = User), Private)
)]
pub async fn me(State(app): State<App>, Session(actor): Session) -> Result<Json<User>> {
    users::service::me(&app, &actor).await.map(Json)
}

/// Changes one's name, or adds the other role. What is left out stays.
#[utoipa::path(
    patch, path = "/auth/me", tag = "auth",
    responses((status = 200, description = "The account", body = User), Private, Taken)
)]
pub async fn update_me(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<ProfileInput>,
) -> Result<Json<User>> {
    users::service::update(&app, &actor, &input).await.map(Json)
}
