//! Evidence: taken while the tester may edit, shown to who may read the submission.
//!
//! Files are written before the row that names them, and removed after it no longer does: a crash in between leaves a file
//! without a row, which [`super::sweep`] finds, never a row without its file.

use super::{
    files::{self, File},
    header, images,
    images::Sheet,
    looks, memory,
    raster::Letters,
    repo::{self, Files, New, Stored},
};
use crate::{App, Error, Result, app::fresh, gateways::storage, limits, submissions, uploads};
use annotate::Scene;
use bytes::Bytes;
use domain::{
    auth::Actor,
    claims::Contract,
    error::Conflict,
    ids::{ScreenshotId, SubmissionId, UploadId},
    screenshots::{MAX_PER_SUBMISSION, Screenshot, ThumbnailSize},
    uploads::UploadKind,
    validation::Invalid,
};
use std::{collections::HashMap, io::BufReader};

/// Where the file is.
pub enum Source {
    /// Here.
    File(BufReader<std::fs::File>),
    /// It was sent before, in pieces.
    Sent(UploadId),
}

/// A picture as it was sent.
pub struct Upload {
    pub source: Source,
    pub step_id: Option<String>,
    /// JSON.
    pub scene: Option<String>,
    /// Whether the same picture may be there already.
    pub again: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Annotated,
    Original,
    Thumbnail(ThumbnailSize),
}

/// A picture as it goes out.
pub struct Picture {
    /// The name of the file.
    pub name: String,
    /// Whether this address shows another file later on, though the picture stays as it is.
    pub passing: bool,
}

impl Picture {
    /// By which a cache knows it again.
    #[must_use]
    pub fn tag(&self) -> &str {
        storage::tag(&self.name)
    }

    #[must_use]
    pub fn content_type(&self) -> &'static str {
        files::content_type(&self.name)
    }

    /// # Errors
    /// When the store fails.
    pub async fn bytes(&self, app: &App) -> Result<Bytes> {
        files::fetch(app, &self.name).await
    }
}

/// # Errors
/// 413, 415 or 422 for what cannot be taken; a conflict when the submission can no longer be changed, or the picture is there already.
pub async fn upload(app: &App, actor: &Actor, id: &SubmissionId, upload: Upload) -> Result<Screenshot> {
    // One that came in pieces was counted as it began, and is again: what is refused can be asked for as often as one likes.
    limits::service::upload(app, actor)?;
    let (_, contract) = submissions::service::editable(app, actor, id).await?;
    let sent = match &upload.source {
        Source::Sent(sent) => Some(sent.clone()),
        Source::File(_) => None,
    };
    if let Some(there) = arrived(app, id, sent.as_ref()).await? {
        return Ok(there);
    }
    match make(app, actor, id, &contract, upload).await {
        // Of two who ask for the same at once, the slower one finds that what was sent has become a picture.
        Err(Error::NotFound) => arrived(app, id, sent.as_ref()).await?.ok_or(Error::NotFound),
        made => made,
    }
}

async fn make(app: &App, actor: &Actor, id: &SubmissionId, contract: &Contract, upload: Upload) -> Result<Screenshot> {
    let (file, sent) = match upload.source {
        Source::File(file) => (file, None),
        Source::Sent(sent) => {
            let sent = uploads::service::arrived(app, actor, id, &sent, UploadKind::Picture).await?;
            (uploads::service::spooled(app, &sent).await?, Some(sent))
        }
    };
    let step = submissions::service::step_of(contract, upload.step_id.as_deref())?;
    let scene = upload
        .scene
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .map(read_scene)
        .transpose()?;
    full(app, id).await?;
    let judged = app.long(move || header::judge(file)).await?;
    let room = memory::room(app, judged.room).await?;
    let sheet = app.long(move || Sheet::open(judged, room)).await?;
    let screenshot = match &sent {
        Some(sent) => picture_of(&sent.upload.id)?,
        None => fresh()?,
    };
    let files = keep(app, &screenshot, sheet, scene, &[]).await?;
    let names = [files.original.clone(), files.annotated.clone()];
    let new = New {
        id: &screenshot,
        submission: id,
        step: step.as_ref(),
        again: upload.again,
        sent: sent.as_ref().map(|sent| &sent.upload.id),
    };
    if let Err(error) = repo::create(app, &new, files).await {
        // Of two who ask for the same at once, the slower one finds what the other has made, in the same files.
        if let Some(there) = repo::find(&app.db, &screenshot).await? {
            return Ok(there.screenshot);
        }
        files::discard(app, &names, &[]).await;
        return Err(refusal(error));
    }
    if let Some(sent) = sent {
        uploads::service::done(app, &sent).await;
    }
    app.wake_pictures.notify_one();
    Ok(find(app, &screenshot).await?.screenshot)
}

