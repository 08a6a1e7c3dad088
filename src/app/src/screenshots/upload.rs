//! Sends a picture or a recording to REST with the session's cookie. Server functions cannot carry a file and a limit on its size.
//!
//! It goes in pieces, so that a connection that breaks costs one of them, and people see how far it is. Where the network is away, it is
//! waited for. What was called back, or was on its way as the tab went, is gone on with: the browser keeps which upload it was. Whatever
//! is asked twice because an answer was lost is done once.

use crate::kept::files::{self, Begun, Kind};
use domain::{
    error::{Conflict, Failure},
    ids::{StepId, SubmissionId, UploadId},
    recordings::{Recording, RecordingInput},
    screenshots::Screenshot,
    uploads::{Upload, UploadInput, UploadKind},
};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::{set_timeout, window};
use serde::de::DeserializeOwned;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, FormData, Headers, RequestInit, Response};

const UNREACHABLE: &str = "The server cannot be reached. Nothing is lost; try again when you are online.";
const NOT_BUILT: &str = "This browser refused to build the upload.";
/// Small enough to arrive within a second or two over a telephone.
const PIECE: usize = 512 * 1024;
/// So often is a piece tried again while the network says that it is there: for a minute, in which a server comes up again.
const TRIES: u32 = 8;
const NOT_FOUND: &str = "not_found";

/// Why a file did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// By whoever sent it. It can be gone on with.
    Cancelled,
    /// The server could not be reached for long. It can be gone on with.
    Away,
    /// In words that can be shown.
    Refused(String),
}

impl Stopped {
    /// What there is to say; nothing to whoever stopped it.
    #[must_use]
    pub fn words(self) -> Option<String> {
        match self {
            Self::Cancelled => None,
            Self::Away => Some(UNREACHABLE.to_owned()),
            Self::Refused(words) => Some(words),
        }
    }
}

impl From<&str> for Stopped {
    fn from(words: &str) -> Self {
        Self::Refused(words.to_owned())
    }
}

/// How sending goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// From 0 to 1.
    Sent(f64),
    /// The network is away; it goes on by itself.
    Waiting,
}

/// A file on its way.
pub struct Parcel<'a> {
    pub submission: &'a SubmissionId,
    pub step: Option<&'a StepId>,
    pub file: &'a Blob,
    /// As what the browser keeps the file, and with it how far it is.
    pub key: &'a str,
    /// Ends it.
    pub signal: &'a AbortSignal,
}

/// What a file has become.
pub struct Arrived<T> {
    pub made: T,
    /// An earlier try has made it, with what was said then.
    pub earlier: bool,
}

/// Sends a picture and tells `progress` how far it is. `scene` are the annotations as JSON; nothing of what they hide is in the picture
/// any more.
///
/// # Errors
/// When it was cancelled, or refused.
pub async fn picture(
    parcel: &Parcel<'_>,
    scene: Option<&str>,
    progress: impl Fn(Progress),
) -> Result<Arrived<Screenshot>, Stopped> {
    let url = format!("/api/v1/submissions/{}/screenshots", parcel.submission);
    send(parcel, Kind::Picture, &progress, async |upload| {
        let form = form(parcel, scene, upload).map_err(|_| Stopped::from(NOT_BUILT))?;
        call("POST", &url, Some(form.as_ref()), None, parcel.signal).await
    })
    .await
}

/// Sends a recording with what is said of it. Which upload it is, is filled in here.
///
/// # Errors
/// When it was cancelled, or refused.
pub async fn recording(
    parcel: &Parcel<'_>,
    input: &RecordingInput,
    progress: impl Fn(Progress),
) -> Result<Arrived<Recording>, Stopped> {
    let url = format!("/api/v1/submissions/{}/recordings", parcel.submission);
    send(parcel, Kind::Recording, &progress, async |upload| {
        let input = RecordingInput {
            upload_id: upload.to_string(),
            step_id: parcel.step.map(ToString::to_string),
            ..input.clone()
        };
        post_json(&url, &input, parcel.signal).await
    })
    .await
}

/// Sends the file, and has `finish` make of it what it is for.
async fn send<T>(
    parcel: &Parcel<'_>,
    kind: Kind,
    progress: &impl Fn(Progress),
    finish: impl AsyncFn(&UploadId) -> Result<T, Trouble>,
) -> Result<Arrived<T>, Stopped> {
    let print = print(parcel.file).await;
    let before = files::begun(kind, parcel.key).await;
    // Other bytes are another file, even under the same key: something was redacted since.
    let (before, stale) = match before {
        Some(begun) if print.as_ref() == Some(&begun.print) => (Some(begun.upload), None),
        other => (None, other),
    };
    if let Some(stale) = stale {
        delete(&stale.upload);
    }
    let upload = match before {
        None => None,
        Some(before) => match look(&before, parcel.signal, progress).await? {
            Some(upload) => Some(upload),
            // It is gone, perhaps because it has arrived and the answer was lost.
            None => {
                let found = patiently(parcel.signal, progress, async || there(finish(&before).await)).await?;
                if let Some(made) = found {
                    files::arrived(kind, parcel.key).await;
                    return Ok(Arrived { made, earlier: true });
                }
                None
            }
        },
    };
    let upload = match upload {
        Some(upload) => upload,
        None => begin(parcel, kind, print, progress).await?,
    };
    let done = async {
        pieces(parcel, &upload, progress).await?;
        patiently(parcel.signal, progress, async || finish(&upload.id).await).await
    };
    let done = done.await;
    match &done {
        Ok(_) => files::arrived(kind, parcel.key).await,
        // What was refused would be in the way of what comes next for a day.
        Err(Stopped::Refused(_)) => {
            files::arrived(kind, parcel.key).await;
            delete(&upload.id);
        }
        Err(Stopped::Cancelled | Stopped::Away) => {}
    }
    done.map(|made| Arrived { made, earlier: false })
}

