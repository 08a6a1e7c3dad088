//! A scene: what was drawn over a picture, as data.
//!
//! Anything that comes from outside is read with [`Scene::from_json`], or as part of a larger document through serde; both refuse
//! what breaks the [`limits`]. A scene built in code is checked with [`Scene::validate`]. Shapes are ordered from the bottom to the
//! top: the last one is painted last.
//!
//! ```json
//! {"version": 3, "width": 1280, "height": 720, "shapes": [
//!   {"id": 1, "type": "rect", "x": 10.0, "y": 10.0, "w": 200.0, "h": 80.0,
//!    "style": {"color": "#e11d48", "width": 4.0, "opacity": 1.0}}]}
//! ```
//!
//! Fields that this version does not know, on the scene and on a shape, are kept in `extra` and written back, so that an older
//! program does not destroy what a newer one stored.

use std::collections::HashSet;
use std::{fmt, io};

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::SceneError;
use crate::geometry::{PixelRect, Rect};
use crate::limits;
use crate::read::{Bounded, Budget, Shapes};
use crate::shape::{Shape, ShapeKind, refuse_reserved};

/// What was drawn over one picture. Coordinates are pixels of that picture, from its top left corner.
///
/// Through serde it is a JSON object (self-describing formats only, so not a URL-encoded form).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Scene {
    /// Always [`limits::VERSION`]: older versions are brought up to it as they are read.
    pub version: u32,
    /// The picture's width in pixels.
    pub width: u32,
    /// The picture's height in pixels.
    pub height: u32,
    /// The part of the picture that is to be left; everything is still measured on the whole one. See [`Scene::cut`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<PixelRect>,
    /// From the bottom to the top.
    pub shapes: Vec<Shape>,
    /// Fields of other versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A scene as it was read, before anybody looked at the limits but that of memory.
struct Unchecked {
    version: u32,
    width: u32,
    height: u32,
    crop: Option<PixelRect>,
    shapes: Vec<Shape>,
    extra: Map<String, Value>,
}

/// By hand: serde's own flattening would hold everything that it does not know twice, however much it is.
impl<'de> Deserialize<'de> for Unchecked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Whole)
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Unchecked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a drawing")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unchecked, A::Error> {
        fn once<T, E: Error>(place: &mut Option<T>, name: &'static str, value: T) -> Result<(), E> {
            let twice = place.replace(value).is_some();
            if twice { Err(E::duplicate_field(name)) } else { Ok(()) }
        }
        let (mut version, mut width, mut height) = (None, None, None);
        let (mut crop, mut shapes, mut extra) = (None, None, Map::new());
        let budget = Budget::new(limits::EXTRA);
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "version" => once(&mut version, "version", map.next_value()?)?,
                "width" => once(&mut width, "width", map.next_value()?)?,
                "height" => once(&mut height, "height", map.next_value()?)?,
                "crop" => once(&mut crop, "crop", map.next_value::<Option<PixelRect>>()?)?,
                "shapes" => once(&mut shapes, "shapes", map.next_value_seed(Shapes(&budget))?)?,
                _ => {
                    let value = map.next_value_seed(Bounded(&budget))?;
                    extra.insert(name, value);
                }
            }
        }
        Ok(Unchecked {
            version: version.ok_or_else(|| Error::missing_field("version"))?,
            width: width.ok_or_else(|| Error::missing_field("width"))?,
            height: height.ok_or_else(|| Error::missing_field("height"))?,
            crop: crop.flatten(),
            shapes: shapes.ok_or_else(|| Error::missing_field("shapes"))?,
            extra,
        })
    }
}

impl TryFrom<Unchecked> for Scene {
    type Error = SceneError;

    fn try_from(read: Unchecked) -> Result<Self, SceneError> {
        let Unchecked {
            version,
            width,
            height,
            crop,
            shapes,
            extra,
        } = read;
        // Later versions have more kinds of shapes and more fields, and say nothing else of those that were there.
        let known = limits::FIRST_VERSION..=limits::VERSION;
        let version = if known.contains(&version) {
            limits::VERSION
        } else {
            version
        };
        let scene = Self {
            version,
            width,
            height,
            crop,
            shapes,
            extra,
        };
        scene.validate()?;
        Ok(scene)
    }
}

