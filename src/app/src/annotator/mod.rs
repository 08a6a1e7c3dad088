//! The annotation editor on a screen. All that decides something about a scene stands in the crate `annotate`; here are only
//! a painter, an adapter for pointer and keys, and the bars around the picture.
//!
//! Whoever wants a picture annotated puts a [`Task`] into the queue that the page gave to [`Annotator`]. The editor exists in
//! the browser only: a page that comes from the server never has one open.

#[cfg(feature = "hydrate")]
pub(crate) mod bars;
#[cfg(feature = "hydrate")]
mod board;
#[cfg(feature = "hydrate")]
pub mod files;
#[cfg(feature = "hydrate")]
pub(crate) mod font;
#[cfg(feature = "hydrate")]
mod kept;
#[cfg(feature = "hydrate")]
pub(crate) mod keys;
#[cfg(feature = "hydrate")]
mod menu;
#[cfg(feature = "hydrate")]
pub(crate) mod painter;
#[cfg(feature = "hydrate")]
mod paper;
#[cfg(feature = "hydrate")]
pub(crate) mod picture;
#[cfg(feature = "hydrate")]
pub(crate) mod pointer;
#[cfg(feature = "hydrate")]
mod room;
#[cfg(feature = "hydrate")]
mod save;
#[cfg(feature = "hydrate")]
mod sheet;
#[cfg(feature = "hydrate")]
mod stage;
#[cfg(feature = "hydrate")]
mod take;
#[cfg(feature = "hydrate")]
mod text;
mod unsaved;
#[cfg(any(feature = "hydrate", test))]
pub(crate) mod view;

pub use unsaved::Unsaved;

#[cfg(feature = "hydrate")]
use crate::{kept::files::Kind, screenshots::upload};
use domain::{
    ids::{StepId, SubmissionId},
    screenshots::Screenshot,
};
use leptos::prelude::*;
use std::collections::VecDeque;

/// A file of this computer that has not been sent yet; `number` stands for it in [`files`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    pub number: u32,
    pub name: String,
    /// Under which the browser keeps it, in case that the tab goes before it is saved.
    pub key: String,
    /// The seal that it was captured with; `None` when it came as a file.
    pub captured: Option<String>,
}

/// Where the picture comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    File(LocalFile),
    Stored(Box<Screenshot>),
    /// Somebody else's picture, which stays as it is: what is drawn is a layer over it, here as it was before.
    Under(Box<Screenshot>, Option<annotate::Scene>),
}

/// A picture to annotate, and what it is evidence of.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub submission: SubmissionId,
    pub step: Option<StepId>,
    pub source: Source,
}

impl Task {
    /// The same picture as it was when something was begun on it has the same key.
    fn key(&self) -> String {
        match &self.source {
            Source::File(file) => file.key.clone(),
            Source::Stored(picture) => format!("picture {}", picture.original_url),
            Source::Under(picture, _) => format!("layer {}", picture.url),
        }
    }
}

/// The editor for the first task of the queue; nothing while the queue is empty.
#[component]
pub fn Annotator(queue: RwSignal<VecDeque<Task>>, on_saved: Callback<Screenshot>) -> impl IntoView {
    let front = Memo::new(move |_| queue.with(|q| q.front().cloned()));
    keep(queue);
    // By key, so that the next picture gets a room of its own and not the last one's canvases.
    view! {
        <For each=move || front.get() key=Task::key let(task)>
            {editor(task, queue, on_saved)}
        </For>
    }
}

/// Keeps every file of the queue until it is done with.
#[cfg(feature = "hydrate")]
fn keep(queue: RwSignal<VecDeque<Task>>) {
    Effect::new(move |known: Option<Vec<String>>| {
        let known = known.unwrap_or_default();
        queue.with(|queue| {
            for task in queue.iter().filter(|task| !known.contains(&task.key())) {
                kept::add(task);
            }
            queue.iter().map(Task::key).collect::<Vec<_>>()
        })
    });
}

#[cfg(not(feature = "hydrate"))]
fn keep(_: RwSignal<VecDeque<Task>>) {}

/// The picture and what was drawn on it are on the server.
#[cfg(feature = "hydrate")]
fn saved(task: &Task) {
    let_go(task, upload::done_with);
}

/// Nobody wants the picture, or what was drawn on it.
#[cfg(feature = "hydrate")]
fn discard(task: &Task) {
    let_go(task, upload::discard);
}

#[cfg(feature = "hydrate")]
fn let_go(task: &Task, kept: fn(Kind, String)) {
    if let Source::File(file) = &task.source {
        files::forget(file.number);
    }
    kept(Kind::Picture, task.key());
}

#[cfg(not(feature = "hydrate"))]
fn discard(_: &Task) {}

/// The room, in a part of the bundle of its own: whoever never marks up a picture never loads it.
///
/// # Errors
/// When the part cannot be fetched; another try fetches it again.
#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(annotator, wasm_split_path = ::leptos::wasm_split, fallible, preload(fetch))]
fn open_room(
    task: Task,
    queue: RwSignal<VecDeque<Task>>,
    on_saved: Callback<Screenshot>,
) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    Ok(view! { <room::Room task queue on_saved/> }.into_any())
}

/// Fetches the editor before it is needed. Failing is no matter: opening it fetches it again, and says so when it cannot.
#[cfg(feature = "hydrate")]
pub fn prepare() {
    leptos::task::spawn_local(async {
        _ = fetch().await;
    });
}

/// Effects run in the browser only.
#[cfg(not(feature = "hydrate"))]
pub fn prepare() {}

#[cfg(feature = "hydrate")]
fn editor(task: Task, queue: RwSignal<VecDeque<Task>>, on_saved: Callback<Screenshot>) -> AnyView {
    let leave = Callback::new(move |()| queue.update(VecDeque::clear));
    let missing = || "The editor could not be fetched. Your picture is kept here.".into_any();
    crate::ui::part::part_with_toast(
        move || open_room(task.clone(), queue, on_saved),
        "Opening the editor…",
        missing,
        leave,
    )
}

#[cfg(not(feature = "hydrate"))]
fn editor(_: Task, _: RwSignal<VecDeque<Task>>, _: Callback<Screenshot>) -> AnyView {
    ().into_any()
}
