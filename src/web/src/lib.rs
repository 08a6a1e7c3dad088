//! The browser's half: wakes up the page that the server has rendered.

mod crash;

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script.
#[wasm_bindgen]
pub fn hydrate() {
    crash::prepare();
    leptos::mount::hydrate_body(app::App);
    // From here on the page answers to events; browser tests wait for this mark.
    request_animation_frame(|| {
        if let Some(root) = document().document_element() {
            // Only a document that is being torn down refuses, and then nobody waits for it.
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
