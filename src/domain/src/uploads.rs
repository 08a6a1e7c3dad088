//! Files on their way in, a piece at a time, so that a connection that breaks costs one piece and not all of them.

use crate::{
    ids::{SubmissionId, UploadId},
    screenshots::MAX_BYTES,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// Largest piece: 1 MiB.
pub const PIECE_BYTES: usize = 1024 * 1024;
/// For how long one that nobody goes on with is kept.
pub const KEPT_SECONDS: i64 = 24 * 3600;
/// Files of one submission that are on their way at a time.
pub const MAX_OPEN: usize = 20;

/// What is about to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UploadInput {
    /// Size of the whole file, up to 10 MiB.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 10_485_760))]
    pub bytes: Option<i64>,
}

impl UploadInput {
    /// The size of the whole file.
    ///
    /// # Errors
    /// When it is none, or too large.
    pub fn validate(&self) -> Result<usize, Invalid> {
        match usize::try_from(self.bytes.unwrap_or_default()) {
            Ok(bytes @ 1..=MAX_BYTES) => Ok(bytes),
            Ok(0) => Err(Invalid::one("bytes", "required", "Say how large the file is.")),
            Ok(_) => Err(Invalid::one("bytes", "too_large", "A picture may have 10 MiB at most.")),
            Err(_) => Err(Invalid::one("bytes", "out_of_range", "Say how large the file is.")),
        }
    }
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    pub id: UploadId,
    pub submission_id: SubmissionId,
    /// Size of the whole file.
    pub bytes: usize,
    /// So much of it has arrived; the next piece begins here.
    pub offset: usize,
    /// Largest piece that is taken.
    pub piece_bytes: usize,
    /// What has not been finished by then is thrown away.
    pub expires_at: Timestamp,
}

impl Upload {
    /// Where the upload stands after a piece that begins at `offset`.
    ///
    /// # Errors
    /// When there is nothing in it, or more than was said.
    pub fn after(&self, piece: usize) -> Result<usize, Invalid> {
        let end = self.offset.saturating_add(piece);
        if piece == 0 {
            Err(Invalid::one(
                "",
                "required",
                "Send the next piece of the file as the body.",
            ))
        } else if end > self.bytes {
            Err(Invalid::one(
                "",
                "too_large",
                "This is more than the file was said to have.",
            ))
        } else {
            Ok(end)
        }
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.offset == self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_judged_before_anything_is_sent() {
        let code = |bytes| {
            UploadInput { bytes: Some(bytes) }
                .validate()
                .map_err(|e| e.0[0].code.clone())
        };
        assert_eq!(code(1), Ok(1));
        assert_eq!(code(10_485_760), Ok(MAX_BYTES));
        assert_eq!(code(0), Err("required".into()));
        assert_eq!(code(-1), Err("out_of_range".into()));
        assert_eq!(code(10_485_761), Err("too_large".into()));
    }

    #[test]
    fn pieces_add_up_to_the_file_and_no_further() {
        let upload = Upload {
            id: UploadId::parse("u").expect("an id"),
            submission_id: SubmissionId::parse("s").expect("an id"),
            bytes: 10,
            offset: 6,
            piece_bytes: PIECE_BYTES,
            expires_at: Timestamp::from_millis(0),
        };
        assert_eq!(upload.after(4).ok(), Some(10));
        assert!(upload.after(5).is_err() && upload.after(0).is_err() && upload.after(usize::MAX).is_err());
        assert!(!upload.is_whole());
    }
}
