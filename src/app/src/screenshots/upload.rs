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
use serde::de::{DeserializeOwned, IgnoredAny};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Blob, FormData, Headers, RequestInit, Response};

const UNREACHABLE: &str = "The server cannot be reached. Nothing is lost; try again when you are online.";
const NOT_BUILT: &str = "This browser refused to build the upload.";
const UNREADABLE: &str = "The server's answer could not be read. Load the page again to see whether it arrived.";
/// Small enough to arrive within a second or two over a telephone.
const PIECE: usize = 512 * 1024;
/// So often is a piece tried again while the network says that it is there: for a minute, in which a server comes up again.
const TRIES: u32 = 8;
const NOT_FOUND: &str = "not_found";
const UNAUTHORIZED: &str = "unauthorized";

/// Why a file did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// By whoever sent it. It can be gone on with.
    Cancelled,
    /// The server could not be reached for long. It can be gone on with.
    Away,
    Refused {
        /// As the server has it; empty where it was refused here.
        code: String,
        /// To be shown.
        words: String,
    },
}

impl Stopped {
    pub fn refused(words: impl Into<String>) -> Self {
        Self::Refused {
            code: String::new(),
            words: words.into(),
        }
    }

    /// What there is to say; nothing to whoever stopped it.
    #[must_use]
    pub fn words(self) -> Option<String> {
        match self {
            Self::Cancelled => None,
            Self::Away => Some(UNREACHABLE.to_owned()),
            Self::Refused { words, .. } => Some(words),
        }
    }
}

