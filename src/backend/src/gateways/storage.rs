//! Where pictures are kept: a folder, a bucket, or memory in tests, through `object_store`.

use crate::{
    Error, Result,
    config::{Bucket, Storage},
};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt as _, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    prefix::PrefixStore,
};
use std::{path::Path, sync::Arc, time::Duration};

/// How long a bucket may take for one request, and for all tries of it: somebody waits for the answer.
const TIMEOUT: Duration = Duration::from_secs(10);
const RETRIES: usize = 3;

/// # Errors
/// When the folder cannot be made, or the settings of the bucket cannot be used.
pub fn open(storage: &Storage) -> Result<Arc<dyn ObjectStore>> {
    match storage {
        Storage::Folder(dir) => folder(dir),
        Storage::Bucket(bucket) => in_bucket(bucket),
    }
}

/// What a store that fails is to whoever asked.
pub(crate) fn failed(error: object_store::Error) -> Error {
    Error::Upstream("The picture store", Box::new(error))
}

/// The last part of a name without its extension: the hash. Files of earlier releases are named by revision and use, which is as
/// good to tell one from another.
#[must_use]
pub(crate) fn tag(name: &str) -> &str {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.split('.').next().unwrap_or(last)
}

/// Removes files that nothing names any more. One that cannot be removed costs space and nothing else.
pub(crate) async fn discard<'a>(store: &dyn ObjectStore, names: impl Iterator<Item = &'a String>) {
    for name in names {
        match store.delete(&object_store::path::Path::from(name.as_str())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(file = %name, %error, "a file that nothing refers to could not be removed"),
        }
    }
}

fn folder(dir: &Path) -> Result<Arc<dyn ObjectStore>> {
    std::fs::create_dir_all(dir)
        .map_err(|e| Error::Internal(format!("STORAGE_URL: cannot make {}: {e}", dir.display())))?;
    let store = LocalFileSystem::new_with_prefix(dir)
        .map_err(|e| Error::Internal(format!("STORAGE_URL: cannot use {}: {e}", dir.display())))?;
    Ok(Arc::new(store.with_automatic_cleanup(true)))
}

fn in_bucket(bucket: &Bucket) -> Result<Arc<dyn ObjectStore>> {
    let refused = |error: object_store::Error| Error::Internal(format!("STORAGE_URL: {error}"));
    let plain = bucket
        .settings
        .iter()
        .any(|(name, value)| name.starts_with("AWS_ENDPOINT_URL") && value.expose().starts_with("http://"));
    let options = ClientOptions::new()
        .with_timeout(TIMEOUT)
        .with_allow_http(plain)
        .with_http1_only();
    let retries = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: TIMEOUT * 2,
        ..RetryConfig::default()
    };
    let mut builder = AmazonS3Builder::new().with_client_options(options).with_retry(retries);
    for (name, value) in &bucket.settings {
        let key: AmazonS3ConfigKey = name.to_ascii_lowercase().parse().map_err(refused)?;
        builder = builder.with_config(key, value.expose());
    }
    let store = builder.with_bucket_name(&bucket.name).build().map_err(refused)?;
    if bucket.prefix.is_empty() {
        return Ok(Arc::new(store));
    }
    Ok(Arc::new(PrefixStore::new(store, bucket.prefix.as_str())))
}
