//! How one signs in, over REST: sessions, the second factor, personal API tokens.

use crate::{
    App, Result,
    auth::{second_factor, service, tokens},
    rest::{
        extract::{Id, Json, Session},
        problem::{Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    auth::{
        second_factor::{CodeInput, ProofInput, RecoveryCodes, SecondFactor, SecondFactorSetup},
        sessions::Session as Device,
        tokens::{ApiToken, ApiTokenInput, NewApiToken},
    },
    ids::{SessionId, TokenId},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(second_factor_status, begin_second_factor))
        .routes(routes!(confirm_second_factor))
        .routes(routes!(remove_second_factor))
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(revoke_token))
}

/// Where one is signed in, last used first.
#[utoipa::path(
    get, path = "/auth/sessions", tag = "auth",
    responses((status = 200, description = "The sessions", body = Page<Device>), Private)
)]
pub async fn list_sessions(State(app): State<App>, Session(actor): Session) -> Result<Json<Page<Device>>> {
    let items = service::sessions(&app, &actor).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}

/// Ends every session but the one that asks.
#[utoipa::path(
    delete, path = "/auth/sessions", tag = "auth",
    responses((status = 204, description = "They are over"), Private, Guarded)
)]
pub async fn end_other_sessions(State(app): State<App>, Session(actor): Session) -> Result<StatusCode> {
    service::end_other_sessions(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one session, with every token of it.
#[utoipa::path(
    delete, path = "/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path, description = "The session")),
    responses((status = 204, description = "It is over"), Private, Guarded, Missing)
)]
pub async fn end_session(State(app): State<App>, Session(actor): Session, Id(id): Id<SessionId>) -> Result<StatusCode> {
    service::end_session(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether one's sign-in asks for a second factor.
#[utoipa::path(
    get, path = "/auth/second-factor", tag = "auth",
    responses((status = 200, description = "Whether, and how many recovery codes are left", body = SecondFactor), Private)
)]
pub async fn second_factor_status(State(app): State<App>, Session(actor): Session) -> Result<Json<SecondFactor>> {
    second_factor::status(&app, &actor).await.map(Json)
}

/// Makes a secret for an authenticator app. It is in force once a code of it is confirmed.
#[utoipa::path(
    post, path = "/auth/second-factor", tag = "auth",
    responses((status = 200, description = "The secret", body = SecondFactorSetup), Private, Taken, Guarded, Contested)
)]
pub async fn begin_second_factor(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<ProofInput>,
) -> Result<Json<SecondFactorSetup>> {
    second_factor::begin(&app, &actor, &input).await.map(Json)
}

/// Puts the second factor in force, and gives ten recovery codes. They are shown once, and each is good once.
#[utoipa::path(
    post, path = "/auth/second-factor/confirm", tag = "auth",
    responses((status = 200, description = "The recovery codes", body = RecoveryCodes), Private, Taken, Guarded, Contested)
)]
pub async fn confirm_second_factor(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<CodeInput>,
) -> Result<Json<RecoveryCodes>> {
    second_factor::confirm(&app, &actor, &input).await.map(Json)
}

/// Takes the second factor away.
#[utoipa::path(
    post, path = "/auth/second-factor/remove", tag = "auth",
    responses((status = 204, description = "It is gone"), Private, Taken, Guarded)
)]
pub async fn remove_second_factor(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<ProofInput>,
) -> Result<StatusCode> {
    second_factor::remove(&app, &actor, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's API tokens, oldest first.
#[utoipa::path(
    get, path = "/auth/tokens", tag = "auth",
    responses((status = 200, description = "The tokens, without what is secret", body = Page<ApiToken>), Private)
)]
pub async fn list_tokens(State(app): State<App>, Session(actor): Session) -> Result<Json<Page<ApiToken>>> {
    let items = tokens::list(&app, &actor).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}

/// Makes an API token, which is shown this once. A program sends it as a bearer token.
#[utoipa::path(
    post, path = "/auth/tokens", tag = "auth",
    responses((status = 201, description = "The token", body = NewApiToken), Private, Taken, Guarded, Contested)
)]
pub async fn create_token(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<ApiTokenInput>,
) -> Result<(StatusCode, Json<NewApiToken>)> {
    Ok((StatusCode::CREATED, Json(tokens::create(&app, &actor, &input).await?)))
}

/// Revokes an API token, at once.
#[utoipa::path(
    delete, path = "/auth/tokens/{id}", tag = "auth", params(("id" = TokenId, Path, description = "The token")),
    responses((status = 204, description = "It is over"), Private, Guarded, Missing)
)]
pub async fn revoke_token(State(app): State<App>, Session(actor): Session, Id(id): Id<TokenId>) -> Result<StatusCode> {
    tokens::revoke(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
