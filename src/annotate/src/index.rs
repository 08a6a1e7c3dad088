//! Where shapes are, so that asking what lies under a point does not look at all of them: a grid over the picture, each of whose cells
//! knows what reaches into it. An index belongs to a scene as it was; whoever changes the scene makes another.

use crate::geometry::{Point, Rect};
use crate::hit;
use crate::paint::painted_bounds;
use crate::scene::Scene;
use crate::text::TextMeasure;

/// Cells along either side.
const SIDE: usize = 32;
/// A shape in more cells than this is kept beside the grid: it would be looked at anyway.
const MANY: usize = SIDE * SIDE / 8;

/// See the module.
#[derive(Debug, Clone)]
pub struct SpatialIndex {
    /// Picture pixels to cells.
    scale: (f64, f64),
    /// Places of shapes in the scene, from the bottom to the top.
    cells: Vec<Vec<u32>>,
    everywhere: Vec<u32>,
}

impl SpatialIndex {
    /// Looks at every shape once.
    #[must_use]
    pub fn new(scene: &Scene, measure: &impl TextMeasure) -> Self {
        let side = SIDE as f64;
        let mut index = Self {
            scale: (side / f64::from(scene.width), side / f64::from(scene.height)),
            cells: vec![Vec::new(); SIDE * SIDE],
            everywhere: Vec::new(),
        };
        for (place, shape) in (0_u32..).zip(&scene.shapes) {
            index.insert(place, painted_bounds(shape, measure));
        }
        index
    }

    fn insert(&mut self, place: u32, bounds: Rect) {
        let (across, down) = self.span(bounds);
        if across.clone().count() * down.clone().count() > MANY {
            self.everywhere.push(place);
            return;
        }
        for row in down {
            for column in across.clone() {
                self.cells[row * SIDE + column].push(place);
            }
        }
    }

    /// The cells that `area` touches. What lies beside the picture counts to the cells at its edge, of areas as of points, so that
    /// neither misses the other.
    fn span(&self, area: Rect) -> (std::ops::RangeInclusive<usize>, std::ops::RangeInclusive<usize>) {
        // The cast loses nothing: what is cast lies between 0 and SIDE.
        let cell = |at: f64, scale: f64| (at * scale).clamp(0.0, SIDE as f64 - 1.0) as usize;
        (
            cell(area.x, self.scale.0)..=cell(area.right(), self.scale.0),
            cell(area.y, self.scale.1)..=cell(area.bottom(), self.scale.1),
        )
    }

    /// As [`hit::topmost`] on the scene that the index was made of.
    #[must_use]
    pub fn topmost(&self, scene: &Scene, p: Point, tolerance: f64, measure: &impl TextMeasure) -> Option<u64> {
        let near = self.near(p, tolerance);
        let shapes = near.iter().rev().filter_map(|place| scene.shapes.get(*place as usize));
        hit::topmost_of(shapes, p, tolerance, measure)
    }

    /// Places of the shapes that may lie within `tolerance` of `p`, from the bottom to the top.
    fn near(&self, p: Point, tolerance: f64) -> Vec<u32> {
        if !p.is_finite() {
            return Vec::new();
        }
        let (across, down) = self.span(Rect::new(p.x, p.y, 0.0, 0.0).inflate(tolerance));
        let mut near = self.everywhere.clone();
        for row in down {
            for column in across.clone() {
                near.extend(&self.cells[row * SIDE + column]);
            }
        }
        near.sort_unstable();
        near.dedup();
        near
    }
}
