//! One thing that was drawn: what it is, where, and how it is written as JSON.
//!
//! Kinds that are drawn and reshaped alike are one kind in several forms: boxes, lines between two points, freehand lines. In JSON
//! each form is a `type` of its own; docs/SCENES.md has them all.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::{Error as _, SerializeMap as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::SceneError;
use crate::geometry::{Point, Rect, hundredths};
use crate::limits;
use crate::read;
use crate::style::Style;

/// One thing drawn. In JSON the fields of its kind stand beside `id` and `style`, with the kind's name in `type`.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Unique in its scene, at most [`limits::SHAPE_ID`].
    pub id: u64,
    pub style: Style,
    pub kind: ShapeKind,
    /// By how many degrees it is turned clockwise around its middle; always 0 for what [stays upright](ShapeKind::turns).
    pub angle: f64,
    /// Fields of other versions, kept as they came.
    pub extra: Map<String, Value>,
}

/// What a shape is, and where. All numbers are picture pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum ShapeKind {
    /// Something in an upright box; sizes are not negative.
    Area { form: AreaForm, area: Rect },
    /// A straight line.
    Segment { form: SegmentForm, from: Point, to: Point },
    /// A freehand line through at least one point. Where `pressure` is not empty it has one for each point, from 0 to 1: how hard a pen
    /// was pressed there, and so how broad it draws.
    Stroke {
        form: StrokeForm,
        points: Vec<Point>,
        pressure: Vec<f64>,
    },
    /// Lines of text, separated by `\n`. `at` is the top left corner of its box, `size` one em. With `to` it is a callout: text in a
    /// bubble that points there.
    Text {
        at: Point,
        text: String,
        size: f64,
        to: Option<Point>,
    },
    /// A number in a disc around `at`, for steps in their order; `size` is one em of the number.
    Step { at: Point, size: f64, number: u32 },
}

