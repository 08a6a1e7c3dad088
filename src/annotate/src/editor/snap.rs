//! What is dragged snaps to what is there: its sides and middles to those of the other shapes and of the picture.

use super::Editor;
use super::gesture::Grip;
use crate::geometry::{Point, Rect};
use crate::hit::{self, Handle};
use crate::paint::{Draw, guide_plan};
use crate::scene::Scene;
use crate::shape::ShapeKind;
use crate::text::TextMeasure;
use crate::tool::Modifiers;

/// From how near something snaps, in screen pixels.
const PULL: f64 = 5.0;

/// Where sides and middles are, in order.
#[derive(Debug, Clone, Default)]
pub(in crate::editor) struct Lines {
    across: Vec<f64>,
    down: Vec<f64>,
}

/// A line that something has snapped to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::editor) enum Guide {
    Upright(f64),
    Level(f64),
}

impl Guide {
    pub(super) fn plan(self, scale: f64, picture: Rect) -> Draw {
        match self {
            Self::Upright(x) => guide_plan(Point::new(x, 0.0), Point::new(x, picture.h), scale),
            Self::Level(y) => guide_plan(Point::new(0.0, y), Point::new(picture.w, y), scale),
        }
    }
}

fn stops(start: f64, length: f64) -> [f64; 3] {
    [start, start + length / 2.0, start + length]
}

impl Lines {
    /// Those of the picture and of every shape that is not among `moved`.
    pub(super) fn of(scene: &Scene, moved: &[u64], measure: &impl TextMeasure) -> Self {
        let mut lines = Self::default();
        lines.add(scene.picture());
        for shape in scene.shapes.iter().filter(|shape| !moved.contains(&shape.id)) {
            lines.add(hit::bounds(shape, measure));
        }
        lines.across.sort_by(f64::total_cmp);
        lines.down.sort_by(f64::total_cmp);
        lines
    }

    fn add(&mut self, bounds: Rect) {
        self.across.extend(stops(bounds.x, bounds.w));
        self.down.extend(stops(bounds.y, bounds.h));
    }
}

/// The least that one of `own` has to move to lie on one of `lines`, and that line; nothing when none is near.
fn pull(lines: &[f64], own: &[f64], reach: f64) -> Option<(f64, f64)> {
    let nearest = |at: f64| {
        let next = lines.partition_point(|line| *line < at);
        let around = [next.checked_sub(1), Some(next)].into_iter().flatten();
        around.filter_map(|n| lines.get(n)).map(move |line| (line - at, *line))
    };
    let all = own.iter().flat_map(|at| nearest(*at));
    all.filter(|(by, _)| by.abs() <= reach)
        .min_by(|(a, _), (b, _)| a.abs().total_cmp(&b.abs()))
}

impl<M: TextMeasure> Editor<M> {
    /// Where the pointer counts as being when it drags to `p`, so that what is dragged lies on a line; those it lies on then are told.
    /// With Shift the drag follows a rule of its own, and what is turned has no sides to go by.
    pub(super) fn snapped(
        &self,
        grip: Grip,
        start: Point,
        p: Point,
        lines: &Lines,
        modifiers: Modifiers,
        guides: &mut Vec<Guide>,
    ) -> Point {
        if modifiers.shift || modifiers.free {
            return p;
        }
        let (dx, dy) = (p.x - start.x, p.y - start.y);
        let (across, down): (Vec<f64>, Vec<f64>) = match grip {
            Grip::Whole { .. } => match self.selected_bounds() {
                Some(bounds) => (
                    stops(bounds.x + dx, bounds.w).into(),
                    stops(bounds.y + dy, bounds.h).into(),
                ),
                None => return p,
            },
            Grip::Handle { handle, at } => {
                let upright = self
                    .only_selected()
                    .is_some_and(|shape| shape.angle == 0.0 && matches!(shape.kind, ShapeKind::Area { .. }));
                if !upright || handle == Handle::Turn {
                    return p;
                }
                (vec![at.x + dx], vec![at.y + dy])
            }
        };
        let reach = PULL / self.scale;
        let mut snapped = p;
        if let Some((by, line)) = pull(&lines.across, &across, reach) {
            snapped.x += by;
            guides.push(Guide::Upright(line));
        }
        if let Some((by, line)) = pull(&lines.down, &down, reach) {
            snapped.y += by;
            guides.push(Guide::Level(line));
        }
        snapped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_line_pulls() {
        let lines = [0.0, 50.0, 100.0];
        assert_eq!(pull(&lines, &[46.0, 97.0], 5.0), Some((3.0, 100.0)));
        assert_eq!(pull(&lines, &[46.0], 5.0), Some((4.0, 50.0)));
        assert_eq!(pull(&lines, &[75.0], 5.0), None);
        assert_eq!(pull(&lines, &[-3.0, 200.0], 5.0), Some((3.0, 0.0)));
        assert_eq!(pull(&[], &[1.0], 5.0), None);
    }
}
