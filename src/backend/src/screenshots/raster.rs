//! Carries a paint plan out on pixels. It decides nothing: geometry and colours come from [`annotate::plan`], the letters from
//! the same font file that browsers load.

use crate::{Error, Result};
use ab_glyph::{Font as _, FontRef, OutlineCurve};
use annotate::{Burn, Draw, PathCmd, PixelRect, Point, Rgba, Scene, TextMeasure, burn::cells};
use image::RgbaImage;
use tiny_skia::{
    ColorU8, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, PixmapMut, PremultipliedColorU8, Rect,
    Stroke, Transform,
};

pub(crate) const FONT: &[u8] = include_bytes!("../../../../public/fonts/annotate.ttf");

/// The font, as wide as it is painted.
pub struct Letters(FontRef<'static>);

impl Letters {
    /// # Errors
    /// When the font cannot be read, which would be a mistake in how the program was built.
    pub fn new() -> Result<Self> {
        let font = FontRef::try_from_slice(FONT).map_err(|e| Error::Internal(format!("the annotation font: {e}")))?;
        Ok(Self(font))
    }
}

impl TextMeasure for Letters {
    fn width(&self, line: &str, size: f64) -> f64 {
        let units = f64::from(self.0.units_per_em().unwrap_or(2048.0));
        let advance = |letter| f64::from(self.0.h_advance_unscaled(self.0.glyph_id(letter)));
        line.chars().map(advance).sum::<f64>() * size / units
    }
}

/// Paints `scene` on its picture.
///
/// # Errors
/// As [`paint`].
pub fn draw(picture: &mut RgbaImage, scene: &Scene) -> Result<()> {
    paint(picture, &annotate::plan(scene, &Letters::new()?))
}

/// Paints `plan` on `picture`, in order and in place: a large picture has no room beside it for another.
///
/// # Errors
/// When the picture is empty or the font cannot be read, which do not happen to pictures that were read here.
pub fn paint(picture: &mut RgbaImage, plan: &[Draw]) -> Result<()> {
    let Letters(font) = Letters::new()?;
    let (width, height) = picture.dimensions();
    // Mosaics are of the picture, not of what is painted on it first.
    let mosaics: Vec<_> = plan.iter().filter_map(|draw| mosaic(picture, draw)).collect();
    let mut mosaics = mosaics.into_iter();
    each_translucent(picture, |[r, g, b, a]| {
        let held = ColorU8::from_rgba(r, g, b, a).premultiply();
        ColorU8::from_rgba(held.red(), held.green(), held.blue(), held.alpha())
    });
    let mut canvas = PixmapMut::from_bytes(picture, width, height)
        .ok_or_else(|| Error::Internal("a picture without pixels".into()))?;
    for draw in plan {
        match draw {
            Draw::Fill { path, color } => fill(&mut canvas, &build(path), *color),
            Draw::Stroke { path, color, width } => stroke(&mut canvas, &build(path), *color, *width),
            Draw::Dim { area, holes, color } => dim(&mut canvas, *area, holes, *color)?,
            Draw::Mosaic { area, block } => {
                for (cell, color) in cells(*area, *block).zip(mosaics.next().into_iter().flatten()) {
                    lay(&mut canvas, cell, color);
                }
            }
            Draw::Text {
                at,
                size,
                color,
                line,
                halo,
                halo_width,
                angle,
            } => {
                let turned = Transform::from_rotate_at(f(*angle), f(at.x), f(at.y));
                let letters = outline(&font, *at, *size, line).and_then(|path| path.transform(turned));
                if let Some(halo) = halo {
                    stroke(&mut canvas, &letters, *halo, *halo_width);
                }
                fill(&mut canvas, &letters, *color);
            }
        }
    }
    each_translucent(picture, |[r, g, b, a]| {
        // No colour is brighter than its alpha: the canvas holds it so.
        let plain = PremultipliedColorU8::from_rgba(r, g, b, a).map(|color| color.demultiply());
        plain.unwrap_or_else(|| ColorU8::from_rgba(r, g, b, a))
    });
    Ok(())
}

/// The colours of a mosaic's cells: all that is held of it, because a scene may have many that are as large as the picture.
fn mosaic(picture: &RgbaImage, draw: &Draw) -> Option<Vec<[u8; 4]>> {
    let Draw::Mosaic { area, block } = *draw else {
        return None;
    };
    let colors = Burn::Pixelate { area, block }.strips().flat_map(|strip| {
        let area = strip.area();
        let mut part = image::imageops::crop_imm(picture, area.x, area.y, area.w, area.h).to_image();
        strip.apply(&mut part);
        cells(area, block)
            .map(|cell| part.get_pixel(cell.x - area.x, cell.y - area.y).0)
            .collect::<Vec<_>>()
    });
    Some(colors.collect())
}

/// Puts a colour in the place of what is there.
fn lay(canvas: &mut PixmapMut, cell: PixelRect, [r, g, b, a]: [u8; 4]) {
    let color = ColorU8::from_rgba(r, g, b, a).premultiply();
    let [width, x, y, w, h] = [canvas.width(), cell.x, cell.y, cell.w, cell.h].map(|side| side as usize);
    for row in canvas.pixels_mut().chunks_exact_mut(width).skip(y).take(h) {
        row[x..x + w].fill(color);
    }
}

/// Replaces what light goes through. Everything else is the same with its colours multiplied by their alpha and without.
fn each_translucent(picture: &mut RgbaImage, made: impl Fn([u8; 4]) -> ColorU8) {
    for image::Rgba(pixel) in picture.pixels_mut() {
        if pixel[3] != u8::MAX {
            let color = made(*pixel);
            *pixel = [color.red(), color.green(), color.blue(), color.alpha()];
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "scenes hold coordinates below a million, which an f32 holds to a tenth of a pixel"
)]
fn f(value: f64) -> f32 {
    value as f32
}

fn build(path: &[PathCmd]) -> Option<Path> {
    let mut out = PathBuilder::new();
    for command in path {
        match command {
            PathCmd::MoveTo(p) => out.move_to(f(p.x), f(p.y)),
            PathCmd::LineTo(p) => out.line_to(f(p.x), f(p.y)),
            PathCmd::QuadTo(c, p) => out.quad_to(f(c.x), f(c.y), f(p.x), f(p.y)),
            PathCmd::Close => out.close(),
        }
    }
    out.finish()
}

/// The letters of a line as one path, from the left end of its baseline.
fn outline(font: &FontRef<'_>, at: Point, size: f64, line: &str) -> Option<Path> {
    let scale = f(size) / font.units_per_em().unwrap_or(2048.0);
    let mut out = PathBuilder::new();
    let (mut x, y) = (f(at.x), f(at.y));
    for letter in line.chars() {
        let id = font.glyph_id(letter);
        if let Some(glyph) = font.outline(id) {
            let place = |p: ab_glyph::Point| (x + p.x * scale, y - p.y * scale);
            let mut last: Option<ab_glyph::Point> = None;
            for curve in &glyph.curves {
                let (start, end) = match curve {
                    OutlineCurve::Line(a, b) => (*a, *b),
                    OutlineCurve::Quad(a, _, b) => (*a, *b),
                    OutlineCurve::Cubic(a, _, _, b) => (*a, *b),
                };
                if last != Some(start) {
                    if last.is_some() {
                        out.close();
                    }
                    let (px, py) = place(start);
                    out.move_to(px, py);
                }
                let (ex, ey) = place(end);
                match curve {
                    OutlineCurve::Line(..) => out.line_to(ex, ey),
                    OutlineCurve::Quad(_, c, _) => {
                        let (cx, cy) = place(*c);
                        out.quad_to(cx, cy, ex, ey);
                    }
                    OutlineCurve::Cubic(_, c, d, _) => {
                        let ((cx, cy), (dx, dy)) = (place(*c), place(*d));
                        out.cubic_to(cx, cy, dx, dy, ex, ey);
                    }
                }
                last = Some(end);
            }
            if last.is_some() {
                out.close();
            }
        }
        x += font.h_advance_unscaled(id) * scale;
    }
    out.finish()
}

fn ink(color: Rgba) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color_rgba8(color.r, color.g, color.b, color.a);
    paint
}

fn fill(canvas: &mut PixmapMut<'_>, path: &Option<Path>, color: Rgba) {
    if let Some(path) = path {
        canvas.fill_path(path, &ink(color), FillRule::Winding, Transform::identity(), None);
    }
}

/// What lies outside of every hole is what is left of all when the holes are.
fn dim(canvas: &mut PixmapMut<'_>, area: annotate::Rect, holes: &[Vec<PathCmd>], color: Rgba) -> Result<()> {
    let all = Rect::from_xywh(f(area.x), f(area.y), f(area.w), f(area.h));
    let Some(all) = all else { return Ok(()) };
    let mut dark =
        Mask::new(canvas.width(), canvas.height()).ok_or_else(|| Error::Internal("a picture without pixels".into()))?;
    for hole in holes.iter().filter_map(|hole| build(hole)) {
        dark.fill_path(&hole, FillRule::Winding, true, Transform::identity());
    }
    dark.invert();
    let path = PathBuilder::from_rect(all);
    canvas.fill_path(
        &path,
        &ink(color),
        FillRule::Winding,
        Transform::identity(),
        Some(&dark),
    );
    Ok(())
}

fn stroke(canvas: &mut PixmapMut<'_>, path: &Option<Path>, color: Rgba, width: f64) {
    if let Some(path) = path {
        let round = Stroke {
            width: f(width),
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        canvas.stroke_path(path, &ink(color), &round, Transform::identity(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use annotate::{AreaForm, Color, SegmentForm, Shape, ShapeKind, StrokeForm, Style, hit};
    use proptest::prelude::*;

    fn white() -> RgbaImage {
        RgbaImage::from_pixel(100, 60, image::Rgba([255, 255, 255, 255]))
    }
    const RED: Rgba = Rgba {
        r: 225,
        g: 29,
        b: 72,
        a: 255,
    };

    #[test]
    fn a_stroke_covers_its_line_and_nothing_else() {
        let mut picture = white();
        let path = vec![
            PathCmd::MoveTo(Point { x: 10.0, y: 30.0 }),
            PathCmd::LineTo(Point { x: 90.0, y: 30.0 }),
        ];
        paint(
            &mut picture,
            &[Draw::Stroke {
                path,
                color: RED,
                width: 6.0,
            }],
        )
        .expect("paints");
        assert_eq!(picture.get_pixel(50, 30).0, [225, 29, 72, 255]);
        assert_eq!(picture.get_pixel(50, 40).0, [255, 255, 255, 255]);
    }

    #[test]
    fn what_light_goes_through_stays_as_it_was_beside_what_is_painted() {
        let mut picture = RgbaImage::from_fn(20, 20, |x, y| image::Rgba([x as u8 * 12, 200, y as u8 * 12, 128]));
        let before = picture.clone();
        let path = vec![
            PathCmd::MoveTo(Point { x: 2.0, y: 2.0 }),
            PathCmd::LineTo(Point { x: 6.0, y: 2.0 }),
            PathCmd::LineTo(Point { x: 6.0, y: 6.0 }),
            PathCmd::Close,
        ];
        paint(&mut picture, &[Draw::Fill { path, color: RED }]).expect("paints");
        assert_eq!(picture.get_pixel(5, 3).0, [225, 29, 72, 255]);
        for (x, y, pixel) in picture.enumerate_pixels().filter(|(x, y, _)| *x > 7 || *y > 7) {
            let was = before.get_pixel(x, y);
            assert!(
                pixel.0.iter().zip(was.0).all(|(a, b)| a.abs_diff(b) <= 1),
                "{pixel:?} {was:?}"
            );
        }
    }

    #[test]
    fn letters_stand_on_their_baseline() {
        let mut picture = white();
        let text = Draw::Text {
            at: Point { x: 10.0, y: 50.0 },
            size: 40.0,
            color: RED,
            line: "H".into(),
            halo: None,
            halo_width: 0.0,
            angle: 0.0,
        };
        paint(&mut picture, &[text]).expect("paints");
        let inked: Vec<u32> = (0..60)
            .filter(|y| (0..100).any(|x| picture.get_pixel(x, *y).0[1] < 100))
            .collect();
        assert_eq!(inked.last(), Some(&49));
        // A capital is 0.73 em high in this font.
        assert_eq!(inked.first(), Some(&21));
    }

    fn place() -> impl Strategy<Value = Point> {
        (-20.0..140.0_f64, -20.0..110.0_f64).prop_map(|(x, y)| Point::new(x, y))
    }

    /// A shape of every kind but letters, which are hit by their box, and what shows the picture only in another way.
    fn shape() -> impl Strategy<Value = Shape> {
        let boxes = vec![AreaForm::Rect, AreaForm::Ellipse, AreaForm::Redact];
        let area = (place(), 4.0..90.0_f64, 4.0..60.0_f64);
        let size = 6.0..30.0_f64;
        let lines = vec![SegmentForm::Line, SegmentForm::Arrow];
        let strokes = vec![StrokeForm::Pen, StrokeForm::Highlighter];
        let kind = prop_oneof![
            (prop::sample::select(boxes), area).prop_map(|(form, (p, w, h))| ShapeKind::area_of(form, p.x, p.y, w, h)),
            (prop::sample::select(lines), place(), place()).prop_map(|(form, from, to)| ShapeKind::Segment {
                form,
                from,
                to
            }),
            (prop::sample::select(strokes), prop::collection::vec(place(), 1..6)).prop_map(|(form, points)| {
                ShapeKind::Stroke {
                    form,
                    points,
                    pressure: Vec::new(),
                }
            }),
            prop::collection::vec((place(), 0.0..=1.0_f64), 1..6).prop_map(|pressed| {
                let (points, pressure) = pressed.into_iter().unzip();
                ShapeKind::Stroke {
                    form: StrokeForm::Pen,
                    points,
                    pressure,
                }
            }),
            (place(), size.clone(), place()).prop_map(|(at, size, to)| ShapeKind::Text {
                at,
                text: " ".into(),
                size,
                to: Some(to)
            }),
            (place(), size).prop_map(|(at, size)| ShapeKind::Step { at, size, number: 7 }),
        ];
        (kind, 1.0..24.0_f64, -180.0..180.0_f64).prop_map(|(kind, width, angle)| {
            let style = Style {
                color: Color::BLACK,
                width,
                opacity: 1.0,
            };
            let angle = if kind.turns() { angle } else { 0.0 };
            Shape {
                angle,
                ..Shape::new(1, style, kind)
            }
        })
    }

    const GREY: u8 = 128;

    proptest! {
        #[test]
        fn what_is_painted_is_hit_and_nothing_else_is(shape in shape()) {
            let letters = Letters::new().expect("the font");
            let mut picture = RgbaImage::from_pixel(120, 90, image::Rgba([GREY, GREY, GREY, 255]));
            let scene = Scene { shapes: vec![shape.clone()], ..Scene::new(120, 90) };
            draw(&mut picture, &scene).expect("paints");
            let faint = matches!(shape.kind, ShapeKind::Stroke { form: StrokeForm::Highlighter, .. });
            let covered = if faint { 40 } else { 100 };
            let distance = |dx: f64, dy: f64, x: u32, y: u32| {
                hit::distance(&shape, Point::new(f64::from(x) + 0.5 + dx, f64::from(y) + 0.5 + dy), &letters)
            };
            for (x, y, pixel) in picture.enumerate_pixels() {
                let ink = pixel.0[0].abs_diff(GREY);
                // More than half of it is painted. What is redacted is rounded to whole pixels.
                if ink > covered {
                    let near = distance(0.0, 0.0, x, y);
                    prop_assert!(near <= 1.0, "painted at {x}, {y}, and {near} away from {shape:?}");
                }
                // Where two inks meet on the edge of a ring they may mix to what was there.
                let around = [(0.0, 0.0), (-0.4, 0.0), (0.4, 0.0), (0.0, -0.4), (0.0, 0.4)];
                let within = ink == 0 && !matches!(shape.kind, ShapeKind::Step { .. });
                if within && around.iter().all(|(dx, dy)| distance(*dx, *dy, x, y) == 0.0) {
                    return Err(TestCaseError::fail(format!("hit at {x}, {y}, where nothing is of {shape:?}")));
                }
            }
        }
    }
}
