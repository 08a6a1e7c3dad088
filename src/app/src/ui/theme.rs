//! Light and dark: the system decides until the reader does.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// Runs before anything is painted, so that a chosen theme does not flash on reload.
pub const BEFORE_PAINT: &str = "try{var t=localStorage.getItem('theme');if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch(e){}";

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    view! {
        <button type="button" class="btn btn-ghost btn-icon needs-js" aria-label="Switch between light and dark" on:click=|_| switch()>
            <span class="only-light"><Icon glyph=Glyph::Moon/></span>
            <span class="only-dark"><Icon glyph=Glyph::Sun/></span>
        </button>
    }
}

/// Only browsers have a theme to switch; the server renders the button and nothing presses it there.
#[cfg(not(feature = "hydrate"))]
pub fn switch() {}

#[cfg(feature = "hydrate")]
pub fn switch() {
    let Some(root) = document().document_element() else {
        return;
    };
    let dark = match root.get_attribute("data-theme").as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten()
            .is_some_and(|m| m.matches()),
    };
    let next = if dark { "light" } else { "dark" };
    // Both fail only where the browser keeps nothing; the switch then lasts for this page.
    _ = root.set_attribute("data-theme", next);
    if let Ok(Some(storage)) = window().local_storage() {
        _ = storage.set_item("theme", next);
    }
}
