//! The client's decision, from the browser. A second press finds the submission decided and is refused, so none needs a key.

use crate::error::AppError;
use domain::{
    ids::{JobId, ScreenshotId, StepId, SubmissionId},
    reviews::{ApproveInput, ChangesInput, RejectInput, heat::StepHeat, layers::Layer},
    submissions::Submission,
};
use leptos::{prelude::*, server_fn::codec::Json};

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

/// Adds to the pay of approved work. `seen` names the dialog: sent twice from it, it is given once.
#[server(prefix = "/sfn", endpoint = "reviews/tip")]
pub async fn tip(
    submission: SubmissionId,
    #[server(default)] amount: String,
    #[server(default)] payment_method: String,
    #[server(default)] seen: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if let Some(message) = crate::ui::rules::amount(&amount) {
        return Err(AppError::from(domain::validation::Invalid::one("amount_cents", "unreadable", &message)).noted());
    }
    let input = domain::payments::PayInput {
        amount_cents: domain::money::Cents::parse_typed(&amount).map(|c| c.0),
        payment_method,
    };
    let key = (!seen.is_empty()).then_some(seen.as_str());
    let payment = backend::reviews::tips::tip(&app, &actor, &submission, &input, key).await?;
    if let Some(url) = payment.checkout_url {
        leptos_axum::redirect(&url);
    }
    Ok(())
}

/// Where testers marked at a step, over one of its pictures; over the newest unless told.
#[server(prefix = "/sfn", endpoint = "reviews/heat", input = Json)]
pub async fn load_heat(job: JobId, step: StepId, picture: Option<ScreenshotId>) -> Result<StepHeat, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let query = domain::reviews::heat::HeatQuery { picture };
    Ok(backend::reviews::heat::of_step(&app, &actor, &job, &step, &query).await?)
}

/// What the client has drawn over a picture.
#[server(prefix = "/sfn", endpoint = "reviews/layer")]
pub async fn load_layer(screenshot: ScreenshotId) -> Result<Layer, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::reviews::layers::get(&app, &actor, &screenshot).await?)
}

/// Replaces what the client has drawn over a picture; `scene` is JSON, and one without shapes takes the layer away.
#[server(prefix = "/sfn", endpoint = "reviews/set_layer", input = Json)]
pub async fn set_layer(screenshot: ScreenshotId, scene: String) -> Result<Layer, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::reviews::layers::set(&app, &actor, &screenshot, &scene).await?)
}
