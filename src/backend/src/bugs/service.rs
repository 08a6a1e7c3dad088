//! Reporting bugs while walking a journey.

use super::repo;
use crate::{App, Result, app::fresh, screenshots, submissions};
use domain::{
    auth::Actor,
    bugs::{Bug, BugInput, MAX_PER_SUBMISSION},
    ids::{BugId, StepId, SubmissionId},
    validation::Invalid,
};
use std::collections::HashMap;

/// # Errors
/// Refused fields; a conflict when the submission can no longer be changed.
pub async fn create(app: &App, actor: &Actor, id: &SubmissionId, input: &BugInput) -> Result<Bug> {
    let (_, contract) = submissions::service::editable(app, actor, id).await?;
    let steps: Vec<StepId> = contract.journey.steps.into_iter().map(|step| step.id).collect();
    let pictures = screenshots::service::of_submissions(app, std::slice::from_ref(id)).await?;
    let pictures: Vec<_> = pictures.into_values().flatten().map(|picture| picture.id).collect();
    let report = input.validate(&steps, &pictures)?;
    let known = repo::of_submissions(&app.db, std::slice::from_ref(id)).await?.len();
    if known >= MAX_PER_SUBMISSION {
        return Err(Invalid::one("title", "too_many", "A submission holds at most 100 bug reports.").into());
    }
    let bug = Bug {
        id: fresh()?,
        title: report.title,
        severity: report.severity,
        step_id: report.step,
        steps_to_reproduce: report.steps_to_reproduce,
        expected: report.expected,
        actual: report.actual,
        console: report.console,
        screenshot_ids: report.screenshots,
        created_at: app.now(),
    };
    repo::create(&app.db, id, &bug).await?;
    Ok(bug)
}

/// # Errors
/// When there is no such bug, or the submission can no longer be changed.
pub async fn remove(app: &App, actor: &Actor, id: &SubmissionId, bug: &BugId) -> Result<()> {
    submissions::service::editable(app, actor, id).await?;
    repo::remove(&app.db, id, bug).await
}

/// The bugs of several submissions, by submission.
pub(crate) async fn of_submissions(app: &App, ids: &[SubmissionId]) -> Result<HashMap<String, Vec<Bug>>> {
    let mut out: HashMap<String, Vec<Bug>> = HashMap::new();
    for (submission, bug) in repo::of_submissions(&app.db, ids).await? {
        out.entry(submission).or_default().push(bug);
    }
    Ok(out)
}
