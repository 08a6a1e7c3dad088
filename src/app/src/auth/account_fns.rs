//! An account from the browser: its address confirmed, its password, where it is signed in.

use crate::error::AppError;
use domain::auth::sessions::Session;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    backend::auth::{address, closing, recovery, service},
    domain::auth::recovery::{EmailInput, ForgotInput, LinkInput, PasswordInput, ResetInput},
    domain::auth::second_factor::ProofInput,
};

/// Takes the link of a mail that confirms an address.
#[server(prefix = "/sfn", endpoint = "auth/confirm")]
pub async fn confirm_address(token: String) -> Result<(), AppError> {
    let app = crate::context::backend()?;
    let done = format!(
        "/verify-email/{}?done=yes",
        leptos_router::location::Url::escape(&token)
    );
    recovery::confirm(&app, &LinkInput { token }, &crate::context::visit()).await?;
    crate::context::redirect_document(&done);
    Ok(())
}

/// Sends that link again.
#[server(prefix = "/sfn", endpoint = "auth/send-confirmation")]
pub async fn send_confirmation() -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(recovery::send_confirmation(&app, &actor).await?)
}

/// Asks for a link that sets a new password.
#[server(prefix = "/sfn", endpoint = "auth/forgot")]
pub async fn forgot_password(#[server(default)] email: String) -> Result<(), AppError> {
    let app = crate::context::backend()?;
    recovery::forgot(&app, &ForgotInput { email }, &crate::context::visit()).await?;
    crate::context::redirect_document("/forgot-password?sent=yes");
    Ok(())
}

/// Sets a new password. Gives the place to go on to.
#[server(prefix = "/sfn", endpoint = "auth/reset")]
pub async fn reset_password(token: String, #[server(default)] password: String) -> Result<String, AppError> {
    let app = crate::context::backend()?;
    recovery::reset(&app, &ResetInput { token, password }, &crate::context::visit()).await?;
    crate::context::set_cookies(backend::auth::cookies::clear(&app));
    let next = "/login?reset=yes";
    crate::context::redirect_document(next);
    Ok(next.to_owned())
}

#[server(prefix = "/sfn", endpoint = "auth/change-password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] password: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = PasswordInput {
        current_password,
        password,
    };
    Ok(recovery::change_password(&app, &actor, &input).await?)
}

/// Asks for another mail address; links go to both.
#[server(prefix = "/sfn", endpoint = "auth/change-email")]
pub async fn change_email(
    #[server(default)] email: String,
    #[server(default)] account_password: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = EmailInput {
        email,
        password: account_password,
    };
    Ok(address::begin(&app, &actor, &input).await?)
}

/// Takes one of those links. Gives whether the address has changed.
#[server(prefix = "/sfn", endpoint = "auth/confirm-email")]
pub async fn confirm_email(token: String) -> Result<bool, AppError> {
    let app = crate::context::backend()?;
    let path = format!("/confirm-email/{}", leptos_router::location::Url::escape(&token));
    let change = address::confirm(&app, &LinkInput { token }, &crate::context::visit()).await?;
    let how = if change.done { "done" } else { "half" };
    crate::context::redirect_document(&format!("{path}?how={how}"));
    Ok(change.done)
}

/// Closes one's account. Gives the place to go on to.
#[server(prefix = "/sfn", endpoint = "auth/close")]
pub async fn close_account(#[server(default)] closing_password: String) -> Result<String, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = ProofInput {
        password: closing_password,
    };
    closing::close(&app, &actor, &input).await?;
    crate::context::set_cookies(backend::auth::cookies::clear(&app));
    crate::context::redirect_document("/");
    Ok("/".to_owned())
}

/// Where one is signed in.
#[server(prefix = "/sfn", endpoint = "auth/sessions")]
pub async fn sessions() -> Result<Vec<Session>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(service::sessions(&app, &actor).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/end-session")]
pub async fn end_session(session: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(service::end_session(&app, &actor, &session.try_into()?).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/end-other-sessions")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(service::end_other_sessions(&app, &actor).await?)
}
