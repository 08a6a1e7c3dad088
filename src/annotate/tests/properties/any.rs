//! Anything that may come in: inputs in any order, shapes and scenes of every kind.

use annotate::{
    Align, AreaForm, Color, Editor, Key, Modifiers, PixelRect, Point, Rect, Scene, SegmentForm, Shape, ShapeKind,
    StrokeForm, Style, Tool,
};
use proptest::prelude::*;
use serde_json::{Map, Value};

#[derive(Debug, Clone)]
pub enum Input {
    Down(Point, Modifiers),
    Move(Point, Modifiers),
    Up(Point, Modifiers),
    DoubleClick(Point),
    Cancel,
    Key(Key, Modifiers),
    Tool(Tool),
    Style(Style),
    TextSize(f64),
    Scale(f64),
    Select(Option<u64>),
    Duplicate,
    Clear,
    Undo,
    Redo,
    Front,
    Back,
    Forward,
    Backward,
    All,
    Align(Align),
    Within(Rect),
    Turn(f64),
    Pressure(Option<f64>),
    Uncrop,
    Commit(Point, String),
    CommitOf(u64, String),
}

pub fn send(editor: &mut Editor, input: &Input) -> annotate::Outcome {
    match input.clone() {
        Input::Down(p, m) => editor.pointer_down(p, m),
        Input::Move(p, m) => editor.pointer_move(p, m),
        Input::Up(p, m) => editor.pointer_up(p, m),
        Input::DoubleClick(p) => editor.double_click(p),
        Input::Cancel => editor.cancel(),
        Input::Key(key, m) => editor.key(key, m),
        Input::Tool(tool) => editor.set_tool(tool),
        Input::Style(style) => editor.restyle(|now| *now = style),
        Input::TextSize(size) => editor.set_text_size(size),
        Input::Scale(scale) => editor.set_scale(scale),
        Input::Select(id) => editor.select(id),
        Input::Duplicate => editor.duplicate(),
        Input::Clear => editor.clear(),
        Input::Undo => editor.undo(),
        Input::Redo => editor.redo(),
        Input::Front => editor.bring_to_front(),
        Input::Back => editor.send_to_back(),
        Input::Forward => editor.bring_forward(),
        Input::Backward => editor.send_backward(),
        Input::All => editor.select_all(),
        Input::Align(to) => editor.align(to),
        Input::Within(shown) => editor.draw_within(shown),
        Input::Turn(degrees) => editor.turn(degrees),
        Input::Pressure(pressure) => {
            editor.set_pressure(pressure);
            annotate::Outcome::default()
        }
        Input::Uncrop => editor.uncrop(),
        Input::Commit(at, text) => editor.commit_text(at, None, &text),
        Input::CommitOf(id, text) => editor.commit_text_of(id, &text),
    }
}

/// Mostly near the picture of 400 by 300, so that things are hit; now and then anything at all.
pub fn place() -> impl Strategy<Value = Point> {
    let near = (-50.0..450.0_f64, -50.0..350.0_f64);
    let wild = (any::<f64>(), any::<f64>());
    prop_oneof![9 => near, 1 => wild].prop_map(|(x, y)| Point::new(x, y))
}

pub fn modifiers() -> impl Strategy<Value = Modifiers> {
    any::<(bool, bool, bool)>().prop_map(|(shift, alt, free)| Modifiers { shift, alt, free })
}

pub fn any_style() -> impl Strategy<Value = Style> {
    let number = || prop_oneof![4 => 0.0..20.0_f64, 1 => any::<f64>()];
    (any::<[u8; 3]>(), number(), number()).prop_map(|([r, g, b], width, opacity)| Style {
        color: Color::new(r, g, b),
        width,
        opacity,
    })
}

pub fn key() -> impl Strategy<Value = Key> {
    prop::sample::select(vec![
        Key::Delete,
        Key::Left,
        Key::Right,
        Key::Up,
        Key::Down,
        Key::Tab,
        Key::Enter,
        Key::Escape,
    ])
}

