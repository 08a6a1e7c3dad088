//! What a full page load does by itself, done for navigation within the page: back and forward find a page as it was
//! left, and a new page takes the focus and is announced.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Says the title of the page one has come to.
#[component]
pub fn Arrival(#[prop(into)] under_way: Signal<bool>) -> impl IntoView {
    let path = use_location().pathname;
    let title = RwSignal::new(String::new());
    let arrived = StoredValue::new(path.get_untracked());
    let arrive = move || {
        let here = path.get_untracked();
        if arrived.get_value() != here {
            arrived.set_value(here);
            take_focus();
            request_animation_frame(move || {
                title.try_set(document().title());
            });
        }
    };
    // As the new page stands there, before anybody can have pressed a key in it.
    Effect::new(move |before: Option<bool>| {
        let routing = under_way.get();
        if before == Some(true) && !routing {
            arrive();
        }
        routing
    });
    // Another thing on the same kind of page is no navigation to the router.
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            request_animation_frame(move || {
                if under_way.try_get_untracked() == Some(false) {
                    arrive();
                }
            });
        }
        here
    });
    scroll::keep(under_way);
    view! { <p class="sr-only" role="status">{title}</p> }
}

#[cfg(not(feature = "hydrate"))]
fn take_focus() {}

/// A link that was pressed is gone or in a bar that stays; reading goes on with the page.
#[cfg(feature = "hydrate")]
fn take_focus() {
    use wasm_bindgen::JsCast;
    let main = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(main) = main else { return };
    // A page that has put the focus somewhere itself knows better.
    let inside = document()
        .active_element()
        .is_some_and(|focused| main.contains(Some(&focused)) && focused.id() != "main");
    if !inside {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // It fails only where there is nothing to focus.
        _ = main.focus_with_options(&options);
    }
}

/// Pages have no places to keep on the server.
#[cfg(not(feature = "hydrate"))]
mod scroll {
    pub fn keep(_: leptos::prelude::Signal<bool>) {}
}

#[cfg(feature = "hydrate")]
mod scroll {
    //! The browser's own way looks at the page as it is when one goes back, which is still the page one leaves.

    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsValue;

    /// How long a page may take to become as long as it was, from when it stands there.
    const PATIENCE_MS: f64 = 3000.0;

    pub fn keep(under_way: Signal<bool>) {
        Effect::new(move || {
            let Ok(history) = window().history() else { return };
            if history
                .set_scroll_restoration(web_sys::ScrollRestoration::Manual)
                .is_err()
            {
                return;
            }
            // The place that is gone back to, while it has not been reached.
            let wanted = StoredValue::new(None::<f64>);
            let begin = move || {
                if let Some(place) = recall() {
                    wanted.set_value(Some(place));
                    reach(wanted, under_way, js_sys::Date::now() + PATIENCE_MS);
                }
            };
            begin();
            let listeners = [
                window_event_listener(ev::popstate, move |_| begin()),
                // The reader has taken over.
                window_event_listener(ev::wheel, move |_| wanted.set_value(None)),
                window_event_listener(ev::touchstart, move |_| wanted.set_value(None)),
                window_event_listener(ev::keydown, move |_| wanted.set_value(None)),
                window_event_listener(ev::scroll, move |_| {
                    if wanted.get_value().is_none() {
                        remember();
                    }
                }),
            ];
            on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
        });
    }

    fn reach(wanted: StoredValue<Option<f64>>, under_way: Signal<bool>, until: f64) {
        request_animation_frame(move || {
            let Some(Some(place)) = wanted.try_get_value() else {
                return;
            };
            let routing = under_way.try_get_untracked().unwrap_or(false);
            // The page that is left stays as it is.
            if !routing {
                window().scroll_to_with_x_and_y(0.0, place);
            }
            let there = (here() - place).abs() < 2.0;
            let now = js_sys::Date::now();
            if !routing && (there || now > until) {
                wanted.set_value(None);
            } else {
                reach(wanted, under_way, if routing { now + PATIENCE_MS } else { until });
            }
        });
    }

    fn here() -> f64 {
        window().scroll_y().unwrap_or_default()
    }

    /// One entry of the tab's history. Browsers without the Navigation API know entries by their address.
    fn entry() -> String {
        let get = |value: &JsValue, name: &str| js_sys::Reflect::get(value, &name.into()).ok();
        let key = get(&window(), "navigation")
            .and_then(|navigation| get(&navigation, "currentEntry"))
            .and_then(|entry| get(&entry, "key"))
            .and_then(|key| key.as_string());
        let key = key.or_else(|| window().location().href().ok());
        format!("place:{}", key.unwrap_or_default())
    }

    fn remember() {
        if let Ok(Some(storage)) = window().session_storage() {
            // A full storage only means that going back begins at the top.
            _ = storage.set_item(&entry(), &here().to_string());
        }
    }

    fn recall() -> Option<f64> {
        let storage = window().session_storage().ok().flatten()?;
        storage.get_item(&entry()).ok().flatten()?.parse().ok()
    }
}
