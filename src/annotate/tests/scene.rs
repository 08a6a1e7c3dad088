//! Scenes as they come from outside: what is read, what is kept, what is refused and under which code.

use annotate::{
    AreaForm, Burn, Color, PixelRect, Point, Scene, SceneError, SegmentForm, Shape, ShapeKind, StrokeForm, Style,
    limits,
};
use serde_json::{Value, json};

fn style() -> Style {
    Style {
        color: Color::new(0xe1, 0x1d, 0x48),
        width: 4.0,
        opacity: 1.0,
    }
}

fn style_json() -> Value {
    json!({"color": "#e11d48", "width": 4.0, "opacity": 1.0})
}

fn with_shapes(shapes: Value) -> Value {
    json!({"version": 3, "width": 1280, "height": 720, "shapes": shapes})
}

fn read(value: &Value) -> Result<Scene, SceneError> {
    Scene::from_json(&value.to_string())
}

fn code(value: &Value) -> &'static str {
    read(value).expect_err("is refused").code()
}

/// A pen stroke as short as JSON can say it.
fn pen(id: u64, points: usize) -> Value {
    json!({"id": id, "type": "pen", "style": style_json(), "points": vec![[1, 1]; points]})
}

/// Scenes as earlier versions have written them. These files stay as they are.
#[test]
fn earlier_versions_are_read_for_ever() {
    let first = [
        ShapeKind::rect(10.0, 20.0, 200.0, 80.5),
        ShapeKind::arrow(Point::new(300.0, 40.0), Point::new(420.25, 120.0)),
        ShapeKind::pen(vec![
            Point::new(500.0, 50.0),
            Point::new(512.5, 61.0),
            Point::new(530.0, 58.0),
        ]),
        ShapeKind::text(Point::new(40.0, 300.0), "Two\nlines", 24.0),
        ShapeKind::redact(600.0, 300.0, 120.0, 40.0),
    ];
    let second = [
        ShapeKind::area_of(AreaForm::Ellipse, 700.0, 20.0, 90.0, 60.0),
        ShapeKind::area_of(AreaForm::Spotlight, 800.0, 200.0, 300.0, 200.0),
        ShapeKind::Segment {
            form: SegmentForm::Line,
            from: Point::new(0.0, 719.0),
            to: Point::new(1279.0, 0.0),
        },
        ShapeKind::Stroke {
            form: StrokeForm::Highlighter,
            points: vec![Point::new(40.0, 500.0), Point::new(340.0, 502.0)],
            pressure: Vec::new(),
        },
        ShapeKind::Text {
            at: Point::new(900.0, 500.0),
            text: "Here".into(),
            size: 28.0,
            to: Some(Point::new(850.0, 620.0)),
        },
        ShapeKind::Step {
            at: Point::new(60.0, 620.0),
            size: 30.0,
            number: 3,
        },
    ];
    let both = [
        (include_str!("kept/version-1.json"), first.to_vec()),
        (
            include_str!("kept/version-2.json"),
            [first.to_vec(), second.to_vec()].concat(),
        ),
    ];
    for (text, kinds) in both {
        let scene = Scene::from_json(text).expect("is a scene");
        assert_eq!((scene.version, scene.width, scene.height), (limits::VERSION, 1280, 720));
        let read: Vec<_> = scene.shapes.iter().map(|shape| shape.kind.clone()).collect();
        assert_eq!(read, kinds);
        assert!(scene.shapes.iter().all(|shape| shape.angle == 0.0) && scene.crop.is_none());
        assert_eq!(
            (scene.shapes[2].style.opacity, &scene.shapes[4].extra["reason"]),
            (0.5, &json!("an address"))
        );
        assert_eq!(Scene::from_json(&scene.to_json().expect("is valid")), Ok(scene));
    }
}

