//! A native dialog. Its button opens it through `commandfor`, so newer browsers need no JavaScript for it.

use super::{
    button::Variant,
    icons::{Glyph, Icon},
};
use leptos::{html, prelude::*};

/// Opens the [`Modal`] with that id.
#[component]
pub fn ModalButton(
    #[prop(into)] target: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let id = target.clone();
    // Cancelled, so that a browser which knows `command` does not carry it out a second time.
    let open = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        show(&id);
    };
    view! {
        <button
            type="button"
            class=format!("{} {class}", variant.class())
            command="show-modal"
            commandfor=target
            aria-haspopup="dialog"
            on:click=open
        >
            {icon.map(|glyph| view! { <Icon glyph class="size-4.5"/> })}
            {children()}
        </button>
    }
}

/// A dialog over the page; Escape, a press beside it and its own button close it.
#[component]
pub fn Modal(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(d) = dialog.get_untracked() {
            d.close();
        }
    };
    let beside = move |ev: leptos::ev::MouseEvent| {
        let on_backdrop = dialog.get_untracked().is_some_and(|d| {
            ev.target()
                .is_some_and(|t| &t == AsRef::<leptos::web_sys::EventTarget>::as_ref(&*d))
        });
        if on_backdrop {
            close();
        }
    };
    let heading = format!("{id}-title");
    let (named_by, target) = (heading.clone(), id.clone());
    view! {
        <dialog id=id class="modal" aria-labelledby=named_by node_ref=dialog on:mousedown=beside>
            <div class="modal-body">
                <div class="flex items-start justify-between gap-4 mb-4">
                    <h2 id=heading class="text-lg font-semibold text-ink">{title}</h2>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon -mt-1.5 -mr-2"
                        aria-label="Close"
                        command="close"
                        commandfor=target
                        on:click=move |ev| {
                            ev.prevent_default();
                            close();
                        }
                    >
                        <Icon glyph=Glyph::Close class="size-5"/>
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
}

fn show(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let dialog = document().get_element_by_id(id);
    if let Some(dialog) = dialog.and_then(|d| d.dyn_into::<leptos::web_sys::HtmlDialogElement>().ok())
        && !dialog.open()
    {
        // It fails only for a dialog that has left the page.
        _ = dialog.show_modal();
    }
}
