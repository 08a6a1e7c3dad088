//! The keyboard, as long as nobody types into a field.

use super::{
    board::Board,
    save::Saving,
    stage::{Drawing, Stage},
};
use annotate::{Editor, Key, Modifiers, Outcome, Tool};
use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

/// One step of the zoom keys and buttons.
pub const ZOOM_STEP: f64 = 1.25;

/// So far a key turns the selection, in degrees; with Shift by one.
pub const TURN: f64 = 15.0;

/// Where the focus was when the key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Field,
    Canvas,
    Elsewhere,
}

fn place(event: &KeyboardEvent) -> Place {
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    match element.map(|e| e.tag_name()).as_deref() {
        Some("TEXTAREA" | "INPUT" | "SELECT") => Place::Field,
        Some("CANVAS" | "DIALOG") => Place::Canvas,
        _ => Place::Elsewhere,
    }
}

pub fn down(event: &KeyboardEvent, board: Board, saving: Saving) {
    let place = place(event);
    if place == Place::Field || event.is_composing() {
        return;
    }
    if board.busy.with_untracked(Option::is_some) {
        if event.key() == "Escape" {
            event.prevent_default();
            saving.leave();
        }
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let taken = if command {
        chord(event, board, saving)
    } else {
        (!event.alt_key() || event.key().starts_with("Arrow")) && plain(event, place, board, saving)
    };
    if taken {
        event.prevent_default();
    }
}

pub fn up(event: &KeyboardEvent, board: Board) {
    if event.key() == " " {
        board.space.set(false);
    }
}

fn chord(event: &KeyboardEvent, board: Board, saving: Saving) -> bool {
    // Taken whether or not there is anything to undo: the browser's own undo knows nothing of the picture.
    let command: fn(&mut Drawing) -> Outcome = match event.key().to_ascii_lowercase().as_str() {
        "z" if event.shift_key() => Editor::redo,
        "z" => Editor::undo,
        "y" => Editor::redo,
        "d" => Editor::duplicate,
        "a" => Editor::select_all,
        "s" => {
            saving.start();
            return true;
        }
        _ => return false,
    };
    board.edit(command);
    true
}

fn plain(event: &KeyboardEvent, place: Place, board: Board, saving: Saving) -> bool {
    let name = event.key();
    match name.as_str() {
        "Escape" => {
            escape(board, saving);
            return true;
        }
        " " if place == Place::Canvas => {
            board.space.set(true);
            return true;
        }
        "+" | "=" => {
            board.show(|stage| stage.zoom(ZOOM_STEP, None));
            return true;
        }
        "-" => {
            board.show(|stage| stage.zoom(1.0 / ZOOM_STEP, None));
            return true;
        }
        "0" => {
            board.show(Stage::fit);
            return true;
        }
        "?" => {
            board.sheet.update(|shown| *shown = !*shown);
            return true;
        }
        "ContextMenu" => {
            board.open_menu(None);
            return true;
        }
        "F10" if event.shift_key() => {
            board.open_menu(None);
            return true;
        }
        "Enter" if place == Place::Canvas && board.draw() => return true,
        "]" => return board.edit(Editor::bring_forward),
        "[" => return board.edit(Editor::send_backward),
        "}" => return board.edit(Editor::bring_to_front),
        "{" => return board.edit(Editor::send_to_back),
        "." => return board.edit(|editor| editor.turn(TURN)),
        "," => return board.edit(|editor| editor.turn(-TURN)),
        ">" => return board.edit(|editor| editor.turn(1.0)),
        "<" => return board.edit(|editor| editor.turn(-1.0)),
        _ => {}
    }
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Tool::from_key(letter).map(|tool| board.set_tool(tool)).is_some();
    }
    // On a button these keys press it or leave it.
    let own = place == Place::Canvas || name == "Delete";
    own && Key::from_dom(&name).is_some_and(|key| key_down(key, event, board))
}

fn key_down(key: Key, event: &KeyboardEvent, board: Board) -> bool {
    let modifiers = Modifiers {
        shift: event.shift_key(),
        alt: event.alt_key(),
        free: false,
    };
    let tabbing = key == Key::Tab;
    let taken = board.key(key, modifiers);
    // Past the last shape nothing is selected, and Tab goes on to the bars: nobody is caught in the picture.
    taken && !(tabbing && board.with(|stage| stage.editor.selection().is_empty()) == Some(true))
}

/// Takes back what was begun; when nothing was, leaves.
fn escape(board: Board, saving: Saving) {
    if board.leaving.get_untracked() {
        board.leaving.set(false);
    } else if board.secrets.with_untracked(|found| !found.is_empty()) {
        board.secrets.set(Vec::new());
    } else if board.sheet.get_untracked() {
        board.sheet.set(false);
    } else if !board.edit(Editor::cancel) {
        saving.leave();
    }
}