#[test]
fn the_documented_format_is_read_and_written() {
    let written = with_shapes(json!([
        {"id": 1, "type": "rect", "x": 1.5, "y": 2.5, "w": 3.0, "h": 4.0, "style": style_json()},
        {"id": 2, "type": "arrow", "from": {"x": 0.0, "y": 1.0}, "to": {"x": 2.0, "y": 3.0}, "style": style_json()},
        {"id": 3, "type": "pen", "points": [{"x": 0.1, "y": 0.2}, {"x": 0.3, "y": 0.4}], "style": style_json()},
        {"id": 4, "type": "text", "at": {"x": 5.0, "y": 6.0}, "text": "Grüße\n2", "size": 24.0, "style": style_json()},
        {"id": 5, "type": "redact", "x": 7.0, "y": 8.0, "w": 9.0, "h": 10.0, "style": style_json()},
        {"id": 6, "type": "ellipse", "x": 7.0, "y": 8.0, "w": 9.0, "h": 10.0, "style": style_json()},
        {"id": 7, "type": "spotlight", "x": 7.0, "y": 8.0, "w": 9.0, "h": 10.0, "style": style_json()},
        {"id": 8, "type": "line", "from": {"x": 0.0, "y": 1.0}, "to": {"x": 2.0, "y": 3.0}, "style": style_json()},
        {"id": 9, "type": "highlighter", "points": [{"x": 0.1, "y": 0.2}], "style": style_json()},
        {"id": 10, "type": "callout", "at": {"x": 5.0, "y": 6.0}, "text": "here", "size": 24.0, "to": {"x": 1.0, "y": 1.0},
         "style": style_json()},
        {"id": 11, "type": "step", "at": {"x": 5.0, "y": 6.0}, "size": 24.0, "number": 7, "style": style_json()},
    ]));
    let scene = read(&written).expect("is a scene");
    let kinds = [
        ShapeKind::rect(1.5, 2.5, 3.0, 4.0),
        ShapeKind::arrow(Point::new(0.0, 1.0), Point::new(2.0, 3.0)),
        ShapeKind::pen(vec![Point::new(0.1, 0.2), Point::new(0.3, 0.4)]),
        ShapeKind::text(Point::new(5.0, 6.0), "Grüße\n2", 24.0),
        ShapeKind::redact(7.0, 8.0, 9.0, 10.0),
        ShapeKind::area_of(AreaForm::Ellipse, 7.0, 8.0, 9.0, 10.0),
        ShapeKind::area_of(AreaForm::Spotlight, 7.0, 8.0, 9.0, 10.0),
        ShapeKind::Segment {
            form: SegmentForm::Line,
            from: Point::new(0.0, 1.0),
            to: Point::new(2.0, 3.0),
        },
        ShapeKind::Stroke {
            form: StrokeForm::Highlighter,
            points: vec![Point::new(0.1, 0.2)],
            pressure: Vec::new(),
        },
        ShapeKind::Text {
            at: Point::new(5.0, 6.0),
            text: "here".into(),
            size: 24.0,
            to: Some(Point::new(1.0, 1.0)),
        },
        ShapeKind::Step {
            at: Point::new(5.0, 6.0),
            size: 24.0,
            number: 7,
        },
    ];
    let mut expected = Scene::new(1280, 720);
    expected.shapes = (1..)
        .zip(kinds)
        .map(|(id, kind)| Shape::new(id, style(), kind))
        .collect();
    assert_eq!(scene, expected);
    let back: Value = serde_json::from_str(&scene.to_json().expect("is valid")).expect("is JSON");
    assert_eq!(back, written);
}

#[test]
fn whole_numbers_and_pairs_are_understood() {
    let scene = read(&with_shapes(json!([
        {"id": 1, "type": "rect", "x": 1, "y": 2, "w": 3, "h": 4, "style": {"color": "#E11D48", "width": 4, "opacity": 1}},
        {"id": 2, "type": "pen", "points": [[1, 2], [3.5, 4]], "style": style_json()},
    ])))
    .expect("is a scene");
    assert_eq!(
        scene.shapes[0],
        Shape::new(1, style(), ShapeKind::rect(1.0, 2.0, 3.0, 4.0))
    );
    assert_eq!(
        scene.shapes[1].kind,
        ShapeKind::pen(vec![Point::new(1.0, 2.0), Point::new(3.5, 4.0)])
    );
}

