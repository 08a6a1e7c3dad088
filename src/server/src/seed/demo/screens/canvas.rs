//! A small drawing board: rectangles, circles, lines and words, painted by the same rasteriser that burns annotations in.

use annotate::{Color, Draw, PathCmd, Point, Rgba};
use backend::{Error, Result, screenshots::raster};
use image::{ImageFormat, RgbaImage};
use std::{
    f64::consts::{FRAC_1_SQRT_2, SQRT_2},
    io::Cursor,
};

/// `0xrrggbb` as an opaque colour.
pub const fn ink(rgb: u32) -> Rgba {
    let [_, r, g, b] = rgb.to_be_bytes();
    Rgba::opaque(Color::new(r, g, b))
}

pub const WHITE: Rgba = Rgba::WHITE;
pub const TEXT: Rgba = ink(0x1f_2937);
pub const MUTED: Rgba = ink(0x6b_7280);
pub const HAIRLINE: Rgba = ink(0xe5_e7eb);
pub const BAD: Rgba = ink(0xb9_1c1c);

/// How thick the letters of a text are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// A picture in the making: paint is laid on in the order of the calls.
pub struct Canvas {
    width: u32,
    height: u32,
    paper: Rgba,
    draws: Vec<Draw>,
}

impl Canvas {
    pub fn new(width: u32, height: u32, paper: Rgba) -> Self {
        Self {
            width,
            height,
            paper,
            draws: Vec::new(),
        }
    }

    pub fn fill(&mut self, path: Vec<PathCmd>, color: Rgba) {
        self.draws.push(Draw::Fill { path, color });
    }

    pub fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, color: Rgba) {
        self.round(x, y, w, h, 0.0, color);
    }

    /// A rectangle with corners of radius `r`.
    pub fn round(&mut self, x: f64, y: f64, w: f64, h: f64, r: f64, color: Rgba) {
        self.fill(round_path(x, y, w, h, r), color);
    }

    /// A white card with a hairline around it.
    pub fn card(&mut self, x: f64, y: f64, w: f64, h: f64) {
        self.outlined(x, y, w, h, 12.0, (WHITE, HAIRLINE));
    }

    /// A box of the first colour with a hairline of the second around it.
    pub fn outlined(&mut self, x: f64, y: f64, w: f64, h: f64, r: f64, (inside, edge): (Rgba, Rgba)) {
        self.round(x, y, w, h, r, edge);
        self.round(x + 1.0, y + 1.0, w - 2.0, h - 2.0, (r - 1.0).max(0.0), inside);
    }

    pub fn circle(&mut self, x: f64, y: f64, r: f64, color: Rgba) {
        self.round(x - r, y - r, 2.0 * r, 2.0 * r, r, color);
    }

    /// A line through `points`, with round ends and corners.
    pub fn line(&mut self, points: &[(f64, f64)], width: f64, color: Rgba) {
        let path = points.iter().enumerate().map(|(at, (x, y))| {
            let point = Point::new(*x, *y);
            if at == 0 {
                PathCmd::MoveTo(point)
            } else {
                PathCmd::LineTo(point)
            }
        });
        self.draws.push(Draw::Stroke {
            path: path.collect(),
            color,
            width,
        });
    }

    /// Words from the left end of their baseline.
    pub fn text(&mut self, x: f64, y: f64, size: f64, weight: Weight, color: Rgba, words: &str) {
        // One font in one weight: a bold letter is a letter with its own outline around it.
        let (halo, halo_width) = match weight {
            Weight::Regular => (None, 0.0),
            Weight::Bold => (Some(color), size * 0.055),
        };
        self.draws.push(Draw::Text {
            at: Point::new(x, y),
            size,
            color,
            line: words.to_owned(),
            halo,
            halo_width,
            angle: 0.0,
        });
    }

    pub fn plain(&mut self, x: f64, y: f64, size: f64, color: Rgba, words: &str) {
        self.text(x, y, size, Weight::Regular, color, words);
    }

    pub fn bold(&mut self, x: f64, y: f64, size: f64, color: Rgba, words: &str) {
        self.text(x, y, size, Weight::Bold, color, words);
    }

    /// Words that end at `x`.
    pub fn right(&mut self, x: f64, y: f64, size: f64, weight: Weight, color: Rgba, words: &str) {
        self.text(x - measure(words, size), y, size, weight, color, words);
    }

    /// Words around `x`.
    pub fn center(&mut self, x: f64, y: f64, size: f64, weight: Weight, color: Rgba, words: &str) {
        self.text(x - measure(words, size) / 2.0, y, size, weight, color, words);
    }

    /// A button with its label in the middle.
    pub fn button(&mut self, x: f64, y: f64, w: f64, h: f64, color: Rgba, label: &str) {
        self.round(x, y, w, h, 8.0, color);
        self.center(x + w / 2.0, y + h / 2.0 + 5.5, 16.0, Weight::Bold, WHITE, label);
    }

    /// A form field: its label above, what was typed inside.
    pub fn field(&mut self, x: f64, y: f64, w: f64, label: &str, value: &str, edge: Rgba) {
        self.plain(x, y, 14.0, MUTED, label);
        self.outlined(x, y + 8.0, w, 44.0, 8.0, (WHITE, edge));
        self.plain(x + 14.0, y + 36.0, 16.0, TEXT, value);
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// When it cannot be painted or encoded.
    pub fn png(self) -> Result<Vec<u8>> {
        let Rgba { r, g, b, a } = self.paper;
        let mut picture = RgbaImage::from_pixel(self.width, self.height, image::Rgba([r, g, b, a]));
        raster::paint(&mut picture, &self.draws)?;
        let mut out = Cursor::new(Vec::new());
        picture
            .write_to(&mut out, ImageFormat::Png)
            .map_err(|e| Error::Internal(format!("a demo picture: {e}")))?;
        Ok(out.into_inner())
    }
}

