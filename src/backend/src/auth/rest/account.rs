//! Keeping an account over REST: its address confirmed, its password.

use crate::{
    App, Result,
    auth::{address, closing, cookies, recovery},
    rest::{
        extract::{Json, Session},
        problem::{Contested, Guarded, Private, Taken},
        session::append_cookies,
        visit::Visitor,
    },
    users::export,
};
use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::auth::recovery::{EmailChange, EmailInput, ForgotInput, LinkInput, PasswordInput, ResetInput};
use domain::auth::second_factor::ProofInput;
use futures_util::{StreamExt as _, stream};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(verify_email))
        .routes(routes!(send_verification))
        .routes(routes!(forgot_password))
        .routes(routes!(reset_password))
        .routes(routes!(change_password))
        .routes(routes!(change_email))
        .routes(routes!(confirm_email))
        .routes(routes!(export_data))
        .routes(routes!(close_account))
}

/// Takes the link of a mail: the address is the account's own from now on. A link is good once.
#[utoipa::path(
    post, path = "/auth/verify-email", tag = "auth", security(()),
    responses((status = 204, description = "The address is confirmed"), Taken)
)]
pub async fn verify_email(
    State(app): State<App>,
    Visitor(visit): Visitor,
    Json(input): Json<LinkInput>,
) -> Result<StatusCode> {
    recovery::confirm(&app, &input, &visit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends the link again that confirms one's address, unless that is confirmed already.
#[utoipa::path(
    post, path = "/auth/verify-email/send", tag = "auth",
    responses((status = 202, description = "The mail is on its way"), Private)
)]
pub async fn send_verification(State(app): State<App>, Session(actor): Session) -> Result<StatusCode> {
    recovery::send_confirmation(&app, &actor).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sends a link that sets a new password, if the address has an account. The answer is the same where it has none.
#[utoipa::path(
    post, path = "/auth/forgot-password", tag = "auth", security(()),
    responses((status = 202, description = "If there is such an account, a mail is on its way"), Taken)
)]
pub async fn forgot_password(
    State(app): State<App>,
    Visitor(visit): Visitor,
    Json(input): Json<ForgotInput>,
) -> Result<StatusCode> {
    recovery::forgot(&app, &input, &visit).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by the link of a mail, and ends every session of the account.
#[utoipa::path(
    post, path = "/auth/reset-password", tag = "auth", security(()),
    responses((status = 204, description = "The password is set"), Taken)
)]
pub async fn reset_password(
    State(app): State<App>,
    Visitor(visit): Visitor,
    Json(input): Json<ResetInput>,
) -> Result<StatusCode> {
    recovery::reset(&app, &input, &visit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's password, and ends every other session.
#[utoipa::path(
    post, path = "/auth/password", tag = "auth",
    responses((status = 204, description = "The password is changed"), Private, Taken, Guarded)
)]
pub async fn change_password(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<PasswordInput>,
) -> Result<StatusCode> {
    recovery::change_password(&app, &actor, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for another mail address. It changes once a link that was mailed to each of the two was taken.
#[utoipa::path(
    post, path = "/auth/email", tag = "auth",
    responses((status = 202, description = "The mails are on their way"), Private, Taken, Guarded)
)]
pub async fn change_email(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<EmailInput>,
) -> Result<StatusCode> {
    address::begin(&app, &actor, &input).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Takes one of the two links by which the old and the new address agree.
#[utoipa::path(
    post, path = "/auth/email/confirm", tag = "auth", security(()),
    responses((status = 200, description = "Whether both have agreed now", body = EmailChange), Taken, Contested)
)]
pub async fn confirm_email(
    State(app): State<App>,
    Visitor(visit): Visitor,
    Json(input): Json<LinkInput>,
) -> Result<Json<EmailChange>> {
    address::confirm(&app, &input, &visit).await.map(Json)
}

/// Everything that is here of oneself, as a ZIP archive: `data.json`, in the shapes of this interface, and one's pictures.
#[utoipa::path(
    get, path = "/auth/export", tag = "auth",
    responses((status = 200, description = "The archive", body = Archive, content_type = "application/zip"), Private)
)]
pub async fn export_data(State(app): State<App>, Session(actor): Session) -> Response {
    let archive = stream::unfold(export::archive(&app, &actor), async |mut archive| {
        archive.recv().await.map(|chunk| (chunk, archive))
    });
    // Layers ask again behind the end.
    let archive = archive.fuse();
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"peertest-hub.zip\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(archive)).into_response()
}

#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Archive(pub Vec<u8>);

/// Closes one's account: what is personal is gone at once, the books stay under the account's id. Not while money, seats or
/// jobs are open.
#[utoipa::path(
    post, path = "/auth/close", tag = "auth",
    responses((status = 204, description = "It is closed"), Private, Taken, Guarded, Contested)
)]
pub async fn close_account(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<ProofInput>,
) -> Result<Response> {
    closing::close(&app, &actor, &input).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    append_cookies(&mut response, cookies::clear(&app));
    Ok(response)
}
