//! From pointers and wheel to the editor, in places of the stage. One finger, the pen and the left button draw; the middle
//! button, the left one with the space bar held, and two fingers push and zoom.

use super::board::Board;
use annotate::{Editor, Modifiers, Point};
use js_sys::Reflect;
use leptos::{
    ev::{MouseEvent, PointerEvent, TouchEvent, WheelEvent},
    prelude::*,
};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

#[derive(Clone, Copy)]
pub struct Pointers {
    board: Board,
    hand: StoredValue<Hand>,
}

#[derive(Default)]
struct Hand {
    /// Fingers on the screen and where they are.
    fingers: Vec<(i32, Point)>,
    /// The pen that is on it.
    pen: Option<i32>,
    /// The finger that has not moved since it touched, and where.
    resting: Option<(i32, Point)>,
    /// A finger has rested, and is still there.
    rested: bool,
    doing: Doing,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Doing {
    #[default]
    Nothing,
    Drawing(i32),
    Pushing(i32, Point),
    Pinching,
}

const MIDDLE: i16 = 1;
/// A finger that rests for so long asks for the menu. Not every system tells of it.
const REST: Duration = Duration::from_millis(500);
/// A finger that rests moves less far than this, in pixels of the stage.
const SLOP: f64 = 8.0;
/// A wheel that counts lines rather than pixels moves this far for each.
const LINE: f64 = 32.0;

impl Pointers {
    pub fn new(board: Board) -> Self {
        Self {
            board,
            hand: StoredValue::new(Hand::default()),
        }
    }

    fn at(self, event: &MouseEvent) -> Point {
        // The typed getters cut off what stands behind the point, which a pen on a dense screen reports.
        let read = |name: &str| {
            Reflect::get(event, &JsValue::from_str(name))
                .ok()
                .and_then(|v| v.as_f64())
                .unwrap_or_default()
        };
        self.board
            .with(|stage| stage.place(read("clientX"), read("clientY")))
            .unwrap_or_default()
    }

    pub fn down(self, event: &PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        match event.pointer_type().as_str() {
            // What touches the screen beside a pen is the hand that holds it.
            "touch" if self.hand.try_with_value(|hand| hand.pen.is_some()) == Some(true) => return,
            "pen" => self.take_pen(id),
            _ => {}
        }
        // Fails for a pointer that is gone already; its cancel follows.
        self.board.with(|stage| stage.canvas().set_pointer_capture(id).is_ok());
        let fingers = self.hand.try_update_value(|hand| {
            (hand.resting, hand.rested) = (None, false);
            if event.pointer_type() == "touch" {
                hand.fingers.retain(|(known, _)| *known != id);
                hand.fingers.push((id, at));
                hand.resting = (hand.fingers.len() == 1).then_some((id, at));
            }
            hand.fingers.len()
        });
        if fingers == Some(1) {
            set_timeout(move || self.rested(id, at), REST);
        }
        if fingers > Some(1) {
            self.drop();
            self.set(Doing::Pinching);
        } else if event.button() == MIDDLE || (event.button() == 0 && self.board.space.get_untracked()) {
            event.prevent_default();
            self.set(Doing::Pushing(id, at));
        } else if event.button() == 0 {
            self.set(Doing::Drawing(id));
            self.board.act(|stage| {
                stage.editor.set_pressure(pressure(event));
                stage.point(at, modifiers(event), Editor::pointer_down)
            });
        }
    }

    /// A finger rests: on a shape it asks for the menu.
    fn rested(self, id: i32, at: Point) {
        let rests = self.hand.try_with_value(|hand| hand.resting == Some((id, at)));
        let on_shape = self
            .board
            .with(|stage| stage.editor.is_on_shape(stage.view.to_picture(at)));
        if rests == Some(true) && on_shape == Some(true) {
            self.ask(at);
        }
    }

    /// Opens the menu. A finger that asks for it draws nothing, for as long as it is there.
    fn ask(self, at: Point) {
        let finger = self.hand.try_update_value(|hand| {
            let finger = hand.resting.take().is_some();
            if finger {
                (hand.doing, hand.rested) = (Doing::Nothing, true);
            }
            finger
        });
        if finger == Some(true) {
            self.drop();
        } else {
            self.board.leave_field();
        }
        if self.board.busy.with_untracked(Option::is_none) {
            self.board.open_menu(Some(at));
        }
    }

    /// Drops what is being drawn. What is being typed is none of it.
    fn drop(self) {
        self.board.leave_field();
        self.board.edit(Editor::cancel);
    }

    /// What browsers make of a finger that is lifted, a click, would close the menu that it has opened.
    pub fn lifted(self, event: &TouchEvent) {
        if self.hand.try_update_value(|hand| std::mem::take(&mut hand.rested)) == Some(true) {
            event.prevent_default();
        }
    }

    /// A pen draws alone: what touched the screen before it was the hand, too.
    fn take_pen(self, id: i32) {
        let rested = self.hand.try_update_value(|hand| {
            hand.pen = Some(id);
            hand.doing = Doing::Nothing;
            !std::mem::take(&mut hand.fingers).is_empty()
        });
        if rested == Some(true) {
            self.drop();
        }
    }

