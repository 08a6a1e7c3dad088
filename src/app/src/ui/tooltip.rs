//! A few words about a control, beside it while it is pointed at or has the focus. Never the only place where something
//! is said: a phone has no pointer to rest there. What must be read belongs into a hint.

use leptos::{attr::aria_describedby, html, prelude::*};

/// Describes the one control that it is put around. The words stay while the pointer is on them, and Escape takes them
/// away.
#[component]
pub fn Tooltip(#[prop(into)] id: String, #[prop(into)] text: String, children: Children) -> impl IntoView {
    let tip = NodeRef::<html::Span>::new();
    let pointed = StoredValue::new(false);
    let focused = StoredValue::new(false);
    let escape = StoredValue::new(None::<WindowListenerHandle>);
    let shown = move || {
        let tip = tip.get_untracked();
        tip.is_some_and(|t| t.matches(":popover-open").unwrap_or(false))
    };
    let hide = move || {
        if let Some(tip) = tip.get_untracked() {
            // Hidden already is as good.
            _ = tip.hide_popover();
        }
    };
    // Escape counts wherever the focus is, since the pointer alone shows the words too.
    let hear_escape = move || {
        let handle = window_event_listener(leptos::ev::keydown, move |ev| {
            if ev.key() == "Escape" && shown() {
                // Only the words go, not the dialog around them.
                ev.prevent_default();
                hide();
            }
        });
        escape.set_value(Some(handle));
    };
    let settle = move || {
        if !pointed.get_value() && !focused.get_value() {
            hide();
            return;
        }
        if let Some(tip) = tip.get_untracked() {
            // Shown already is as good.
            _ = tip.show_popover();
        }
        if escape.with_value(Option::is_none) {
            hear_escape();
        }
    };
    on_cleanup(move || {
        if let Some(handle) = escape.try_update_value(Option::take).flatten() {
            handle.remove();
        }
    });
    let around = NodeRef::<html::Span>::new();
    let name = format!("--{id}");
    // Not in the page's text, where a policy without inline styles would not let it count.
    Effect::new(move |_| {
        for (part, property) in [(around.get(), "anchor-name"), (tip.get(), "position-anchor")] {
            if let Some(part) = part {
                // Browsers that do not know the property show the words elsewhere.
                _ = leptos::web_sys::HtmlElement::style(&part).set_property(property, &name);
            }
        }
    });
    view! {
        <span
            class="inline-flex"
            node_ref=around
            on:mouseenter=move |_| {
                pointed.set_value(true);
                settle();
            }
            on:mouseleave=move |_| {
                pointed.set_value(false);
                settle();
            }
            on:focusin=move |_| {
                focused.set_value(true);
                settle();
            }
            on:focusout=move |_| {
                focused.set_value(false);
                settle();
            }
        >
            {children().add_any_attr(aria_describedby(id.clone()))}
            <span id=id popover="manual" role="tooltip" class="tip" node_ref=tip>
                <span class="tip-words">{text}</span>
            </span>
        </span>
    }
}
