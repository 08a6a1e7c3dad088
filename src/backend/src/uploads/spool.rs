//! A file on its way. It waits on the disk, not in memory, until its turn comes to be looked at: of many large ones that come at once
//! each would take what it weighs for as long as it waits. The file has no name, and is gone with whoever holds it, even after a crash.

use crate::{Error, Result};
use std::{
    fs::File,
    io::{BufReader, Seek as _},
};
use tokio::io::AsyncWriteExt as _;

/// How much of it is read at once, in bytes.
const BUFFER: usize = 64 * 1024;

/// A file that is being written.
pub struct Spool {
    file: tokio::fs::File,
    bytes: usize,
}

impl Spool {
    /// # Errors
    /// When the folder for temporary files cannot be written to; so with everything here.
    pub async fn begin() -> Result<Self> {
        let made = tokio::task::spawn_blocking(tempfile::tempfile).await;
        let file = made.map_err(std::io::Error::other).flatten().map_err(failed)?;
        Ok(Self {
            file: tokio::fs::File::from_std(file),
            bytes: 0,
        })
    }

    /// How much there is so far, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// # Errors
    /// When the disk is full or broken.
    pub async fn push(&mut self, part: &[u8]) -> Result<()> {
        self.file.write_all(part).await.map_err(failed)?;
        self.bytes += part.len();
        Ok(())
    }

    /// The file as a whole, read from its beginning.
    ///
    /// # Errors
    /// When the disk is full or broken.
    pub async fn whole(mut self) -> Result<BufReader<File>> {
        self.file.flush().await.map_err(failed)?;
        let mut file = self.file.into_std().await;
        file.rewind().map_err(failed)?;
        Ok(BufReader::with_capacity(BUFFER, file))
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::Internal(format!("a file on its way could not be kept: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[tokio::test]
    async fn what_is_put_in_comes_out() {
        let mut spool = Spool::begin().await.expect("a file");
        assert_eq!(spool.bytes(), 0);
        for part in [&b"one, "[..], b"", b"two"] {
            spool.push(part).await.expect("written");
        }
        assert_eq!(spool.bytes(), 8);
        let mut text = String::new();
        spool
            .whole()
            .await
            .expect("a file")
            .read_to_string(&mut text)
            .expect("read");
        assert_eq!(text, "one, two");
    }
}
