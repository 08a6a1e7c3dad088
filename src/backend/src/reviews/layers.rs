//! The client's own layer over a tester's picture. It is data beside the evidence, which never changes for it.

use super::repo;
use crate::{
    App, Error, Result, limits,
    screenshots::{
        self,
        gallery::{self, Sight},
    },
};
use domain::{auth::Actor, ids::ScreenshotId, reviews::layers::Layer, screenshots::gallery::Side, validation::Invalid};

/// For both sides of the report, and admins.
///
/// # Errors
/// [`Error::NotFound`] also for pictures that the actor may not see.
pub async fn get(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<Layer> {
    gallery::sight(app, actor, id).await?;
    repo::layer(&app.db, id).await
}

/// Replaces the layer; a scene without shapes takes it away.
///
/// # Errors
/// 422 for a scene that is none or is for another size; forbidden for all but the client of the job.
pub async fn set(app: &App, actor: &Actor, id: &ScreenshotId, scene: &str) -> Result<Layer> {
    limits::service::upload(app, actor)?;
    let Sight { picture, side, .. } = gallery::sight(app, actor, id).await?;
    if side != Side::Client {
        return Err(Error::Forbidden(
            "Only the client of the job draws a layer over what was handed in.",
        ));
    }
    let mut scene = screenshots::service::read_scene(scene)?;
    // The evidence is not cut.
    scene.crop = None;
    if (scene.width, scene.height) != (picture.width, picture.height) {
        let told = "These annotations were made for a picture of another size.";
        return Err(Invalid::one("scene", "size", told).into());
    }
    if scene.shapes.is_empty() {
        repo::remove_layer(&app.db, id).await?;
    } else {
        let text = scene.to_json().map_err(|e| Error::Internal(e.to_string()))?;
        repo::set_layer(&app.db, id, &actor.user, text, app.now()).await?;
    }
    repo::layer(&app.db, id).await
}
