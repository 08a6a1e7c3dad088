//! The remarks as numbered pins over a picture. Each is a button, and its lower left corner is the point that is meant.

use super::talk::{Aim, Talk};
use domain::{ids::RemarkId, remarks::Remark};
use leptos::prelude::*;

/// A pin, in CSS pixels; one at the upper edge hangs into the picture.
const HEIGHT: f64 = 32.0;

#[must_use]
pub fn pin_id(remark: &RemarkId) -> String {
    format!("pin-{remark}")
}

/// `place` says where a point of the picture lies now; nowhere while there is no picture.
#[component]
pub fn Pins(
    talk: Talk,
    #[prop(into)] place: Callback<(f64, f64), Option<(f64, f64)>>,
    on_press: Callback<RemarkId>,
) -> impl IntoView {
    let pinned = move || {
        let remarks = talk.remarks.get();
        remarks
            .into_iter()
            .filter(|remark| !remark.removed || !remark.answers.is_empty())
    };
    let draft = move || match talk.aim.get() {
        Aim::At(x, y) => place.run((x, y)),
        Aim::None | Aim::Choosing => None,
    };
    view! {
        <ul class="pointer-events-none absolute inset-0 overflow-hidden" aria-label="Remarks on the picture">
            <For each=pinned key=|remark| (remark.id.clone(), remark.resolved, remark.removed) let(remark)>
                <Pin talk remark place on_press />
            </For>
            {move || {
                draft()
                    .map(|(left, top)| {
                        view! {
                            <li
                                class="absolute grid size-8 -translate-y-full place-items-center rounded-full rounded-bl-none bg-primary text-sm font-semibold text-on-primary shadow-lg ring-2 ring-surface"
                                style:left=format!("{left}px")
                                style:top=format!("{}px", top.max(HEIGHT))
                                aria-hidden="true"
                            >
                                "+"
                            </li>
                        }
                    })
            }}
        </ul>
    }
}

#[component]
fn Pin(
    talk: Talk,
    remark: Remark,
    place: Callback<(f64, f64), Option<(f64, f64)>>,
    on_press: Callback<RemarkId>,
) -> impl IntoView {
    let (point, number) = ((remark.x, remark.y), remark.number);
    let at = move || place.run(point).unwrap_or((-1000.0, -1000.0));
    let settled = if remark.resolved { ", settled" } else { "" };
    let label = format!("Remark {number} by {}{settled}", remark.author.name);
    let (id, this, dom) = (remark.id.clone(), remark.id.clone(), pin_id(&remark.id));
    let front = move || talk.front.with(|front| front.as_ref() == Some(&this));
    let look = if remark.resolved {
        "bg-surface text-muted"
    } else {
        "bg-primary text-on-primary"
    };
    view! {
        <li
            class="absolute -translate-y-full max-sm:-translate-x-1.5"
            style:left=move || format!("{}px", at().0)
            style:top=move || format!("{}px", at().1.max(HEIGHT))
        >
            <button
                type="button"
                id=dom
                class="pointer-events-auto grid size-8 place-items-end max-sm:h-11 max-sm:w-11 max-sm:pl-1.5"
                aria-label=label
                aria-pressed=move || front().to_string()
                on:click=move |_| on_press.run(id.clone())
            >
                <span
                    class=format!("grid size-8 place-items-center justify-self-start rounded-full rounded-bl-none text-sm font-semibold tabular-nums shadow-lg ring-2 ring-surface in-aria-pressed:ring-accent in-aria-pressed:ring-4 {look}")
                    aria-hidden="true"
                >
                    {number}
                </span>
            </button>
        </li>
    }
}
