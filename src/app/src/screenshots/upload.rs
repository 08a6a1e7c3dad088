//! Sends a picture or a recording to REST with the session's cookie. Server functions cannot carry a file and a limit on its size.
//!
//! It goes in pieces, so that a connection that breaks costs one of them, and people see how far it is. Where the network is away, it is
//! waited for. Whatever is asked twice because an answer was lost is done once.

use domain::{
    error::{Conflict, Failure},
    ids::{StepId, SubmissionId},
    recordings::{Recording, RecordingInput},
    screenshots::Screenshot,
    uploads::{Upload, UploadInput, UploadKind},
};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{set_timeout, window};
use serde::de::DeserializeOwned;
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, FormData, Headers, RequestInit, Response};

const UNREACHABLE: &str = "The server cannot be reached. Nothing is lost; try again when you are online.";
const UNREADABLE: &str = "The server's answer could not be read. Load the page again to see whether it arrived.";
/// Small enough to arrive within a second or two over a telephone.
const PIECE: usize = 512 * 1024;
/// So often is a piece tried again while the network says that it is there.
const TRIES: u32 = 6;

/// Why a file did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// By whoever sent it.
    Cancelled,
    /// In words that can be shown.
    Failed(String),
}

impl From<&str> for Stopped {
    fn from(words: &str) -> Self {
        Self::Failed(words.to_owned())
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

/// What is sent beside the picture.
pub struct Parcel<'a> {
    pub submission: &'a SubmissionId,
    pub step: Option<&'a StepId>,
    pub picture: &'a Blob,
    /// The annotations as JSON; nothing of what they hide is in the picture any more.
    pub scene: Option<&'a str>,
    /// Ends it.
    pub signal: &'a AbortSignal,
}

/// Sends a picture and tells `progress` how far it is.
///
/// # Errors
/// When it was cancelled, or refused.
pub async fn upload(parcel: &Parcel<'_>, progress: impl Fn(Progress)) -> Result<Screenshot, Stopped> {
    let sent = in_pieces(
        parcel.submission,
        parcel.picture,
        UploadKind::Picture,
        parcel.signal,
        &progress,
    )
    .await?;
    let url = format!("/api/v1/submissions/{}/screenshots", parcel.submission);
    let built = || form(parcel, &sent).map_err(|_| Stopped::from("This browser refused to build the upload."));
    let made = patiently(parcel.signal, &progress, async || {
        let body = built()?;
        call("POST", &url, Some(body.as_ref()), None, parcel.signal).await
    })
    .await;
    // What was refused would be in the way of what comes next for a day.
    made.inspect_err(|_| give_up(upload_url(&sent)))
}

/// Sends a recording with its marks and tells `progress` how far it is. Which upload it is, is filled in here, and stays in `arrived`
/// while it is not known what has become of it.
///
/// # Errors
/// When it was cancelled, or refused.
pub async fn film(
    submission: &SubmissionId,
    file: &Blob,
    input: RecordingInput,
    arrived: &RefCell<Option<Upload>>,
    signal: &AbortSignal,
    progress: impl Fn(Progress),
) -> Result<Recording, Stopped> {
    // What has arrived of an earlier try is not sent again, so that it becomes one recording however often it is asked for.
    let known = arrived.take();
    let sent = match known {
        Some(sent) => sent,
        None => in_pieces(submission, file, UploadKind::Recording, signal, &progress).await?,
    };
    let url = format!("/api/v1/submissions/{submission}/recordings");
    let input = RecordingInput {
        upload_id: sent.id.to_string(),
        ..input
    };
    let input = serde_json::to_string(&input).map_err(|_| UNREADABLE)?;
    let made = patiently(signal, &progress, async || {
        call(
            "POST",
            &url,
            Some(&input.as_str().into()),
            Some("application/json"),
            signal,
        )
        .await
    })
    .await;
    match &made {
        Ok(_) => {}
        Err(Stopped::Failed(words)) if words == UNREACHABLE || words == UNREADABLE => {
            arrived.replace(Some(sent));
        }
        Err(_) => give_up(upload_url(&sent)),
    }
    made
}

fn upload_url(upload: &Upload) -> String {
    format!("/api/v1/uploads/{}", upload.id)
}

/// Sends the file and gives the upload that it has become.
async fn in_pieces(
    submission: &SubmissionId,
    file: &Blob,
    kind: UploadKind,
    signal: &AbortSignal,
    progress: &impl Fn(Progress),
) -> Result<Upload, Stopped> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a recording of 50 MiB at most"
    )]
    let bytes = file.size() as usize;
    let begin = format!("/api/v1/submissions/{submission}/uploads");
    let input = UploadInput {
        bytes: i64::try_from(bytes).ok(),
        kind: Some(kind.code().to_owned()),
    };
    let input = serde_json::to_string(&input).map_err(|_| UNREADABLE)?;
    let mut upload: Upload = patiently(signal, progress, async || {
        call(
            "POST",
            &begin,
            Some(&input.as_str().into()),
            Some("application/json"),
            signal,
        )
        .await
    })
    .await?;
    let url = upload_url(&upload);
    while !upload.is_whole() {
        let end = (upload.offset + PIECE.min(upload.piece_bytes)).min(bytes);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let piece = file.slice_with_f64_and_f64(upload.offset as f64, end as f64);
        let piece = piece.map_err(|_| "This browser refused to read the file.")?;
        let here = format!("{url}?offset={}", upload.offset);
        upload = patiently(signal, progress, async || {
            let added = call(
                "PATCH",
                &here,
                Some(piece.as_ref()),
                Some("application/octet-stream"),
                signal,
            )
            .await;
            match added {
                // An answer was lost on its way, and the piece is there already.
                Err(Trouble::Refused { code, .. }) if code == Conflict::UploadOffset.code() => {
                    call("GET", &url, None, None, signal).await
                }
                other => other,
            }
        })
        .await
        .inspect_err(|_| give_up(url.clone()))?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        progress(Progress::Sent(upload.offset as f64 / bytes as f64));
    }
    Ok(upload)
}

/// The server throws away by itself what it is not told of.
fn give_up(url: String) {
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
            Stopped::Failed(words) => Self::Refused {
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
            Err(Trouble::Refused { words, .. }) => return Err(Stopped::Failed(words)),
            Err(Trouble::Passing) => {}
        }
        progress(Progress::Waiting);
        if window().navigator().on_line() {
            tries += 1;
            if tries == TRIES {
                return Err(UNREACHABLE.into());
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
    let back = Promise::new(&mut |resolve: Function, _| {
        let heard = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::NULL);
        });
        let heard: &Function = heard.unchecked_ref();
        // Both know these events.
        let _ = window().add_event_listener_with_callback("online", heard);
        let _ = signal.add_event_listener_with_callback("abort", heard);
    });
    let _ = JsFuture::from(back).await;
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
        // An answer that broke off says nothing of whether it arrived.
        let read = serde_json::from_str(&body.unwrap_or_default());
        return read.map_err(|_| Stopped::from(UNREADABLE).into());
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

fn form(parcel: &Parcel<'_>, sent: &Upload) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    if let Some(step) = parcel.step {
        form.append_with_str("step_id", step.as_str())?;
    }
    if let Some(scene) = parcel.scene {
        form.append_with_str("scene", scene)?;
    }
    form.append_with_str("upload_id", sent.id.as_str())?;
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
