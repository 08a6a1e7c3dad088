//! Screenshots in the database. Files stand in the store, named by screenshot and revision.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
    submissions,
};
use annotate::Scene;
use domain::{
    ids::{ScreenshotId, StepId, SubmissionId},
    screenshots::Screenshot,
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

/// A screenshot with the names of its files.
#[derive(Clone)]
pub struct Stored {
    pub submission: SubmissionId,
    pub screenshot: Screenshot,
    pub revision: i64,
    pub original: String,
    pub annotated: String,
    pub thumbnail: String,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    submission_id: String,
    step_id: Option<String>,
    original: String,
    annotated: String,
    thumbnail: String,
    width: i64,
    height: i64,
    scene: Option<String>,
    revision: i64,
    created_at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored> {
        let id = ScreenshotId::parse(db::key(&self.id)).map_err(Error::bad_id)?;
        let side = |n: i64| u32::try_from(n).map_err(|e| Error::Internal(format!("screenshot {id}: {e}")));
        let scene = self.scene.as_deref().map(Scene::from_json).transpose();
        let screenshot = Screenshot {
            step_id: self.step_id.map(StepId::parse).transpose().map_err(Error::bad_id)?,
            url: format!("/media/screenshots/{id}/annotated?v={}", self.revision),
            original_url: format!("/media/screenshots/{id}/original?v={}", self.revision),
            thumbnail_url: format!("/media/screenshots/{id}/thumbnail?v={}", self.revision),
            width: side(self.width)?,
            height: side(self.height)?,
            scene: scene.map_err(|e| Error::Internal(format!("screenshot {id}: a kept scene: {e}")))?,
            created_at: Timestamp::from_millis(self.created_at),
            id,
        };
        Ok(Stored {
            submission: SubmissionId::parse(self.submission_id).map_err(Error::bad_id)?,
            screenshot,
            revision: self.revision,
            original: self.original,
            annotated: self.annotated,
            thumbnail: self.thumbnail,
        })
    }
}

/// What is written of a new picture or a new revision.
pub struct Files {
    pub original: String,
    pub annotated: String,
    pub thumbnail: String,
    pub width: u32,
    pub height: u32,
    pub scene: Option<String>,
}

fn files(sql: Sql, files: Files) -> Sql {
    sql.bind("original", files.original)
        .bind("annotated", files.annotated)
        .bind("thumbnail", files.thumbnail)
        .bind("width", i64::from(files.width))
        .bind("height", i64::from(files.height))
        .bind("scene", files.scene)
}

pub async fn create(
    db: &Db,
    id: &ScreenshotId,
    submission: &SubmissionId,
    step: Option<&StepId>,
    made: Files,
    now: Timestamp,
) -> Result<()> {
    let sql = Sql::new(
        "CREATE type::record('screenshot', $screenshot) SET submission_id = $submission, step_id = $step,
             original = $original, annotated = $annotated, thumbnail = $thumbnail, width = $width, height = $height,
             scene = $scene, created_at = $now;",
    )
    .bind("screenshot", id.to_string())
    .bind("step", step.map(ToString::to_string))
    .bind("now", now.millis());
    db.write(submissions::service::still_editable(submission).then(files(sql, made)))
        .await
        .map(drop)
}

/// Writes a new revision over the one it was made from; throws `stale` otherwise.
pub async fn revise(db: &Db, before: &Stored, made: Files) -> Result<()> {
    let sql = Sql::new(
        "IF (SELECT VALUE revision FROM ONLY type::record('screenshot', $screenshot)) != $revision { THROW 'stale' };
         UPDATE type::record('screenshot', $screenshot) SET original = $original, annotated = $annotated,
             thumbnail = $thumbnail, width = $width, height = $height, scene = $scene, revision += 1;",
    )
    .bind("screenshot", before.screenshot.id.to_string())
    .bind("revision", before.revision);
    db.write(submissions::service::still_editable(&before.submission).then(files(sql, made)))
        .await
        .map(drop)
}

/// Removes a picture, and its mention in bug reports.
pub async fn remove(db: &Db, stored: &Stored) -> Result<()> {
    let sql = submissions::service::still_editable(&stored.submission).then(
        Sql::new(
            "DELETE type::record('screenshot', $screenshot);
             UPDATE bug SET screenshot_ids -= $screenshot WHERE submission_id = $submission;",
        )
        .bind("screenshot", stored.screenshot.id.to_string()),
    );
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &ScreenshotId) -> Result<Option<Stored>> {
    let sql = Sql::new("SELECT * FROM type::record('screenshot', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

/// Oldest first.
pub async fn of_submissions(db: &Db, ids: &[SubmissionId]) -> Result<Vec<Stored>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let sql = Sql::new("SELECT * FROM screenshot WHERE submission_id IN $ids ORDER BY created_at").bind("ids", ids);
    db.ask(sql)
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::stored)
        .collect()
}
