//! The few questions the runner and the review desk ask of the browser.

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

/// What this browser says about itself, in the words a client reads: `Chrome 142 on Windows, window of 1280 × 720`.
#[cfg(feature = "hydrate")]
pub fn environment() -> String {
    use leptos::prelude::window;
    let size = |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|s| s.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let agent = window().navigator().user_agent().unwrap_or_default();
    format!("{}, window of {width} × {height}", super::agent::describe(&agent))
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
pub fn environment() -> String {
    String::new()
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