#[test]
fn fields_of_other_versions_survive() {
    let mut written = with_shapes(json!([
        {"id": 1, "type": "rect", "x": 1.0, "y": 2.0, "w": 3.0, "h": 4.0, "style": style_json(), "rotation": 0.1, "from": "elsewhere"},
    ]));
    written["origin"] = json!({"x": 1, "deep": [null, {"a": "b"}]});
    let scene = read(&written).expect("is a scene");
    assert_eq!(scene.shapes[0].extra["rotation"], json!(0.1));
    assert_eq!(
        scene.shapes[0].extra.len(),
        2,
        "the rectangle's own fields are not among them"
    );
    assert_eq!(scene.extra.len(), 1);
    let back: Value = serde_json::from_str(&scene.to_json().expect("is valid")).expect("is JSON");
    assert_eq!(back, written);
}

#[test]
fn inside_another_document_the_limits_hold_too() {
    #[derive(Debug, serde::Deserialize)]
    struct Screenshot {
        scene: Option<Scene>,
    }
    let good = json!({"scene": with_shapes(json!([]))}).to_string();
    let read: Screenshot = serde_json::from_str(&good).expect("is a document");
    assert_eq!(read.scene, Some(Scene::new(1280, 720)));
    let bad = json!({"scene": {"version": 1, "width": 0, "height": 720, "shapes": []}}).to_string();
    let error = serde_json::from_str::<Screenshot>(&bad)
        .expect_err("is refused")
        .to_string();
    assert!(error.contains("0 by 720 pixels"), "{error}");
}

#[test]
fn what_is_not_a_scene_is_malformed() {
    let rect = json!({"id": 1, "type": "rect", "x": 1.0, "y": 2.0, "w": 3.0, "h": 4.0, "style": style_json()});
    let changed = |field: &str, value: Value| {
        let mut rect = rect.clone();
        rect[field] = value;
        with_shapes(json!([rect]))
    };
    assert!(read(&with_shapes(json!([rect]))).is_ok());
    for (field, value) in [
        ("type", json!("hologram")),
        ("type", json!("pen")),
        ("x", json!("1")),
        ("x", json!(null)),
        ("id", json!(-1)),
        ("id", json!(1.5)),
        ("style", json!({"color": "red", "width": 1.0, "opacity": 1.0})),
        ("style", json!({"color": "#ff0000", "width": 1.0})),
    ] {
        assert_eq!(
            code(&changed(field, value.clone())),
            "scene.malformed",
            "{field}: {value}"
        );
    }
    for text in [
        "",
        "null",
        "[]",
        "{",
        "{\"version\":1}",
        "\u{feff}{}",
        &"[".repeat(100_000),
    ] {
        assert_eq!(
            Scene::from_json(text).expect_err("is refused").code(),
            "scene.malformed"
        );
    }
    let infinite = with_shapes(json!([rect])).to_string().replace("3.0", "1e999");
    assert_eq!(
        Scene::from_json(&infinite).expect_err("is refused").code(),
        "scene.malformed"
    );
}

#[test]
fn a_stranger_does_not_decide_how_long_the_message_is() {
    let error = code_and_message(&with_shapes(
        json!([{"id": 1, "style": style_json(), "type": "x".repeat(100_000)}]),
    ));
    assert_eq!(error.0, "scene.malformed");
    assert!(error.1.len() < 300, "{} bytes", error.1.len());
}

fn code_and_message(value: &Value) -> (&'static str, String) {
    let error = read(value).expect_err("is refused");
    (error.code(), error.to_string())
}

#[test]
fn the_picture_and_the_version_are_checked() {
    for (width, height, accepted) in [
        (1, 1, true),
        (100_000, 100_000, true),
        (0, 1, false),
        (1, 100_001, false),
    ] {
        assert_eq!(
            read(&json!({"version": 1, "width": width, "height": height, "shapes": []})).is_ok(),
            accepted
        );
    }
    assert_eq!(
        code(&json!({"version": 1, "width": 0, "height": 1, "shapes": []})),
        "scene.picture_size"
    );
    assert_eq!(
        code(&json!({"version": 4, "width": 1, "height": 1, "shapes": []})),
        "scene.unknown_version"
    );
}

