//! A scene as an SVG document: the same plan that canvas and pixmap paint, for whoever wants to print it large or change it elsewhere.

use std::fmt::Write as _;

use crate::burn::{cells, pixelate};
use crate::geometry::{PixelRect, Point};
use crate::paint::{Draw, PathCmd, Rgba, plan};
use crate::scene::Scene;
use crate::style::Color;
use crate::text::TextMeasure;

/// Of a mosaic of nobody knows what.
const UNKNOWN: Color = Color::new(0x94, 0xa3, 0xb8);

/// The scene in an SVG document of the picture's size. `picture` is put below it: an address, or a `data:` URL for a document that stands
/// by itself. Text is set in `font`, a list of families as CSS has it. `pixels` gives those of an area of the picture, as
/// [`pixelate`] takes them; where it gives none, a mosaic is grey.
#[must_use]
pub fn svg(
    scene: &Scene,
    measure: &impl TextMeasure,
    picture: Option<&str>,
    font: &str,
    pixels: &dyn Fn(PixelRect) -> Option<Vec<u8>>,
) -> String {
    let (w, h) = (scene.width, scene.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" font-family=\"{}\">\n",
        escaped(font)
    );
    // Writing into a string cannot fail.
    if let Some(address) = picture {
        let _ = writeln!(
            out,
            "<image href=\"{}\" width=\"{w}\" height=\"{h}\"/>",
            escaped(address)
        );
    }
    for draw in plan(scene, measure) {
        let _ = match &draw {
            Draw::Stroke { path, color, width } => writeln!(
                out,
                "<path d=\"{}\" fill=\"none\" {} stroke-width=\"{width}\"/>",
                data(path),
                paint("stroke", *color)
            ),
            Draw::Fill { path, color } => writeln!(out, "<path d=\"{}\" {}/>", data(path), paint("fill", *color)),
            Draw::Dim { holes, color, .. } => dim(&mut out, holes, *color, (w, h)),
            Draw::Mosaic { area, block } => mosaic(&mut out, *area, *block, pixels),
            Draw::Text {
                at,
                size,
                color,
                line,
                halo,
                halo_width,
                angle,
            } => {
                let halo = halo.map(|halo| {
                    let stroke = paint("stroke", halo);
                    format!(" {stroke} stroke-width=\"{halo_width}\" paint-order=\"stroke\"")
                });
                let turned = (*angle != 0.0).then(|| format!(" transform=\"rotate({angle} {} {})\"", at.x, at.y));
                writeln!(
                    out,
                    "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" xml:space=\"preserve\"{} {}{}>{}</text>",
                    at.x,
                    at.y,
                    turned.unwrap_or_default(),
                    paint("fill", *color),
                    halo.unwrap_or_default(),
                    escaped(line)
                )
            }
        };
    }
    out.push_str("</svg>\n");
    out
}

/// A mosaic as its cells.
fn mosaic(
    out: &mut String,
    area: PixelRect,
    block: u32,
    pixels: &dyn Fn(PixelRect) -> Option<Vec<u8>>,
) -> std::fmt::Result {
    let pixels = pixels(area).map(|mut pixels| {
        pixelate(area, block, &mut pixels);
        pixels
    });
    for cell in cells(area, block) {
        let first = ((cell.y - area.y) as usize * area.w as usize + (cell.x - area.x) as usize) * 4;
        let color = match pixels.as_deref().and_then(|pixels| pixels.get(first..first + 4)) {
            Some(&[r, g, b, a]) => Rgba { r, g, b, a },
            _ => Rgba::opaque(UNKNOWN),
        };
        let PixelRect { x, y, w, h } = cell;
        writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" {}/>",
            paint("fill", color)
        )?;
    }
    Ok(())
}

fn dim(out: &mut String, holes: &[Vec<PathCmd>], color: Rgba, (w, h): (u32, u32)) -> std::fmt::Result {
    let cut: String = holes.iter().map(|hole| data(hole)).collect();
    writeln!(
        out,
        "<mask id=\"spotlights\"><path d=\"M0 0H{w}V{h}H0Z\" fill=\"#fff\"/><path d=\"{cut}\"/></mask>\n\
         <path d=\"M0 0H{w}V{h}H0Z\" mask=\"url(#spotlights)\" {}/>",
        paint("fill", color)
    )
}

fn paint(what: &str, color: Rgba) -> String {
    let Rgba { r, g, b, a } = color;
    let opacity = f64::from(a) / 255.0;
    match a {
        255 => format!("{what}=\"#{r:02x}{g:02x}{b:02x}\""),
        _ => format!("{what}=\"#{r:02x}{g:02x}{b:02x}\" {what}-opacity=\"{opacity:.3}\""),
    }
}

fn data(path: &[PathCmd]) -> String {
    // Finer than a hundredth of a pixel nobody sees.
    let at = |p: Point| {
        let p = p.rounded();
        format!("{} {}", p.x, p.y)
    };
    let step = |cmd: &PathCmd| match *cmd {
        PathCmd::MoveTo(p) => format!("M{}", at(p)),
        PathCmd::LineTo(p) => format!("L{}", at(p)),
        PathCmd::QuadTo(control, p) => format!("Q{} {}", at(control), at(p)),
        PathCmd::Close => "Z".to_owned(),
    };
    path.iter().map(step).collect()
}

/// Text as XML takes it, in an attribute as between tags. Characters that XML has no place for are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{AreaForm, Shape, ShapeKind};
    use crate::style::Style;
    use crate::text::Estimate;

    #[test]
    fn a_document_holds_the_picture_the_shapes_and_nobody_elses_markup() {
        let mut scene = Scene::new(200, 100);
        let style = Style::for_picture(200, 100);
        let kinds = [
            ShapeKind::area_of(AreaForm::Spotlight, 10.0, 10.0, 50.0, 20.0),
            ShapeKind::rect(1.0, 2.0, 3.0, 4.0),
            ShapeKind::text(Point::new(5.0, 5.0), "<script>&\u{1}\"", 16.0),
        ];
        scene.shapes = (1..).zip(kinds).map(|(id, kind)| Shape::new(id, style, kind)).collect();
        let text = svg(&scene, &Estimate, Some("a.png?b&c"), "sans-serif", &|_| None);
        for part in [
            "width=\"200\" height=\"100\" viewBox=\"0 0 200 100\"",
            "<image href=\"a.png?b&amp;c\"",
            "<mask id=\"spotlights\">",
            "fill=\"#000000\" fill-opacity=\"0.600\"",
            "d=\"M1 2L4 2L4 6L1 6Z\" fill=\"none\" stroke=\"#e11d48\" stroke-width=\"3\"",
            ">&lt;script&gt;&amp;",
            "paint-order=\"stroke\"",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("<script"));
        assert!(!svg(&scene, &Estimate, None, "x", &|_| None).contains("<image"));
    }
}
