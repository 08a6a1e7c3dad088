//! Carries a paint plan out on pixels. It decides nothing: geometry and colours come from [`annotate::plan`], the letters from
//! the same font file that browsers load.

use crate::{Error, Result};
use ab_glyph::{Font as _, FontRef, OutlineCurve};
use annotate::{Draw, PathCmd, Point, Rgba, Scene, TextMeasure};
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
    each_translucent(picture, |[r, g, b, a]| {
        let held = ColorU8::from_rgba(r, g, b, a).premultiply();
        ColorU8::from_rgba(held.red(), held.green(), held.blue(), held.alpha())
    });
    let mut canvas = PixmapMut::from_bytes(&mut **picture, width, height)
        .ok_or_else(|| Error::Internal("a picture without pixels".into()))?;
    for draw in plan {
        match draw {
            Draw::Fill { path, color } => fill(&mut canvas, &build(path), *color),
            Draw::Stroke { path, color, width } => stroke(&mut canvas, &build(path), *color, *width),
            Draw::Dim { area, holes, color } => dim(&mut canvas, *area, holes, *color)?,
            Draw::Text {
                at,
                size,
                color,
                line,
                halo,
                halo_width,
            } => {
                let letters = outline(&font, *at, *size, line);
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

/// What lies outside of every hole is what is left when one after the other was cut out.
fn dim(canvas: &mut PixmapMut<'_>, area: annotate::Rect, holes: &[Vec<PathCmd>], color: Rgba) -> Result<()> {
    let all = || Rect::from_xywh(f(area.x), f(area.y), f(area.w), f(area.h));
    let Some(all) = all() else { return Ok(()) };
    let mut lit =
        Mask::new(canvas.width(), canvas.height()).ok_or_else(|| Error::Internal("a picture without pixels".into()))?;
    lit.fill_path(
        &PathBuilder::from_rect(all),
        FillRule::Winding,
        false,
        Transform::identity(),
    );
    for hole in holes.iter().filter_map(|hole| build(hole)) {
        let mut around = PathBuilder::new();
        around.push_rect(all);
        around.push_path(&hole);
        if let Some(around) = around.finish() {
            lit.intersect_path(&around, FillRule::EvenOdd, true, Transform::identity());
        }
    }
    let path = PathBuilder::from_rect(all);
    canvas.fill_path(&path, &ink(color), FillRule::Winding, Transform::identity(), Some(&lit));
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
        };
        paint(&mut picture, &[text]).expect("paints");
        let inked: Vec<u32> = (0..60)
            .filter(|y| (0..100).any(|x| picture.get_pixel(x, *y).0[1] < 100))
            .collect();
        assert_eq!(inked.last(), Some(&49));
        // A capital is 0.73 em high in this font.
        assert_eq!(inked.first(), Some(&21));
    }
}