/// Lets go of a file that the browser keeps, and of what has been sent of it: it is on the server, or nobody wants it.
pub fn done_with(kind: Kind, key: String) {
    leptos::task::spawn_local(async move {
        if let Some(begun) = files::begun(kind, &key).await {
            delete(&begun.upload);
        }
        files::forget(kind, &key).await;
    });
}

async fn begin(
    parcel: &Parcel<'_>,
    kind: Kind,
    print: Option<String>,
    progress: &impl Fn(Progress),
) -> Result<Upload, Stopped> {
    let url = format!("/api/v1/submissions/{}/uploads", parcel.submission);
    let code = match kind {
        Kind::Picture => UploadKind::Picture,
        Kind::Recording => UploadKind::Recording,
    };
    let input = UploadInput {
        bytes: i64::try_from(bytes(parcel.file)).ok(),
        kind: Some(code.code().to_owned()),
    };
    let begun = patiently(parcel.signal, progress, async || {
        post_json(&url, &input, parcel.signal).await
    });
    let upload: Upload = begun.await?;
    if let Some(print) = print {
        let begun = Begun {
            upload: upload.id.clone(),
            print,
        };
        files::begin(kind, parcel.key, &begun).await;
    }
    Ok(upload)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a recording of 50 MiB at most"
)]
fn bytes(file: &Blob) -> usize {
    file.size() as usize
}

/// What tells a file from every other; nothing where the browser has no hashes, as over plain HTTP. Then each try begins anew.
async fn print(file: &Blob) -> Option<String> {
    let read = JsFuture::from(file.array_buffer()).await.ok()?;
    let hashes = window().crypto().ok()?.subtle();
    let hashed = hashes
        .digest_with_str_and_buffer_source("SHA-256", read.unchecked_ref())
        .ok()?;
    let hashed = JsFuture::from(hashed).await.ok()?;
    let bytes = Uint8Array::new(&hashed).to_vec();
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn upload_url(upload: &UploadId) -> String {
    format!("/api/v1/uploads/{upload}")
}

/// How far an upload is; nothing when it is gone.
async fn look(
    upload: &UploadId,
    signal: &AbortSignal,
    progress: &impl Fn(Progress),
) -> Result<Option<Upload>, Stopped> {
    let url = upload_url(upload);
    patiently(signal, progress, async || {
        there(call("GET", &url, None, None, signal).await)
    })
    .await
}

fn there<T>(answer: Result<T, Trouble>) -> Result<Option<T>, Trouble> {
    match answer {
        Err(Trouble::Refused { code, .. }) if code == NOT_FOUND => Ok(None),
        answer => answer.map(Some),
    }
}

/// Sends what is missing of the file.
async fn pieces(parcel: &Parcel<'_>, upload: &Upload, progress: &impl Fn(Progress)) -> Result<(), Stopped> {
    let url = upload_url(&upload.id);
    let (mut offset, bytes) = (upload.offset, bytes(parcel.file));
    while offset < bytes {
        let end = (offset + PIECE.min(upload.piece_bytes)).min(bytes);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let piece = parcel.file.slice_with_f64_and_f64(offset as f64, end as f64);
        let piece = piece.map_err(|_| "This browser refused to read the file.")?;
        let here = format!("{url}?offset={offset}");
        let now: Upload = patiently(parcel.signal, progress, async || {
            let kind = Some("application/octet-stream");
            match call("PATCH", &here, Some(piece.as_ref()), kind, parcel.signal).await {
                // An answer was lost on its way, and the piece is there already.
                Err(Trouble::Refused { code, .. }) if code == Conflict::UploadOffset.code() => {
                    call("GET", &url, None, None, parcel.signal).await
                }
                other => other,
            }
        })
        .await?;
        offset = now.offset;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        progress(Progress::Sent(offset as f64 / bytes as f64));
    }
    Ok(())
}

/// Tells the server that nobody goes on with it. What it is not told of it throws away by itself, after a day.
fn delete(upload: &UploadId) {
    let url = upload_url(upload);
    leptos::task::spawn_local(async move {
        let options = RequestInit::new();
        options.set_method("DELETE");
        let _ = JsFuture::from(window().fetch_with_str_and_init(&url, &options)).await;
    });
}

/// Why a call gave nothing.
enum Trouble {
    /// It may be better in a while.
    Passing,
    Cancelled,
    Refused {
        code: String,
        words: String,
    },
}

impl From<Stopped> for Trouble {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Cancelled => Self::Cancelled,
            Stopped::Away => Self::Passing,
            Stopped::Refused(words) => Self::Refused {
                code: String::new(),
                words,
            },
        }
    }
}

