//! What a file's head says, before anything of it is decoded: whether it is a picture that is taken at all, how large it is, and how
//! much memory it takes to open.

use super::{images::refused, memory};
use crate::{Error, Result};
use domain::screenshots::{MAX_BYTES, MAX_PIXELS, TOO_LARGE};
use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::{BufRead, Read, Seek, SeekFrom};

/// What a decoder may allocate: 50 megapixels of 16-bit RGBA.
const MAX_ALLOC: u64 = MAX_PIXELS * 8;
const TOO_MANY_PIXELS: &str = "A picture may have 50 megapixels at most.";
const TOO_MUCH_MEMORY: &str = "This picture takes more memory to open than there is for one. Save it with 8 bits a channel, \
as a PNG or a plain JPEG, or make it smaller.";

/// How much of a file says which kind of picture it is, and of which kind of WebP.
const HEAD: u64 = 32;

/// A file whose head is good.
pub struct Judged<F> {
    pub(super) file: F,
    pub(super) format: ImageFormat,
    /// How much memory to open it takes, and to work on it, in bytes.
    pub room: u64,
}

/// Reads the head. PNG, JPEG and WebP are told by their content; names and declared types count for nothing.
///
/// # Errors
/// 413 beyond 10 MiB, 50 megapixels or the memory that there is for a picture, 415 for anything that is no such picture, 422 for one
/// that is broken.
pub fn judge<F: BufRead + Seek>(mut file: F) -> Result<Judged<F>> {
    let bytes = file.seek(SeekFrom::End(0)).map_err(|error| unread(&error))?;
    if bytes > MAX_BYTES as u64 {
        return Err(Error::TooLarge(TOO_LARGE));
    }
    if bytes == 0 {
        return Err(refused("required", "Choose a picture."));
    }
    let mut head = Vec::new();
    file.rewind().map_err(|error| unread(&error))?;
    file.by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| unread(&error))?;
    let format = image::guess_format(&head).ok();
    let Some(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) = format else {
        return Err(Error::Unsupported("Only PNG, JPEG and WebP pictures are taken."));
    };
    let mut decoder = decoder(&mut file, format)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(Error::TooLarge(TOO_MANY_PIXELS));
    }
    decoder.orientation().map_err(|error| unreadable(&error))?;
    let color = decoder.color_type();
    drop(decoder);
    let each = by_pixel(color, beside(&head, &mut file, format));
    // The decoder of JPEGs holds the whole file.
    let room = memory::worked_on(pixels).max(pixels * each + bytes);
    if !memory::fits(room) {
        return Err(Error::TooLarge(TOO_MUCH_MEMORY));
    }
    Ok(Judged { file, format, room })
}

/// What reads the file. Its limits are a second line of defence behind [`judge`].
pub(super) fn decoder<F: BufRead + Seek>(file: &mut F, format: ImageFormat) -> Result<impl ImageDecoder + '_> {
    file.rewind().map_err(|error| unread(&error))?;
    let mut reader = ImageReader::with_format(file, format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| unreadable(&error))
}

fn unread(error: &std::io::Error) -> Error {
    Error::Internal(format!("a picture that was sent could not be read: {error}"))
}

pub(super) fn unreadable(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => Error::TooLarge(TOO_MANY_PIXELS),
        // What the system says is about the disk, not about the picture.
        ImageError::IoError(io) if io.raw_os_error().is_some() => unread(io),
        _ => refused(
            "broken",
            "This picture cannot be read. It may be incomplete; take it again.",
        ),
    }
}

/// The bytes that a pixel takes at the most crowded moment: decoded beside what the decoder holds, or, where each of its colours has
/// 16 bits, beside itself as RGBA. Eight bits become RGBA in place, and pictures are turned in place.
fn by_pixel(color: ColorType, beside: u64) -> u64 {
    let own = u64::from(color.bytes_per_pixel());
    let deep = own > u64::from(color.channel_count());
    let as_rgba = if deep { own + 4 } else { 4 };
    (own.max(4) + beside).max(as_rgba)
}

/// The bytes for each pixel that a decoder holds beside what it gives.
fn beside(head: &[u8], file: &mut (impl BufRead + Seek), format: ImageFormat) -> u64 {
    match format {
        ImageFormat::Jpeg => coefficients(file).unwrap_or(0),
        ImageFormat::WebP => match (head.get(12..16), head.get(20)) {
            (Some(b"VP8 "), _) => 2,
            (Some(b"VP8L"), _) => 4,
            // The second bit says that it moves: its frame and its canvas.
            (_, Some(flags)) if flags & 2 != 0 => 8,
            // Transparency may be packed like a picture of its own.
            _ => 7,
        },
        _ => 0,
    }
}

