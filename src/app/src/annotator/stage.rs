//! The picture, the editor on it and the two layers they are painted on.
//!
//! The lower layer holds the picture and everything that is settled; the upper one what follows the pointer, and the handles.
//! Drawing over a large picture with a thousand shapes so repaints one shape for each frame.

use super::{
    font::CanvasMeasure,
    painter::{self, Prepared},
    picture::{Picture, context},
    view::{Size, View},
};
use annotate::{Draw, Editor, Modifiers, Outcome, Point, Rect, Scene, Shape, State};
use leptos::prelude::window;
use std::{collections::HashMap, rc::Rc};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

pub type Drawing = Editor<CanvasMeasure>;

pub struct Stage {
    pub editor: Drawing,
    /// Shared, so that it outlives the stage while it is being saved.
    pub picture: Rc<Picture>,
    pub view: View,
    size: Size,
    ratio: f64,
    lower: Layer,
    upper: Layer,
    /// Every shape of the scene as it was painted last, and where its paint lies.
    prepared: HashMap<u64, Kept>,
    /// The shapes that the lower layer leaves out, because they are being dragged or retyped.
    left_out: Vec<u64>,
    lower_stale: bool,
    /// Whether the reader has zoomed or pushed; if not, the picture is fitted anew when the window changes.
    moved: bool,
}

/// A shape that was painted: as long as it stays the same, so does what is painted.
struct Kept {
    shape: Shape,
    bounds: Rect,
    paint: Prepared,
}

struct Layer {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Layer {
    fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = context(&canvas)?;
        Some(Self { canvas, context })
    }

    fn resize(&self, size: Size, ratio: f64) {
        // Sizes of a window: far below what a u32 holds, never below zero.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a window's size")]
        let pixels = |side: f64| (side * ratio).round().max(1.0) as u32;
        self.canvas.set_width(pixels(size.0));
        self.canvas.set_height(pixels(size.1));
    }

    /// Wipes the layer and maps picture pixels onto it.
    fn begin(&self, view: View, ratio: f64) {
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        let scale = view.scale * ratio;
        // Neither fails with finite numbers.
        let _ = self.context.reset_transform();
        self.context.clear_rect(0.0, 0.0, width, height);
        let _ = self
            .context
            .set_transform(scale, 0.0, 0.0, scale, view.left * ratio, view.top * ratio);
    }
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
            lower: Layer::new(lower)?,
            upper: Layer::new(upper)?,
            prepared: HashMap::new(),
            left_out: Vec::new(),
            lower_stale: true,
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
        let room = self.upper.canvas.get_bounding_client_rect();
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
        self.lower_stale = true;
    }

    fn show(&mut self, view: View) {
        self.view = view;
        self.lower_stale = true;
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

    pub fn pan(&mut self, dx: f64, dy: f64) {
        self.moved = true;
        self.show(self.view.panned(dx, dy, self.picture_size(), self.size));
    }

    /// Where an event of the window lies on the stage.
    pub fn place(&self, x: f64, y: f64) -> Point {
        let room = self.upper.canvas.get_bounding_client_rect();
        Point::new(x - room.left(), y - room.top())
    }

    pub fn canvas(&self) -> &HtmlCanvasElement {
        &self.upper.canvas
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
        self.lower_stale |= outcome.scene_changed;
    }

    pub fn paint(&mut self) {
        let preview = self.editor.preview();
        let dragged = preview.iter().filter(|_| self.editor.state() == State::Dragging);
        let typed = self.editor.typing().and_then(|typing| typing.shape);
        let left_out: Vec<u64> = dragged.map(|shape| shape.id).chain(typed).collect();
        // What a spotlight in hand leaves dim lies below everything else.
        let spot = preview.iter().any(|shape| shape.kind.spotlight().is_some());
        if self.lower_stale || spot || left_out != self.left_out {
            (self.left_out, self.lower_stale) = (left_out, spot);
            self.paint_lower();
        }
        self.upper.begin(self.view, self.ratio);
        for shape in self.editor.preview() {
            painter::paint(&self.upper.context, &self.editor.plan_of(shape), &self.picture);
        }
        painter::paint(&self.upper.context, &self.editor.overlay(), &self.picture);
    }

    fn paint_lower(&mut self) {
        self.prepare();
        self.lower.begin(self.view, self.ratio);
        let context = &self.lower.context;
        // From there on single pixels are wanted, not a blur.
        context.set_image_smoothing_enabled(self.view.scale * self.ratio < 2.0);
        self.picture.paint(context, self.view.scale * self.ratio, self.shown());
        let scene = self.editor.scene();
        let dimmed: Vec<Draw> = self.editor.dimmed().into_iter().collect();
        painter::paint(context, &dimmed, &self.picture);
        let shown = self.shown();
        let settled = |shape: &&Shape| !self.left_out.contains(&shape.id);
        for shape in scene.shapes.iter().filter(settled) {
            let kept = self.prepared.get(&shape.id).filter(|kept| kept.bounds.meets(shown));
            if let Some(kept) = kept {
                kept.paint.paint(context, &self.picture);
            }
        }
    }

    /// Prepares what is new or has changed, and lets go of what is gone.
    fn prepare(&mut self) {
        let scene = self.editor.scene();
        if self.prepared.len() > scene.shapes.len() {
            self.prepared.retain(|id, _| scene.shape(*id).is_some());
        }
        for shape in &scene.shapes {
            if self.prepared.get(&shape.id).is_some_and(|kept| kept.shape == *shape) {
                continue;
            }
            let kept = Kept {
                shape: shape.clone(),
                bounds: self.editor.painted_bounds(shape),
                paint: Prepared::new(&self.editor.plan_of(shape)),
            };
            self.prepared.insert(shape.id, kept);
        }
    }
}
