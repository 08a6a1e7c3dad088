//! Files from strangers become pictures of our own making: judged by content, decoded within limits, turned upright, with
//! redactions burned in, and encoded anew, so that nothing of the file but its pixels is kept.

use super::{
    header::{self, Judged},
    memory::Room,
};
use crate::{Error, Result, auth::service::hex};
use annotate::{Burn, PixelRect, Scene};
use bytes::Bytes;
use domain::{
    looks::{Greys, HIGH, WIDE},
    validation::Invalid,
};
use image::{
    ColorType, DynamicImage, ImageDecoder as _, ImageFormat, Rgba, RgbaImage, imageops, metadata::Orientation,
};
use sha2::{Digest as _, Sha256};
use std::io::{BufRead, Seek, Write as _};

/// How much of a packed picture is written at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// A picture at work, and the room it takes.
pub struct Sheet {
    picture: RgbaImage,
    room: Room,
}

pub(super) fn refused(code: &str, message: &str) -> Error {
    Invalid::one("file", code, message).into()
}

impl Sheet {
    /// Decodes a stranger's file and turns it upright. The file is gone once its pixels are there.
    ///
    /// # Errors
    /// 413 or 422 for one that turns out to be broken.
    pub fn open(judged: Judged<impl BufRead + Seek>, room: Room) -> Result<Self> {
        let picture = decode(judged)?;
        Ok(Self { picture, room })
    }

