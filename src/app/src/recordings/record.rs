//! Recording: the way in beside those of pictures, a bar while it goes on, and a look at the film before it is added.

use super::{
    player::{Marking, Player},
    recorder,
};
use crate::{
    screenshots::components::WAY_IN,
    ui::{Banner, Button, Glyph, Icon, Tone, Variant, browser, use_toasts},
};
use domain::{
    ids::{StepId, SubmissionId},
    recordings::{MAX_MARKS, MAX_SECONDS, Mark, Recording, clock},
};
use leptos::{html, prelude::*, task::spawn_local};
use std::time::Duration;

/// The way in.
pub const RECORD: &str = "record-screen";
const TITLE: &str = "take-title";

/// Where a recording stands.
#[derive(Clone, PartialEq)]
enum Stage {
    Idle,
    Recording,
    /// Its address on this page.
    Taken(String),
}

#[derive(Clone, Copy)]
struct Studio {
    stage: RwSignal<Stage>,
    /// The browser asks what to show.
    asking: RwSignal<bool>,
    /// For how long it has gone on.
    millis: RwSignal<u32>,
    /// Set while it goes on, and written once it is looked at.
    marks: RwSignal<Vec<u32>>,
    /// The step that was in front as it began.
    step: RwSignal<Option<StepId>>,
    /// How far it is on its way.
    sending: RwSignal<Option<recorder::Sent>>,
    trouble: RwSignal<Option<String>>,
}

impl Studio {
    fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Idle),
            asking: RwSignal::new(false),
            millis: RwSignal::new(0),
            marks: RwSignal::new(Vec::new()),
            step: RwSignal::new(None),
            sending: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    fn open(self) -> bool {
        self.stage
            .with_untracked(|stage| matches!(stage, Stage::Recording | Stage::Taken(_)))
    }

    /// Records until somebody stops it, and shows what has become of it. What was recorded before stays until then: who would rather
    /// not record again has lost nothing.
    async fn record(self, step: Option<StepId>) -> Result<(), String> {
        self.asking.set(true);
        let begun = recorder::begin().await;
        self.asking.try_set(false);
        if !begun? {
            return Ok(());
        }
        let (Some(before), Some(marks)) = (self.stage.try_get_untracked(), self.marks.try_get_untracked()) else {
            // The page was left while the browser asked.
            recorder::forget();
            return Ok(());
        };
        self.marks.set(Vec::new());
        self.step.set(step);
        self.trouble.set(None);
        self.millis.set(0);
        self.stage.set(Stage::Recording);
        recorder::ended().await;
        let Some(url) = recorder::take() else {
            self.marks.try_set(marks);
            self.stage.try_set(before);
            return Err("Nothing was recorded. Try it again.".to_owned());
        };
        self.stage.try_set(Stage::Taken(url));
        Ok(())
    }

    fn discard(self) {
        recorder::forget();
        self.stage.try_set(Stage::Idle);
        browser::focus(RECORD);
    }
}

/// Shown once it is known that the browser can. A recording stays with the step that was in front as it began.
#[component]
pub fn RecordScreen(
    submission: SubmissionId,
    #[prop(into)] step: Signal<Option<StepId>>,
    on_saved: Callback<Recording>,
) -> impl IntoView {
    let can = RwSignal::new(false);
    let studio = Studio::new();
    let toasts = use_toasts();
    Effect::new(move || {
        can.set(recorder::can());
        let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
            if studio.open() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            leaving.remove();
            recorder::forget();
        });
    });
    let record = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(words) = studio.record(step.get_untracked()).await {
                toasts.warn(words);
            }
        });
    });
    let submission = StoredValue::new(submission);
    view! {
        <Show when=move || can.get()>
            <li>
                <button
                    id=RECORD
                    type="button"
                    class=WAY_IN
                    disabled=move || studio.asking.get() || studio.stage.with(|stage| *stage != Stage::Idle)
                    on:click=move |_| record.run(())
                >
                    <span>
                        <Icon glyph=Glyph::Film class="mx-auto size-5" />
                        <span class="block font-medium">"Record screen"</span>
                        <span class="text-xs" aria-hidden="true">"up to a minute"</span>
                    </span>
                </button>
                {move || match studio.stage.get() {
                    Stage::Idle => ().into_any(),
                    Stage::Recording => view! { <Bar studio /> }.into_any(),
                    Stage::Taken(url) => {
                        view! { <Take studio url submission=submission.get_value() on_saved record /> }.into_any()
                    }
                }}
            </li>
        </Show>
    }
}

