use super::*;
use crate::style::PALETTE;
use crate::text::Estimate;

fn p(x: f64, y: f64) -> Point {
    Point::new(x, y)
}

fn planned(kind: ShapeKind, style: Style) -> Vec<Draw> {
    let mut scene = Scene::new(100, 100);
    scene.shapes.push(Shape::new(1, style, kind));
    plan(&scene, &Estimate)
}

const STYLE: Style = Style {
    color: PALETTE[0],
    width: 4.0,
    opacity: 0.5,
};
const RED: Rgba = Rgba {
    r: 0xe1,
    g: 0x1d,
    b: 0x48,
    a: 128,
};

#[test]
fn a_rectangle_is_a_closed_stroke() {
    let draws = planned(ShapeKind::rect(1.0, 2.0, 10.0, 20.0), STYLE);
    let path = vec![
        PathCmd::MoveTo(p(1.0, 2.0)),
        PathCmd::LineTo(p(11.0, 2.0)),
        PathCmd::LineTo(p(11.0, 22.0)),
        PathCmd::LineTo(p(1.0, 22.0)),
        PathCmd::Close,
    ];
    assert_eq!(
        draws,
        [Draw::Stroke {
            path,
            color: RED,
            width: 4.0
        }]
    );
    assert_eq!(RED.css(), "#e11d4880");
}

#[test]
fn a_redaction_is_black_and_whole_whatever_its_style() {
    let faint = Style { opacity: 0.0, ..STYLE };
    let draws = planned(ShapeKind::redact(10.6, 90.2, 5.0, 50.0), faint);
    let path = rect_path(Rect::new(10.0, 90.0, 6.0, 10.0));
    assert_eq!(
        draws,
        [Draw::Fill {
            path,
            color: Rgba {
                r: 0,
                g: 0,
                b: 0,
                a: 255
            }
        }]
    );
    assert_eq!(planned(ShapeKind::redact(200.0, 0.0, 5.0, 5.0), STYLE), []);
}

#[test]
fn a_pen_stroke_is_smooth_from_its_first_point_to_its_last() {
    let path_of = |points: &[(f64, f64)]| {
        let points = points.iter().map(|&(x, y)| p(x, y)).collect();
        match planned(ShapeKind::pen(points), STYLE).as_slice() {
            [Draw::Stroke { path, .. }] => path.clone(),
            other => panic!("one stroke, not {other:?}"),
        }
    };
    assert_eq!(
        path_of(&[(0.0, 0.0), (8.0, 0.0)]),
        [PathCmd::MoveTo(p(0.0, 0.0)), PathCmd::LineTo(p(8.0, 0.0))]
    );
    assert_eq!(
        path_of(&[(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)]),
        [
            PathCmd::MoveTo(p(0.0, 0.0)),
            PathCmd::QuadTo(p(8.0, 0.0), p(8.0, 4.0)),
            PathCmd::QuadTo(p(8.0, 8.0), p(0.0, 8.0)),
        ]
    );
}

#[test]
fn a_pen_that_did_not_move_leaves_a_round_dot() {
    let draws = planned(ShapeKind::pen(vec![p(50.0, 50.0); 3]), STYLE);
    let [Draw::Fill { path, .. }] = draws.as_slice() else {
        panic!("one fill, not {draws:?}")
    };
    let ends = path.iter().filter_map(|cmd| match cmd {
        PathCmd::MoveTo(end) | PathCmd::QuadTo(_, end) => Some(*end),
        _ => None,
    });
    assert_eq!(ends.clone().count(), 17);
    assert!(
        ends.into_iter()
            .all(|end| (end.distance(p(50.0, 50.0)) - 2.0).abs() < 1e-9)
    );
}

#[test]
fn an_arrow_points_at_its_end_and_its_head_grows_with_its_width() {
    let draws = planned(ShapeKind::arrow(p(10.0, 50.0), p(90.0, 50.0)), STYLE);
    let [Draw::Fill { path, color: RED }] = draws.as_slice() else {
        panic!("one fill, not {draws:?}")
    };
    for expected in [
        p(10.0, 52.0),
        p(72.0, 52.0),
        p(72.0, 59.0),
        p(90.0, 50.0),
        p(72.0, 41.0),
        p(72.0, 48.0),
        p(10.0, 48.0),
    ] {
        assert!(
            path.iter()
                .any(|cmd| matches!(cmd, PathCmd::MoveTo(at) | PathCmd::LineTo(at) if *at == expected)),
            "{expected:?}"
        );
    }
}

#[test]
fn a_short_arrow_is_a_small_head_and_one_without_length_a_dot() {
    let draws = planned(ShapeKind::arrow(p(50.0, 50.0), p(59.0, 50.0)), STYLE);
    let [Draw::Fill { path, .. }] = draws.as_slice() else {
        panic!("one fill, not {draws:?}")
    };
    assert!(path.contains(&PathCmd::LineTo(p(59.0, 50.0))));
    assert!(
        path.contains(&PathCmd::LineTo(p(50.0, 54.5))),
        "half as long, half as wide"
    );
    let draws = planned(ShapeKind::arrow(p(5.0, 5.0), p(5.0, 5.0)), STYLE);
    assert_eq!(
        draws,
        [Draw::Fill {
            path: dot_path(p(5.0, 5.0), 2.0),
            color: RED
        }]
    );
}

