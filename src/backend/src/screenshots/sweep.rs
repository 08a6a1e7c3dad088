//! Removes files that no row names: what a crash between file and row has left, a request that was broken off between them, or a store
//! that could not remove.
//!
//! Which files are nobody's is judged by the rows of one database. A server that was started on another one, for a try, must not take
//! the pictures of this one for nobody's: so the store bears the mark of the database that its files are of, and nobody else sweeps.

use super::{
    files::FOLDER,
    repo::{self, Stored},
};
use crate::{App, Result, app::fresh, gateways::storage, recordings, rest::metrics, uploads};
use domain::{
    ids::{RecordingId, ScreenshotId, TicketId, UploadId},
    timestamp::Timestamp,
};
use futures_util::{Stream, TryStreamExt as _};
use object_store::{ObjectMeta, ObjectStore as _, ObjectStoreExt as _, path::Path};
use std::collections::{BTreeSet, HashSet};

/// How often it is done, and how old a file is that may be removed: no upload takes as long between its file and its row.
const EVERY_SECONDS: i64 = 3600;
/// So many files are held against their rows at once.
const BATCH: usize = 500;
/// So many are removed in one round; what is left comes with the next.
const MOST: usize = 1000;

/// Says of which database the files are.
const MARK: &str = "screenshots/of-database";

/// A round, when one is due and no other server has it. Returns how many files were removed.
///
/// # Errors
/// When the store or the database fails; the next round begins anew.
pub(crate) async fn round(app: &App) -> Result<usize> {
    let now = app.now();
    let mark: TicketId = fresh()?;
    let next = now.plus_seconds(EVERY_SECONDS);
    let Some(mark) = repo::take_turn_to_sweep(&app.db, now, next, mark.as_str()).await? else {
        return Ok(0);
    };
    if !is_ours(app, &mark).await? {
        tracing::warn!("the picture store is of another database: what nothing refers to here is left in it");
        return Ok(0);
    }
    let mut removed = 0;
    for kind in Kind::ALL {
        // Names come as they are read, so that a million of them take no more memory than a batch.
        let mut batches = kind.files(app).try_chunks(BATCH);
        while removed < MOST
            && let Some(batch) = batches.try_next().await.map_err(|error| error.1)?
        {
            removed += sweep(app, kind, batch, now, MOST - removed).await?;
        }
    }
    if removed > 0 {
        tracing::info!(files = removed, "removed files that nothing referred to");
    }
    Ok(removed)
}

/// Whether the store bears the mark. One that bears none gets it, if it is empty or the rows know some of what is in it.
async fn is_ours(app: &App, mark: &str) -> Result<bool> {
    let path = Path::from(MARK);
    match app.storage.get(&path).await {
        Ok(found) => return Ok(found.bytes().await.map_err(storage::failed)? == mark),
        Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => return Err(storage::failed(error)),
    }
    let (mut any, mut ours) = (false, false);
    for kind in Kind::ALL {
        let first = kind.files(app).try_chunks(BATCH).try_next().await;
        let first = first.map_err(|error| error.1)?.unwrap_or_default();
        any |= !first.is_empty();
        ours |= !kind.named(app, &first).await?.is_empty();
    }
    if any && !ours {
        return Ok(false);
    }
    let put = app.storage.put(&path, mark.to_owned().into()).await;
    put.map(|_| true).map_err(storage::failed)
}

/// What files are of.
#[derive(Clone, Copy)]
enum Kind {
    Picture,
    Recording,
    /// Of what is on its way.
    Piece,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Picture, Self::Recording, Self::Piece];

    /// All there are in the store.
    fn files(self, app: &App) -> impl Stream<Item = Result<ObjectMeta>> + use<> {
        let folder = match self {
            Self::Picture => FOLDER,
            Self::Recording => recordings::service::FOLDER,
            Self::Piece => uploads::service::FOLDER,
        };
        app.storage.list(Some(&Path::from(folder))).map_err(storage::failed)
    }

    /// The names that the rows have, of what these files are of.
    async fn named(self, app: &App, files: &[ObjectMeta]) -> Result<HashSet<String>> {
        let ids: BTreeSet<String> = files.iter().filter_map(owner).collect();
        match self {
            Self::Picture => {
                let ids: Vec<_> = ids.into_iter().filter_map(|id| ScreenshotId::parse(id).ok()).collect();
                let rows = repo::find_all(&app.db, &ids).await?;
                Ok(rows.iter().flat_map(Stored::names).collect())
            }
            Self::Recording => {
                let ids: Vec<_> = ids.into_iter().filter_map(|id| RecordingId::parse(id).ok()).collect();
                recordings::service::files_of(app, &ids).await
            }
            Self::Piece => {
                let ids: Vec<_> = ids.into_iter().filter_map(|id| UploadId::parse(id).ok()).collect();
                uploads::service::pieces_of(app, &ids).await
            }
        }
    }
}

fn is_old(file: &ObjectMeta, now: Timestamp) -> bool {
    file.last_modified.timestamp_millis() <= now.plus_seconds(-EVERY_SECONDS).millis()
}

/// Whose file it is, by its name. Others are not ours to remove.
fn owner(file: &ObjectMeta) -> Option<String> {
    let parts: Vec<_> = file.location.parts().collect();
    match parts.as_slice() {
        [_, id, _] => ScreenshotId::parse(id.as_ref()).ok().map(|id| id.to_string()),
        _ => None,
    }
}

async fn sweep(app: &App, kind: Kind, batch: Vec<ObjectMeta>, now: Timestamp, most: usize) -> Result<usize> {
    let old: Vec<ObjectMeta> = batch.into_iter().filter(|file| is_old(file, now)).collect();
    let named = kind.named(app, &old).await?;
    let orphans = old
        .into_iter()
        .filter(|file| owner(file).is_some() && !named.contains::<str>(file.location.as_ref()));
    let mut removed = 0;
    for file in orphans.take(most) {
        // The same bytes may have been written again meanwhile, by a revision whose row is about to name them.
        match app.storage.head(&file.location).await {
            Ok(found) if is_old(&found, now) => {}
            Ok(_) | Err(object_store::Error::NotFound { .. }) => continue,
            Err(error) => return Err(storage::failed(error)),
        }
        match app.storage.delete(&file.location).await {
            Ok(()) => {
                metrics::orphan();
                removed += 1;
            }
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(storage::failed(error)),
        }
    }
    Ok(removed)
}
