//! Evidence: taken while the tester may edit, shown to who may read the submission.
//!
//! Files are written before the row that names them, and removed after it no longer does: a crash in between leaves a file
//! without a row, never a row without its file.

use super::{
    images::{self, Made},
    repo::{self, Files, Stored},
};
use crate::{App, Error, Result, app::fresh, limits, submissions, uploads};
use annotate::Scene;
use bytes::Bytes;
use domain::{
    auth::Actor,
    ids::{ScreenshotId, StepId, SubmissionId, UploadId},
    screenshots::{MAX_PER_SUBMISSION, Screenshot},
    validation::Invalid,
};
use object_store::{ObjectStoreExt as _, PutPayload, path::Path};
use std::collections::HashMap;

/// Where the file is.
pub enum Source {
    /// Here.
    File(Bytes),
    /// It was sent before, in pieces.
    Sent(UploadId),
}

/// A picture as it was sent.
pub struct Upload {
    pub source: Source,
    pub step_id: Option<String>,
    /// JSON.
    pub scene: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Annotated,
    Original,
    Thumbnail,
}

/// A picture as it goes out.
pub struct Picture {
    pub bytes: Bytes,
    pub content_type: &'static str,
}

/// # Errors
/// 413, 415 or 422 for what cannot be taken; a conflict when the submission can no longer be changed.
pub async fn upload(app: &App, actor: &Actor, id: &SubmissionId, upload: Upload) -> Result<Screenshot> {
    let (_, contract) = submissions::service::editable(app, actor, id).await?;
    if let Some(there) = arrived(app, id, &upload.source).await? {
        return Ok(there);
    }
    let (bytes, sent) = match upload.source {
        Source::File(bytes) => {
            limits::service::upload(app, actor)?;
            (bytes, None)
        }
        // It was counted as it began.
        Source::Sent(sent) => (uploads::service::whole(app, actor, id, &sent).await?, Some(sent)),
    };
    let asked = upload.step_id.as_deref().filter(|id| !id.is_empty());
    let step: Option<StepId> = asked
        .and_then(|id| contract.journey.steps.iter().find(|s| s.id.as_str() == id))
        .map(|s| s.id.clone());
    if asked.is_some() && step.is_none() {
        return Err(Invalid::one("step_id", "unknown", "The contract has no such step.").into());
    }
    let scene = upload
        .scene
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .map(read_scene)
        .transpose()?;
    if repo::of_submissions(&app.db, std::slice::from_ref(id)).await?.len() >= MAX_PER_SUBMISSION {
        return Err(Invalid::one("file", "too_many", "A submission holds at most 100 pictures.").into());
    }
    let made = app.heavy(move || images::make(images::read(&bytes)?, scene)).await?;
    let screenshot = match &sent {
        Some(sent) => picture_of(sent)?,
        None => fresh()?,
    };
    let files = keep(app, &screenshot, 0, made).await?;
    let names = [files.original.clone(), files.annotated.clone(), files.thumbnail.clone()];
    if let Err(error) = repo::create(&app.db, &screenshot, id, step.as_ref(), files, app.now()).await {
        // Of two who ask for the same at once, the slower one finds what the other has made, in the same files.
        if let Some(there) = repo::find(&app.db, &screenshot).await? {
            return Ok(there.screenshot);
        }
        discard(app, &names).await;
        return Err(error);
    }
    if let Some(sent) = sent {
        uploads::service::done(app, &sent).await;
    }
    Ok(find(app, &screenshot).await?.screenshot)
}

/// The picture that an upload becomes has its name, so that whoever asks twice gets it once.
fn picture_of(upload: &UploadId) -> Result<ScreenshotId> {
    ScreenshotId::parse(upload.as_str()).map_err(Error::bad_id)
}

/// The picture that this upload has become already: its answer was lost on the way.
async fn arrived(app: &App, id: &SubmissionId, source: &Source) -> Result<Option<Screenshot>> {
    let Source::Sent(upload) = source else {
        return Ok(None);
    };
    let found = repo::find(&app.db, &picture_of(upload)?).await?;
    Ok(found
        .filter(|found| found.submission == *id)
        .map(|found| found.screenshot))
}

fn read_scene(text: &str) -> Result<Scene> {
    Scene::from_json(text).map_err(|e| Invalid::one("scene", e.code(), &e.to_string()).into())
}

