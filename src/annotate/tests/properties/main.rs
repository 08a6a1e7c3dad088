//! What must hold whatever comes in: any order of inputs, any bytes, any geometry.

mod any;

use annotate::{
    Color, Draw, Editor, Estimate, PathCmd, PixelRect, Point, Rect, Scene, Shape, ShapeKind, SpatialIndex, Style, Tool,
    hit, overlay_plan, plan,
};
use any::{Input, input, is_frame, json, modifiers, place, scene, send};
use proptest::prelude::*;

fn text_of(scene: &Scene) -> String {
    scene.to_json().expect("the editor keeps scenes valid")
}

/// All points of a plan: what a painter would hand to a canvas.
fn points_of(draws: &[Draw]) -> Vec<Point> {
    let of_path = |path: &[PathCmd]| -> Vec<Point> {
        let of = |cmd: &PathCmd| match *cmd {
            PathCmd::MoveTo(p) | PathCmd::LineTo(p) => vec![p],
            PathCmd::QuadTo(a, b) => vec![a, b],
            PathCmd::Close => vec![],
        };
        path.iter().flat_map(of).collect()
    };
    let of = |draw: &Draw| match draw {
        Draw::Stroke { path, .. } | Draw::Fill { path, .. } => of_path(path),
        Draw::Dim { holes, .. } => holes.iter().flat_map(|hole| of_path(hole)).collect(),
        Draw::Mosaic { area, .. } => Rect::from(*area).corners().into(),
        Draw::Text { at, .. } => vec![*at],
    };
    draws.iter().flat_map(of).collect()
}

