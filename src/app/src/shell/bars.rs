//! The bars: navigation by role above, the same under the thumb on a phone, the fine print below.

use super::places::{above, here, under_the_thumb};
use crate::{
    auth::{components::AccountMenu, current::use_current_user},
    ui::{Glyph, Icon, Kbd, LinkButton, Variant, icons::Mark, palette::PaletteHandle, theme::ThemeSwitch},
};
use leptos::prelude::*;

#[component]
pub fn TopBar(palette: PaletteHandle) -> impl IntoView {
    let user = use_current_user();
    view! {
        <header class="topbar">
            <div class="topbar-inner">
                <a href="/" class="flex min-h-11 items-center gap-2.5 font-semibold tracking-tight whitespace-nowrap text-ink max-[26rem]:gap-2 lg:mr-3">
                    <Mark/>
                    "PeerTest Hub"
                </a>
                <Transition>
                    {move || Suspend::new(async move {
                        let user = user.get_now().await;
                        let links = above(user.as_ref()).into_iter().map(|place| {
                            view! {
                                <a class="topbar-link" href=place.href aria-current=here(place.href)>{place.words}</a>
                            }
                        });
                        let links = links.collect_view();
                        view! {
                            <nav aria-label="Main" class=if user.is_some() { "hidden lg:flex xl:hidden" } else { "hidden lg:flex" }>{links}</nav>
                            <div class="ml-auto flex items-center gap-1.5">
                                <PaletteButton palette narrow=user.is_some()/>
                                <ThemeSwitch/>
                                {match user {
                                    Some(user) => view! { <AccountMenu user/> }.into_any(),
                                    None => view! {
                                        <LinkButton href="/login" variant=Variant::Ghost class="max-sm:hidden">"Sign in"</LinkButton>
                                        <LinkButton href="/register" class="max-[26rem]:px-2.5">"Create account"</LinkButton>
                                    }
                                    .into_any(),
                                }}
                            </div>
                        }
                    })}
                </Transition>
            </div>
        </header>
    }
}

/// Looks like a field and opens the one that there is.
#[component]
fn PaletteButton(
    palette: PaletteHandle,
    /// Also where there is little room.
    narrow: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=if narrow { "palette-button needs-js" } else { "palette-button needs-js max-sm:hidden" }
            aria-label="Jump to"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| palette.open.set(true)
        >
            <Icon glyph=Glyph::Search class="size-4.5"/>
            <span class="max-md:hidden" aria-hidden="true">"Jump to…"</span>
            <span class="max-md:hidden" aria-hidden="true"><Kbd keys="Mod+K"/></span>
        </button>
    }
}

#[component]
pub fn BottomBar() -> impl IntoView {
    let user = use_current_user();
    view! {
        <nav aria-label="Places at hand" class="bottombar">
            <Transition>
                {move || Suspend::new(async move {
                    let user = user.get_now().await;
                    let links = under_the_thumb(user.as_ref()).into_iter().map(|place| {
                        view! {
                            <a href=place.href aria-current=here(place.href)>
                                <Icon glyph=place.glyph/>
                                {place.words}
                            </a>
                        }
                    });
                    links.collect_view()
                })}
            </Transition>
        </nav>
    }
}

#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="mt-12 border-t border-line pb-20 lg:pb-0">
            <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-5 text-sm text-muted sm:px-6">
                <span class="inline-flex items-center gap-2">
                    <Mark class="size-5"/>
                    "PeerTest Hub"
                </span>
                <a class="inline-flex min-h-11 items-center hover:text-ink" href="/jobs">"Find jobs"</a>
                <a class="inline-flex min-h-11 items-center hover:text-ink" href="/register?role=client">"Get an app tested"</a>
                <a class="inline-flex min-h-11 items-center hover:text-ink" href="/api/docs" rel="external">"API"</a>
            </div>
        </footer>
    }
}
