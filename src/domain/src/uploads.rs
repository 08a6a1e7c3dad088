//! Files on their way in, a piece at a time, so that a connection that breaks costs one piece and not all of them.

use crate::{
    ids::{SubmissionId, UploadId},
    recordings, screenshots,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// Largest piece: 1 MiB.
pub const PIECE_BYTES: usize = 1024 * 1024;
/// So many pieces a file has at most: a recording in pieces of 256 KiB.
pub const MAX_PIECES: usize = 200;
/// For how long one that nobody goes on with is kept.
pub const KEPT_SECONDS: i64 = 24 * 3600;
/// Files of one submission that are on their way at a time, and what they may have together.
pub const MAX_OPEN: usize = 20;
pub const MAX_OPEN_BYTES: usize = MAX_OPEN * screenshots::MAX_BYTES;

/// What a file is going to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UploadKind {
    #[default]
    Picture,
    Recording,
}

impl UploadKind {
    const ALL: [Self; 2] = [Self::Picture, Self::Recording];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Recording => "recording",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    fn most(self) -> (usize, &'static str) {
        match self {
            Self::Picture => (screenshots::MAX_BYTES, screenshots::TOO_LARGE),
            Self::Recording => (recordings::MAX_BYTES, "A recording may have 50 MiB at most."),
        }
    }
}

/// What is about to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UploadInput {
    /// Size of the whole file: up to 10 MiB of a picture, and 50 of a recording.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 52_428_800))]
    pub bytes: Option<i64>,
    /// `picture` or `recording`; a picture when left out.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(picture|recording)?$"))]
    pub kind: Option<String>,
}

impl UploadInput {
    /// What it is going to be, and the size of the whole file.
    ///
    /// # Errors
    /// When it is nothing that is taken, or too large.
    pub fn validate(&self) -> Result<(UploadKind, usize), Invalid> {
        let code = self.kind.as_deref().filter(|code| !code.is_empty());
        let kind = code.map_or(Some(UploadKind::Picture), UploadKind::from_code);
        let kind = kind.ok_or_else(|| Invalid::one("kind", "unknown", "Use picture or recording."))?;
        let (most, told) = kind.most();
        match usize::try_from(self.bytes.unwrap_or_default()) {
            Ok(0) => Err(Invalid::one("bytes", "required", "Say how large the file is.")),
            Ok(bytes) if bytes <= most => Ok((kind, bytes)),
            Ok(_) => Err(Invalid::one("bytes", "too_large", told)),
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
    pub kind: UploadKind,
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
        use UploadKind::{Picture, Recording};
        let judged = |bytes, kind: &str| {
            let input = UploadInput {
                bytes: Some(bytes),
                kind: Some(kind.to_owned()),
            };
            input.validate().map_err(|e| e.0[0].code.clone())
        };
        assert_eq!(judged(1, ""), Ok((Picture, 1)));
        assert_eq!(judged(10_485_760, "picture"), Ok((Picture, screenshots::MAX_BYTES)));
        assert_eq!(judged(52_428_800, "recording"), Ok((Recording, recordings::MAX_BYTES)));
        assert_eq!(judged(0, ""), Err("required".into()));
        assert_eq!(judged(-1, ""), Err("out_of_range".into()));
        assert_eq!(judged(10_485_761, ""), Err("too_large".into()));
        assert_eq!(judged(52_428_801, "recording"), Err("too_large".into()));
        assert_eq!(judged(1, "film"), Err("unknown".into()));
    }

    #[test]
    fn pieces_add_up_to_the_file_and_no_further() {
        let upload = Upload {
            id: UploadId::parse("u").expect("an id"),
            submission_id: SubmissionId::parse("s").expect("an id"),
            kind: UploadKind::Picture,
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
