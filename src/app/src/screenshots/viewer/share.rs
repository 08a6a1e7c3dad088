//! A link that shows the picture to whoever has it, for a week.

use super::looking::Looking;
use crate::{
    screenshots::server_fns::link_screenshot,
    ui::{Button, Glyph, Variant},
};
use domain::screenshots::{MAX_LINK_HOURS, PictureLinkInput, Shared, gallery::Side};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Copies one for what is shown: the annotated picture, or the original. Only the two sides of a report share its pictures.
#[component]
pub fn Share(looking: Looking) -> impl IntoView {
    let busy = RwSignal::new(false);
    // What was copied last, by the picture's id and its file.
    let copied = RwSignal::new(None);
    let shown = move || {
        let original = looking.shown.with(|shown| shown.original);
        let variant = if original { Shared::Original } else { Shared::Annotated };
        (looking.picture.with(|picture| picture.id.clone()), variant)
    };
    let may = Memo::new(move |_| {
        looking
            .gallery
            .with(|gallery| gallery.as_ref().is_some_and(|gallery| gallery.side != Side::Admin))
    });
    let done = move || copied.get() == Some(shown());
    let copy = Callback::new(move |()| {
        let wanted = untrack(shown);
        let (picture, variant) = wanted.clone();
        let input = PictureLinkInput {
            variant: variant.code().to_owned(),
            hours: Some(MAX_LINK_HOURS),
        };
        busy.set(true);
        spawn_local(async move {
            match link_screenshot(picture, input).await {
                Ok(link) => {
                    hand_over(&link.url).await;
                    copied.try_set(Some(wanted));
                }
                Err(error) => {
                    looking.trouble.try_set(Some(error.to_string()));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <Show when=move || may.get()>
            <Button variant=Variant::Secondary icon=Glyph::Link loading=busy on_press=copy>
                <span class="max-sm:sr-only" aria-live="polite" title="For a week it shows this picture to whoever has it">
                    {move || if done() { "Link copied" } else { "Copy link" }}
                </span>
            </Button>
        </Show>
    }
}

/// Puts the link on the clipboard. Where the browser does not allow that, as without a secure connection, it is shown to be copied.
async fn hand_over(url: &str) {
    let clipboard = window().navigator().clipboard();
    let written = !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(url)).await.is_ok();
    if !written {
        // Whoever closes the question has seen the link.
        let _ =
            window().prompt_with_message_and_default("For a week this link shows the picture to whoever has it:", url);
    }
}
