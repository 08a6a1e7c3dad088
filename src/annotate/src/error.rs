//! The one error of this crate: why a scene, or a change to one, is refused.

use std::fmt;

use crate::limits;

/// Why a scene, or a change to one, is refused. `Display` is a sentence that may be shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SceneError {
    /// More than [`limits::JSON_BYTES`].
    TooLarge {
        bytes: usize,
    },
    /// Not a scene: broken JSON, a missing field, an unknown kind of shape.
    Malformed(String),
    UnknownVersion(u32),
    /// A side of the picture is 0 or above [`limits::PICTURE_SIDE`].
    PictureSize {
        width: u32,
        height: u32,
    },
    /// More than [`limits::SHAPES`].
    TooManyShapes(usize),
    /// More than [`limits::PEN_POINTS`] in a shape, or without one, [`limits::ALL_POINTS`] in the scene.
    TooManyPoints {
        shape: Option<u64>,
        count: usize,
    },
    /// More than [`limits::TEXT_CHARS`].
    TextTooLong {
        shape: u64,
        chars: usize,
    },
    /// A number of a shape is not finite or outside its limits; `field` is the JSON field.
    OutOfRange {
        shape: u64,
        field: &'static str,
    },
    DuplicateId(u64),
    /// What is to be left of the picture lies beside it, or is smaller than [`limits::CROP_SIDE`].
    Crop,
    /// It would be painted over more often than [`limits::PAINTED`] and [`limits::HIDDEN`] say.
    TooMuchWork,
    /// `extra` contains a name that the format uses itself.
    ReservedField(&'static str),
    /// An action names a shape that is not there.
    UnknownShape(u64),
    /// An action asks of a shape what its kind cannot do, such as the text of an arrow.
    WrongKind(u64),
}

impl SceneError {
    /// A name that does not change, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "scene.too_large",
            Self::Malformed(_) => "scene.malformed",
            Self::UnknownVersion(_) => "scene.unknown_version",
            Self::PictureSize { .. } => "scene.picture_size",
            Self::TooManyShapes(_) => "scene.too_many_shapes",
            Self::TooManyPoints { .. } => "scene.too_many_points",
            Self::TextTooLong { .. } => "scene.text_too_long",
            Self::OutOfRange { .. } => "scene.out_of_range",
            Self::DuplicateId(_) => "scene.duplicate_id",
            Self::Crop => "scene.crop",
            Self::TooMuchWork => "scene.too_much_work",
            Self::ReservedField(_) => "scene.reserved_field",
            Self::UnknownShape(_) => "scene.unknown_shape",
            Self::WrongKind(_) => "scene.wrong_kind",
        }
    }

    /// The parser quotes what it did not like, and a stranger decides how long that is: keep the beginning.
    pub(crate) fn malformed(error: &serde_json::Error) -> Self {
        Self::Malformed(error.to_string().chars().take(200).collect())
    }
}

impl fmt::Display for SceneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => write!(
                f,
                "the drawing is too large ({bytes} bytes, at most {})",
                limits::JSON_BYTES
            ),
            Self::Malformed(why) => write!(f, "this is not a drawing: {why}"),
            Self::UnknownVersion(version) => write!(f, "drawings of version {version} are not understood"),
            Self::PictureSize { width, height } => {
                write!(
                    f,
                    "a picture of {width} by {height} pixels cannot be drawn on (sides from 1 to {})",
                    limits::PICTURE_SIDE
                )
            }
            Self::TooManyShapes(count) => write!(f, "too many shapes ({count}, at most {})", limits::SHAPES),
            Self::TooManyPoints { shape: Some(id), count } => {
                write!(
                    f,
                    "pen stroke {id} has too many points ({count}, at most {})",
                    limits::PEN_POINTS
                )
            }
            Self::TooManyPoints { shape: None, count } => {
                write!(
                    f,
                    "the pen strokes have too many points ({count}, at most {})",
                    limits::ALL_POINTS
                )
            }
            Self::TextTooLong { shape, chars } => {
                write!(
                    f,
                    "text {shape} is too long ({chars} characters, at most {})",
                    limits::TEXT_CHARS
                )
            }
            Self::OutOfRange { shape, field } => write!(f, "shape {shape}: {field} is out of range"),
            Self::DuplicateId(id) => write!(f, "two shapes have the id {id}"),
            Self::Crop => write!(
                f,
                "what is left of the picture must lie on it, with sides of at least {} pixels",
                limits::CROP_SIDE
            ),
            Self::TooMuchWork => write!(
                f,
                "the picture is covered too many times over; remove some of the largest shapes"
            ),
            Self::ReservedField(name) => write!(f, "the field {name} appears twice"),
            Self::UnknownShape(id) => write!(f, "there is no shape {id}"),
            Self::WrongKind(id) => write!(f, "shape {id} cannot do that"),
        }
    }
}

impl std::error::Error for SceneError {}