/// The picture that an upload becomes has its name, so that whoever asks twice gets it once.
fn picture_of(upload: &UploadId) -> Result<ScreenshotId> {
    ScreenshotId::parse(upload.as_str()).map_err(Error::bad_id)
}

/// The picture that this upload has become already: its answer was lost on the way.
async fn arrived(app: &App, id: &SubmissionId, upload: Option<&UploadId>) -> Result<Option<Screenshot>> {
    let Some(upload) = upload else {
        return Ok(None);
    };
    let found = repo::find(&app.db, &picture_of(upload)?).await?;
    Ok(found
        .filter(|found| found.submission == *id)
        .map(|found| found.screenshot))
}

/// Spares the work on a picture that there is no room for. What counts is counted again as it is written.
async fn full(app: &App, id: &SubmissionId) -> Result<()> {
    let others = repo::sizes(&app.db, id).await?;
    if others.len() >= MAX_PER_SUBMISSION {
        return Err(refusal(Conflict::TooManyPictures.into()));
    }
    if others.iter().sum::<i64>() >= app.config.evidence_quota {
        return Err(refusal(Conflict::EvidenceFull.into()));
    }
    Ok(())
}

/// What a report may hold is a rule about the file.
fn refusal(error: Error) -> Error {
    match error {
        Error::Conflict(full @ Conflict::TooManyPictures) => Invalid::one("file", "too_many", &full.to_string()).into(),
        Error::Conflict(full @ Conflict::EvidenceFull) => Invalid::one("file", "quota", &full.to_string()).into(),
        other => other,
    }
}

/// A drawing from a stranger.
///
/// # Errors
/// 422 for what is none, or would be too much work to paint.
pub(crate) fn read_scene(text: &str) -> Result<Scene> {
    let letters = Letters::new()?;
    let scene = Scene::from_json(text).and_then(|scene| scene.check_work(&letters).map(|()| scene));
    scene.map_err(|e| Invalid::one("scene", e.code(), &e.to_string()).into())
}

/// Writes the files of a revision and says what they are called. `before` are names that may be among them and stay whatever happens.
async fn keep(app: &App, id: &ScreenshotId, sheet: Sheet, scene: Option<Scene>, before: &[String]) -> Result<Files> {
    let mut written = Vec::new();
    let kept = write(app, id, sheet, scene, &mut written).await;
    if kept.is_err() {
        files::discard(app, &written, before).await;
    }
    kept
}

async fn write(
    app: &App,
    id: &ScreenshotId,
    mut sheet: Sheet,
    scene: Option<Scene>,
    written: &mut Vec<String>,
) -> Result<Files> {
    let name = id.clone();
    let (mut sheet, scene, original, looks) = app
        .long(move || {
            let scene = scene.map(|scene| sheet.burn(scene)).transpose()?;
            let looks = looks::of(&mut sheet);
            let original = File::of(&name, sheet.png()?, "png");
            Ok((sheet, scene, original, looks))
        })
        .await?;
    // What is left of the picture, and of what was drawn on it.
    let (width, height) = sheet.size();
    let json = scene.as_ref().map(Scene::to_json).transpose();
    let json = json.map_err(|e| Error::Internal(e.to_string()))?;
    // What is drawn is kept as well.
    let drawn = i64::try_from(json.as_ref().map_or(0, String::len)).unwrap_or(i64::MAX);
    let mut bytes = original.size().saturating_add(drawn);
    let original = files::put(app, original).await?;
    written.push(original.clone());
    let annotated = match scene.filter(images::paints) {
        None => original.clone(),
        Some(scene) => {
            let name = id.clone();
            let (annotated, _sheet) = app
                .long(move || {
                    sheet.draw(&scene)?;
                    // The sheet's room is the file's until that is written.
                    Ok((File::of(&name, sheet.png()?, "png"), sheet))
                })
                .await?;
            if annotated.name() != original {
                bytes += annotated.size();
            }
            let annotated = files::put(app, annotated).await?;
            written.push(annotated.clone());
            annotated
        }
    };
    Ok(Files {
        original,
        annotated,
        bytes,
        width,
        height,
        scene: json,
        pixels_hash: looks.pixels,
        looks: looks.looks,
    })
}

