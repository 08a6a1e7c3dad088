//! A backup is one tar file: `database.surql`, and every picture under `uploads/`.

use crate::{Failure, commands::say, settings::Settings};
use backend::{
    config::{Config, Storage},
    db::Db,
    gateways::storage,
};
use futures_util::StreamExt as _;
use object_store::{ObjectStore as _, ObjectStoreExt as _};
use std::{fs::File, path::Path};

const DATABASE: &str = "database.surql";
const UPLOADS: &str = "uploads";

/// Writes the backup beside its final name first, so that a file of that name is always a whole backup.
pub async fn write(settings: Settings, file: &Path) -> Result<(), Failure> {
    let Config { database, .. } = &settings.config;
    let db = Db::connect(database).await?;
    let scratch = Scratch::beside(file)?;
    let dump = scratch.0.join(DATABASE);
    db.export(&dump).await?;
    let whole = scratch.0.join("backup.tar");
    let mut tar = tar::Builder::new(File::create(&whole)?);
    tar.append_path_with_name(&dump, DATABASE)?;
    match &settings.config.storage {
        Storage::Folder(uploads) if uploads.is_dir() => tar.append_dir_all(UPLOADS, uploads)?,
        Storage::Folder(_) => {}
        bucket @ Storage::Bucket(_) => from_bucket(&mut tar, bucket).await?,
    }
    tar.into_inner()?.sync_all()?;
    std::fs::rename(&whole, file)?;
    say(&format!("backed up to {}", file.display()));
    Ok(())
}

/// Reads a backup into a database and a place for pictures that are both empty, and refuses otherwise.
pub async fn read(settings: Settings, file: &Path) -> Result<(), Failure> {
    let archive = File::open(file).map_err(|e| Failure::Other(format!("{}: {e}", file.display())))?;
    let db = Db::connect(&settings.config.database).await?;
    if !db.is_empty().await? {
        return Err(Failure::Other(
            "the database is not empty; name another in DATABASE_URL, or remove it first".into(),
        ));
    }
    let storage = &settings.config.storage;
    must_be_empty(storage).await?;
    let beside = match storage {
        Storage::Folder(uploads) => uploads.clone(),
        Storage::Bucket(_) => file.to_path_buf(),
    };
    let scratch = Scratch::beside(&beside)?;
    tar::Archive::new(archive)
        .unpack(&scratch.0)
        .map_err(|e| Failure::Other(format!("{} is not a backup: {e}", file.display())))?;
    let dump = scratch.0.join(DATABASE);
    if !dump.is_file() {
        return Err(Failure::Other(format!(
            "{} is not a backup: it holds no {DATABASE}",
            file.display()
        )));
    }
    db.import(&dump).await?;
    db.migrate().await?;
    let kept = scratch.0.join(UPLOADS);
    match storage {
        _ if !kept.is_dir() => {}
        Storage::Folder(uploads) => {
            if uploads.is_dir() {
                std::fs::remove_dir(uploads)?;
            }
            std::fs::rename(&kept, uploads)?;
        }
        bucket @ Storage::Bucket(_) => into_bucket(&kept, bucket).await?,
    }
    say(&format!("restored from {}", file.display()));
    Ok(())
}

async fn must_be_empty(storage: &Storage) -> Result<(), Failure> {
    let (full, named) = match storage {
        Storage::Folder(dir) => (
            dir.is_dir() && dir.read_dir()?.next().is_some(),
            dir.display().to_string(),
        ),
        Storage::Bucket(bucket) => {
            let store = storage::open(storage)?;
            let first = store.list(None).next().await.transpose().map_err(failed)?;
            (first.is_some(), format!("the bucket {}", bucket.name))
        }
    };
    if full {
        return Err(Failure::Other(format!(
            "{named} is not empty; name another place in STORAGE_URL"
        )));
    }
    Ok(())
}

async fn from_bucket(tar: &mut tar::Builder<File>, storage: &Storage) -> Result<(), Failure> {
    let store = storage::open(storage)?;
    let mut listed = store.list(None);
    while let Some(found) = listed.next().await.transpose().map_err(failed)? {
        let bytes = store
            .get(&found.location)
            .await
            .map_err(failed)?
            .bytes()
            .await
            .map_err(failed)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, format!("{UPLOADS}/{}", found.location), bytes.as_ref())?;
    }
    Ok(())
}

async fn into_bucket(kept: &Path, storage: &Storage) -> Result<(), Failure> {
    let store = storage::open(storage)?;
    let mut folders = vec![kept.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir()? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(kept).unwrap_or(&path).to_string_lossy().into_owned();
            let bytes = std::fs::read(&path)?;
            store.put(&name.into(), bytes.into()).await.map_err(failed)?;
        }
    }
    Ok(())
}

fn failed(error: object_store::Error) -> Failure {
    Failure::Other(format!("STORAGE_URL: {error}"))
}

/// A folder that is gone when it is no longer needed. It stands beside its target, so that a rename never copies.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn beside(target: &Path) -> Result<Self, Failure> {
        let parent = target
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent)?;
        let folder = parent.join(format!(".peertest-hub-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "could not be removed");
        }
    }
}
