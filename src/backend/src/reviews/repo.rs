//! The client's layers in the database, one for each picture and named after it.

use crate::{
    Error, Result,
    db::{Db, Sql},
};
use annotate::Scene;
use domain::{
    ids::{ScreenshotId, UserId},
    reviews::layers::Layer,
    timestamp::Timestamp,
};
use surrealdb::types::SurrealValue;

#[derive(SurrealValue)]
struct Row {
    scene: String,
    updated_at: i64,
}

pub async fn layer(db: &Db, screenshot: &ScreenshotId) -> Result<Layer> {
    let sql = Sql::new("SELECT scene, updated_at FROM type::record('review_layer', $screenshot)");
    let row: Option<Row> = db.ask(sql.bind("screenshot", screenshot.to_string())).await?.row(0)?;
    let Some(row) = row else { return Ok(Layer::default()) };
    let scene = Scene::from_json(&row.scene);
    Ok(Layer {
        scene: Some(scene.map_err(|e| Error::Internal(format!("the layer over {screenshot}: {e}")))?),
        updated_at: Some(Timestamp::from_millis(row.updated_at)),
    })
}

/// Writes the layer, as long as there is the picture.
pub async fn set_layer(
    db: &Db,
    screenshot: &ScreenshotId,
    author: &UserId,
    scene: String,
    now: Timestamp,
) -> Result<()> {
    let sql = Sql::new(
        "IF !record::exists(type::record('screenshot', $screenshot)) { THROW 'not_found' };
         UPSERT type::record('review_layer', $screenshot) SET author_id = $author, scene = $scene, updated_at = $now;",
    )
    .bind("screenshot", screenshot.to_string())
    .bind("author", author.to_string())
    .bind("scene", scene)
    .bind("now", now.millis());
    db.write(sql).await.map(drop)
}

pub async fn remove_layer(db: &Db, screenshot: &ScreenshotId) -> Result<()> {
    let sql = Sql::new("DELETE type::record('review_layer', $screenshot);");
    db.write(sql.bind("screenshot", screenshot.to_string())).await.map(drop)
}
