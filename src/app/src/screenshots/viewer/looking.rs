//! What the bars, the list and the hands share: the stage, and what of it can be seen from outside.

use super::{
    Viewing,
    stage::{Group, Mark, Sheet, Shown, Stage},
};
use crate::{
    annotator::{Source, Task, font, picture, view::View},
    remarks::{
        talk::{Aim, Talk},
        threads::thread_id,
    },
    reviews::server_fns::load_layer,
    screenshots::server_fns::load_gallery,
    ui::browser,
};
use annotate::{Point, Scene, describe::describe};
use domain::{
    ids::RemarkId,
    screenshots::{
        Screenshot,
        gallery::{Framed, Gallery, Side},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::VecDeque, rc::Rc};
use web_sys::HtmlCanvasElement;

pub const DIALOG: &str = "picture-viewer";

/// What stands beside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Marks,
    Remarks,
    Compare,
}

/// What a picture is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    pub name: String,
    pub picture: Screenshot,
}

#[derive(Clone, Copy)]
pub struct Looking {
    stage: StoredValue<Option<Stage>, LocalStorage>,
    viewing: Viewing,
    pub picture: RwSignal<Screenshot>,
    /// None until it is loaded; the picture is shown without.
    pub gallery: RwSignal<Option<Gallery>>,
    pub shown: RwSignal<Shown>,
    /// None until the picture is open.
    pub view: RwSignal<Option<View>>,
    /// What went wrong, in words.
    pub trouble: RwSignal<Option<String>>,
    /// What is unfolded beside the picture; on a wide screen something always is.
    pub panel: RwSignal<Option<Panel>>,
    pub talk: Talk,
    /// What the client has drawn over the picture, if anything; nothing until that is known. Who drew before would save over it.
    layer: RwSignal<Option<Option<Scene>>>,
    /// The picture that the client is drawing over, if any.
    pub drawing: RwSignal<VecDeque<Task>>,
    pub other: RwSignal<Option<Other>>,
    /// Whether the other picture is there already: it is opened once it was chosen.
    pub other_is_open: RwSignal<bool>,
    /// How much of the front picture is seen of two, in percent from the left.
    pub divider: RwSignal<f64>,
    frame: StoredValue<bool>,
    turns: StoredValue<u32>,
}

impl Looking {
    pub fn new(picture: Screenshot, viewing: Viewing) -> Self {
        Self {
            stage: StoredValue::new_local(None),
            viewing,
            picture: RwSignal::new(picture),
            gallery: RwSignal::new(None),
            shown: RwSignal::new(Shown::default()),
            view: RwSignal::new(None),
            trouble: RwSignal::new(None),
            panel: RwSignal::new(None),
            talk: Talk::new(),
            layer: RwSignal::new(None),
            drawing: RwSignal::new(VecDeque::new()),
            other: RwSignal::new(None),
            other_is_open: RwSignal::new(false),
            divider: RwSignal::new(50.0),
            frame: StoredValue::new(false),
            turns: StoredValue::new(0),
        }
    }

    /// Puts the picture on the canvas, and asks for those around it.
    pub fn begin(self, canvas: HtmlCanvasElement) {
        let Some(stage) = Stage::new(canvas) else {
            self.trouble
                .set(Some("This browser cannot paint on a canvas.".to_owned()));
            return;
        };
        self.stage.set_value(Some(stage));
        let picture = self.picture.get_untracked();
        let id = picture.id.clone();
        self.turn(picture);
        spawn_local(async move {
            // Without it there is this one picture, which is what was asked for.
            if let Ok(gallery) = load_gallery(id).await {
                self.gallery.try_set(Some(gallery));
            }
        });
    }

    /// Shows another picture.
    pub fn turn(self, picture: Screenshot) {
        let Some(turn) = self.turns.try_update_value(|n| {
            *n += 1;
            *n
        }) else {
            return;
        };
        self.shown.update(|shown| {
            shown.hidden.clear();
            shown.marked = None;
        });
        self.trouble.set(None);
        self.compare(None);
        self.layer.set(None);
        self.view.set(None);
        self.show(|stage| stage.put(None));
        self.picture.set(picture.clone());
        self.talk.turn(picture.id.clone());
        spawn_local(async move {
            font::load().await;
            let opened = picture::fetch(&picture.original_url).await;
            // Meanwhile another may have been turned to, or the viewer closed.
            if self.turns.try_get_value() != Some(turn) {
                return;
            }
            match opened {
                Ok(opened) => {
                    let opened = Rc::new(opened);
                    let sheet = sheet(&opened, &picture);
                    self.show(|stage| stage.put(Some(sheet)));
                    self.load_layer(picture, turn);
                    self.shrink(&opened).await;
                }
                Err(words) => {
                    self.trouble.try_set(Some(words));
                }
            }
        });
    }

    /// A large picture is painted from smaller ones of it, once there are some.
    async fn shrink(self, picture: &picture::Picture) {
        if picture.shrink().await.is_some() {
            self.paint_soon();
        }
    }

