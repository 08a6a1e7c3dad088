//! Remarks pinned to a point of a picture, with their answers: how client and tester talk about what was handed in.

use crate::{
    error::Conflict,
    ids::{RemarkId, ScreenshotId, UserId},
    screenshots::gallery::Side,
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// Remarks and answers of one picture.
pub const MAX_PER_PICTURE: usize = 200;
/// Characters of a remark or an answer.
pub const MAX_TEXT: usize = 2000;
/// For how long an author may put what they wrote in other words.
pub const EDIT_MINUTES: i64 = 15;

/// Who wrote something, and on which side they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Author {
    pub id: UserId,
    pub name: String,
    pub side: Side,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Remark {
    pub id: RemarkId,
    pub screenshot_id: ScreenshotId,
    /// What its pin says: 1 for the first of a picture, and no number comes twice.
    pub number: i64,
    /// Where it is pinned, in pixels of the picture from its top left corner.
    pub x: f64,
    pub y: f64,
    pub author: Author,
    /// Empty once it was removed.
    pub text: String,
    pub resolved: bool,
    /// Its author has removed it; what others have answered stays.
    pub removed: bool,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Oldest first.
    pub answers: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    pub id: RemarkId,
    pub author: Author,
    pub text: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

/// Whether what was written then may still be put in other words.
///
/// # Errors
/// Once the time for it is over.
pub fn may_edit(written: Timestamp, now: Timestamp) -> Result<(), Conflict> {
    if now.seconds_since(written) <= EDIT_MINUTES * 60 {
        Ok(())
    } else {
        Err(Conflict::EditOver)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RemarkInput {
    /// In pixels of the picture from its left edge.
    #[cfg_attr(feature = "openapi", schema(required, value_type = f64, minimum = 0, maximum = 100_000))]
    pub x: Option<f64>,
    /// In pixels of the picture from its top.
    #[cfg_attr(feature = "openapi", schema(required, value_type = f64, minimum = 0, maximum = 100_000))]
    pub y: Option<f64>,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub text: String,
}

impl RemarkInput {
    /// The point and the text, for a picture of this size.
    ///
    /// # Errors
    /// A point beside the picture; nothing said, or too much.
    pub fn validate(&self, width: u32, height: u32) -> Result<(f64, f64, String), Invalid> {
        let mut v = Invalid::default();
        let x = within(&mut v, "x", self.x, width);
        let y = within(&mut v, "y", self.y, height);
        let text = v.text("text", &self.text, 1, MAX_TEXT);
        v.into_result((x, y, text))
    }
}

fn within(v: &mut Invalid, field: &str, place: Option<f64>, side: u32) -> f64 {
    match place {
        None => v.push(field, "required", "This is needed."),
        Some(place) if !(0.0..=f64::from(side)).contains(&place) => {
            v.push(
                field,
                "outside",
                format!("This lies beside the picture: use 0 to {side}."),
            );
        }
        Some(_) => {}
    }
    place.unwrap_or_default()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AnswerInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub text: String,
}

impl AnswerInput {
    /// # Errors
    /// When nothing is said, or too much.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let text = v.text("text", &self.text, 1, MAX_TEXT);
        v.into_result(text)
    }
}

/// A change of a remark or an answer. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RemarkPatch {
    /// By its author, within 15 minutes.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000))]
    pub text: Option<String>,
    /// Of a remark, by either side.
    pub resolved: Option<bool>,
}

impl RemarkPatch {
    /// # Errors
    /// When nothing is left of the text, or it is too long.
    pub fn validate(&self) -> Result<Self, Invalid> {
        let mut v = Invalid::default();
        let text = self.text.as_deref().map(|text| v.text("text", text, 1, MAX_TEXT));
        v.into_result(Self {
            text,
            resolved: self.resolved,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(input: &RemarkInput) -> Vec<String> {
        let errors = input.validate(100, 50).expect_err("it is refused").0;
        errors.into_iter().map(|e| format!("{}:{}", e.field, e.code)).collect()
    }

    #[test]
    fn a_point_lies_within_the_picture() {
        let good = RemarkInput {
            x: Some(100.0),
            y: Some(0.0),
            text: " here ".into(),
        };
        assert_eq!(good.validate(100, 50), Ok((100.0, 0.0, "here".into())));
        let beside = RemarkInput {
            x: Some(100.1),
            y: Some(-0.1),
            ..good.clone()
        };
        assert_eq!(refused(&beside), ["x:outside", "y:outside"]);
        let nowhere = RemarkInput {
            x: Some(f64::NAN),
            y: Some(f64::INFINITY),
            ..good
        };
        assert_eq!(refused(&nowhere), ["x:outside", "y:outside"]);
        assert_eq!(
            refused(&RemarkInput::default()),
            ["x:required", "y:required", "text:required"]
        );
    }

    #[test]
    fn words_are_changed_within_a_quarter_of_an_hour() {
        let written = Timestamp::from_millis(0);
        assert_eq!(may_edit(written, written.plus_seconds(900)), Ok(()));
        assert_eq!(may_edit(written, written.plus_seconds(901)), Err(Conflict::EditOver));
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let patch = RemarkPatch {
            text: Some("  ".into()),
            resolved: Some(true),
        };
        assert_eq!(patch.validate().expect_err("nothing is left").0[0].code, "required");
        assert_eq!(RemarkPatch::default().validate(), Ok(RemarkPatch::default()));
        let long = AnswerInput {
            text: "x".repeat(MAX_TEXT + 1),
        };
        assert_eq!(long.validate().expect_err("too much").0[0].code, "too_long");
    }
}
