//! Bug reports, from the browser.

use crate::error::AppError;
use domain::{
    bugs::{Bug, BugInput},
    ids::{BugId, SubmissionId},
};
use leptos::prelude::*;

#[server(prefix = "/sfn", endpoint = "bugs/create")]
pub async fn create_bug(submission: SubmissionId, bug: BugInput) -> Result<Bug, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::bugs::service::create(&app, &actor, &submission, &bug).await?)
}

/// Gives back which one is gone.
#[server(prefix = "/sfn", endpoint = "bugs/remove")]
pub async fn remove_bug(submission: SubmissionId, bug: BugId) -> Result<BugId, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    backend::bugs::service::remove(&app, &actor, &submission, &bug).await?;
    Ok(bug)
}
