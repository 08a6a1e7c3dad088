//! Pictures that were chosen and not saved: by an earlier visit, or closed before they had opened.

use super::Task;
use crate::ui::{Banner, Button, Tone, Variant};
use domain::ids::SubmissionId;
use leptos::prelude::*;
use std::collections::VecDeque;

/// Offers to go on with them; nothing when there are none. They are kept by this browser alone.
#[component]
pub fn Unsaved(submission: SubmissionId, queue: RwSignal<VecDeque<Task>>) -> impl IntoView {
    let left = RwSignal::new(Vec::<Task>::new());
    find(submission, queue, left);
    let words = move || match left.with(Vec::len) {
        1 => "A picture was not saved. It is kept in this browser, with all that was drawn on it.".to_owned(),
        n => format!("{n} pictures were not saved. They are kept in this browser, with all that was drawn on them."),
    };
    let go_on = Callback::new(move |()| {
        let tasks = left.try_update(std::mem::take).unwrap_or_default();
        queue.update(|queue| queue.extend(tasks));
    });
    let drop = Callback::new(move |()| {
        for task in left.try_update(std::mem::take).unwrap_or_default() {
            super::discard(&task);
        }
    });
    view! {
        <Show when=move || left.with(|left| !left.is_empty())>
            <div class="mb-4">
                <Banner tone=Tone::Warn>
                    <p>{words}</p>
                    <div class="mt-2 flex flex-wrap gap-2">
                        <Button on_press=go_on>"Go on with it"</Button>
                        <Button variant=Variant::Ghost on_press=drop>"Throw away"</Button>
                    </div>
                </Banner>
            </div>
        </Show>
    }
}

#[cfg(feature = "hydrate")]
fn find(submission: SubmissionId, queue: RwSignal<VecDeque<Task>>, left: RwSignal<Vec<Task>>) {
    // At first, and when the editor closes: one may have been closed before it had opened.
    Effect::new(move |before: Option<bool>| {
        let idle = queue.with(VecDeque::is_empty);
        if idle && before != Some(true) {
            let submission = submission.clone();
            leptos::task::spawn_local(async move {
                let found = super::kept::of(&submission).await;
                left.try_set(found);
            });
        }
        idle
    });
}

#[cfg(not(feature = "hydrate"))]
fn find(_: SubmissionId, _: RwSignal<VecDeque<Task>>, _: RwSignal<Vec<Task>>) {}
