use super::*;
use crate::shape::{SegmentForm, StrokeForm};
use crate::style::Style;
use crate::text::Estimate;
use proptest::prelude::*;

fn p(x: f64, y: f64) -> Point {
    Point::new(x, y)
}

fn scene(kinds: Vec<ShapeKind>) -> Scene {
    let mut scene = Scene::new(640, 320);
    let style = Style::for_picture(640, 320);
    scene.shapes = (1..).zip(kinds).map(|(id, kind)| Shape::new(id, style, kind)).collect();
    scene
}

fn heat(kinds: Vec<ShapeKind>) -> (usize, Heat) {
    let scene = scene(kinds);
    let mut heat = Heat::new(scene.width, scene.height);
    (heat.add(&scene, &Estimate), heat)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn a_box_spreads_its_weight_over_what_it_covers() {
    // Cells are 10 by 10: two whole columns and half of a third, one row.
    let (marks, heat) = heat(vec![ShapeKind::rect(100.0, 50.0, 25.0, 10.0)]);
    assert_eq!((marks, heat.rows()), (1, 32));
    let row = &heat.cells()[5 * COLUMNS..6 * COLUMNS];
    assert!(
        near(row[10], 0.4) && near(row[11], 0.4) && near(row[12], 0.2),
        "{row:?}"
    );
    assert!(near(heat.total(), 1.0));
}

#[test]
fn a_line_spreads_along_its_length_and_only_on_the_picture() {
    let (_, inside) = heat(vec![ShapeKind::arrow(p(0.0, 5.0), p(640.0, 5.0))]);
    assert!(inside.cells()[..COLUMNS].iter().all(|cell| near(*cell, 1.0 / 64.0)));
    let (marks, half) = heat(vec![ShapeKind::arrow(p(-640.0, 5.0), p(10.0, 5.0))]);
    assert!(
        marks == 1 && near(half.cells()[0], 1.0),
        "what is beside the picture weighs nothing"
    );
}

#[test]
fn what_hides_and_what_lies_beside_the_picture_is_no_mark() {
    let (marks, heat) = heat(vec![
        ShapeKind::redact(0.0, 0.0, 100.0, 100.0),
        ShapeKind::area_of(AreaForm::Spotlight, 0.0, 0.0, 100.0, 100.0),
        ShapeKind::rect(-50.0, 0.0, 20.0, 20.0),
        ShapeKind::arrow(p(700.0, 0.0), p(700.0, 300.0)),
        ShapeKind::pen(vec![p(650.0, 1.0)]),
    ]);
    assert_eq!((marks, heat.total()), (0, 0.0));
    assert_eq!(heat.hottest(3), []);
}

#[test]
fn half_of_a_callout_is_what_it_points_at() {
    let (_, heat) = heat(vec![ShapeKind::Text {
        at: p(20.0, 20.0),
        text: "here".into(),
        size: 10.0,
        to: Some(p(605.0, 305.0)),
    }]);
    assert!(near(heat.cells()[30 * COLUMNS + 60], 0.5) && near(heat.total(), 1.0));
}

#[test]
fn pictures_of_other_sizes_fall_on_the_same_grid() {
    let (_, mut heat) = heat(vec![ShapeKind::rect(320.0, 160.0, 10.0, 10.0)]);
    let mut twice = Scene::new(1280, 640);
    twice.shapes = vec![Shape::new(
        1,
        Style::for_picture(1280, 640),
        ShapeKind::rect(640.0, 320.0, 20.0, 20.0),
    )];
    let mut other = Heat::new(1280, 640);
    assert_eq!(other.add(&twice, &Estimate), 1);
    heat.join(&other);
    assert!(near(heat.cells()[16 * COLUMNS + 32], 2.0));
    heat.join(&Heat::new(100, 1000));
    assert!(near(heat.total(), 2.0), "a grid of another shape is left out");
}

#[test]
fn the_hottest_places_come_first_and_lie_apart() {
    let at = |x: f64, y: f64| ShapeKind::rect(x, y, 10.0, 10.0);
    let (_, heat) = heat(vec![
        at(100.0, 100.0),
        at(100.0, 100.0),
        at(130.0, 100.0),
        at(500.0, 200.0),
    ]);
    let spots = heat.blurred().hottest(5);
    assert_eq!(
        spots,
        [Spot { column: 10, row: 10 }, Spot { column: 50, row: 20 }],
        "what lies close to a hotter place belongs to it"
    );
    assert!(near(heat.around(spots[1]), 1.0) && near(heat.around(spots[0]), 2.0));
    assert_eq!(heat.blurred().hottest(1).len(), 1);
}

#[test]
fn grids_have_bounds() {
    assert_eq!(Heat::new(100_000, 1).rows(), 4);
    assert_eq!(Heat::new(1, 100_000).rows(), 256);
    assert_eq!(Heat::new(1000, 1000).cells().len(), 64 * 64);
}

fn place() -> impl Strategy<Value = Point> {
    (0.0..640.0, 0.0..320.0).prop_map(|(x, y)| p(x, y))
}

/// Marks that lie on the picture, if only with a part.
fn mark() -> impl Strategy<Value = ShapeKind> {
    prop_oneof![
        (place(), 0.0..2000.0, 0.0..2000.0).prop_map(|(at, w, h)| ShapeKind::rect(at.x, at.y, w, h)),
        (place(), 0.0..500.0, 0.0..500.0).prop_map(|(at, w, h)| ShapeKind::area_of(
            AreaForm::Ellipse,
            at.x,
            at.y,
            w,
            h
        )),
        (place(), -1e6..1e6, -1e6..1e6).prop_map(|(from, x, y)| ShapeKind::Segment {
            form: SegmentForm::Line,
            from,
            to: p(x, y)
        }),
        (place(), prop::collection::vec(place(), 0..40)).prop_map(|(first, rest)| ShapeKind::Stroke {
            form: StrokeForm::Highlighter,
            points: [vec![first], rest].concat(),
            pressure: Vec::new(),
        }),
        (place(), "[a-z ]{1,20}", prop::option::of(place())).prop_map(|(at, text, to)| ShapeKind::Text {
            at,
            text,
            size: 12.0,
            to
        }),
        (place(), 1.0..60.0).prop_map(|(at, size)| ShapeKind::Step { at, size, number: 1 }),
    ]
}

proptest! {
    #[test]
    fn all_weight_together_is_the_number_of_marks(marks in prop::collection::vec(mark(), 0..20)) {
        let count = marks.len();
        let (counted, heat) = heat(marks);
        prop_assert_eq!(counted, count);
        prop_assert!(near(heat.total(), count as f64), "{}", heat.total());
        let blurred = heat.blurred();
        prop_assert!(near(blurred.total(), count as f64), "{}", blurred.total());
        prop_assert!(blurred.cells().iter().all(|cell| *cell >= 0.0 && cell.is_finite()));
        prop_assert_eq!(blurred.hottest(5).is_empty(), count == 0);
    }

    #[test]
    fn anything_that_a_scene_may_hold_is_taken(x in -1e6..1e6, y in -1e6..1e6, w in 0.0..1e6, h in 0.0..1e6) {
        let kinds = vec![
            ShapeKind::rect(x, y, w, h),
            ShapeKind::arrow(p(x, y), p(w, h)),
            ShapeKind::pen(vec![p(x, y), p(w, h), p(y, x)]),
            ShapeKind::text(p(x, y), "t", 2000.0),
        ];
        let (counted, heat) = heat(kinds);
        prop_assert!(near(heat.total(), counted as f64), "{} of {}", heat.total(), counted);
    }
}
