//! Text is typed where it will stand: a field over the canvas, in the font and size of the picture.

use super::{
    board::{Board, WHILE_DRAWN},
    font::FAMILY,
    view::View,
};
use annotate::{
    EditText, limits,
    text::{BUBBLE_PADDING, LINE_HEIGHT},
};
use leptos::{ev::KeyboardEvent, html, leptos_dom::helpers::debounce, prelude::*};
use web_sys::{Element, HtmlTextAreaElement};

#[component]
pub fn TextField(board: Board) -> impl IntoView {
    let typing = Memo::new(move |_| board.look.with(|look| look.as_ref().and_then(|l| l.typing.clone())));
    move || typing.get().map(|edit| view! { <Field board edit /> })
}

#[component]
fn Field(board: Board, edit: EditText) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let begin = edit.text.clone();
    let place = edit.clone();
    let style = move || {
        board.look.with(|look| {
            look.as_ref().map(|l| {
                css(
                    &place,
                    l.view,
                    &l.style.color.to_string(),
                    &l.style.color.opposite().to_string(),
                )
            })
        })
    };
    Effect::new(move || {
        if let Some(field) = field.get() {
            web_sys::HtmlElement::style(&field).set_css_text(&style().unwrap_or_default());
            grow(&field);
        }
    });
    Effect::new(move || {
        if let Some(field) = field.get() {
            // A field that cannot take the focus can still be clicked.
            let _ = field.focus();
            let end = u32::try_from(field.value().encode_utf16().count()).unwrap_or(u32::MAX);
            let _ = field.set_selection_range(end, end);
        }
    });
    let commit = move || {
        // The field loses the focus as it goes, too.
        if let Some(Some(field)) = field.try_get_untracked() {
            board.commit_text(&field.value());
        }
    };
    let keep = move |last| {
        if let Some(Some(field)) = field.try_get_untracked() {
            board.keep_typed(&field.value(), last);
        }
    };
    // What came after the last time that it was kept.
    let mut keep_last = debounce(WHILE_DRAWN, move |()| keep(true));
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let done = event.key() == "Escape" || (event.key() == "Enter" && (event.ctrl_key() || event.meta_key()));
        if done && !event.is_composing() {
            event.prevent_default();
            commit();
            board.focus();
        }
    };
    view! {
        <textarea
            node_ref=field
            class="absolute m-0 resize-none overflow-hidden border-0 bg-transparent p-0 whitespace-pre outline-1 outline-offset-4 outline-accent outline-dashed"
            rows="1"
            maxlength=limits::TEXT_CHARS.to_string()
            aria-label="Text on the picture"
            autocapitalize="sentences"
            spellcheck="false"
            prop:value=begin
            on:input=move |_| {
                if let Some(field) = field.get_untracked() {
                    grow(&field);
                }
                keep(false);
                keep_last(());
            }
            on:keydown=key
            on:blur=move |_| commit()
        ></textarea>
    }
}

fn css(edit: &EditText, view: View, color: &str, halo: &str) -> String {
    let at = view.to_stage(edit.at);
    let size = edit.size * view.scale;
    if edit.to.is_some() {
        // As its bubble will be painted.
        return format!(
            "left:{}px;top:{}px;font:{size}px/{LINE_HEIGHT} {FAMILY};color:{halo};caret-color:{halo};min-width:1em;\
             background:{color};box-shadow:0 0 0 {BUBBLE_PADDING}em {color};border-radius:1px",
            at.x, at.y
        );
    }
    format!(
        "left:{}px;top:{}px;font:{size}px/{LINE_HEIGHT} {FAMILY};color:{color};caret-color:{color};min-width:1em;text-shadow:0 0 2px {halo},0 0 2px {halo}",
        at.x, at.y
    )
}

/// As large as what stands in it; `field-sizing` would do it, but not everywhere yet.
fn grow(field: &HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    for (side, reach) in [
        ("width", Element::scroll_width as fn(&Element) -> i32),
        ("height", Element::scroll_height),
    ] {
        // Neither property is ever refused.
        let _ = style.set_property(side, "0");
        let _ = style.set_property(side, &format!("{}px", reach(field) + 2));
    }
}
