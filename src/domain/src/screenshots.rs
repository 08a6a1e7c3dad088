//! Pictures handed in as evidence.

pub mod gallery;

use crate::{
    ids::{ScreenshotId, StepId, SubmissionId},
    timestamp::Timestamp,
    users::Person,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// Largest file that is taken: 10 MiB.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// What is said about a larger one.
pub const TOO_LARGE: &str = "A picture may have 10 MiB at most.";
/// Largest picture that is taken: 50 megapixels.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Pictures of one submission.
pub const MAX_PER_SUBMISSION: usize = 100;

/// A thumbnail, by how long its longer side may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ThumbnailSize {
    Small,
    #[default]
    Medium,
    Large,
}

impl ThumbnailSize {
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// The longer side, in pixels. Smaller pictures stay as they are.
    #[must_use]
    pub fn side(self) -> u32 {
        match self {
            Self::Small => 256,
            Self::Medium => 640,
            Self::Large => 1600,
        }
    }

    /// How wide the thumbnail of a picture of this size is.
    #[must_use]
    pub fn width(self, width: u32, height: u32) -> u32 {
        let longer = u64::from(width.max(height)).max(1);
        let side = u64::from(self.side()).min(longer);
        let scaled = (u64::from(width) * side + longer / 2) / longer;
        u32::try_from(scaled.max(1)).unwrap_or(self.side())
    }
}

/// The addresses of a picture's thumbnails: at most 256, 640 and 1600 pixels on the longer side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thumbnails {
    pub small: String,
    pub medium: String,
    pub large: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Screenshot {
    pub id: ScreenshotId,
    pub step_id: Option<StepId>,
    /// The picture with its annotations.
    pub url: String,
    /// The picture without them; what was redacted is gone from both.
    pub original_url: String,
    /// The thumbnail of medium size.
    pub thumbnail_url: String,
    pub thumbnails: Thumbnails,
    pub width: u32,
    pub height: u32,
    /// The annotations as data in picture pixels, null when there are none.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub scene: Option<annotate::Scene>,
    pub created_at: Timestamp,
}

/// How a picture is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    SamePixels,
    LooksAlike,
}

/// A picture that is like one that another tester of the job had added before. A hint to look, and no proof: two people who see the
/// same screen take the same picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookAlike {
    /// The picture of this report.
    pub screenshot_id: ScreenshotId,
    pub kind: Likeness,
    /// The report that has the other picture.
    pub submission_id: SubmissionId,
    pub other_screenshot_id: ScreenshotId,
    /// Whose report that is.
    pub tester: Person,
}

/// The files of a picture that can be shown to somebody who has no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    Annotated,
    Original,
}

impl Shared {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Annotated => "annotated",
            Self::Original => "original",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Annotated, Self::Original]
            .into_iter()
            .find(|known| known.code() == code)
    }
}

/// For how long a link may be good, in hours, and for how long it is when nothing is said.
pub const MAX_LINK_HOURS: i64 = 168;
const LINK_HOURS: i64 = 24;

/// What a link is asked for with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PictureLinkInput {
    /// `annotated` or `original`.
    #[cfg_attr(feature = "openapi", schema(required, pattern = "^(annotated|original)$"))]
    pub variant: String,
    /// 1 to 168; 24 when left out.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 1, maximum = 168))]
    pub hours: Option<i64>,
}

impl PictureLinkInput {
    /// # Errors
    /// A file that there is none of, or a time that is too short or too long.
    pub fn validate(&self) -> Result<(Shared, i64), Invalid> {
        let mut v = Invalid::default();
        let variant = Shared::from_code(&self.variant);
        if variant.is_none() {
            let code = if self.variant.is_empty() { "required" } else { "unknown" };
            v.push("variant", code, "Use annotated or original.");
        }
        let hours = self.hours.or(Some(LINK_HOURS));
        let hours = v.number("hours", hours, 1, MAX_LINK_HOURS);
        v.into_result((variant.unwrap_or(Shared::Annotated), hours))
    }
}

/// An address that shows one file of a picture to whoever has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PictureLink {
    pub url: String,
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_is_as_wide_as_its_picture_is_upright() {
        let widths = |width, height| ThumbnailSize::ALL.map(|size| size.width(width, height));
        assert_eq!(widths(3200, 1600), [256, 640, 1600]);
        assert_eq!(widths(1600, 3200), [128, 320, 800]);
        assert_eq!(widths(300, 100), [256, 300, 300]);
        assert_eq!(widths(1, 50_000), [1, 1, 1]);
    }

    #[test]
    fn a_link_is_asked_for_with_sense() {
        let input = |variant: &str, hours| PictureLinkInput {
            variant: variant.to_owned(),
            hours,
        };
        assert_eq!(input("original", None).validate(), Ok((Shared::Original, 24)));
        assert_eq!(input("annotated", Some(168)).validate(), Ok((Shared::Annotated, 168)));
        for (bad, fields) in [
            (input("thumbnail", None), vec!["variant"]),
            (input("original", Some(0)), vec!["hours"]),
            (input("", Some(169)), vec!["variant", "hours"]),
        ] {
            let refused = bad.validate().expect_err("refused");
            let named: Vec<_> = refused.0.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(named, fields);
        }
    }
}