fn round_path(x: f64, y: f64, w: f64, h: f64, r: f64) -> Vec<PathCmd> {
    let r = r.min(w / 2.0).min(h / 2.0);
    let at = Point::new;
    let (right, bottom) = (x + w, y + h);
    if r <= 0.0 {
        let corners = [at(right, y), at(right, bottom), at(x, bottom)].map(PathCmd::LineTo);
        return [PathCmd::MoveTo(at(x, y))]
            .into_iter()
            .chain(corners)
            .chain([PathCmd::Close])
            .collect();
    }
    // A quarter of a circle as two curves, each bent at the corner of the octagon around it.
    let (bend, half) = (r * (2.0 - SQRT_2), r * (1.0 - FRAC_1_SQRT_2));
    let mut path = vec![PathCmd::MoveTo(at(x + r, y))];
    let corners = [
        (at(right, y), 1.0, 1.0, false),
        (at(right, bottom), 1.0, -1.0, true),
        (at(x, bottom), -1.0, -1.0, false),
        (at(x, y), -1.0, 1.0, true),
    ];
    for (corner, to_left, down, vertical_first) in corners {
        let place = |dx: f64, dy: f64| corner.offset(-to_left * dx, down * dy);
        let (from, first, middle, second, end) = if vertical_first {
            (
                place(0.0, r),
                place(0.0, bend),
                place(half, half),
                place(bend, 0.0),
                place(r, 0.0),
            )
        } else {
            (
                place(r, 0.0),
                place(bend, 0.0),
                place(half, half),
                place(0.0, bend),
                place(0.0, r),
            )
        };
        path.push(PathCmd::LineTo(from));
        path.push(PathCmd::QuadTo(first, middle));
        path.push(PathCmd::QuadTo(second, end));
    }
    path.push(PathCmd::Close);
    path
}

/// About how wide words are; exact for amounts, which stand in columns.
fn measure(words: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        '0'..='9' | '$' | '€' => 0.636,
        '.' | ',' | ' ' => 0.3179,
        'i' | 'j' | 'l' | 'I' | '\'' | ':' => 0.28,
        'f' | 'r' | 't' | '(' | ')' => 0.39,
        'm' | 'w' | 'M' | 'W' => 0.87,
        c if c.is_uppercase() => 0.68,
        _ => 0.6,
    };
    words.chars().map(em).sum::<f64>() * size
}