    pub fn moved(self, event: &PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        self.hand.try_update_value(|hand| {
            hand.resting = hand
                .resting
                .filter(|(rests, from)| *rests != id || from.distance(at) < SLOP);
        });
        match self.doing() {
            Doing::Drawing(drawing) if drawing == id => {
                for step in coalesced(event) {
                    let at = self.at(&step);
                    self.board.act(|stage| {
                        stage.editor.set_pressure(pressure(&step));
                        stage.point(at, modifiers(event), Editor::pointer_move)
                    });
                }
            }
            Doing::Pushing(pushing, from) if pushing == id => {
                self.board.show(|stage| stage.pan(at.x - from.x, at.y - from.y));
                self.set(Doing::Pushing(id, at));
            }
            Doing::Pinching => self.pinch(id, at),
            Doing::Nothing => self.board.hover(at),
            Doing::Drawing(_) | Doing::Pushing(..) => {}
        }
    }

    pub fn up(self, event: &PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        self.lift(id);
        match self.doing() {
            Doing::Drawing(drawing) if drawing == id => {
                self.set(Doing::Nothing);
                self.board
                    .act(|stage| stage.point(at, modifiers(event), Editor::pointer_up));
                self.board.hover(at);
            }
            Doing::Pushing(pushing, _) if pushing == id => self.set(Doing::Nothing),
            _ => {}
        }
    }

    /// The browser took the pointer away, as for a gesture of the system.
    pub fn lost(self, event: &PointerEvent) {
        let id = event.pointer_id();
        self.lift(id);
        match self.doing() {
            Doing::Drawing(drawing) if drawing == id => {
                self.set(Doing::Nothing);
                self.board.edit(Editor::cancel);
            }
            Doing::Pushing(pushing, _) if pushing == id => self.set(Doing::Nothing),
            _ => {}
        }
    }

    pub fn double(self, event: &MouseEvent) {
        let at = self.at(event);
        self.board
            .act(|stage| stage.point(at, Modifiers::NONE, |editor, p, _| editor.double_click(p)));
    }

    /// The second button, or a finger that rests.
    pub fn menu(self, event: &MouseEvent) {
        event.prevent_default();
        self.ask(self.at(event));
    }

    /// With Ctrl, as of a pinch on a touchpad, it zooms; without, it scrolls.
    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let unit = unit(event);
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let at = self.at(event);
        self.board.show(|stage| {
            if event.ctrl_key() || event.meta_key() {
                // A mouse wheel's notch is some 100 pixels, a touchpad's pinch a few: each should feel like one step.
                stage.zoom((-dy.clamp(-60.0, 60.0) / 150.0).exp(), Some(at));
            } else if event.shift_key() && dx == 0.0 {
                stage.pan(-dy, 0.0);
            } else {
                stage.pan(-dx, -dy);
            }
        });
    }

    fn pinch(self, id: i32, at: Point) {
        let pair = self.hand.try_update_value(|hand| {
            let other = hand.fingers.iter().find(|(known, _)| *known != id).map(|(_, p)| *p)?;
            let own = hand.fingers.iter_mut().find(|(known, _)| *known == id)?;
            let before = std::mem::replace(&mut own.1, at);
            Some((before, other))
        });
        let Some(Some((before, other))) = pair else { return };
        let Pinch { factor, to, dx, dy } = Pinch::of(before, at, other);
        self.board.show(|stage| {
            stage.zoom(factor, Some(to));
            stage.pan(dx, dy);
        });
    }

    fn lift(self, id: i32) {
        self.hand.try_update_value(|hand| {
            hand.fingers.retain(|(known, _)| *known != id);
            hand.resting = hand.resting.filter(|(rests, _)| *rests != id);
            hand.pen = hand.pen.filter(|pen| *pen != id);
            // The finger that stays must not begin to draw where the pinch ended.
            if hand.fingers.is_empty() && hand.doing == Doing::Pinching {
                hand.doing = Doing::Nothing;
            }
        });
    }

    fn doing(self) -> Doing {
        self.hand.try_with_value(|hand| hand.doing).unwrap_or_default()
    }

    fn set(self, doing: Doing) {
        self.hand.try_update_value(|hand| hand.doing = doing);
    }
}

/// How many pixels one of the wheel's units is.
pub fn unit(event: &WheelEvent) -> f64 {
    if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL {
        1.0
    } else {
        LINE
    }
}

/// What two fingers do as one of them moves: zoom around the place between them, and push.
pub struct Pinch {
    pub factor: f64,
    pub to: Point,
    pub dx: f64,
    pub dy: f64,
}

impl Pinch {
    /// One finger was at `before` and is at `now`; the other rests.
    pub fn of(before: Point, now: Point, other: Point) -> Self {
        let (from, to) = (before.midpoint(other), now.midpoint(other));
        Self {
            // Two fingers never lie on one point; a pixel keeps the ratio finite if they are said to.
            factor: now.distance(other).max(1.0) / before.distance(other).max(1.0),
            to,
            dx: to.x - from.x,
            dy: to.y - from.y,
        }
    }
}

/// A mouse has none, and what fingers tell is how large they are.
fn pressure(event: &PointerEvent) -> Option<f64> {
    (event.pointer_type() == "pen").then(|| f64::from(event.pressure()))
}

fn modifiers(event: &MouseEvent) -> Modifiers {
    Modifiers {
        shift: event.shift_key(),
        alt: event.alt_key(),
        free: event.ctrl_key() || event.meta_key(),
    }
}

/// Every place the pointer passed since the last event, where the browser tells.
fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    let told = Reflect::has(event, &JsValue::from_str("getCoalescedEvents")) == Ok(true);
    let steps: Vec<PointerEvent> = if told {
        event
            .get_coalesced_events()
            .iter()
            .filter_map(|step| step.dyn_into().ok())
            .collect()
    } else {
        Vec::new()
    };
    // Some browsers tell of none for the last move.
    if steps.is_empty() { vec![event.clone()] } else { steps }
}