/// What is drawn in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AreaForm {
    /// An outline.
    Rect,
    /// The outline of the ellipse that fills the box.
    Ellipse,
    /// An opaque black box. The pixels under it are destroyed in every flattened picture.
    Redact,
    /// Only a mosaic of the pixels under it is left, in every flattened picture as in the original; see [`burn`](crate::burn).
    Pixelate,
    /// What stays bright where everything else is dimmed.
    Spotlight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentForm {
    Line,
    /// A line with a head at its end.
    Arrow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StrokeForm {
    Pen,
    /// Broad, and what lies under it can be read.
    Highlighter,
}

/// Every `type` that is written.
const TYPES: &[&str] = &[
    "rect",
    "ellipse",
    "redact",
    "pixelate",
    "spotlight",
    "line",
    "arrow",
    "pen",
    "highlighter",
    "text",
    "callout",
    "step",
];

impl ShapeKind {
    #[must_use]
    pub const fn area_of(form: AreaForm, x: f64, y: f64, w: f64, h: f64) -> Self {
        Self::Area {
            form,
            area: Rect::new(x, y, w, h),
        }
    }

    #[must_use]
    pub const fn rect(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self::area_of(AreaForm::Rect, x, y, w, h)
    }

    #[must_use]
    pub const fn redact(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self::area_of(AreaForm::Redact, x, y, w, h)
    }

    #[must_use]
    pub const fn arrow(from: Point, to: Point) -> Self {
        Self::Segment {
            form: SegmentForm::Arrow,
            from,
            to,
        }
    }

    #[must_use]
    pub const fn pen(points: Vec<Point>) -> Self {
        Self::Stroke {
            form: StrokeForm::Pen,
            points,
            pressure: Vec::new(),
        }
    }

    #[must_use]
    pub fn text(at: Point, text: impl Into<String>, size: f64) -> Self {
        Self::Text {
            at,
            text: text.into(),
            size,
            to: None,
        }
    }

    /// What people call it, for labels and announcements.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Area { form, .. } => match form {
                AreaForm::Rect => "Rectangle",
                AreaForm::Ellipse => "Ellipse",
                AreaForm::Redact => "Redaction",
                AreaForm::Pixelate => "Mosaic",
                AreaForm::Spotlight => "Spotlight",
            },
            Self::Segment { form, .. } => match form {
                SegmentForm::Line => "Line",
                SegmentForm::Arrow => "Arrow",
            },
            Self::Stroke { form, .. } => match form {
                StrokeForm::Pen => "Pen stroke",
                StrokeForm::Highlighter => "Highlight",
            },
            Self::Text { to: None, .. } => "Text",
            Self::Text { to: Some(_), .. } => "Callout",
            Self::Step { .. } => "Step",
        }
    }

    /// Its `type` in JSON.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Area { form, .. } => match form {
                AreaForm::Rect => "rect",
                AreaForm::Ellipse => "ellipse",
                AreaForm::Redact => "redact",
                AreaForm::Pixelate => "pixelate",
                AreaForm::Spotlight => "spotlight",
            },
            Self::Segment { form, .. } => match form {
                SegmentForm::Line => "line",
                SegmentForm::Arrow => "arrow",
            },
            Self::Stroke { form, .. } => match form {
                StrokeForm::Pen => "pen",
                StrokeForm::Highlighter => "highlighter",
            },
            Self::Text { to: None, .. } => "text",
            Self::Text { to: Some(_), .. } => "callout",
            Self::Step { .. } => "step",
        }
    }

    /// The JSON fields that belong to this kind.
    const fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::Area { .. } => &["x", "y", "w", "h"],
            Self::Segment { .. } => &["from", "to"],
            Self::Stroke { .. } => &["points", "pressure"],
            Self::Text { to: None, .. } => &["at", "text", "size"],
            Self::Text { to: Some(_), .. } => &["at", "text", "size", "to"],
            Self::Step { .. } => &["at", "size", "number"],
        }
    }

    /// What stays bright while everything else is dimmed, if it is a spotlight.
    #[must_use]
    pub const fn spotlight(&self) -> Option<Rect> {
        match self {
            Self::Area {
                form: AreaForm::Spotlight,
                area,
            } => Some(*area),
            _ => None,
        }
    }

    /// Whether it can be turned. What hides pixels covers whole ones, and lines are turned by their ends.
    #[must_use]
    pub const fn turns(&self) -> bool {
        match self {
            Self::Area { form, .. } => matches!(form, AreaForm::Rect | AreaForm::Ellipse),
            Self::Stroke { .. } | Self::Text { to: None, .. } => true,
            Self::Segment { .. } | Self::Text { to: Some(_), .. } | Self::Step { .. } => false,
        }
    }

    /// Whether both are drawn in the same form, so that one may take the other's place.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.type_name() == other.type_name()
    }

    /// The same thing moved by `(dx, dy)`. Coordinates land on hundredths of a pixel; sizes stay as they are.
    #[must_use]
    pub fn translated(&self, dx: f64, dy: f64) -> Self {
        let moved = |p: &Point| p.offset(dx, dy).rounded();
        match self {
            Self::Area { form, area } => Self::Area {
                form: *form,
                area: Rect {
                    x: hundredths(area.x + dx),
                    y: hundredths(area.y + dy),
                    ..*area
                },
            },
            Self::Segment { form, from, to } => Self::Segment {
                form: *form,
                from: moved(from),
                to: moved(to),
            },
            Self::Stroke { form, points, pressure } => Self::Stroke {
                form: *form,
                points: points.iter().map(moved).collect(),
                pressure: pressure.clone(),
            },
            Self::Text { at, text, size, to } => Self::Text {
                at: moved(at),
                text: text.clone(),
                size: *size,
                to: to.as_ref().map(moved),
            },
            Self::Step { at, size, number } => Self::Step {
                at: moved(at),
                size: *size,
                number: *number,
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
            angle: 0.0,
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
        let turned = (-limits::ANGLE..=limits::ANGLE).contains(&self.angle);
        ensure(turned && (self.angle == 0.0 || self.kind.turns()), "angle")?;
        refuse_reserved(&self.extra, &["id", "style", "type"])?;
        if self.kind.turns() {
            refuse_reserved(&self.extra, &["angle"])?;
        }
        refuse_reserved(&self.extra, self.kind.fields())?;
        match &self.kind {
            ShapeKind::Area { area, .. } => {
                ensure(on_map(area.x) && on_map(area.right()), "x")?;
                ensure(on_map(area.y) && on_map(area.bottom()), "y")?;
                ensure(area.w >= 0.0, "w")?;
                ensure(area.h >= 0.0, "h")
            }
            ShapeKind::Segment { from, to, .. } => {
                ensure(placed(from), "from")?;
                ensure(placed(to), "to")
            }
            ShapeKind::Stroke { form, points, pressure } => {
                let each = pressure.len() == points.len() && *form == StrokeForm::Pen;
                let within = pressure.iter().all(|p| limits::within(*p, limits::PRESSURE));
                ensure(pressure.is_empty() || (each && within), "pressure")?;
                if points.len() > limits::PEN_POINTS {
                    return Err(SceneError::TooManyPoints {
                        shape: Some(shape),
                        count: points.len(),
                    });
                }
                ensure(!points.is_empty() && points.iter().all(placed), "points")
            }
            ShapeKind::Text { at, text, size, to } => {
                let chars = text.chars().count();
                if chars > limits::TEXT_CHARS {
                    return Err(SceneError::TextTooLong { shape, chars });
                }
                ensure(placed(at), "at")?;
                ensure(to.as_ref().is_none_or(placed), "to")?;
                ensure(limits::within(*size, limits::TEXT_SIZE), "size")
            }
            ShapeKind::Step { at, size, number } => {
                ensure(placed(at), "at")?;
                ensure(*number <= limits::STEP_NUMBER, "number")?;
                ensure(limits::within(*size, limits::TEXT_SIZE), "size")
            }
        }
    }
}

/// The fields of its kind beside its own, and those of other versions after them.
impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let twice = self.angle != 0.0 && self.extra.contains_key("angle");
        if twice || refuse_reserved(&self.extra, self.kind.fields()).is_err() {
            return Err(S::Error::custom("an unknown field has the name of a known one"));
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("style", &self.style)?;
        map.serialize_entry("type", self.kind.type_name())?;
        match &self.kind {
            ShapeKind::Area { area, .. } => {
                map.serialize_entry("x", &area.x)?;
                map.serialize_entry("y", &area.y)?;
                map.serialize_entry("w", &area.w)?;
                map.serialize_entry("h", &area.h)?;
            }
            ShapeKind::Segment { from, to, .. } => {
                map.serialize_entry("from", from)?;
                map.serialize_entry("to", to)?;
            }
            ShapeKind::Stroke { points, pressure, .. } => {
                map.serialize_entry("points", points)?;
                if !pressure.is_empty() {
                    map.serialize_entry("pressure", pressure)?;
                }
            }
            ShapeKind::Text { at, text, size, to } => {
                map.serialize_entry("at", at)?;
                map.serialize_entry("text", text)?;
                map.serialize_entry("size", size)?;
                if let Some(to) = to {
                    map.serialize_entry("to", to)?;
                }
            }
            ShapeKind::Step { at, size, number } => {
                map.serialize_entry("at", at)?;
                map.serialize_entry("size", size)?;
                map.serialize_entry("number", number)?;
            }
        }
        if self.angle != 0.0 {
            map.serialize_entry("angle", &self.angle)?;
        }
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Read by hand: serde's own flattening would leave the kind's fields in `extra` as well, and would write them twice.
impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = read::fields(deserializer)?;
        let fields = &mut map;
        let id = take(fields, "id")?;
        let style = take(fields, "style")?;
        let kind = match take::<String, D::Error>(fields, "type")?.as_str() {
            "rect" => area(AreaForm::Rect, fields)?,
            "ellipse" => area(AreaForm::Ellipse, fields)?,
            "redact" => area(AreaForm::Redact, fields)?,
            "pixelate" => area(AreaForm::Pixelate, fields)?,
            "spotlight" => area(AreaForm::Spotlight, fields)?,
            "line" => segment(SegmentForm::Line, fields)?,
            "arrow" => segment(SegmentForm::Arrow, fields)?,
            "pen" => stroke(StrokeForm::Pen, fields)?,
            "highlighter" => stroke(StrokeForm::Highlighter, fields)?,
            "text" => text(None, fields)?,
            "callout" => text(Some(take(fields, "to")?), fields)?,
            "step" => ShapeKind::Step {
                at: take(fields, "at")?,
                size: take(fields, "size")?,
                number: take(fields, "number")?,
            },
            other => return Err(D::Error::unknown_variant(other, TYPES)),
        };
        let turned = kind.turns() && fields.contains_key("angle");
        let angle = if turned { take(fields, "angle")? } else { 0.0 };
        Ok(Self {
            id,
            style,
            kind,
            angle,
            extra: map,
        })
    }
}