#[test]
fn counts_are_limited() {
    let rects = |count: usize| {
        let rect = |id| json!({"id": id, "type": "rect", "x": 1, "y": 1, "w": 1, "h": 1, "style": style_json()});
        with_shapes((1..=count).map(rect).collect())
    };
    assert_eq!(
        read(&rects(limits::SHAPES)).expect("as many as allowed").shapes.len(),
        limits::SHAPES
    );
    assert_eq!(code(&rects(limits::SHAPES + 1)), "scene.too_many_shapes");

    assert!(read(&with_shapes(json!([pen(1, limits::PEN_POINTS)]))).is_ok());
    assert_eq!(
        code(&with_shapes(json!([pen(1, limits::PEN_POINTS + 1)]))),
        "scene.too_many_points"
    );
    assert_eq!(code(&with_shapes(json!([pen(1, 0)]))), "scene.out_of_range");
    let many: Vec<Value> = (1..=11).map(|id| pen(id, 18_200)).collect();
    assert_eq!(
        read(&with_shapes(json!(many))).expect_err("is refused"),
        SceneError::TooManyPoints {
            shape: None,
            count: 11 * 18_200
        }
    );

    let text = |chars: usize| {
        with_shapes(
            json!([{"id": 1, "type": "text", "at": [1, 1], "text": "ß".repeat(chars), "size": 12, "style": style_json()}]),
        )
    };
    assert!(
        read(&text(limits::TEXT_CHARS)).is_ok(),
        "characters are counted, not bytes"
    );
    assert_eq!(code(&text(limits::TEXT_CHARS + 1)), "scene.text_too_long");

    let mut twice = rects(2);
    twice["shapes"][1]["id"] = json!(1);
    assert_eq!(code(&twice), "scene.duplicate_id");
}

#[test]
fn two_mebibytes_are_the_end() {
    let empty = with_shapes(json!([])).to_string();
    let padded = |bytes: usize| format!("{empty}{}", " ".repeat(bytes - empty.len()));
    assert!(Scene::from_json(&padded(limits::JSON_BYTES)).is_ok());
    assert_eq!(
        Scene::from_json(&padded(limits::JSON_BYTES + 1)),
        Err(SceneError::TooLarge {
            bytes: limits::JSON_BYTES + 1
        })
    );
    // Accepted as it came, but longer when written: it could not be read again.
    let dense: Vec<Value> = (1..=9).map(|id| pen(id, 20_000)).collect();
    let dense = with_shapes(json!(dense)).to_string();
    assert!(dense.len() < limits::JSON_BYTES);
    assert_eq!(
        Scene::from_json(&dense).expect_err("is refused").code(),
        "scene.too_large"
    );
}