impl Scene {
    /// An empty scene for a picture of `width` by `height` pixels.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            version: limits::VERSION,
            width,
            height,
            crop: None,
            shapes: Vec::new(),
            extra: Map::new(),
        }
    }

    /// Reads a scene from a stranger: never panics, and accepts only what [`Scene::validate`] accepts.
    ///
    /// # Errors
    /// [`SceneError::TooLarge`] before anything is parsed, [`SceneError::Malformed`] when it is not a scene, otherwise as
    /// [`Scene::validate`].
    pub fn from_json(text: &str) -> Result<Self, SceneError> {
        if text.len() > limits::JSON_BYTES {
            return Err(SceneError::TooLarge { bytes: text.len() });
        }
        serde_json::from_str::<Unchecked>(text)
            .map_err(|error| SceneError::malformed(&error))?
            .try_into()
    }

    /// Writes the scene; [`Scene::from_json`] gives it back exactly.
    ///
    /// # Errors
    /// As [`Scene::validate`]: what could not be read again is not written.
    pub fn to_json(&self) -> Result<String, SceneError> {
        self.validate()?;
        serde_json::to_string(self).map_err(|error| SceneError::malformed(&error))
    }

    /// Checks every limit of [`limits`].
    ///
    /// # Errors
    /// The first limit that is broken.
    pub fn validate(&self) -> Result<(), SceneError> {
        if self.version != limits::VERSION {
            return Err(SceneError::UnknownVersion(self.version));
        }
        let side = 1..=limits::PICTURE_SIDE;
        if !side.contains(&self.width) || !side.contains(&self.height) {
            return Err(SceneError::PictureSize {
                width: self.width,
                height: self.height,
            });
        }
        if self.shapes.len() > limits::SHAPES {
            return Err(SceneError::TooManyShapes(self.shapes.len()));
        }
        if self.crop.is_some_and(|crop| !crop.fits(self.width, self.height)) {
            return Err(SceneError::Crop);
        }
        refuse_reserved(&self.extra, &["version", "width", "height", "crop", "shapes"])?;
        let mut ids = HashSet::with_capacity(self.shapes.len());
        let mut points = 0;
        for shape in &self.shapes {
            shape.validate()?;
            if !ids.insert(shape.id) {
                return Err(SceneError::DuplicateId(shape.id));
            }
            if let ShapeKind::Stroke { points: own, .. } = &shape.kind {
                points += own.len();
            }
        }
        if points > limits::ALL_POINTS {
            return Err(SceneError::TooManyPoints {
                shape: None,
                count: points,
            });
        }
        let bytes = self.json_len()?;
        if bytes > limits::JSON_BYTES {
            return Err(SceneError::TooLarge { bytes });
        }
        Ok(())
    }

    /// Bytes that [`Scene::to_json`] would write, without writing them.
    fn json_len(&self) -> Result<usize, SceneError> {
        struct Counter(usize);
        impl io::Write for Counter {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 += bytes.len();
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut counter = Counter(0);
        serde_json::to_writer(&mut counter, self).map_err(|error| SceneError::malformed(&error))?;
        Ok(counter.0)
    }

    /// The scene of what is left after the picture was cut, and the part of the picture that this is; `None` when nothing is cut off.
    #[must_use]
    pub fn cut(mut self) -> (Self, Option<PixelRect>) {
        let Some(crop) = self.crop.take() else {
            return (self, None);
        };
        for shape in &mut self.shapes {
            shape.kind = shape.kind.translated(-f64::from(crop.x), -f64::from(crop.y));
        }
        (self.width, self.height) = (crop.w, crop.h);
        (self, Some(crop))
    }

    /// The shape with this id.
    #[must_use]
    pub fn shape(&self, id: u64) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.id == id)
    }

    /// Where the shape with this id stands, counted from the bottom.
    #[must_use]
    pub fn index_of(&self, id: u64) -> Option<usize> {
        self.shapes.iter().position(|shape| shape.id == id)
    }

    /// An id that no shape has: one above the highest, or the lowest free one when the highest is taken.
    #[must_use]
    pub fn next_id(&self) -> u64 {
        let highest = self.shapes.iter().map(|shape| shape.id).max().unwrap_or(0);
        if highest < limits::SHAPE_ID {
            return highest + 1;
        }
        let taken: HashSet<u64> = self.shapes.iter().map(|shape| shape.id).collect();
        (1..).find(|id| !taken.contains(id)).unwrap_or(limits::SHAPE_ID)
    }

    /// All of the picture.
    #[must_use]
    pub fn picture(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width.into(), self.height.into())
    }

    /// The number of the next step: one above the highest.
    #[must_use]
    pub fn next_step(&self) -> u32 {
        let numbers = self.shapes.iter().filter_map(|shape| match shape.kind {
            ShapeKind::Step { number, .. } => Some(number),
            _ => None,
        });
        numbers
            .max()
            .map_or(1, |highest| (highest + 1).min(limits::STEP_NUMBER))
    }
}
