//! How a part is shown: its name, what it is for, and its states, in light and in dark beside each other.

use crate::ui::Loaded;
use leptos::prelude::*;

/// One of the two sides, and what its parts share.
#[derive(Clone, Copy)]
pub struct Side {
    pub theme: &'static str,
    /// A section's data that does not come at first.
    pub failing: Loaded<String>,
}

impl Side {
    /// An id or name that the other side does not use.
    pub fn id(self, name: &str) -> String {
        format!("{}-{name}", self.theme)
    }
}

pub struct Part {
    pub id: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub show: fn(Side) -> AnyView,
}

#[component]
pub fn PartSection(part: &'static Part, failing: Loaded<String>) -> impl IntoView {
    let sides = ["light", "dark"].map(|theme| {
        view! {
            <div data-theme=theme class="card flex min-w-0 flex-col gap-5 bg-canvas p-4 text-ink sm:p-6">
                {(part.show)(Side { theme, failing })}
            </div>
        }
    });
    view! {
        <section id=part.id class="mb-8" aria-label=part.title>
            <h2 class="text-lg font-semibold text-ink">{part.title}</h2>
            <p class="mb-3 text-sm text-muted">{part.about}</p>
            <div class="grid gap-3 lg:grid-cols-2">{sides.collect_view()}</div>
        </section>
    }
}

/// A state under its name.
#[component]
pub fn State(
    name: &'static str,
    /// Side by side instead of one under the other.
    #[prop(optional)]
    row: bool,
    children: Children,
) -> impl IntoView {
    let class = if row {
        "flex flex-wrap items-center gap-3"
    } else {
        "flex flex-col gap-3"
    };
    view! {
        <div class="min-w-0">
            <p class="mb-2 text-xs text-faint">{name}</p>
            <div class=class>{children()}</div>
        </div>
    }
}