pub(super) async fn find(app: &App, id: &ScreenshotId) -> Result<Stored> {
    repo::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// Annotates a picture anew. What is redacted now is burned into the original as well.
///
/// # Errors
/// 422 for a scene that is none or is for another size; a conflict when the submission can no longer be changed.
pub async fn set_scene(app: &App, actor: &Actor, id: &ScreenshotId, scene: &str) -> Result<Screenshot> {
    limits::service::upload(app, actor)?;
    // One after the other, so that who loses does not remove a file that the next is about to name.
    let _turn = app.turns.take(id.as_str()).await;
    let before = find(app, id).await?;
    submissions::service::editable(app, actor, &before.submission).await?;
    let scene = read_scene(scene)?;
    let pixels = u64::from(before.screenshot.width) * u64::from(before.screenshot.height);
    let room = memory::room(app, memory::worked_on(pixels)).await?;
    let bytes = match files::fetch(app, &before.original).await {
        // Another server was faster, and has removed what it replaced.
        Err(Error::NotFound) => return Err(Conflict::Stale.into()),
        fetched => fetched?,
    };
    let sheet = app.long(move || Sheet::of_kept(bytes, room)).await?;
    let old = before.names();
    let made = keep(app, id, sheet, Some(scene), &old).await?;
    let new = [made.original.clone(), made.annotated.clone()];
    let revised = repo::revise(app, &before, made).await.map_err(refusal);
    // Whoever won: what the row does not name now is nobody's. Of a redaction that is the point.
    let now = repo::find(&app.db, id).await?;
    let kept = now.as_ref().map(Stored::names).unwrap_or_default();
    files::discard(app, &new, &kept).await;
    revised?;
    files::discard(app, &old, &kept).await;
    app.wake_pictures.notify_one();
    Ok(now.ok_or(Error::NotFound)?.screenshot)
}

/// # Errors
/// A conflict when the submission can no longer be changed.
pub async fn remove(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<()> {
    let stored = find(app, id).await?;
    submissions::service::editable(app, actor, &stored.submission).await?;
    repo::remove(&app.db, &stored).await?;
    files::discard(app, &stored.names(), &[]).await;
    Ok(())
}

/// # Errors
/// [`Error::NotFound`] also for pictures of submissions that the actor may not read.
pub async fn picture(app: &App, actor: &Actor, id: &ScreenshotId, variant: Variant) -> Result<Picture> {
    let stored = find(app, id).await?;
    submissions::service::readable(app, actor, &stored.submission).await?;
    Ok(stored.picture(variant))
}

impl Stored {
    /// A file of it. Until its thumbnails are made the picture itself stands in for them.
    pub(super) fn picture(&self, variant: Variant) -> Picture {
        let (name, passing) = match variant {
            Variant::Annotated => (Some(&self.annotated), false),
            Variant::Original => (Some(&self.original), false),
            Variant::Thumbnail(size) => (self.thumbnail(size), self.thumbnail(size).is_none()),
        };
        Picture {
            name: name.unwrap_or(&self.annotated).clone(),
            passing,
        }
    }
}

/// The pictures of several submissions, by submission, oldest first.
pub(crate) async fn of_submissions(app: &App, ids: &[SubmissionId]) -> Result<HashMap<String, Vec<Screenshot>>> {
    let mut out: HashMap<String, Vec<Screenshot>> = HashMap::new();
    for stored in repo::of_submissions(&app.db, ids).await? {
        out.entry(stored.submission.to_string())
            .or_default()
            .push(stored.screenshot);
    }
    Ok(out)
}
