//! What a tester hands in, from the browser.

use crate::error::AppError;
use domain::{
    ids::{JobId, StepId, SubmissionId},
    submissions::{ReviewItem, Submission, SubmissionPatch},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// Saves what changed; what is not named stays.
#[server(prefix = "/sfn", endpoint = "submissions/patch", input = Json)]
pub async fn patch_submission(submission: SubmissionId, patch: SubmissionPatch) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::submissions::service::patch(&app, &actor, &submission, &patch).await?)
}

/// One step, from a plain form: the way the runner saves without JavaScript.
#[server(prefix = "/sfn", endpoint = "submissions/step")]
pub async fn save_step(
    submission: SubmissionId,
    step: StepId,
    #[server(default)] verdict: Option<String>,
    #[server(default)] actual: Option<String>,
) -> Result<Submission, AppError> {
    use domain::submissions::StepPatch;
    let (app, actor) = crate::context::signed_in()?;
    let step = StepPatch {
        step_id: step.as_str().to_owned(),
        verdict,
        actual,
    };
    let patch = SubmissionPatch {
        steps: Some(vec![step]),
        ..SubmissionPatch::default()
    };
    Ok(backend::submissions::service::patch(&app, &actor, &submission, &patch).await?)
}

/// Summary and environment, from a plain form.
#[server(prefix = "/sfn", endpoint = "submissions/notes")]
pub async fn save_notes(
    submission: SubmissionId,
    #[server(default)] summary: Option<String>,
    #[server(default)] environment: Option<String>,
) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let patch = SubmissionPatch {
        steps: None,
        summary,
        environment,
    };
    Ok(backend::submissions::service::patch(&app, &actor, &submission, &patch).await?)
}

#[server(prefix = "/sfn", endpoint = "submissions/submit")]
pub async fn hand_in(submission: SubmissionId) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::submissions::service::submit(&app, &actor, &submission).await?)
}

/// Everything handed in for a job, beside the contracts it was made under.
#[server(prefix = "/sfn", endpoint = "submissions/review_desk")]
pub async fn load_review_desk(job: JobId) -> Result<Vec<ReviewItem>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::submissions::service::review_desk(&app, &actor, &job).await?)
}