/// Writes the files of a revision and says what they are called.
async fn keep(app: &App, id: &ScreenshotId, revision: i64, made: Made) -> Result<Files> {
    let name = |what: &str| format!("screenshots/{id}/{revision}-{what}");
    let original = name("original.png");
    put(app, &original, made.original).await?;
    let annotated = match made.annotated {
        Some(bytes) => {
            let annotated = name("annotated.png");
            put(app, &annotated, bytes).await?;
            annotated
        }
        None => original.clone(),
    };
    let thumbnail = name("thumbnail.jpg");
    put(app, &thumbnail, made.thumbnail).await?;
    let scene = made
        .scene
        .as_ref()
        .map(Scene::to_json)
        .transpose()
        .map_err(|e| Error::Internal(e.to_string()))?;
    Ok(Files {
        original,
        annotated,
        thumbnail,
        width: made.width,
        height: made.height,
        scene,
    })
}

fn store_failed(error: object_store::Error) -> Error {
    Error::Upstream("The picture store", Box::new(error))
}

async fn put(app: &App, name: &str, bytes: Vec<u8>) -> Result<()> {
    let path = Path::from(name);
    app.storage
        .put(&path, PutPayload::from(bytes))
        .await
        .map(drop)
        .map_err(store_failed)
}

/// Removes files that no row names any more. One that cannot be removed costs space and nothing else.
async fn discard(app: &App, names: &[String]) {
    for name in names {
        match app.storage.delete(&Path::from(name.as_str())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(file = %name, %error, "a file that nothing refers to could not be removed"),
        }
    }
}

async fn find(app: &App, id: &ScreenshotId) -> Result<Stored> {
    repo::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// Annotates a picture anew. What is redacted now is burned into the original as well.
///
/// # Errors
/// 422 for a scene that is none or is for another size; a conflict when the submission can no longer be changed.
pub async fn set_scene(app: &App, actor: &Actor, id: &ScreenshotId, scene: &str) -> Result<Screenshot> {
    limits::service::upload(app, actor)?;
    let before = find(app, id).await?;
    submissions::service::editable(app, actor, &before.submission).await?;
    let scene = read_scene(scene)?;
    let bytes = fetch(app, &before.original).await?;
    let made = app
        .heavy(move || images::make(decode_own(&bytes)?, Some(scene)))
        .await?;
    let files = keep(app, id, before.revision + 1, made).await?;
    let new = [files.original.clone(), files.annotated.clone(), files.thumbnail.clone()];
    if let Err(error) = repo::revise(&app.db, &before, files).await {
        // Who lost the race wrote the same names as who won it: only files of a revision that never came are removed.
        if !matches!(error, Error::Conflict(domain::error::Conflict::Stale)) {
            discard(app, &new).await;
        }
        return Err(error);
    }
    discard(app, &[before.original, before.annotated, before.thumbnail]).await;
    Ok(find(app, id).await?.screenshot)
}

/// Our own files are read without the limits of strangers' files: encoded anew they may be larger.
fn decode_own(bytes: &[u8]) -> Result<image::RgbaImage> {
    let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png);
    Ok(picture
        .map_err(|e| Error::Internal(format!("a kept picture: {e}")))?
        .into_rgba8())
}

async fn fetch(app: &App, name: &str) -> Result<Bytes> {
    match app.storage.get(&Path::from(name)).await {
        Ok(found) => found.bytes().await.map_err(store_failed),
        Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound),
        Err(error) => Err(store_failed(error)),
    }
}

/// # Errors
/// A conflict when the submission can no longer be changed.
pub async fn remove(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<()> {
    let stored = find(app, id).await?;
    submissions::service::editable(app, actor, &stored.submission).await?;
    repo::remove(&app.db, &stored).await?;
    discard(app, &[stored.original, stored.annotated, stored.thumbnail]).await;
    Ok(())
}

/// # Errors
/// [`Error::NotFound`] also for pictures of submissions that the actor may not read.
pub async fn picture(app: &App, actor: &Actor, id: &ScreenshotId, variant: Variant) -> Result<Picture> {
    let stored = find(app, id).await?;
    submissions::service::readable(app, actor, &stored.submission).await?;
    let (name, content_type) = match variant {
        Variant::Annotated => (&stored.annotated, "image/png"),
        Variant::Original => (&stored.original, "image/png"),
        Variant::Thumbnail => (&stored.thumbnail, "image/jpeg"),
    };
    Ok(Picture {
        bytes: fetch(app, name).await?,
        content_type,
    })
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
