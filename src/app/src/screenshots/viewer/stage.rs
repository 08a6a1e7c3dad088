//! The canvas: the picture with the shapes that are to be seen, under one view. Decides nothing of its own; what is shown
//! is told with every painting.

use crate::annotator::{
    font::CanvasMeasure,
    painter::{self, Prepared},
    picture::{Picture, context},
    view::{Size, View},
};
use annotate::{
    Point, Rect, Scene, Shape, hit, overlay_plan,
    paint::{dim, painted_bounds},
    plan_shape,
};
use leptos::prelude::window;
use std::{collections::HashSet, rc::Rc};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Room left around a fitted picture, in CSS pixels.
const MARGIN: f64 = 12.0;
/// A picture that is this much larger than the stage counts as zoomed.
const SLACK: f64 = 1.5;

/// Who drew a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    Tester,
    Client,
}

/// A shape, by who drew it and its id there.
pub type Mark = (Group, u64);

/// A picture with what was drawn over it, from the bottom to the top.
pub struct Sheet {
    pub picture: Rc<Picture>,
    pub layers: Vec<(Group, Scene)>,
}

/// A sheet as it is painted: nothing of it changes while it is looked at.
struct Held {
    picture: Rc<Picture>,
    layers: Vec<Layer>,
}

struct Layer {
    group: Group,
    scene: Scene,
    /// Of each shape, in their order, where its paint lies, and the paint.
    painted: Vec<(Rect, Prepared)>,
}

impl Layer {
    fn new(group: Group, scene: Scene, measure: &CanvasMeasure) -> Self {
        let paint = |shape| {
            let plan = plan_shape(&scene, shape, measure);
            (painted_bounds(shape, measure), Prepared::new(&plan))
        };
        Self {
            painted: scene.shapes.iter().map(paint).collect(),
            group,
            scene,
        }
    }

    /// Its shapes that are to be seen, from the bottom to the top, each with its paint.
    fn visible<'a>(
        &'a self,
        shown: &'a Shown,
    ) -> impl DoubleEndedIterator<Item = (&'a Shape, &'a (Rect, Prepared))> + Clone {
        let all = self.scene.shapes.iter().zip(&self.painted);
        all.filter(|(shape, _)| !shown.hidden.contains(&(self.group, shape.id)))
    }
}

impl Held {
    fn of(sheet: Sheet, measure: &CanvasMeasure) -> Self {
        let layer = |(group, scene)| Layer::new(group, scene, measure);
        Self {
            picture: sheet.picture,
            layers: sheet.layers.into_iter().map(layer).collect(),
        }
    }

    fn size(&self) -> Size {
        (f64::from(self.picture.width), f64::from(self.picture.height))
    }
}

/// What of it is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    /// Without any annotation.
    pub original: bool,
    pub hidden: HashSet<Mark>,
    /// What is pointed out.
    pub marked: Option<Mark>,
}

pub struct Stage {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    measure: CanvasMeasure,
    front: Option<Held>,
    /// What the front is compared with: as broad as it, whatever its own size.
    back: Option<Held>,
    pub view: View,
    size: Size,
    ratio: f64,
    /// Whether the reader has zoomed or pushed; if not, the picture is fitted anew when there is more or less room.
    moved: bool,
}

/// The whole picture in the middle, never larger than it is.
fn fitted(picture: Size, stage: Size) -> View {
    let room = ((stage.0 - 2.0 * MARGIN).max(1.0), (stage.1 - 2.0 * MARGIN).max(1.0));
    let scale = (room.0 / picture.0).min(room.1 / picture.1).min(1.0);
    View {
        scale,
        left: (stage.0 - picture.0 * scale) / 2.0,
        top: (stage.1 - picture.1 * scale) / 2.0,
    }
}

