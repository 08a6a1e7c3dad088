//! Pointers, wheel and keys. A drag pushes the picture, two fingers and the wheel zoom where they are.

use super::looking::Looking;
use crate::annotator::{
    keys::ZOOM_STEP,
    pointer::{Pinch, unit},
};
use annotate::Point;
use leptos::{
    ev::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent},
    prelude::*,
};
use wasm_bindgen::JsCast;

/// So far a press may stray and still mean a point, in CSS pixels.
const STILL: f64 = 6.0;
/// How far an arrow key pushes a zoomed picture, in CSS pixels.
const PUSH: f64 = 64.0;

#[derive(Clone, Copy)]
pub struct Hands {
    looking: Looking,
    /// Fingers and buttons that are down, and where they are.
    down: StoredValue<Vec<(i32, Point)>>,
    /// Where the last press began, as long as it may be meant for a point and not for the whole.
    pressed: StoredValue<Option<Point>>,
}

impl Hands {
    pub fn new(looking: Looking) -> Self {
        Self {
            looking,
            down: StoredValue::new(Vec::new()),
            pressed: StoredValue::new(None),
        }
    }

    fn at(self, event: &MouseEvent) -> Point {
        let place = |x, y| self.looking.with(|stage| stage.place(x, y));
        place(f64::from(event.client_x()), f64::from(event.client_y())).unwrap_or_default()
    }

    pub fn down(self, event: &PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        // Fails for a pointer that is gone already; its cancel follows.
        self.looking
            .with(|stage| stage.canvas().set_pointer_capture(id).is_ok());
        let alone = self.down.try_update_value(|down| {
            down.retain(|(known, _)| *known != id);
            down.push((id, at));
            down.len() == 1
        });
        self.pressed.try_set_value((alone == Some(true)).then_some(at));
    }

    pub fn moved(self, event: &PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        let held = self.down.try_update_value(|down| {
            let own = down.iter().position(|(known, _)| *known == id)?;
            let before = std::mem::replace(&mut down[own].1, at);
            let other = down.iter().find(|(known, _)| *known != id).map(|(_, at)| *at);
            Some((before, other))
        });
        // A finger that only trembles means the point.
        let pressed = self.pressed.try_get_value().flatten();
        if pressed.is_some_and(|from| from.distance(at) > STILL) {
            self.pressed.try_set_value(None);
        } else if pressed.is_some() && self.looking.is_aiming() {
            return;
        }
        match held.flatten() {
            None => self.looking.hover(at),
            Some((before, None)) => self.looking.show(|stage| stage.pan(at.x - before.x, at.y - before.y)),
            Some((before, Some(other))) => {
                let Pinch { factor, to, dx, dy } = Pinch::of(before, at, other);
                self.looking.show(|stage| {
                    stage.zoom(factor, Some(to));
                    stage.pan(dx, dy);
                });
            }
        }
    }

    pub fn up(self, event: &PointerEvent) {
        self.lost(event);
        let pressed = self.pressed.try_get_value().flatten();
        self.pressed.try_set_value(None);
        if pressed.is_some() && self.looking.is_aiming() {
            self.looking.pin(pressed);
        }
    }

    /// The browser took the pointer away.
    pub fn lost(self, event: &PointerEvent) {
        let id = event.pointer_id();
        self.down
            .try_update_value(|down| down.retain(|(known, _)| *known != id));
    }

    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let (dy, at) = (event.delta_y() * unit(event), self.at(event));
        // A mouse wheel's notch is some 100 pixels, a touchpad's pinch a few: each should feel like one step.
        let step = if event.ctrl_key() { 150.0 } else { 400.0 };
        self.looking
            .show(|stage| stage.zoom((-dy.clamp(-100.0, 100.0) / step).exp(), Some(at)));
    }
}

/// Whether a key belongs to a field that is typed in.
fn typing(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let Some(element) = element else { return false };
    let kind = element.get_attribute("type");
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => kind.as_deref() != Some("checkbox"),
        _ => false,
    }
}

fn on_canvas(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.tag_name() == "CANVAS")
}

/// The viewer's keys, wherever the focus is in it.
pub fn key(event: &KeyboardEvent, looking: Looking) {
    if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let name = event.key();
    let taken = match name.as_str() {
        "Escape" => {
            looking.escape();
            true
        }
        _ if typing(event) => false,
        "+" | "=" => {
            looking.zoom(ZOOM_STEP);
            true
        }
        "-" => {
            looking.zoom(1.0 / ZOOM_STEP);
            true
        }
        "0" => {
            looking.show(super::stage::Stage::fit);
            true
        }
        "o" | "O" => {
            looking.toggle_original();
            true
        }
        "c" | "C" => {
            looking.aim();
            true
        }
        "Enter" if looking.is_aiming() && on_canvas(event) => {
            looking.pin(None);
            true
        }
        _ => arrow(event, looking),
    };
    if taken {
        event.prevent_default();
        // The page under the viewer has keys of its own.
        event.stop_propagation();
    }
}

/// Whether the focus is in what stands beside the picture and may be scrolled.
fn is_beside(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| matches!(element.closest("section"), Ok(Some(_))))
}

/// An arrow pushes a picture that is larger than the stage, and turns to the next where there is nothing to push. Beside the picture
/// it scrolls up and down as everywhere.
fn arrow(event: &KeyboardEvent, looking: Looking) -> bool {
    let (dx, dy) = match event.key().as_str() {
        "ArrowLeft" => (1.0, 0.0),
        "ArrowRight" => (-1.0, 0.0),
        "ArrowUp" => (0.0, 1.0),
        "ArrowDown" => (0.0, -1.0),
        _ => return false,
    };
    if dx == 0.0 && is_beside(event) {
        return false;
    }
    if looking.with(|stage| stage.is_zoomed()) == Some(true) {
        looking.show(|stage| stage.pan(dx * PUSH, dy * PUSH));
    } else if dx > 0.0 {
        looking.turn_by(-1);
    } else if dx < 0.0 {
        looking.turn_by(1);
    }
    true
}
