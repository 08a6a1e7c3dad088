//! The font: widths to lay text out by, and numbers of glyphs to write it with.

use crate::{Error, Result, screenshots::raster::FONT};
use ab_glyph::{Font as _, FontRef};
use std::collections::BTreeMap;

pub struct Letters {
    font: FontRef<'static>,
    /// Units of an em.
    em: f32,
    /// Every glyph that was written, with the character it stands for.
    pub used: BTreeMap<u16, char>,
}

impl Letters {
    pub fn new() -> Result<Self> {
        let font = FontRef::try_from_slice(FONT).map_err(|e| Error::Internal(format!("the font: {e}")))?;
        Ok(Self {
            em: font.units_per_em().unwrap_or(1000.0),
            font,
            used: BTreeMap::new(),
        })
    }

    pub fn bytes(&self) -> &'static [u8] {
        FONT
    }

    /// In thousandths of the size.
    pub fn advance(&self, glyph: u16) -> f32 {
        self.font.h_advance_unscaled(ab_glyph::GlyphId(glyph)) * 1000.0 / self.em
    }

    /// Ascent and descent, in thousandths of the size.
    pub fn extent(&self) -> (f32, f32) {
        let part = 1000.0 / self.em;
        (self.font.ascent_unscaled() * part, self.font.descent_unscaled() * part)
    }

    fn glyph(&self, letter: char) -> u16 {
        self.font.glyph_id(letter).0
    }

    pub fn width(&self, text: &str, size: f32) -> f32 {
        let sum: f32 = text.chars().map(|letter| self.advance(self.glyph(letter))).sum();
        sum * size / 1000.0
    }

    /// The text as glyphs, two bytes each. What the font lacks shows as its box.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() * 2);
        for letter in text.chars() {
            let glyph = self.glyph(letter);
            self.used.entry(glyph).or_insert(letter);
            out.extend(glyph.to_be_bytes());
        }
        out
    }

    /// Lines of at most `room`, broken between words, and within one that is longer.
    pub fn wrap(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last().map_or("", String::as_str);
            let space = if line.is_empty() { "" } else { " " };
            if self.width(&format!("{line}{space}{word}"), size) <= room {
                push(&mut lines, &format!("{space}{word}"));
                continue;
            }
            if !line.is_empty() {
                lines.push(String::new());
            }
            for letter in word.chars() {
                let line = lines.last().map_or("", String::as_str);
                if !line.is_empty() && self.width(&format!("{line}{letter}"), size) > room {
                    lines.push(String::new());
                }
                push(&mut lines, letter.encode_utf8(&mut [0; 4]));
            }
        }
        lines
    }
}

fn push(lines: &mut [String], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_room_and_every_letter() {
        let letters = Letters::new().expect("the font");
        let text = "A short one and Donaudampfschifffahrtsgesellschaftskapitän −€1,234.56";
        let lines = letters.wrap(text, 9.0, 80.0);
        assert!(
            lines.len() > 3 && lines.iter().all(|line| letters.width(line, 9.0) <= 80.0),
            "{lines:?}"
        );
        let squeezed = |text: &str| text.replace(' ', "");
        assert_eq!(squeezed(&lines.concat()), squeezed(text));
        for needed in "$€£−·…–’“” äßŁ".chars().filter(|c| *c != ' ') {
            assert_ne!(letters.glyph(needed), 0, "{needed}");
        }
    }
}
