//! Every key of the editor, on one sheet.

use super::board::Board;
use crate::ui::{Button, Glyph, Kbd, Variant};
use annotate::Tool;
use leptos::prelude::*;

const EDITING: [(&str, &str); 13] = [
    ("Draw in the middle, with the tool in hand", "Enter"),
    ("Next or previous shape", "Tab"),
    ("Everything", "Mod+A"),
    ("Move by a pixel, with Shift by ten", "Up"),
    ("Drag the corner or the end", "Alt+Up"),
    ("Edit the text", "Enter"),
    ("Turn by 15°, with Shift by one", ". ,"),
    ("Duplicate", "Mod+D"),
    ("Forward, backward", "] ["),
    ("To the front, to the back", "} {"),
    ("Delete", "Del"),
    ("Undo, redo", "Mod+Z"),
    ("What can be done with the selection", "Shift+F10"),
];

const LOOKING: [(&str, &str); 4] = [
    ("Zoom in, out", "= -"),
    ("Fit the picture", "0"),
    ("Push the picture while it is held", "Space"),
    ("Save the picture", "Mod+S"),
];

#[component]
pub fn Sheet(board: Board) -> impl IntoView {
    let row = |(words, keys): (&'static str, String)| {
        view! {
            <div class="flex items-center justify-between gap-4 py-1">
                <dt>{words}</dt>
                <dd><Kbd keys/></dd>
            </div>
        }
    };
    let column = move |title: &'static str, rows: Vec<(&'static str, String)>| {
        view! {
            <section>
                <h3 class="mb-1 text-xs font-semibold text-muted">{title}</h3>
                <dl>{rows.into_iter().map(row).collect_view()}</dl>
            </section>
        }
    };
    let owned =
        |rows: &[(&'static str, &'static str)]| rows.iter().map(|(words, keys)| (*words, (*keys).to_owned())).collect();
    let close = Callback::new(move |()| {
        board.sheet.set(false);
        board.focus();
    });
    view! {
        <Show when=move || board.sheet.get()>
            <div class="pointer-events-none absolute inset-0 grid place-items-center p-3">
                <div
                    role="region"
                    aria-label="Keys of the editor"
                    class="pointer-events-auto max-h-full w-full max-w-3xl overflow-y-auto rounded-xl border border-line bg-raised p-5 text-sm shadow-lg"
                >
                    <div class="mb-3 flex items-center justify-between">
                        <h2 class="text-base font-semibold">"Keys"</h2>
                        <Button variant=Variant::Ghost icon=Glyph::Close label="Close the keys" on_press=close/>
                    </div>
                    <div class="grid gap-x-8 gap-y-4 sm:grid-cols-2">
                        {column("Tools", Tool::ALL.into_iter().map(|tool| (tool.label(), tool.key().to_string())).collect())}
                        <div class="flex flex-col gap-4">
                            {column("Shapes", owned(&EDITING))}
                            {column("Picture", owned(&LOOKING))}
                        </div>
                    </div>
                    <p class="mt-3 text-muted">
                        "Shift keeps squares square and lines straight, and selects more than one. What is dragged snaps to other shapes; with Ctrl it does not. A drag beside all shapes selects what lies in it."
                    </p>
                </div>
            </div>
        </Show>
    }
}
