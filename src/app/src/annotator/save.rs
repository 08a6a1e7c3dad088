//! Saving, and leaving without. The redacted pixels are burned away here, before anything is sent.

use super::{LocalFile, Source, Task, board::Board, files, font, kept, painter, picture, stage::Stage};
use crate::error::AppError;
use crate::reviews::server_fns::set_layer;
use crate::screenshots::{
    capture,
    server_fns::set_scene,
    upload::{self, Parcel, Stopped},
};
use annotate::{Burn, Editor, PixelRect, Scene, State};
use domain::screenshots::Screenshot;
use leptos::{prelude::*, task::spawn_local};
use std::{collections::VecDeque, rc::Rc};
use web_sys::{AbortController, HtmlCanvasElement};

#[derive(Clone, Copy)]
pub struct Saving {
    board: Board,
    task: StoredValue<Task>,
    queue: RwSignal<VecDeque<Task>>,
    on_saved: Callback<Screenshot>,
    /// It cannot be opened, and nothing was drawn on it.
    hopeless: StoredValue<bool>,
}

/// What is saved: taken from the stage at once, so that nothing waits for the network with the stage in hand.
struct Work {
    json: String,
    empty: bool,
    burns: Vec<Burn>,
    crop: Option<PixelRect>,
    picture: Rc<picture::Picture>,
}

impl Saving {
    pub fn new(board: Board, task: Task, queue: RwSignal<VecDeque<Task>>, on_saved: Callback<Screenshot>) -> Self {
        Self {
            board,
            task: StoredValue::new(task),
            hopeless: StoredValue::new(false),
            queue,
            on_saved,
        }
    }

    /// Loads the picture and the font, and puts both on the canvases.
    pub fn open(self, lower: HtmlCanvasElement, upper: HtmlCanvasElement) {
        let (source, key) = self.task.with_value(|task| (task.source.clone(), task.key()));
        spawn_local(async move {
            let (opened, scene) = match source {
                Source::File(file) => match files::get(file.number) {
                    Some(file) => (picture::open(&file).await, None),
                    None => (Err("This file is gone. Choose it again.".to_owned()), None),
                },
                Source::Stored(stored) => (picture::fetch(&stored.original_url).await, stored.scene),
                Source::Under(picture, layer) => (picture::fetch(&picture.url).await, layer),
            };
            font::load().await;
            // A drawing that cannot be read was made by a newer version of this page.
            let kept = kept::drawing(&key).await.and_then(|json| Scene::from_json(&json).ok());
            self.hopeless.try_set_value(opened.is_err() && kept.is_none());
            match opened.and_then(|picture| fitting(picture, scene, lower, upper)) {
                Ok(stage) => self.board.open(stage),
                Err(words) => return self.fail(words),
            }
            // With the picture and not after it: whoever saved in between would lose what is kept, and what it covers.
            if let Some(kept) = kept {
                self.board.edit(|editor| editor.adopt(kept));
            }
            self.board.keep_as(key);
            if let Some(picture) = self.board.with(|stage| Rc::clone(&stage.picture)) {
                picture.shrink().await;
                self.board.show(Stage::renew);
            }
        });
    }

    /// Saves, after a question when something is written that should perhaps not be handed in.
    pub fn start(self) {
        // Some browsers leave the focus in a text field as a button is pressed; what stands in it is part of the picture.
        self.board.leave_field();
        if self.board.with(|stage| stage.editor.typing().is_some()) == Some(true) {
            // It does not fit, which the reader has been told.
            return;
        }
        if !self.board.busy.with_untracked(Option::is_some) && !self.board.ask_about_secrets() {
            self.go_on();
        }
    }

    /// Saves as it is.
    pub fn go_on(self) {
        if self.board.busy.with_untracked(Option::is_some) {
            return;
        }
        self.board.secrets.set(Vec::new());
        // What is in hand would never be let go of.
        if self.board.with(|stage| stage.editor.state() != State::Idle) == Some(true) {
            self.board.edit(Editor::cancel);
        }
        let on_server = self.on_server();
        let Some(work) = self.board.with(|stage| work(stage, on_server)) else {
            return;
        };
        let work = match work {
            Ok(work) => work,
            Err(words) => return self.fail(words),
        };
        self.board.trouble.set(None);
        self.board.say("Preparing the picture…");
        let Some(task) = self.task.try_get_value() else { return };
        spawn_local(async move {
            match self.send(&task, work).await {
                // The page may have been left meanwhile; it is saved all the same.
                Ok(saved) => {
                    self.on_saved.try_run(saved);
                    super::saved(&task);
                    self.done_with(&task);
                }
                Err(stopped) => match stopped.words() {
                    Some(words) => self.fail(words),
                    None => {
                        self.board.busy.try_set(None);
                    }
                },
            }
        });
    }

