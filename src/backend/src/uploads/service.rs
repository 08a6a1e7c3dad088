//! A piece is written to the store before the row that names it says so, and removed after it no longer does.

use super::{
    repo::{self, Stored},
    spool::Spool,
};
use crate::{App, Error, Result, app::fresh, db, gateways::storage, limits, submissions};
use bytes::{Bytes, BytesMut};
use domain::{
    auth::Actor,
    error::Conflict,
    ids::{SubmissionId, UploadId},
    uploads::{KEPT_SECONDS, MAX_PIECES, PIECE_BYTES, Upload, UploadInput, UploadKind},
    validation::Invalid,
};
use object_store::{ObjectStoreExt as _, PutPayload, path::Path};
use std::{collections::HashSet, fs::File, io::BufReader};

/// Where pieces stand.
pub(crate) const FOLDER: &str = "uploads";
/// Uploads that are thrown away in one round of the worker.
const SWEPT: usize = 50;

/// Begins a file for a submission that the actor is working on.
///
/// # Errors
/// Refused sizes; a conflict when the submission can no longer be changed or too many are open.
pub async fn begin(app: &App, actor: &Actor, id: &SubmissionId, input: &UploadInput) -> Result<Upload> {
    limits::service::upload(app, actor)?;
    submissions::service::editable(app, actor, id).await?;
    let (kind, bytes) = input.validate()?;
    let upload = Upload {
        id: fresh()?,
        submission_id: id.clone(),
        kind,
        bytes,
        offset: 0,
        piece_bytes: PIECE_BYTES,
        expires_at: app.now().plus_seconds(KEPT_SECONDS),
    };
    repo::create(&app.db, &upload, app.now()).await?;
    Ok(upload)
}

/// How far a file has come.
///
/// # Errors
/// [`Error::NotFound`] also for those of others, and for those whose time is over.
pub async fn look(app: &App, actor: &Actor, id: &UploadId) -> Result<Upload> {
    Ok(own(app, actor, id).await?.upload)
}

async fn own(app: &App, actor: &Actor, id: &UploadId) -> Result<Stored> {
    let stored = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if stored.upload.expires_at <= app.now() {
        return Err(Error::NotFound);
    }
    match submissions::service::editable(app, actor, &stored.upload.submission_id).await {
        Ok(_) => Ok(stored),
        // Whoever may read the work has no business with what is on its way into it.
        Err(Error::Forbidden(_)) => Err(Error::NotFound),
        Err(error) => Err(error),
    }
}

/// Takes the piece that begins at `offset`.
///
/// # Errors
/// A conflict when the file has not come exactly so far: ask how far it is, and go on from there.
pub async fn add(app: &App, actor: &Actor, id: &UploadId, offset: usize, piece: Bytes) -> Result<Upload> {
    let Stored { upload, pieces } = own(app, actor, id).await?;
    if upload.offset != offset {
        return Err(Conflict::UploadOffset.into());
    }
    let end = upload.after(piece.len())?;
    if pieces.len() >= MAX_PIECES {
        return Err(Invalid::one(
            "",
            "too_many",
            "These pieces are too small. Give this upload up and send larger ones.",
        )
        .into());
    }
    // Two who send the same piece at once write two files, and one of them is named.
    let name = format!("{FOLDER}/{id}/{}", uuid::Uuid::now_v7().simple());
    let put = app
        .storage
        .put(&Path::from(name.as_str()), PutPayload::from(piece))
        .await;
    put.map_err(storage::failed)?;
    let until = app.now().plus_seconds(KEPT_SECONDS);
    if let Err(error) = repo::add(&app.db, &upload, end, &name, until).await {
        storage::discard(&*app.storage, [&name].into_iter()).await;
        return Err(match error {
            Error::Conflict(Conflict::Stale) => Conflict::UploadOffset.into(),
            other => other,
        });
    }
    Ok(Upload {
        offset: end,
        expires_at: until,
        ..upload
    })
}

/// Gives a file up.
///
/// # Errors
/// [`Error::NotFound`] for those of others, and for one that is gone or has become what it was sent for.
pub async fn give_up(app: &App, actor: &Actor, id: &UploadId) -> Result<()> {
    let stored = own(app, actor, id).await?;
    // It may have become a picture or a recording meanwhile, and then it is not given up.
    if drop_stored(app, &stored).await? {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// A file that has arrived, for the submission it was begun for and as what it was begun as.
///
/// # Errors
/// [`Error::NotFound`] for another; a conflict when something of it has not arrived.
pub(crate) async fn arrived(
    app: &App,
    actor: &Actor,
    submission: &SubmissionId,
    id: &UploadId,
    kind: UploadKind,
) -> Result<Stored> {
    let stored = own(app, actor, id).await?;
    if stored.upload.submission_id != *submission || stored.upload.kind != kind {
        return Err(Error::NotFound);
    }
    if !stored.upload.is_whole() {
        return Err(Conflict::UploadUnfinished.into());
    }
    Ok(stored)
}

/// The bytes of a file that has arrived.
///
/// # Errors
/// [`Error::NotFound`] when it has been given up meanwhile, or become what it was sent for; when the store fails.
pub(crate) async fn whole(app: &App, stored: &Stored) -> Result<Bytes> {
    let mut file = BytesMut::with_capacity(stored.upload.bytes);
    for piece in &stored.pieces {
        file.extend_from_slice(&fetch(app, piece).await?);
    }
    Ok(file.freeze())
}

/// The same, on the disk: for who has no room for it yet.
///
/// # Errors
/// As for [`whole`]; when the disk fails.
pub(crate) async fn spooled(app: &App, stored: &Stored) -> Result<BufReader<File>> {
    let mut file = Spool::begin().await?;
    for piece in &stored.pieces {
        file.push(&fetch(app, piece).await?).await?;
    }
    file.whole().await
}

async fn fetch(app: &App, piece: &str) -> Result<Bytes> {
    let read = async { app.storage.get(&Path::from(piece)).await?.bytes().await };
    read.await.map_err(|error| match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        error => storage::failed(error),
    })
}

/// Part of the transaction in which it becomes what it was sent for: either it does, or it has been given up.
pub(crate) fn taken(id: &UploadId) -> db::Sql {
    repo::taken(id)
}

/// It has become what it was sent for, and its pieces are in the way. Those that cannot be removed now are swept.
pub(crate) async fn done(app: &App, stored: &Stored) {
    storage::discard(&*app.storage, stored.pieces.iter()).await;
}

/// The pieces that these uploads have.
pub(crate) async fn pieces_of(app: &App, ids: &[UploadId]) -> Result<HashSet<String>> {
    let rows = repo::find_all(&app.db, ids).await?;
    Ok(rows.into_iter().flat_map(|row| row.pieces).collect())
}

/// Throws away what nobody has gone on with. Returns how many.
///
/// # Errors
/// When the database fails.
pub(crate) async fn sweep(app: &App) -> Result<usize> {
    let old = repo::expired(&app.db, app.now(), SWEPT).await?;
    for stored in &old {
        drop_stored(app, stored).await?;
    }
    Ok(old.len())
}

/// Whether it was there. Its pieces are in nobody's way then.
async fn drop_stored(app: &App, stored: &Stored) -> Result<bool> {
    let there = repo::remove(&app.db, &stored.upload.id).await?;
    if there {
        storage::discard(&*app.storage, stored.pieces.iter()).await;
    }
    Ok(there)
}
