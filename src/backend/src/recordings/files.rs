//! The files of recordings in the store, named as those of pictures are: by what they are of, and by what is in them.

use super::webm::Film;
use crate::{App, Error, Result, auth::service::hex, gateways::storage};
use domain::ids::RecordingId;
use futures_util::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use object_store::{ObjectStoreExt as _, WriteMultipart, path::Path};
use sha2::{Digest as _, Sha256};
use std::{ops::Range, sync::Arc};

/// The folder of all recordings; each has a folder of its own in it.
pub const FOLDER: &str = "recordings";
/// A large file goes in parts of so many bytes, each within the time that a store has for one request.
const PART: usize = 5 * 1024 * 1024;

/// The name of a film's file. Takes its time over a large one: hashing is work.
#[must_use]
pub fn name(id: &RecordingId, film: &Film) -> String {
    let mut hash = Sha256::new();
    film.parts.iter().for_each(|part| hash.update(part));
    format!("{FOLDER}/{id}/{}.webm", hex(&hash.finalize()))
}

/// # Errors
/// When the store fails; then nothing is there.
pub async fn put(app: &App, name: &str, film: &Film) -> Result<()> {
    let path = Path::from(name);
    let begun = app.storage.put_multipart(&path).await.map_err(storage::failed)?;
    let mut writing = WriteMultipart::new_with_chunk_size(begun, PART);
    for part in &film.parts {
        writing.put(part.clone());
    }
    writing.finish().await.map(drop).map_err(storage::failed)
}

/// A part of a file as it comes from the store.
pub type Bytes = BoxStream<'static, object_store::Result<bytes::Bytes>>;

/// A stretch of a file, in parts, each asked for as the one before it was taken: a store has a time for each request, and whoever watches
/// takes theirs.
///
/// # Errors
/// [`Error::NotFound`] for a file that is gone.
pub async fn fetch(app: &App, name: &str, range: Range<u64>) -> Result<Bytes> {
    let (store, path, end) = (Arc::clone(&app.storage), Path::from(name), range.end);
    let part = move |from: u64| {
        let (store, path, to) = (Arc::clone(&store), path.clone(), end.min(from + PART as u64));
        async move { store.get_range(&path, from..to).await }
    };
    let first = match part(range.start).await {
        Err(object_store::Error::NotFound { .. }) => return Err(Error::NotFound),
        first => first.map_err(storage::failed)?,
    };
    let next = range.start + first.len() as u64;
    let rest = stream::try_unfold(next, move |from| {
        let asked = (from < end).then(|| part(from));
        async move {
            let Some(asked) = asked else { return Ok(None) };
            let bytes = asked.await?;
            let next = from + bytes.len() as u64;
            Ok(Some((bytes, next)))
        }
    });
    Ok(stream::once(async { Ok(first) }).chain(rest).boxed())
}

/// Removes a file that nothing names any more. One that cannot be removed now is swept up later.
pub async fn discard(app: &App, name: &String) {
    storage::discard(&*app.storage, std::iter::once(name)).await;
}
