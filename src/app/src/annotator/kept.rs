//! Pictures that are not on the server yet, and drawings that are not saved yet, kept in this browser until they are: a tab that is
//! closed or killed loses nothing. Where the browser keeps nothing, as in some private windows, everything works as without.

use super::{Source, Task, files};
use domain::ids::{StepId, SubmissionId};
use indexed_db::{Database, Factory};
use js_sys::{Object, Reflect};
use leptos::task::spawn_local;
use std::{cell::RefCell, convert::Infallible};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::File;

const DATABASE: &str = "peertest-pictures";
const PICTURES: &str = "pictures";
const DRAWINGS: &str = "drawings";
/// What nobody has come back to for so long is thrown away, in milliseconds: thirty days.
const OLD: f64 = 30.0 * 24.0 * 3600.0 * 1000.0;

type Error = indexed_db::Error<Infallible>;

async fn database() -> Result<Database<Infallible>, Error> {
    let factory = Factory::get()?;
    factory
        .open(DATABASE, 1, |change| async move {
            for name in [PICTURES, DRAWINGS] {
                change.database().build_object_store(name).create()?;
            }
            Ok(())
        })
        .await
}

async fn put(store: &'static str, key: &str, value: &JsValue) -> Result<(), Error> {
    let database = database().await?;
    let (key, value) = (JsValue::from_str(key), value.clone());
    let written = database
        .transaction(&[store])
        .rw()
        .run(move |writing| async move { writing.object_store(store)?.put_kv(&key, &value).await })
        .await;
    database.close();
    written
}

async fn get(store: &'static str, key: &str) -> Result<Option<JsValue>, Error> {
    let database = database().await?;
    let key = JsValue::from_str(key);
    let found = database
        .transaction(&[store])
        .run(move |reading| async move { reading.object_store(store)?.get(&key).await })
        .await;
    database.close();
    found
}

async fn delete(key: &str) -> Result<(), Error> {
    let database = database().await?;
    let key = JsValue::from_str(key);
    let deleted = database
        .transaction(&[PICTURES, DRAWINGS])
        .rw()
        .run(move |writing| async move {
            for store in [PICTURES, DRAWINGS] {
                writing.object_store(store)?.delete(&key).await?;
            }
            Ok(())
        })
        .await;
    database.close();
    deleted
}

/// The keys of all pictures and what is kept under them, in the same order.
async fn pictures() -> Result<(Vec<JsValue>, Vec<JsValue>), Error> {
    let database = database().await?;
    let found = database
        .transaction(&[PICTURES])
        .run(|reading| async move {
            let store = reading.object_store(PICTURES)?;
            Ok((store.get_all_keys(None).await?, store.get_all(None).await?))
        })
        .await;
    database.close();
    found
}

fn told(what: &str, result: Result<(), Error>) {
    if let Err(error) = result {
        // It is only kept for the case that something goes wrong; now nothing has.
        leptos::logging::warn!("{what} could not be kept in this browser: {error}");
    }
}

/// Keeps the file of a task; one whose picture is on the server already needs none.
pub fn add(task: &Task) {
    let Source::File(local) = &task.source else { return };
    let Some(file) = files::get(local.number) else { return };
    let (key, entry) = (local.key.clone(), entry(task, &file, local.captured.as_deref()));
    spawn_local(async move { told("a picture", put(PICTURES, &key, &entry).await) });
}

fn entry(task: &Task, file: &File, captured: Option<&str>) -> JsValue {
    let entry = Object::new();
    let fields: [(&str, JsValue); 5] = [
        ("submission", task.submission.as_str().into()),
        (
            "step",
            task.step.as_ref().map_or(JsValue::NULL, |step| step.as_str().into()),
        ),
        ("file", file.into()),
        ("captured", captured.map_or(JsValue::NULL, JsValue::from_str)),
        ("at", js_sys::Date::now().into()),
    ];
    for (name, value) in fields {
        // An object of our own takes every field.
        let _ = Reflect::set(&entry, &name.into(), &value);
    }
    entry.into()
}

/// What is drawn on the picture `key`, as JSON.
pub async fn drawing(key: &str) -> Option<String> {
    get(DRAWINGS, key).await.ok().flatten()?.as_string()
}

thread_local! {
    /// What is being written, and what is to be written after it: only the newest of a drawing matters.
    static WRITING: RefCell<Option<Option<(String, String)>>> = const { RefCell::new(None) };
}

/// Keeps what is drawn on the picture `key`.
pub fn draw(key: String, json: String) {
    let idle = WRITING.with_borrow_mut(|writing| match writing {
        Some(next) => {
            *next = Some((key.clone(), json.clone()));
            false
        }
        None => {
            *writing = Some(None);
            true
        }
    });
    if idle {
        spawn_local(write(key, json));
    }
}

async fn write(mut key: String, mut json: String) {
    loop {
        told("a drawing", put(DRAWINGS, &key, &json.as_str().into()).await);
        let next = WRITING.with_borrow_mut(|writing| match writing.take().flatten() {
            Some(next) => {
                *writing = Some(None);
                Some(next)
            }
            None => None,
        });
        match next {
            Some(next) => (key, json) = next,
            None => return,
        }
    }
}

/// Lets go of a picture and its drawing: they are on the server, or nobody wants them.
pub fn forget(key: String) {
    WRITING.with_borrow_mut(|writing| {
        if let Some(next) = writing
            && next.as_ref().is_some_and(|(other, _)| *other == key)
        {
            *next = None;
        }
    });
    spawn_local(async move {
        told("that a picture is done with", delete(&key).await);
    });
}

/// The pictures that were chosen for `submission` and have not arrived, oldest first.
pub async fn of(submission: &SubmissionId) -> Vec<Task> {
    read(submission).await.unwrap_or_default()
}

async fn read(submission: &SubmissionId) -> Result<Vec<Task>, Error> {
    let (keys, entries) = pictures().await?;
    let now = js_sys::Date::now();
    let mut found: Vec<(f64, Task)> = Vec::new();
    for (key, entry) in keys.into_iter().zip(entries) {
        let (Some(key), field) = (key.as_string(), |name: &str| Reflect::get(&entry, &name.into()).ok()) else {
            continue;
        };
        let at = field("at").and_then(|at| at.as_f64()).unwrap_or_default();
        if now - at > OLD {
            forget(key);
        } else if field("submission").and_then(|id| id.as_string()).as_deref() == Some(submission.as_str())
            && let Some(file) = field("file").and_then(|file| file.dyn_into::<File>().ok())
        {
            let step = field("step").and_then(|step| step.as_string());
            let captured = field("captured").and_then(|seal| seal.as_string());
            found.push((
                at,
                Task {
                    submission: submission.clone(),
                    step: step.and_then(|step| StepId::parse(step).ok()),
                    source: Source::File(files::keep_as(file, key, captured)),
                },
            ));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    Ok(found.into_iter().map(|(_, task)| task).collect())
}
