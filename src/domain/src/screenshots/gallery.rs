//! The pictures of a report as a viewer turns them over, and those that one of them can be compared with.

use super::Screenshot;
use crate::ids::{JobId, SubmissionId};
use serde::{Deserialize, Serialize};

/// On which side of a report somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Client,
    Tester,
    Admin,
}

impl Side {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Tester => "tester",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Client, Self::Tester, Self::Admin]
            .into_iter()
            .find(|side| side.code() == code)
    }
}

/// A picture and the number of the step it is evidence for, counted from 1; none for the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Framed {
    pub picture: Screenshot,
    pub step: Option<usize>,
}

/// Every picture of one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gallery {
    pub submission_id: SubmissionId,
    pub job_id: JobId,
    pub tester: String,
    /// Who looks.
    pub side: Side,
    /// In the order of the journey; pictures for the whole come last.
    pub pictures: Vec<Framed>,
}

impl Gallery {
    /// Puts pictures in the order of `steps`; those of a step keep theirs.
    #[must_use]
    pub fn in_order(pictures: Vec<Screenshot>, steps: &[crate::journeys::Step]) -> Vec<Framed> {
        let place = |picture: &Screenshot| {
            let at = steps.iter().position(|step| Some(&step.id) == picture.step_id.as_ref());
            at.map(|n| n + 1)
        };
        let mut framed: Vec<_> = pictures
            .into_iter()
            .map(|picture| Framed {
                step: place(&picture),
                picture,
            })
            .collect();
        framed.sort_by_key(|framed| framed.step.unwrap_or(usize::MAX));
        framed
    }
}

/// A picture that another tester has handed in for the same step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    pub tester: String,
    pub picture: Screenshot,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::{ScreenshotId, StepId},
        journeys::Step,
        screenshots::Thumbnails,
        timestamp::Timestamp,
    };

    fn step(id: &str) -> Step {
        Step {
            id: StepId::parse(id).expect("an id"),
            action: String::new(),
            expected: String::new(),
            evidence_required: false,
        }
    }

    fn picture(id: &str, step: Option<&str>) -> Screenshot {
        Screenshot {
            id: ScreenshotId::parse(id).expect("an id"),
            step_id: step.map(|id| StepId::parse(id).expect("an id")),
            url: String::new(),
            original_url: String::new(),
            thumbnail_url: String::new(),
            thumbnails: Thumbnails {
                small: String::new(),
                medium: String::new(),
                large: String::new(),
            },
            width: 1,
            height: 1,
            scene: None,
            created_at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn pictures_follow_the_journey_and_those_for_the_whole_come_last() {
        let pictures = vec![
            picture("whole", None),
            picture("late", Some("b")),
            picture("first", Some("a")),
            picture("second", Some("a")),
            picture("lost", Some("gone")),
        ];
        let framed = Gallery::in_order(pictures, &[step("a"), step("b")]);
        let shown: Vec<_> = framed.iter().map(|f| (f.picture.id.as_str(), f.step)).collect();
        assert_eq!(
            shown,
            [
                ("first", Some(1)),
                ("second", Some(1)),
                ("late", Some(2)),
                ("whole", None),
                ("lost", None)
            ]
        );
    }

    #[test]
    fn sides_are_read_back() {
        for side in [Side::Client, Side::Tester, Side::Admin] {
            assert_eq!(Side::from_code(side.code()), Some(side));
        }
        assert_eq!(Side::from_code("nobody"), None);
    }
}
