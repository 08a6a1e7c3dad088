//! A scene: what was drawn over a picture, as data.
//!
//! Anything that comes from outside is read with [`Scene::from_json`], or as part of a larger document through serde; both refuse
//! what breaks the [`limits`]. A scene built in code is checked with [`Scene::validate`]. Shapes are ordered from the bottom to the
//! top: the last one is painted last.
//!
//! ```json
//! {"version": 1, "width": 1280, "height": 720, "shapes": [
//!   {"id": 1, "type": "rect", "x": 10.0, "y": 10.0, "w": 200.0, "h": 80.0,
//!    "style": {"color": "#e11d48", "width": 4.0, "opacity": 1.0}}]}
//! ```
//!
//! Fields that this version does not know, on the scene and on a shape, are kept in `extra` and written back, so that an older
//! program does not destroy what a newer one stored.

use std::collections::HashSet;
use std::io;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::error::SceneError;
use crate::geometry::{PixelRect, Point, Rect, hundredths};
use crate::limits;
use crate::style::Style;

/// What was drawn over one picture. Coordinates are pixels of that picture, from its top left corner.
///
/// Through serde it is a JSON object (self-describing formats only, so not a URL-encoded form).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Scene {
    /// Always [`limits::VERSION`].
    pub version: u32,
    /// The picture's width in pixels.
    pub width: u32,
    /// The picture's height in pixels.
    pub height: u32,
    /// From the bottom to the top.
    pub shapes: Vec<Shape>,
    /// Fields of other versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A scene as it was read, before anybody looked at the limits.
#[derive(Deserialize)]
struct Unchecked {
    version: u32,
    width: u32,
    height: u32,
    shapes: Vec<Shape>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl TryFrom<Unchecked> for Scene {
    type Error = SceneError;

    fn try_from(read: Unchecked) -> Result<Self, SceneError> {
        let Unchecked {
            version,
            width,
            height,
            shapes,
            extra,
        } = read;
        let scene = Self {
            version,
            width,
            height,
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
        refuse_reserved(&self.extra, &["version", "width", "height", "shapes"])?;
        let mut ids = HashSet::with_capacity(self.shapes.len());
        let mut points = 0;
        for shape in &self.shapes {
            shape.validate()?;
            if !ids.insert(shape.id) {
                return Err(SceneError::DuplicateId(shape.id));
            }
            if let ShapeKind::Pen { points: own } = &shape.kind {
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

    /// The pixels that must be painted over before the picture leaves the machine, from the bottom to the top: rounded outwards,
    /// clipped to the picture, none of them empty. Browser and server both burn exactly these.
    #[must_use]
    pub fn redactions(&self) -> Vec<PixelRect> {
        self.shapes
            .iter()
            .filter_map(|shape| self.redaction_of(shape))
            .collect()
    }

    /// The pixels that `shape` hides on this scene's picture; `None` when it is no redaction or lies beside the picture.
    #[must_use]
    pub fn redaction_of(&self, shape: &Shape) -> Option<PixelRect> {
        match shape.kind {
            ShapeKind::Redact { x, y, w, h } => Rect::new(x, y, w, h).to_pixels(self.width, self.height),
            _ => None,
        }
    }
}

/// One thing drawn. In JSON the fields of its kind stand beside `id` and `style`, with the kind's name in `type`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shape {
    /// Unique in its scene, at most [`limits::SHAPE_ID`].
    pub id: u64,
    pub style: Style,
    #[serde(flatten)]
    pub kind: ShapeKind,
    /// Fields of other versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a shape is, and where. All numbers are picture pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum ShapeKind {
    /// An outline; sizes are not negative.
    Rect { x: f64, y: f64, w: f64, h: f64 },
    /// A line with a head at `to`.
    Arrow { from: Point, to: Point },
    /// A freehand line through at least one point.
    Pen { points: Vec<Point> },
    /// Lines of text, separated by `\n`. `at` is the top left corner of its box, `size` one em.
    Text { at: Point, text: String, size: f64 },
    /// An opaque black box; sizes are not negative. The pixels under it are destroyed in every flattened picture.
    Redact { x: f64, y: f64, w: f64, h: f64 },
}

impl ShapeKind {
    /// What people call it, for labels and announcements.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Rect { .. } => "Rectangle",
            Self::Arrow { .. } => "Arrow",
            Self::Pen { .. } => "Pen stroke",
            Self::Text { .. } => "Text",
            Self::Redact { .. } => "Redaction",
        }
    }

    /// The JSON fields that belong to this kind.
    const fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::Rect { .. } | Self::Redact { .. } => &["x", "y", "w", "h"],
            Self::Arrow { .. } => &["from", "to"],
            Self::Pen { .. } => &["points"],
            Self::Text { .. } => &["at", "text", "size"],
        }
    }

    /// The box of a rectangle or redaction; `None` for every other kind.
    #[must_use]
    pub const fn area(&self) -> Option<Rect> {
        match *self {
            Self::Rect { x, y, w, h } | Self::Redact { x, y, w, h } => Some(Rect::new(x, y, w, h)),
            _ => None,
        }
    }

