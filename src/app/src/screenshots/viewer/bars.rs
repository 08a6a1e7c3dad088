//! What stands around the picture: where one is, the original, zoom, and the way out.

use super::{
    looking::{Looking, Panel},
    share::Share,
    stage::Stage,
};
use crate::{
    annotator::{
        bars::{BAR, BUTTON},
        keys::ZOOM_STEP,
    },
    ui::{Button, Glyph, Icon, Variant},
};
use leptos::prelude::*;

#[component]
pub fn Head(looking: Looking) -> impl IntoView {
    let annotated = move || looking.is_drawn_on();
    let original = move || looking.shown.with(|shown| shown.original);
    let close = Callback::new(move |()| looking.leave());
    view! {
        <header class="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-2 py-1.5 sm:px-4">
            <Turning looking />
            <p class="min-w-0 truncate text-sm text-muted max-md:hidden">{move || about(looking)}</p>
            <div class="ml-auto flex items-center gap-1 sm:gap-2">
                <Show when=annotated>
                    <button
                        type="button"
                        class="btn btn-secondary"
                        aria-pressed=move || original().to_string()
                        aria-keyshortcuts="o"
                        title="Original or annotated (O)"
                        on:click=move |_| looking.toggle_original()
                    >
                        {move || if original() { "Show annotations" } else { "Show original" }}
                    </button>
                </Show>
                <Show when=move || looking.may_draw()>
                    <button type="button" class="btn btn-secondary" title="Draw on the picture; the evidence stays as it is" on:click=move |_| looking.draw()>
                        <Icon glyph=Glyph::Pencil class="size-4.5" />
                        <span class="max-sm:sr-only">"Draw on it"</span>
                    </button>
                </Show>
                <button
                    type="button"
                    class="btn btn-secondary"
                    aria-keyshortcuts="c"
                    title="Put a remark on the picture (C)"
                    on:click=move |_| looking.aim()
                >
                    <Icon glyph=Glyph::MessageSquare class="size-4.5" />
                    <span class="max-sm:sr-only">"Add remark"</span>
                </button>
                <Share looking />
                <Button variant=Variant::Ghost icon=Glyph::Close label="Close" on_press=close />
            </div>
        </header>
    }
}

/// Whose picture it is, of which step, and how large.
fn about(looking: Looking) -> String {
    let tester = looking
        .gallery
        .with(|gallery| gallery.as_ref().map(|gallery| gallery.tester.clone()));
    let step = match (looking.gallery.with(Option::is_some), looking.step()) {
        (false, _) => None,
        (true, Some(step)) => Some(format!("step {step}")),
        (true, None) => Some("for the whole".to_owned()),
    };
    let size = looking
        .picture
        .with(|picture| format!("{} × {} px", picture.width, picture.height));
    [tester, step, Some(size)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

#[component]
fn Turning(looking: Looking) -> impl IntoView {
    let words = move || {
        let (at, count) = looking.place();
        format!("Picture {} of {count}", at + 1)
    };
    let turn = move |by: isize, label: &'static str, glyph: Glyph| {
        let end = move || {
            let (at, count) = looking.place();
            if by < 0 { at == 0 } else { at + 1 == count }
        };
        // A button that is switched off under the finger would lose the focus, and the keys with it.
        view! {
            <button
                type="button"
                class=format!("{BUTTON} aria-disabled:opacity-40")
                aria-label=label
                aria-disabled=move || end().to_string()
                title=label
                on:click=move |_| looking.turn_by(by)
            >
                <Icon glyph class="size-5" />
            </button>
        }
    };
    view! {
        <div class="flex items-center">
            {turn(-1, "Previous picture", Glyph::ChevronLeft)}
            <p class="px-1 text-sm font-medium whitespace-nowrap tabular-nums" role="status">{words}</p>
            {turn(1, "Next picture", Glyph::ChevronRight)}
        </div>
    }
}

/// Zoom, over a corner of the picture.
#[component]
pub fn Zoom(looking: Looking) -> impl IntoView {
    let percent = move || {
        looking
            .view
            .with(|view| view.map_or(100.0, |view| view.scale * 100.0))
            .round()
    };
    view! {
        <div role="group" aria-label="Zoom" class=format!("{BAR} absolute right-2 bottom-2 sm:right-3 sm:bottom-3")>
            <button type="button" class=BUTTON aria-label="Zoom out" title="Zoom out (-)" on:click=move |_| looking.zoom(1.0 / ZOOM_STEP)>
                <Icon glyph=Glyph::Minus class="size-5" />
            </button>
            <button
                type="button"
                class="min-h-10 min-w-14 rounded-lg px-1 text-sm text-muted tabular-nums hover:bg-sunken hover:text-ink max-sm:min-h-11"
                aria-label=move || format!("Fit the picture; it is shown at {} %", percent())
                title="Fit (0)"
                on:click=move |_| looking.show(Stage::fit)
            >
                {move || format!("{} %", percent())}
            </button>
            <button type="button" class=BUTTON aria-label="Zoom in" title="Zoom in (+)" on:click=move |_| looking.zoom(ZOOM_STEP)>
                <Icon glyph=Glyph::Plus class="size-5" />
            </button>
        </div>
    }
}

/// What can be unfolded beside the picture. On a wide screen something always is.
#[component]
pub fn Folds(looking: Looking) -> impl IntoView {
    let count = Memo::new(move |_| looking.marks().len());
    let remarks = Memo::new(move |_| looking.talk.open());
    let none = Memo::new(|_| 0);
    view! {
        <div class="flex gap-1 border-line p-1.5 max-lg:border-t lg:border-b" role="group" aria-label="Beside the picture">
            <Fold looking panel=Panel::Marks words="Annotations" count />
            <Fold looking panel=Panel::Remarks words="Remarks" count=remarks />
            <Fold looking panel=Panel::Compare words="Compare" count=none />
        </div>
    }
}

#[component]
fn Fold(looking: Looking, panel: Panel, words: &'static str, count: Memo<usize>) -> impl IntoView {
    let open = move || looking.panel.get() == Some(panel);
    view! {
        <button
            type="button"
            class="flex min-h-10 grow items-center justify-center gap-1.5 rounded-lg px-2 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-expanded:bg-primary-soft aria-expanded:text-primary max-lg:min-h-11"
            aria-expanded=move || open().to_string()
            on:click=move |_| looking.unfold(panel)
        >
            {words}
            <span class="tabular-nums" class:hidden=move || count.get() == 0>{move || count.get()}</span>
        </button>
    }
}
