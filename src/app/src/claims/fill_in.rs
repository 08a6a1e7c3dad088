//! The environment, filled in from this browser: only after a press, and only what the tester has seen and left ticked.

use super::desk::Desk;
use crate::ui::{Banner, Button, Modal, Tone, browser, modal};
use domain::submissions::{
    SubmissionPatch,
    environment::{Browser, Fact, MAX, fill},
};
use leptos::{prelude::*, task::spawn_local};

/// The field that is filled.
pub const ENVIRONMENT: &str = "environment";
const DIALOG: &str = "fill-in";

/// The button and its dialog.
#[component]
pub fn FillIn(desk: Desk) -> impl IntoView {
    // Each with whether it is to be written down.
    let facts = RwSignal::new(Vec::<(Fact, bool)>::new());
    let look = move |_| {
        spawn_local(async move {
            let found = this_browser().await.facts();
            facts.try_set(found.into_iter().map(|fact| (fact, true)).collect());
            modal::show(DIALOG);
        });
    };
    let filled = Memo::new(move |_| {
        let chosen: Vec<Fact> = facts.with(|facts| {
            facts
                .iter()
                .filter(|(_, on)| *on)
                .map(|(fact, _)| fact.clone())
                .collect()
        });
        desk.report.with(|r| fill(&r.environment, &chosen))
    });
    let too_long = Memo::new(move |_| filled.with(|text| text.chars().count() > MAX));
    let none = Signal::derive(move || too_long.get() || facts.with(|facts| facts.iter().all(|(_, on)| !on)));
    let add = Callback::new(move |()| {
        desk.change(SubmissionPatch {
            environment: Some(filled.get_untracked()),
            ..SubmissionPatch::default()
        });
        browser::close_dialog(DIALOG);
        browser::focus(ENVIRONMENT);
    });
    view! {
        <button
            type="button"
            class="needs-js mt-1 min-h-11 text-sm text-primary hover:underline sm:min-h-0"
            aria-haspopup="dialog"
            on:click=look
        >
            "Fill in from this browser"
        </button>
        <Modal id=DIALOG title="Fill in from this browser">
            <p class="text-sm text-muted">
                "This, and nothing else, is written into the environment for the client to read. Untick what you would rather keep to yourself."
            </p>
            <ul class="mt-3">
                {move || {
                    let lines = facts.with_untracked(Vec::len);
                    facts.track();
                    (0..lines).map(|n| view! { <Line facts n /> }).collect_view()
                }}
            </ul>
            <Show when=move || too_long.get()>
                <Banner tone=Tone::Warn alert=true>
                    {format!("The environment would be longer than {MAX} characters. Untick some lines, or shorten what stands there.")}
                </Banner>
            </Show>
            <div class="mt-5 flex justify-end">
                <Button disabled=none on_press=add>"Add these"</Button>
            </div>
        </Modal>
    }
}

#[component]
fn Line(facts: RwSignal<Vec<(Fact, bool)>>, n: usize) -> impl IntoView {
    let fact = facts.with_untracked(|facts| facts.get(n).map(|(fact, _)| fact.clone()));
    let on = move || facts.with(|facts| facts.get(n).is_some_and(|(_, on)| *on));
    let turn = move |event| {
        let on = event_target_checked(&event);
        facts.update(|facts| {
            if let Some(fact) = facts.get_mut(n) {
                fact.1 = on;
            }
        });
    };
    fact.map(|fact| {
        view! {
            <li>
                <label class="check">
                    <input type="checkbox" prop:checked=on on:change=turn />
                    <span class="min-w-0 break-words"><span class="text-muted">{fact.what} ": "</span> {fact.value}</span>
                </label>
            </li>
        }
    })
}

#[cfg(feature = "hydrate")]
async fn this_browser() -> Browser {
    use js_sys::{Intl::DateTimeFormat, Object, Reflect};
    use wasm_bindgen::JsValue;
    let window = leptos::prelude::window();
    let navigator = window.navigator();
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    let number = |of: &JsValue, name: &str| get(of, name).as_f64().unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes of screens; what is out of range is moved to its end"
    )]
    let count = |of: &JsValue, name: &str| number(of, name) as u32;
    let screen = get(&window, "screen");
    let zone = DateTimeFormat::new(&js_sys::Array::new(), &Object::new()).resolved_options();
    let pointer = window.match_media("(any-pointer: fine)").ok().flatten();
    let mut found = Browser {
        agent: navigator.user_agent().unwrap_or_default(),
        screen: (count(&screen, "width"), count(&screen, "height")),
        window: (count(&window, "innerWidth"), count(&window, "innerHeight")),
        pixel_ratio: window.device_pixel_ratio(),
        languages: navigator.languages().iter().filter_map(|l| l.as_string()).collect(),
        time_zone: get(&zone, "timeZone").as_string().unwrap_or_default(),
        touch_points: count(&navigator, "maxTouchPoints"),
        fine_pointer: pointer.is_some_and(|media| media.matches()),
        online: navigator.on_line(),
        ..Browser::default()
    };
    if let Some(hints) = hints(&navigator).await {
        let text = |name: &str| get(&hints, name).as_string().unwrap_or_default();
        let brands = js_sys::Array::from(&get(&hints, "fullVersionList"));
        found.brands = brands
            .iter()
            .map(|one| {
                let text = |name: &str| get(&one, name).as_string().unwrap_or_default();
                (text("brand"), text("version"))
            })
            .collect();
        found.platform = text("platform");
        found.platform_version = text("platformVersion");
        found.model = text("model");
    }
    found
}

/// What the browser says beyond its User-Agent line, where it knows the question.
#[cfg(feature = "hydrate")]
async fn hints(navigator: &web_sys::Navigator) -> Option<wasm_bindgen::JsValue> {
    use js_sys::{Array, Function, Promise, Reflect};
    use wasm_bindgen::JsCast;
    let data = Reflect::get(navigator, &"userAgentData".into()).ok()?;
    let ask: Function = Reflect::get(&data, &"getHighEntropyValues".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let wanted = Array::of3(&"fullVersionList".into(), &"platformVersion".into(), &"model".into());
    let answer: Promise = ask.call1(&data, &wanted).ok()?.dyn_into().ok()?;
    wasm_bindgen_futures::JsFuture::from(answer).await.ok()
}

#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unused_async, reason = "the browser's waits for its hints")]
async fn this_browser() -> Browser {
    Browser::default()
}
