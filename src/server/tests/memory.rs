//! How much memory the server takes while the largest pictures come in, all at once, in files as large as they may be.

use crate::{
    kill::{Caller, text},
    process::Home,
};
use domain::screenshots::MAX_BYTES;
use image::{
    ExtendedColorType, ImageEncoder as _,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};
use reqwest::{
    StatusCode,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio::task::JoinSet;

/// 50 megapixels.
const WIDE: u32 = 8000;
const HIGH: u32 = 6250;
/// As many rows of a WebP without loss as its decoder has room for: it holds the picture twice.
const HIGH_WEBP: u32 = 4700;
const AT_ONCE: usize = 8;
/// What the server may hold at any moment, in MiB.
const MOST: u64 = 500;

/// Rows that are all the same: quick to make and to read, and as large in memory as any.
fn pixels(channels: u32, high: u32) -> Vec<u8> {
    let row: Vec<u8> = (0..WIDE * channels)
        .map(|at| (at / channels / 32 * 7 % 251) as u8 | 3)
        .collect();
    row.repeat(high as usize)
}

fn png() -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new(&mut out);
    encoder
        .write_image(&pixels(4, HIGH), WIDE, HIGH, ExtendedColorType::Rgba8)
        .expect("encodes");
    out
}

/// A JPEG that says that it is to be turned to the right.
fn turned_jpeg() -> Vec<u8> {
    let mut plain = Vec::new();
    JpegEncoder::new_with_quality(&mut plain, 60)
        .write_image(&pixels(3, HIGH), WIDE, HIGH, ExtendedColorType::Rgb8)
        .expect("encodes");
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1, 0, u8::try_from(exif.len() + 2).expect("short")]);
    out.extend(exif);
    out.extend(&plain[2..]);
    out
}

fn webp() -> Vec<u8> {
    let mut out = Vec::new();
    WebPEncoder::new_lossless(&mut out)
        .write_image(&pixels(4, HIGH_WEBP), WIDE, HIGH_WEBP, ExtendedColorType::Rgba8)
        .expect("encodes");
    out
}

/// With something behind it that no decoder reads, so that it weighs as much as is taken.
fn padded(mut file: Vec<u8>) -> Vec<u8> {
    assert!(file.len() < MAX_BYTES);
    file.resize(MAX_BYTES, 7);
    file
}

/// The report of a tester, and their token.
async fn report(caller: &Caller) -> (String, String) {
    let there = "the server is there";
    let client = caller.join("client@example.org", "client").await;
    let tester = caller.join("tester@example.org", "tester").await;
    let post = async |token: &str, path: &str, body: Value| caller.post(token, path, body).await.ok().expect(there);
    let project = json!({"name": "Shop", "description": "", "app_url": "https://shop.example"});
    let project = post(&client, "/projects", project).await;
    let job = json!({
        "project_id": project["id"], "title": "A job", "description": "Walk one step.", "price_cents": 1999, "slots": 1,
        "journey": {"steps": [{"action": "Look", "expected": "Something"}]},
    });
    let job = text(&post(&client, "/jobs", job).await["id"]);
    let pay = json!({"payment_method": "pm_card_visa"});
    post(&client, &format!("/jobs/{job}/publish"), pay).await;
    let claim = text(&post(&tester, &format!("/jobs/{job}/claims"), json!({})).await["id"]);
    let report = post(&tester, &format!("/claims/{claim}/submission"), json!({})).await;
    (text(&report["id"]), tester)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_pictures_come_in_at_once_and_there_is_memory_left() {
    let files = [png(), turned_jpeg(), webp()].map(padded);
    let home = Home::new();
    let server = home.serve().await;
    let caller = Caller::new(&server);
    let (report, token) = report(&caller).await;
    let quiet = server.peak();
    let address = format!("{}/submissions/{report}/screenshots", caller.url);
    // As patient as the server: a debug build takes its time, and so it is not waited for more than it takes to see each kind come
    // in while all others wait.
    let http = reqwest::Client::new();
    let mut uploads = JoinSet::new();
    for n in 0..AT_ONCE {
        let file = Part::bytes(files[n % files.len()].clone()).file_name("shot");
        let form = Form::new().part("file", file).text("again", "true");
        let request = http.post(&address).bearer_auth(&token).multipart(form);
        uploads.spawn(async move {
            let answer = request.send().await.expect("an answer");
            let (status, picture) = (answer.status(), answer.json::<Value>().await.expect("a picture"));
            assert_eq!(status, StatusCode::CREATED, "{picture}");
            (picture["width"].as_u64(), picture["height"].as_u64())
        });
    }
    let mut seen = BTreeSet::new();
    while seen.len() < files.len() {
        let size = uploads.join_next().await.expect("as many").expect("an answer");
        seen.insert(size);
    }
    let sizes = [(WIDE, HIGH), (HIGH, WIDE), (WIDE, HIGH_WEBP)];
    assert_eq!(seen, sizes.map(|(w, h)| (Some(w.into()), Some(h.into()))).into());
    let peak = server.peak();
    assert!(peak < MOST, "{peak} MiB, of which {quiet} before any picture");
    server.kill();
}