    async fn send(self, task: &Task, work: Work) -> Result<Screenshot, Stopped> {
        let refused = |error: AppError| Stopped::refused(error.to_string());
        match &task.source {
            Source::Stored(stored) => {
                self.board.say("Saving…");
                set_scene(stored.id.clone(), work.json).await.map_err(refused)
            }
            Source::Under(picture, _) => {
                self.board.say("Saving…");
                let saved = set_layer(picture.id.clone(), work.json).await;
                saved.map(|_| (**picture).clone()).map_err(refused)
            }
            Source::File(file) => {
                let blob = picture::export(&work.picture, work.crop, |context| painter::burn(context, &work.burns));
                let blob = blob.await.map_err(Stopped::refused)?;
                let sending = AbortController::new().map_err(|_| "This browser is too old to send pictures.")?;
                let parcel = Parcel {
                    submission: &task.submission,
                    step: task.step.as_ref(),
                    file: &blob,
                    key: &file.key,
                    signal: &sending.signal(),
                    progress: &|progress| self.board.sending(progress),
                };
                self.board.send_with(Some(sending.clone()));
                let scene = (!work.empty).then_some(work.json.as_str());
                let sent = upload::picture(&parcel, scene).await;
                self.board.send_with(None);
                let sent = sent?;
                if sent.earlier {
                    // Something may have been drawn since that try.
                    self.board.say("Saving…");
                    return set_scene(sent.made.id, work.json).await.map_err(refused);
                }
                Ok(sent.made)
            }
        }
    }

    fn fail(self, words: String) {
        self.board.busy.try_set(None);
        self.board.trouble.try_set(Some(words));
    }

    /// Closes, after a question when something would be lost. What is on its way is called back first, and nothing else.
    pub fn leave(self) {
        if self.board.busy.with_untracked(Option::is_some) {
            return self.board.end_sending();
        }
        let on_server = self.on_server();
        if self.board.look.with_untracked(Option::is_none) {
            // What was captured is nowhere else; of any other file that cannot be opened the reader has been told.
            if self.hopeless.get_value() && !on_server && !self.captured() {
                self.close();
            } else if let Some(task) = self.task.try_get_value() {
                // Nothing was decided about it: what is kept of it is offered again.
                self.done_with(&task);
            }
        } else if self.board.is_saved(on_server) {
            self.close()
        } else {
            self.board.leaving.set(true)
        }
    }

    /// Whether the picture was captured here, and so can be taken again.
    pub fn captured(self) -> bool {
        self.seal().is_some()
    }

    fn seal(self) -> Option<String> {
        self.task.with_value(|task| match &task.source {
            Source::File(file) => file.captured.clone(),
            Source::Stored(_) | Source::Under(..) => None,
        })
    }

    /// Takes the picture again, in the place of this one. Who would rather not has lost nothing.
    pub fn retake(self) {
        let Some(seal) = self.seal() else { return };
        self.board.say("Choose what to show.");
        spawn_local(async move {
            let taken = capture::screen(&seal).await;
            self.board.busy.try_set(None);
            match taken {
                Ok(Some(file)) => self.replace(file),
                Ok(None) => {}
                Err(words) => self.fail(words),
            }
        });
    }

    fn replace(self, file: LocalFile) {
        let Some(task) = self.task.try_get_value() else { return };
        self.board.keep_no_more();
        super::discard(&task);
        let next = Task {
            source: Source::File(file),
            ..task
        };
        self.queue.try_update(|queue| {
            queue.pop_front();
            queue.push_front(next);
        });
    }

    fn on_server(self) -> bool {
        self.task.with_value(|task| !matches!(task.source, Source::File(_)))
    }

    pub fn close(self) {
        if let Some(task) = self.task.try_get_value() {
            super::discard(&task);
            self.done_with(&task);
        }
    }

    /// By its key: another picture may be in front by now.
    fn done_with(self, task: &Task) {
        self.board.keep_no_more();
        let key = task.key();
        self.queue.try_update(|queue| queue.retain(|other| other.key() != key));
    }
}

fn fitting(
    picture: picture::Picture,
    scene: Option<Scene>,
    lower: HtmlCanvasElement,
    upper: HtmlCanvasElement,
) -> Result<Stage, String> {
    // A scene for a picture of another size would put every shape in the wrong place.
    let scene = scene.filter(|s| (s.width, s.height) == (picture.width, picture.height));
    Stage::new(picture, scene, lower, upper).ok_or_else(|| "This browser cannot paint on a canvas.".to_owned())
}

/// Of a picture that is still here, only what is left of it is sent; one on the server is cut there.
fn work(stage: &Stage, on_server: bool) -> Result<Work, String> {
    let scene = stage.editor.scene();
    let burns = scene.burns();
    let (scene, crop) = if on_server {
        (scene.clone(), None)
    } else {
        scene.clone().cut()
    };
    let json = scene
        .to_json()
        .map_err(|error| format!("This cannot be saved: {error}."))?;
    Ok(Work {
        json,
        empty: scene.shapes.is_empty(),
        burns,
        crop,
        picture: Rc::clone(&stage.picture),
    })
}