    /// Decodes a file of our own, without the limits of strangers' files: encoded anew they may be larger.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_kept(file: Bytes, room: Room) -> Result<Self> {
        let picture = image::load_from_memory_with_format(&file, ImageFormat::Png);
        drop(file);
        let picture = picture.map_err(|e| Error::Internal(format!("a kept picture: {e}")))?;
        Ok(Self {
            picture: picture.into_rgba8(),
            room,
        })
    }

    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.picture.dimensions()
    }

    /// Destroys the pixels that are to be hidden, and cuts the picture; gives the scene as it is measured on what is left.
    ///
    /// # Errors
    /// 422 when the scene was made for a picture of another size.
    pub fn burn(&mut self, scene: Scene) -> Result<Scene> {
        if (scene.width, scene.height) != self.size() {
            let told = "These annotations were made for a picture of another size.";
            return Err(Invalid::one("scene", "size", told).into());
        }
        for burn in scene.burns().into_iter().flat_map(Burn::strips) {
            let PixelRect { x, y, w, h } = burn.area();
            let mut part = imageops::crop_imm(&self.picture, x, y, w, h).to_image();
            burn.apply(&mut part);
            imageops::replace(&mut self.picture, &part, x.into(), y.into());
        }
        let (scene, crop) = scene.cut();
        if let Some(crop) = crop {
            self.cut(crop);
        }
        Ok(scene)
    }

    /// In place, a row at a time: a large picture has no room beside it for another.
    fn cut(&mut self, crop: PixelRect) {
        let [x, y, w, h] = [crop.x, crop.y, crop.w, crop.h].map(|side| side as usize);
        let row = self.picture.width() as usize * 4;
        let mut pixels = std::mem::take(&mut self.picture).into_raw();
        for line in 0..h {
            let from = (y + line) * row + x * 4;
            pixels.copy_within(from..from + w * 4, line * w * 4);
        }
        pixels.truncate(w * h * 4);
        // There are as many as the size says: those that were just put there.
        self.picture = RgbaImage::from_raw(crop.w, crop.h, pixels).unwrap_or_default();
    }

    /// Paints the annotations.
    ///
    /// # Errors
    /// As [`super::raster::paint`].
    pub fn draw(&mut self, scene: &Scene) -> Result<()> {
        super::raster::draw(&mut self.picture, scene)
    }

    /// The greys that its looks are made of: what shines through is white, as on the page.
    pub fn greys(&mut self) -> Greys {
        let whole = DynamicImage::ImageRgba8(std::mem::take(&mut self.picture));
        let (wide, high) = (u32::try_from(WIDE).unwrap_or(1), u32::try_from(HIGH).unwrap_or(1));
        let small = whole.thumbnail_exact(wide, high).into_rgba8();
        self.picture = whole.into_rgba8();
        let mut greys = [0; WIDE * HIGH];
        for (grey, Rgba(pixel)) in greys.iter_mut().zip(small.pixels()) {
            let [r, g, b, a] = pixel.map(u32::from);
            let light = (299 * r + 587 * g + 114 * b) / 1000;
            *grey = u8::try_from((light * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        }
        greys
    }

    /// The hash of its pixels, whatever file they came in.
    #[must_use]
    pub fn pixels(&self) -> String {
        let (width, height) = self.size();
        let mut hash = Sha256::new_with_prefix([width.to_be_bytes(), height.to_be_bytes()].concat());
        hash.update(self.picture.as_raw());
        hex(&hash.finalize())
    }

    /// The pixels, and the room that they take.
    #[must_use]
    pub fn into_parts(self) -> (RgbaImage, Room) {
        (self.picture, self.room)
    }

    /// The picture as a PNG. It is written row by row: the encoder that takes the whole picture holds what it makes twice.
    ///
    /// # Errors
    /// When it cannot be encoded, which does not happen.
    pub fn png(&self) -> Result<Vec<u8>> {
        let fast = self.packed(png::Compression::Fast, png::Filter::Adaptive)?;
        // Noise only grows by packing.
        if fast.len() <= self.picture.as_raw().len() {
            return Ok(fast);
        }
        drop(fast);
        self.packed(png::Compression::NoCompression, png::Filter::NoFilter)
    }

    fn packed(&self, compression: png::Compression, filter: png::Filter) -> Result<Vec<u8>> {
        let (width, height) = self.size();
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(compression);
        encoder.set_filter(filter);
        let failed = |e| Error::Internal(format!("encoding a picture: {e}"));
        let mut writer = encoder.write_header().map_err(failed)?;
        let mut rows = writer.stream_writer_with_size(CHUNK).map_err(failed)?;
        rows.write_all(self.picture.as_raw()).map_err(|e| failed(e.into()))?;
        rows.finish().map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(out)
    }
}

fn decode(judged: Judged<impl BufRead + Seek>) -> Result<RgbaImage> {
    let Judged { mut file, format, .. } = judged;
    let mut decoder = header::decoder(&mut file, format)?;
    let orientation = decoder.orientation().map_err(|error| header::unreadable(&error))?;
    let unreadable = |error| header::unreadable(&error);
    let picture = match decoder.color_type() {
        color @ (ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8) => {
            let (width, height) = decoder.dimensions();
            let (pixels, own) = (width as usize * height as usize, usize::from(color.bytes_per_pixel()));
            let mut bytes = vec![0; 4 * pixels];
            decoder
                .read_image(&mut bytes[(4 - own) * pixels..])
                .map_err(unreadable)?;
            spread(&mut bytes, own);
            RgbaImage::from_raw(width, height, bytes).ok_or_else(|| Error::Internal("a picture of no size".into()))?
        }
        _ => DynamicImage::from_decoder(decoder).map_err(unreadable)?.into_rgba8(),
    };
    Ok(turned(picture, orientation))
}

/// Makes RGBA of pixels of `own` bytes that stand at the end of a buffer which is large enough for it, from front to back: what is
/// written is always behind what is read.
fn spread(bytes: &mut [u8], own: usize) {
    let pixels = bytes.len() / 4;
    let from = (4 - own) * pixels;
    for at in 0..pixels {
        let read = from + own * at;
        let color = match own {
            1 => [bytes[read], bytes[read], bytes[read], u8::MAX],
            2 => [bytes[read], bytes[read], bytes[read], bytes[read + 1]],
            3 => [bytes[read], bytes[read + 1], bytes[read + 2], u8::MAX],
            _ => return,
        };
        bytes[4 * at..4 * at + 4].copy_from_slice(&color);
    }
}

/// Turns a picture upright, in place: beside a large one there is no room for another.
fn turned(picture: RgbaImage, orientation: Orientation) -> RgbaImage {
    let (picture, rest) = match orientation {
        Orientation::Rotate90 => (transposed(picture), Orientation::FlipHorizontal),
        Orientation::Rotate270 => (transposed(picture), Orientation::FlipVertical),
        Orientation::Rotate90FlipH => (transposed(picture), Orientation::NoTransforms),
        Orientation::Rotate270FlipH => (transposed(picture), Orientation::Rotate180),
        in_place => (picture, in_place),
    };
    let mut picture = DynamicImage::ImageRgba8(picture);
    picture.apply_orientation(rest);
    picture.into_rgba8()
}

/// Rows become columns. Each pixel goes where it belongs, and the one that stood there goes on, until the first is met again.
fn transposed(picture: RgbaImage) -> RgbaImage {
    let (width, height) = picture.dimensions();
    let mut bytes = picture.into_raw();
    let (pixels, _) = bytes.as_chunks_mut::<4>();
    let (wide, high) = (width as usize, height as usize);
    let mut moved = vec![0_u64; pixels.len().div_ceil(64)];
    for start in 0..pixels.len() {
        if moved[start / 64] >> (start % 64) & 1 == 1 {
            continue;
        }
        let (mut at, mut held) = (start, pixels[start]);
        loop {
            at = at % wide * high + at / wide;
            moved[at / 64] |= 1 << (at % 64);
            std::mem::swap(&mut pixels[at], &mut held);
            if at == start {
                break;
            }
        }
    }
    RgbaImage::from_raw(height, width, bytes).unwrap_or_default()
}

/// Whether anything of a scene is painted beside what is burned in.
#[must_use]
pub fn paints(scene: &Scene) -> bool {
    scene.shapes.iter().any(|shape| scene.burn_of(shape).is_none())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::screenshots::memory;
    use std::{io::Cursor, sync::Arc};

    pub fn sample() -> RgbaImage {
        RgbaImage::from_fn(40, 30, |x, y| Rgba([x as u8 * 6, y as u8 * 8, 200, 255]))
    }

    pub fn png(picture: &RgbaImage) -> Vec<u8> {
        sheet(picture.clone()).png().expect("encodes")
    }

    fn room() -> Room {
        Room::of(Arc::clone(&memory::all()).try_acquire_owned().expect("room"))
    }

    pub fn sheet(picture: RgbaImage) -> Sheet {
        Sheet { picture, room: room() }
    }

    fn open(file: Vec<u8>) -> Result<Sheet> {
        Sheet::open(header::judge(Cursor::new(file))?, room())
    }

    #[test]
    fn only_pixels_are_kept() {
        let mut file = png(&sample());
        file.extend_from_slice(b"trailing secret");
        let sheet = open(file).expect("a picture with something behind it is a picture");
        assert_eq!(sheet.size(), (40, 30));
        let kept = sheet.png().expect("encodes");
        assert!(!kept.windows(6).any(|w| w == b"secret"));
    }

    #[test]
    fn noise_takes_no_more_than_its_pixels() {
        let noise = |x: u32, y: u32| {
            let mixed = (x * 7919 + y * 104_729 + 1).wrapping_mul(2_654_435_761);
            Rgba((mixed ^ mixed >> 15).wrapping_mul(0x85eb_ca6b).to_be_bytes())
        };
        let picture = RgbaImage::from_fn(250, 250, noise);
        let file = png(&picture);
        assert!(file.len() < 250 * 250 * 4 + 1000, "{}", file.len());
        assert!(image::load_from_memory(&file).expect("a picture").into_rgba8() == picture);
    }

    #[test]
    fn redacted_pixels_are_in_no_file() {
        let json = r##"{"version":1,"width":40,"height":30,"shapes":[
            {"id":1,"style":{"color":"#e11d48","width":3,"opacity":1},"type":"redact","x":4.5,"y":5,"w":10,"h":6}]}"##;
        let scene = Scene::from_json(json).expect("a scene");
        assert!(!paints(&scene));
        let mut sheet = sheet(sample());
        sheet.burn(scene).expect("of its size");
        let kept = image::load_from_memory(&sheet.png().expect("encodes"))
            .expect("a picture")
            .into_rgba8();
        for (x, y, pixel) in kept.enumerate_pixels() {
            let inside = (4..15).contains(&x) && (5..11).contains(&y);
            assert_eq!(*pixel == Rgba([0, 0, 0, 255]), inside, "at {x}, {y}");
        }
    }

    fn burned(json: &str) -> (Sheet, Scene) {
        let mut sheet = sheet(sample());
        let scene = sheet
            .burn(Scene::from_json(json).expect("a scene"))
            .expect("of its size");
        (sheet, scene)
    }

    #[test]
    fn what_is_cut_away_is_gone_and_the_rest_is_measured_anew() {
        let (sheet, scene) = burned(
            r##"{"version":3,"width":40,"height":30,"crop":{"x":10,"y":8,"w":20,"h":16},"shapes":[
            {"id":1,"style":{"color":"#e11d48","width":3,"opacity":1},"type":"redact","x":12,"y":10,"w":4,"h":4}]}"##,
        );
        let kept = &sheet.picture;
        assert_eq!(kept.dimensions(), (20, 16));
        for (x, y, pixel) in kept.enumerate_pixels() {
            let hidden = (2..6).contains(&x) && (2..6).contains(&y);
            let expected = if hidden {
                Rgba([0, 0, 0, 255])
            } else {
                *sample().get_pixel(x + 10, y + 8)
            };
            assert_eq!(*pixel, expected, "at {x}, {y}");
        }
        assert_eq!((scene.width, scene.height, scene.crop), (20, 16, None));
        assert_eq!(scene.burns().len(), 1);
    }

    #[test]
    fn of_a_mosaic_only_the_means_are_kept() {
        let (sheet, scene) = burned(
            r##"{"version":3,"width":40,"height":30,"shapes":[
            {"id":1,"style":{"color":"#e11d48","width":2,"opacity":1},"type":"pixelate","x":8,"y":8,"w":16,"h":8}]}"##,
        );
        assert!(!paints(&scene));
        let inside = (8..24).flat_map(|x| (8..16).map(move |y| (x, y)));
        let mut colors: Vec<_> = inside.map(|(x, y)| sheet.picture.get_pixel(x, y).0).collect();
        colors.sort_unstable();
        colors.dedup();
        assert_eq!(colors.len(), 2, "two cells of eight pixels");
        assert_eq!(sheet.picture.get_pixel(24, 8), sample().get_pixel(24, 8));
    }

    #[test]
    fn every_way_of_turning_is_the_librarys() {
        for (width, height) in [(40, 30), (7, 13), (1, 9), (16, 16)] {
            let picture = RgbaImage::from_fn(width, height, |x, y| Rgba([x as u8, y as u8, 7, 255]));
            for orientation in (1..=8).filter_map(Orientation::from_exif) {
                let mut expected = DynamicImage::ImageRgba8(picture.clone());
                expected.apply_orientation(orientation);
                assert!(
                    turned(picture.clone(), orientation) == expected.into_rgba8(),
                    "{orientation:?}"
                );
            }
        }
    }

    #[test]
    fn pixels_of_few_bytes_are_spread_in_place() {
        let wide = DynamicImage::ImageRgba8(sample());
        for (own, less, bytes) in [
            (1, DynamicImage::from(wide.to_luma8()), wide.to_luma8().into_raw()),
            (
                2,
                DynamicImage::from(wide.to_luma_alpha8()),
                wide.to_luma_alpha8().into_raw(),
            ),
            (3, DynamicImage::from(wide.to_rgb8()), wide.to_rgb8().into_raw()),
            (4, wide.clone(), wide.to_rgba8().into_raw()),
        ] {
            let mut buffer = vec![0; 40 * 30 * 4 - bytes.len()];
            buffer.extend(bytes);
            spread(&mut buffer, own);
            assert_eq!(buffer, less.into_rgba8().into_raw(), "{own}");
        }
    }

    #[test]
    fn half_a_picture_is_broken() {
        let whole = png(&sample());
        let broken = open(whole[..whole.len() / 2].to_vec()).err();
        assert_eq!(broken.map(|error| error.failure().status), Some(422));
    }
}
