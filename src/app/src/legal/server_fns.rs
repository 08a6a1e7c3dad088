//! The site's papers, from the server's settings.

use super::paper::Paper;
use crate::error::AppError;
use leptos::prelude::*;

#[server(prefix = "/sfn", endpoint = "legal/terms")]
pub async fn load_terms() -> Result<Paper, AppError> {
    let site = backend::admin::service::site(&crate::context::backend()?);
    Ok(super::terms::paper(&site))
}

#[server(prefix = "/sfn", endpoint = "legal/privacy")]
pub async fn load_privacy() -> Result<Paper, AppError> {
    let site = backend::admin::service::site(&crate::context::backend()?);
    Ok(super::privacy::paper(&site))
}
