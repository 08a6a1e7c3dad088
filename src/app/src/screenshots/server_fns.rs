//! Pictures that are on the server already. New ones travel as multipart to REST: see [`super::upload`], and the strip's plain
//! form.

use crate::error::AppError;
use domain::{
    ids::ScreenshotId,
    screenshots::{
        PictureLink, PictureLinkInput, Screenshot,
        gallery::{Gallery, Rival},
    },
};
use leptos::{prelude::*, server_fn::codec::Json};

/// Replaces the annotations; what the scene redacts is burned in by the server as well.
#[server(prefix = "/sfn", endpoint = "screenshots/set_scene", input = Json)]
pub async fn set_scene(screenshot: ScreenshotId, scene: String) -> Result<Screenshot, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::screenshots::service::set_scene(&app, &actor, &screenshot, &scene).await?)
}

/// An address that shows a picture without a session.
#[server(prefix = "/sfn", endpoint = "screenshots/link")]
pub async fn link_screenshot(screenshot: ScreenshotId, input: PictureLinkInput) -> Result<PictureLink, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::screenshots::links::make(&app, &actor, &screenshot, &input).await?)
}

/// Gives back which one is gone.
#[server(prefix = "/sfn", endpoint = "screenshots/remove")]
pub async fn remove_screenshot(screenshot: ScreenshotId) -> Result<ScreenshotId, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    backend::screenshots::service::remove(&app, &actor, &screenshot).await?;
    Ok(screenshot)
}

/// Every picture of the report that this one belongs to.
#[server(prefix = "/sfn", endpoint = "screenshots/gallery")]
pub async fn load_gallery(screenshot: ScreenshotId) -> Result<Gallery, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::screenshots::gallery::around(&app, &actor, &screenshot).await?)
}

/// What it can be compared with of others' work.
#[server(prefix = "/sfn", endpoint = "screenshots/rivals")]
pub async fn load_rivals(screenshot: ScreenshotId) -> Result<Vec<Rival>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::screenshots::gallery::rivals(&app, &actor, &screenshot).await?)
}
