//! The door to what production must not have.

use crate::error::AppError;
use leptos::prelude::*;

/// Whether this server has developers' pages at all.
#[server(prefix = "/sfn", endpoint = "dev/ui")]
pub async fn dev_ui() -> Result<(), AppError> {
    use backend::config::Environment;
    match crate::context::backend()?.config.environment {
        Environment::Development => Ok(()),
        Environment::Production => Err(AppError::not_found().noted()),
    }
}
