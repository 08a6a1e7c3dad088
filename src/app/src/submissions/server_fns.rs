//! What a tester hands in, from the browser.

use crate::error::AppError;
use domain::{
    ids::{JobId, SubmissionId},
    submissions::{ReviewItem, Submission, SubmissionPatch},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Saves what changed; what is not named stays.
#[server(prefix = "/sfn", endpoint = "submissions/patch", input = Json)]
pub async fn patch_submission(submission: SubmissionId, patch: SubmissionPatch) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::submissions::service::patch(&app, &actor, &submission, &patch).await?)
}

/// The report as a page without JavaScript sends it: the step in front with its texts, and the notes. With JavaScript each
/// change travels by itself, through [`patch_submission`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The step to go to, counted from 1 as in addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub go: Option<u32>,
}

#[cfg(feature = "ssr")]
impl ReportForm {
    fn patch(self) -> SubmissionPatch {
        let step = domain::submissions::StepPatch {
            step_id: self.step,
            verdict: self.verdict,
            actual: self.actual,
            seconds: None,
        };
        SubmissionPatch {
            steps: (!step.step_id.is_empty()).then(|| vec![step]),
            summary: self.summary,
            environment: self.environment,
            // What is typed in a page without JavaScript is newer than whatever was saved before.
            unchanged_since: None,
        }
    }
}

/// Saves the whole form of a page without JavaScript, and turns to another step where it asks for one.
#[server(prefix = "/sfn", endpoint = "submissions/report")]
pub async fn save_report(
    submission: SubmissionId,
    #[server(default)] report: ReportForm,
) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let go = report.go;
    let saved = backend::submissions::service::patch(&app, &actor, &submission, &report.patch()).await?;
    if let Some(step) = go {
        crate::context::redirect_document(&format!("/claims/{}?step={step}", saved.claim_id));
    }
    Ok(saved)
}

/// Hands in. A page without JavaScript sends along what it holds, which is saved first.
#[server(prefix = "/sfn", endpoint = "submissions/submit")]
pub async fn hand_in(submission: SubmissionId, #[server(default)] report: ReportForm) -> Result<Submission, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if report != ReportForm::default() {
        backend::submissions::service::patch(&app, &actor, &submission, &report.patch()).await?;
    }
    Ok(backend::submissions::service::submit(&app, &actor, &submission).await?)
}

/// Everything handed in for a job, beside the contracts it was made under.
#[server(prefix = "/sfn", endpoint = "submissions/review_desk")]
pub async fn load_review_desk(job: JobId) -> Result<Vec<ReviewItem>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::submissions::service::review_desk(&app, &actor, &job).await?)
}
