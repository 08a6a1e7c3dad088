//! What can be done with the selection, where the pointer is: opened by the second button, a long press, the menu key or the button.

use super::{board::Board, keys::TURN, take::take};
use crate::ui::Kbd;
use annotate::{Align, Editor, Outcome};
use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

type Command = fn(&mut super::stage::Drawing) -> Outcome;

#[component]
pub fn SelectionMenu(board: Board) -> impl IntoView {
    move || board.menu.get().map(|at| view! { <Open board at/> })
}

/// In the order in which they stand; the second is the key that does the same.
const COMMANDS: [(&str, &str, Command); 7] = [
    ("Duplicate", "Mod+D", Editor::duplicate),
    ("Bring to front", "}", Editor::bring_to_front),
    ("Bring forward", "]", Editor::bring_forward),
    ("Send backward", "[", Editor::send_backward),
    ("Send to back", "{", Editor::send_to_back),
    ("Turn right", ".", |editor| editor.turn(TURN)),
    ("Turn left", ",", |editor| editor.turn(-TURN)),
];

#[component]
fn Open(board: Board, at: annotate::Point) -> impl IntoView {
    let menu = NodeRef::<html::Div>::new();
    let selected = board
        .look
        .with_untracked(|look| look.as_ref().map_or(0, |l| l.selected));
    let shapes = board.look.with_untracked(|look| look.as_ref().map_or(0, |l| l.shapes));
    Effect::new(move || {
        if let Some(menu) = menu.get() {
            place(&menu, at);
            walk(&menu, |_, _| 0);
        }
    });
    let act = move |command: Command| {
        board.menu.set(None);
        board.edit(command);
        board.focus();
    };
    let item = move |(words, keys, command): (&'static str, &'static str, Command)| {
        view! {
            <button type="button" class="menu-item" role="menuitem" tabindex="-1" on:click=move |_| act(command)>
                <span class="flex-1">{words}</span>
                <Kbd keys/>
            </button>
        }
    };
    let aligned = move |to: Align| {
        view! {
            <button
                type="button"
                class="grid h-9 flex-1 place-items-center rounded-lg hover:bg-sunken focus-visible:bg-sunken max-sm:h-11"
                role="menuitem"
                tabindex="-1"
                aria-label=to.label()
                title=to.label()
                on:click=move |_| {
                    board.menu.set(None);
                    board.edit(|editor| editor.align(to));
                    board.focus();
                }
            >
                <svg class="size-5" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false" inner_html=sign(to)></svg>
            </button>
        }
    };
    let left = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let inside = menu.get_untracked().is_some_and(|menu| menu.contains(to.as_ref()));
        if !inside {
            board.menu.set(None);
        }
    };
    view! {
        <div
            node_ref=menu
            class="absolute z-10 w-60 rounded-xl border border-line bg-raised p-1.5 shadow-lg"
            role="menu"
            aria-label="Selection"
            on:keydown=move |event| keys(&event, board, menu)
            on:focusout=left
        >
            {(selected > 0).then(|| view! {
                {COMMANDS.map(item).collect_view()}
                <div class="my-1 flex border-y border-line py-1" role="group" aria-label="Align">{Align::ALL.map(aligned).collect_view()}</div>
                {item(("Delete", "Del", Editor::delete_selection))}
            })}
            {(shapes > 0).then(|| view! {
                {item(("Select everything", "Mod+A", Editor::select_all))}
                {(selected == 0).then(|| item(("Remove everything", "", Editor::clear)))}
                <button
                    type="button"
                    class="menu-item"
                    role="menuitem"
                    tabindex="-1"
                    on:click=move |_| {
                        board.menu.set(None);
                        take(board);
                        board.focus();
                    }
                >
                    "Download as SVG"
                </button>
            })}
            {(shapes == 0).then(|| view! { <p class="px-2.5 py-2 text-sm text-muted">"Nothing is drawn yet."</p> })}
        </div>
    }
}

/// At the pointer, but never beyond the window.
fn place(menu: &HtmlElement, at: annotate::Point) {
    let room = web_sys::window().map(|window| {
        let side = |read: Result<wasm_bindgen::JsValue, _>| read.ok().and_then(|v| v.as_f64()).unwrap_or_default();
        (side(window.inner_width()), side(window.inner_height()))
    });
    let (width, height) = room.unwrap_or_default();
    let size = menu.get_bounding_client_rect();
    let keep = |at: f64, length: f64, room: f64| at.min(room - length - 8.0).max(8.0);
    let style = web_sys::HtmlElement::style(menu);
    for (side, value) in [
        ("left", keep(at.x, size.width(), width)),
        ("top", keep(at.y, size.height(), height)),
    ] {
        // Neither property is ever refused.
        let _ = style.set_property(side, &format!("{value}px"));
    }
}

fn keys(event: &KeyboardEvent, board: Board, menu: NodeRef<html::Div>) {
    event.stop_propagation();
    let Some(menu) = menu.get_untracked() else { return };
    let step: fn(usize, usize) -> usize = match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => |now, count| (now + 1) % count,
        "ArrowUp" | "ArrowLeft" => |now, count| (now + count - 1) % count,
        "Home" => |_, _| 0,
        "End" => |_, count| count - 1,
        "Escape" | "Tab" => {
            event.prevent_default();
            board.menu.set(None);
            board.focus();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    walk(&menu, step);
}

/// Moves the focus from the item that has it to the one that `step` says, of so many.
fn walk(menu: &HtmlElement, step: impl Fn(usize, usize) -> usize) {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else {
        return;
    };
    let items: Vec<HtmlElement> = (0..found.length())
        .filter_map(|n| found.item(n)?.dyn_into().ok())
        .collect();
    if items.is_empty() {
        return;
    }
    let active = document().active_element();
    let now = items
        .iter()
        .position(|item| active.as_ref().is_some_and(|active| **item == *active));
    // An item that cannot take the focus can still be pressed.
    let _ = items[step(now.unwrap_or(0), items.len())].focus();
}

const fn sign(to: Align) -> &'static str {
    match to {
        Align::Left => {
            "<rect x='4' y='4' width='1.8' height='16'/><rect x='8' y='6.5' width='11' height='4' rx='1'/><rect x='8' y='13.5' width='7' height='4' rx='1'/>"
        }
        Align::Center => {
            "<rect x='11.1' y='4' width='1.8' height='16'/><rect x='6' y='6.5' width='12' height='4' rx='1'/><rect x='8' y='13.5' width='8' height='4' rx='1'/>"
        }
        Align::Right => {
            "<rect x='18.2' y='4' width='1.8' height='16'/><rect x='5' y='6.5' width='11' height='4' rx='1'/><rect x='9' y='13.5' width='7' height='4' rx='1'/>"
        }
        Align::Top => {
            "<rect x='4' y='4' width='16' height='1.8'/><rect x='6.5' y='8' width='4' height='11' rx='1'/><rect x='13.5' y='8' width='4' height='7' rx='1'/>"
        }
        Align::Middle => {
            "<rect x='4' y='11.1' width='16' height='1.8'/><rect x='6.5' y='6' width='4' height='12' rx='1'/><rect x='13.5' y='8' width='4' height='8' rx='1'/>"
        }
        Align::Bottom => {
            "<rect x='4' y='18.2' width='16' height='1.8'/><rect x='6.5' y='5' width='4' height='11' rx='1'/><rect x='13.5' y='9' width='4' height='7' rx='1'/>"
        }
    }
}
