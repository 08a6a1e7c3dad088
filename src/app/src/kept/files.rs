//! Files that the server does not have yet, each with what was added to it: pictures with drawings, recordings with marks.

use super::{Shelf, all, change, get, put, remove, told};
use domain::ids::{StepId, SubmissionId, UploadId};
use js_sys::{Object, Reflect};
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Blob;

/// What nobody has come back to for so long is thrown away, in milliseconds: thirty days.
const OLD: f64 = 30.0 * 24.0 * 3600.0 * 1000.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Picture,
    Recording,
}

impl Kind {
    const fn files(self) -> Shelf {
        match self {
            Self::Picture => Shelf::Pictures,
            Self::Recording => Shelf::Recordings,
        }
    }

    const fn additions(self) -> Shelf {
        match self {
            Self::Picture => Shelf::Drawings,
            Self::Recording => Shelf::Marks,
        }
    }

    /// Of what is on its way to the server, how far that is.
    const fn uploads(self) -> Shelf {
        match self {
            Self::Picture => Shelf::PictureUploads,
            Self::Recording => Shelf::RecordingUploads,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Picture => "a picture",
            Self::Recording => "a recording",
        }
    }
}

/// A file, and what it is evidence of.
pub struct Kept {
    pub submission: SubmissionId,
    pub step: Option<StepId>,
    pub file: Blob,
    /// The seal that it was captured with.
    pub seal: Option<String>,
}

/// An object with these fields, and the moment.
fn entry(fields: &[(&str, JsValue)]) -> JsValue {
    let entry = Object::new();
    let at = ("at", js_sys::Date::now().into());
    for (name, value) in fields.iter().chain([&at]) {
        // An object of our own takes every field.
        let _ = Reflect::set(&entry, &(*name).into(), value);
    }
    entry.into()
}

fn field(entry: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(entry, &name.into()).ok()
}

/// When it was kept; those of an earlier version do not say it.
fn at(entry: &JsValue) -> Option<f64> {
    field(entry, "at")?.as_f64()
}

fn is_old(entry: &JsValue) -> bool {
    at(entry).is_some_and(|at| js_sys::Date::now() - at > OLD)
}

impl Kept {
    fn write(&self) -> JsValue {
        let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
        entry(&[
            ("submission", self.submission.as_str().into()),
            ("step", text(self.step.as_ref().map(StepId::as_str))),
            ("file", self.file.clone().into()),
            ("captured", text(self.seal.as_deref())),
        ])
    }

    fn read(entry: &JsValue) -> Option<Self> {
        let text = |name: &str| field(entry, name).and_then(|text| text.as_string());
        Some(Self {
            submission: SubmissionId::parse(text("submission")?).ok()?,
            step: text("step").and_then(|step| StepId::parse(step).ok()),
            file: field(entry, "file")?.dyn_into().ok()?,
            seal: text("captured"),
        })
    }
}

/// Keeps a file; false when this browser cannot.
pub async fn add(kind: Kind, key: &str, kept: &Kept) -> bool {
    let entry = kept.write();
    let when = at(&entry);
    told(kind.words(), put(kind.files(), key, entry).await);
    // That there is no room for it may turn out only as the transaction ends, which whoever reads after it waits for.
    let there = get(kind.files(), key).await.ok().flatten();
    there.is_some_and(|there| at(&there) == when)
}

/// Of `submission`, with the keys, oldest first. What nobody has come back to for long is thrown away.
pub async fn of(kind: Kind, submission: &SubmissionId) -> Vec<(String, Kept)> {
    // A browser that keeps nothing has nothing.
    let (keys, entries) = all(kind.files()).await.unwrap_or_default();
    let mut found = Vec::new();
    for (key, entry) in keys.iter().filter_map(JsValue::as_string).zip(entries) {
        if is_old(&entry) {
            forget(kind, &key).await;
        } else if let (Some(at), Some(kept)) = (at(&entry), Kept::read(&entry))
            && kept.submission == *submission
        {
            found.push((at, key, kept));
        }
    }
    // What is drawn on a picture that is on the server has no file here.
    let (keys, additions) = all(kind.additions()).await.unwrap_or_default();
    for (key, _) in keys
        .iter()
        .filter_map(JsValue::as_string)
        .zip(additions)
        .filter(|(_, entry)| is_old(entry))
    {
        forget(kind, &key).await;
    }
    found.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    found.into_iter().map(|(_, key, kept)| (key, kept)).collect()
}

