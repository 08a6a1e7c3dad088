//! The browser's half of the stream: one `EventSource` per tab. A part of the bundle of its own: visitors have none.
//!
//! It is closed while the tab is hidden, because browsers give a site few connections for all of its tabs, and opened again
//! behind the last event that was heard. Short breaks are the `EventSource`'s own business, which knows `Last-Event-ID`;
//! where it gives up, this one tries again, with growing pauses.

use super::hearers::{MARGIN, gather, told};
use crate::auth::server_fns::current_user;
use domain::notifications::{Notification, Ready};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Event, EventSource, MessageEvent};

/// What was not looked at for longer than this is loaded again, also where no event tells of it.
const LONG_AWAY_MS: f64 = 60_000.0;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct State {
    stream: Option<Stream>,
    /// The last event that was heard.
    last: Option<String>,
    /// Since when the tab is hidden, in milliseconds of its own clock.
    hidden_since: Option<f64>,
    /// How long to wait before the next try.
    pause: Option<Duration>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

impl State {
    fn next_pause(&mut self) -> Duration {
        let pause = self.pause.unwrap_or(FIRST_PAUSE);
        self.pause = Some((pause * 2).min(LONGEST_PAUSE));
        pause
    }
}

fn with<T>(change: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(change)
}

/// An open stream with what listens to it; closed when it is dropped.
struct Stream {
    source: EventSource,
    ready: Closure<dyn FnMut(MessageEvent)>,
    message: Closure<dyn FnMut(MessageEvent)>,
    error: Closure<dyn FnMut(Event)>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
    }
}

impl Stream {
    fn open(url: &str) -> Option<Self> {
        let stream = Self {
            source: EventSource::new(url).ok()?,
            ready: Closure::new(|event: MessageEvent| heard_ready(&event)),
            message: Closure::new(|event: MessageEvent| heard(&event)),
            error: Closure::new(|_| broken()),
        };
        let Self {
            source,
            ready,
            message,
            error,
        } = &stream;
        source
            .add_event_listener_with_callback("ready", ready.as_ref().unchecked_ref())
            .ok()?;
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(stream)
    }
}

pub fn start() {
    // The document outlives every page, so nothing has to be taken off again.
    _ = window_event_listener_untyped("visibilitychange", |_| turned());
    _ = window_event_listener_untyped("pageshow", |_| turned());
    _ = window_event_listener_untyped("online", |_| {
        with(|state| state.pause = None);
        open();
    });
    if document().hidden() {
        with(|state| state.hidden_since = Some(0.0));
    } else {
        open();
    }
}

/// Milliseconds since this document began to load.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Opens the stream, unless it is open or nobody is looking.
fn open() {
    if document().hidden() {
        return;
    }
    with(|state| {
        if state.stream.is_some() {
            return;
        }
        let from = match &state.last {
            Some(last) => format!("after={last}"),
            None => format!("back_seconds={}", drawn_seconds_ago()),
        };
        state.stream = Stream::open(&format!("/api/v1/events?{from}"));
    });
}

/// How long ago the server may have read what this page was drawn from.
fn drawn_seconds_ago() -> i64 {
    // Whole seconds of one page view.
    #[expect(clippy::cast_possible_truncation, reason = "a page is not open for that long")]
    let seconds = (now() / 1000.0).ceil() as i64;
    (seconds + MARGIN.as_secs() as i64).min(24 * 3600)
}

fn heard_ready(event: &MessageEvent) {
    with(|state| {
        state.last = Some(event.last_event_id());
        state.pause = None;
    });
    let ready = event
        .data()
        .as_string()
        .and_then(|text| serde_json::from_str::<Ready>(&text).ok());
    if ready.is_none_or(|ready| !ready.complete) {
        gather(|_| true);
    }
}

fn heard(event: &MessageEvent) {
    with(|state| state.last = Some(event.last_event_id()));
    let text = event.data().as_string().unwrap_or_default();
    match serde_json::from_str::<Notification>(&text) {
        Ok(happened) => told(happened),
        // A server newer than this page tells of things that it does not know: whatever it shows may have changed.
        Err(_) => gather(|_| true),
    }
}

/// The tab was hidden or shown.
fn turned() {
    if document().hidden() {
        with(|state| {
            state.hidden_since.get_or_insert_with(now);
            state.stream = None;
        });
        return;
    }
    let since = with(|state| state.hidden_since.take());
    if since.is_some_and(|since| now() - since > LONG_AWAY_MS) {
        gather(|_| true);
    }
    open();
}

/// The stream broke. An `EventSource` that is still connecting helps itself; one that is closed was refused.
fn broken() {
    let pause = with(|state| {
        let refused = state
            .stream
            .as_ref()
            .is_some_and(|stream| stream.source.ready_state() == EventSource::CLOSED);
        if !refused {
            return None;
        }
        state.stream = None;
        Some(state.next_pause())
    });
    if let Some(pause) = pause {
        set_timeout(try_again, pause);
    }
}

/// Asks who is signed in first: nobody any more, and there is nothing to listen to.
fn try_again() {
    spawn_local(async {
        match current_user().await {
            Ok(None) => {}
            Ok(Some(_)) => open(),
            Err(_) if document().hidden() => {}
            Err(_) => set_timeout(try_again, with(State::next_pause)),
        }
    });
}
