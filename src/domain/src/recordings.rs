//! Recordings of the screen, handed in as evidence, with marks at the moments that matter.

use crate::{
    ids::{RecordingId, StepId},
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

/// Largest file that is taken: 50 MiB.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;
/// Longest recording, in seconds.
pub const MAX_SECONDS: u32 = 60;
/// A recorder is stopped by a clock and ends with a frame: so much may lie between them, in milliseconds.
const SLACK: u32 = 1_000;
/// Longest recording that is taken, in milliseconds.
pub const MAX_MILLIS: u32 = MAX_SECONDS * 1_000 + SLACK;
/// Recordings of one submission.
pub const MAX_PER_SUBMISSION: usize = 10;
/// Marks of one recording.
pub const MAX_MARKS: usize = 50;
/// Characters that a mark may say.
pub const MAX_WORDS: usize = 200;

/// A moment of a recording that is worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mark {
    /// Where it stands, in milliseconds from the beginning.
    pub at: u32,
    /// What is seen there; may be empty.
    pub words: String,
}

impl Mark {
    /// `0:07`, as players tell it.
    #[must_use]
    pub fn clock(&self) -> String {
        clock(self.at)
    }
}

/// Milliseconds as `minutes:seconds`, cut off to the second.
#[must_use]
pub fn clock(millis: u32) -> String {
    let seconds = millis / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A recording, as a WebM file that a browser can seek in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recording {
    pub id: RecordingId,
    pub step_id: Option<StepId>,
    /// The file, for who may read the report. It is answered in parts where a player asks for parts.
    pub url: String,
    /// How long it is, in milliseconds.
    pub millis: u32,
    pub width: u32,
    pub height: u32,
    /// Size of the file.
    pub bytes: usize,
    /// In the order of their moments.
    pub marks: Vec<Mark>,
    pub created_at: Timestamp,
}

/// A mark as it is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MarkInput {
    /// Milliseconds from the beginning. A mark after the end stands at the end.
    #[serde(deserialize_with = "crate::validation::whole")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 0, maximum = 61_000))]
    pub at: Option<i64>,
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub words: String,
}

/// The marks of a recording, in the place of those that there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MarksInput {
    #[cfg_attr(feature = "openapi", schema(required, value_type = Vec<MarkInput>, max_items = 50))]
    pub marks: Option<Vec<MarkInput>>,
}

impl From<Vec<Mark>> for MarksInput {
    fn from(marks: Vec<Mark>) -> Self {
        let input = |mark: Mark| MarkInput {
            at: Some(mark.at.into()),
            words: mark.words,
        };
        Self {
            marks: Some(marks.into_iter().map(input).collect()),
        }
    }
}

impl MarksInput {
    /// The marks of a recording of `millis`, in the order of their moments.
    ///
    /// # Errors
    /// Too many of them, moments before the beginning or beyond what any recording has, words that are too long.
    pub fn validate(&self, millis: u32) -> Result<Vec<Mark>, Invalid> {
        let mut v = Invalid::default();
        let given = self.marks.as_deref().unwrap_or_default();
        if self.marks.is_none() {
            v.push("marks", "required", "Send the marks; an empty list takes all away.");
        }
        if given.len() > MAX_MARKS {
            v.push("marks", "too_many", format!("Use at most {MAX_MARKS} marks."));
        }
        let mut marks: Vec<Mark> = Vec::new();
        for (n, mark) in given.iter().take(MAX_MARKS).enumerate() {
            let at = v.number(&format!("marks[{n}].at"), mark.at, 0, i64::from(MAX_MILLIS));
            let words = v.text(&format!("marks[{n}].words"), &mark.words, 0, MAX_WORDS);
            let at = u32::try_from(at).unwrap_or_default().min(millis);
            marks.push(Mark { at, words });
        }
        marks.sort_by_key(|mark| mark.at);
        v.into_result(marks)
    }
}

/// A recording that has been sent in pieces, with what belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RecordingInput {
    /// The upload that it has been sent as, begun with `kind` `recording`.
    #[cfg_attr(feature = "openapi", schema(required, pattern = "^[A-Za-z0-9_-]{1,96}$"))]
    pub upload_id: String,
    /// The step it is evidence for.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{0,64}$"))]
    pub step_id: Option<String>,
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub marks: Vec<MarkInput>,
}

impl RecordingInput {
    #[must_use]
    pub fn marks(&self) -> MarksInput {
        MarksInput {
            marks: Some(self.marks.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(marks: &[(i64, &str)]) -> MarksInput {
        let mark = |(at, words): &(i64, &str)| MarkInput {
            at: Some(*at),
            words: (*words).to_owned(),
        };
        MarksInput {
            marks: Some(marks.iter().map(mark).collect()),
        }
    }

    #[test]
    fn marks_stand_in_the_order_of_their_moments_and_within_the_recording() {
        let marks = input(&[(7_000, " the total is wrong "), (1_500, ""), (9_999, "end")]).validate(8_000);
        let told: Vec<_> = marks.iter().flatten().map(|m| (m.clock(), m.words.as_str())).collect();
        assert_eq!(
            told,
            [
                ("0:01".into(), ""),
                ("0:07".into(), "the total is wrong"),
                ("0:08".into(), "end")
            ]
        );
    }

    #[test]
    fn marks_that_make_no_sense_are_refused_each_by_its_place() {
        let long = "x".repeat(MAX_WORDS + 1);
        let refused = input(&[(-1, ""), (1, &long), (61_001, "")])
            .validate(1)
            .expect_err("all three are refused");
        let told: Vec<_> = refused.0.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
        assert_eq!(
            told,
            [
                ("marks[0].at", "too_small"),
                ("marks[1].words", "too_long"),
                ("marks[2].at", "too_large")
            ]
        );
        let many = input(&[(1, ""); MAX_MARKS + 1]).validate(1).expect_err("one too many");
        assert_eq!(many.0[0].code, "too_many");
    }
}
