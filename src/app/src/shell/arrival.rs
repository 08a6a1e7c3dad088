//! Arriving on another page without a reload: the focus goes to the content, as it does in a new document. Otherwise it would
//! stay on a link that has left the page, and the next press of the tab key would begin anywhere.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Arrival() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            focus_content();
        }
        here
    });
}

/// Without scrolling: the router has put the page where it belongs.
#[cfg(feature = "hydrate")]
fn focus_content() {
    use wasm_bindgen::JsCast;
    let main = document()
        .get_element_by_id("main")
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(main) = main {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // It fails only for an element that has left the page.
        let _ = main.focus_with_options(&options);
    }
}

#[cfg(not(feature = "hydrate"))]
fn focus_content() {}
