//! The limits of a scene, in one place: what [`Scene::validate`](crate::Scene::validate) refuses, forms show, and the editor
//! never exceeds. They bound what a stranger can make the server parse, store and paint.

/// The scene format that is written.
pub const VERSION: u32 = 3;
/// The first there was; it and all since are read for ever.
pub const FIRST_VERSION: u32 = 1;
/// Bytes of JSON, both as received and as written by [`Scene::to_json`](crate::Scene::to_json).
pub const JSON_BYTES: usize = 2 * 1024 * 1024;
/// Shapes in a scene.
pub const SHAPES: usize = 2_000;
/// Points in one pen stroke.
pub const PEN_POINTS: usize = 20_000;
/// Points of all pen strokes of a scene together.
pub const ALL_POINTS: usize = 200_000;
/// Characters (Unicode scalar values) of one text.
pub const TEXT_CHARS: usize = 2_000;
/// How far from the picture's origin a coordinate may lie, in picture pixels, either way.
pub const COORDINATE: f64 = 1_000_000.0;
/// Longest side of a picture, in pixels; the shortest is 1.
pub const PICTURE_SIDE: u32 = 100_000;
/// Stroke width, least and most, in picture pixels.
pub const STROKE_WIDTH: (f64, f64) = (0.1, 1_000.0);
/// Text size (one em), least and most, in picture pixels.
pub const TEXT_SIZE: (f64, f64) = (1.0, 2_000.0);
/// Highest number of a step.
pub const STEP_NUMBER: u32 = 9_999;
/// How far a shape is turned, in degrees, either way.
pub const ANGLE: f64 = 360.0;
/// Shortest side of what is left of a picture that was cut, in picture pixels.
pub const CROP_SIDE: u32 = 16;
/// How hard a pen is pressed, least and most.
pub const PRESSURE: (f64, f64) = (0.0, 1.0);
/// Opacity, least and most.
pub const OPACITY: (f64, f64) = (0.0, 1.0);
/// Largest shape id. Ids pass through JavaScript, which counts exactly only so far (2^53 − 1).
pub const SHAPE_ID: u64 = (1 << 53) - 1;

/// Values that this version does not understand, in a scene: each number, text, list and object counts one, and an object twelve more.
pub const EXTRA: usize = 200_000;
/// How many times over a drawing may paint its picture, and how many times over it may hide it: the boxes of its shapes, as far as they
/// lie on the picture, taken together. Not a limit of the format: whoever paints drawings of strangers asks
/// [`Scene::check_work`](crate::Scene::check_work) first.
pub const PAINTED: f64 = 100.0;
pub const HIDDEN: f64 = 16.0;

/// Whether `value` is a number within `(least, most)`, both included.
#[must_use]
pub(crate) fn within(value: f64, (least, most): (f64, f64)) -> bool {
    (least..=most).contains(&value)
}

/// `value` brought within `(least, most)`; `fallback` when it is not a number at all.
#[must_use]
pub(crate) fn clamped(value: f64, (least, most): (f64, f64), fallback: f64) -> f64 {
    if value.is_nan() {
        fallback
    } else {
        value.clamp(least, most)
    }
}
