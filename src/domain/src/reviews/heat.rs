//! Where all testers of a job have marked something at one of its steps, laid over the picture of one of them.

use crate::ids::{ScreenshotId, SubmissionId};
use serde::{Deserialize, Serialize};

/// So many of the hottest places are told.
pub const SPOTS: usize = 5;
/// How far a picture's shape may differ from that of the one it is laid over, in percent.
const SAME_SHAPE: f64 = 5.0;

/// Whether pictures of these sizes show so much the same that their points can be laid on each other.
#[must_use]
pub fn same_shape(one: (u32, u32), other: (u32, u32)) -> bool {
    let ratio = |(width, height): (u32, u32)| f64::from(width.max(1)) / f64::from(height.max(1));
    (ratio(one) / ratio(other) - 1.0).abs() * 100.0 <= SAME_SHAPE
}

/// A picture that the others can be laid over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeatPicture {
    pub id: ScreenshotId,
    pub submission_id: SubmissionId,
    /// Whose it is.
    pub tester: String,
    /// Without annotations.
    pub original_url: String,
    pub width: u32,
    pub height: u32,
}

/// A place where marks gather, in parts of the picture from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeatSpot {
    pub x: f64,
    pub y: f64,
    /// How many testers marked something there.
    pub testers: usize,
    /// How many marks lie there; one that reaches further counts with what of it does.
    pub marks: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepHeat {
    /// What it is laid over; null when nobody has handed in a picture of the step.
    pub picture: Option<HeatPicture>,
    /// What it could be laid over.
    pub pictures: Vec<HeatPicture>,
    /// Cells from left to right and from top to bottom.
    pub columns: usize,
    pub rows: usize,
    /// How many marks gather in each cell, row by row, with soft edges. Together they are `marks`.
    pub cells: Vec<f64>,
    /// How many testers have marked something.
    pub testers: usize,
    pub marks: usize,
    /// Pictures that were left out because they have another shape than the one that is shown.
    pub left_out: usize,
    /// The hottest places, the hottest first.
    pub spots: Vec<HeatSpot>,
}

/// What it is laid over; unless told, the newest picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct HeatQuery {
    /// One of the pictures of the step.
    pub picture: Option<ScreenshotId>,
}

/// Where on a picture a place lies, in words.
#[must_use]
pub fn region(x: f64, y: f64) -> &'static str {
    let third = |part: f64| (part * 3.0).clamp(0.0, 2.0) as usize;
    const NAMES: [[&str; 3]; 3] = [
        ["Top left", "Top", "Top right"],
        ["Left", "Middle", "Right"],
        ["Bottom left", "Bottom", "Bottom right"],
    ];
    NAMES[third(y)][third(x)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_nearly_the_same_shape_go_together() {
        assert!(same_shape((1280, 720), (640, 360)));
        assert!(same_shape((1000, 1000), (1050, 1000)) && !same_shape((1000, 1000), (1060, 1000)));
        assert!(!same_shape((390, 844), (1280, 720)));
        assert!(!same_shape((0, 0), (2, 1)));
    }

    #[test]
    fn places_have_names() {
        assert_eq!(
            [region(0.0, 0.0), region(0.5, 0.5), region(1.0, 0.9)],
            ["Top left", "Middle", "Bottom right"]
        );
        assert_eq!([region(-1.0, 0.5), region(0.5, 7.0)], ["Left", "Bottom"]);
    }
}
