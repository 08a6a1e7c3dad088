//! Saving, and leaving without. The redacted pixels are burned away here, before anything is sent.

use super::{Source, Task, board::Board, files, font, painter, picture, stage::Stage};
use crate::screenshots::{server_fns::set_scene, upload::upload};
use annotate::{PixelRect, Scene};
use domain::screenshots::Screenshot;
use leptos::{prelude::*, task::spawn_local};
use std::{collections::VecDeque, rc::Rc};
use web_sys::HtmlCanvasElement;

#[derive(Clone, Copy)]
pub struct Saving {
    board: Board,
    task: StoredValue<Task>,
    queue: RwSignal<VecDeque<Task>>,
    on_saved: Callback<Screenshot>,
}

/// What is saved: taken from the stage at once, so that nothing waits for the network with the stage in hand.
struct Work {
    json: String,
    empty: bool,
    redactions: Vec<PixelRect>,
    picture: Rc<picture::Picture>,
}

impl Saving {
    pub fn new(board: Board, task: Task, queue: RwSignal<VecDeque<Task>>, on_saved: Callback<Screenshot>) -> Self {
        Self {
            board,
            task: StoredValue::new(task),
            queue,
            on_saved,
        }
    }

    /// Loads the picture and the font, and puts both on the canvases.
    pub fn open(self, lower: HtmlCanvasElement, upper: HtmlCanvasElement) {
        let source = self.task.with_value(|task| task.source.clone());
        spawn_local(async move {
            let (opened, scene) = match source {
                Source::File(file) => match files::get(file.number) {
                    Some(file) => (picture::open(&file).await, None),
                    None => (Err("This file is gone. Choose it again.".to_owned()), None),
                },
                Source::Stored(stored) => (picture::fetch(&stored.original_url).await, stored.scene),
            };
            font::load().await;
            match opened.and_then(|picture| fitting(picture, scene, lower, upper)) {
                Ok(stage) => self.board.open(stage),
                Err(words) => self.fail(words),
            }
        });
    }

    /// Saves, after a question when something is written that should perhaps not be handed in.
    pub fn start(self) {
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
        let Some(work) = self.board.with(work) else { return };
        let work = match work {
            Ok(work) => work,
            Err(words) => return self.fail(words),
        };
        self.board.trouble.set(None);
        self.board.busy.set(Some("Preparing the picture…"));
        let Some(task) = self.task.try_get_value() else { return };
        spawn_local(async move {
            match self.send(task, work).await {
                Ok(saved) => {
                    self.on_saved.run(saved);
                    self.close();
                }
                Err(words) => self.fail(words),
            }
        });
    }

    async fn send(self, task: Task, work: Work) -> Result<Screenshot, String> {
        match task.source {
            Source::Stored(stored) => {
                self.board.busy.try_set(Some("Saving…"));
                set_scene(stored.id, work.json).await.map_err(|error| error.to_string())
            }
            Source::File(_) => {
                let blob = picture::export(&work.picture, |context| painter::burn(context, &work.redactions)).await?;
                self.board.busy.try_set(Some("Sending…"));
                let scene = (!work.empty).then_some(work.json.as_str());
                // Its own name may tell whom it shows.
                let name = if blob.type_() == "image/jpeg" {
                    "picture.jpg"
                } else {
                    "picture.png"
                };
                upload(&task.submission, task.step.as_ref(), &blob, name, scene).await
            }
        }
    }

    fn fail(self, words: String) {
        self.board.busy.try_set(None);
        self.board.trouble.try_set(Some(words));
    }

    /// Closes, after a question when something would be lost.
    pub fn leave(self) {
        let on_server = self.task.with_value(|task| matches!(task.source, Source::Stored(_)));
        let failed = self.board.look.with_untracked(Option::is_none);
        if failed || self.board.is_saved(on_server) {
            self.close()
        } else {
            self.board.leaving.set(true)
        }
    }

    pub fn close(self) {
        if let Some(Source::File(file)) = self.task.try_with_value(|task| task.source.clone()) {
            files::forget(file.number);
        }
        self.queue.try_update(VecDeque::pop_front);
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

fn work(stage: &Stage) -> Result<Work, String> {
    let scene = stage.editor.scene();
    let json = scene
        .to_json()
        .map_err(|error| format!("This cannot be saved: {error}."))?;
    Ok(Work {
        json,
        empty: scene.shapes.is_empty(),
        redactions: scene.redactions(),
        picture: Rc::clone(&stage.picture),
    })
}
