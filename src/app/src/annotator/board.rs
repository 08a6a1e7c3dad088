//! What the bars, the pointer and the keys share: the stage, and what of it can be seen from outside.

use super::{
    kept,
    stage::{Drawing, Stage},
    view::View,
};
use crate::screenshots::upload::Progress;
use annotate::{
    Cursor, EditText, Key, Modifiers, Outcome, Point, SceneError, ShapeKind, State, Style, Tool,
    secrets::{self, Secret},
};
use js_sys::Date;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, HtmlTextAreaElement};

/// The editor as its bars show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub tool: Tool,
    pub style: Style,
    pub text_size: f64,
    /// How many shapes are selected.
    pub selected: usize,
    /// Which, when it is one and rests.
    pub resting: Option<u64>,
    /// Whether something with letters is selected, or about to be written.
    pub on_text: bool,
    pub can_undo: bool,
    pub can_redo: bool,
    pub dirty: bool,
    pub view: View,
    pub typing: Option<EditText>,
    pub shapes: usize,
    /// Whether something of the picture is cut away.
    pub cut: bool,
}

impl Look {
    fn of(stage: &Stage) -> Self {
        let editor = &stage.editor;
        let selected = editor.selected().next();
        let writes = matches!(editor.tool(), Tool::Text | Tool::Step | Tool::Callout);
        let on_text = selected.map_or(writes, |shape| {
            matches!(shape.kind, ShapeKind::Text { .. } | ShapeKind::Step { .. })
        });
        let text_size = match selected.map(|shape| &shape.kind) {
            Some(ShapeKind::Text { size, .. } | ShapeKind::Step { size, .. }) => *size,
            _ => editor.text_size(),
        };
        Self {
            tool: editor.tool(),
            style: selected.map_or_else(|| editor.style(), |shape| shape.style),
            text_size,
            selected: editor.selection().len(),
            resting: match editor.selection() {
                [only] if editor.state() == State::Idle => Some(*only),
                _ => None,
            },
            on_text,
            can_undo: editor.can_undo(),
            can_redo: editor.can_redo(),
            dirty: editor.is_dirty(),
            view: stage.view,
            typing: editor.typing().cloned(),
            shapes: editor.scene().shapes.len(),
            cut: editor.scene().crop.is_some(),
        }
    }
}

/// Something that takes a while.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Busy {
    pub words: &'static str,
    /// How much of it is done, from 0 to 1, where that is known; then it can be ended, too.
    pub done: Option<f64>,
}

#[derive(Clone, Copy)]
pub struct Board {
    stage: StoredValue<Option<Stage>, LocalStorage>,
    /// None until the picture is open.
    pub look: RwSignal<Option<Look>>,
    pub cursor: RwSignal<Cursor>,
    /// What went wrong last, in words.
    pub trouble: RwSignal<Option<String>>,
    /// What is being done right now that takes a while.
    pub busy: RwSignal<Option<Busy>>,
    /// Ends what is being sent.
    ending: StoredValue<Option<AbortController>, LocalStorage>,
    /// Texts that look as if they should not be handed in; the reader is asked about them.
    pub secrets: RwSignal<Vec<(u64, Secret)>>,
    /// Whether the reader is asked about leaving.
    pub leaving: RwSignal<bool>,
    /// The space bar is held: the pointer pushes the picture.
    pub space: RwSignal<bool>,
    /// Where the menu of the selection is open, on the stage.
    pub menu: RwSignal<Option<Point>>,
    /// Whether the keys are shown.
    pub sheet: RwSignal<bool>,
    frame: StoredValue<bool>,
    /// Under which what is drawn is kept until it is saved; nothing is before the picture is open.
    kept: StoredValue<Option<String>>,
    /// When, in milliseconds since 1970.
    kept_at: StoredValue<f64>,
    /// What is kept has something that is still in hand.
    ahead: StoredValue<bool>,
}

/// How often what is being drawn or typed is kept.
pub const WHILE_DRAWN: Duration = Duration::from_secs(1);

impl Board {
    pub fn new() -> Self {
        Self {
            stage: StoredValue::new_local(None),
            look: RwSignal::new(None),
            cursor: RwSignal::new(Cursor::Default),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(None),
            ending: StoredValue::new_local(None),
            secrets: RwSignal::new(Vec::new()),
            leaving: RwSignal::new(false),
            space: RwSignal::new(false),
            menu: RwSignal::new(None),
            sheet: RwSignal::new(false),
            frame: StoredValue::new(false),
            kept: StoredValue::new(None),
            kept_at: StoredValue::new(0.0),
            ahead: StoredValue::new(false),
        }
    }

