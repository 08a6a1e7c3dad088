//! Short words about something that has just happened, in the corner of the page. Read out politely, gone after a
//! while, which stands still as long as one points at them or has the focus in them.

use super::{
    data::Tone,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;
use std::time::Duration;

#[derive(Debug, Clone)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
    action: Option<(String, Callback<()>)>,
}

impl Toast {
    /// What can be pressed is given time to be reached.
    fn stays(&self) -> Duration {
        Duration::from_secs(if self.action.is_some() { 12 } else { 6 })
    }
}

/// Says something in the corner of the page.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
    pointed: RwSignal<bool>,
    focused: RwSignal<bool>,
}

impl Toasts {
    #[must_use]
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            pointed: RwSignal::new(false),
            focused: RwSignal::new(false),
        }
    }

    pub fn say(self, text: impl Into<String>) {
        self.push(Tone::Good, text.into(), None);
    }

    /// With something to press, such as "Undo".
    pub fn say_with(self, text: impl Into<String>, words: impl Into<String>, act: Callback<()>) {
        self.push(Tone::Good, text.into(), Some((words.into(), act)));
    }

    pub fn warn(self, text: impl Into<String>) {
        self.push(Tone::Bad, text.into(), None);
    }

    /// Something failed that can be tried again as it was.
    pub fn error_with_retry(self, text: impl Into<String>, retry: Callback<()>) {
        self.push(Tone::Bad, text.into(), Some(("Try again".to_owned(), retry)));
    }

    fn push(self, tone: Tone, text: String, action: Option<(String, Callback<()>)>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            list.push(Toast { id, tone, text, action });
        });
    }

    fn drop(self, id: u64) {
        let left = self.list.try_update(|list| {
            list.retain(|t| t.id != id);
            list.len()
        });
        // Nothing tells that the focus or the pointer has left what is gone.
        self.focused.try_set(false);
        if left == Some(0) {
            self.pointed.try_set(false);
        }
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
    let held = Memo::new(move |_| toasts.pointed.get() || toasts.focused.get());
    view! {
        <div
            class="toasts"
            role="status"
            aria-live="polite"
            on:mouseenter=move |_| toasts.pointed.set(true)
            on:mouseleave=move |_| toasts.pointed.set(false)
            on:focusin=move |_| toasts.focused.set(true)
            on:focusout=move |_| toasts.focused.set(false)
        >
            <For each=move || toasts.list.get() key=|t| t.id let:toast>
                <ToastCard toasts held toast/>
            </For>
        </div>
    }
}

#[component]
fn ToastCard(toasts: Toasts, held: Memo<bool>, toast: Toast) -> impl IntoView {
    let (id, stays) = (toast.id, toast.stays());
    // Begins anew each time the toasts are let go of.
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        (!held.get())
            .then(|| set_timeout_with_handle(move || toasts.drop(id), stays).ok())
            .flatten()
    });
    let good = toast.tone == Tone::Good;
    let action = toast.action.map(|(words, act)| {
        view! {
            <button
                type="button"
                class="btn btn-ghost -my-2 text-primary"
                on:click=move |_| {
                    toasts.drop(id);
                    act.run(());
                }
            >
                {words}
            </button>
        }
    });
    view! {
        <div class="toast">
            <Icon
                glyph=if good { Glyph::CheckCircle } else { Glyph::Alert }
                class=if good { "size-5 text-success" } else { "size-5 text-danger" }
            />
            <span class="min-w-0 flex-1">{toast.text}</span>
            {action}
            <button
                type="button"
                class="btn btn-ghost btn-icon -my-2 -mr-2"
                aria-label="Dismiss"
                on:click=move |_| toasts.drop(id)
            >
                <Icon glyph=Glyph::Close class="size-4"/>
            </button>
        </div>
    }
}
