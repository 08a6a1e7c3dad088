//! A backup is one tar file: `database.surql`, and every picture under `uploads/`.

use crate::{Failure, commands::say, settings::Settings};
use backend::{config::Config, db::Db};
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
    let uploads = settings.config.storage_dir();
    if uploads.is_dir() {
        tar.append_dir_all(UPLOADS, &uploads)?;
    }
    tar.into_inner()?.sync_all()?;
    std::fs::rename(&whole, file)?;
    say(&format!("backed up to {}", file.display()));
    Ok(())
}

/// Reads a backup into a database and a picture folder that are both empty, and refuses otherwise.
pub async fn read(settings: Settings, file: &Path) -> Result<(), Failure> {
    let archive = File::open(file).map_err(|e| Failure::Other(format!("{}: {e}", file.display())))?;
    let db = Db::connect(&settings.config.database).await?;
    if !db.is_empty().await? {
        return Err(Failure::Other(
            "the database is not empty; name another in DATABASE_URL, or remove it first".into(),
        ));
    }
    let uploads = settings.config.storage_dir();
    if uploads.is_dir() && uploads.read_dir()?.next().is_some() {
        return Err(Failure::Other(format!(
            "{} is not empty; name another folder in STORAGE_URL",
            uploads.display()
        )));
    }
    let scratch = Scratch::beside(&uploads)?;
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
    if kept.is_dir() {
        if uploads.is_dir() {
            std::fs::remove_dir(&uploads)?;
        }
        std::fs::rename(&kept, &uploads)?;
    }
    say(&format!("restored from {}", file.display()));
    Ok(())
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