proptest! {
    #[test]
    fn everything_is_undone_to_the_start_and_redone_to_the_end(
        start in scene(),
        inputs in prop::collection::vec(input(), 0..60),
    ) {
        let mut editor = Editor::new(start.clone());
        for input in &inputs {
            let before = editor.scene().clone();
            let outcome = send(&mut editor, input);
            prop_assert_eq!(editor.scene().validate(), Ok(()));
            prop_assert!(outcome.scene_changed || *editor.scene() == before, "changed in silence by {:?}", input);
            prop_assert!(!(outcome.scene_changed && outcome.refused.is_some()));
            if matches!(input, Input::Down(..) | Input::Move(..) | Input::DoubleClick(..) | Input::Cancel) {
                prop_assert!(!outcome.scene_changed, "{:?} only shows", input);
            }
            for id in editor.selection() {
                prop_assert!(editor.scene().shape(*id).is_some(), "what is selected exists");
                prop_assert_eq!(editor.tool(), Tool::Select);
            }
            prop_assert!(points_of(&editor.overlay()).into_iter().all(Point::is_finite));
            prop_assert!(points_of(&editor.plan()).into_iter().all(Point::is_finite));
        }
        // The undo stack now also holds what earlier undos left, so: first to the end of redo, then all the way back.
        let _ = editor.cancel();
        while editor.can_redo() {
            prop_assert!(editor.redo().scene_changed);
        }
        let end = editor.scene().clone();
        while editor.can_undo() {
            prop_assert!(editor.undo().scene_changed);
        }
        prop_assert_eq!(editor.scene(), &start);
        prop_assert_eq!(text_of(editor.scene()), text_of(&start), "to the last bit, also the sign of zero");
        prop_assert!(!editor.is_dirty());
        while editor.can_redo() {
            prop_assert!(editor.redo().scene_changed);
        }
        prop_assert_eq!(editor.scene(), &end);
        prop_assert_eq!(text_of(editor.scene()), text_of(&end));
    }

    #[test]
    fn letting_go_makes_what_was_previewed(
        start in scene(),
        tool in prop::sample::select(Tool::ALL.to_vec()),
        path in prop::collection::vec(place(), 1..8),
        m in modifiers(),
    ) {
        let mut editor = Editor::new(start);
        let _ = editor.set_tool(tool);
        let _ = editor.pointer_down(path[0], m);
        for p in &path {
            let _ = editor.pointer_move(*p, m);
        }
        let before = editor.scene().clone();
        let preview = editor.preview().first().cloned();
        let shown = editor.plan();
        let outcome = editor.pointer_up(path[path.len() - 1], m);
        match preview {
            Some(preview) if outcome.scene_changed => {
                prop_assert_eq!(editor.scene().shape(preview.id), Some(&preview));
                prop_assert_eq!(plan(editor.scene(), &Estimate), shown);
            }
            // The text of a callout is typed before it is one.
            Some(_) if editor.typing().is_some() => prop_assert_eq!(editor.scene(), &before),
            Some(preview) => prop_assert_eq!(editor.scene().shape(preview.id), Some(&preview), "moved back to its place"),
            // The frame of a cut is no shape.
            None if tool == Tool::Crop => prop_assert_eq!(&editor.scene().shapes, &before.shapes),
            None => prop_assert_eq!(editor.scene(), &before),
        }
    }

    #[test]
    fn what_is_written_is_read_back(scene in scene()) {
        let text = text_of(&scene);
        let back = Scene::from_json(&text).expect("was valid");
        prop_assert_eq!(&back, &scene);
        prop_assert_eq!(text_of(&back), text);
        let through_a_value: Scene = serde_json::from_value(serde_json::to_value(&scene).expect("to JSON")).expect("from JSON");
        prop_assert_eq!(through_a_value, scene);
    }

    #[test]
    fn any_bytes_are_refused_or_valid(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Scene::from_json(&String::from_utf8_lossy(&bytes)).is_err());
    }

    #[test]
    fn any_json_in_place_of_a_part_is_refused_or_valid(
        scene in scene(),
        field in prop::sample::select(vec!["version", "width", "height", "shapes", "id", "type", "style", "x", "from", "points", "at", "text", "size", "angle", "crop", "pressure"]),
        value in json(),
    ) {
        let mut document = serde_json::to_value(&scene).expect("to JSON");
        let target = if document.get(field).is_some() { Some(&mut document) } else { document["shapes"].get_mut(0) };
        if let Some(target) = target {
            target[field] = value;
        }
        if let Ok(read) = Scene::from_json(&document.to_string()) {
            prop_assert_eq!(read.validate(), Ok(()));
            prop_assert_eq!(Scene::from_json(&text_of(&read)), Ok(read));
        }
    }

    #[test]
    fn a_scene_with_one_byte_changed_is_refused_or_valid(scene in scene(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = text_of(&scene).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = Scene::from_json(&String::from_utf8_lossy(&bytes)) {
            prop_assert_eq!(read.validate(), Ok(()));
        }
    }

    #[test]
    fn distance_to_a_line_is_the_nearest_of_what_is_painted(
        points in prop::collection::vec((0.0..400.0_f64, 0.0..300.0_f64).prop_map(|(x, y)| Point::new(x, y)), 2..6),
        p in (0.0..400.0_f64, 0.0..300.0_f64).prop_map(|(x, y)| Point::new(x, y)),
        width in 0.1..20.0_f64,
    ) {
        let style = Style { color: Color::BLACK, width, opacity: 1.0 };
        let shape = Shape::new(1, style, ShapeKind::pen(points));
        let painted = annotate::plan_shape(&Scene::new(400, 300), &shape, &Estimate);
        let [Draw::Stroke { path, width: broad, .. }] = painted.as_slice() else { return Err(TestCaseError::fail("one stroke")) };
        let mut at = Point::default();
        let mut nearest = f64::INFINITY;
        for command in path {
            let (control, end) = match *command {
                PathCmd::MoveTo(p) | PathCmd::LineTo(p) => (p, p),
                PathCmd::QuadTo(control, end) => (control, end),
                PathCmd::Close => (at, at),
            };
            let from = if matches!(command, PathCmd::MoveTo(_)) { end } else { at };
            let control = if matches!(command, PathCmd::LineTo(_)) { from.midpoint(end) } else { control };
            for i in 0..=500 {
                let t = f64::from(i) / 500.0;
                let mix = |a: f64, c: f64, b: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b;
                nearest = nearest.min(Point::new(mix(from.x, control.x, end.x), mix(from.y, control.y, end.y)).distance(p));
            }
            at = end;
        }
        let expected = (nearest - broad / 2.0).max(0.0);
        // No piece is longer than 1,000, nor is any of its points further than a pixel from one that was looked at.
        prop_assert!((hit::distance(&shape, p, &Estimate) - expected).abs() <= 1.05);
    }

    #[test]
    fn what_is_moved_or_turned_and_back_is_where_it_was(
        scene in scene(),
        (dx, dy) in (-3_000..3_000_i32, -3_000..3_000_i32),
        (p, degrees) in (place(), -720.0..720.0_f64),
    ) {
        let (dx, dy) = (f64::from(dx), f64::from(dy));
        for shape in &scene.shapes {
            let there = shape.kind.translated(dx, dy);
            let back = Shape { kind: there.translated(-dx, -dy), ..shape.clone() };
            let (before, after) = (hit::upright(shape, &Estimate), hit::upright(&back, &Estimate));
            let off = [before.x - after.x, before.y - after.y, before.w - after.w, before.h - after.h];
            // What is moved lies on hundredths.
            prop_assert!(off.iter().all(|off| off.abs() <= 0.01), "{:?}", off);
        }
        if p.is_finite() && p.x.abs() + p.y.abs() < 1e6 {
            let center = Point::new(200.0, 150.0);
            prop_assert!(p.turned(center, degrees).turned(center, -degrees).distance(p) <= 1e-6);
        }
    }

    #[test]
    fn the_hit_is_the_topmost_painted_shape(scene in scene(), p in place(), tolerance in 0.0..20.0_f64) {
        let hit = hit::topmost(&scene, p, tolerance, &Estimate);
        // A turned frame is around what its own box is around, and not all that lies in the upright box around that.
        let around = |frame: &Shape| {
            let own = hit::upright(frame, &Estimate);
            is_frame(frame) && own.contains(p.turned(own.center(), -frame.angle))
        };
        let near: Vec<u64> = scene.shapes.iter().filter(|s| hit::distance(s, p, &Estimate) <= tolerance).map(|s| s.id).collect();
        match (near.last(), hit) {
            (Some(top), hit) => prop_assert_eq!(hit, Some(*top)),
            (None, Some(id)) => {
                let frame = scene.shape(id).expect("a hit is a shape");
                prop_assert!(around(frame));
            }
            (None, None) => prop_assert!(!scene.shapes.iter().any(around)),
        }
    }

    #[test]
    fn an_index_finds_what_looking_at_everything_finds(scene in scene(), p in place(), tolerance in 0.0..20.0_f64) {
        let index = SpatialIndex::new(&scene, &Estimate);
        prop_assert_eq!(index.topmost(&scene, p, tolerance, &Estimate), hit::topmost(&scene, p, tolerance, &Estimate));
    }

    #[test]
    fn any_scene_is_an_svg_document(scene in scene()) {
        let text = annotate::svg::svg(&scene, &Estimate, None, "sans-serif", &|_| None);
        prop_assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
        prop_assert!(!text.contains("NaN") && !text.contains("inf\""));
    }

    #[test]
    fn paint_stays_where_the_shape_is(scene in scene(), scale in prop_oneof![0.05..8.0_f64, any::<f64>()]) {
        for shape in &scene.shapes {
            // An arrow's head reaches 2.25 widths aside, and its tail is half a width round; a highlighter is five widths broad.
            // Redactions round to whole pixels, round shapes have their control points a fiftieth outside, and the middle of a
            // bubble may be so near to what it points at that its tail is broader than both.
            let bounds = hit::bounds(shape, &Estimate);
            let round = bounds.w.max(bounds.h) * 0.02;
            let tail = if let ShapeKind::Text { size, to: Some(_), .. } = &shape.kind { *size } else { 0.0 };
            let around = bounds.inflate(shape.style.width * 2.6 + 1.0 + round + tail);
            for p in points_of(&annotate::plan_shape(&scene, shape, &Estimate)) {
                prop_assert!(around.contains(p), "{:?} paints at {:?}", shape, p);
            }
            prop_assert!(!overlay_plan(shape, &Estimate, scale, true).is_empty());
        }
    }

    #[test]
    fn what_is_turned_is_hit_where_it_is_seen(scene in scene(), p in place()) {
        for shape in scene.shapes.iter().filter(|shape| shape.kind.turns()) {
            let upright = Shape { angle: 0.0, ..shape.clone() };
            let center = hit::upright(shape, &Estimate).center();
            let there = p.turned(center, shape.angle);
            let (turned, plain) = (hit::distance(shape, there, &Estimate), hit::distance(&upright, p, &Estimate));
            prop_assert!((turned - plain).abs() <= 1e-6 * plain.abs().max(1.0) || !p.is_finite() || p.x.abs() + p.y.abs() > 1e6);
        }
    }

    #[test]
    fn a_turned_box_keeps_the_corner_that_is_not_dragged(
        (x, y, w, h) in (0.0..300.0_f64, 0.0..200.0_f64, 5.0..90.0_f64, 5.0..90.0_f64),
        angle in -180.0..180.0_f64,
        corner in 0..4_usize,
        to in (0.0..400.0_f64, 0.0..300.0_f64).prop_map(|(x, y)| Point::new(x, y)),
    ) {
        let mut shape = Shape::new(1, Style::for_picture(400, 300), ShapeKind::rect(x, y, w, h));
        shape.angle = angle;
        let ends = hit::ends(&shape);
        let (handle, _) = ends[corner];
        let (_, fixed) = ends[(corner + 2) % 4];
        let kind = hit::reshaped(&shape, handle, to, false).expect("a box has corners");
        let after = Shape { kind, ..shape };
        let nearest = hit::ends(&after).into_iter().map(|(_, at)| at.distance(fixed)).fold(f64::INFINITY, f64::min);
        prop_assert!(nearest <= 0.03, "{} from where it was", nearest);
        // Smaller than a pixel a box does not become, so the dragged corner may lie beside the pointer.
        let reached = hit::ends(&after).into_iter().map(|(_, at)| at.distance(to)).fold(f64::INFINITY, f64::min);
        prop_assert!(reached <= 1.5, "{} from the pointer", reached);
    }

    #[test]
    fn cutting_moves_everything_and_nothing_else(scene in scene()) {
        let before = scene.clone();
        let (after, crop) = scene.cut();
        prop_assert_eq!(after.validate(), Ok(()));
        prop_assert_eq!(crop, before.crop);
        let (dx, dy) = crop.map_or((0.0, 0.0), |crop| (f64::from(crop.x), f64::from(crop.y)));
        for (old, new) in before.shapes.iter().zip(&after.shapes) {
            let (old, new) = (hit::bounds(old, &Estimate), hit::bounds(new, &Estimate));
            prop_assert!((old.x - dx - new.x).abs() < 0.02 && (old.y - dy - new.y).abs() < 0.02);
        }
    }

    #[test]
    fn a_mosaic_keeps_the_mean_and_is_the_same_twice(
        (w, h, block) in (1..24_u32, 1..24_u32, 1..9_u32),
        seed in prop::collection::vec(any::<u8>(), 24 * 24),
    ) {
        let area = PixelRect { x: 3, y: 5, w, h };
        let mut pixels: Vec<u8> = seed.iter().take((w * h) as usize).flat_map(|v| [*v, v.wrapping_mul(3), 7, 255]).collect();
        let sum = |pixels: &[u8]| pixels.iter().step_by(4).map(|v| f64::from(*v)).sum::<f64>();
        let before = sum(&pixels);
        annotate::burn::pixelate(area, block, &mut pixels);
        prop_assert!((sum(&pixels) - before).abs() <= f64::from(w * h) * 0.5 + 1e-9);
        let once = pixels.clone();
        annotate::burn::pixelate(area, block, &mut pixels);
        prop_assert_eq!(pixels, once);
    }

    #[test]
    fn redactions_hide_all_they_cover(x in -50.0..450.0_f64, y in -50.0..350.0_f64, w in 0.01..200.0_f64, h in 0.01..200.0_f64) {
        let mut scene = Scene::new(400, 300);
        scene.shapes.push(Shape::new(1, Style::for_picture(400, 300), ShapeKind::redact(x, y, w, h)));
        let picture = Rect::new(0.0, 0.0, 400.0, 300.0);
        let visible = x < 400.0 && y < 300.0 && x + w > 0.0 && y + h > 0.0;
        prop_assert_eq!(scene.burns().len(), usize::from(visible));
        for burned in scene.burns() {
            let burned = Rect::from(burned.area());
            for corner in Rect::new(x, y, w, h).corners() {
                let on_picture = Point::new(corner.x.clamp(0.0, 400.0), corner.y.clamp(0.0, 300.0));
                prop_assert!(burned.contains(on_picture));
            }
            prop_assert!(burned.corners().into_iter().all(|corner| picture.contains(corner)));
            prop_assert!(burned.w < w + 2.0 && burned.h < h + 2.0, "no more than the pixels it touches");
        }
    }
}
