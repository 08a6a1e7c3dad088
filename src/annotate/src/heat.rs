//! Where marks gather: the shapes of many scenes on one grid, whatever the size of each picture.
//!
//! Every mark weighs one, spread over the cells that it covers: a box over its area, a line along its length. Redactions and
//! spotlights are no marks, since they say what not to look at, and what lies beside the picture is none either.

use crate::geometry::{Point, Rect};
use crate::hit;
use crate::scene::Scene;
use crate::shape::{AreaForm, Shape, ShapeKind};
use crate::text::{TextMeasure, bubble};

/// Cells from left to right.
pub const COLUMNS: usize = 64;
/// Cells from the top to the bottom, least and most.
const ROWS: (usize, usize) = (4, 256);
/// A line is looked at in so many places at most, and one for each of its points.
const SAMPLES: f64 = 20_000.0;
/// How far around its middle a spot reaches, and how far two spots lie apart, in cells.
const REACH: usize = 2;
const APART: usize = 6;
/// A place with less of the hottest one's weight than this is none.
const LUKEWARM: f64 = 0.2;

/// A grid over a picture, from 0 to 1 in both directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    rows: usize,
    /// Row by row.
    cells: Vec<f64>,
}

/// A place where marks gather: the cell in its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub column: usize,
    pub row: usize,
}

impl Heat {
    /// An empty grid for a picture of this size, with cells that are nearly square.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        let rows = COLUMNS as f64 * f64::from(height) / f64::from(width.max(1));
        let rows = (rows.round() as usize).clamp(ROWS.0, ROWS.1);
        Self {
            rows,
            cells: vec![0.0; COLUMNS * rows],
        }
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Row by row, [`COLUMNS`] in each.
    #[must_use]
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// All weight together: the number of marks.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cells.iter().sum()
    }

    /// Adds the marks of a scene, and says how many there were.
    pub fn add(&mut self, scene: &Scene, measure: &impl TextMeasure) -> usize {
        let cell = (
            f64::from(scene.width) / COLUMNS as f64,
            f64::from(scene.height) / self.rows as f64,
        );
        let grid = Grid { cell, rows: self.rows };
        let mut marks = 0;
        for shape in &scene.shapes {
            let covered = grid.covered(shape, measure);
            let weight: f64 = covered.iter().map(|(_, weight)| weight).sum();
            if weight > 0.0 {
                marks += 1;
                for (at, part) in covered {
                    self.cells[at] += part / weight;
                }
            }
        }
        marks
    }

    /// Adds another grid of as many rows; one of others is left out.
    pub fn join(&mut self, other: &Self) {
        if self.rows == other.rows {
            for (own, theirs) in self.cells.iter_mut().zip(&other.cells) {
                *own += theirs;
            }
        }
    }

    /// The same with soft edges. No weight is lost: what would fall off the picture stays at its edge.
    #[must_use]
    pub fn blurred(&self) -> Self {
        let mut out = self.clone();
        for _ in 0..2 {
            out = out.spread(1, COLUMNS, |at| at % COLUMNS);
            out = out.spread(COLUMNS, self.rows, |at| at / COLUMNS);
        }
        out
    }

    /// Gives a quarter of each cell to both neighbours in one direction. `step` lies between neighbours, `count` is how many
    /// cells stand in a line, and `place` which of them a cell is.
    fn spread(&self, step: usize, count: usize, place: impl Fn(usize) -> usize) -> Self {
        let mut cells = vec![0.0; self.cells.len()];
        for (at, &weight) in self.cells.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            let quarter = weight / 4.0;
            let before = if place(at) == 0 { at } else { at - step };
            let after = if place(at) + 1 == count { at } else { at + step };
            cells[at] += 2.0 * quarter;
            cells[before] += quarter;
            cells[after] += quarter;
        }
        Self { rows: self.rows, cells }
    }

    /// Up to `count` places where most gathers, the hottest first.
    #[must_use]
    pub fn hottest(&self, count: usize) -> Vec<Spot> {
        let mut order: Vec<usize> = (0..self.cells.len()).filter(|at| self.cells[*at] > 0.0).collect();
        // Of equally hot ones the first, so that the same marks always give the same places.
        order.sort_by(|a, b| self.cells[*b].total_cmp(&self.cells[*a]).then(a.cmp(b)));
        let Some(most) = order.first().map(|at| self.cells[*at]) else {
            return Vec::new();
        };
        let mut spots: Vec<Spot> = Vec::new();
        for at in order.into_iter().take_while(|at| self.cells[*at] >= most * LUKEWARM) {
            let spot = Spot {
                column: at % COLUMNS,
                row: at / COLUMNS,
            };
            let near =
                |other: &Spot| other.column.abs_diff(spot.column) < APART && other.row.abs_diff(spot.row) < APART;
            if !spots.iter().any(near) {
                spots.push(spot);
            }
            if spots.len() == count {
                break;
            }
        }
        spots
    }

    /// What has gathered within reach of a spot.
    #[must_use]
    pub fn around(&self, spot: Spot) -> f64 {
        let span = |middle: usize, end: usize| middle.saturating_sub(REACH)..(middle + REACH + 1).min(end);
        span(spot.row, self.rows)
            .flat_map(|row| span(spot.column, COLUMNS).map(move |column| row * COLUMNS + column))
            .map(|at| self.cells[at])
            .sum()
    }
}

