//! Remarks from the browser.

use crate::error::AppError;
use domain::{
    ids::{RemarkId, ScreenshotId},
    remarks::{AnswerInput, Remark, RemarkInput, RemarkPatch},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// All of a picture, in the order of their numbers.
#[server(prefix = "/sfn", endpoint = "remarks/list")]
pub async fn load_remarks(screenshot: ScreenshotId) -> Result<Vec<Remark>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::remarks::service::list(&app, &actor, &screenshot).await?.items)
}

#[server(prefix = "/sfn", endpoint = "remarks/pin", input = Json)]
pub async fn pin_remark(screenshot: ScreenshotId, remark: RemarkInput) -> Result<Remark, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::remarks::service::pin(&app, &actor, &screenshot, &remark).await?)
}

/// Gives the remark with all of its answers.
#[server(prefix = "/sfn", endpoint = "remarks/answer", input = Json)]
pub async fn answer_remark(remark: RemarkId, answer: AnswerInput) -> Result<Remark, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::remarks::service::answer(&app, &actor, &remark, &answer).await?)
}

/// Changes a remark or an answer; gives the remark with all of its answers.
#[server(prefix = "/sfn", endpoint = "remarks/change", input = Json)]
pub async fn change_remark(remark: RemarkId, patch: RemarkPatch) -> Result<Remark, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::remarks::service::change(&app, &actor, &remark, &patch).await?)
}

#[server(prefix = "/sfn", endpoint = "remarks/remove")]
pub async fn remove_remark(remark: RemarkId) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::remarks::service::remove(&app, &actor, &remark).await?)
}
