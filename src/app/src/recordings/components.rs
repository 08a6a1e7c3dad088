//! Recordings that are on the server: of the runner, where marks are written and recordings removed, and of the review.

use super::{
    player::{Marking, Player},
    server_fns::{remove_recording, set_marks},
};
use crate::ui::{Button, Variant, use_toasts};
use domain::{
    ids::RecordingId,
    recordings::{Recording, clock},
};
use leptos::{prelude::*, task::spawn_local};

/// Those of one step, or of the whole; `of` names it, such as `step 2`.
#[component]
pub fn Recordings(
    #[prop(into)] recordings: Signal<Vec<Recording>>,
    #[prop(into)] of: Signal<String>,
    #[prop(into)] editable: Signal<bool>,
    #[prop(optional)] on_changed: Option<Callback<Recording>>,
    #[prop(optional)] on_removed: Option<Callback<RecordingId>>,
) -> impl IntoView {
    let numbered = move || recordings.get().into_iter().enumerate();
    view! {
        <ul class="mt-3 grid gap-4 empty:hidden sm:grid-cols-[repeat(auto-fill,minmax(20rem,1fr))]" aria-label="Recordings">
            <For each=numbered key=|(n, r)| (*n, r.id.clone()) let((n, recording))>
                <Film recording label=format!("Recording {} of {}", n + 1, of.get_untracked()) editable on_changed on_removed />
            </For>
        </ul>
    }
}

#[component]
fn Film(
    recording: Recording,
    label: String,
    editable: Signal<bool>,
    on_changed: Option<Callback<Recording>>,
    on_removed: Option<Callback<RecordingId>>,
) -> impl IntoView {
    let marking = Marking::new(recording.id.as_str(), &recording.marks);
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    let id = StoredValue::new(recording.id.clone());
    let save = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match set_marks(id.get_value(), marking.input()).await {
                Ok(saved) => {
                    marking.saved(saved.marks.clone());
                    if let Some(changed) = on_changed {
                        changed.run(saved);
                    }
                }
                Err(error) => toasts.warn(error.to_string()),
            }
            busy.try_set(false);
        });
    });
    let remove = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match remove_recording(id.get_value()).await {
                Ok(gone) => {
                    if let Some(removed) = on_removed {
                        removed.run(gone);
                    }
                }
                Err(error) => toasts.warn(error.to_string()),
            }
            busy.try_set(false);
        });
    });
    let length = clock(recording.millis);
    let named = label.clone();
    view! {
        <li class="min-w-0">
            <p class="mb-1 text-sm text-muted">{named} <span class="tabular-nums">" · "{length}</span></p>
            <Player source=recording.url label marking editable />
            <Show when=move || editable.get()>
                <div class="mt-1 flex flex-wrap gap-2">
                    <Show when=move || marking.changed()>
                        <Button variant=Variant::Secondary loading=busy on_press=save>"Save marks"</Button>
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
