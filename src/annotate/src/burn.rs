//! What is destroyed in a picture for good: pixels that are blackened, and pixels that are only left as a mosaic.
//!
//! Whoever lets a picture leave the machine carries [`Scene::burns`] out on it first, in order; browser and server do the same, and
//! doing it twice changes nothing. A mosaic hides a face, but letters can be guessed from it: what is secret is blackened.

use crate::geometry::PixelRect;
use crate::scene::Scene;
use crate::shape::{AreaForm, Shape, ShapeKind};
use crate::style::Style;

/// One area of a picture, and what is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Burn {
    /// Opaque black.
    Blacken(PixelRect),
    /// See [`pixelate`].
    Pixelate { area: PixelRect, block: u32 },
}

impl Burn {
    #[must_use]
    pub const fn area(self) -> PixelRect {
        match self {
            Self::Blacken(area) | Self::Pixelate { area, .. } => area,
        }
    }

    /// The same in strips of whole cells, from the top: carried out one after the other they need little memory at a time.
    pub fn strips(self) -> impl Iterator<Item = Self> {
        const HIGH: u32 = 64;
        let whole = self.area();
        let high = match self {
            Self::Blacken(_) => HIGH,
            Self::Pixelate { block, .. } => block.max(1) * (HIGH / block.max(1)).max(1),
        };
        let tops = (0..whole.h).step_by(high as usize);
        tops.map(move |top| {
            let area = PixelRect {
                y: whole.y + top,
                h: high.min(whole.h - top),
                ..whole
            };
            match self {
                Self::Blacken(_) => Self::Blacken(area),
                Self::Pixelate { block, .. } => Self::Pixelate { area, block },
            }
        })
    }

    /// Carries it out on the pixels of its area alone, as [`pixelate`] takes them.
    pub fn apply(self, pixels: &mut [u8]) {
        match self {
            Self::Blacken(_) => pixels.as_chunks_mut::<4>().0.fill([0, 0, 0, 255]),
            Self::Pixelate { area, block } => pixelate(area, block, pixels),
        }
    }
}

/// A cell of a mosaic is so many times as large as the line of its style is wide, and never smaller than this, in picture pixels.
const BLOCK: (f64, f64) = (4.0, 6.0);

/// The side of a mosaic's cells, in picture pixels.
#[must_use]
pub fn block_of(style: Style) -> u32 {
    // A width is at most 1,000, so nothing is lost.
    (style.width * BLOCK.0).round().max(BLOCK.1) as u32
}

impl Scene {
    /// What must be done to the picture before it leaves the machine, from the bottom to the top; areas are rounded outwards, clipped
    /// to the picture, and none of them is empty.
    #[must_use]
    pub fn burns(&self) -> Vec<Burn> {
        self.shapes.iter().filter_map(|shape| self.burn_of(shape)).collect()
    }

    /// What `shape` destroys on this scene's picture; `None` when it hides nothing or lies beside the picture.
    #[must_use]
    pub fn burn_of(&self, shape: &Shape) -> Option<Burn> {
        let ShapeKind::Area { form, area } = shape.kind else {
            return None;
        };
        let pixels = || area.to_pixels(self.width, self.height);
        match form {
            AreaForm::Redact => pixels().map(Burn::Blacken),
            AreaForm::Pixelate => pixels().map(|area| Burn::Pixelate {
                area,
                block: block_of(shape.style),
            }),
            AreaForm::Rect | AreaForm::Ellipse | AreaForm::Spotlight => None,
        }
    }
}

/// The cells of the mosaic over `area`: a grid of `block` from the area's corner, cut at its edges. Places are those of the picture.
pub fn cells(area: PixelRect, block: u32) -> impl Iterator<Item = PixelRect> {
    let block = block.max(1);
    let spans = move |start: u32, length: u32| {
        let cells = 0..length.div_ceil(block);
        cells.map(move |n| (start + n * block, block.min(length - n * block)))
    };
    spans(area.y, area.h).flat_map(move |(y, h)| spans(area.x, area.w).map(move |(x, w)| PixelRect { x, y, w, h }))
}

