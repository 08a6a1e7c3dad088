//! The runner: the journey, the step in front, its evidence, and what holds for the whole.

use super::{
    contract::ContractDetails,
    desk::{Desk, News},
    hand_in::HandIn,
    head::{GiveUp, Head},
    keys,
    notes::Notes,
    rail::Rail,
    server_fns::load_workbench,
    step::{StepPanel, TITLE, Turn},
    storage, watch,
};
use crate::{
    annotator::{self, Annotator, LocalFile, Source, Task, Unsaved},
    bugs::{components::Bugs, report::ReportProblem},
    notifications::live::{self, Topic},
    recordings::{RECORD, RecordScreen, components::Recordings},
    screenshots::{
        components::{ADD, EvidenceStrip, thumbnail_id},
        intake,
        viewer::{Viewer, Viewing},
    },
    submissions::components::Standing,
    ui::{Banner, Button, Glyph, Navigator, Tone, Variant, browser, use_toasts},
};
use domain::{claims::Workbench, screenshots::Screenshot, submissions::SubmissionStatus};
use leptos::{ev::DragEvent, prelude::*};
use leptos_router::hooks::use_query_map;
use std::collections::VecDeque;

#[component]
pub fn Runner(workbench: Workbench) -> impl IntoView {
    let desk = desk(workbench);
    let go = turn(desk);
    keys::listen(desk, go);
    restore(desk);
    watch::run(desk);
    Effect::new(move || {
        if untrack(|| desk.editable()) {
            annotator::prepare();
        }
    });
    follow(desk);
    let editing = RwSignal::new(VecDeque::<Task>::new());
    let viewing = Viewing::default();
    let dragging = RwSignal::new(false);
    let add = Callback::new(move |files: Vec<LocalFile>| annotate(desk, editing, files));
    paste(desk, add);
    come_back(editing);
    let (contract, hash) = (
        desk.contract.get_value(),
        desk.claim.with_untracked(|c| c.contract_hash.clone()),
    );
    let terms = contract.clone();
    let over = move |event: DragEvent| {
        if desk.editable() && intake::carries_files(&event) {
            event.prevent_default();
            dragging.set(true);
        }
    };
    let dropped = move |event: DragEvent| {
        dragging.set(false);
        if desk.editable() && intake::carries_files(&event) {
            event.prevent_default();
            add.run(intake::dropped(&event));
        }
    };
    view! {
        <div
            class="page"
            class=(["outline-2", "-outline-offset-8", "outline-dashed", "outline-accent"], move || dragging.get())
            on:dragover=over
            on:dragleave=move |_| dragging.set(false)
            on:drop=dropped
        >
            <Head desk />
            <Notices desk />
            <Standing submission=desk.submission contract />
            <div class="mt-4 grid gap-x-8 gap-y-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
                <div class="lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:self-start lg:overflow-y-auto">
                    <Rail desk go />
                </div>
                <div class="min-w-0 space-y-6">
                    <div class="card p-5 sm:p-6">
                        <StepPanel desk />
                        <Show when=move || desk.editable()>
                            <Unsaved submission=desk.submission.with_untracked(|s| s.id.clone()) queue=editing />
                        </Show>
                        <Strip desk editing viewing add />
                        <Turn desk go />
                    </div>
                    <div class="card p-5">
                        <Bugs desk />
                        <ReportProblem desk />
                    </div>
                    <div class="card p-5">
                        <Notes desk />
                    </div>
                    <ContractDetails contract=terms hash title="The contract as you agreed to it" />
                    <Show when=move || desk.editable()>
                        <div class="flex flex-wrap items-end justify-between gap-4">
                            <div class="min-w-0 grow">
                                <HandIn desk go />
                            </div>
                            <Show when=move || desk.status() == SubmissionStatus::Draft>
                                <GiveUp desk />
                            </Show>
                        </div>
                    </Show>
                </div>
            </div>
            <Viewer viewing />
            <Annotator queue=editing on_saved=Callback::new(move |picture| desk.picture_saved(picture)) />
        </div>
    }
}

fn desk(workbench: Workbench) -> Desk {
    let last = workbench.contract.journey.steps.len().saturating_sub(1);
    let query = use_query_map();
    let at = Memo::new(move |_| {
        let asked = query.with(|q| q.get("step").and_then(|n| n.parse::<usize>().ok()));
        asked.unwrap_or(1).saturating_sub(1).min(last)
    });
    Desk::new(workbench, at)
}

/// Goes to another step. The address is the state, so that a reload, a link and a page without JavaScript show the same; the
/// focus follows it (see [`StepPanel`]).
fn turn(desk: Desk) -> Callback<usize> {
    let navigator = Navigator::new();
    let claim = desk.claim.with_untracked(|c| c.id.clone());
    Callback::new(move |n: usize| {
        if n == desk.at.get_untracked() {
            browser::focus(TITLE);
            return;
        }
        navigator.turn(format!("/claims/{claim}?step={}", n + 1), true);
    })
}

/// Brings back what an earlier visit could not deliver, follows what other tabs write, and tries again whenever the network
/// returns or the tab is come back to.
fn restore(desk: Desk) {
    Effect::new(move || {
        let submission = desk.submission.get_untracked();
        if untrack(|| desk.editable()) {
            desk.autosave.restore(submission.clone());
        }
        storage::follow(&submission.id, move |theirs| untrack(|| desk.follow(theirs.changes)));
        let online = window_event_listener(leptos::ev::online, move |_| desk.autosave.adopt());
        let back = window_event_listener(leptos::ev::focus, move |_| desk.autosave.adopt());
        on_cleanup(move || {
            online.remove();
            back.remove();
        });
    });
    on_cleanup(move || {
        untrack(|| desk.keep_time());
        desk.autosave.flush_on_leave();
    });
}

