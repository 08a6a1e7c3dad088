//! Recording: the way in beside those of pictures, a bar while it goes on, and a look at the film before it is added.

use super::{
    player::{Marking, Player},
    recorder::{self, Film},
};
use crate::{
    screenshots::components::WAY_IN,
    ui::{Banner, Button, Glyph, Icon, Toasts, Tone, Variant, browser, use_toasts},
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
    /// Not on the server: shown in its dialog, or put aside.
    Taken {
        url: String,
        shown: bool,
    },
}

#[derive(Clone, Copy)]
struct Studio {
    submission: StoredValue<SubmissionId>,
    stage: RwSignal<Stage>,
    /// The browser asks what to show.
    asking: RwSignal<bool>,
    /// For how long it has gone on.
    millis: RwSignal<u32>,
    /// How many moments were marked while it goes on.
    marked: RwSignal<usize>,
    /// Those of the film that was taken.
    marks: RwSignal<Vec<Mark>>,
    /// The step that was in front as it began.
    step: RwSignal<Option<StepId>>,
    /// This browser keeps it until it is added.
    kept: RwSignal<bool>,
    /// How far it is on its way.
    sending: RwSignal<Option<recorder::Sent>>,
    trouble: RwSignal<Option<String>>,
}

impl Studio {
    fn new(submission: SubmissionId) -> Self {
        Self {
            submission: StoredValue::new(submission),
            stage: RwSignal::new(Stage::Idle),
            asking: RwSignal::new(false),
            millis: RwSignal::new(0),
            marked: RwSignal::new(0),
            marks: RwSignal::new(Vec::new()),
            step: RwSignal::new(None),
            kept: RwSignal::new(false),
            sending: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    fn recording(self) -> bool {
        self.stage.with_untracked(|stage| *stage == Stage::Recording)
    }

    /// Whether something is lost when the tab goes.
    fn at_risk(self) -> bool {
        let taken = self.stage.with_untracked(|stage| matches!(stage, Stage::Taken { .. }));
        self.recording() || taken && !self.kept.get_untracked()
    }

    /// Records until somebody stops it, and shows what has become of it. What was recorded before stays until then: who would rather
    /// not record again has lost nothing. Whoever goes to another page stops it, too, and finds it on return.
    async fn record(self, step: Option<StepId>, toasts: Toasts) -> Result<(), String> {
        let submission = self.submission.get_value();
        self.asking.set(true);
        let begun = recorder::begin(&submission, step).await;
        self.asking.try_set(false);
        if !begun? {
            return Ok(());
        }
        let Some(before) = self.stage.try_get_untracked() else {
            // The page was left while the browser asked.
            recorder::forget(&submission);
            return Ok(());
        };
        self.marked.set(0);
        self.millis.set(0);
        self.stage.set(Stage::Recording);
        recorder::ended().await;
        let Some(film) = recorder::take(&submission) else {
            self.stage.try_set(before);
            return Err("Nothing was recorded. Try it again.".to_owned());
        };
        let kept = recorder::keep(&submission, &film).await;
        if self.show(film, kept, true) {
            return Ok(());
        }
        recorder::forget(&submission);
        if kept {
            toasts.say("Your recording stopped as you left. You find it where you began it.");
            Ok(())
        } else {
            Err("Your recording stopped as you left, and this browser could not keep it.".to_owned())
        }
    }

    /// Looks for what an earlier visit has left.
    async fn find(self) {
        let submission = self.submission.get_value();
        if let Some(film) = recorder::kept(&submission).await
            && !self.show(film, true, false)
        {
            recorder::forget(&submission);
        }
    }

    /// False when the page was left meanwhile.
    fn show(self, film: Film, kept: bool, at_once: bool) -> bool {
        if self.stage.try_get_untracked().is_none() {
            return false;
        }
        self.marks.set(film.marks);
        self.step.set(film.step);
        self.kept.set(kept);
        self.trouble.set(None);
        self.stage.set(Stage::Taken {
            url: film.url,
            shown: at_once,
        });
        true
    }

    /// Opens the dialog of what was taken, or puts it aside.
    fn turn(self, open: bool) {
        self.stage.update(|stage| {
            if let Stage::Taken { shown, .. } = stage {
                *shown = open;
            }
        });
    }

    /// It is on the server, or nobody wants it.
    fn done_with(self, is_added: bool) {
        if let Some(submission) = self.submission.try_get_value() {
            if is_added {
                recorder::done_with(&submission);
            } else {
                recorder::discard(&submission);
            }
            recorder::forget(&submission);
            self.stage.set(Stage::Idle);
            browser::focus(RECORD);
        }
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
    let studio = Studio::new(submission);
    let toasts = use_toasts();
    Effect::new(move || {
        can.set(recorder::can());
        spawn_local(studio.find());
        let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
            if studio.at_risk() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            leaving.remove();
            if studio.recording() {
                recorder::stop();
            } else {
                studio.submission.with_value(recorder::forget);
            }
        });
    });
    let record = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(words) = studio.record(step.get_untracked(), toasts).await {
                toasts.warn(words);
            }
        });
    });
    view! {
        <Show when=move || can.get()>
            <li>
                <WayIn studio record />
                {move || match studio.stage.get() {
                    Stage::Recording => view! { <Bar studio /> }.into_any(),
                    Stage::Taken { url, shown: true } => view! { <Take studio url on_saved record /> }.into_any(),
                    Stage::Idle | Stage::Taken { .. } => ().into_any(),
                }}
            </li>
        </Show>
    }
}

