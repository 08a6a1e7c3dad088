//! What testers draw over their screenshots, as scenes of the annotation editor.

use annotate::{PALETTE, Point, Scene, Shape, ShapeKind, Style, text_size_for_picture};

/// A scene in the making.
pub struct Notes {
    scene: Scene,
    style: Style,
}

impl Notes {
    pub fn on(width: u32, height: u32) -> Self {
        Self {
            scene: Scene::new(width, height),
            style: Style::for_picture(width, height),
        }
    }

    fn add(mut self, kind: ShapeKind) -> Self {
        let id = self.scene.next_id();
        self.scene.shapes.push(Shape::new(id, self.style, kind));
        self
    }

    /// The colour of what follows: a place in the editor's palette.
    pub fn color(mut self, place: usize) -> Self {
        self.style.color = PALETTE[place % PALETTE.len()];
        self
    }

    pub fn rect(self, x: f64, y: f64, w: f64, h: f64) -> Self {
        self.add(ShapeKind::rect(x, y, w, h))
    }

    pub fn arrow(self, from: (f64, f64), to: (f64, f64)) -> Self {
        self.add(ShapeKind::arrow(Point::new(from.0, from.1), Point::new(to.0, to.1)))
    }

    pub fn text(self, x: f64, y: f64, text: &str) -> Self {
        let size = text_size_for_picture(self.scene.width, self.scene.height);
        self.add(ShapeKind::text(Point::new(x, y), text.to_owned(), size))
    }

    /// A freehand line that wavers a little, as hands do.
    pub fn pen(self, from: (f64, f64), to: (f64, f64)) -> Self {
        let points = (0..=24_u32).map(|n| {
            let part = f64::from(n) / 24.0;
            let waver = (part * 19.0).sin() * 2.5;
            Point::new(from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part + waver).rounded()
        });
        let points = points.collect();
        self.add(ShapeKind::pen(points))
    }

    pub fn redact(self, x: f64, y: f64, w: f64, h: f64) -> Self {
        self.add(ShapeKind::redact(x, y, w, h))
    }

    pub fn done(self) -> Scene {
        self.scene
    }
}
