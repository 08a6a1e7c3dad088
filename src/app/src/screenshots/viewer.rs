//! A picture in large, with its annotations or without.

use crate::ui::{Glyph, Icon, browser, modal};
use domain::screenshots::Screenshot;
use leptos::prelude::*;

const DIALOG: &str = "picture-viewer";

/// What is being looked at. One of these stands on a page; thumbnails put pictures into it.
#[derive(Clone, Copy)]
pub struct Viewing(RwSignal<Option<Screenshot>>);

impl Default for Viewing {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

impl Viewing {
    pub fn open(self, picture: Screenshot) {
        self.0.set(Some(picture));
        modal::show(DIALOG);
    }
}

#[component]
pub fn Viewer(viewing: Viewing) -> impl IntoView {
    let close = move |_| browser::close_dialog(DIALOG);
    view! {
        <dialog
            id=DIALOG
            class="m-0 size-full max-h-none max-w-none flex-col bg-canvas text-ink open:flex"
            aria-label="Picture"
            on:close=move |_| viewing.0.set(None)
        >
            {move || viewing.0.get().map(|picture| view! { <Sides picture /> })}
            <button
                type="button"
                class="btn btn-secondary btn-icon absolute top-3 right-3"
                aria-label="Close"
                on:click=close
            >
                <Icon glyph=Glyph::Close />
            </button>
        </dialog>
    }
}

/// Both sides are loaded at once and lie on each other, so that the toggle compares them without a flicker.
#[component]
fn Sides(picture: Screenshot) -> impl IntoView {
    let original = RwSignal::new(false);
    let annotated = picture.scene.is_some();
    let size = format!("{} × {} px", picture.width, picture.height);
    let layer = |hidden: Signal<bool>, source: String, alt: &'static str| {
        view! { <img src=source alt=alt class="absolute inset-2 size-[calc(100%-1rem)] object-contain" class:invisible=hidden /> }
    };
    view! {
        <div class="flex min-h-15 flex-wrap items-center gap-3 border-b border-line px-4 pr-16">
            {annotated
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn btn-secondary"
                            aria-pressed=move || original.get().to_string()
                            on:click=move |_| original.update(|o| *o = !*o)
                        >
                            {move || if original.get() { "Show annotations" } else { "Show original" }}
                        </button>
                    }
                })}
            <span class="text-sm text-muted tabular-nums">{size}</span>
        </div>
        <div class="relative min-h-0 grow">
            {layer(original.into(), picture.url, "With annotations")}
            {annotated.then(|| layer(Signal::derive(move || !original.get()), picture.original_url, "Without annotations"))}
        </div>
    }
}
