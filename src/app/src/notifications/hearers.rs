//! Who in this tab wants to hear of what, and when they are told. Apart from the stream that tells, since every page may
//! ask, and the stream is a part of the bundle of its own.

use super::live::Topic;
use domain::notifications::Notification;
use js_sys::Date;
use leptos::prelude::{set_timeout, untrack};
use std::{cell::RefCell, rc::Rc, time::Duration};

/// Many events at once are one reason to load something again.
const GATHER: Duration = Duration::from_millis(300);

/// Whoever asks within so long after an event loads again: the server may have read what they show before it.
pub const MARGIN: Duration = Duration::from_secs(5);

type AskTopic = Box<dyn Fn() -> Topic>;

struct Subscription {
    id: u64,
    topic: AskTopic,
    then: Rc<dyn Fn()>,
    /// Whether it will run soon anyway.
    due: bool,
}

#[derive(Default)]
struct State {
    subscriptions: Vec<Subscription>,
    count: u64,
    /// What has happened lately, and when, in milliseconds since 1970.
    recent: Vec<(f64, Notification)>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(change: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(change)
}

pub fn subscribe(topic: AskTopic, then: Rc<dyn Fn()>) -> u64 {
    let asked = untrack(&topic);
    let (id, due) = with(|state| {
        state.count += 1;
        let due = state
            .recent
            .iter()
            .any(|(at, happened)| is_fresh(*at) && asked.covers(happened));
        let id = state.count;
        state.subscriptions.push(Subscription { id, topic, then, due });
        (id, due)
    });
    if due {
        set_timeout(move || run(id), GATHER);
    }
    id
}

fn is_fresh(at: f64) -> bool {
    Date::now() - at < MARGIN.as_millis() as f64
}

/// Tells everybody whom it concerns, and those who ask within the next seconds.
pub fn told(happened: Notification) {
    gather(|topic| topic.covers(&happened));
    with(|state| {
        state.recent.retain(|(at, _)| is_fresh(*at));
        state.recent.push((Date::now(), happened));
    });
}

pub fn unsubscribe(id: u64) {
    // What it holds may end subscriptions of its own when it goes, so it goes after the state is let go.
    let gone = with(|state| {
        let at = state.subscriptions.iter().position(|s| s.id == id)?;
        Some(state.subscriptions.swap_remove(at))
    });
    drop(gone);
}

/// Has every subscription that `concerns` run soon, unless it does already.
pub fn gather(concerns: impl Fn(&Topic) -> bool) {
    let due: Vec<u64> = with(|state| {
        let concerned = state
            .subscriptions
            .iter_mut()
            .filter(|s| !s.due && concerns(&(s.topic)()));
        concerned
            .map(|s| {
                s.due = true;
                s.id
            })
            .collect()
    });
    if !due.is_empty() {
        set_timeout(move || due.into_iter().for_each(run), GATHER);
    }
}

fn run(id: u64) {
    let then = with(|state| {
        let subscription = state.subscriptions.iter_mut().find(|s| s.id == id)?;
        subscription.due = false;
        Some(Rc::clone(&subscription.then))
    });
    if let Some(then) = then {
        then();
    }
}
