//! The lower layer: the picture and everything that is settled on it. Of what has changed only its place is painted anew, and what is
//! pushed is moved, and painted where it has come into sight.

use super::{
    painter::{self, Layer, Prepared},
    picture::Picture,
    stage::Drawing,
    view::{Size, View},
};
use annotate::{Draw, Rect, Shape};
use std::collections::{HashMap, HashSet};
use web_sys::HtmlCanvasElement;

pub struct Paper {
    layer: Layer,
    /// Every shape of the scene as it was painted last, and where its paint lies.
    prepared: HashMap<u64, Kept>,
    /// Something of the scene may have changed.
    stale: bool,
    /// What is on the layer; nothing when all of it is to be painted.
    painted: Option<Painted>,
}

/// A shape that was painted: as long as it stays the same, so does what is painted.
struct Kept {
    shape: Shape,
    bounds: Rect,
    paint: Prepared,
}

struct Painted {
    view: View,
    order: Vec<u64>,
    left_out: Vec<u64>,
    dimmed: Option<Draw>,
}

/// How the picture is looked at.
#[derive(Clone, Copy)]
pub struct Sight {
    pub view: View,
    pub ratio: f64,
}

impl Sight {
    /// A part of the layer, in its pixels, as a part of the picture, with a little around it: so that what lies beside the edge is what
    /// it would be in the whole.
    fn on_picture(self, area: Rect) -> Rect {
        const AROUND: f64 = 2.0;
        let scale = self.view.scale * self.ratio;
        let (left, top) = (self.view.left * self.ratio, self.view.top * self.ratio);
        let area = area.inflate(AROUND);
        Rect::new(
            (area.x - left) / scale,
            (area.y - top) / scale,
            area.w / scale,
            area.h / scale,
        )
    }

    /// A part of the picture on the layer: whole pixels, and what is smoothed beside them.
    fn on_layer(self, area: Rect) -> Rect {
        let scale = self.view.scale * self.ratio;
        let (left, top) = (self.view.left * self.ratio, self.view.top * self.ratio);
        let (x, y) = (
            (area.x * scale + left).floor() - 1.0,
            (area.y * scale + top).floor() - 1.0,
        );
        let right = (area.right() * scale + left).ceil() + 1.0;
        let bottom = (area.bottom() * scale + top).ceil() + 1.0;
        Rect::new(x, y, right - x, bottom - y)
    }

    /// By how many pixels of the layer everything is pushed since `before`; nothing when it is not only pushed.
    fn pushed_since(self, before: View) -> Option<(f64, f64)> {
        let whole = |by: f64| ((by - by.round()).abs() < 1e-6).then(|| by.round());
        let dx = whole((self.view.left - before.left) * self.ratio)?;
        let dy = whole((self.view.top - before.top) * self.ratio)?;
        (self.view.scale == before.scale).then_some((dx, dy))
    }
}

impl Paper {
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        Some(Self {
            layer: Layer::new(canvas)?,
            prepared: HashMap::new(),
            stale: true,
            painted: None,
        })
    }

    pub fn resize(&mut self, size: Size, ratio: f64) {
        self.layer.resize(size, ratio);
        self.painted = None;
    }

    /// Something of the scene may have changed.
    pub fn change(&mut self) {
        self.stale = true;
    }

    /// Everything looks different.
    pub fn renew(&mut self) {
        self.painted = None;
    }

    /// Paints the picture and the scene without the shapes `left_out`.
    pub fn paint(&mut self, editor: &Drawing, picture: &Picture, sight: Sight, left_out: Vec<u64>) {
        let mut dirty = if self.stale { self.prepare(editor) } else { Vec::new() };
        let dimmed = editor.dimmed();
        let whole = Rect::new(0.0, 0.0, self.layer.width(), self.layer.height());
        let order: Vec<u64> = editor.scene().shapes.iter().map(|shape| shape.id).collect();
        let before = self.painted.take();
        let before = before.filter(|before| before.dimmed == dimmed && in_order(&before.order, &order));
        let pushed = before.as_ref().and_then(|before| sight.pushed_since(before.view));
        let regions = match (before, pushed) {
            (Some(before), Some(pushed)) => {
                let either = before.left_out.iter().chain(&left_out);
                let one = either.filter(|id| before.left_out.contains(id) != left_out.contains(id));
                dirty.extend(one.filter_map(|id| self.prepared.get(id)).map(|kept| kept.bounds));
                let mut regions = self.layer.push(pushed, whole);
                regions.extend(dirty.into_iter().reduce(Rect::union).map(|area| sight.on_layer(area)));
                regions
            }
            _ => vec![whole],
        };
        for region in regions {
            self.repaint(region, editor, picture, sight, &left_out, dimmed.as_ref());
        }
        self.painted = Some(Painted {
            view: sight.view,
            order,
            left_out,
            dimmed,
        });
    }

    fn repaint(
        &self,
        region: Rect,
        editor: &Drawing,
        picture: &Picture,
        sight: Sight,
        left_out: &[u64],
        dimmed: Option<&Draw>,
    ) {
        let context = self.layer.begin(sight.view, sight.ratio, Some(region));
        let scale = sight.view.scale * sight.ratio;
        // From there on single pixels are wanted, not a blur.
        context.set_image_smoothing_enabled(scale < 2.0);
        let scene = editor.scene();
        let shown = sight.on_picture(region);
        picture.paint(context, scale, shown);
        painter::paint(context, dimmed.map_or(&[], std::slice::from_ref), picture);
        for shape in scene.shapes.iter().filter(|shape| !left_out.contains(&shape.id)) {
            let kept = self.prepared.get(&shape.id).filter(|kept| kept.bounds.meets(shown));
            if let Some(kept) = kept {
                kept.paint.paint(context, picture);
            }
        }
        self.layer.end();
    }

    /// Prepares what is new or has changed, lets go of what is gone, and tells where either is or was.
    fn prepare(&mut self, editor: &Drawing) -> Vec<Rect> {
        self.stale = false;
        let scene = editor.scene();
        let mut dirty = Vec::new();
        let there: HashSet<u64> = scene.shapes.iter().map(|shape| shape.id).collect();
        self.prepared.retain(|id, kept| {
            let stays = there.contains(id);
            if !stays {
                dirty.push(kept.bounds);
            }
            stays
        });
        for shape in &scene.shapes {
            let before = self.prepared.get(&shape.id);
            if before.is_some_and(|kept| kept.shape == *shape) {
                continue;
            }
            let bounds = editor.painted_bounds(shape);
            dirty.extend(before.map(|kept| kept.bounds));
            dirty.push(bounds);
            let kept = Kept {
                shape: shape.clone(),
                bounds,
                paint: Prepared::new(&editor.plan_of(shape)),
            };
            self.prepared.insert(shape.id, kept);
        }
        dirty
    }
}

/// Whether what is in both lies in the same order in both.
fn in_order(before: &[u64], now: &[u64]) -> bool {
    if before == now {
        return true;
    }
    let (old, new): (HashSet<_>, HashSet<_>) = (before.iter().collect(), now.iter().collect());
    let stayed = before.iter().filter(|id| new.contains(id));
    stayed.eq(now.iter().filter(|id| old.contains(id)))
}