    /// Tells what is being done.
    pub fn say(self, words: &'static str) {
        self.busy.try_set(Some(Busy { words, done: None }));
    }

    /// Tells how far a picture is that is being sent.
    pub fn sending(self, progress: Progress) {
        self.busy.try_update(|busy| {
            let done = busy.and_then(|busy| busy.done);
            *busy = Some(match progress {
                Progress::Sent(done) => Busy {
                    words: "Sending…",
                    done: Some(done),
                },
                Progress::Waiting => Busy {
                    words: "Waiting for the network. It goes on by itself.",
                    done,
                },
            });
        });
    }

    /// What ends the sending, or that nothing is sent any more.
    pub fn send_with(self, ending: Option<AbortController>) {
        if ending.is_some() {
            let done = Some(0.0);
            let words = "Sending…";
            self.busy.try_set(Some(Busy { words, done }));
        }
        self.ending.try_set_value(ending);
    }

    /// Gives the sending up; the drawing stays. What it was pressed on goes, and would take the focus with it.
    pub fn end_sending(self) {
        self.ending
            .try_with_value(|ending| ending.as_ref().map(AbortController::abort));
        self.focus();
    }

    pub fn open(self, stage: Stage) {
        self.stage.try_set_value(Some(stage));
        self.shown();
    }

    /// Reads the stage; nothing before the picture is open and after the editor is gone.
    pub fn with<T>(self, read: impl FnOnce(&Stage) -> T) -> Option<T> {
        self.stage.try_with_value(|stage| stage.as_ref().map(read)).flatten()
    }

    /// Changes how the picture is shown.
    pub fn show(self, change: impl FnOnce(&mut Stage)) {
        self.stage.try_update_value(|stage| stage.as_mut().map(change));
        self.shown();
    }

    /// Gives the editor an input and does what it says; whether the input meant something to it. While it is saved, nothing does: what
    /// was drawn then would be neither in what is sent nor kept.
    pub fn act(self, input: impl FnOnce(&mut Stage) -> Outcome) -> bool {
        if self.busy.try_with_untracked(Option::is_none) != Some(true) {
            return false;
        }
        let outcome = self.stage.try_update_value(|stage| {
            let stage = stage.as_mut()?;
            let outcome = input(stage);
            stage.heed(&outcome);
            Some(outcome)
        });
        let Some(outcome) = outcome.flatten() else { return false };
        if let Some(refused) = &outcome.refused {
            self.trouble.set(Some(format!("That does not fit: {refused}.")));
        }
        if outcome.scene_changed {
            self.keep(|editor| editor.scene().to_json());
        } else if outcome.is_handled() {
            self.keep_unfinished();
        }
        if outcome.is_handled() {
            self.shown();
        }
        outcome.is_handled()
    }

    /// Keeps what is drawn from now on, in case that the tab goes.
    pub fn keep_as(self, key: String) {
        self.kept.try_set_value(Some(key));
    }

    pub fn keep_no_more(self) {
        self.kept.try_set_value(None);
    }

    fn keep(self, written: impl FnOnce(&Drawing) -> Result<String, SceneError>) {
        let Some(Some(key)) = self.kept.try_get_value() else {
            return;
        };
        // The editor holds only what can be written.
        if let Some(Ok(json)) = self.with(|stage| written(&stage.editor)) {
            kept::draw(key, json);
            self.kept_at.try_set_value(Date::now());
            self.ahead.try_set_value(false);
        }
    }

    /// Keeps what is in hand once in a while, and what there is without it once it was dropped.
    fn keep_unfinished(self) {
        let in_hand = self.with(|stage| (!stage.editor.preview().is_empty(), stage.editor.typing().is_some()));
        match in_hand {
            Some((true, _)) if self.is_due() => self.keep_ahead(|editor| editor.unfinished().to_json()),
            Some((false, false)) if self.ahead.try_get_value() == Some(true) => {
                self.keep(|editor| editor.scene().to_json());
            }
            _ => {}
        }
    }

    /// Keeps what is being typed once in a while, and what was typed last.
    pub fn keep_typed(self, text: &str, last: bool) {
        if (last || self.is_due()) && self.with(|stage| stage.editor.typing().is_some()) == Some(true) {
            self.keep_ahead(|editor| editor.unfinished_text(text).to_json());
        }
    }

    fn keep_ahead(self, written: impl FnOnce(&Drawing) -> Result<String, SceneError>) {
        self.keep(written);
        self.ahead.try_set_value(true);
    }

    fn is_due(self) -> bool {
        let due = |at| Date::now() - at >= WHILE_DRAWN.as_millis() as f64;
        self.kept_at.try_get_value().is_some_and(due)
    }