impl From<&str> for Stopped {
    fn from(words: &str) -> Self {
        Self::refused(words)
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
    /// Told how far it is.
    pub progress: &'a dyn Fn(Progress),
}

/// What a file has become.
pub struct Arrived<T> {
    pub made: T,
    /// An earlier try has made it, with what was said then.
    pub earlier: bool,
}

/// Sends a picture. `scene` are the annotations as JSON; nothing of what they hide is in the picture any more.
///
/// # Errors
/// When it was cancelled, or refused.
pub async fn picture(parcel: &Parcel<'_>, scene: Option<&str>) -> Result<Arrived<Screenshot>, Stopped> {
    let body = |upload: &UploadId| form(parcel, scene, upload).ok().map(Body::Form);
    read(send(parcel, Kind::Picture, "screenshots", &body).await?)
}

/// Sends a recording with what is said of it. Which upload it is, is filled in here.
///
/// # Errors
/// When it was cancelled, or refused.
pub async fn recording(parcel: &Parcel<'_>, input: &RecordingInput) -> Result<Arrived<Recording>, Stopped> {
    let body = |upload: &UploadId| {
        let input = RecordingInput {
            upload_id: upload.to_string(),
            step_id: parcel.step.map(ToString::to_string),
            ..input.clone()
        };
        serde_json::to_string(&input).ok().map(Body::Json)
    };
    read(send(parcel, Kind::Recording, "recordings", &body).await?)
}

fn read<T: DeserializeOwned>(arrived: Arrived<String>) -> Result<Arrived<T>, Stopped> {
    let made = serde_json::from_str(&arrived.made).map_err(|_| UNREADABLE)?;
    let earlier = arrived.earlier;
    Ok(Arrived { made, earlier })
}

/// Sends the file and has the report's `part` take it in with the `body` that names the upload. Gives the answer as JSON.
///
/// Like all below it knows neither pictures nor recordings, so that there is one of it in the bundle.
async fn send(
    parcel: &Parcel<'_>,
    kind: Kind,
    part: &str,
    body: &dyn Fn(&UploadId) -> Option<Body>,
) -> Result<Arrived<String>, Stopped> {
    let url = format!("/api/v1/submissions/{}/{part}", parcel.submission);
    let finish = |upload: &UploadId| {
        let body = body(upload).ok_or(NOT_BUILT)?;
        Ok::<_, Stopped>(Call::new("POST", url.clone(), body))
    };
    let print = print(parcel.file).await;
    let before = files::begun(kind, parcel.key).await;
    // Other bytes are another file, even under the same key: something was redacted since.
    let (before, stale) = match before {
        Some(begun) if print.as_ref() == Some(&begun.print) => (Some(begun.upload), None),
        other => (None, other),
    };
    if let Some(stale) = stale {
        // Before anything else is sent: it may have arrived, and what has been redacted since would be in the report with it.
        take_back(kind, &stale.upload, parcel.signal, parcel.progress).await?;
    }
    let upload = match before {
        None => None,
        Some(before) => match there(Call::get(upload_url(&before)).patiently(parcel).await)? {
            Some(answer) => Some(read_upload(&answer)?),
            // It is gone, perhaps because it has arrived and the answer was lost.
            None => {
                if let Some(made) = there(finish(&before)?.patiently(parcel).await)? {
                    return Ok(Arrived { made, earlier: true });
                }
                None
            }
        },
    };
    // One that was whole may be taken in just now, as it was asked for then.
    let earlier = upload.as_ref().is_some_and(Upload::is_whole);
    let upload = match upload {
        Some(upload) => upload,
        None => begin(parcel, kind, print).await?,
    };
    let done = async {
        pieces(parcel, &upload).await?;
        finish(&upload.id)?.patiently(parcel).await
    };
    let done = done.await;
    // What was refused would be in the way of what comes next for a day. Who has to sign in again goes on with it.
    if let Err(Stopped::Refused { code, .. }) = &done
        && code != UNAUTHORIZED
    {
        let (key, upload) = (parcel.key.to_owned(), upload.id);
        // Nobody waits for it. Until the server has said so it is known here, as it may have arrived after all.
        leptos::task::spawn_local(async move {
            if abandon(kind, &upload).await.is_ok() {
                files::given_up(kind, &key, &upload).await;
            }
        });
    }
    done.map(|made| Arrived { made, earlier })
}

/// Lets go of a file that the browser keeps, because it is on the server.
pub fn done_with(kind: Kind, key: String) {
    leptos::task::spawn_local(async move { files::forget(kind, &key).await });
}

/// Lets go of a file that the browser keeps, because nobody wants it: what has been sent of it is given up, and taken away again should it
/// have arrived.
pub fn discard(kind: Kind, key: String) {
    leptos::task::spawn_local(async move {
        // First, as something else may be kept under this key while the server is waited for.
        if let Some(begun) = files::take(kind, &key).await {
            // Should the tab go first, an upload ends by itself, and what has arrived unheard is among what the report has.
            let _ = abandon(kind, &begun.upload).await;
        }
    });
}

/// Takes it back, for however long that takes.
async fn abandon(kind: Kind, upload: &UploadId) -> Result<(), Stopped> {
    let nobody = AbortController::new().map_err(|_| NOT_BUILT)?;
    take_back(kind, upload, &nobody.signal(), &|_| ()).await
}

async fn begin(parcel: &Parcel<'_>, kind: Kind, print: Option<String>) -> Result<Upload, Stopped> {
    let url = format!("/api/v1/submissions/{}/uploads", parcel.submission);
    let code = match kind {
        Kind::Picture => UploadKind::Picture,
        Kind::Recording => UploadKind::Recording,
    };
    let input = UploadInput {
        bytes: i64::try_from(bytes(parcel.file)).ok(),
        kind: Some(code.code().to_owned()),
    };
    let input = serde_json::to_string(&input).map_err(|_| NOT_BUILT)?;
    let begun = Call::new("POST", url, Body::Json(input)).patiently(parcel).await?;
    let upload = read_upload(&begun)?;
    if let Some(print) = print {
        let begun = Begun {
            upload: upload.id.clone(),
            print,
        };
        files::begin(kind, parcel.key, &begun).await;
    }
    Ok(upload)
}

fn read_upload(answer: &str) -> Result<Upload, Stopped> {
    serde_json::from_str(answer).map_err(|_| UNREADABLE.into())
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

/// Nothing for what is not there.
fn there(answer: Result<String, Stopped>) -> Result<Option<String>, Stopped> {
    match answer {
        Err(Stopped::Refused { code, .. }) if code == NOT_FOUND => Ok(None),
        answer => answer.map(Some),
    }
}

/// Sends what is missing of the file.
async fn pieces(parcel: &Parcel<'_>, upload: &Upload) -> Result<(), Stopped> {
    let url = upload_url(&upload.id);
    let (mut offset, bytes) = (upload.offset, bytes(parcel.file));
    while offset < bytes {
        let end = (offset + PIECE.min(upload.piece_bytes)).min(bytes);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let piece = parcel.file.slice_with_f64_and_f64(offset as f64, end as f64);
        let piece = piece.map_err(|_| "This browser refused to read the file.")?;
        let add = Call::new("PATCH", format!("{url}?offset={offset}"), Body::Piece(piece));
        let now = match add.patiently(parcel).await {
            // An answer was lost on its way, and the piece is there already.
            Err(Stopped::Refused { code, .. }) if code == Conflict::UploadOffset.code() => {
                Call::get(url.clone()).patiently(parcel).await
            }
            answer => answer,
        };
        offset = read_upload(&now?)?.offset;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        (parcel.progress)(Progress::Sent(offset as f64 / bytes as f64));
    }
    Ok(())
}

/// Tells the server that nobody wants this upload, nor what it has become, which has the same id.
async fn take_back(
    kind: Kind,
    upload: &UploadId,
    signal: &AbortSignal,
    progress: &dyn Fn(Progress),
) -> Result<(), Stopped> {
    let made = match kind {
        Kind::Picture => "screenshots",
        Kind::Recording => "recordings",
    };
    let given_up = there(Call::delete(upload_url(upload)).until(signal, progress).await)?;
    if given_up.is_none() {
        let url = format!("/api/v1/{made}/{upload}");
        there(Call::delete(url).until(signal, progress).await)?;
    }
    Ok(())
}

enum Body {
    Form(FormData),
    Json(String),
    Piece(Blob),
}

struct Call {
    method: &'static str,
    url: String,
    body: Option<Body>,
}

impl Call {
    fn new(method: &'static str, url: String, body: Body) -> Self {
        let body = Some(body);
        Self { method, url, body }
    }

    fn get(url: String) -> Self {
        Self {
            method: "GET",
            url,
            body: None,
        }
    }

    fn delete(url: String) -> Self {
        Self {
            method: "DELETE",
            ..Self::get(url)
        }
    }

    async fn patiently(&self, parcel: &Parcel<'_>) -> Result<String, Stopped> {
        self.until(parcel.signal, parcel.progress).await
    }

    /// Tries until it is done or refused, or called back by the signal: while the network is away it is waited for, and otherwise the
    /// pauses grow. Gives the answer's text.
    async fn until(&self, signal: &AbortSignal, progress: &dyn Fn(Progress)) -> Result<String, Stopped> {
        let mut tries = 0;
        loop {
            if let Some(answer) = self.once(signal).await {
                return answer;
            }
            if signal.aborted() {
                return Err(Stopped::Cancelled);
            }
            progress(Progress::Waiting);
            if window().navigator().on_line() {
                tries += 1;
                if tries == TRIES {
                    return Err(Stopped::Away);
                }
                wait(signal, Some(Duration::from_millis(250 << tries))).await;
            } else {
                wait(signal, None).await;
            }
            if signal.aborted() {
                return Err(Stopped::Cancelled);
            }
        }
    }

    /// Nothing when it may be better in a while.
    async fn once(&self, signal: &AbortSignal) -> Option<Result<String, Stopped>> {
        let options = RequestInit::new();
        options.set_method(self.method);
        options.set_signal(Some(signal));
        let kind = match &self.body {
            None => None,
            Some(Body::Form(form)) => {
                options.set_body(form);
                None
            }
            Some(Body::Json(json)) => {
                options.set_body(&json.as_str().into());
                Some("application/json")
            }
            Some(Body::Piece(piece)) => {
                options.set_body(piece);
                Some("application/octet-stream")
            }
        };
        if let Some(kind) = kind
            && let Ok(headers) = Headers::new()
            && headers.set("Content-Type", kind).is_ok()
        {
            options.set_headers(&headers);
        }
        let fetched = JsFuture::from(window().fetch_with_str_and_init(&self.url, &options)).await;
        let response: Response = match fetched.and_then(JsCast::dyn_into) {
            Ok(response) => response,
            Err(_) if signal.aborted() => return Some(Err(Stopped::Cancelled)),
            Err(_) => return None,
        };
        if response.status() == 204 {
            return Some(Ok(String::new()));
        }
        let body = text(&response).await;
        if response.ok() {
            // An answer that broke off says nothing of whether it arrived, nor does a page that was put before the server: it is asked
            // again.
            let whole = body.filter(|body| serde_json::from_str::<IgnoredAny>(body).is_ok());
            return whole.map(Ok);
        }
        let failure: Option<Failure> = serde_json::from_str(&body.unwrap_or_default()).ok();
        match response.status() {
            408 | 429 | 502..=504 => None,
            status => Some(Err(Stopped::Refused {
                code: failure.as_ref().map(|failure| failure.code.clone()).unwrap_or_default(),
                words: words(status, failure),
            })),
        }
    }
}

/// Waits for so long, or without a time for the network, or for whoever waits to give up.
async fn wait(signal: &AbortSignal, length: Option<Duration>) {
    let mut heard = None;
    let over = Promise::new(&mut |resolve: Function, _| heard = Some(resolve));
    let Some(heard) = heard else { return };
    // Both know these events, and a promise's own function takes anything.
    let _ = signal.add_event_listener_with_callback("abort", &heard);
    match length {
        Some(length) => {
            let heard = heard.clone();
            set_timeout(
                move || {
                    let _ = heard.call0(&JsValue::NULL);
                },
                length,
            );
        }
        None => {
            let _ = window().add_event_listener_with_callback("online", &heard);
        }
    }
    // It only resolves.
    let _ = JsFuture::from(over).await;
    let _ = window().remove_event_listener_with_callback("online", &heard);
    let _ = signal.remove_event_listener_with_callback("abort", &heard);
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
