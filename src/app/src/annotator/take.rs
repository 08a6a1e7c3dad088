//! The picture with what is drawn on it as an SVG file, for whoever goes on with it in another program.

use super::{
    board::Board,
    font::{CanvasMeasure, FAMILY},
    painter, picture,
    stage::Stage,
};
use annotate::svg::svg;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// Hands the file to the browser; what keeps it from doing so is told in words.
pub fn take(board: Board) {
    let written = board.with(document_of);
    if let Some(Err(words)) = written.map(|text| text.and_then(|text| download(&text))) {
        board.trouble.set(Some(words));
    }
}

/// What is redacted is gone from the picture in it, too.
fn document_of(stage: &Stage) -> Result<String, String> {
    let scene = stage.editor.scene();
    let picture = picture::address(&stage.picture, |context| painter::burn(context, &scene.burns()))?;
    let pixels = |area| stage.picture.pixels(area);
    Ok(svg(scene, &CanvasMeasure::new(), Some(&picture), FAMILY, &pixels))
}

fn download(text: &str) -> Result<(), String> {
    const REFUSED: &str = "This browser does not save the file.";
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).map_err(|_| REFUSED)?;
    let address = Url::create_object_url_with_blob(&blob).map_err(|_| REFUSED)?;
    let link = document().create_element("a").map_err(|_| REFUSED)?;
    for (name, value) in [("href", address.as_str()), ("download", "picture.svg")] {
        link.set_attribute(name, value).map_err(|_| REFUSED)?;
    }
    link.dyn_into::<HtmlElement>().map_err(|_| REFUSED)?.click();
    // The download has begun; an address that cannot be given back costs memory until the page goes.
    let _ = Url::revoke_object_url(&address);
    Ok(())
}
