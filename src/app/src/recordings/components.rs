//! Recordings that are on the server: of the runner, where marks are written, and saved as they are, and recordings removed; and of
//! the review.

use super::{
    player::{Marking, Player},
    server_fns::{remove_recording, set_marks},
};
use crate::ui::{Button, Toasts, Variant, use_toasts};
use domain::{
    ids::RecordingId,
    recordings::{Mark, Recording, clock},
};
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Those of one step, or of the whole; `of` names it, such as `step 2`.
#[component]
pub fn Recordings(
    #[prop(into)] recordings: Signal<Vec<Recording>>,
    #[prop(into)] of: Signal<String>,
    #[prop(into)] editable: Signal<bool>,
    #[prop(optional)] on_changed: Option<Callback<Recording>>,
    #[prop(optional)] on_removed: Option<Callback<RecordingId>>,
) -> impl IntoView {
    let keepers = Keepers::new(HashMap::new());
    view! {
        <ul class="mt-3 grid gap-4 empty:hidden sm:grid-cols-[repeat(auto-fill,minmax(20rem,1fr))]" aria-label="Recordings">
            <For each=move || recordings.get() key=|recording| recording.id.clone() let(recording)>
                {film(recording, recordings, of, editable, keepers, on_changed, on_removed)}
            </For>
        </ul>
    }
}

/// One of them, with its number among those of its step.
fn film(
    recording: Recording,
    recordings: Signal<Vec<Recording>>,
    of: Signal<String>,
    editable: Signal<bool>,
    keepers: Keepers,
    on_changed: Option<Callback<Recording>>,
    on_removed: Option<Callback<RecordingId>>,
) -> impl IntoView {
    let (id, of) = (recording.id.clone(), of.get_untracked());
    let label = Signal::derive(move || {
        let at = recordings.with(|all| all.iter().position(|other| other.id == id));
        format!("Recording {} of {of}", at.map_or(1, |at| at + 1))
    });
    let keeper = Keeper::of(&recording, on_changed, keepers, use_toasts());
    view! { <Film recording label editable keeper on_removed /> }
}

/// Who saves the marks of which recording. They outlive the step, so that what is begun there ends before what comes after it.
type Keepers = StoredValue<HashMap<RecordingId, Keeper>>;

/// Saves marks as they change, one set after the other, and the newest last. It goes on when the step is left meanwhile.
#[derive(Clone)]
struct Keeper {
    recording: Recording,
    on_changed: Option<Callback<Recording>>,
    /// What was changed while something was on its way; nothing is on its way where this is not.
    waiting: Arc<Mutex<Option<Option<Vec<Mark>>>>>,
    /// The last of them could not be saved.
    failed: ArcRwSignal<bool>,
    toasts: Toasts,
}

impl Keeper {
    fn of(recording: &Recording, on_changed: Option<Callback<Recording>>, keepers: Keepers, toasts: Toasts) -> Self {
        let new = || Self {
            recording: recording.clone(),
            on_changed,
            waiting: Arc::default(),
            failed: ArcRwSignal::new(false),
            toasts,
        };
        let known = keepers.try_update_value(|all| all.entry(recording.id.clone()).or_insert_with(new).clone());
        known.unwrap_or_else(new)
    }

    fn keep(self, marks: Vec<Mark>) {
        // At once: the step may be left and come back to before the server has answered.
        if let Some(changed) = self.on_changed {
            changed.try_run(Recording {
                marks: marks.clone(),
                ..self.recording.clone()
            });
        }
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(next) = waiting.as_mut() {
                *next = Some(marks);
                return;
            }
            *waiting = Some(None);
        }
        spawn_local(self.send(marks));
    }

    async fn send(self, mut marks: Vec<Mark>) {
        loop {
            let answer = set_marks(self.recording.id.clone(), marks.into()).await;
            self.failed.set(answer.is_err());
            if let Err(error) = answer {
                self.toasts.warn(error.to_string());
            }
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            match waiting.take().flatten() {
                Some(next) => {
                    *waiting = Some(None);
                    marks = next;
                }
                None => return,
            }
        }
    }
}

#[component]
fn Film(
    recording: Recording,
    label: Signal<String>,
    editable: Signal<bool>,
    keeper: Keeper,
    on_removed: Option<Callback<RecordingId>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    let failed = RwSignal::from(keeper.failed.clone());
    let keep = Callback::new(move |marks| keeper.clone().keep(marks));
    let marking = Marking::new(recording.id.as_str(), &recording.marks, Some(keep));
    let again = Callback::new(move |()| keep.run(marking.marks()));
    let id = StoredValue::new(recording.id.clone());
    let remove = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match remove_recording(id.get_value()).await {
                Ok(gone) => {
                    if let Some(removed) = on_removed {
                        removed.try_run(gone);
                    }
                }
                Err(error) => toasts.warn(error.to_string()),
            }
            busy.try_set(false);
        });
    });
    let length = clock(recording.millis);
    view! {
        <li class="min-w-0">
            <p class="mb-1 text-sm text-muted">{move || label.get()} <span class="tabular-nums">" · "{length}</span></p>
            <Player source=recording.url label marking editable />
            <Show when=move || editable.get()>
                <div class="mt-1 flex flex-wrap gap-2">
                    <Show when=move || failed.get()>
                        <Button variant=Variant::Secondary on_press=again>"Save marks again"</Button>
                    </Show>
                    <Remove busy remove />
                </div>
            </Show>
        </li>
    }
}

/// Asks by needing a second press, as pictures do: a recording cannot be brought back.
#[component]
fn Remove(busy: RwSignal<bool>, remove: Callback<()>) -> impl IntoView {
    view! {
        <details class="flex items-center gap-2">
            <summary class="btn btn-ghost list-none [&::-webkit-details-marker]:hidden">"Remove recording"</summary>
            <Button variant=Variant::Danger loading=busy on_press=remove>"Remove it for good?"</Button>
        </details>
    }
}
