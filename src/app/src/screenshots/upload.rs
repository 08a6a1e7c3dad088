//! Sends a picture to REST as multipart, with the session's cookie. Server functions cannot carry a file and a limit on its size.

use domain::{
    error::Failure,
    ids::{StepId, SubmissionId},
    screenshots::Screenshot,
};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FormData, RequestInit, Response};

const UNREACHABLE: &str = "The server cannot be reached. The picture is still here; try again when you are online.";
const UNREADABLE: &str =
    "The server's answer could not be read. Load the page again to see whether the picture arrived.";

/// `scene` is the annotations as JSON; nothing of what they redact is in `picture` any more.
///
/// # Errors
/// In words that can be shown.
pub async fn upload(
    submission: &SubmissionId,
    step: Option<&StepId>,
    picture: &Blob,
    name: &str,
    scene: Option<&str>,
) -> Result<Screenshot, String> {
    let form = form(step, picture, name, scene).map_err(|_| "This browser refused to build the upload.".to_owned())?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(form.as_ref());
    let url = format!("/api/v1/submissions/{submission}/screenshots");
    let fetched = JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(&url, &options)).await;
    let response: Response = fetched.and_then(JsCast::dyn_into).map_err(|_| UNREACHABLE.to_owned())?;
    let text = text(&response).await.unwrap_or_default();
    if response.ok() {
        return serde_json::from_str(&text).map_err(|_| UNREADABLE.to_owned());
    }
    Err(words(response.status(), &text))
}

fn form(step: Option<&StepId>, picture: &Blob, name: &str, scene: Option<&str>) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    // The text fields first, so that the server knows them by the time the file streams in.
    if let Some(step) = step {
        form.append_with_str("step_id", step.as_str())?;
    }
    if let Some(scene) = scene {
        form.append_with_str("scene", scene)?;
    }
    form.append_with_blob_and_filename("file", picture, name)?;
    Ok(form)
}

async fn text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// A refusal as a sentence. What stands before the server, such as a proxy, may answer in another language than ours.
fn words(status: u16, body: &str) -> String {
    match serde_json::from_str::<Failure>(body) {
        Ok(failure) if !failure.detail.is_empty() => failure.detail,
        _ if status == 401 => "You are signed out. Sign in again in another tab, then retry.".to_owned(),
        _ if status == 413 => "This picture is too large. Up to 10 MiB can be sent.".to_owned(),
        _ => format!("The picture could not be sent (status {status}). Try again."),
    }
}

/// What was thrown, as far as it has a message.
#[must_use]
pub fn message(thrown: &JsValue) -> String {
    let message = Reflect::get(thrown, &JsValue::from_str("message"))
        .ok()
        .and_then(|m| m.as_string());
    message.unwrap_or_else(|| "The browser gave no reason.".to_owned())
}
