//! Short words about something that has just happened. Read out politely, gone after six seconds.

use super::{
    data::Tone,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
}

/// Says something in the corner of the page.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    #[must_use]
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    pub fn say(self, text: impl Into<String>) {
        self.push(Tone::Good, text.into());
    }

    pub fn warn(self, text: impl Into<String>) {
        self.push(Tone::Bad, text.into());
    }

    fn push(self, tone: Tone, text: String) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| list.push(Toast { id, tone, text }));
        set_timeout(move || self.drop(id), Duration::from_secs(6));
    }

    fn drop(self, id: u64) {
        self.list.try_update(|list| list.retain(|t| t.id != id));
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// The region of the page in force; a silent one where there is none.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_default()
}

#[component]
pub fn ToastRegion(toasts: Toasts) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|t| t.id let:toast>
                <div class="toast">
                    <Icon
                        glyph=if toast.tone == Tone::Good { Glyph::CheckCircle } else { Glyph::Alert }
                        class=if toast.tone == Tone::Good { "size-5 text-success" } else { "size-5 text-danger" }
                    />
                    <span class="min-w-0 flex-1">{toast.text}</span>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon -my-2 -mr-2"
                        aria-label="Dismiss"
                        on:click=move |_| toasts.drop(toast.id)
                    >
                        <Icon glyph=Glyph::Close class="size-4"/>
                    </button>
                </div>
            </For>
        </div>
    }
}
