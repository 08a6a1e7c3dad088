//! Keys, as they are written on the keyboard before one.

use leptos::prelude::*;

/// A key or a chord, such as `?`, `g d` or `Mod+K`. `Mod` is Ctrl, and the command key where the keyboard has one.
#[component]
pub fn Kbd(#[prop(into)] keys: String) -> impl IntoView {
    let apple = RwSignal::new(false);
    if keys.contains("Mod") {
        Effect::new(move |_| apple.set(is_apple()));
    }
    let words = spoken(&keys);
    view! {
        <span class="inline-flex items-center gap-1">
            <span class="sr-only">{words}</span>
            {move || {
                let caps = caps(&keys, apple.get()).into_iter();
                caps.map(|cap| view! { <kbd class="kbd" aria-hidden="true">{cap}</kbd> }).collect_view()
            }}
        </span>
    }
}

/// What stands on each key.
fn caps(keys: &str, apple: bool) -> Vec<String> {
    let caps = keys.split(['+', ' ']).filter(|key| !key.is_empty());
    caps.map(|key| match key {
        "Mod" if apple => "⌘",
        "Mod" => "Ctrl",
        "Up" => "↑",
        "Down" => "↓",
        "Left" => "←",
        "Right" => "→",
        "Enter" => "↵",
        key => key,
    })
    .map(str::to_owned)
    .collect()
}

/// The same for those who hear it.
fn spoken(keys: &str) -> String {
    keys.replace("Mod", "Control").replace('+', " ")
}

#[cfg(feature = "hydrate")]
fn is_apple() -> bool {
    let agent = window().navigator().user_agent().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|name| agent.contains(name))
}

/// Effects run in the browser only.
#[cfg(not(feature = "hydrate"))]
fn is_apple() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_and_sequences_come_apart() {
        assert_eq!(caps("Mod+K", false), ["Ctrl", "K"]);
        assert_eq!(caps("Mod+K", true), ["⌘", "K"]);
        assert_eq!(caps("g d", false), ["g", "d"]);
        assert_eq!(spoken("Mod+K"), "Control K");
    }
}