    /// The same thing moved by `(dx, dy)`. Coordinates land on hundredths of a pixel; sizes stay as they are.
    #[must_use]
    pub fn translated(&self, dx: f64, dy: f64) -> Self {
        let moved = |p: &Point| p.offset(dx, dy).rounded();
        match self {
            Self::Rect { x, y, w, h } => Self::Rect {
                x: hundredths(x + dx),
                y: hundredths(y + dy),
                w: *w,
                h: *h,
            },
            Self::Redact { x, y, w, h } => Self::Redact {
                x: hundredths(x + dx),
                y: hundredths(y + dy),
                w: *w,
                h: *h,
            },
            Self::Arrow { from, to } => Self::Arrow {
                from: moved(from),
                to: moved(to),
            },
            Self::Pen { points } => Self::Pen {
                points: points.iter().map(moved).collect(),
            },
            Self::Text { at, text, size } => Self::Text {
                at: moved(at),
                text: text.clone(),
                size: *size,
            },
        }
    }
}

impl Shape {
    #[must_use]
    pub fn new(id: u64, style: Style, kind: ShapeKind) -> Self {
        Self {
            id,
            style,
            kind,
            extra: Map::new(),
        }
    }

    /// Checks the limits that concern one shape.
    ///
    /// # Errors
    /// The first limit that is broken.
    pub fn validate(&self) -> Result<(), SceneError> {
        let shape = self.id;
        let ensure = |holds: bool, field: &'static str| {
            if holds {
                Ok(())
            } else {
                Err(SceneError::OutOfRange { shape, field })
            }
        };
        let on_map = |v: f64| limits::within(v, (-limits::COORDINATE, limits::COORDINATE));
        let placed = |p: &Point| on_map(p.x) && on_map(p.y);

        ensure(self.id <= limits::SHAPE_ID, "id")?;
        ensure(limits::within(self.style.width, limits::STROKE_WIDTH), "style.width")?;
        ensure(limits::within(self.style.opacity, limits::OPACITY), "style.opacity")?;
        refuse_reserved(&self.extra, &["id", "style", "type"])?;
        refuse_reserved(&self.extra, self.kind.fields())?;
        match &self.kind {
            ShapeKind::Rect { x, y, w, h } | ShapeKind::Redact { x, y, w, h } => {
                ensure(on_map(*x) && on_map(x + w), "x")?;
                ensure(on_map(*y) && on_map(y + h), "y")?;
                ensure(*w >= 0.0, "w")?;
                ensure(*h >= 0.0, "h")
            }
            ShapeKind::Arrow { from, to } => {
                ensure(placed(from), "from")?;
                ensure(placed(to), "to")
            }
            ShapeKind::Pen { points } => {
                if points.len() > limits::PEN_POINTS {
                    return Err(SceneError::TooManyPoints {
                        shape: Some(shape),
                        count: points.len(),
                    });
                }
                ensure(!points.is_empty() && points.iter().all(placed), "points")
            }
            ShapeKind::Text { at, text, size } => {
                let chars = text.chars().count();
                if chars > limits::TEXT_CHARS {
                    return Err(SceneError::TextTooLong { shape, chars });
                }
                ensure(placed(at), "at")?;
                ensure(limits::within(*size, limits::TEXT_SIZE), "size")
            }
        }
    }
}

/// Read by hand: serde's own flattening would leave the kind's fields in `extra` as well, and would write them twice.
impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = Map::deserialize(deserializer)?;
        let fields = &mut map;
        let id = take(fields, "id")?;
        let style = take(fields, "style")?;
        let kind = match take::<String, D::Error>(fields, "type")?.as_str() {
            "rect" => ShapeKind::Rect {
                x: take(fields, "x")?,
                y: take(fields, "y")?,
                w: take(fields, "w")?,
                h: take(fields, "h")?,
            },
            "redact" => ShapeKind::Redact {
                x: take(fields, "x")?,
                y: take(fields, "y")?,
                w: take(fields, "w")?,
                h: take(fields, "h")?,
            },
            "arrow" => ShapeKind::Arrow {
                from: take(fields, "from")?,
                to: take(fields, "to")?,
            },
            "pen" => ShapeKind::Pen {
                points: take(fields, "points")?,
            },
            "text" => ShapeKind::Text {
                at: take(fields, "at")?,
                text: take(fields, "text")?,
                size: take(fields, "size")?,
            },
            other => {
                return Err(D::Error::unknown_variant(
                    other,
                    &["rect", "redact", "arrow", "pen", "text"],
                ));
            }
        };
        Ok(Self {
            id,
            style,
            kind,
            extra: map,
        })
    }
}

/// Takes the field `name` out of `map`.
fn take<T: DeserializeOwned, E: serde::de::Error>(map: &mut Map<String, Value>, name: &'static str) -> Result<T, E> {
    let value = map.remove(name).ok_or_else(|| E::missing_field(name))?;
    T::deserialize(value).map_err(|error| E::custom(format_args!("{name}: {error}")))
}

/// `extra` must not say again what a field of the type says already, or the JSON would carry the same name twice.
fn refuse_reserved(extra: &Map<String, Value>, names: &[&'static str]) -> Result<(), SceneError> {
    match names.iter().find(|name| extra.contains_key(**name)) {
        Some(name) => Err(SceneError::ReservedField(name)),
        None => Ok(()),
    }
}
