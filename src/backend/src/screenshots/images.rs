//! Files from strangers become pictures of our own making: judged by content, decoded within limits, turned upright, with
//! redactions burned in, and encoded anew, so that nothing of the file but its pixels is kept.

use crate::{Error, Result};
use annotate::{PixelRect, Scene};
use domain::{
    screenshots::{MAX_BYTES, MAX_PIXELS},
    validation::Invalid,
};
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};
use std::io::Cursor;

/// The longer side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 360;
/// What decoding one picture may allocate: 50 megapixels of 16-bit RGBA.
const MAX_ALLOC: u64 = MAX_PIXELS * 8;

/// The pictures made from one upload, as files.
pub struct Made {
    pub width: u32,
    pub height: u32,
    /// The annotations, measured on what is left of the picture.
    pub scene: Option<Scene>,
    /// With redactions, without other annotations. PNG.
    pub original: Vec<u8>,
    /// With all annotations; `None` when there are none beside redactions. PNG.
    pub annotated: Option<Vec<u8>>,
    /// JPEG.
    pub thumbnail: Vec<u8>,
}

fn refused(code: &str, message: &str) -> Error {
    Invalid::one("file", code, message).into()
}

/// Reads a picture. PNG, JPEG and WebP are told by their content; names and declared types count for nothing.
///
/// # Errors
/// 413 beyond 10 MiB or 50 megapixels, 415 for anything that is no such picture, 422 for one that is broken.
pub fn read(bytes: &[u8]) -> Result<RgbaImage> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge("A picture may have 10 MiB at most."));
    }
    if bytes.is_empty() {
        return Err(refused("required", "Choose a picture."));
    }
    let format = image::guess_format(bytes).ok();
    let Some(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) = format else {
        return Err(Error::Unsupported("Only PNG, JPEG and WebP pictures are taken."));
    };
    let broken = |_| {
        refused(
            "broken",
            "This picture cannot be read. It may be incomplete; take it again.",
        )
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let mut decoder = reader
        .into_decoder()
        .map_err(|error| too_big(&error).unwrap_or_else(|| broken(())))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::TooLarge("A picture may have 50 megapixels at most."));
    }
    let orientation = decoder.orientation().map_err(|_| broken(()))?;
    let mut picture =
        DynamicImage::from_decoder(decoder).map_err(|error| too_big(&error).unwrap_or_else(|| broken(())))?;
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

fn too_big(error: &image::ImageError) -> Option<Error> {
    matches!(error, image::ImageError::Limits(_))
        .then_some(Error::TooLarge("A picture may have 50 megapixels at most."))
}

/// Burns in what hides something, cuts the picture, and makes the files to keep.
///
/// # Errors
/// 422 when the scene was made for a picture of another size.
pub fn make(mut picture: RgbaImage, scene: Option<Scene>) -> Result<Made> {
    let size = picture.dimensions();
    if scene.as_ref().is_some_and(|scene| (scene.width, scene.height) != size) {
        let told = "These annotations were made for a picture of another size.";
        return Err(Invalid::one("scene", "size", told).into());
    }
    let scene = scene.map(|scene| {
        burn(&mut picture, &scene);
        let (scene, crop) = scene.cut();
        if let Some(PixelRect { x, y, w, h }) = crop {
            picture = image::imageops::crop_imm(&picture, x, y, w, h).to_image();
        }
        scene
    });
    let (width, height) = picture.dimensions();
    let original = png(&picture)?;
    let burnt = |scene: &Scene| scene.shapes.iter().all(|shape| scene.burn_of(shape).is_some());
    let annotated = match scene.as_ref().filter(|scene| !burnt(scene)) {
        Some(scene) => {
            super::raster::draw(&mut picture, scene)?;
            Some(png(&picture)?)
        }
        None => None,
    };
    Ok(Made {
        width,
        height,
        scene,
        original,
        annotated,
        thumbnail: thumbnail(picture)?,
    })
}

/// Destroys the pixels that are to be hidden.
fn burn(picture: &mut RgbaImage, scene: &Scene) {
    for burn in scene.burns() {
        let PixelRect { x, y, w, h } = burn.area();
        let mut part = image::imageops::crop_imm(picture, x, y, w, h).to_image();
        burn.apply(&mut part);
        image::imageops::replace(picture, &part, x.into(), y.into());
    }
}

fn png(picture: &RgbaImage) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive)
        .write_image(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgba8,
        )
        .map_err(|e| Error::Internal(format!("encoding a picture: {e}")))?;
    Ok(out)
}

