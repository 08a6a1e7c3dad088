use super::*;
use crate::style::PALETTE;
use crate::text::Estimate;

fn p(x: f64, y: f64) -> Point {
    Point::new(x, y)
}

fn planned(kind: ShapeKind, style: Style) -> Vec<Draw> {
    let mut scene = Scene::new(100, 100);
    scene.shapes.push(Shape::new(1, style, kind));
    plan(&scene)
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
    let draws = planned(
        ShapeKind::Rect {
            x: 1.0,
            y: 2.0,
            w: 10.0,
            h: 20.0,
        },
        STYLE,
    );
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
    let draws = planned(
        ShapeKind::Redact {
            x: 10.6,
            y: 90.2,
            w: 5.0,
            h: 50.0,
        },
        faint,
    );
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
    assert_eq!(
        planned(
            ShapeKind::Redact {
                x: 200.0,
                y: 0.0,
                w: 5.0,
                h: 5.0
            },
            STYLE
        ),
        []
    );
}

#[test]
fn a_pen_stroke_is_smooth_from_its_first_point_to_its_last() {
    let path_of = |points: &[(f64, f64)]| {
        let points = points.iter().map(|&(x, y)| p(x, y)).collect();
        match planned(ShapeKind::Pen { points }, STYLE).as_slice() {
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
    let draws = planned(
        ShapeKind::Pen {
            points: vec![p(50.0, 50.0); 3],
        },
        STYLE,
    );
    let [Draw::Fill { path, .. }] = draws.as_slice() else {
        panic!("one fill, not {draws:?}")
    };
    let ends = path.iter().filter_map(|cmd| match cmd {
        PathCmd::MoveTo(end) | PathCmd::QuadTo(_, end) => Some(*end),
        _ => None,
    });
    assert_eq!(ends.clone().count(), 9);
    assert!(
        ends.into_iter()
            .all(|end| (end.distance(p(50.0, 50.0)) - 2.0).abs() < 1e-9)
    );
}

#[test]
fn an_arrow_points_at_its_end_and_its_head_grows_with_its_width() {
    let draws = planned(
        ShapeKind::Arrow {
            from: p(10.0, 50.0),
            to: p(90.0, 50.0),
        },
        STYLE,
    );
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
    let draws = planned(
        ShapeKind::Arrow {
            from: p(50.0, 50.0),
            to: p(59.0, 50.0),
        },
        STYLE,
    );
    let [Draw::Fill { path, .. }] = draws.as_slice() else {
        panic!("one fill, not {draws:?}")
    };
    assert!(path.contains(&PathCmd::LineTo(p(59.0, 50.0))));
    assert!(
        path.contains(&PathCmd::LineTo(p(50.0, 54.5))),
        "half as long, half as wide"
    );
    let draws = planned(
        ShapeKind::Arrow {
            from: p(5.0, 5.0),
            to: p(5.0, 5.0),
        },
        STYLE,
    );
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
        let draws = planned(
            ShapeKind::Text {
                at: p(10.0, 20.0),
                text: "one\n \ntw\u{7}o".into(),
                size: 20.0,
            },
            style,
        );
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
        };
        assert_eq!(draws, [line("one", 39.4), line("tw o", 89.4)], "{color}");
    }
}

#[test]
fn the_overlay_looks_equally_large_at_every_scale() {
    let shape = Shape::new(
        1,
        STYLE,
        ShapeKind::Rect {
            x: 10.0,
            y: 10.0,
            w: 50.0,
            h: 50.0,
        },
    );
    let widths = |scale: f64| -> Vec<f64> {
        let draws = overlay_plan(&shape, &Estimate, scale);
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
        [3.5, 1.5, 1.5, 1.5, 1.5, 1.5],
        "an outline on white, and four handles"
    );
    assert_eq!(widths(4.0), widths(1.0));
    assert_eq!(widths(0.25), widths(1.0));
    assert_eq!(
        overlay_plan(&shape, &Estimate, f64::NAN),
        overlay_plan(&shape, &Estimate, 1.0)
    );
}
