//! Pictures that are not on the server yet, and drawings that are not saved yet, kept in this browser until they are.

use super::{Source, Task, files};
use crate::kept::files::{self as shelf, Kept, Kind};
use domain::ids::SubmissionId;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::File;

/// Keeps the file of a task; one whose picture is on the server already needs none.
pub fn add(task: &Task) {
    let Source::File(local) = &task.source else { return };
    let Some(file) = files::get(local.number) else { return };
    let kept = Kept {
        submission: task.submission.clone(),
        step: task.step.clone(),
        file: file.into(),
        seal: local.captured.clone(),
    };
    let key = local.key.clone();
    spawn_local(async move {
        shelf::add(Kind::Picture, &key, &kept).await;
    });
}

/// What is drawn on the picture `key`, as JSON.
pub async fn drawing(key: &str) -> Option<String> {
    shelf::addition(Kind::Picture, key).await
}

/// Keeps what is drawn on the picture `key`.
pub fn draw(key: String, json: String) {
    shelf::annotate(Kind::Picture, key, json);
}

/// The pictures that were chosen for `submission` and have not arrived, oldest first.
pub async fn of(submission: &SubmissionId) -> Vec<Task> {
    let task = |(key, kept): (String, Kept)| {
        let file: File = kept.file.dyn_into().ok()?;
        Some(Task {
            submission: kept.submission,
            step: kept.step,
            source: Source::File(files::keep_as(file, key, kept.seal)),
        })
    };
    shelf::of(Kind::Picture, submission)
        .await
        .into_iter()
        .filter_map(task)
        .collect()
}
