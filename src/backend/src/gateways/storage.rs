//! Where pictures are kept: a folder, or memory in tests, through `object_store`.

use crate::{Error, Result, config::Config};
use object_store::{ObjectStore, local::LocalFileSystem};
use std::sync::Arc;

/// # Errors
/// When the folder cannot be made.
pub fn open(config: &Config) -> Result<Arc<dyn ObjectStore>> {
    let dir = config.storage_dir();
    std::fs::create_dir_all(&dir)
        .map_err(|e| Error::Internal(format!("STORAGE_URL: cannot make {}: {e}", dir.display())))?;
    let store = LocalFileSystem::new_with_prefix(&dir)
        .map_err(|e| Error::Internal(format!("STORAGE_URL: cannot use {}: {e}", dir.display())))?;
    Ok(Arc::new(store.with_automatic_cleanup(true)))
}
