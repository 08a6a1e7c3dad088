//! One's own account, from the browser.

use crate::error::AppError;
use domain::users::User;
use leptos::prelude::*;

#[server(prefix = "/sfn", endpoint = "users/me")]
pub async fn me() -> Result<User, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::users::service::me(&app, &actor).await?)
}

#[server(prefix = "/sfn", endpoint = "users/rename")]
pub async fn rename(#[server(default)] full_name: String) -> Result<User, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = domain::users::ProfileInput {
        full_name: Some(full_name),
        add_role: None,
    };
    Ok(backend::users::service::update(&app, &actor, &input).await?)
}

#[server(prefix = "/sfn", endpoint = "users/add-role")]
pub async fn add_role(role: String) -> Result<User, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = domain::users::ProfileInput {
        full_name: None,
        add_role: Some(role),
    };
    Ok(backend::users::service::update(&app, &actor, &input).await?)
}