    pub fn edit(self, input: impl FnOnce(&mut Drawing) -> Outcome) -> bool {
        self.act(|stage| input(&mut stage.editor))
    }

    pub fn set_tool(self, tool: Tool) {
        self.edit(|editor| editor.set_tool(tool));
        // Picking a tool repaints nothing, but the bar shows it.
        self.shown();
        self.cursor.set(match tool {
            Tool::Select => Cursor::Default,
            Tool::Text => Cursor::Text,
            _ => Cursor::Crosshair,
        });
    }

    pub fn restyle(self, change: impl Fn(&mut Style)) {
        self.edit(|editor| editor.restyle(change));
        self.shown();
    }

    pub fn resize_text(self, size: f64) {
        self.edit(|editor| editor.set_text_size(size));
        self.shown();
    }

    pub fn key(self, key: Key, modifiers: Modifiers) -> bool {
        self.edit(|editor| editor.key(key, modifiers))
    }

    pub fn hover(self, at: Point) {
        let cursor = self.with(|stage| {
            let idle = stage.editor.state() == State::Idle;
            idle.then(|| stage.editor.cursor(stage.view.to_picture(at)))
        });
        if let Some(cursor) = cursor.flatten()
            && self.cursor.get_untracked() != cursor
        {
            self.cursor.set(cursor);
        }
    }

    /// Opens the menu at a place of the stage, for what lies there; without one at the selection.
    pub fn open_menu(self, at: Option<Point>) {
        if let Some(at) = at {
            self.act(|stage| stage.point(at, Modifiers::NONE, |editor, p, _| editor.select_at(p)));
        }
        let at = at.or_else(|| self.with(Stage::selection_place));
        self.menu.set(at);
    }

    /// Draws with the tool in hand in the middle of what is seen.
    pub fn draw(self) -> bool {
        let drawn = self.act(|stage| {
            let shown = stage.shown();
            stage.editor.draw_within(shown)
        });
        if drawn
            && self
                .look
                .with_untracked(|look| look.as_ref().is_some_and(|l| l.tool == Tool::Select))
        {
            self.cursor.set(Cursor::Default);
        }
        drawn
    }

    /// The text field was left. A new text is then selected, so that it can be moved at once.
    pub fn commit_text(self, text: &str) {
        let Some(Some(typing)) = self.with(|stage| stage.editor.typing().cloned()) else {
            return;
        };
        self.edit(|editor| match typing.shape {
            Some(id) => editor.commit_text_of(id, text),
            None => {
                let outcome = editor.commit_text(typing.at, typing.to, text);
                if outcome.scene_changed {
                    let newest = editor.scene().shapes.last().map(|shape| shape.id);
                    // What it repaints, the commit repaints already.
                    let _ = editor.select(newest);
                }
                outcome
            }
        });
    }

    /// Leaves the text field, if somebody types into it.
    pub fn leave_field(self) {
        let field = document().active_element();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) {
            // Whatever has the focus can lose it.
            let _ = field.blur();
        }
    }

    /// Asks about what looks as if it should not be handed in; false when there is nothing to ask.
    pub fn ask_about_secrets(self) -> bool {
        let found = self.with(|stage| secrets::in_scene(stage.editor.scene()));
        let found = found.unwrap_or_default();
        let ask = !found.is_empty();
        self.secrets.set(found);
        ask
    }

    /// Removes the texts that the reader was asked about.
    pub fn remove_secrets(self) {
        let ids: Vec<u64> = self
            .secrets
            .with_untracked(|found| found.iter().map(|(id, _)| *id).collect());
        self.secrets.set(Vec::new());
        self.edit(|editor| editor.remove(&ids));
    }

    /// Puts the keyboard back on the picture, where its keys work.
    pub fn focus(self) {
        self.with(|stage| stage.canvas().focus().is_ok());
    }

    /// Nothing of the picture or the drawing is lost by going.
    pub fn is_saved(self, on_server: bool) -> bool {
        on_server && self.with(|stage| !stage.editor.is_dirty()).unwrap_or(true)
    }

    /// Something looks different: the bars follow at once, the canvas with the next frame.
    fn shown(self) {
        let look = self.with(Look::of);
        if self.look.try_with_untracked(|now| *now != look) == Some(true) {
            self.look.set(look);
        }
        if self.frame.try_get_value() == Some(false) {
            self.frame.set_value(true);
            request_animation_frame(move || {
                self.frame.try_set_value(false);
                self.stage.try_update_value(|stage| stage.as_mut().map(Stage::paint));
            });
        }
    }
}