    /// Lays what the client has drawn over the picture.
    fn load_layer(self, picture: Screenshot, turn: u32) {
        spawn_local(async move {
            let loaded = load_layer(picture.id.clone()).await;
            // Meanwhile another may have been turned to, or the viewer closed.
            if self.turns.try_get_value() != Some(turn) {
                return;
            }
            match loaded {
                Ok(layer) => {
                    let scene = layer.scene.filter(|scene| fits(scene, &picture));
                    if let Some(scene) = scene.clone() {
                        self.show(|stage| stage.add(Group::Client, scene));
                    }
                    self.layer.try_set(Some(scene));
                }
                Err(error) => {
                    self.trouble.try_set(Some(error.to_string()));
                }
            }
        });
    }

    /// Whether the reader may draw a layer over the picture.
    pub fn may_draw(self) -> bool {
        self.gallery
            .with(|gallery| gallery.as_ref().is_some_and(|gallery| gallery.side == Side::Client))
            && self.view.with(Option::is_some)
            && self.layer.with(Option::is_some)
    }

    /// Opens the editor over the picture, with the layer as it is.
    pub fn draw(self) {
        let Some(submission) = self
            .gallery
            .with_untracked(|gallery| gallery.as_ref().map(|gallery| gallery.submission_id.clone()))
        else {
            return;
        };
        let picture = self.picture.get_untracked();
        self.drawing.update(|queue| {
            queue.push_back(Task {
                submission,
                step: picture.step_id.clone(),
                source: Source::Under(Box::new(picture), self.layer.get_untracked().flatten()),
            });
        });
    }

    /// The layer was drawn anew.
    pub fn drawn(self) {
        let picture = self.picture.get_untracked();
        self.layer.set(None);
        self.show(|stage| stage.drop_layer(Group::Client));
        if let Some(turn) = self.turns.try_get_value() {
            self.load_layer(picture, turn);
        }
        self.focus();
    }

    /// Lays another picture over the one in front, or takes it away again.
    pub fn compare(self, other: Option<Other>) {
        self.other.set(other.clone());
        self.other_is_open.set(false);
        self.show(|stage| stage.lay_over(None));
        let Some(other) = other else { return };
        self.divider.set(50.0);
        spawn_local(async move {
            let opened = picture::fetch(&other.picture.original_url).await;
            // Meanwhile another may have been chosen, or none.
            if self.other.try_with_untracked(|now| now.as_ref() == Some(&other)) != Some(true) {
                return;
            }
            match opened {
                Ok(opened) => {
                    let opened = Rc::new(opened);
                    let sheet = sheet(&opened, &other.picture);
                    self.show(|stage| stage.lay_over(Some(sheet)));
                    self.other_is_open.try_set(true);
                    self.shrink(&opened).await;
                }
                Err(words) => {
                    self.trouble.try_set(Some(words));
                    self.other.try_set(None);
                }
            }
        });
    }

    /// Whether a picture is on its way to the canvas.
    pub fn is_opening(self) -> bool {
        let front = self.view.with(Option::is_none) && self.trouble.with(Option::is_none);
        front || (self.other.with(Option::is_some) && !self.other_is_open.get())
    }

    /// Where the picture in front stands, and among how many.
    pub fn place(self) -> (usize, usize) {
        let id = self.picture.with(|picture| picture.id.clone());
        self.gallery.with(|gallery| {
            let pictures = gallery.as_ref().map_or(&[][..], |gallery| &gallery.pictures);
            let at = pictures.iter().position(|framed| framed.picture.id == id);
            (at.unwrap_or(0), pictures.len().max(1))
        })
    }

    /// The step that the picture is evidence for, counted from 1.
    pub fn step(self) -> Option<usize> {
        let (at, _) = self.place();
        self.gallery.with(|gallery| {
            let framed = gallery.as_ref().and_then(|gallery| gallery.pictures.get(at));
            framed.and_then(|framed| framed.step)
        })
    }

    /// Turns `by` pictures further, or back.
    pub fn turn_by(self, by: isize) {
        let (at, _) = untrack(|| self.place());
        let next = self.gallery.with_untracked(|gallery| {
            let pictures = &gallery.as_ref()?.pictures;
            at.checked_add_signed(by).and_then(|n| pictures.get(n)).cloned()
        });
        if let Some(Framed { picture, .. }) = next {
            self.turn(picture);
        }
    }

    /// The shapes of the picture in front in words, from the top to the bottom, as one sees them.
    pub fn marks(self) -> Vec<(Mark, String)> {
        let named = |group: Group, scene: Option<&Scene>| {
            let named = scene.map(describe).unwrap_or_default().into_iter().rev();
            named.map(move |(id, name)| ((group, id), name))
        };
        let mut marks: Vec<_> = self
            .layer
            .with(|layer| named(Group::Client, layer.as_ref().and_then(Option::as_ref)).collect());
        self.picture.with(|picture| {
            let scene = picture.scene.as_ref().filter(|scene| fits(scene, picture));
            marks.extend(named(Group::Tester, scene));
        });
        marks
    }

