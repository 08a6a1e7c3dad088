//! The keys that hold everywhere: Ctrl or Cmd and K or `/` for the command palette, and `?` for all the others.

use super::help;
use crate::{claims::browser, ui::palette::PaletteHandle};
use leptos::{ev::KeyboardEvent, prelude::*};

/// The keys, and the palette once somebody asks for it: its content is a part of the bundle of its own.
#[component]
pub fn Commands(palette: PaletteHandle) -> impl IntoView {
    listen(palette);
    let asked = RwSignal::new(false);
    Effect::new(move |_| {
        if palette.open.get() {
            asked.set(true);
        }
    });
    view! {
        <Show when=move || asked.get()>{content(palette)}</Show>
        <help::Help/>
    }
}

#[cfg(feature = "hydrate")]
fn content(palette: PaletteHandle) -> AnyView {
    let toasts = crate::ui::use_toasts();
    crate::ui::part::part(
        move || open_palette(palette),
        || ().into_any(),
        move |again| {
            palette.open.set(false);
            toasts.warn("The commands could not be fetched. Check your connection, then ask for them once more.");
            Effect::new(move |_| {
                if palette.open.get() {
                    again.run(());
                }
            });
            ().into_any()
        },
    )
    .into_any()
}

/// Nobody opens it on the server.
#[cfg(not(feature = "hydrate"))]
fn content(_: PaletteHandle) -> AnyView {
    ().into_any()
}

/// # Errors
/// When the part cannot be fetched.
#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(commands, wasm_split_path = ::leptos::wasm_split, fallible)]
fn open_palette(palette: PaletteHandle) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    Ok(view! { <super::palette::Palette palette/> }.into_any())
}

fn listen(palette: PaletteHandle) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |ev| pressed(&ev, palette));
        on_cleanup(move || handle.remove());
    });
}

fn pressed(ev: &KeyboardEvent, palette: PaletteHandle) {
    let chord = ev.ctrl_key() || ev.meta_key();
    if ev.default_prevented() || ev.alt_key() {
        return;
    }
    if chord && ev.key().eq_ignore_ascii_case("k") && (palette.open.get_untracked() || !browser::dialog_open()) {
        ev.prevent_default();
        palette.open.update(|open| *open = !*open);
    } else if !chord && !browser::busy(ev) {
        match ev.key().as_str() {
            "/" => palette.open.set(true),
            "?" => help::show(),
            _ => return,
        }
        ev.prevent_default();
    }
}
