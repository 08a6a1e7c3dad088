//! A menu of things to do or places to go, under a button: [`Dropdown`] around [`MenuLink`]s, [`MenuButton`]s and
//! [`MenuLine`]s.
//!
//! A native popover: it opens without JavaScript, closes on Escape (which gives the focus back) and on a press beside
//! it. With JavaScript the keys of a menu work: arrows, Home, End, and the letters that an item begins with.

use super::{
    icons::{Glyph, Icon},
    listbox::{Step, typeahead},
};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};
use std::time::Duration;

/// Letters typed within this time belong together.
const TYPING: Duration = Duration::from_millis(600);

#[component]
pub fn Dropdown(
    #[prop(into)] id: String,
    /// The name of the button, where `trigger` shows no words.
    #[prop(optional, into)]
    label: Option<String>,
    /// What stands on the button.
    trigger: AnyView,
    #[prop(default = "btn btn-ghost btn-icon")] class: &'static str,
    /// The button stands at the right edge of something: so does the menu.
    #[prop(optional)]
    at_end: bool,
    /// Above the items, such as whose menu it is.
    #[prop(optional, into)]
    head: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let popover = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    // Where the focus goes when it opens: its first item, unless one came in from below.
    let entry = StoredValue::new(Step::First);
    let typed = StoredValue::new(String::new());
    let forget = StoredValue::new(None::<TimeoutHandle>);

    let toggled = move |_| {
        let Some(menu) = popover.get_untracked() else { return };
        let is_open = menu.matches(":popover-open").unwrap_or(false);
        open.set(is_open);
        if is_open {
            walk(&menu, entry.get_value());
        }
        entry.set_value(Step::First);
    };
    let on_button = move |ev: leptos::ev::KeyboardEvent| {
        let step = match ev.key().as_str() {
            "ArrowDown" => Step::First,
            "ArrowUp" => Step::Last,
            _ => return,
        };
        ev.prevent_default();
        entry.set_value(step);
        if let Some(button) = button.get_untracked().filter(|_| !open.get_untracked()) {
            button.click();
        }
    };
    let in_menu = move |ev: leptos::ev::KeyboardEvent| {
        let Some(menu) = popover.get_untracked() else { return };
        let key = ev.key();
        if let Some(step) = Step::of_key(&key) {
            ev.prevent_default();
            walk(&menu, step);
        } else if key == "Tab" {
            hide(&menu);
        } else if is_letter(&ev, &key) {
            ev.prevent_default();
            typed.update_value(|t| t.push_str(&key));
            if let Some(timer) = forget.get_value() {
                timer.clear();
            }
            let timer = set_timeout_with_handle(move || _ = typed.try_set_value(String::new()), TYPING);
            forget.set_value(timer.ok());
            seek(&menu, &typed.get_value());
        }
    };
    let pressed = move |ev: leptos::ev::MouseEvent| {
        let item = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let on_item = item.is_some_and(|e| matches!(e.closest("[role=menuitem]"), Ok(Some(_))));
        if let Some(menu) = popover.get_untracked().filter(|_| on_item) {
            hide(&menu);
        }
    };

    let (items, named_by) = (format!("{id}-items"), format!("{id}-button"));
    view! {
        <button
            type="button"
            id=named_by.clone()
            class=class
            popovertarget=id.clone()
            aria-label=label
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-controls=items.clone()
            node_ref=button
            on:keydown=on_button
        >
            {trigger}
        </button>
        <div id=id popover="auto" class=if at_end { "menu menu-end" } else { "menu" } node_ref=popover on:toggle=toggled>
            {head.map(|head| view! { <div class="menu-head">{head}</div> })}
            <div id=items role="menu" aria-labelledby=named_by on:keydown=in_menu on:click=pressed>
                {children()}
            </div>
        </div>
    }
}

/// A place to go.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="menu-item" role="menuitem" href=href>
            {icon.map(|glyph| view! { <Icon glyph class="size-4.5 text-muted"/> })}
            {children()}
        </a>
    }
}

/// Something to do. Within a form of its own it can send that (`submit`), which works without JavaScript.
#[component]
pub fn MenuButton(
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] submit: bool,
    /// Takes something away.
    #[prop(optional)]
    danger: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        if let Some(act) = on_press {
            act.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=if danger { "menu-item text-danger" } else { "menu-item" }
            role="menuitem"
            on:click=press
        >
            {icon.map(|glyph| view! { <Icon glyph class=if danger { "size-4.5" } else { "size-4.5 text-muted" }/> })}
            {children()}
        </button>
    }
}

/// Between groups of items.
#[component]
pub fn MenuLine() -> impl IntoView {
    view! { <div class="my-1 border-t border-line" role="separator"></div> }
}

/// Closed already is as good.
fn hide(menu: &web_sys::HtmlDivElement) {
    _ = menu.hide_popover();
}

fn is_letter(ev: &leptos::ev::KeyboardEvent, key: &str) -> bool {
    let plain = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
    plain && key.chars().count() == 1 && key.chars().all(char::is_alphanumeric)
}

fn items(menu: &web_sys::HtmlDivElement) -> Vec<web_sys::HtmlElement> {
    let items = menu.get_elements_by_class_name("menu-item");
    let items = (0..items.length()).filter_map(|n| items.item(n)?.dyn_into().ok());
    items.collect()
}

fn focused(items: &[web_sys::HtmlElement]) -> Option<usize> {
    let active = document().active_element()?;
    items.iter().position(|item| **item == active)
}

fn walk(menu: &web_sys::HtmlDivElement, step: Step) {
    let items = items(menu);
    focus(&items, step.from(focused(&items), items.len()));
}

fn seek(menu: &web_sys::HtmlDivElement, typed: &str) {
    let items = items(menu);
    let labels: Vec<_> = items.iter().map(|i| i.text_content().unwrap_or_default()).collect();
    focus(&items, typeahead(&labels, focused(&items), typed));
}

fn focus(items: &[web_sys::HtmlElement], at: Option<usize>) {
    if let Some(item) = at.and_then(|n| items.get(n)) {
        // What cannot take the focus leaves it where it is.
        _ = item.focus();
    }
}
