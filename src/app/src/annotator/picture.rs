//! Pictures as pixels: opened, and written back with the redactions burned in.

use crate::screenshots::upload::message;
use domain::screenshots::{MAX_BYTES, MAX_PIXELS};
use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, Response};

/// An opened picture. The browser has turned it upright already; its pixels are what the scene's coordinates count.
pub struct Picture {
    pub bitmap: ImageBitmap,
    pub width: u32,
    pub height: u32,
}

impl Drop for Picture {
    fn drop(&mut self) {
        // A 4K picture holds 33 MB outside the heap that is collected.
        self.bitmap.close();
    }
}

/// # Errors
/// In words, when this is no picture or too large a one.
pub async fn open(file: &Blob) -> Result<Picture, String> {
    const NO_PICTURE: &str = "This file cannot be opened as a picture. Use PNG, JPEG or WebP.";
    let promise = window()
        .create_image_bitmap_with_blob(file)
        .map_err(|_| NO_PICTURE.to_owned())?;
    let bitmap: ImageBitmap = JsFuture::from(promise)
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|_| NO_PICTURE.to_owned())?;
    let (width, height) = (bitmap.width(), bitmap.height());
    let picture = Picture { bitmap, width, height };
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!(
            "This picture has {width} × {height} pixels; up to {} megapixels can be used.",
            MAX_PIXELS / 1_000_000
        ));
    }
    Ok(picture)
}

/// # Errors
/// In words, when the server does not give the picture.
pub async fn fetch(url: &str) -> Result<Picture, String> {
    let fetched = JsFuture::from(window().fetch_with_str(url)).await;
    let response: Response = fetched
        .and_then(JsCast::dyn_into)
        .map_err(|_| "The picture cannot be loaded while you are offline.".to_owned())?;
    if !response.ok() {
        return Err(format!(
            "The server did not give the picture (status {}).",
            response.status()
        ));
    }
    let body = response.blob().map_err(|e| message(&e))?;
    let blob: Blob = JsFuture::from(body)
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|e| message(&e))?;
    open(&blob).await
}

/// The picture as a file, after `burn` has painted over what must not be seen. A PNG where it fits the limit, else a JPEG.
/// Either way the pixels are written anew, so that nothing of the file it came from, such as where a photograph was taken,
/// travels with them.
///
/// # Errors
/// In words, when the browser cannot write it or it is too large.
pub async fn export(picture: &Picture, burn: impl FnOnce(&CanvasRenderingContext2d)) -> Result<Blob, String> {
    let canvas = burned(picture, burn)?;
    for kind in ["image/png", "image/jpeg"] {
        let blob = encode(&canvas, kind).await.ok_or(NO_CANVAS)?;
        #[expect(clippy::cast_precision_loss, reason = "10 MiB is far below 2^53")]
        if blob.size() <= MAX_BYTES as f64 {
            return Ok(blob);
        }
    }
    Err(format!(
        "This picture is too large. Up to {} MiB can be sent.",
        MAX_BYTES / 1_048_576
    ))
}

/// The same as an address that holds the picture itself.
///
/// # Errors
/// In words, when the browser cannot write it.
pub fn address(picture: &Picture, burn: impl FnOnce(&CanvasRenderingContext2d)) -> Result<String, String> {
    burned(picture, burn)?.to_data_url().map_err(|e| message(&e))
}

const NO_CANVAS: &str = "This browser has no room left to prepare the picture. Close other tabs and try again.";

fn burned(picture: &Picture, burn: impl FnOnce(&CanvasRenderingContext2d)) -> Result<HtmlCanvasElement, String> {
    let canvas = canvas(picture.width, picture.height).ok_or(NO_CANVAS)?;
    let context = context(&canvas).ok_or(NO_CANVAS)?;
    context
        .draw_image_with_image_bitmap(&picture.bitmap, 0.0, 0.0)
        .map_err(|e| message(&e))?;
    burn(&context);
    Ok(canvas)
}

fn canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

async fn encode(canvas: &HtmlCanvasElement, kind: &str) -> Option<Blob> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        // The callback gets the blob, or null when the browser ran out of memory; `resolve` takes either.
        if let Err(thrown) = canvas.to_blob_with_type_and_encoder_options(&resolve, kind, &JsValue::from_f64(0.92)) {
            let _ = reject.call1(&JsValue::NULL, &thrown);
        }
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