/// What one sees while it goes on. It stays in reach when the page is scrolled.
#[component]
fn Bar(studio: Studio) -> impl IntoView {
    let tick = set_interval_with_handle(
        move || {
            studio.millis.try_set(recorder::millis());
        },
        Duration::from_millis(250),
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    let told = move || format!("{} of {}", clock(studio.millis.get()), clock(MAX_SECONDS * 1_000));
    let mark = Callback::new(move |()| studio.marks.update(|marks| marks.push(recorder::millis())));
    let full = Signal::derive(move || studio.marks.with(Vec::len) >= MAX_MARKS);
    let marks = move || match studio.marks.with(Vec::len) {
        0 => "Mark this moment".to_owned(),
        1 => "Mark this moment (1)".to_owned(),
        n => format!("Mark this moment ({n})"),
    };
    view! {
        <div
            role="group"
            aria-label="Recording"
            class="fixed inset-x-0 bottom-4 z-40 mx-auto flex w-max max-w-[calc(100vw-2rem)] flex-wrap items-center justify-center gap-x-3 gap-y-1 rounded-xl border border-line bg-raised px-4 py-2 shadow-lg max-sm:bottom-20"
        >
            <span class="flex items-center gap-2 text-sm">
                <span class="size-3 rounded-full bg-danger-solid motion-safe:animate-pulse" aria-hidden="true"></span>
                <span class="sr-only" role="status">"Recording has begun."</span>
                <span class="tabular-nums">{told}</span>
            </span>
            <Button variant=Variant::Ghost icon=Glyph::Flag disabled=full on_press=mark>{marks}</Button>
            <Button on_press=Callback::new(|()| recorder::stop())>"Stop recording"</Button>
        </div>
    }
}

/// The film before it is added: looked at, marked, sent or thrown away.
#[component]
fn Take(
    studio: Studio,
    url: String,
    submission: SubmissionId,
    on_saved: Callback<Recording>,
    record: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let set = studio.marks.with_untracked(|marks| {
        let mark = |at: &u32| Mark {
            at: *at,
            words: String::new(),
        };
        marks.iter().map(mark).collect::<Vec<_>>()
    });
    let marking = Marking::new("take", &set, None);
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // It fails only for a dialog that has left the page.
            let _ = dialog.show_modal();
        }
    });
    let busy = Signal::derive(move || studio.sending.with(Option::is_some));
    let occupied = Signal::derive(move || busy.get() || studio.asking.get());
    let submission = StoredValue::new(submission);
    let send = Callback::new(move |()| {
        studio.trouble.set(None);
        studio.sending.set(Some(Some(0.0)));
        let step = studio.step.get_untracked();
        let marks = marking.input().marks.unwrap_or_default();
        spawn_local(async move {
            let told = |now| {
                studio.sending.try_set(Some(now));
            };
            let sent = recorder::send(&submission.get_value(), step.as_ref(), marks, told).await;
            studio.sending.try_set(None);
            match sent {
                Ok(Some(recording)) => {
                    on_saved.try_run(recording);
                    studio.discard();
                }
                Ok(None) => {}
                Err(words) => {
                    studio.trouble.try_set(Some(words));
                }
            }
        });
    });
    let again = Callback::new(move |()| record.run(()));
    // Escape would throw the film away; whoever wants that says so. A browser does not ask a second time, and closes it: then it is
    // opened again.
    let stay = move |event: leptos::ev::Event| event.prevent_default();
    let reopen = move |_| {
        if let Some(dialog) = dialog.get_untracked()
            && studio.stage.with_untracked(|stage| matches!(stage, Stage::Taken(_)))
        {
            let _ = dialog.show_modal();
        }
    };
    view! {
        <dialog node_ref=dialog class="modal" aria-labelledby=TITLE on:cancel=stay on:close=reopen>
            <div class="modal-body">
                <h2 id=TITLE class="text-lg font-semibold text-ink">"Your recording"</h2>
                <p class="mt-1 mb-3 text-sm text-muted">
                    "Watch it before you add it: the client sees everything that was on the screen, and nothing of it can be covered."
                </p>
                <Player source=url label="Your recording" marking editable=Signal::derive(move || !busy.get()) />
                {move || studio.trouble.get().map(|words| view! { <div class="mt-3"><Banner tone=Tone::Bad alert=true>{words}</Banner></div> })}
                <Show when=move || busy.get()>
                    <OnItsWay studio />
                </Show>
                <div class="mt-4 flex flex-wrap gap-2">
                    <Button loading=busy disabled=studio.asking on_press=send>"Add recording"</Button>
                    <Button variant=Variant::Secondary disabled=occupied on_press=again>"Record again"</Button>
                    <Button variant=Variant::Ghost disabled=occupied on_press=Callback::new(move |()| studio.discard())>"Discard"</Button>
                </div>
            </div>
        </dialog>
    }
}

#[component]
fn OnItsWay(studio: Studio) -> impl IntoView {
    let done = Memo::new(move |_| studio.sending.with(|sending| sending.flatten()));
    let words = move || match done.get() {
        None => "The network is away. It goes on by itself.",
        Some(_) => "Sending…",
    };
    view! {
        <div class="mt-3 flex items-center gap-3" role="status">
            <span class="text-sm">{words}</span>
            <progress class="min-w-0 grow accent-primary" max="1" prop:value=move || done.get().unwrap_or_default() aria-label="Sent"></progress>
            // Once all of it is there, it is being taken: there is nothing to call back any more, and then it can be removed.
            <Show when=move || done.get().is_none_or(|part| part < 1.0)>
                <Button variant=Variant::Ghost on_press=Callback::new(|()| recorder::cancel())>"Cancel"</Button>
            </Show>
        </div>
    }
}
