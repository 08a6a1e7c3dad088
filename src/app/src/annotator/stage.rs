//! The picture, the editor on it and the two layers they are painted on.
//!
//! The lower layer holds the picture and everything that is settled; the upper one what follows the pointer, and the handles.
//! Drawing over a large picture with a thousand shapes so repaints one shape for each frame.

use super::{
    font::CanvasMeasure,
    painter::{self, Layer},
    paper::{Paper, Sight},
    picture::Picture,
    view::{Size, View},
};
use annotate::{Editor, Modifiers, Outcome, Point, Rect, Scene, State};
use leptos::prelude::window;
use std::rc::Rc;
use web_sys::HtmlCanvasElement;

pub type Drawing = Editor<CanvasMeasure>;

pub struct Stage {
    pub editor: Drawing,
    /// Shared, so that it outlives the stage while it is being saved.
    pub picture: Rc<Picture>,
    pub view: View,
    size: Size,
    ratio: f64,
    lower: Paper,
    upper: Layer,
    /// Whether the reader has zoomed or pushed; if not, the picture is fitted anew when the window changes.
    moved: bool,
}

impl Stage {
    pub fn new(
        picture: Picture,
        scene: Option<Scene>,
        lower: HtmlCanvasElement,
        upper: HtmlCanvasElement,
    ) -> Option<Self> {
        let scene = scene.unwrap_or_else(|| Scene::new(picture.width, picture.height));
        let mut stage = Self {
            editor: Editor::with_measure(scene, CanvasMeasure::new()),
            picture: Rc::new(picture),
            view: View {
                scale: 1.0,
                left: 0.0,
                top: 0.0,
            },
            size: (1.0, 1.0),
            ratio: 1.0,
            lower: Paper::new(lower)?,
            upper: Layer::new(upper)?,
            moved: false,
        };
        stage.resize();
        Some(stage)
    }

    fn picture_size(&self) -> Size {
        (f64::from(self.picture.width), f64::from(self.picture.height))
    }

    /// The window has another size, or the page another zoom.
    pub fn resize(&mut self) {
        let room = self.canvas().get_bounding_client_rect();
        self.size = (room.width(), room.height());
        self.ratio = window().device_pixel_ratio();
        self.lower.resize(self.size, self.ratio);
        self.upper.resize(self.size, self.ratio);
        if self.moved {
            self.show(self.view.panned(0.0, 0.0, self.picture_size(), self.size))
        } else {
            self.fit()
        }
    }

    /// Something of the picture itself looks different.
    pub fn renew(&mut self) {
        self.lower.renew();
    }

    fn show(&mut self, view: View) {
        self.view = view;
        // Every change of the view repaints everything anyway.
        let _ = self.editor.set_scale(view.scale);
    }

    pub fn fit(&mut self) {
        self.moved = false;
        self.show(View::fit(self.picture_size(), self.size));
    }

    pub fn zoom(&mut self, factor: f64, at: Option<Point>) {
        self.moved = true;
        let at = at.unwrap_or_else(|| Point::new(self.size.0 / 2.0, self.size.1 / 2.0));
        self.show(
            self.view
                .zoomed(factor, at)
                .panned(0.0, 0.0, self.picture_size(), self.size),
        );
    }

    /// By whole pixels of the screen, so that what was painted can be moved.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        self.moved = true;
        let panned = self.view.panned(dx, dy, self.picture_size(), self.size);
        let whole = |from: f64, to: f64| from + ((to - from) * self.ratio).round() / self.ratio;
        self.show(View {
            left: whole(self.view.left, panned.left),
            top: whole(self.view.top, panned.top),
            ..panned
        });
    }

    /// Where an event of the window lies on the stage.
    pub fn place(&self, x: f64, y: f64) -> Point {
        let room = self.canvas().get_bounding_client_rect();
        Point::new(x - room.left(), y - room.top())
    }

    pub fn canvas(&self) -> &HtmlCanvasElement {
        self.upper.canvas()
    }

    /// Passes a place of the stage on to the editor, in picture pixels.
    pub fn point(
        &mut self,
        at: Point,
        modifiers: Modifiers,
        input: impl FnOnce(&mut Drawing, Point, Modifiers) -> Outcome,
    ) -> Outcome {
        let on_picture = self.view.to_picture(at);
        input(&mut self.editor, on_picture, modifiers)
    }

    /// The part of the picture that is to be seen.
    pub fn shown(&self) -> Rect {
        self.view.shown(self.picture_size(), self.size)
    }

    /// Beside what is selected; the middle of the stage when nothing is.
    pub fn selection_place(&self) -> Point {
        match self.editor.selected_bounds() {
            Some(bounds) => self.view.to_stage(Point::new(bounds.right(), bounds.y)),
            None => Point::new(self.size.0 / 2.0, self.size.1 / 2.0),
        }
    }

    pub fn heed(&mut self, outcome: &Outcome) {
        if outcome.scene_changed {
            self.lower.change();
        }
    }

    pub fn paint(&mut self) {
        let preview = self.editor.preview();
        let dragged = preview.iter().filter(|_| self.editor.state() == State::Dragging);
        let typed = self.editor.typing().and_then(|typing| typing.shape);
        let left_out: Vec<u64> = dragged.map(|shape| shape.id).chain(typed).collect();
        let sight = Sight {
            view: self.view,
            ratio: self.ratio,
        };
        self.lower.paint(&self.editor, &self.picture, sight, left_out);
        let context = self.upper.begin(self.view, self.ratio, None);
        for shape in self.editor.preview() {
            painter::paint(context, &self.editor.plan_of(shape), &self.picture);
        }
        painter::paint(context, &self.editor.overlay(), &self.picture);
        self.upper.end();
    }
}