fn thumbnail(picture: RgbaImage) -> Result<Vec<u8>> {
    let small = DynamicImage::ImageRgba8(picture)
        .thumbnail(THUMBNAIL, THUMBNAIL)
        .into_rgba8();
    // JPEG knows no transparency: what shines through is white, as on the page.
    let flat = image::RgbImage::from_fn(small.width(), small.height(), |x, y| {
        let Rgba([r, g, b, a]) = *small.get_pixel(x, y);
        let over = |c: u8| {
            let mixed = (u16::from(c) * u16::from(a) + 255 * (255 - u16::from(a))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    });
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 82)
        .encode_image(&flat)
        .map_err(|e| Error::Internal(format!("encoding a thumbnail: {e}")))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> RgbaImage {
        RgbaImage::from_fn(40, 30, |x, y| Rgba([x as u8 * 6, y as u8 * 8, 200, 255]))
    }

    #[test]
    fn only_pixels_are_kept() {
        let mut file = png(&sample()).expect("encodes");
        file.extend_from_slice(b"trailing secret");
        let read = read(&file).expect("a picture with something behind it is a picture");
        let made = make(read, None).expect("made");
        assert_eq!((made.width, made.height), (40, 30));
        assert!(!made.original.windows(6).any(|w| w == b"secret"));
        assert!(made.annotated.is_none());
    }

    #[test]
    fn redacted_pixels_are_in_no_file() {
        let json = r##"{"version":1,"width":40,"height":30,"shapes":[
            {"id":1,"style":{"color":"#e11d48","width":3,"opacity":1},"type":"redact","x":4.5,"y":5,"w":10,"h":6}]}"##;
        let scene = Scene::from_json(json).expect("a scene");
        let made = make(sample(), Some(scene)).expect("made");
        let kept = image::load_from_memory(&made.original).expect("a picture").into_rgba8();
        for (x, y, pixel) in kept.enumerate_pixels() {
            let inside = (4..15).contains(&x) && (5..11).contains(&y);
            assert_eq!(*pixel == Rgba([0, 0, 0, 255]), inside, "at {x}, {y}");
        }
    }

    #[test]
    fn what_is_cut_away_is_in_no_file_and_the_rest_is_measured_anew() {
        let json = r##"{"version":3,"width":40,"height":30,"crop":{"x":10,"y":8,"w":20,"h":16},"shapes":[
            {"id":1,"style":{"color":"#e11d48","width":3,"opacity":1},"type":"redact","x":12,"y":10,"w":4,"h":4}]}"##;
        let made = make(sample(), Some(Scene::from_json(json).expect("a scene"))).expect("made");
        assert_eq!((made.width, made.height), (20, 16));
        let kept = image::load_from_memory(&made.original).expect("a picture").into_rgba8();
        assert_eq!(kept.dimensions(), (20, 16));
        assert_eq!(kept.get_pixel(0, 0), sample().get_pixel(10, 8));
        assert_eq!(*kept.get_pixel(2, 2), Rgba([0, 0, 0, 255]));
        let scene = made.scene.expect("a scene");
        assert_eq!((scene.width, scene.height, scene.crop), (20, 16, None));
        assert_eq!(scene.burns().len(), 1);
    }

    #[test]
    fn of_a_mosaic_only_the_means_are_kept() {
        let json = r##"{"version":3,"width":40,"height":30,"shapes":[
            {"id":1,"style":{"color":"#e11d48","width":2,"opacity":1},"type":"pixelate","x":8,"y":8,"w":16,"h":8}]}"##;
        let made = make(sample(), Some(Scene::from_json(json).expect("a scene"))).expect("made");
        assert!(made.annotated.is_none(), "there is nothing beside it");
        let kept = image::load_from_memory(&made.original).expect("a picture").into_rgba8();
        let mut colors: Vec<_> = (8..24)
            .flat_map(|x| (8..16).map(move |y| (x, y)))
            .map(|(x, y)| kept.get_pixel(x, y).0)
            .collect();
        colors.sort_unstable();
        colors.dedup();
        assert_eq!(colors.len(), 2, "two cells of eight pixels");
        assert_eq!(kept.get_pixel(24, 8), sample().get_pixel(24, 8));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let status = |bytes: &[u8]| read(bytes).err().map(|e| e.failure().status);
        assert_eq!(status(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Some(415));
        assert_eq!(status(b"\x89PNG\r\n\x1a\n and then nothing of the kind"), Some(422));
        let whole = png(&sample()).expect("encodes");
        assert_eq!(status(&whole[..whole.len() / 2]), Some(422));
        assert_eq!(status(&vec![0; MAX_BYTES + 1]), Some(413));
        assert_eq!(status(&[]), Some(422));
    }

    #[test]
    fn a_header_that_promises_too_much_is_not_believed() {
        let mut file = png(&sample()).expect("encodes");
        file[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        let crc = crc32(&file[12..29]);
        file[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(read(&file).err().map(|e| e.failure().status), Some(413));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| {
                if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }
            })
        })
    }
}