/// What was added to the file `key`, as JSON.
pub async fn addition(kind: Kind, key: &str) -> Option<String> {
    let entry = get(kind.additions(), key).await.ok().flatten()?;
    // An earlier version kept it bare.
    entry.as_string().or_else(|| field(&entry, "json")?.as_string())
}

/// By file, the newest of what was added to it, as JSON.
type Waiting = BTreeMap<(Kind, String), String>;

thread_local! {
    /// While something is being written, what is to be written after it: only the newest matters.
    static WRITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

/// Keeps what was added to the file `key`, in the place of what was before.
pub fn annotate(kind: Kind, key: String, json: String) {
    let idle = WRITING.with_borrow_mut(|writing| {
        let idle = writing.is_none();
        writing.get_or_insert_default().insert((kind, key), json);
        idle
    });
    if idle {
        spawn_local(write());
    }
}

async fn write() {
    while let Some(((kind, key), json)) = next() {
        told(
            "what was added",
            put(kind.additions(), &key, entry(&[("json", json.into())])).await,
        );
    }
}

fn next() -> Option<((Kind, String), String)> {
    WRITING.with_borrow_mut(|writing| {
        let next = writing.as_mut().and_then(BTreeMap::pop_first);
        if next.is_none() {
            *writing = None;
        }
        next
    })
}

/// An upload that was begun for a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub upload: UploadId,
    /// Tells the bytes that are sent from all others.
    pub print: String,
}

/// What was begun for the file `key` and has neither arrived nor been given up.
pub async fn begun(kind: Kind, key: &str) -> Option<Begun> {
    let json = get(kind.uploads(), key).await.ok().flatten()?.as_string()?;
    serde_json::from_str(&json).ok()
}

pub async fn begin(kind: Kind, key: &str, begun: &Begun) {
    // Two short texts can always be written.
    if let Ok(json) = serde_json::to_string(begun) {
        told("how far a file is", put(kind.uploads(), key, json.into()).await);
    }
}

/// This upload of the file `key` is none any more. Another may have been begun meanwhile.
pub async fn given_up(kind: Kind, key: &str, upload: &UploadId) {
    if begun(kind, key).await.is_some_and(|begun| begun.upload == *upload) {
        told("that sending a file was given up", remove(&[kind.uploads()], key).await);
    }
}

/// Lets go of a file and of all that belongs to it.
pub async fn forget(kind: Kind, key: &str) {
    take(kind, key).await;
}

/// The same, in one change; gives the upload that was begun for it.
pub async fn take(kind: Kind, key: &str) -> Option<Begun> {
    let of = (kind, key.to_owned());
    WRITING.with_borrow_mut(|writing| writing.as_mut().and_then(|waiting| waiting.remove(&of)));
    let shelves = [kind.files(), kind.additions(), kind.uploads()];
    let key = JsValue::from_str(key);
    let taken = change(&shelves, move |writing| async move {
        let begun = kind.uploads().of(&writing)?.get(&key).await?;
        for shelf in shelves {
            shelf.of(&writing)?.delete(&key).await?;
        }
        Ok(begun)
    });
    let (begun, done) = match taken.await {
        Ok(begun) => (begun, Ok(())),
        Err(error) => (None, Err(error)),
    };
    told("that something is done with", done);
    serde_json::from_str(&begun?.as_string()?).ok()
}
