//! What is left when the browser's half panics.
//!
//! A panic ends it for good: wasm has no unwinding, so it stops in the middle of what it did, holding what it held. What
//! the reader has before them can still be read, and once nothing of ours answers to events any more, the browser follows
//! links and sends forms as it does without JavaScript.

use js_sys::Reflect;
use leptos::web_sys::window;
use wasm_bindgen::JsValue;

/// Not ours to call any more, hence no Rust.
const AFTERWARDS: &str = include_str!("crash.js");

/// Says in the console what happened, and leaves the page to the browser.
pub fn prepare() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // Without it the page is as it would be without this hook.
        let _ = leave_to_browser();
    }));
    #[cfg(debug_assertions)]
    on_demand();
}

/// # Errors
/// What the browser says when it refuses.
fn leave_to_browser() -> Result<(), JsValue> {
    let Some(document) = window().and_then(|w| w.document()) else {
        return Ok(());
    };
    let script = document.create_element("script")?;
    script.set_text_content(Some(AFTERWARDS));
    // A policy that asks for a nonce has given one to the script that started us.
    if let Some(first) = document.query_selector("script[nonce]")? {
        let nonce = JsValue::from_str("nonce");
        Reflect::set(&script, &nonce, &Reflect::get(&first, &nonce)?)?;
    }
    if let Some(head) = document.head() {
        head.append_child(&script)?;
    }
    Ok(())
}

/// Development builds panic when they are told to: `document.dispatchEvent(new Event('peertest:panic'))`.
#[cfg(debug_assertions)]
fn on_demand() {
    use leptos::prelude::window_event_listener_untyped;
    // It listens for as long as the document is there.
    let _ = window_event_listener_untyped("peertest:panic", |_| panic!("a panic was asked for"));
}