/// Tries until it is done or refused: while the network is away it is waited for, and otherwise the pauses grow.
async fn patiently<T>(
    signal: &AbortSignal,
    progress: &impl Fn(Progress),
    attempt: impl AsyncFn() -> Result<T, Trouble>,
) -> Result<T, Stopped> {
    let mut tries = 0;
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(Trouble::Cancelled) => return Err(Stopped::Cancelled),
            Err(Trouble::Refused { words, .. }) => return Err(Stopped::Refused(words)),
            Err(Trouble::Passing) => {}
        }
        progress(Progress::Waiting);
        if window().navigator().on_line() {
            tries += 1;
            if tries == TRIES {
                return Err(Stopped::Away);
            }
            pause(Duration::from_millis(250 << tries)).await;
        } else {
            online(signal).await;
        }
        if signal.aborted() {
            return Err(Stopped::Cancelled);
        }
    }
}

async fn pause(length: Duration) {
    let passed = Promise::new(&mut |resolve: Function, _| {
        set_timeout(
            move || {
                // A promise's own function takes anything.
                let _ = resolve.call0(&JsValue::NULL);
            },
            length,
        );
    });
    // It only resolves.
    let _ = JsFuture::from(passed).await;
}

/// Waits for the network, or for whoever waits to give up.
async fn online(signal: &AbortSignal) {
    let mut heard = None;
    let back = Promise::new(&mut |resolve: Function, _| heard = Some(resolve));
    let Some(heard) = heard else { return };
    // Both know these events.
    let _ = window().add_event_listener_with_callback("online", &heard);
    let _ = signal.add_event_listener_with_callback("abort", &heard);
    // It only resolves.
    let _ = JsFuture::from(back).await;
    let _ = window().remove_event_listener_with_callback("online", &heard);
    let _ = signal.remove_event_listener_with_callback("abort", &heard);
}

async fn post_json<T: DeserializeOwned>(
    url: &str,
    input: &impl serde::Serialize,
    signal: &AbortSignal,
) -> Result<T, Trouble> {
    let input = serde_json::to_string(input).map_err(|_| Stopped::from(NOT_BUILT))?;
    call(
        "POST",
        url,
        Some(&input.as_str().into()),
        Some("application/json"),
        signal,
    )
    .await
}

async fn call<T: DeserializeOwned>(
    method: &str,
    url: &str,
    body: Option<&JsValue>,
    kind: Option<&str>,
    signal: &AbortSignal,
) -> Result<T, Trouble> {
    let options = RequestInit::new();
    options.set_method(method);
    options.set_signal(Some(signal));
    if let Some(body) = body {
        options.set_body(body);
    }
    if let Some(kind) = kind
        && let Ok(headers) = Headers::new()
        && headers.set("Content-Type", kind).is_ok()
    {
        options.set_headers(&headers);
    }
    let fetched = JsFuture::from(window().fetch_with_str_and_init(url, &options)).await;
    let response: Response = match fetched.and_then(JsCast::dyn_into) {
        Ok(response) => response,
        Err(_) if signal.aborted() => return Err(Trouble::Cancelled),
        Err(_) => return Err(Trouble::Passing),
    };
    let body = text(&response).await;
    if response.ok() {
        // An answer that broke off says nothing of whether it arrived: it is asked again.
        return serde_json::from_str(&body.unwrap_or_default()).map_err(|_| Trouble::Passing);
    }
    let body = body.unwrap_or_default();
    let failure: Option<Failure> = serde_json::from_str(&body).ok();
    match response.status() {
        408 | 429 | 502..=504 => Err(Trouble::Passing),
        status => Err(Trouble::Refused {
            code: failure.as_ref().map(|failure| failure.code.clone()).unwrap_or_default(),
            words: words(status, failure),
        }),
    }
}

fn form(parcel: &Parcel<'_>, scene: Option<&str>, upload: &UploadId) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    if let Some(step) = parcel.step {
        form.append_with_str("step_id", step.as_str())?;
    }
    if let Some(scene) = scene {
        form.append_with_str("scene", scene)?;
    }
    form.append_with_str("upload_id", upload.as_str())?;
    Ok(form)
}

async fn text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// A refusal as a sentence. What stands before the server, such as a proxy, may answer in another language than ours.
fn words(status: u16, failure: Option<Failure>) -> String {
    match failure {
        Some(failure) if !failure.detail.is_empty() => failure.detail,
        _ if status == 401 => "You are signed out. Sign in again in another tab, then retry.".to_owned(),
        _ if status == 413 => "This file is too large. A picture may have 10 MiB, a recording 50.".to_owned(),
        _ => format!("This could not be sent (status {status}). Try again."),
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
