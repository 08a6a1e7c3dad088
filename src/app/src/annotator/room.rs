//! The editor as it fills the screen: two canvases on each other, the field for text, the bars.

use super::{
    Source, Task, bars::Bars, board::Board, keys, menu::SelectionMenu, pointer::Pointers, save::Saving, sheet::Sheet,
    stage::Stage, text::TextField,
};
use domain::screenshots::Screenshot;
use leptos::{ev, html, prelude::*};
use std::collections::VecDeque;

#[component]
pub fn Room(task: Task, queue: RwSignal<VecDeque<Task>>, on_saved: Callback<Screenshot>) -> impl IntoView {
    let title = match &task.source {
        Source::File(file) => file.name.clone(),
        Source::Stored(_) => "Picture on the server".to_owned(),
        Source::Under(..) => "Your marks, beside the evidence".to_owned(),
    };
    let board = Board::new();
    let saving = Saving::new(board, task, queue, on_saved);
    let pointers = Pointers::new(board);
    let dialog = NodeRef::<html::Dialog>::new();
    let (lower, upper) = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
    let waiting = Signal::derive(move || queue.with(VecDeque::len).saturating_sub(1));
    enter(saving, dialog, lower, upper);
    let resized = window_event_listener(ev::resize, move |_| board.show(Stage::resize));
    // Of a key that is let go of elsewhere nobody is told.
    let away = window_event_listener(ev::blur, move |_| board.space.set(false));
    on_cleanup(move || {
        resized.remove();
        away.remove();
    });
    let opening = move || board.look.with(Option::is_none) && board.trouble.with(Option::is_none);
    let layer = "absolute inset-0 size-full";
    let pushing = move || {
        if board.space.get() {
            "grab"
        } else {
            board.cursor.get().css()
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="fixed inset-0 m-0 size-full max-h-none max-w-none overflow-hidden border-0 bg-sunken p-0 text-ink"
            aria-label="Annotate the picture"
            on:keydown=move |event| keys::down(&event, board, saving)
            on:keyup=move |event| keys::up(&event, board)
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                saving.leave();
            }
            // A browser does not ask twice, and closes it at the second Escape. Then it is opened again: only this page closes it, and by
            // taking it away.
            on:close=move |_| {
                if let Some(dialog) = dialog.get_untracked() {
                    let _ = dialog.show_modal();
                }
            }
        >
            <canvas node_ref=lower class=layer aria-hidden="true"></canvas>
            <canvas
                node_ref=upper
                class=format!("{layer} touch-none outline-none")
                style:cursor=pushing
                role="img"
                aria-label="Picture being annotated"
                aria-busy=move || opening().to_string()
                data-testid="annotator-canvas"
                tabindex="0"
                on:pointerdown=move |event| pointers.down(&event)
                on:pointermove=move |event| pointers.moved(&event)
                on:pointerup=move |event| pointers.up(&event)
                on:pointercancel=move |event| pointers.lost(&event)
                on:lostpointercapture=move |event| pointers.lost(&event)
                on:dblclick=move |event| pointers.double(&event)
                on:wheel=move |event| pointers.wheel(&event)
                on:mousedown=move |event| {
                    // The middle button would begin to scroll by itself.
                    if event.button() == 1 {
                        event.prevent_default();
                    }
                }
                on:touchend=move |event| pointers.lifted(&event)
                on:contextmenu=move |event| pointers.menu(&event)
            ></canvas>
            <Show when=opening>
                <p role="status" class="pointer-events-none absolute inset-0 grid place-items-center text-muted">"Opening the picture…"</p>
            </Show>
            <p role="status" class="sr-only">{selected(board)}</p>
            <TextField board />
            <Bars board saving title waiting />
            <Sheet board />
            <SelectionMenu board />
        </dialog>
    }
}

/// What the selected shape is called, for whoever does not see its handles.
fn selected(board: Board) -> impl Fn() -> Option<String> {
    let resting = Memo::new(move |_| board.look.with(|look| look.as_ref().and_then(|look| look.resting)));
    move || {
        let id = resting.get()?;
        let names = board.with(|stage| annotate::describe::describe(stage.editor.scene()))?;
        let (_, name) = names.into_iter().find(|(own, _)| *own == id)?;
        Some(format!("{name} is selected."))
    }
}

/// Opens the dialog as soon as it is on the page, then the picture in it.
fn enter(saving: Saving, dialog: NodeRef<html::Dialog>, lower: NodeRef<html::Canvas>, upper: NodeRef<html::Canvas>) {
    Effect::new(move || {
        let (Some(dialog), Some(lower), Some(upper)) = (dialog.get(), lower.get(), upper.get()) else {
            return;
        };
        if dialog.open() {
            return;
        }
        // It fails only for a dialog that is open or not on the page.
        let _ = dialog.show_modal();
        let _ = upper.focus();
        saving.open(lower, upper);
    });
}