/// Gives every cell of the mosaic over `area` the mean colour of its pixels. `pixels` are those of the area alone: rows from the top,
/// four bytes each, red, green, blue and alpha, not premultiplied. Fewer of them than the area has leave the rest as it is.
pub fn pixelate(area: PixelRect, block: u32, pixels: &mut [u8]) {
    let (pixels, _) = pixels.as_chunks_mut::<4>();
    let there = pixels.len();
    for cell in cells(area, block) {
        let rows = (cell.y - area.y..).take(cell.h as usize);
        let spans = rows.map(|y| {
            let start = y as usize * area.w as usize + (cell.x - area.x) as usize;
            start..start + cell.w as usize
        });
        let spans = spans.filter(|span| span.end <= there);
        let mut sums = [0_u64; 4];
        let mut count = 0_u64;
        for span in spans.clone() {
            for [r, g, b, a] in &pixels[span] {
                // What is transparent has no colour.
                for (sum, channel) in sums.iter_mut().zip([r, g, b]) {
                    *sum += u64::from(*channel) * u64::from(*a);
                }
                sums[3] += u64::from(*a);
                count += 1;
            }
        }
        let mean = mean(sums, count);
        for span in spans {
            pixels[span].fill(mean);
        }
    }
}

fn mean([r, g, b, a]: [u64; 4], count: u64) -> [u8; 4] {
    // A mean of bytes is a byte.
    let over = |sum: u64, by: u64| (sum + by / 2).checked_div(by).unwrap_or(0) as u8;
    [over(r, a), over(g, a), over(b, a), over(a, count)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_fill_the_area_from_its_corner() {
        let area = PixelRect {
            x: 5,
            y: 7,
            w: 20,
            h: 9,
        };
        let all: Vec<PixelRect> = cells(area, 8).collect();
        assert_eq!(all.iter().map(|c| c.w * c.h).sum::<u32>(), area.w * area.h);
        assert_eq!(all[0], PixelRect { x: 5, y: 7, w: 8, h: 8 });
        assert_eq!(
            all[5],
            PixelRect {
                x: 21,
                y: 15,
                w: 4,
                h: 1
            }
        );
    }

    #[test]
    fn a_cell_gets_its_mean_and_doing_it_twice_changes_nothing() {
        let area = PixelRect { x: 0, y: 0, w: 4, h: 2 };
        let mut pixels: Vec<u8> = [0, 100, 200, 50].iter().flat_map(|v| [*v, 0, 255, 255]).collect();
        pixels.extend([100, 0, 255, 255].repeat(4));
        pixelate(area, 2, &mut pixels);
        let reds: Vec<u8> = pixels.iter().step_by(4).copied().collect();
        assert_eq!(reds, [75, 75, 113, 113, 75, 75, 113, 113]);
        let once = pixels.clone();
        pixelate(area, 2, &mut pixels);
        assert_eq!(pixels, once);
    }

    #[test]
    fn strips_do_what_the_whole_does() {
        let area = PixelRect {
            x: 3,
            y: 2,
            w: 21,
            h: 170,
        };
        for block in [1, 7, 40, 100] {
            let mut whole: Vec<u8> = (0..area.w * area.h * 4).map(|n| (n * 37 % 251) as u8 | 1).collect();
            let mut parts = whole.clone();
            let burn = Burn::Pixelate { area, block };
            burn.apply(&mut whole);
            let row = area.w as usize * 4;
            for strip in burn.strips() {
                let from = (strip.area().y - area.y) as usize * row;
                strip.apply(&mut parts[from..from + strip.area().h as usize * row]);
            }
            assert!(whole == parts, "cells of {block}");
        }
    }

    #[test]
    fn what_is_transparent_does_not_darken_its_neighbours() {
        let area = PixelRect { x: 0, y: 0, w: 2, h: 1 };
        let mut pixels = vec![200, 100, 50, 255, 0, 0, 0, 0];
        pixelate(area, 6, &mut pixels);
        assert_eq!(pixels, [200, 100, 50, 128, 200, 100, 50, 128]);
    }

    #[test]
    fn too_few_pixels_are_no_trouble() {
        let area = PixelRect {
            x: 0,
            y: 0,
            w: 10,
            h: 10,
        };
        let mut pixels = vec![9; 35];
        pixelate(area, 3, &mut pixels);
        assert_eq!(pixels.len(), 35);
    }
}
