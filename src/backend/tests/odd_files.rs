//! Pictures of every odd sort: they are taken upright and as pixels only, or refused with a reason. What they carried besides is in no
//! byte that is stored.

use crate::{
    harness::{Answer, Client, Part, TestHub, hub_test},
    scenes::{claim, id, open_job, report},
};
use image::{
    DynamicImage, ExtendedColorType, GenericImageView as _, ImageBuffer, ImageEncoder as _, ImageFormat, Luma, LumaA,
    Rgb, RgbImage, Rgba, codecs::jpeg::JpegEncoder,
};
use std::io::Cursor;

/// What must not be stored, wherever in a file it stood.
const SECRET: &[u8] = b"52.5163N 13.3777E, Anna's phone";
/// Several of them show the same.
const AGAIN: Part<'static> = Part::Text("again", "true");
const BLUE: [u8; 3] = [20, 120, 200];

async fn begun(hub: &TestHub) -> (Client, String) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job(&client).await;
    let claim = claim(&tester, &job).await;
    let submission = report(&tester, &claim).await;
    (tester, format!("/submissions/{}/screenshots", id(&submission)))
}

/// 24 by 18, white, blue in its upper left quarter.
fn quarter() -> RgbImage {
    RgbImage::from_fn(24, 18, |x, y| Rgb(if x < 12 && y < 9 { BLUE } else { [255; 3] }))
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut out, 100)
        .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

/// What EXIF says: how the picture is to be turned, and where and with what it was taken.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    let length = u32::try_from(SECRET.len()).unwrap();
    exif.extend([0x01, 0x0e, 0, 2]);
    exif.extend(length.to_be_bytes());
    exif.extend(38_u32.to_be_bytes());
    exif.extend([0; 4]);
    exif.extend(SECRET);
    exif
}

/// A JPEG with EXIF.
fn turned(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let exif = [b"Exif\0\0".as_slice(), &exif(orientation)].concat();
    let plain = jpeg(picture);
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    out.extend(exif);
    out.extend(&plain[2..]);
    out
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    let body = [kind.as_slice(), data].concat();
    let crc = !body.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }
        })
    });
    out.extend(&body);
    out.extend(crc.to_be_bytes());
    out
}

/// A PNG with words, a time and a whole page of markup in it, and an archive behind it.
fn chatty() -> Vec<u8> {
    let plain = encoded(quarter(), ImageFormat::Png);
    // After the header, which is 8 + 25 bytes.
    let mut out = plain[..33].to_vec();
    out.extend(chunk(b"tEXt", &[b"Comment\0".as_slice(), SECRET].concat()));
    out.extend(chunk(b"tIME", &[0x07, 0xea, 11, 25, 12, 0, 0]));
    out.extend(chunk(
        b"tEXt",
        &[b"Page\0<script>alert(1)</script>".as_slice(), SECRET].concat(),
    ));
    out.extend(&plain[33..]);
    out.extend(b"PK\x03\x04");
    out.extend(SECRET);
    out
}

fn packed(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 9)
}

/// A PNG with a chunk more behind its header.
fn with_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let plain = encoded(quarter(), ImageFormat::Png);
    [&plain[..33], &chunk(kind, data), &plain[33..]].concat()
}

/// A PNG whose colour profile has words.
fn profiled() -> Vec<u8> {
    let profile = [b"Of Anna's screen\0\0".as_slice(), &packed(SECRET)].concat();
    with_chunk(b"iCCP", &profile)
}

/// A WebP in its long form, with EXIF behind its pixels.
fn webp_with_exif(orientation: u8) -> Vec<u8> {
    let plain = encoded(quarter(), ImageFormat::WebP);
    let part = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        let even = vec![0; data.len() % 2];
        [kind.as_slice(), &length, data, &even].concat()
    };
    // EXIF follows; the sides are one less than they are.
    let head = part(b"VP8X", &[8, 0, 0, 0, 23, 0, 0, 17, 0, 0]);
    let body = [
        b"WEBP".as_slice(),
        &head,
        &plain[12..],
        &part(b"EXIF", &exif(orientation)),
    ]
    .concat();
    part(b"RIFF", &body)
}