type Fields = Map<String, Value>;

fn area<E: serde::de::Error>(form: AreaForm, fields: &mut Fields) -> Result<ShapeKind, E> {
    let (x, y) = (take(fields, "x")?, take(fields, "y")?);
    let (w, h) = (take(fields, "w")?, take(fields, "h")?);
    Ok(ShapeKind::area_of(form, x, y, w, h))
}

fn segment<E: serde::de::Error>(form: SegmentForm, fields: &mut Fields) -> Result<ShapeKind, E> {
    Ok(ShapeKind::Segment {
        form,
        from: take(fields, "from")?,
        to: take(fields, "to")?,
    })
}

fn stroke<E: serde::de::Error>(form: StrokeForm, fields: &mut Fields) -> Result<ShapeKind, E> {
    Ok(ShapeKind::Stroke {
        form,
        points: take(fields, "points")?,
        pressure: if fields.contains_key("pressure") {
            take(fields, "pressure")?
        } else {
            Vec::new()
        },
    })
}

fn text<E: serde::de::Error>(to: Option<Point>, fields: &mut Fields) -> Result<ShapeKind, E> {
    Ok(ShapeKind::Text {
        at: take(fields, "at")?,
        text: take(fields, "text")?,
        size: take(fields, "size")?,
        to,
    })
}

/// Takes the field `name` out of `map`.
fn take<T: DeserializeOwned, E: serde::de::Error>(map: &mut Fields, name: &'static str) -> Result<T, E> {
    let value = map.remove(name).ok_or_else(|| E::missing_field(name))?;
    T::deserialize(value).map_err(|error| E::custom(format_args!("{name}: {error}")))
}

/// `extra` must not say again what a field of the type says already, or the JSON would carry the same name twice.
pub(crate) fn refuse_reserved(extra: &Fields, names: &[&'static str]) -> Result<(), SceneError> {
    match names.iter().find(|name| extra.contains_key(**name)) {
        Some(name) => Err(SceneError::ReservedField(name)),
        None => Ok(()),
    }
}