    pub fn hide(self, mark: Mark, hidden: bool) {
        self.shown.update(|shown| {
            if hidden {
                shown.hidden.insert(mark);
            } else {
                shown.hidden.remove(&mark);
            }
        });
    }

    pub fn point_out(self, mark: Option<Mark>) {
        if self.shown.with_untracked(|shown| shown.marked != mark) {
            self.shown.update(|shown| shown.marked = mark);
        }
    }

    /// Whether there is anything over the picture that could be left away.
    pub fn is_drawn_on(self) -> bool {
        self.picture.with(|picture| picture.scene.is_some()) || self.layer.with(Option::is_some)
    }

    pub fn toggle_original(self) {
        self.shown.update(|shown| shown.original = !shown.original);
    }

    /// Unfolds what stands beside the picture. Where it takes the picture's room, a second press folds it away.
    pub fn unfold(self, panel: Panel) {
        let open = self.panel.get_untracked() == Some(panel);
        self.panel.set((!open || is_wide()).then_some(panel));
    }

    /// Where a point of the picture lies on the stage now.
    pub fn on_stage(self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let view = self.view.get()?;
        let at = view.to_stage(Point::new(x, y));
        Some((at.x, at.y))
    }

    /// Asks where a remark belongs.
    pub fn aim(self) {
        self.talk.aim.set(Aim::Choosing);
        self.panel.set(Some(Panel::Remarks));
        self.focus();
    }

    /// The remark belongs to this place of the stage, or without one to the middle of what is shown.
    pub fn pin(self, at: Option<Point>) {
        let point = self.with(|stage| stage.point(at));
        if let Some(Point { x, y }) = point {
            self.talk.aim.set(Aim::At(x, y));
        }
    }

    /// Whether the next press says where a remark belongs.
    pub fn is_aiming(self) -> bool {
        self.talk.aim.get_untracked() == Aim::Choosing
    }

    /// Puts a remark in front, beside the picture.
    pub fn read(self, remark: &RemarkId) {
        self.talk.front.set(Some(remark.clone()));
        self.panel.set(Some(Panel::Remarks));
        browser::focus(&thread_id(remark));
    }

    /// Reads the stage; nothing before the canvas is there and after the viewer is gone.
    pub fn with<T>(self, read: impl FnOnce(&Stage) -> T) -> Option<T> {
        self.stage.try_with_value(|stage| stage.as_ref().map(read)).flatten()
    }

    /// Changes how the picture is seen.
    pub fn show(self, change: impl FnOnce(&mut Stage)) {
        self.stage.try_update_value(|stage| stage.as_mut().map(change));
        self.seen();
        self.paint_soon();
    }

    pub fn zoom(self, factor: f64) {
        self.show(|stage| stage.zoom(factor, None));
    }

    /// The shape under a place of the stage is pointed out.
    pub fn hover(self, at: Point) {
        let mark = self
            .shown
            .with_untracked(|shown| self.with(|stage| stage.under(at, shown)));
        self.point_out(mark.flatten());
    }

    /// Paints with the next frame, once for all that changes until then.
    pub fn paint_soon(self) {
        if self.frame.try_get_value() != Some(false) {
            return;
        }
        self.frame.set_value(true);
        request_animation_frame(move || {
            self.frame.try_set_value(false);
            let Some(shown) = self.shown.try_get_untracked() else {
                return;
            };
            let divider = self.divider.try_get_untracked().unwrap_or_default();
            self.stage
                .try_update_value(|stage| stage.as_mut().map(|stage| stage.paint(&shown, divider)));
            // The room may have another size now, and the picture with it.
            self.seen();
        });
    }

    fn seen(self) {
        let view = self.with(|stage| stage.is_open().then_some(stage.view)).flatten();
        if self.view.try_with_untracked(|now| *now != view) == Some(true) {
            self.view.set(view);
        }
    }

    pub fn focus(self) {
        self.with(|stage| stage.canvas().focus().is_ok());
    }

    /// Takes back what was begun; where nothing was, closes.
    pub fn escape(self) {
        if self.talk.aim.get_untracked() == Aim::None {
            self.leave();
        } else {
            self.talk.aim.set(Aim::None);
            self.focus();
        }
    }

    /// Closes the dialog, which gives the focus back to where it came from; its `close` event then takes it off the page.
    pub fn leave(self) {
        browser::close_dialog(DIALOG);
    }

    pub fn left(self) {
        self.viewing.close();
    }
}

/// Whether there is room beside the picture.
pub fn is_wide() -> bool {
    let wide = window().match_media("(min-width: 64rem)").ok().flatten();
    wide.is_some_and(|wide| wide.matches())
}

/// A scene for a picture of another size would put every shape in the wrong place.
fn fits(scene: &Scene, picture: &Screenshot) -> bool {
    (scene.width, scene.height) == (picture.width, picture.height)
}

fn sheet(opened: &Rc<picture::Picture>, picture: &Screenshot) -> Sheet {
    let scene = picture.scene.clone().filter(|scene| fits(scene, picture));
    Sheet {
        picture: Rc::clone(opened),
        layers: scene.map(|scene| (Group::Tester, scene)).into_iter().collect(),
    }
}
