//! Screenshots in the database. Files stand in the store, under the names that the rows have.

use crate::{
    App, Error, Result,
    db::{self, Db, Sql},
    submissions, uploads,
    worker::{self, Work},
};
use annotate::Scene;
use domain::{
    ids::{ScreenshotId, StepId, SubmissionId, UploadId},
    looks::Looks,
    screenshots::{MAX_PER_SUBMISSION, Screenshot, ThumbnailSize, Thumbnails},
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
    /// Of all sizes, as earlier releases made one.
    thumbnail: Option<String>,
    /// By size, once they are made.
    thumbnails: Option<Vec<String>>,
    pub pixels_hash: Option<String>,
    pub looks: Option<Looks>,
}

impl Stored {
    /// The name of a thumbnail; none until it is made.
    pub fn thumbnail(&self, size: ThumbnailSize) -> Option<&String> {
        let place = ThumbnailSize::ALL.iter().position(|known| *known == size);
        let made = self.thumbnails.as_ref().zip(place).and_then(|(all, at)| all.get(at));
        made.or(self.thumbnail.as_ref())
    }

    /// The names of all files.
    pub fn names(&self) -> Vec<String> {
        let both = [self.original.clone(), self.annotated.clone()];
        let small = self.thumbnail.iter().chain(self.thumbnails.iter().flatten());
        both.into_iter().chain(small.cloned()).collect()
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    submission_id: String,
    step_id: Option<String>,
    original: String,
    annotated: String,
    thumbnail: Option<String>,
    thumbnails: Option<Vec<String>>,
    width: i64,
    height: i64,
    scene: Option<String>,
    revision: i64,
    pixels_hash: Option<String>,
    looks: Option<String>,
    created_at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored> {
        let id = ScreenshotId::parse(db::key(&self.id)).map_err(Error::bad_id)?;
        let side = |n: i64| u32::try_from(n).map_err(|e| Error::Internal(format!("screenshot {id}: {e}")));
        let scene = self.scene.as_deref().map(Scene::from_json).transpose();
        let address = |file: &str| format!("/media/screenshots/{id}/{file}v={}", self.revision);
        let medium = address("thumbnail?");
        let screenshot = Screenshot {
            step_id: self.step_id.map(StepId::parse).transpose().map_err(Error::bad_id)?,
            url: address("annotated?"),
            original_url: address("original?"),
            thumbnail_url: medium.clone(),
            thumbnails: Thumbnails {
                small: address("thumbnail?size=small&"),
                medium,
                large: address("thumbnail?size=large&"),
            },
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
            thumbnails: self.thumbnails,
            pixels_hash: self.pixels_hash,
            looks: self.looks.as_deref().and_then(Looks::from_hex),
        })
    }
}

/// What is written of a new picture or a new revision.
pub struct Files {
    pub original: String,
    pub annotated: String,
    pub bytes: i64,
    pub width: u32,
    pub height: u32,
    pub scene: Option<String>,
    pub pixels_hash: String,
    pub looks: Option<Looks>,
}

/// Everything that a revision replaces. Its thumbnails are made afterwards.
const FILES: &str = "original = $original, annotated = $annotated, thumbnail = NONE, thumbnails = NONE, width = $width,
             height = $height, scene = $scene, bytes = $bytes, pixels_hash = $pixels_hash, looks = $looks";

fn files(sql: Sql, files: Files) -> Sql {
    sql.bind("original", files.original)
        .bind("annotated", files.annotated)
        .bind("width", i64::from(files.width))
        .bind("height", i64::from(files.height))
        .bind("scene", files.scene)
        .bind("bytes", files.bytes)
        .bind("pixels_hash", files.pixels_hash)
        .bind("looks", files.looks.map(|looks| looks.hex()))
}

/// Part of a transaction: what a report may hold, counted where nobody else can add to it at the same time.
fn within(app: &App, submission: &SubmissionId, id: &ScreenshotId) -> Sql {
    submissions::service::evidence_changes(submission).then(
        Sql::new(
            "LET $others = (SELECT VALUE bytes FROM screenshot
                 WHERE submission_id = $submission AND id != type::record('screenshot', $screenshot));
             IF array::len($others) >= $most_pictures { THROW 'too_many_pictures' };
             IF math::sum($others) + math::sum(SELECT VALUE bytes FROM recording WHERE submission_id = $submission)
                 + $bytes > $most_bytes { THROW 'evidence_full' };",
        )
        .bind("screenshot", id.to_string())
        .bind("most_pictures", i64::try_from(MAX_PER_SUBMISSION).unwrap_or(i64::MAX))
        .bind("most_bytes", app.config.evidence_quota),
    )
}

/// A picture that is about to be kept.
pub struct New<'a> {
    pub id: &'a ScreenshotId,
    pub submission: &'a SubmissionId,
    pub step: Option<&'a StepId>,
    /// Whether it may be there already.
    pub again: bool,
    /// The upload that it comes of, if any.
    pub sent: Option<&'a UploadId>,
}

