//! Pictures handed in as evidence.

pub mod gallery;

use crate::{
    ids::{ScreenshotId, StepId},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Largest file that is taken: 10 MiB.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Largest picture that is taken: 50 megapixels.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Pictures of one submission.
pub const MAX_PER_SUBMISSION: usize = 100;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Screenshot {
    pub id: ScreenshotId,
    pub step_id: Option<StepId>,
    /// The picture with its annotations.
    pub url: String,
    /// The picture without them; what was redacted is gone from both.
    pub original_url: String,
    pub thumbnail_url: String,
    pub width: u32,
    pub height: u32,
    /// The annotations as data in picture pixels, null when there are none.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub scene: Option<annotate::Scene>,
    pub created_at: Timestamp,
}
