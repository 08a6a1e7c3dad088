//! Pictures as pixels: opened, and written back with the redactions burned in.

use crate::screenshots::upload::message;
use annotate::{
    PixelRect, Rect,
    burn::{cells, pixelate},
};
use domain::screenshots::{MAX_BYTES, MAX_PIXELS};
use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use std::cell::RefCell;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions, ImageData, ResizeQuality,
    Response,
};

/// An opened picture. The browser has turned it upright already; its pixels are what the scene's coordinates count.
pub struct Picture {
    pub bitmap: ImageBitmap,
    pub width: u32,
    pub height: u32,
    /// The same picture smaller and smaller, each half as wide as the one before.
    levels: RefCell<Vec<ImageBitmap>>,
    mosaics: RefCell<Vec<Mosaic>>,
}

/// A picture of up to so many pixels is painted as it is.
const PLAIN: f64 = 6e6;

/// A mosaic that was made before: making one reads its pixels back, which is too slow for every frame.
struct Mosaic {
    area: PixelRect,
    block: u32,
    canvas: HtmlCanvasElement,
}

/// So many cells of mosaics are kept, of four bytes each: more than anybody draws, and few enough while one is being dragged.
const CELLS: u32 = 2_000_000;

impl Picture {
    /// Makes the smaller ones of a large picture: shown small, it would cost all of its pixels in every frame, and flicker as it is
    /// pushed. Where the browser has no room for them, the picture itself is painted.
    pub async fn shrink(&self) -> Option<()> {
        let mut size = (f64::from(self.width), f64::from(self.height));
        let mut last = self.bitmap.clone();
        while size.0 * size.1 > PLAIN {
            size = ((size.0 / 2.0).ceil(), (size.1 / 2.0).ceil());
            let options = ImageBitmapOptions::new();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "half of a picture's side"
            )]
            let (width, height) = (size.0 as u32, size.1 as u32);
            options.set_resize_width(width);
            options.set_resize_height(height);
            options.set_resize_quality(ResizeQuality::High);
            let making = window()
                .create_image_bitmap_with_image_bitmap_and_image_bitmap_options(&last, &options)
                .ok()?;
            last = JsFuture::from(making).await.ok()?.dyn_into().ok()?;
            self.levels.borrow_mut().push(last.clone());
        }
        Some(())
    }

    /// Paints what lies within `shown` of the picture, whose pixels are `scale` pixels of the canvas wide.
    pub fn paint(&self, context: &CanvasRenderingContext2d, scale: f64, shown: Rect) {
        let levels = self.levels.borrow();
        let part = |bitmap: &ImageBitmap| f64::from(bitmap.width()) / f64::from(self.width);
        let level = levels.iter().rev().find(|level| part(level) >= scale);
        let bitmap = level.unwrap_or(&self.bitmap);
        let (x, y) = (shown.x.floor().max(0.0), shown.y.floor().max(0.0));
        let w = (shown.right().ceil() - x).min(f64::from(self.width) - x);
        let h = (shown.bottom().ceil() - y).min(f64::from(self.height) - y);
        if w <= 0.0 || h <= 0.0 {
            return;
        }
        let across = f64::from(bitmap.width()) / f64::from(self.width);
        let down = f64::from(bitmap.height()) / f64::from(self.height);
        // It fails for a bitmap that is closed, and this one is not.
        let _ = context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            bitmap,
            x * across,
            y * down,
            w * across,
            h * down,
            x,
            y,
            w,
            h,
        );
    }

    /// What is left of `area` as a mosaic, a pixel for each of its cells.
    pub fn mosaic(&self, area: PixelRect, block: u32) -> Option<HtmlCanvasElement> {
        let mut mosaics = self.mosaics.borrow_mut();
        if let Some(known) = mosaics.iter().find(|m| m.area == area && m.block == block) {
            return Some(known.canvas.clone());
        }
        let (wide, high) = (area.w.div_ceil(block.max(1)), area.h.div_ceil(block.max(1)));
        let canvas = canvas(wide, high)?;
        let context = context(&canvas)?;
        let mut pixels = self.pixels(area)?;
        pixelate(area, block, &mut pixels);
        let (pixels, _) = pixels.as_chunks::<4>();
        let first = |cell: PixelRect| ((cell.y - area.y) * area.w + cell.x - area.x) as usize;
        let colors: Vec<u8> = cells(area, block).flat_map(|cell| pixels[first(cell)]).collect();
        let whole = PixelRect {
            x: 0,
            y: 0,
            w: wide,
            h: high,
        };
        put_pixels(&context, whole, &colors)?;
        mosaics.push(Mosaic {
            area,
            block,
            canvas: canvas.clone(),
        });
        let held = |mosaics: &[Mosaic]| -> u32 { mosaics.iter().map(|m| m.canvas.width() * m.canvas.height()).sum() };
        while mosaics.len() > 1 && held(&mosaics) > CELLS {
            mosaics.remove(0);
        }
        Some(canvas)
    }

    /// The pixels of an area, as [`pixelate`] takes them.
    pub fn pixels(&self, area: PixelRect) -> Option<Vec<u8>> {
        let canvas = canvas(area.w, area.h)?;
        let context = context(&canvas)?;
        context
            .draw_image_with_image_bitmap(&self.bitmap, -f64::from(area.x), -f64::from(area.y))
            .ok()?;
        pixels_of(&context, PixelRect { x: 0, y: 0, ..area })
    }
}