/// The grid over one picture.
struct Grid {
    /// Width and height of a cell, in pixels of that picture.
    cell: (f64, f64),
    rows: usize,
}

type Covered = Vec<(usize, f64)>;

impl Grid {
    /// The cells that a mark covers, each with how much of it lies there.
    fn covered(&self, shape: &Shape, measure: &impl TextMeasure) -> Covered {
        match &shape.kind {
            ShapeKind::Area { form, .. } => match form {
                AreaForm::Rect | AreaForm::Ellipse => self.area(hit::bounds(shape, measure)),
                AreaForm::Redact | AreaForm::Pixelate | AreaForm::Spotlight => Vec::new(),
            },
            ShapeKind::Segment { from, to, .. } => self.line(&[*from, *to]),
            ShapeKind::Stroke { points, .. } => self.line(points),
            // Half of what a callout says is what it points at.
            ShapeKind::Text {
                at,
                text,
                size,
                to: Some(to),
            } => {
                let mut covered = even(self.area(bubble(*at, text, *size, measure)));
                covered.extend(even(self.line(&[*to])));
                covered
            }
            ShapeKind::Text { .. } | ShapeKind::Step { .. } => self.area(hit::bounds(shape, measure)),
        }
    }

    fn area(&self, area: Rect) -> Covered {
        let across = spans(area.x, area.w, self.cell.0, COLUMNS);
        let down = spans(area.y, area.h, self.cell.1, self.rows);
        down.iter()
            .flat_map(|(row, high)| {
                across
                    .iter()
                    .map(move |(column, wide)| (row * COLUMNS + column, high * wide))
            })
            .collect()
    }

    /// A line through `points`, looked at in the middle of short pieces.
    fn line(&self, points: &[Point]) -> Covered {
        let pieces = || points.windows(2).map(|pair| self.clipped(pair[0], pair[1]));
        let length: f64 = pieces().flatten().map(|(from, to)| from.distance(to)).sum();
        if length <= 0.0 {
            return points
                .first()
                .and_then(|p| self.at(*p))
                .map(|at| (at, 1.0))
                .into_iter()
                .collect();
        }
        let step = (self.cell.0.min(self.cell.1) / 2.0).max(length / SAMPLES);
        let mut covered = Vec::new();
        for (from, to) in pieces().flatten() {
            let long = from.distance(to);
            let count = (long / step).ceil().max(1.0);
            for n in 0..count as usize {
                let along = (n as f64 + 0.5) / count;
                let p = Point::new(from.x + (to.x - from.x) * along, from.y + (to.y - from.y) * along);
                covered.extend(self.at(p).map(|at| (at, long / count)));
            }
        }
        covered
    }

    /// The cell that a point of the picture lies in.
    fn at(&self, p: Point) -> Option<usize> {
        let (width, height) = self.size();
        let on = p.is_finite() && (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y);
        let column = ((p.x / self.cell.0) as usize).min(COLUMNS - 1);
        let row = ((p.y / self.cell.1) as usize).min(self.rows - 1);
        on.then_some(row * COLUMNS + column)
    }

    fn size(&self) -> (f64, f64) {
        (self.cell.0 * COLUMNS as f64, self.cell.1 * self.rows as f64)
    }

    /// What of a line lies on the picture.
    fn clipped(&self, from: Point, to: Point) -> Option<(Point, Point)> {
        let (width, height) = self.size();
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        for (towards, room) in [
            (-dx, from.x),
            (dx, width - from.x),
            (-dy, from.y),
            (dy, height - from.y),
        ] {
            if towards == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if towards < 0.0 {
                first = first.max(room / towards);
            } else {
                last = last.min(room / towards);
            }
        }
        let along = |part: f64| Point::new(from.x + dx * part, from.y + dy * part);
        (first <= last).then(|| (along(first), along(last)))
    }
}

/// Together one, unless there is nothing.
fn even(mut covered: Covered) -> Covered {
    let weight: f64 = covered.iter().map(|(_, weight)| weight).sum();
    for (_, part) in &mut covered {
        *part /= weight.max(f64::MIN_POSITIVE);
    }
    covered
}

/// The cells of a row, or a column, that something from `start` of that length touches, each with how much of it.
fn spans(start: f64, length: f64, cell: f64, count: usize) -> Covered {
    let end = cell * count as f64;
    let (from, to) = (start.max(0.0), (start + length).min(end));
    if from > to {
        return Vec::new();
    }
    let first = ((from / cell) as usize).min(count - 1);
    let last = ((to / cell) as usize).min(count - 1);
    let touched = (first..=last).map(|n| {
        let (left, right) = (n as f64 * cell, (n as f64 + 1.0) * cell);
        (n, (to.min(right) - from.max(left)).max(0.0))
    });
    let touched: Covered = touched.filter(|(_, part)| *part > 0.0).collect();
    // Something without a width lies in one cell all the same.
    if touched.is_empty() {
        vec![(first, 1.0)]
    } else {
        touched
    }
}

#[cfg(test)]
mod tests;