pub async fn create(app: &App, new: &New<'_>, made: Files) -> Result<()> {
    let work = Work::Thumbnails {
        screenshot: new.id.clone(),
        revision: 0,
    };
    let sql = within(app, new.submission, new.id).then(
        Sql::new(format!(
            "IF !$again AND (SELECT VALUE id FROM screenshot WHERE submission_id = $submission AND step_id = $step
                 AND pixels_hash = $pixels_hash) != [] {{ THROW 'duplicate_picture' }};
             CREATE type::record('screenshot', $screenshot) SET submission_id = $submission, step_id = $step, {FILES},
                 created_at = $now;"
        ))
        .bind("again", new.again)
        .bind("step", new.step.map(ToString::to_string))
        .bind("now", app.now().millis()),
    );
    let sql = match new.sent {
        Some(sent) => sql.then(uploads::service::taken(sent)),
        None => sql,
    };
    app.db
        .write(files(sql, made).then(worker::enqueue(app, &work)))
        .await
        .map(drop)
}

/// Writes a new revision over the one it was made from; throws `stale` otherwise.
pub async fn revise(app: &App, before: &Stored, made: Files) -> Result<()> {
    let id = &before.screenshot.id;
    let work = Work::Thumbnails {
        screenshot: id.clone(),
        revision: before.revision + 1,
    };
    let sql = within(app, &before.submission, id).then(
        Sql::new(format!(
            "IF (SELECT VALUE revision FROM ONLY type::record('screenshot', $screenshot)) != $revision {{ THROW 'stale' }};
             UPDATE type::record('screenshot', $screenshot) SET {FILES}, revision += 1;"
        ))
        .bind("revision", before.revision),
    );
    app.db
        .write(files(sql, made).then(worker::enqueue(app, &work)))
        .await
        .map(drop)
}

/// Names the thumbnails of a revision. False when there is a newer one by now, or none at all, or they were made already.
pub async fn name_thumbnails(db: &Db, of: &Stored, names: Vec<String>, bytes: i64) -> Result<bool> {
    let sql = Sql::new(
        "UPDATE type::record('screenshot', $screenshot) SET thumbnails = $names, bytes += $bytes
             WHERE revision = $revision AND thumbnails = NONE RETURN VALUE id;",
    )
    .bind("screenshot", of.screenshot.id.to_string())
    .bind("revision", of.revision)
    .bind("names", names)
    .bind("bytes", bytes);
    Ok(!db.write(sql).await?.rows::<RecordId>(0)?.is_empty())
}

/// Removes a picture, and its mention in bug reports.
pub async fn remove(db: &Db, stored: &Stored) -> Result<()> {
    let sql = submissions::service::evidence_changes(&stored.submission).then(
        Sql::new(
            "DELETE type::record('screenshot', $screenshot);
             UPDATE bug SET screenshot_ids -= $screenshot WHERE submission_id = $submission;",
        )
        .bind("screenshot", stored.screenshot.id.to_string()),
    );
    db.write(sql).await.map(drop)
}

fn stored(rows: Vec<Row>) -> Result<Vec<Stored>> {
    rows.into_iter().map(Row::stored).collect()
}

pub async fn find(db: &Db, id: &ScreenshotId) -> Result<Option<Stored>> {
    Ok(find_all(db, std::slice::from_ref(id)).await?.pop())
}

/// Those of `ids` that there are, in no order.
pub async fn find_all(db: &Db, ids: &[ScreenshotId]) -> Result<Vec<Stored>> {
    let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new("screenshot", id.as_str())).collect();
    let sql = Sql::new("SELECT * FROM $ids").bind("ids", ids);
    stored(db.ask(sql).await?.rows(0)?)
}

/// What the pictures of a report take, each with all that is kept of it.
pub async fn sizes(db: &Db, submission: &SubmissionId) -> Result<Vec<i64>> {
    let sql = Sql::new("SELECT VALUE bytes FROM screenshot WHERE submission_id = $submission")
        .bind("submission", submission.to_string());
    db.ask(sql).await?.rows(0)
}

/// Oldest first.
pub async fn of_submissions(db: &Db, ids: &[SubmissionId]) -> Result<Vec<Stored>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let sql = Sql::new("SELECT * FROM screenshot WHERE submission_id IN $ids ORDER BY created_at").bind("ids", ids);
    stored(db.ask(sql).await?.rows(0)?)
}

/// The sweep of files that nothing names has its turn once in a while, on one server. Whoever has it gets the mark of this database,
/// which is `mark` from the first time on.
pub async fn take_turn_to_sweep(db: &Db, now: Timestamp, next: Timestamp, mark: &str) -> Result<Option<String>> {
    let sql = Sql::new(
        "UPDATE upkeep:orphans SET next_at = $next, mark = mark ?? $mark WHERE next_at <= $now RETURN VALUE mark;",
    )
    .bind("now", now.millis())
    .bind("next", next.millis())
    .bind("mark", mark.to_owned());
    db.write(sql).await?.row(0)
}
