//! The keys that hold everywhere: Ctrl or Cmd and K or `/` for the command palette, and `?` for all the others.

use crate::ui::{browser, palette::PaletteHandle};
use leptos::{ev::KeyboardEvent, prelude::*};

/// The keys, and what they open once somebody asks for it: that is a part of the bundle of its own.
#[component]
pub fn Commands(palette: PaletteHandle) -> impl IntoView {
    let help = RwSignal::new(false);
    listen(palette, help);
    let asked = RwSignal::new(false);
    Effect::new(move |_| {
        if palette.open.get() || help.get() {
            asked.set(true);
        }
    });
    move || asked.get().then(|| content(palette, help))
}

#[cfg(feature = "hydrate")]
fn content(palette: PaletteHandle, help: RwSignal<bool>) -> AnyView {
    let toasts = crate::ui::use_toasts();
    crate::ui::part::part(
        move || open_commands(palette, help),
        || ().into_any(),
        move |again| {
            palette.open.set(false);
            help.set(false);
            toasts.warn("The commands could not be fetched. Check your connection, then ask for them once more.");
            Effect::new(move |_| {
                if palette.open.get() || help.get() {
                    again.run(());
                }
            });
            ().into_any()
        },
    )
    .into_any()
}

/// Nobody asks on the server.
#[cfg(not(feature = "hydrate"))]
fn content(_: PaletteHandle, _: RwSignal<bool>) -> AnyView {
    ().into_any()
}

/// # Errors
/// When the part cannot be fetched.
#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(commands, wasm_split_path = ::leptos::wasm_split, fallible)]
fn open_commands(
    palette: PaletteHandle,
    help: RwSignal<bool>,
) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    let on_help = Callback::new(move |()| help.set(true));
    Ok(view! {
        <super::palette::Palette palette on_help/>
        <super::help::Help asked=help/>
    }
    .into_any())
}

fn listen(palette: PaletteHandle, help: RwSignal<bool>) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |ev| pressed(&ev, palette, help));
        on_cleanup(move || handle.remove());
    });
}

fn pressed(ev: &KeyboardEvent, palette: PaletteHandle, help: RwSignal<bool>) {
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
            "?" => help.set(true),
            _ => return,
        }
        ev.prevent_default();
    }
}
