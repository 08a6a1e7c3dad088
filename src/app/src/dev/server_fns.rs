//! The doors to what production must not have.

use crate::error::AppError;
use domain::timestamp::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether this server has developers' pages at all.
#[server(prefix = "/sfn", endpoint = "dev/ui")]
pub async fn dev_ui() -> Result<(), AppError> {
    use backend::config::Environment;
    match crate::context::backend()?.config.environment {
        Environment::Development => Ok(()),
        Environment::Production => Err(AppError::not_found().noted()),
    }
}

/// A mail that went nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub created_at: Timestamp,
}

/// The mailbox, where there is one to look into.
#[server(prefix = "/sfn", endpoint = "dev/mail")]
pub async fn dev_mail() -> Result<Vec<Letter>, AppError> {
    let kept = backend::mail::mailbox(&crate::context::backend()?).await?;
    let letters = kept
        .ok_or_else(|| AppError::not_found().noted())?
        .into_iter()
        .map(|mail| Letter {
            to: mail.to,
            subject: mail.subject,
            text: mail.text,
            created_at: Timestamp::from_millis(mail.created_at),
        });
    Ok(letters.collect())
}
