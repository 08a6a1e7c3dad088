//! A picture of the screen, a window or a tab, taken by the browser once its user has chosen which. The part that matters is cut out
//! afterwards, in the editor.

#[cfg(feature = "hydrate")]
pub use taken::{can, end, screen, stream};

/// Nothing is captured on the server.
#[cfg(not(feature = "hydrate"))]
pub fn can() -> bool {
    false
}

/// As above.
///
/// # Errors
/// Never.
#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unused_async, reason = "what it is in the browser")]
pub async fn screen(_: &str) -> Result<Option<crate::annotator::LocalFile>, String> {
    Ok(None)
}

#[cfg(feature = "hydrate")]
mod taken {
    use crate::annotator::{LocalFile, files, picture};
    use js_sys::{Array, Reflect};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        CanvasRenderingContext2d, DisplayMediaStreamConstraints, File, FilePropertyBag, HtmlVideoElement, MediaDevices,
        MediaStream, MediaStreamTrack,
    };

    /// Whether this browser can, which those of phones cannot.
    pub fn can() -> bool {
        devices().is_some_and(|devices| Reflect::has(&devices, &"getDisplayMedia".into()).unwrap_or(false))
    }

    /// Pages without a secure connection have no such devices, whatever the types say.
    fn devices() -> Option<MediaDevices> {
        let devices = window().navigator().media_devices().ok()?;
        (!devices.is_undefined()).then_some(devices)
    }

    /// Asks what to show and takes one picture of it, with `seal` in its corner; `None` when the user would rather not.
    ///
    /// # Errors
    /// In words, when the browser cannot.
    pub async fn screen(seal: &str) -> Result<Option<LocalFile>, String> {
        const REFUSED: &str =
            "This browser does not let the screen be captured. Take a screenshot and add it as a file.";
        let Some(stream) = stream(REFUSED).await? else {
            return Ok(None);
        };
        let shot = shoot(&stream, seal).await;
        end(&stream);
        Ok(Some(files::keep_capture(shot.ok_or(REFUSED)?, seal)))
    }

    /// Asks what to show; `None` when the user would rather not.
    ///
    /// # Errors
    /// `refused`, when the browser cannot.
    pub async fn stream(refused: &str) -> Result<Option<MediaStream>, String> {
        let devices = devices().ok_or(refused)?;
        let wanted = DisplayMediaStreamConstraints::new();
        wanted.set_video(&JsValue::TRUE);
        let asking = devices
            .get_display_media_with_constraints(&wanted)
            .map_err(|_| refused)?;
        match JsFuture::from(asking).await {
            Ok(stream) => Ok(Some(stream.dyn_into().map_err(|_| refused)?)),
            Err(error) if named(&error, "NotAllowedError") || named(&error, "AbortError") => Ok(None),
            Err(_) => Err(refused.to_owned()),
        }
    }

    /// Lets go of what is shown: the browser goes on telling that it is watched until its tracks are stopped.
    pub fn end(stream: &MediaStream) {
        for track in stream.get_tracks() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }

    fn named(error: &JsValue, name: &str) -> bool {
        Reflect::get(error, &"name".into())
            .ok()
            .and_then(|n| n.as_string())
            .as_deref()
            == Some(name)
    }

    async fn shoot(stream: &MediaStream, seal: &str) -> Option<File> {
        let video: HtmlVideoElement = document().create_element("video").ok()?.dyn_into().ok()?;
        video.set_muted(true);
        video.set_src_object(Some(stream));
        JsFuture::from(video.play().ok()?).await.ok()?;
        let (width, height) = (video.video_width(), video.video_height());
        let canvas = picture::canvas(width, height)?;
        let context = picture::context(&canvas)?;
        context.draw_image_with_html_video_element(&video, 0.0, 0.0).ok()?;
        stamp(&context, width, height, seal);
        let blob = picture::encode(&canvas, "image/png").await?;
        let kind = FilePropertyBag::new();
        kind.set_type("image/png");
        File::new_with_blob_sequence_and_options(&Array::of1(&blob), "capture.png", &kind).ok()
    }

    /// The seal of the seat and the time, so that everybody sees what the picture was made for, and when.
    fn stamp(context: &CanvasRenderingContext2d, width: u32, height: u32, seal: &str) {
        if seal.is_empty() {
            return;
        }
        let now = String::from(js_sys::Date::new_0().to_iso_string());
        let (day, time) = now.split_once('T').unwrap_or((now.as_str(), ""));
        let words = format!("{seal} · {day} {} UTC", time.get(..5).unwrap_or_default());
        let size = (f64::from(width) / 110.0).max(11.0);
        context.set_font(&format!("{size}px ui-monospace, monospace"));
        let wide = context
            .measure_text(&words)
            .map_or(size * 18.0, |measured| measured.width());
        let (right, bottom) = (f64::from(width), f64::from(height));
        context.set_fill_style_str("#0f172a");
        context.fill_rect(right - wide - size, bottom - size * 1.8, wide + size, size * 1.8);
        context.set_fill_style_str("#ffffff");
        context.set_text_baseline("middle");
        // A stamp that cannot be written is missed by the client, who then asks.
        let _ = context.fill_text(&words, right - wide - size / 2.0, bottom - size * 0.9);
    }
}