/// What was put together with what was written elsewhere.
#[component]
fn Notices(desk: Desk) -> impl IntoView {
    let read = Callback::new(move |()| {
        desk.notices.set(Vec::new());
        browser::focus(TITLE);
    });
    let lines = move || {
        desk.notices
            .get()
            .into_iter()
            .map(|words| view! { <p>{words}</p> })
            .collect_view()
    };
    view! {
        <div role="status" class="mb-4 empty:hidden" data-testid="notices">
            <Show when=move || desk.notices.with(|n| !n.is_empty())>
                <Banner tone=Tone::Info>
                    {lines}
                    <Button variant=Variant::Ghost class="-ml-3" on_press=read>"All right"</Button>
                </Banner>
            </Show>
        </div>
    }
}

/// Lets the decision arrive, and the clock, without touching what is being typed.
fn follow(desk: Desk) {
    let toasts = use_toasts();
    let claim = desk.claim.with_untracked(|c| c.id.clone());
    let topic = Topic::Claim(claim.to_string());
    let take = move |now| match desk.refresh(now) {
        Some(News::Good(words)) => toasts.say(words),
        Some(News::Bad(words)) => toasts.warn(words),
        None => {}
    };
    live::follow(topic, move || load_workbench(claim.clone()), take);
}

fn paste(desk: Desk, add: Callback<Vec<LocalFile>>) {
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::paste, move |event| {
            if !untrack(|| desk.editable()) || browser::dialog_open() {
                return;
            }
            let files = intake::pasted(&event);
            if !files.is_empty() {
                event.prevent_default();
                add.run(files);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Puts the focus back where the editor was opened from, once it has closed: it leaves the page, and would take the focus
/// with it.
fn come_back(editing: RwSignal<VecDeque<Task>>) {
    let opener = move || {
        editing.with(|queue| {
            queue.front().map(|task| match &task.source {
                Source::File(_) => ADD.to_owned(),
                Source::Stored(picture) | Source::Under(picture, _) => thumbnail_id(&picture.id),
            })
        })
    };
    Effect::new(move |before: Option<Option<String>>| {
        let now = opener();
        if let (None, Some(Some(id))) = (&now, before) {
            browser::focus(&id);
        }
        now
    });
}

/// Puts new files in the editor's queue, for the step in front.
fn annotate(desk: Desk, editing: RwSignal<VecDeque<Task>>, files: Vec<LocalFile>) {
    let step = desk.step(desk.at.get_untracked()).map(|s| s.id);
    let submission = desk.submission.with_untracked(|s| s.id.clone());
    let task = |file| Task {
        submission: submission.clone(),
        step: step.clone(),
        source: Source::File(file),
    };
    editing.update(|queue| queue.extend(files.into_iter().map(task)));
}

#[component]
fn Strip(
    desk: Desk,
    editing: RwSignal<VecDeque<Task>>,
    viewing: Viewing,
    add: Callback<Vec<LocalFile>>,
) -> impl IntoView {
    let step = move || desk.step(desk.at.get());
    let pictures = Signal::derive(move || desk.pictures_of(step().map(|s| s.id).as_ref()));
    let required = Signal::derive(move || step().is_some_and(|s| s.evidence_required));
    let open = Callback::new(move |picture: Screenshot| {
        if !untrack(|| desk.editable()) {
            viewing.open(picture);
            return;
        }
        let (submission, step) = (
            desk.submission.with_untracked(|s| s.id.clone()),
            picture.step_id.clone(),
        );
        editing.update(|queue| {
            queue.push_back(Task {
                submission,
                step,
                source: Source::Stored(Box::new(picture)),
            })
        });
    });
    let submission = desk.submission.with_untracked(|s| s.id.clone());
    let at = Signal::derive(move || step().map(|s| s.id));
    let saved = Callback::new(move |recording| desk.recording_saved(recording));
    // While they can be edited, a press on a picture opens the editor, and what was said about it is in the viewer.
    let look = Callback::new(move |()| {
        if let Some(first) = pictures.with_untracked(|all| all.first().cloned()) {
            viewing.open(first);
        }
    });
    view! {
        <EvidenceStrip
            submission=submission.clone()
            step=at
            pictures
            editable=Signal::derive(move || desk.editable())
            required
            seal=Signal::derive(move || desk.seal())
            on_files=add
            on_open=open
            on_removed=Callback::new(move |id| {
                desk.picture_removed(&id);
                browser::focus(ADD);
            })
        >
            <RecordScreen submission=submission.clone() step=at on_saved=saved />
        </EvidenceStrip>
        <Show when=move || desk.status() == SubmissionStatus::ChangesRequested && pictures.with(|all| !all.is_empty())>
            <Button variant=Variant::Ghost class="-ml-3 mt-1" icon=Glyph::MessageSquare on_press=look>
                "Read the remarks on the pictures"
            </Button>
        </Show>
        <Recordings
            recordings=Signal::derive(move || desk.recordings_of(at.get().as_ref()))
            of=Signal::derive(move || format!("step {}", desk.at.get() + 1))
            editable=Signal::derive(move || desk.editable())
            on_changed=saved
            on_removed=Callback::new(move |id| {
                desk.recording_removed(&id);
                browser::focus(RECORD);
            })
        />
    }
}
