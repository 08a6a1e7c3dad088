//! The files of pictures in the store.
//!
//! A file is named by its picture and by the hash of what is in it. So writing it twice is writing it once, what is the same has one
//! file, and a name never stands for anything else. Names of two pictures are never the same: removing one needs no count of who
//! else has it, and nobody learns whether somebody else has the same file.

use crate::{App, Error, Result, auth::service::hex, gateways::storage};
use bytes::Bytes;
use domain::ids::ScreenshotId;
use object_store::{ObjectStoreExt as _, PutPayload, path::Path};
use sha2::{Digest as _, Sha256};

/// The folder of all pictures; each has a folder of its own in it.
pub const FOLDER: &str = "screenshots";

/// A file that is to be written.
pub struct File {
    bytes: Bytes,
    name: String,
}

impl File {
    /// Takes its time over a large one: hashing is work.
    #[must_use]
    pub fn of(id: &ScreenshotId, bytes: Vec<u8>, extension: &str) -> Self {
        let hash = hex(&Sha256::digest(&bytes));
        Self {
            name: format!("{FOLDER}/{id}/{hash}.{extension}"),
            bytes: bytes.into(),
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn size(&self) -> i64 {
        i64::try_from(self.bytes.len()).unwrap_or(i64::MAX)
    }
}

#[must_use]
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("webp") => "image/webp",
        // Thumbnails of earlier releases.
        Some("jpg") => "image/jpeg",
        _ => "image/png",
    }
}

/// Writes a file and gives its name.
pub async fn put(app: &App, file: File) -> Result<String> {
    let path = Path::from(file.name.as_str());
    app.storage
        .put(&path, PutPayload::from(file.bytes))
        .await
        .map_err(storage::failed)?;
    Ok(file.name)
}

pub async fn fetch(app: &App, name: &str) -> Result<Bytes> {
    match app.storage.get(&Path::from(name)).await {
        Ok(found) => found.bytes().await.map_err(storage::failed),
        Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound),
        Err(error) => Err(storage::failed(error)),
    }
}

/// Removes what of `names` is not among `kept`. A file that cannot be removed now is nothing's any more, and is swept up later.
pub async fn discard(app: &App, names: &[String], kept: &[String]) {
    storage::discard(&*app.storage, names.iter().filter(|name| !kept.contains(name))).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_named_the_same_within_a_picture_and_nowhere_else() {
        let (one, two) = (ScreenshotId::parse("one"), ScreenshotId::parse("two"));
        let (one, two) = (one.expect("an id"), two.expect("an id"));
        let name = |id, bytes: &[u8]| File::of(id, bytes.to_vec(), "png").name;
        assert_eq!(name(&one, b"x"), name(&one, b"x"));
        assert_ne!(name(&one, b"x"), name(&one, b"y"));
        assert_ne!(name(&one, b"x"), name(&two, b"x"));
        assert_eq!(
            storage::tag(&name(&one, b"x")),
            "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        );
        assert_eq!(storage::tag("screenshots/a/0-original.png"), "0-original");
    }

    #[test]
    fn the_name_says_what_it_is() {
        for (name, kind) in [("a/b.webp", "webp"), ("a/0-thumbnail.jpg", "jpeg"), ("a/b.png", "png")] {
            assert_eq!(content_type(name), format!("image/{kind}"));
        }
    }
}
