//! A picture in large: turned over, zoomed and pushed, with its annotations one by one or without.
//!
//! Whoever wants a picture looked at puts it into the [`Viewing`] that the page gave to [`Viewer`]. The viewer exists in the
//! browser only; without JavaScript a thumbnail is a link to its picture. It stands in the editor's part of the bundle, whose
//! painter it paints with.

#[cfg(feature = "hydrate")]
mod bars;
#[cfg(feature = "hydrate")]
mod compare;
#[cfg(feature = "hydrate")]
mod hands;
#[cfg(feature = "hydrate")]
mod list;
#[cfg(feature = "hydrate")]
mod looking;
#[cfg(feature = "hydrate")]
mod room;
#[cfg(feature = "hydrate")]
mod share;
#[cfg(feature = "hydrate")]
mod stage;

use crate::annotator;
use domain::screenshots::Screenshot;
use leptos::prelude::*;

/// What is being looked at. One of these stands on a page; thumbnails put pictures into it.
#[derive(Clone, Copy)]
pub struct Viewing(RwSignal<Option<Screenshot>>);

impl Default for Viewing {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

impl Viewing {
    pub fn open(self, picture: Screenshot) {
        self.0.set(Some(picture));
    }

    #[cfg(feature = "hydrate")]
    fn close(self) {
        self.0.try_set(None);
    }
}

#[component]
pub fn Viewer(viewing: Viewing) -> impl IntoView {
    Effect::new(annotator::prepare);
    view! {
        <For each=move || viewing.0.get() key=|picture| picture.id.clone() let(picture)>
            {room(picture, viewing)}
        </For>
    }
}

/// # Errors
/// When the part cannot be fetched; another try fetches it again.
#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(viewer, wasm_split_path = ::leptos::wasm_split, fallible)]
fn open_viewer(picture: Screenshot, viewing: Viewing) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    Ok(view! { <room::Room picture viewing /> }.into_any())
}

#[cfg(feature = "hydrate")]
fn room(picture: Screenshot, viewing: Viewing) -> AnyView {
    let address = picture.url.clone();
    let missing = move || {
        view! {
            "The viewer could not be fetched. "
            <a class="link" href=address.clone() target="_blank">"Open the picture itself"</a>
        }
        .into_any()
    };
    crate::ui::part::part_with_toast(
        move || open_viewer(picture.clone(), viewing),
        "Opening the picture…",
        missing,
        Callback::new(move |()| viewing.close()),
    )
}

#[cfg(not(feature = "hydrate"))]
fn room(_: Screenshot, _: Viewing) -> AnyView {
    ().into_any()
}
