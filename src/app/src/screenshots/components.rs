//! Evidence as a strip of thumbnails: add, open, remove.

use super::{intake, server_fns::remove_screenshot};
use crate::{
    annotator::LocalFile,
    ui::{Glyph, Icon, use_toasts},
};
use domain::{ids::ScreenshotId, screenshots::Screenshot};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// Pictures of one step. `on_files` gets what was chosen; pasting and dropping belong to the page around.
#[component]
pub fn EvidenceStrip(
    #[prop(into)] pictures: Signal<Vec<Screenshot>>,
    #[prop(into)] editable: Signal<bool>,
    /// The contract asks for a picture of this step.
    #[prop(into)]
    required: Signal<bool>,
    on_files: Callback<Vec<LocalFile>>,
    on_open: Callback<Screenshot>,
    on_removed: Callback<ScreenshotId>,
) -> impl IntoView {
    let hint = move || match (required.get(), pictures.with(Vec::is_empty)) {
        (true, true) => "This step needs a screenshot.",
        (false, true) => "No screenshots yet.",
        _ => "",
    };
    view! {
        <section aria-label="Evidence" class="mt-6">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <h3 class="text-sm font-medium">"Evidence"</h3>
                <p class="text-sm text-muted">{hint}</p>
            </div>
            <ul class="mt-2 flex flex-wrap gap-2">
                <For
                    each=move || pictures.get().into_iter().enumerate()
                    key=|(n, p)| (*n, p.id.clone(), p.thumbnail_url.clone())
                    let((n, picture))
                >
                    <Thumbnail n picture editable on_open on_removed />
                </For>
                <Show when=move || editable.get()>
                    <li class="needs-js">
                        <AddFiles on_files />
                    </li>
                </Show>
            </ul>
        </section>
    }
}

#[component]
fn AddFiles(on_files: Callback<Vec<LocalFile>>) -> impl IntoView {
    let chosen = move |event| {
        let files = intake::chosen(&event);
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    view! {
        <label class="grid h-24 w-32 cursor-pointer place-items-center rounded-lg border border-dashed border-line-strong text-center text-sm text-muted focus-within:ring-2 focus-within:ring-primary hover:bg-sunken">
            <span>
                <Icon glyph=Glyph::Camera class="mx-auto size-5" />
                <span class="block font-medium">"Add screenshots"</span>
                <span class="text-xs" aria-hidden="true">"or paste, or drop"</span>
            </span>
            <input
                type="file"
                class="sr-only"
                aria-label="Add screenshots"
                accept="image/png,image/jpeg,image/webp"
                multiple
                on:change=chosen
            />
        </label>
    }
}

#[component]
fn Thumbnail(
    n: usize,
    picture: Screenshot,
    editable: Signal<bool>,
    on_open: Callback<Screenshot>,
    on_removed: Callback<ScreenshotId>,
) -> impl IntoView {
    let number = n + 1;
    let (id, source) = (picture.id.clone(), picture.thumbnail_url.clone());
    let words = move || {
        if editable.get() {
            format!("Annotate picture {number}")
        } else {
            format!("Open picture {number}")
        }
    };
    view! {
        <li class="relative">
            <button
                type="button"
                class="block h-24 w-32 overflow-hidden rounded-lg border border-line bg-sunken hover:border-line-strong"
                aria-label=words
                on:click=move |_| on_open.run(picture.clone())
            >
                <img src=source alt="" loading="lazy" class="size-full object-contain" />
            </button>
            <Show when=move || editable.get()>
                <Remove number id=id.clone() on_removed />
            </Show>
        </li>
    }
}

/// Asks by needing a second press: a picture cannot be brought back, and a dialog for each would be in the way.
#[component]
fn Remove(number: usize, id: ScreenshotId, on_removed: Callback<ScreenshotId>) -> impl IntoView {
    let sure = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    let press = move |_| {
        if !sure.get_untracked() {
            sure.set(true);
            // The picture may be gone by then, and this button with it.
            set_timeout(move || _ = sure.try_set(false), Duration::from_secs(4));
            return;
        }
        busy.set(true);
        let id = id.clone();
        spawn_local(async move {
            match remove_screenshot(id.clone()).await {
                Ok(()) => on_removed.run(id),
                Err(error) => {
                    busy.try_set(false);
                    toasts.warn(error.to_string());
                }
            }
        });
    };
    let class = move || {
        let tone = if sure.get() {
            "tone-bad border border-(--tone) bg-(--tone-soft) px-2 text-(--tone)"
        } else {
            "w-8 bg-surface/90 text-muted max-sm:w-10"
        };
        format!(
            "absolute top-1 right-1 inline-flex h-8 max-sm:h-10 items-center justify-center rounded-md text-sm font-medium {tone}"
        )
    };
    view! {
        <button
            type="button"
            class=class
            disabled=move || busy.get()
            aria-label=move || if sure.get() { format!("Really remove picture {number}") } else { format!("Remove picture {number}") }
            on:click=press
        >
            {move || if sure.get() { "Remove?".into_any() } else { view! { <Icon glyph=Glyph::Close class="size-4" /> }.into_any() }}
        </button>
    }
}
