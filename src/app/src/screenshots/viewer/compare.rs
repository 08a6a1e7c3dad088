//! Two pictures on each other, with a divider that shows the one left of it and the other right.

use super::looking::{Looking, Other};
use crate::screenshots::server_fns::load_rivals;
use domain::screenshots::gallery::{Rival, Side};
use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    prelude::*,
    task::spawn_local,
};
use wasm_bindgen::JsCast;

/// How far a key moves the divider, in percent.
const STEP: f64 = 2.0;
const LEAP: f64 = 10.0;

/// What the picture can be compared with.
#[component]
pub fn Compare(looking: Looking) -> impl IntoView {
    let rivals = RwSignal::new(Vec::<Rival>::new());
    Effect::new(move || {
        let id = looking.picture.with(|picture| picture.id.clone());
        rivals.set(Vec::new());
        spawn_local(async move {
            // Without them there are the pictures of this report. Meanwhile another may have been turned to.
            if let Ok(found) = load_rivals(id.clone()).await
                && looking.picture.try_with_untracked(|now| now.id == id) == Some(true)
            {
                rivals.try_set(found);
            }
        });
    });
    let own = move || {
        let front = looking.picture.with(|picture| picture.id.clone());
        let pictures = looking
            .gallery
            .with(|gallery| gallery.as_ref().map(|gallery| gallery.pictures.clone()));
        let others = pictures.into_iter().flatten().enumerate();
        let others = others.filter(|(_, framed)| framed.picture.id != front);
        let named = others.map(|(n, framed)| {
            let step = framed.step.map(|step| format!(", step {step}")).unwrap_or_default();
            Other {
                name: format!("Picture {}{step}", n + 1),
                picture: framed.picture,
            }
        });
        named.collect::<Vec<_>>()
    };
    let theirs = move || {
        let named = rivals.get().into_iter().map(|rival| Other {
            name: rival.tester,
            picture: rival.picture,
        });
        named.collect::<Vec<_>>()
    };
    let reviews = move || {
        looking
            .gallery
            .with(|gallery| gallery.as_ref().is_some_and(|gallery| gallery.side != Side::Tester))
    };
    let list = move |others: Signal<Vec<Other>>, none: &'static str| {
        view! {
            <Show when=move || others.with(Vec::is_empty)>
                <p class="text-sm text-muted">{none}</p>
            </Show>
            <ul class="grid grid-cols-2 gap-2">
                <For each=move || others.get() key=|other| other.picture.id.clone() let(other)>
                    <Choice looking other />
                </For>
            </ul>
        }
    };
    view! {
        <section aria-label="Compare" class="space-y-4 p-3">
            <Show when=move || looking.other.with(Option::is_some)>
                <div class="rounded-lg border border-line bg-sunken p-3 text-sm" role="status">
                    <p>"A, left, is the picture in front. B, right, is " <b>{move || looking.other.with(|other| other.as_ref().map(|o| o.name.clone()))}</b> "."</p>
                    <button
                        type="button"
                        class="-ml-2 mt-1 min-h-8 rounded-md px-2 text-sm font-medium text-primary hover:bg-surface max-lg:min-h-11"
                        on:click=move |_| looking.compare(None)
                    >
                        "Stop comparing"
                    </button>
                </div>
            </Show>
            <div class="space-y-2">
                <h3 class="text-sm font-medium">"With a picture of this report"</h3>
                {list(Signal::derive(own), "This report has no other picture.")}
            </div>
            <Show when=reviews>
                <div class="space-y-2">
                    <h3 class="text-sm font-medium">"With another tester at the same step"</h3>
                    {list(Signal::derive(theirs), "Nobody else has handed in a picture of this step.")}
                </div>
            </Show>
        </section>
    }
}

#[component]
fn Choice(looking: Looking, other: Other) -> impl IntoView {
    let (id, source, name) = (
        other.picture.id.clone(),
        other.picture.thumbnail_url.clone(),
        other.name.clone(),
    );
    let chosen = move || {
        looking
            .other
            .with(|now| now.as_ref().is_some_and(|now| now.picture.id == id))
    };
    view! {
        <li>
            <button
                type="button"
                class="w-full rounded-lg border border-line p-1.5 text-left text-sm hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-primary-soft"
                aria-pressed=move || chosen().to_string()
                on:click=move |_| looking.compare(Some(other.clone()))
            >
                <span class="block h-20 overflow-hidden rounded-md bg-sunken">
                    <img src=source alt="" loading="lazy" class="size-full object-contain" />
                </span>
                <span class="mt-1 block truncate">{name}</span>
            </button>
        </li>
    }
}

/// The divider over the canvas: dragged, or moved with the arrow keys.
#[component]
pub fn Divider(looking: Looking) -> impl IntoView {
    let held = StoredValue::new(false);
    let left = move || {
        looking.view.track();
        let at = looking.divider.get();
        looking.with(|stage| stage.along(at)).unwrap_or_default()
    };
    let move_to = move |percent: f64| looking.divider.set(percent.clamp(0.0, 100.0));
    let down = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(element) = event
            .current_target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok())
        {
            // Fails for a pointer that is gone already, or an element that leaves.
            let _ = element.set_pointer_capture(event.pointer_id());
            let _ = element.focus();
        }
        held.try_set_value(true);
    };
    let moved = move |event: PointerEvent| {
        if held.try_get_value() == Some(true) {
            let x = f64::from(event.client_x());
            if let Some(percent) = looking.with(|stage| stage.percent(stage.place(x, 0.0).x)) {
                move_to(percent);
            }
        }
    };
    let keys = move |event: KeyboardEvent| {
        let now = looking.divider.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => now - STEP,
            "ArrowRight" | "ArrowUp" => now + STEP,
            "PageDown" => now - LEAP,
            "PageUp" => now + LEAP,
            "Home" => 0.0,
            "End" => 100.0,
            _ => return,
        };
        event.prevent_default();
        // On the picture the arrows push it.
        event.stop_propagation();
        move_to(to);
    };
    let percent = move || looking.divider.get().round();
    view! {
        <div
            role="slider"
            tabindex="0"
            class="group absolute inset-y-0 w-11 -translate-x-1/2 cursor-ew-resize touch-none outline-none"
            style:left=move || format!("{}px", left())
            aria-label="Divider: A left of it, B right of it"
            aria-orientation="horizontal"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent().to_string()
            aria-valuetext=move || format!("{} % of A", percent())
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(false)
            on:pointercancel=move |_| held.set_value(false)
            on:keydown=keys
        >
            <span class="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-white shadow-[0_0_0_1px_rgb(0_0_0/0.4)]" aria-hidden="true"></span>
            <span
                class="absolute top-1/2 left-1/2 grid h-11 w-9 -translate-1/2 place-items-center rounded-full border border-line bg-raised text-xs font-semibold text-ink shadow-lg group-focus-visible:ring-4 group-focus-visible:ring-accent"
                aria-hidden="true"
            >
                "A B"
            </span>
        </div>
    }
}