impl Stage {
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        Some(Self {
            context: context(&canvas)?,
            canvas,
            measure: CanvasMeasure::new(),
            front: None,
            back: None,
            view: View {
                scale: 1.0,
                left: 0.0,
                top: 0.0,
            },
            size: (1.0, 1.0),
            ratio: 1.0,
            moved: false,
        })
    }

    pub fn put(&mut self, sheet: Option<Sheet>) {
        self.front = sheet.map(|sheet| Held::of(sheet, &self.measure));
        self.back = None;
        self.size_up();
        self.fit();
    }

    /// Lays more shapes over the picture in front.
    pub fn add(&mut self, group: Group, scene: Scene) {
        if let Some(sheet) = &mut self.front {
            sheet.layers.push(Layer::new(group, scene, &self.measure));
        }
    }

    /// Takes such shapes away again.
    pub fn drop_layer(&mut self, group: Group) {
        if let Some(sheet) = &mut self.front {
            sheet.layers.retain(|layer| layer.group != group);
        }
    }

    pub fn lay_over(&mut self, sheet: Option<Sheet>) {
        self.back = sheet.map(|sheet| Held::of(sheet, &self.measure));
    }

    /// Between which places of the stage the picture is to be seen.
    fn seen_across(&self) -> (f64, f64) {
        let left = self.view.left.max(0.0);
        let right = (self.view.left + self.picture_size().0 * self.view.scale).min(self.size.0);
        (left, right.max(left))
    }

    /// Where so many percent of what is seen of the picture end.
    pub fn along(&self, percent: f64) -> f64 {
        let (left, right) = self.seen_across();
        left + (right - left) * percent / 100.0
    }

    /// How many percent of what is seen of the picture lie left of a place of the stage.
    pub fn percent(&self, x: f64) -> f64 {
        let (left, right) = self.seen_across();
        (x - left) / (right - left).max(1.0) * 100.0
    }

    pub fn is_open(&self) -> bool {
        self.front.is_some()
    }

    pub fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    fn picture_size(&self) -> Size {
        self.front.as_ref().map_or((1.0, 1.0), Held::size)
    }

    /// Takes over the room that the page gives the canvas now.
    fn size_up(&mut self) {
        let room = self.canvas.get_bounding_client_rect();
        let (size, ratio) = ((room.width(), room.height()), window().device_pixel_ratio());
        if (size, ratio) == (self.size, self.ratio) {
            return;
        }
        (self.size, self.ratio) = (size, ratio);
        // Sizes of a window: far below what a u32 holds, never below zero.
        let pixels = |side: f64| (side * ratio).round().max(1.0) as u32;
        self.canvas.set_width(pixels(size.0));
        self.canvas.set_height(pixels(size.1));
        if self.moved {
            self.view = self.view.panned(0.0, 0.0, self.picture_size(), self.size);
        } else {
            self.fit();
        }
    }

    pub fn fit(&mut self) {
        self.moved = false;
        self.view = fitted(self.picture_size(), self.size);
    }

    /// Whether some of the picture lies outside of the stage, or could be made to.
    pub fn is_zoomed(&self) -> bool {
        let (width, height) = self.picture_size();
        let scale = self.view.scale;
        width * scale > self.size.0 + SLACK || height * scale > self.size.1 + SLACK
    }

    /// Zooms around a place of the stage, or around its middle.
    pub fn zoom(&mut self, factor: f64, at: Option<Point>) {
        self.moved = true;
        let at = at.unwrap_or_else(|| Point::new(self.size.0 / 2.0, self.size.1 / 2.0));
        let zoomed = self.view.zoomed(factor, at);
        self.view = zoomed.panned(0.0, 0.0, self.picture_size(), self.size);
    }

    pub fn pan(&mut self, dx: f64, dy: f64) {
        self.moved = true;
        self.view = self.view.panned(dx, dy, self.picture_size(), self.size);
    }

    /// Where an event of the window lies on the stage.
    pub fn place(&self, x: f64, y: f64) -> Point {
        let room = self.canvas.get_bounding_client_rect();
        Point::new(x - room.left(), y - room.top())
    }

    /// The point of the picture at a place of the stage, or in the middle of what is shown; the nearest one where there is no
    /// picture.
    pub fn point(&self, at: Option<Point>) -> Point {
        let (width, height) = self.picture_size();
        let inside = |p: Point| Point::new(p.x.clamp(0.0, width), p.y.clamp(0.0, height));
        let on_picture = |x, y| inside(self.view.to_picture(Point::new(x, y)));
        match at {
            Some(at) => on_picture(at.x, at.y).rounded(),
            None => on_picture(0.0, 0.0)
                .midpoint(on_picture(self.size.0, self.size.1))
                .rounded(),
        }
    }

    /// The topmost shape under a place of the stage, of those that are shown.
    pub fn under(&self, at: Point, shown: &Shown) -> Option<Mark> {
        let on_picture = self.view.to_picture(at);
        let tolerance = hit::TOLERANCE / self.view.scale;
        let layers = self.front.iter().flat_map(|sheet| sheet.layers.iter().rev());
        layers.filter(|_| !shown.original).find_map(|layer| {
            let near = layer.visible(shown).rev();
            let near = near.filter(|(_, (bounds, _))| bounds.inflate(tolerance).contains(on_picture));
            let hit = hit::topmost_of(near.map(|(shape, _)| shape), on_picture, tolerance, &self.measure)?;
            Some((layer.group, hit))
        })
    }

    /// Of two pictures the front one is painted up to the divider, in percent, and the other from there on.
    pub fn paint(&mut self, shown: &Shown, divider: f64) {
        self.size_up();
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        // Neither fails with finite numbers.
        let _ = self.context.reset_transform();
        self.context.clear_rect(0.0, 0.0, width, height);
        let Some(sheet) = &self.front else { return };
        if let Some(back) = &self.back {
            let divided = self.along(divider) * self.ratio;
            // In its own pixels the other may be larger or smaller.
            let factor = sheet.size().0 / back.size().0;
            // What is hidden is hidden of the front; the other has shapes of its own.
            let whole = Shown {
                original: shown.original,
                ..Shown::default()
            };
            self.within(divided, width - divided, height, || {
                self.paint_sheet(back, &whole, factor);
            });
            self.within(0.0, divided, height, || {
                self.paint_sheet(sheet, shown, 1.0);
            });
        } else {
            self.paint_sheet(sheet, shown, 1.0);
        }
        self.look_through(1.0);
        if let Some((group, id)) = shown.marked {
            let marked = sheet.layers.iter().find(|layer| layer.group == group);
            if let Some(shape) = marked.and_then(|layer| layer.scene.shape(id)) {
                let plan = overlay_plan(shape, &self.measure, self.view.scale, false);
                painter::paint(&self.context, &plan, &sheet.picture);
            }
        }
    }

    /// Paints nothing outside of a strip of the canvas.
    fn within(&self, left: f64, width: f64, height: f64, paint: impl FnOnce()) {
        self.context.save();
        let _ = self.context.reset_transform();
        self.context.begin_path();
        self.context.rect(left, 0.0, width.max(0.0), height);
        self.context.clip();
        paint();
        self.context.restore();
    }

    /// Maps picture pixels onto the canvas, `factor` times as large as those of the front.
    fn look_through(&self, factor: f64) {
        let View { scale, left, top } = self.view;
        let (scale, ratio) = (scale * self.ratio * factor, self.ratio);
        let _ = self
            .context
            .set_transform(scale, 0.0, 0.0, scale, left * ratio, top * ratio);
    }

    /// Paints one whose pixels are `factor` times as large as those of the front.
    fn paint_sheet(&self, sheet: &Held, shown: &Shown, factor: f64) {
        self.look_through(factor);
        let context = &self.context;
        let view = View {
            scale: self.view.scale * factor,
            ..self.view
        };
        let scale = view.scale * self.ratio;
        // From there on single pixels are wanted, not a blur.
        context.set_image_smoothing_enabled(scale < 2.0);
        let seen = view.shown(sheet.size(), self.size);
        sheet.picture.paint(context, scale, seen);
        if shown.original {
            return;
        }
        for layer in &sheet.layers {
            let dimmed = dim(&layer.scene, layer.visible(shown).map(|(shape, _)| shape));
            painter::paint(context, dimmed.as_slice(), &sheet.picture);
            for (_, (bounds, paint)) in layer.visible(shown) {
                if bounds.meets(seen) {
                    paint.paint(context, &sheet.picture);
                }
            }
        }
    }
}
