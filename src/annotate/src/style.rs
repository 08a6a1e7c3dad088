//! How a shape looks: [`Color`], [`Style`], the six colours of the [`PALETTE`], and sizes that suit a picture.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits;

/// An opaque colour. In JSON and as text `"#rrggbb"`; capitals are understood, small letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

impl Color {
    pub const BLACK: Self = Self::new(0, 0, 0);
    pub const WHITE: Self = Self::new(255, 255, 255);

    #[must_use]
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Relative luminance as WCAG 2 defines it: 0 for black, 1 for white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Contrast ratio as WCAG 2 defines it, from 1 (equal) to 21 (black on white).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever stands out more against this colour; the ratio is at least 4.5.
    #[must_use]
    pub fn opposite(self) -> Self {
        if self.contrast(Self::BLACK) >= self.contrast(Self::WHITE) {
            Self::BLACK
        } else {
            Self::WHITE
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// The text is not a colour of the form `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColorError;

impl fmt::Display for ColorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a colour is written #rrggbb")
    }
}

impl std::error::Error for ColorError {}

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, ColorError> {
        let digits = text.strip_prefix('#').ok_or(ColorError)?.as_bytes();
        let &[a, b, c, d, e, f] = digits else {
            return Err(ColorError);
        };
        let byte = |high: u8, low: u8| -> Result<u8, ColorError> { Ok(hex(high)? * 16 + hex(low)?) };
        Ok(Self::new(byte(a, b)?, byte(c, d)?, byte(e, f)?))
    }
}

fn hex(digit: u8) -> Result<u8, ColorError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(ColorError),
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The colours offered to people, the default first. All six are told apart by lightness too, not by hue alone.
pub const PALETTE: [Color; 6] = [
    Color::new(0xe1, 0x1d, 0x48),
    Color::new(0xfa, 0xcc, 0x15),
    Color::new(0x16, 0xa3, 0x4a),
    Color::new(0x25, 0x63, 0xeb),
    Color::new(0x11, 0x18, 0x27),
    Color::new(0xff, 0xff, 0xff),
];

/// What the colours of the [`PALETTE`] are called, in the same order: a swatch needs a name that can be read aloud.
pub const PALETTE_NAMES: [&str; 6] = ["Red", "Yellow", "Green", "Blue", "Black", "White"];

/// How a shape is drawn. A redaction ignores it: it is always opaque black.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Style {
    pub color: Color,
    /// Stroke width in picture pixels, [`limits::STROKE_WIDTH`].
    pub width: f64,
    /// From 0 (invisible) to 1.
    pub opacity: f64,
}

impl Style {
    /// The style to begin with on a picture of this size: the palette's first colour, and a line that is still visible when the
    /// picture is shown small. The width decides alone: a page captured in full is very high, but no wider for it.
    #[must_use]
    pub fn for_picture(width: u32, _height: u32) -> Self {
        Self {
            color: PALETTE[0],
            width: (f64::from(width) / 300.0).max(3.0),
            opacity: 1.0,
        }
        .clamped()
    }

    /// The style with every number brought within the limits; what is not a number becomes the default.
    #[must_use]
    pub fn clamped(self) -> Self {
        Self {
            color: self.color,
            width: limits::clamped(self.width, limits::STROKE_WIDTH, 3.0),
            opacity: limits::clamped(self.opacity, limits::OPACITY, 1.0),
        }
    }
}

/// The text size (one em, picture pixels) to begin with on a picture of this size; the width decides, as for [`Style::for_picture`].
#[must_use]
pub fn text_size_for_picture(width: u32, _height: u32) -> f64 {
    limits::clamped((f64::from(width) / 60.0).max(16.0), limits::TEXT_SIZE, 16.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(PALETTE[0].to_string(), "#e11d48");
        assert_eq!("#E11d48".parse(), Ok(PALETTE[0]));
        for wrong in [
            "", "#", "e11d48", "#e11d4", "#e11d488", "#e11d4g", "#+11d48", "#é1d48", "red",
        ] {
            assert_eq!(wrong.parse::<Color>(), Err(ColorError), "{wrong}");
        }
    }

    #[test]
    fn the_opposite_of_every_colour_stands_out() {
        for r in (0..=255).step_by(15) {
            for g in (0..=255).step_by(15) {
                for b in (0..=255).step_by(15) {
                    let color = Color::new(r, g, b);
                    assert!(color.contrast(color.opposite()) >= 4.5, "{color}");
                }
            }
        }
    }

    #[test]
    fn sizes_grow_with_the_picture() {
        assert_eq!(Style::for_picture(640, 480).width, 3.0);
        assert_eq!(Style::for_picture(3840, 2160).width, 12.8);
        assert_eq!(text_size_for_picture(640, 480), 16.0);
        assert_eq!(text_size_for_picture(3840, 2160), 64.0);
    }

    #[test]
    fn clamping_keeps_a_style_usable() {
        let odd = Style {
            color: Color::BLACK,
            width: f64::NAN,
            opacity: -3.0,
        };
        assert_eq!(
            odd.clamped(),
            Style {
                color: Color::BLACK,
                width: 3.0,
                opacity: 0.0
            }
        );
    }
}
