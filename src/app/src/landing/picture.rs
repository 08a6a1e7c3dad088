//! Pictures of the product. `npm run pictures` in `end2end/` takes them from the demo and writes them to `public/images`.

use leptos::prelude::*;

/// A picture as it lies there: light and dark, in two widths.
#[derive(Debug, Clone, Copy)]
pub struct Shot {
    pub name: &'static str,
    /// Of the larger file, in pixels.
    pub width: u32,
    pub height: u32,
    /// What it shows, for those who do not see it.
    pub alt: &'static str,
}

const SMALL: u32 = 640;

impl Shot {
    fn file(self, theme: &str, width: u32) -> String {
        format!("/images/{}-{theme}-{width}.webp", self.name)
    }

    fn srcset(self, theme: &str) -> String {
        [SMALL, self.width]
            .map(|width| format!("{} {width}w", self.file(theme, width)))
            .join(", ")
    }
}

/// Shows a shot in the page's theme, and loads one file of it.
///
/// The system's theme picks the file before anything is laid out. Only readers who chose the other theme with the switch
/// are shown the second or third element; those are lazy, and what is not displayed is not loaded.
#[component]
pub fn Picture(
    shot: Shot,
    /// How wide it is shown, as for `img`.
    sizes: &'static str,
    /// In sight as the page opens.
    #[prop(optional)]
    first: bool,
    #[prop(default = "")] class: &'static str,
) -> impl IntoView {
    let chosen = move |theme: &'static str, shown: &str| {
        view! {
            <img
                class=format!("shot {shown} {class}")
                src=shot.file(theme, shot.width)
                srcset=shot.srcset(theme)
                sizes=sizes
                width=shot.width
                height=shot.height
                alt=shot.alt
                loading="lazy"
                decoding="async"
            />
        }
    };
    view! {
        <picture class="shot-system">
            <source media="(prefers-color-scheme: dark)" srcset=shot.srcset("dark") sizes=sizes/>
            <img
                class=format!("shot {class}")
                src=shot.file("light", shot.width)
                srcset=shot.srcset("light")
                sizes=sizes
                width=shot.width
                height=shot.height
                alt=shot.alt
                fetchpriority=first.then_some("high")
                loading=(!first).then_some("lazy")
                decoding="async"
            />
        </picture>
        {chosen("light", "shot-light")}
        {chosen("dark", "shot-dark")}
    }
}
