//! Native dialogs: [`Modal`] in the middle of the page for a question or a short form, [`Drawer`] from the side (from
//! below on a phone) for what one reads or sets beside the page. [`ModalButton`] opens either through `commandfor`, so
//! newer browsers need no JavaScript for it.

use super::{
    button::Variant,
    icons::{Glyph, Icon},
};
use leptos::{html, prelude::*};

/// Opens the [`Modal`] or [`Drawer`] with that id.
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
    view! { <Dialog id title class="modal">{children()}</Dialog> }
}

/// A dialog along the edge of the page, closed like a [`Modal`].
#[component]
pub fn Drawer(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! { <Dialog id title class="sheet">{children()}</Dialog> }
}

#[component]
fn Dialog(id: String, title: String, class: &'static str, children: Children) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = format!("{id}-title");
    let (named_by, target) = (heading.clone(), id.clone());
    view! {
        <dialog
            id=id
            class=class
            aria-labelledby=named_by
            node_ref=dialog
            on:mousedown=move |ev| close_when_beside(dialog, &ev)
        >
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
                            close(dialog);
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

pub(super) fn close(dialog: NodeRef<html::Dialog>) {
    if let Some(d) = dialog.get_untracked() {
        d.close();
    }
}

/// What surrounds a dialog belongs to its element; its content covers the rest of it.
pub(super) fn close_when_beside(dialog: NodeRef<html::Dialog>, ev: &leptos::ev::MouseEvent) {
    let beside = dialog.get_untracked().is_some_and(|d| {
        ev.target()
            .is_some_and(|t| &t == AsRef::<leptos::web_sys::EventTarget>::as_ref(&*d))
    });
    if beside {
        close(dialog);
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