#[test]
fn text_comes_line_by_line_on_a_halo_that_contrasts() {
    for color in PALETTE {
        let style = Style {
            color,
            width: 4.0,
            opacity: 1.0,
        };
        let draws = planned(ShapeKind::text(p(10.0, 20.0), "one\n \ntw\u{7}o", 20.0), style);
        let halo = if color.contrast(Color::WHITE) > color.contrast(Color::BLACK) {
            Rgba::WHITE
        } else {
            Rgba::BLACK
        };
        let line = |text: &str, baseline: f64| Draw::Text {
            at: p(10.0, baseline),
            size: 20.0,
            color: Rgba::opaque(color),
            line: text.into(),
            halo: Some(halo),
            halo_width: 20.0 * 0.14,
            angle: 0.0,
        };
        assert_eq!(draws, [line("one", 39.4), line("tw o", 89.4)], "{color}");
    }
}

#[test]
fn the_overlay_looks_equally_large_at_every_scale() {
    let shape = Shape::new(1, STYLE, ShapeKind::rect(10.0, 10.0, 50.0, 50.0));
    let widths = |scale: f64| -> Vec<f64> {
        let draws = overlay_plan(&shape, &Estimate, scale, true);
        draws
            .iter()
            .filter_map(|draw| {
                if let Draw::Stroke { width, .. } = draw {
                    Some(width * scale)
                } else {
                    None
                }
            })
            .collect()
    };
    assert_eq!(
        widths(1.0),
        [3.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5],
        "an outline on white, four corners, and what it is turned by"
    );
    assert_eq!(widths(4.0), widths(1.0));
    assert_eq!(widths(0.25), widths(1.0));
    assert_eq!(
        overlay_plan(&shape, &Estimate, f64::NAN, true),
        overlay_plan(&shape, &Estimate, 1.0, true)
    );
}

#[test]
fn a_highlighter_is_broad_and_faint() {
    let kind = ShapeKind::Stroke {
        form: StrokeForm::Highlighter,
        points: vec![p(0.0, 0.0), p(10.0, 0.0)],
        pressure: Vec::new(),
    };
    let draws = planned(kind, STYLE);
    let [Draw::Stroke { color, width, .. }] = draws.as_slice() else {
        panic!("one stroke, not {draws:?}")
    };
    assert_eq!((color.a, *width), (51, 20.0));
}

#[test]
fn everything_but_the_spotlights_is_dimmed_below_all_shapes() {
    let mut scene = Scene::new(100, 100);
    let spot = |x| ShapeKind::area_of(AreaForm::Spotlight, x, 10.0, 30.0, 30.0);
    let kinds = [ShapeKind::rect(1.0, 1.0, 5.0, 5.0), spot(10.0), spot(30.0)];
    scene.shapes = (1..).zip(kinds).map(|(id, kind)| Shape::new(id, STYLE, kind)).collect();
    let draws = plan(&scene, &Estimate);
    let [Draw::Dim { holes, color, .. }, Draw::Stroke { .. }] = draws.as_slice() else {
        panic!("what is dim, then the rectangle, not {draws:?}")
    };
    assert_eq!((holes.len(), color.a), (2, 153));
}

#[test]
fn a_callout_is_one_bubble_with_its_tail() {
    let at = p(50.0, 50.0);
    let callout = |to| {
        planned(
            ShapeKind::Text {
                at,
                text: "here".into(),
                size: 10.0,
                to: Some(to),
            },
            STYLE,
        )
    };
    let draws = callout(p(10.0, 90.0));
    let [Draw::Fill { path, color: RED }, Draw::Text { color, halo: None, .. }] = draws.as_slice() else {
        panic!("a bubble and its text, not {draws:?}")
    };
    assert!(path.contains(&PathCmd::LineTo(p(10.0, 90.0))));
    assert_eq!((color.r, color.a), (255, 128));
    let [Draw::Fill { path, .. }, _] = &callout(p(55.0, 55.0))[..] else {
        panic!("a bubble and its text")
    };
    let closed = path.iter().filter(|cmd| **cmd == PathCmd::Close).count();
    assert_eq!(closed, 1, "what it points at lies under it: no tail");
}

#[test]
fn a_steps_number_stands_in_the_middle_of_its_disc() {
    for number in [7, 9999] {
        let draws = planned(
            ShapeKind::Step {
                at: p(50.0, 50.0),
                size: 20.0,
                number,
            },
            STYLE,
        );
        let [_, Draw::Fill { .. }, Draw::Text { at, size, line, .. }] = draws.as_slice() else {
            panic!("ring, disc and number, not {draws:?}")
        };
        assert_eq!(*line, number.to_string());
        let wide = Estimate.width(line, *size);
        assert!((at.x + wide / 2.0 - 50.0).abs() < 1e-9 && wide <= 2.0 * step_radius(20.0));
    }
}
