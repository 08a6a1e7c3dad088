//! The client's decision, from the browser. A second press finds the submission decided and is refused, so none needs a key.

use crate::error::AppError;
use domain::{
    ids::SubmissionId,
    reviews::{ApproveInput, ChangesInput, RejectInput},
    submissions::Submission,
};
use leptos::prelude::*;

/// Without JavaScript one sees what has become of this submission; the next is one press away.
#[cfg(feature = "ssr")]
fn stay(submission: Submission) -> Submission {
    let (job, id) = (&submission.job_id, &submission.id);
    crate::context::redirect_document(&format!("/jobs/{job}/review?submission={id}"));
    submission
}

#[server(prefix = "/sfn", endpoint = "reviews/approve")]
pub async fn approve(
    submission: SubmissionId,
    #[server(default)] approval: ApproveInput,
) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(stay(
        backend::reviews::service::approve(&app, &actor, &submission, &approval, None).await?,
    ))
}

#[server(prefix = "/sfn", endpoint = "reviews/reject")]
pub async fn reject(submission: SubmissionId, rejection: RejectInput) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(stay(
        backend::reviews::service::reject(&app, &actor, &submission, &rejection, None).await?,
    ))
}

#[server(prefix = "/sfn", endpoint = "reviews/request_changes")]
pub async fn request_changes(submission: SubmissionId, changes: ChangesInput) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(stay(
        backend::reviews::service::request_changes(&app, &actor, &submission, &changes).await?,
    ))
}
