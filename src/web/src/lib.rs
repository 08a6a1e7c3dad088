//! The browser's half: wakes up the page that the server has rendered.

mod crash;

use leptos::{
    mount::hydrate_from_async,
    prelude::{document, request_animation_frame},
    tachys::dom::body,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script.
#[wasm_bindgen]
pub fn hydrate() {
    crash::prepare();
    wasm_bindgen_futures::spawn_local(async {
        // Not at once: a page may be a part of the bundle that is fetched on its own.
        hydrate_from_async(body(), app::App).await.forget();
        // From here on the page answers to events; browser tests wait for this mark.
        request_animation_frame(|| {
            if let Some(root) = document().document_element() {
                // Only a document that is being torn down refuses, and then nobody waits for it.
                let _ = root.set_attribute("data-hydrated", "");
            }
        });
    });
}