/// A JPEG that comes in several scans is held as coefficients of two bytes until the last of them has been read.
fn coefficients(file: &mut (impl BufRead + Seek)) -> Option<u64> {
    file.seek(SeekFrom::Start(2)).ok()?;
    let (mut samples, mut most, mut planes, mut several) = (0_u64, 1_u64, 0_u8, false);
    loop {
        let [_, mut marker] = next(file)?;
        // Fill bytes may stand before a marker.
        while marker == 0xff {
            [marker] = next(file)?;
        }
        let length = usize::from(u16::from_be_bytes(next(file)?));
        let mut segment = vec![0; length.checked_sub(2)?];
        file.read_exact(&mut segment).ok()?;
        match marker {
            0xc0..=0xc2 => {
                several = marker == 0xc2;
                planes = *segment.get(5)?;
                let factors = segment.get(6..)?.chunks_exact(3).map(|plane| plane[1]);
                let areas = factors.map(|f| u64::from(f >> 4) * u64::from(f & 15));
                (samples, most) = areas.fold((0, 1), |(sum, most), area| (sum + area, most.max(area)));
            }
            0xda => {
                several |= *segment.first()? < planes;
                return several.then(|| (2 * samples).div_ceil(most));
            }
            _ => {}
        }
    }
}

fn next<const N: usize>(file: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screenshots::images::tests::{png, sample};
    use std::io::Cursor;

    /// Of 7,000 by 7,000 pixels, as far as its head says: 49 megapixels.
    fn head_of_a_png(bits: u8, color: u8) -> Vec<u8> {
        let mut file = png(&sample());
        let side = 7000_u32.to_be_bytes();
        file[16..24].copy_from_slice(&[side, side].concat());
        file[24..26].copy_from_slice(&[bits, color]);
        let crc = crc32(&file[12..29]);
        file[29..33].copy_from_slice(&crc.to_be_bytes());
        file
    }

    fn status(file: impl AsRef<[u8]>) -> Option<u16> {
        judge(Cursor::new(file)).err().map(|error| error.failure().status)
    }

    #[test]
    fn what_takes_too_much_memory_is_refused_by_its_head() {
        assert_eq!(status(head_of_a_png(8, 6)), None, "RGBA");
        assert_eq!(status(head_of_a_png(8, 2)), None, "RGB");
        assert_eq!(status(head_of_a_png(16, 6)), Some(413), "16-bit RGBA");
        let told = judge(Cursor::new(head_of_a_png(16, 2)))
            .err()
            .map(|error| error.to_string());
        assert!(told.is_some_and(|told| told.contains("8 bits a channel")));
    }

    #[test]
    fn a_jpeg_of_several_scans_is_known() {
        let head = |sof: u8, factors: [u8; 3], scan: u8| {
            let mut file = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, sof, 0, 17, 8, 0, 8, 0, 8, 3];
            for (n, factor) in factors.into_iter().enumerate() {
                file.extend([n as u8, factor, 0]);
            }
            file.extend([0xff, 0xff, 0xda, 0, 3, scan]);
            coefficients(&mut Cursor::new(file))
        };
        let (full, half) = ([0x11, 0x11, 0x11], [0x22, 0x11, 0x11]);
        assert_eq!(head(0xc0, full, 3), None, "as it comes");
        assert_eq!(head(0xc0, full, 1), Some(6), "plane by plane");
        assert_eq!((head(0xc2, full, 3), head(0xc2, half, 3)), (Some(6), Some(3)));
        assert_eq!(coefficients(&mut Cursor::new([0xff, 0xd8, 0xff])), None);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(status(&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..]), Some(415));
        assert_eq!(
            status(&b"\x89PNG\r\n\x1a\n and then nothing of the kind"[..]),
            Some(422)
        );
        assert_eq!(status(vec![0; MAX_BYTES + 1]), Some(413));
        assert_eq!(status(Vec::new()), Some(422));
    }

    #[test]
    fn a_header_that_promises_too_much_is_not_believed() {
        let mut file = png(&sample());
        file[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        let crc = crc32(&file[12..29]);
        file[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(status(file), Some(413));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| {
                if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }
            })
        })
    }
}
