//! The second factor and the API tokens, from the browser.

use crate::error::AppError;
use domain::auth::{
    second_factor::{RecoveryCodes, SecondFactor, SecondFactorSetup},
    tokens::{ApiToken, NewApiToken},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    backend::auth::{second_factor as factor, tokens},
    domain::auth::{
        second_factor::{CodeInput, ProofInput},
        tokens::ApiTokenInput,
    },
};

#[server(prefix = "/sfn", endpoint = "auth/second-factor")]
pub async fn second_factor_status() -> Result<SecondFactor, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(factor::status(&app, &actor).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/second-factor/begin")]
pub async fn begin_second_factor(#[server(default)] own_password: String) -> Result<SecondFactorSetup, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(factor::begin(&app, &actor, &ProofInput { password: own_password }).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/second-factor/confirm")]
pub async fn confirm_second_factor(#[server(default)] code: String) -> Result<RecoveryCodes, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(factor::confirm(&app, &actor, &CodeInput { code }).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/second-factor/remove")]
pub async fn remove_second_factor(#[server(default)] own_password: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(factor::remove(&app, &actor, &ProofInput { password: own_password }).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/tokens")]
pub async fn api_tokens() -> Result<Vec<ApiToken>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(tokens::list(&app, &actor).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/tokens/make")]
pub async fn make_token(
    #[server(default)] name: String,
    #[server(default)] scope: String,
    #[server(default)] expires_in_days: String,
) -> Result<NewApiToken, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = ApiTokenInput {
        name,
        scopes: vec![scope],
        expires_in_days: expires_in_days.trim().parse().ok(),
    };
    Ok(tokens::create(&app, &actor, &input).await?)
}

#[server(prefix = "/sfn", endpoint = "auth/tokens/revoke")]
pub async fn revoke_token(token: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(tokens::revoke(&app, &actor, &token.try_into()?).await?)
}