/// Begins a recording, or leads back to the one that was put aside.
#[component]
fn WayIn(studio: Studio, record: Callback<()>) -> impl IntoView {
    let aside = Memo::new(move |_| studio.stage.with(|stage| matches!(stage, Stage::Taken { .. })));
    let busy = move || studio.asking.get() || studio.stage.with(|stage| *stage == Stage::Recording);
    let press = move |_| {
        if aside.get_untracked() {
            studio.turn(true);
        } else {
            record.run(());
        }
    };
    let words = move || if aside.get() { "Your recording" } else { "Record screen" };
    let hint = move || match (aside.get(), studio.sending.with(Option::is_some)) {
        (false, _) => "up to a minute",
        (true, false) => "not added yet",
        (true, true) => "on its way…",
    };
    view! {
        <button id=RECORD type="button" class=WAY_IN class=(["border-warning", "text-ink"], move || aside.get()) disabled=busy on:click=press>
            <span>
                <Icon glyph=Glyph::Film class="mx-auto size-5" />
                <span class="block font-medium">{words}</span>
                <span class="text-xs" aria-hidden=move || (!aside.get()).then_some("true")>{hint}</span>
            </span>
        </button>
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
    let mark = Callback::new(move |()| studio.marked.set(recorder::mark()));
    let full = Signal::derive(move || studio.marked.get() >= MAX_MARKS);
    let marks = move || match studio.marked.get() {
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

/// The film before it is added: looked at, marked, sent, thrown away, or put aside for now.
#[component]
fn Take(studio: Studio, url: String, on_saved: Callback<Recording>, record: Callback<()>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let submission = studio.submission;
    let keep = Callback::new(move |marks: Vec<Mark>| {
        submission.with_value(|submission| recorder::keep_marks(submission, &marks));
        studio.marks.set(marks);
    });
    let marking = Marking::new("take", &studio.marks.get_untracked(), Some(keep));
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // It fails only for a dialog that has left the page.
            let _ = dialog.show_modal();
        }
    });
    let busy = Signal::derive(move || studio.sending.with(Option::is_some));
    let occupied = Signal::derive(move || busy.get() || studio.asking.get());
    let send = Callback::new(move |()| {
        studio.trouble.set(None);
        studio.sending.set(Some(Some(0.0)));
        let step = studio.step.get_untracked();
        let marks = marking.marks();
        spawn_local(async move {
            let told = |now| {
                studio.sending.try_set(Some(now));
            };
            let sent = recorder::send(&submission.get_value(), step.as_ref(), marks, told).await;
            studio.sending.try_set(None);
            match sent {
                Ok(Some(recording)) => {
                    on_saved.try_run(recording);
                    studio.done_with(true);
                }
                Ok(None) => {}
                Err(words) => {
                    studio.trouble.try_set(Some(words));
                }
            }
        });
    });
    let again = Callback::new(move |()| record.run(()));
    let aside = move || {
        // What is being written has not been left yet.
        keep.run(marking.marks());
        studio.turn(false);
        browser::focus(RECORD);
    };
    view! {
        <dialog node_ref=dialog class="modal" aria-labelledby=TITLE on:close=move |_| aside()>
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
                    <Button variant=Variant::Ghost disabled=occupied on_press=Callback::new(move |()| studio.done_with(false))>"Discard"</Button>
                    <Button variant=Variant::Ghost class="ml-auto" on_press=Callback::new(move |()| aside())>"Not now"</Button>
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
                <Button variant=Variant::Ghost on_press=Callback::new(move |()| studio.submission.with_value(recorder::cancel))>"Cancel"</Button>
            </Show>
        </div>
    }
}