#[test]
fn numbers_are_limited() {
    let mut cases: Vec<(ShapeKind, Style, Option<&str>)> = Vec::new();
    let rect = |x, w| ShapeKind::rect(x, 0.0, w, 1.0);
    for (x, w, field) in [
        (-1e6, 1.0, None),
        (1e6, 0.0, None),
        (-1_000_000.1, 1.0, Some("x")),
        (999_999.0, 2.0, Some("x")),
        (f64::NAN, 1.0, Some("x")),
        (f64::INFINITY, 1.0, Some("x")),
        (1.0, -0.5, Some("w")),
    ] {
        cases.push((rect(x, w), style(), field));
    }
    let far = Point::new(0.0, f64::NEG_INFINITY);
    let near = Point::new(1.0, 1.0);
    cases.push((ShapeKind::arrow(near, far), style(), Some("to")));
    cases.push((ShapeKind::arrow(far, near), style(), Some("from")));
    cases.push((ShapeKind::pen(vec![near, far]), style(), Some("points")));
    cases.push((ShapeKind::text(far, String::new(), 12.0), style(), Some("at")));
    for (size, field) in [
        (1.0, None),
        (2000.0, None),
        (0.9, Some("size")),
        (2000.1, Some("size")),
        (f64::NAN, Some("size")),
    ] {
        cases.push((ShapeKind::text(near, "t", size), style(), field));
    }
    for (width, field) in [
        (0.1, None),
        (1000.0, None),
        (0.0, Some("style.width")),
        (1000.1, Some("style.width")),
    ] {
        cases.push((rect(0.0, 1.0), Style { width, ..style() }, field));
    }
    for (opacity, field) in [
        (0.0, None),
        (1.0, None),
        (-0.1, Some("style.opacity")),
        (1.1, Some("style.opacity")),
    ] {
        cases.push((rect(0.0, 1.0), Style { opacity, ..style() }, field));
    }
    for (kind, style, field) in cases {
        let mut scene = Scene::new(100, 100);
        scene.shapes.push(Shape::new(7, style, kind));
        let expected = field.map_or(Ok(()), |field| Err(SceneError::OutOfRange { shape: 7, field }));
        assert_eq!(scene.validate(), expected, "{:?}", scene.shapes[0]);
        assert_eq!(scene.to_json().is_ok(), field.is_none());
    }
    let mut scene = Scene::new(100, 100);
    scene
        .shapes
        .push(Shape::new(limits::SHAPE_ID + 1, style(), rect(0.0, 1.0)));
    assert_eq!(
        scene.validate(),
        Err(SceneError::OutOfRange {
            shape: limits::SHAPE_ID + 1,
            field: "id"
        })
    );
}

#[test]
fn a_name_cannot_be_said_twice() {
    let mut scene = Scene::new(100, 100);
    scene.extra.insert("shapes".into(), json!([]));
    assert_eq!(scene.to_json(), Err(SceneError::ReservedField("shapes")));
    let mut scene = Scene::new(100, 100);
    let mut shape = Shape::new(1, style(), ShapeKind::rect(0.0, 0.0, 1.0, 1.0));
    shape.extra.insert("points".into(), json!("fine on a rectangle"));
    scene.shapes.push(shape);
    assert_eq!(scene.validate(), Ok(()));
    scene.shapes[0].extra.insert("w".into(), json!(9));
    assert_eq!(scene.validate(), Err(SceneError::ReservedField("w")));
}

#[test]
fn redactions_cover_every_pixel_they_touch() {
    let mut scene = Scene::new(100, 50);
    let redact = |x, y, w, h| ShapeKind::redact(x, y, w, h);
    let kinds = [
        redact(10.2, 10.8, 5.0, 5.0),
        redact(-20.0, 40.5, 30.0, 500.0),
        redact(200.0, 10.0, 5.0, 5.0),
        ShapeKind::rect(1.0, 1.0, 5.0, 5.0),
        redact(3.0, 3.0, 0.0, 9.0),
    ];
    scene.shapes = (1..)
        .zip(kinds)
        .map(|(id, kind)| Shape::new(id, style(), kind))
        .collect();
    assert_eq!(
        scene.burns().into_iter().map(Burn::area).collect::<Vec<_>>(),
        [
            PixelRect {
                x: 10,
                y: 10,
                w: 6,
                h: 6
            },
            PixelRect {
                x: 0,
                y: 40,
                w: 10,
                h: 10
            }
        ],
        "beside the picture, without area, or no redaction: nothing to burn"
    );
}

#[test]
fn a_free_id_is_found_even_at_the_end_of_the_range() {
    let mut scene = Scene::new(10, 10);
    assert_eq!(scene.next_id(), 1);
    let rect = ShapeKind::rect(0.0, 0.0, 1.0, 1.0);
    scene.shapes.push(Shape::new(1, style(), rect.clone()));
    scene.shapes.push(Shape::new(9, style(), rect.clone()));
    assert_eq!(scene.next_id(), 10);
    scene.shapes.push(Shape::new(limits::SHAPE_ID, style(), rect));
    assert_eq!(scene.next_id(), 2);
}