fn decoded(answer: &Answer) -> DynamicImage {
    image::load_from_memory(&answer.body).unwrap()
}

/// What it is, its bytes, its size and where its quarter is once it is upright, and the quarter's colour.
type Case = (&'static str, Vec<u8>, (u32, u32, u32, u32), Option<[u8; 3]>);

fn near(pixel: Rgba<u8>, color: [u8; 3]) -> bool {
    pixel.0.iter().zip(color).all(|(a, b)| a.abs_diff(b) < 12)
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_pictures_are_taken_upright_and_as_pixels_only() {
    let quarter = quarter();
    let deep: ImageBuffer<Rgba<u16>, Vec<u16>> = DynamicImage::from(quarter.clone()).into_rgba16();
    let grey: ImageBuffer<Luma<u8>, Vec<u8>> = DynamicImage::from(quarter.clone()).into_luma8();
    let faint: ImageBuffer<LumaA<u16>, Vec<u16>> = DynamicImage::from(quarter.clone()).into_luma_alpha16();
    let cyan = [0, 255, 255];
    let upright = (24, 18, 3, 3);
    let cases: Vec<Case> = vec![
        ("16 bit", encoded(deep, ImageFormat::Png), upright, Some(BLUE)),
        ("grey", encoded(grey, ImageFormat::Png), upright, None),
        (
            "grey, 16 bit, with alpha",
            encoded(faint, ImageFormat::Png),
            upright,
            None,
        ),
        (
            "palette",
            include_bytes!("files/palette.png").to_vec(),
            upright,
            Some(BLUE),
        ),
        ("webp", encoded(quarter.clone(), ImageFormat::WebP), upright, Some(BLUE)),
        ("cmyk", include_bytes!("files/cmyk.jpg").to_vec(), upright, Some(cyan)),
        (
            "animated webp",
            include_bytes!("files/animated.webp").to_vec(),
            upright,
            Some(BLUE),
        ),
        (
            "animated png",
            include_bytes!("files/animated.png").to_vec(),
            upright,
            Some(BLUE),
        ),
        ("words in it and an archive behind it", chatty(), upright, Some(BLUE)),
        ("as it is", turned(&quarter, 1), upright, Some(BLUE)),
        ("mirrored", turned(&quarter, 2), (24, 18, 20, 3), Some(BLUE)),
        ("upside down", turned(&quarter, 3), (24, 18, 20, 14), Some(BLUE)),
        (
            "upside down and mirrored",
            turned(&quarter, 4),
            (24, 18, 3, 14),
            Some(BLUE),
        ),
        (
            "to the right and mirrored",
            turned(&quarter, 5),
            (18, 24, 3, 3),
            Some(BLUE),
        ),
        ("to the right", turned(&quarter, 6), (18, 24, 14, 3), Some(BLUE)),
        (
            "to the left and mirrored",
            turned(&quarter, 7),
            (18, 24, 14, 20),
            Some(BLUE),
        ),
        ("to the left", turned(&quarter, 8), (18, 24, 3, 20), Some(BLUE)),
        (
            "png with exif",
            with_chunk(b"eXIf", &exif(6)),
            (18, 24, 14, 3),
            Some(BLUE),
        ),
        ("png with a profile", profiled(), upright, Some(BLUE)),
        ("webp with exif", webp_with_exif(6), (18, 24, 14, 3), Some(BLUE)),
    ];
    hub_test(async |hub| {
        let (tester, path) = begun(hub).await;
        for (what, file, (width, height, x, y), color) in cases {
            let kept = tester.upload(&path, &[Part::File(&file), AGAIN]).await.ok(201);
            let stored = decoded(&tester.get(kept["original_url"].as_str().unwrap()).await);
            assert_eq!(stored.dimensions(), (width, height), "{what}");
            if let Some(color) = color {
                assert!(
                    near(stored.get_pixel(x, y), color),
                    "{what}: {:?}",
                    stored.get_pixel(x, y)
                );
            }
            let opposite = stored.get_pixel(width - 1 - x, height - 1 - y);
            assert!(near(opposite, [255; 3]), "{what}: {opposite:?}");
        }
        for bytes in hub.stored_bytes().await {
            let carries = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!carries(SECRET) && !carries(b"<script>") && !carries(b"Exif") && !carries(b"Of Anna's"));
            assert!(!carries(&packed(SECRET)), "not even packed");
        }
    })
    .await;
}

/// A lossless WebP whose header promises 16,384 by 16,384 pixels.
fn webp_bomb() -> Vec<u8> {
    let side: u32 = 16_383;
    let mut data = vec![0x2f];
    data.extend((side | side << 14).to_le_bytes());
    data.extend([0; 16]);
    let mut out = b"RIFF".to_vec();
    out.extend(u32::try_from(data.len() + 13).unwrap().to_le_bytes());
    out.extend(b"WEBPVP8L");
    out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    out.extend(data);
    out.push(0);
    out
}

/// A PNG of so many black pixels either way, a bit each: some kilobytes.
fn flat(side: u32) -> Vec<u8> {
    let row = vec![0_u8; side.div_ceil(8) as usize + 1];
    let raw: Vec<u8> = row.iter().copied().cycle().take(row.len() * side as usize).collect();
    let mut header = side.to_be_bytes().to_vec();
    header.extend(side.to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &packed(&raw)),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_and_broken_pictures_are_refused_with_a_reason() {
    hub_test(async |hub| {
        let (tester, path) = begun(hub).await;
        let before = hub.everything().await;
        let good = [
            encoded(quarter(), ImageFormat::Png),
            jpeg(&quarter()),
            encoded(quarter(), ImageFormat::WebP),
        ];
        for (what, file) in [("webp", webp_bomb()), ("png", flat(20_000))] {
            let status = tester.upload(&path, &[Part::File(&file), AGAIN]).await.status;
            assert!([413, 422].contains(&status), "{what}: {status}");
            assert!(file.len() < 200_000, "{what}: {}", file.len());
        }
        // What is packed is far more than there is to be read, and is not unpacked further than that.
        let bomb = packed(&vec![0; 256 * 1024 * 1024]);
        let more = {
            let plain = encoded(quarter(), ImageFormat::Png);
            [&plain[..33], &chunk(b"IDAT", &bomb), &chunk(b"IEND", &[])].concat()
        };
        let words = [b"Comment\0\0".as_slice(), &bomb].concat();
        let profile = [b"Profile\0\0".as_slice(), &bomb].concat();
        for (what, file) in [
            ("pixels", more),
            ("words", with_chunk(b"zTXt", &words)),
            ("profile", with_chunk(b"iCCP", &profile)),
        ] {
            let status = tester.upload(&path, &[Part::File(&file), AGAIN]).await.status;
            assert!([201, 413, 422].contains(&status), "{what}: {status}");
            assert!(file.len() < 400_000, "{what}: {}", file.len());
        }
        // Cut short at every tenth, or with a byte turned over: no answer may be the server's fault.
        for file in &good {
            for tenth in 1..10 {
                let cut = &file[..file.len() * tenth / 10];
                let status = tester.upload(&path, &[Part::File(cut), AGAIN]).await.status;
                assert!([201, 413, 415, 422].contains(&status), "{tenth}: {status}");
            }
            for n in 0..20 {
                let mut odd = file.clone();
                let at = n * odd.len() / 20;
                odd[at] ^= 0xff;
                let status = tester.upload(&path, &[Part::File(&odd), AGAIN]).await.status;
                assert!([201, 413, 415, 422].contains(&status), "{at}: {status}");
            }
        }
        let svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        tester
            .upload(&path, &[Part::File(svg)])
            .await
            .refused(415, "unsupported_media_type");
        // What was taken of them is a picture.
        for bytes in hub.stored_bytes().await {
            assert!(image::load_from_memory(&bytes).is_ok());
        }
        assert!(hub.everything().await.len() >= before.len());
    })
    .await;
}
