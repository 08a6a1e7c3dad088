//! Shapes in words, for lists and for who cannot see them.

use crate::scene::Scene;
use crate::shape::ShapeKind;

/// So much of a text is said.
const LONGEST: usize = 60;

/// What each shape of a scene is called, from the bottom to the top. Of several that are called alike each gets a number.
#[must_use]
pub fn describe(scene: &Scene) -> Vec<(u64, String)> {
    let names: Vec<String> = scene.shapes.iter().map(|shape| name(&shape.kind)).collect();
    let mut out = Vec::with_capacity(names.len());
    let mut seen = std::collections::HashMap::<&str, usize>::new();
    for (shape, name) in scene.shapes.iter().zip(&names) {
        let nth = seen.entry(name.as_str()).or_default();
        *nth += 1;
        out.push((shape.id, *nth));
    }
    let named = out.into_iter().zip(&names);
    named
        .map(|((id, nth), name)| match seen.get(name.as_str()) {
            Some(1) | None => (id, name.clone()),
            Some(_) => (id, format!("{name} {nth}")),
        })
        .collect()
}

fn name(kind: &ShapeKind) -> String {
    match kind {
        ShapeKind::Text { text, .. } => format!("{} “{}”", kind.name(), short(text)),
        ShapeKind::Step { number, .. } => format!("{} {number}", kind.name()),
        _ => kind.name().to_owned(),
    }
}

/// In one line, cut where it is long.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::shape::{AreaForm, Shape};
    use crate::style::Style;

    #[test]
    fn shapes_are_told_apart() {
        let p = Point::new(1.0, 1.0);
        let kinds = [
            ShapeKind::rect(0.0, 0.0, 5.0, 5.0),
            ShapeKind::text(p, "Wrong\n  total", 10.0),
            ShapeKind::rect(1.0, 0.0, 5.0, 5.0),
            ShapeKind::Step {
                at: p,
                size: 5.0,
                number: 3,
            },
            ShapeKind::area_of(AreaForm::Redact, 0.0, 0.0, 1.0, 1.0),
            ShapeKind::text(p, "é".repeat(80), 10.0),
        ];
        let mut scene = Scene::new(100, 100);
        let style = Style::for_picture(100, 100);
        scene.shapes = (7..).zip(kinds).map(|(id, kind)| Shape::new(id, style, kind)).collect();
        let long = format!("Text “{}…”", "é".repeat(60));
        let expected = [
            (7, "Rectangle 1"),
            (8, "Text “Wrong total”"),
            (9, "Rectangle 2"),
            (10, "Step 3"),
            (11, "Redaction"),
            (12, long.as_str()),
        ];
        let described = describe(&scene);
        let described: Vec<_> = described.iter().map(|(id, name)| (*id, name.as_str())).collect();
        assert_eq!(described, expected);
    }
}
