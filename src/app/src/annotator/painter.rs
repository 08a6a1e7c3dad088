//! Carries out a plan on a canvas. Decides nothing.

use super::font::FAMILY;
use annotate::{Draw, PathCmd, PixelRect, Rect, Rgba};
use web_sys::{CanvasRenderingContext2d, CanvasWindingRule};

/// The context's transform maps picture pixels onto the canvas.
pub fn paint(context: &CanvasRenderingContext2d, plan: &[Draw]) {
    for draw in plan {
        match draw {
            Draw::Stroke { path, color, width } => {
                trace(context, path);
                stroke(context, *color, *width);
                context.stroke();
            }
            Draw::Fill { path, color } => {
                trace(context, path);
                context.set_fill_style_str(&color.css());
                context.fill();
            }
            Draw::Dim { area, holes, color } => dim(context, *area, holes, *color),
            Draw::Text {
                at,
                size,
                color,
                line,
                halo,
                halo_width,
            } => {
                context.set_font(&format!("{size}px {FAMILY}"));
                context.set_text_baseline("alphabetic");
                // A text that cannot be drawn leaves a gap; there is nobody to tell.
                if let Some(halo) = halo {
                    stroke(context, *halo, *halo_width);
                    let _ = context.stroke_text(line, at.x, at.y);
                }
                context.set_fill_style_str(&color.css());
                let _ = context.fill_text(line, at.x, at.y);
            }
        }
    }
}

fn stroke(context: &CanvasRenderingContext2d, color: Rgba, width: f64) {
    context.set_stroke_style_str(&color.css());
    context.set_line_width(width);
    context.set_line_cap("round");
    context.set_line_join("round");
}

/// What lies outside of every hole is what is left when one after the other was cut out.
fn dim(context: &CanvasRenderingContext2d, area: Rect, holes: &[Vec<PathCmd>], color: Rgba) {
    context.save();
    for hole in holes {
        trace(context, hole);
        context.rect(area.x, area.y, area.w, area.h);
        context.clip_with_canvas_winding_rule(CanvasWindingRule::Evenodd);
    }
    context.set_fill_style_str(&color.css());
    context.fill_rect(area.x, area.y, area.w, area.h);
    context.restore();
}

fn trace(context: &CanvasRenderingContext2d, path: &[PathCmd]) {
    context.begin_path();
    for step in path {
        match step {
            PathCmd::MoveTo(p) => context.move_to(p.x, p.y),
            PathCmd::LineTo(p) => context.line_to(p.x, p.y),
            PathCmd::QuadTo(c, p) => context.quadratic_curve_to(c.x, c.y, p.x, p.y),
            PathCmd::Close => context.close_path(),
        }
    }
}

/// Paints opaque black over whole pixels: what lay there is gone from the canvas.
pub fn burn(context: &CanvasRenderingContext2d, areas: &[PixelRect]) {
    context.set_fill_style_str("#000000");
    for area in areas {
        let Rect { x, y, w, h } = (*area).into();
        context.fill_rect(x, y, w, h);
    }
}
