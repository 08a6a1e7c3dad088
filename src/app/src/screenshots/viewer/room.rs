//! The viewer as it fills the screen: the canvas, the bars, and what is unfolded beside it, or below it on a phone.

use super::{
    Viewing,
    bars::{Folds, Head, Zoom},
    compare::{Compare, Divider},
    hands::{self, Hands},
    list::Marks,
    looking::{DIALOG, Looking, Panel, is_wide},
};
use crate::{
    annotator::Annotator,
    notifications::live::{self, Topic},
    remarks::{pins::Pins, talk::Aim, threads::Threads},
    ui::{Banner, Tone},
};
use domain::screenshots::Screenshot;
use leptos::{ev, html, prelude::*};

#[component]
pub fn Room(picture: Screenshot, viewing: Viewing) -> impl IntoView {
    let looking = Looking::new(picture, viewing);
    let hands = Hands::new(looking);
    let dialog = NodeRef::<html::Dialog>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    enter(looking, dialog, canvas);
    let opening = move || looking.is_opening();
    let aiming = move || looking.talk.aim.get() == Aim::Choosing;
    view! {
        <dialog
            id=DIALOG
            node_ref=dialog
            class="fixed inset-0 m-0 size-full max-h-none max-w-none grid-rows-[auto_minmax(0,1fr)] overflow-hidden border-0 bg-canvas p-0 text-ink open:grid"
            aria-label="Picture"
            on:keydown=move |event| hands::key(&event, looking)
            on:close=move |_| looking.left()
        >
            <Head looking />
            <div class="grid min-h-0 max-lg:grid-rows-[minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,1fr)_20rem]">
                <div class="relative min-h-0 min-w-0 overflow-hidden bg-sunken">
                    <canvas
                        node_ref=canvas
                        class="absolute inset-0 size-full touch-none"
                        class=(["cursor-grab", "active:cursor-grabbing"], move || !aiming())
                        class=("cursor-crosshair", aiming)
                        role="img"
                        aria-label=move || words(looking)
                        aria-busy=move || opening().to_string()
                        data-testid="viewer-canvas"
                        tabindex="0"
                        on:pointerdown=move |event| hands.down(&event)
                        on:pointermove=move |event| hands.moved(&event)
                        on:pointerup=move |event| hands.up(&event)
                        on:pointercancel=move |event| hands.lost(&event)
                        on:lostpointercapture=move |event| hands.lost(&event)
                        on:pointerleave=move |_| looking.point_out(None)
                        on:wheel=move |event| hands.wheel(&event)
                    ></canvas>
                    <Show when=opening>
                        <p role="status" class="pointer-events-none absolute inset-0 grid place-items-center text-muted">
                            "Opening the picture…"
                        </p>
                    </Show>
                    {move || looking.trouble.get().map(|words| view! { <Trouble looking words /> })}
                    <Show when=move || looking.other_is_open.get()>
                        <Divider looking />
                    </Show>
                    <Pins
                        talk=looking.talk
                        place=Callback::new(move |point| looking.on_stage(point))
                        on_press=Callback::new(move |remark| looking.read(&remark))
                    />
                    <Zoom looking />
                </div>
                <Beside looking />
            </div>
        </dialog>
        // Beside the dialog and not in it: the editor's keys are none of the viewer's.
        <Annotator queue=looking.drawing on_saved=Callback::new(move |_| looking.drawn()) />
    }
}

#[component]
fn Trouble(looking: Looking, words: String) -> impl IntoView {
    let again = move |_| looking.turn(looking.picture.get_untracked());
    view! {
        <div class="absolute inset-x-2 top-2 mx-auto max-w-lg">
            <Banner tone=Tone::Bad alert=true>
                {words} " " <button type="button" class="link" on:click=again>"Try again"</button>
            </Banner>
        </div>
    }
}

#[component]
fn Beside(looking: Looking) -> impl IntoView {
    let open = move |panel| looking.panel.get() == Some(panel);
    view! {
        <aside
            aria-label="About the picture"
            class="flex min-h-0 min-w-0 border-line bg-surface max-lg:flex-col-reverse lg:flex-col lg:border-l"
        >
            <Folds looking />
            <div class="min-h-0 overflow-y-auto max-lg:max-h-[40dvh] max-lg:border-t max-lg:border-line max-lg:empty:hidden">
                <Show when=move || open(Panel::Marks)>
                    <Marks looking />
                </Show>
                <Show when=move || open(Panel::Compare)>
                    <Compare looking />
                </Show>
                <Show when=move || open(Panel::Remarks)>
                    <Threads talk=looking.talk on_done=Callback::new(move |()| looking.focus()) />
                </Show>
            </div>
        </aside>
    }
}

/// What the picture is, for who cannot see it.
fn words(looking: Looking) -> String {
    let (at, count) = looking.place();
    let step = looking.step().map(|step| format!(", step {step}")).unwrap_or_default();
    let drawn = match looking.marks().len() {
        0 => "without annotations".to_owned(),
        1 => "with 1 annotation".to_owned(),
        n => format!("with {n} annotations"),
    };
    format!("Picture {} of {count}{step}, {drawn}", at + 1)
}

/// Opens the dialog as soon as it is on the page, then the picture in it. What is shown decides when it is painted.
fn enter(looking: Looking, dialog: NodeRef<html::Dialog>, canvas: NodeRef<html::Canvas>) {
    Effect::new(move || {
        let (Some(dialog), Some(canvas)) = (dialog.get(), canvas.get()) else {
            return;
        };
        if dialog.open() {
            return;
        }
        // It fails only for a dialog that is open or not on the page.
        let _ = dialog.show_modal();
        if is_wide() {
            looking.panel.set(Some(Panel::Marks));
        }
        looking.begin(canvas);
        looking.focus();
    });
    Effect::new(move || {
        looking.shown.track();
        looking.panel.track();
        looking.divider.track();
        looking.paint_soon();
    });
    // What the other side says while one looks.
    let about = move || {
        let job = looking
            .gallery
            .with_untracked(|gallery| gallery.as_ref().map(|gallery| gallery.job_id.to_string()));
        Topic::Job(job.unwrap_or_default())
    };
    live::on(about, move || looking.talk.load());
    let resized = window_event_listener(ev::resize, move |_| looking.paint_soon());
    on_cleanup(move || resized.remove());
}