pub fn pixels_of(context: &CanvasRenderingContext2d, area: PixelRect) -> Option<Vec<u8>> {
    let data = context.get_image_data(
        f64::from(area.x),
        f64::from(area.y),
        f64::from(area.w),
        f64::from(area.h),
    );
    Some(data.ok()?.data().0)
}

pub fn put_pixels(context: &CanvasRenderingContext2d, area: PixelRect, pixels: &[u8]) -> Option<()> {
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), area.w, area.h).ok()?;
    context.put_image_data(&data, f64::from(area.x), f64::from(area.y)).ok()
}

impl Drop for Picture {
    fn drop(&mut self) {
        // A 4K picture holds 33 MB outside the heap that is collected.
        self.bitmap.close();
        for level in self.levels.borrow().iter() {
            level.close();
        }
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
    let picture = Picture {
        bitmap,
        width,
        height,
        levels: RefCell::default(),
        mosaics: RefCell::default(),
    };
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

/// Destroys what must not be seen on the picture's canvas.
pub trait Burner: FnOnce(&CanvasRenderingContext2d) -> Result<(), String> {}
impl<F: FnOnce(&CanvasRenderingContext2d) -> Result<(), String>> Burner for F {}

/// The part `crop` of the picture as a file, after `burn` has painted over what must not be seen. A PNG where it fits the limit, else a JPEG.
/// Either way the pixels are written anew, so that nothing of the file it came from, such as where a photograph was taken,
/// travels with them.
///
/// # Errors
/// In words, when the browser cannot write it or it is too large.
pub async fn export(picture: &Picture, crop: Option<PixelRect>, burn: impl Burner) -> Result<Blob, String> {
    let mut canvas = burned(picture, burn)?;
    if let Some(crop) = crop {
        canvas = cut(&canvas, crop).ok_or(NO_CANVAS)?;
    }
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
pub fn address(picture: &Picture, burn: impl Burner) -> Result<String, String> {
    burned(picture, burn)?.to_data_url().map_err(|e| message(&e))
}

const NO_CANVAS: &str = "This browser has no room left to prepare the picture. Close other tabs and try again.";

fn burned(picture: &Picture, burn: impl Burner) -> Result<HtmlCanvasElement, String> {
    let canvas = canvas(picture.width, picture.height).ok_or(NO_CANVAS)?;
    let context = context(&canvas).ok_or(NO_CANVAS)?;
    context
        .draw_image_with_image_bitmap(&picture.bitmap, 0.0, 0.0)
        .map_err(|e| message(&e))?;
    burn(&context)?;
    Ok(canvas)
}

fn cut(whole: &HtmlCanvasElement, crop: PixelRect) -> Option<HtmlCanvasElement> {
    let part = canvas(crop.w, crop.h)?;
    context(&part)?
        .draw_image_with_html_canvas_element(whole, -f64::from(crop.x), -f64::from(crop.y))
        .ok()?;
    Some(part)
}

pub fn canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

pub async fn encode(canvas: &HtmlCanvasElement, kind: &str) -> Option<Blob> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        // The callback gets the blob, or null when the browser ran out of memory; `resolve` takes either.
        if let Err(thrown) = canvas.to_blob_with_type_and_encoder_options(&resolve, kind, &JsValue::from_f64(0.92)) {
            let _ = reject.call1(&JsValue::NULL, &thrown);
        }
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
