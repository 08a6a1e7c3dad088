//! The annotations one by one: each can be hidden and shown, and is pointed out on the picture while one is at its entry.

use super::{
    looking::Looking,
    stage::{Group, Mark},
};
use leptos::prelude::*;

#[component]
pub fn Marks(looking: Looking) -> impl IntoView {
    let marks = Memo::new(move |_| looking.marks());
    let hidden = move || looking.shown.with(|shown| shown.hidden.len());
    let all = move |hide: bool| {
        let marks: Vec<Mark> = marks.with_untracked(|marks| marks.iter().map(|(mark, _)| *mark).collect());
        looking.shown.update(|shown| {
            shown.hidden.clear();
            if hide {
                shown.hidden.extend(marks);
            }
        });
    };
    let small =
        "min-h-8 rounded-md px-2 text-sm font-medium text-primary hover:bg-sunken disabled:text-faint max-lg:min-h-11";
    view! {
        <section aria-label="Annotations" class="p-3">
            <Show when=move || marks.with(Vec::is_empty)>
                <p class="text-sm text-muted">"Nothing was drawn on this picture."</p>
            </Show>
            <Show when=move || !marks.with(Vec::is_empty)>
                <div class="mb-1 flex items-center justify-between gap-2">
                    <p class="text-sm text-muted" role="status">
                        {move || match hidden() {
                            0 => "All are shown".to_owned(),
                            n => format!("{n} hidden"),
                        }}
                    </p>
                    <div class="flex">
                        <button type="button" class=small disabled=move || hidden() == 0 on:click=move |_| all(false)>"All"</button>
                        <button
                            type="button"
                            class=small
                            disabled=move || hidden() == marks.with(Vec::len)
                            on:click=move |_| all(true)
                        >
                            "None"
                        </button>
                    </div>
                </div>
            </Show>
            <Part looking marks group=Group::Client title="Client’s marks" />
            <Part looking marks group=Group::Tester title="Tester’s marks" />
            <Show when=move || marks.with(|marks| marks.iter().any(|(_, name)| name.starts_with("Redaction")))>
                <p class="mt-2 text-xs text-muted">"What a redaction covers was removed from the picture before it was sent. It stays black."</p>
            </Show>
        </section>
    }
}

/// The shapes of one side, with a box for all of them where both have drawn.
#[component]
fn Part(looking: Looking, marks: Memo<Vec<(Mark, String)>>, group: Group, title: &'static str) -> impl IntoView {
    let own = move || {
        let marks = marks.get().into_iter();
        marks.filter(|((of, _), _)| *of == group).collect::<Vec<_>>()
    };
    let both = move || marks.with(|marks| marks.iter().any(|((of, _), _)| *of == Group::Client));
    let all_shown = move || {
        let own = own();
        looking
            .shown
            .with(|shown| !own.iter().any(|(mark, _)| shown.hidden.contains(mark)))
    };
    let toggle = move |event| {
        let hide = !event_target_checked(&event);
        for (mark, _) in untrack(own) {
            looking.hide(mark, hide);
        }
    };
    view! {
        <Show when=move || both() && !own().is_empty()>
            <label class="check mt-2 font-medium max-lg:min-h-11">
                <input type="checkbox" prop:checked=all_shown on:change=toggle />
                <span>{title}</span>
            </label>
        </Show>
        <ul aria-label=title class:pl-4=both on:mouseleave=move |_| looking.point_out(None)>
            <For each=own key=|entry| entry.clone() let((mark, name))>
                <Entry looking mark name />
            </For>
        </ul>
    }
}

#[component]
fn Entry(looking: Looking, mark: Mark, name: String) -> impl IntoView {
    let hidden = move || looking.shown.with(|shown| shown.hidden.contains(&mark));
    let marked = move || looking.shown.with(|shown| shown.marked == Some(mark));
    let point = move || looking.point_out(Some(mark));
    view! {
        <li>
            <label
                class="check min-h-9 w-full cursor-pointer items-center rounded-lg px-2 text-sm max-lg:min-h-11"
                class=("bg-primary-soft", marked)
                class=("text-muted", hidden)
                on:mouseenter=move |_| point()
            >
                <input
                    type="checkbox"
                    prop:checked=move || !hidden()
                    on:change=move |event| looking.hide(mark, !event_target_checked(&event))
                    on:focus=move |_| point()
                    on:blur=move |_| looking.point_out(None)
                />
                <span class="min-w-0 break-words">{name}</span>
            </label>
        </li>
    }
}