pub fn input() -> impl Strategy<Value = Input> {
    let plain = prop::sample::select(vec![
        Input::Cancel,
        Input::Duplicate,
        Input::Clear,
        Input::Undo,
        Input::Redo,
        Input::Front,
        Input::Back,
        Input::Forward,
        Input::Backward,
        Input::All,
        Input::Uncrop,
    ]);
    prop_oneof![
        6 => (place(), modifiers()).prop_map(|(p, m)| Input::Down(p, m)),
        6 => (place(), modifiers()).prop_map(|(p, m)| Input::Move(p, m)),
        6 => (place(), modifiers()).prop_map(|(p, m)| Input::Up(p, m)),
        1 => place().prop_map(Input::DoubleClick),
        4 => (key(), modifiers()).prop_map(|(key, m)| Input::Key(key, m)),
        5 => prop::sample::select(Tool::ALL.to_vec()).prop_map(Input::Tool),
        2 => any_style().prop_map(Input::Style),
        1 => any::<f64>().prop_map(Input::TextSize),
        1 => prop_oneof![0.1..4.0_f64, any::<f64>()].prop_map(Input::Scale),
        2 => prop::option::of(1..8_u64).prop_map(Input::Select),
        4 => plain,
        1 => prop::sample::select(Align::ALL.to_vec()).prop_map(Input::Align),
        1 => (place(), place()).prop_map(|(a, b)| Input::Within(Rect::from_corners(a, b))),
        1 => prop_oneof![-90.0..90.0_f64, any::<f64>()].prop_map(Input::Turn),
        1 => prop::option::of(prop_oneof![0.0..1.0_f64, any::<f64>()]).prop_map(Input::Pressure),
        2 => (place(), ".{0,12}").prop_map(|(at, text)| Input::Commit(at, text)),
        1 => (1..8_u64, ".{0,12}").prop_map(|(id, text)| Input::CommitOf(id, text)),
    ]
}

pub fn coordinate() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -100.0..500.0_f64, 1 => -499_999.0..499_999.0_f64]
}

pub fn point() -> impl Strategy<Value = Point> {
    (coordinate(), coordinate()).prop_map(|(x, y)| Point::new(x, y))
}

pub fn kind() -> impl Strategy<Value = ShapeKind> {
    let areas = vec![
        AreaForm::Rect,
        AreaForm::Ellipse,
        AreaForm::Redact,
        AreaForm::Pixelate,
        AreaForm::Spotlight,
    ];
    let area = (coordinate(), coordinate(), 0.0..300.0_f64, 0.0..300.0_f64);
    let size = 1.0..2000.0_f64;
    prop_oneof![
        2 => (prop::sample::select(areas), area).prop_map(|(form, (x, y, w, h))| ShapeKind::area_of(form, x, y, w, h)),
        1 => (prop::sample::select(vec![SegmentForm::Line, SegmentForm::Arrow]), point(), point())
            .prop_map(|(form, from, to)| ShapeKind::Segment { form, from, to }),
        1 => (prop::sample::select(vec![StrokeForm::Pen, StrokeForm::Highlighter]), prop::collection::vec(point(), 1..12))
            .prop_map(|(form, points)| ShapeKind::Stroke { form, points, pressure: Vec::new() }),
        1 => prop::collection::vec((point(), 0.0..=1.0_f64), 1..12).prop_map(|pressed| {
            let (points, pressure) = pressed.into_iter().unzip();
            ShapeKind::Stroke { form: StrokeForm::Pen, points, pressure }
        }),
        2 => (point(), any::<String>(), size.clone(), prop::option::of(point()))
            .prop_map(|(at, text, size, to)| ShapeKind::Text { at, text, size, to }),
        1 => (point(), size, 0..=9_999_u32).prop_map(|(at, size, number)| ShapeKind::Step { at, size, number }),
    ]
}

/// What frames other things: its inside belongs to them.
pub fn is_frame(shape: &Shape) -> bool {
    let frames = [AreaForm::Rect, AreaForm::Ellipse, AreaForm::Spotlight];
    matches!(shape.kind, ShapeKind::Area { form, .. } if frames.contains(&form))
}

pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has finite numbers", |n| n.is_finite())
            .prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Unknown fields; the prefix keeps them apart from the known ones.
pub fn extra() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("x-.{0,6}", json(), 0..3).prop_map(|map| map.into_iter().collect())
}

pub fn scene() -> impl Strategy<Value = Scene> {
    let style = any_style().prop_map(Style::clamped);
    let angle = prop_oneof![2 => Just(0.0), 1 => -360.0..360.0_f64];
    let shapes = prop::collection::vec((style, kind(), angle, extra()), 0..8);
    let crop = (0..384_u32, 0..284_u32, 16..400_u32, 16..300_u32).prop_map(|(x, y, w, h)| PixelRect {
        x,
        y,
        w: w.min(400 - x),
        h: h.min(300 - y),
    });
    (shapes, prop::option::of(crop), extra()).prop_map(|(shapes, crop, extra)| {
        let shapes = (1..).zip(shapes).map(|(id, (style, kind, angle, extra))| Shape {
            id,
            style,
            angle: if kind.turns() { angle } else { 0.0 },
            kind,
            extra,
        });
        Scene {
            shapes: shapes.collect(),
            crop,
            extra,
            ..Scene::new(400, 300)
        }
    })
}
