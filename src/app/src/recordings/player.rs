//! A recording with its marks: each leads to its moment, and where they may be changed, new ones are set at what is seen.

use crate::ui::{Button, Glyph, Icon, Variant, browser};
use domain::recordings::{MAX_MARKS, MAX_WORDS, Mark, clock};
use leptos::{html, prelude::*};

/// A mark as it is written.
#[derive(Clone)]
struct Line {
    key: usize,
    at: u32,
    words: RwSignal<String>,
}

/// Marks as they are written, in the order of their moments.
#[derive(Clone, Copy)]
pub struct Marking {
    /// What tells its marks from those of others on the page.
    of: StoredValue<String>,
    lines: RwSignal<Vec<Line>>,
    next: StoredValue<usize>,
    /// Told of every change that is made to them.
    on_change: Option<Callback<Vec<Mark>>>,
}

impl Marking {
    /// `of` is what tells it from others on the page.
    pub fn new(of: &str, marks: &[Mark], on_change: Option<Callback<Vec<Mark>>>) -> Self {
        let marking = Self {
            of: StoredValue::new(of.to_owned()),
            lines: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            on_change,
        };
        for mark in marks {
            marking.put(mark.at, &mark.words);
        }
        marking
    }

    fn put(self, at: u32, words: &str) -> usize {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let line = Line {
            key,
            at,
            words: RwSignal::new(words.to_owned()),
        };
        self.lines.update(|lines| {
            let place = lines.partition_point(|other| other.at <= at);
            lines.insert(place, line);
        });
        key
    }

    /// Sets one without words and gives the place where they are written.
    pub fn set(self, at: u32) -> String {
        let key = self.put(at, "");
        self.changed();
        self.place(key)
    }

    fn place(self, key: usize) -> String {
        self.of.with_value(|of| format!("mark-{of}-{key}"))
    }

    fn remove(self, key: usize) {
        self.lines.update(|lines| lines.retain(|line| line.key != key));
        self.changed();
    }

    /// Nothing when the film has left the page, which a field tells of as it goes with it.
    fn changed(self) {
        if let Some(tell) = self.on_change
            && !self.lines.is_disposed()
        {
            tell.run(self.marks());
        }
    }

    pub fn full(self) -> bool {
        self.lines.with(|lines| lines.len() >= MAX_MARKS)
    }

    pub fn marks(self) -> Vec<Mark> {
        let mark = |line: &Line| Mark {
            at: line.at,
            words: line.words.get_untracked(),
        };
        self.lines.with_untracked(|lines| lines.iter().map(mark).collect())
    }
}

/// The film, and under it its marks.
#[component]
pub fn Player(
    #[prop(into)] source: String,
    /// What it is, such as `Recording 1 of step 2`.
    #[prop(into)]
    label: Signal<String>,
    marking: Marking,
    #[prop(into)] editable: Signal<bool>,
) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    let go = Callback::new(move |at: u32| {
        if let Some(video) = video.get_untracked() {
            video.set_current_time(f64::from(at) / 1_000.0);
        }
    });
    let mark = Callback::new(move |()| {
        let Some(video) = video.get_untracked() else { return };
        // It fails for none that is on the page.
        let _ = video.pause();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a minute at most, in milliseconds"
        )]
        let at = (video.current_time() * 1_000.0).round() as u32;
        browser::focus(&marking.set(at));
    });
    let measuring = Measuring(StoredValue::new(false));
    let link = source.clone();
    let lines = move || marking.lines.get();
    view! {
        <video
            node_ref=video
            src=source
            controls
            playsinline
            preload="metadata"
            aria-label=move || label.get()
            class="aspect-video w-full rounded-lg border border-line bg-black"
            on:loadedmetadata=move |_| measuring.measure(video)
            on:seeked=move |_| measuring.back(video)
        ></video>
        <ol class="mt-2 space-y-1 empty:hidden" aria-label="Marks" data-testid="marks">
            <For each=lines key=|line| line.key let(line)>
                <MarkLine line link=link.clone() marking editable go />
            </For>
        </ol>
        <Show when=move || editable.get()>
            <Button
                variant=Variant::Ghost
                class="-ml-3 mt-1"
                icon=Glyph::Flag
                disabled=Signal::derive(move || marking.full())
                on_press=mark
            >
                "Mark this moment"
            </Button>
        </Show>
    }
}

/// What was just recorded does not say how long it is until it was looked for at its end; without an end, nobody can seek in it.
#[derive(Clone, Copy)]
struct Measuring(StoredValue<bool>);

impl Measuring {
    /// Far beyond what any film has; the browser goes to the end that it finds.
    const BEYOND: f64 = 1e7;

    fn measure(self, video: NodeRef<html::Video>) {
        if let Some(video) = video.get_untracked()
            && video.duration().is_infinite()
        {
            self.0.set_value(true);
            video.set_current_time(Self::BEYOND);
        }
    }

    fn back(self, video: NodeRef<html::Video>) {
        if self.0.get_value()
            && let Some(video) = video.get_untracked()
        {
            self.0.set_value(false);
            video.set_current_time(0.0);
        }
    }
}

#[component]
fn MarkLine(line: Line, link: String, marking: Marking, editable: Signal<bool>, go: Callback<u32>) -> impl IntoView {
    let Line { key, at, words } = line;
    let time = clock(at);
    let (removes, names) = (format!("Remove the mark at {time}"), format!("What is seen at {time}"));
    // A fragment of a film, for who opens it in a tab of its own.
    let href = format!("{link}#t={}", at / 1_000);
    let jump = move |event: leptos::ev::MouseEvent| {
        if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            go.run(at);
        }
    };
    let jumps = format!("Go to {time}");
    let write = move || {
        view! {
            <input
                id=marking.place(key)
                class="input min-w-0 grow"
                maxlength=MAX_WORDS.to_string()
                placeholder="What is seen here"
                aria-label=names.clone()
                prop:value=move || words.get()
                value=words.get_untracked()
                on:input=move |event| words.set(event_target_value(&event))
                on:change=move |_| marking.changed()
            />
            <button type="button" class="btn btn-ghost btn-icon" aria-label=removes.clone() on:click=move |_| marking.remove(key)>
                <Icon glyph=Glyph::Close class="size-4" />
            </button>
        }
    };
    view! {
        <li class="flex items-baseline gap-2">
            <a href=href target="_blank" rel="noopener" class="link inline-flex min-h-9 min-w-10 items-center tabular-nums max-sm:min-h-11" aria-label=jumps on:click=jump>
                {time}
            </a>
            <Show when=move || editable.get() fallback=move || view! { <span class="min-w-0 prose-user">{move || words.get()}</span> }>
                {write()}
            </Show>
        </li>
    }
}
