//! The few questions that pages ask of the browser, and what they have it do. On the server nobody is there to be asked.

use leptos::ev::KeyboardEvent;

/// Whether a key belongs to somebody else: to a field that is typed in, or to an open dialog or menu.
#[cfg(feature = "hydrate")]
pub fn busy(event: &KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let typing = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| {
            element.is_content_editable() || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        });
    typing || dialog_open() || menu_open()
}

#[cfg(feature = "hydrate")]
fn menu_open() -> bool {
    // Browsers without popovers refuse the question, and have none open.
    matches!(leptos::prelude::document().query_selector(":popover-open"), Ok(Some(_)))
}

#[cfg(feature = "hydrate")]
pub fn dialog_open() -> bool {
    matches!(leptos::prelude::document().query_selector("dialog[open]"), Ok(Some(_)))
}

#[cfg(feature = "hydrate")]
fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    use wasm_bindgen::JsCast;
    leptos::prelude::document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to the element with this id once the page has been redrawn.
#[cfg(feature = "hydrate")]
pub fn focus(id: &str) {
    use leptos::prelude::{document, request_animation_frame};
    use wasm_bindgen::JsCast;
    let id = id.to_owned();
    request_animation_frame(move || {
        let element = document()
            .get_element_by_id(&id)
            .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
}

#[cfg(feature = "hydrate")]
pub fn to_top() {
    leptos::prelude::window().scroll_to_with_x_and_y(0.0, 0.0);
}

#[cfg(feature = "hydrate")]
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

#[cfg(not(feature = "hydrate"))]
pub fn busy(_: &KeyboardEvent) -> bool {
    true
}

#[cfg(not(feature = "hydrate"))]
pub fn focus(_: &str) {}

#[cfg(not(feature = "hydrate"))]
pub fn to_top() {}

#[cfg(not(feature = "hydrate"))]
pub fn close_dialog(_: &str) {}

#[cfg(not(feature = "hydrate"))]
pub fn dialog_open() -> bool {
    false
}
