//! The bars: navigation by role above, the same under the thumb on a phone, the fine print below.

use super::places::{above, here, under_the_thumb};
use crate::{
    auth::{components::AccountMenu, current::use_current_user},
    legal::current::use_site,
    ui::{Glyph, Icon, Kbd, LinkButton, Variant, icons::Mark, palette::PaletteHandle, theme::ThemeSwitch},
};
use domain::site::SiteInfo;
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
                    {move || {
                        let user = user.get();
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
                    }}
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
                {move || {
                    let user = user.get();
                    let links = under_the_thumb(user.as_ref()).into_iter().map(|place| {
                        view! {
                            <a href=place.href aria-current=here(place.href)>
                                <Icon glyph=place.glyph/>
                                {place.words}
                            </a>
                        }
                    });
                    links.collect_view()
                }}
        </nav>
    }
}

#[component]
pub fn Footer() -> impl IntoView {
    let site = use_site();
    view! {
        <footer class="mt-16 border-t border-line bg-surface pb-18 lg:pb-0">
            <div class="mx-auto grid max-w-6xl gap-x-10 gap-y-6 px-4 pt-8 pb-6 sm:grid-cols-3 sm:px-6 lg:grid-cols-[minmax(0,1fr)_auto_auto_auto] lg:gap-x-20 lg:pt-10">
                <div class="text-sm text-muted sm:col-span-3 lg:col-span-1">
                    <p class="flex items-center gap-2 font-semibold text-ink">
                        <Mark class="size-6"/>
                        "PeerTest Hub"
                    </p>
                    {site.map(|site| view! { <RunBy site/> })}
                </div>
                // Written out, since what never changes is sent as it is, and no code comes with it.
                <nav class="text-sm" aria-labelledby="footer-clients">
                    <p class="font-semibold" id="footer-clients">"Clients"</p>
                    <ul class="foot-links">
                        <li><a href="/register?role=client">"Get your app tested"</a></li>
                        <li><a href="/#money">"How money is held"</a></li>
                        <li><a href="/api/docs" rel="external">"API"</a></li>
                    </ul>
                </nav>
                <nav class="text-sm" aria-labelledby="footer-testers">
                    <p class="font-semibold" id="footer-testers">"Testers"</p>
                    <ul class="foot-links">
                        <li><a href="/jobs">"Find jobs"</a></li>
                        <li><a href="/register?role=tester">"Earn by testing"</a></li>
                        <li><a href="/#questions">"Questions"</a></li>
                    </ul>
                </nav>
                <nav class="text-sm" aria-labelledby="footer-rules">
                    <p class="font-semibold" id="footer-rules">"Rules"</p>
                    <ul class="foot-links">
                        <li><a href="/terms">"Terms"</a></li>
                        <li><a href="/privacy">"Privacy"</a></li>
                    </ul>
                </nav>
            </div>
            <p class="mx-auto max-w-6xl px-4 pb-6 text-xs text-faint sm:px-6">
                {concat!("PeerTest Hub ", env!("CARGO_PKG_VERSION"), ", open source under the Apache License 2.0")}
            </p>
        </footer>
    }
}

/// Whose words stand here, and where to write.
#[component]
fn RunBy(site: SiteInfo) -> impl IntoView {
    let operator = site.named_operator().map(str::to_owned);
    view! {
        {operator.map(|name| view! { <p class="mt-2">"This site is run by " {name} "."</p> })}
        {site.support_email.map(|email| view! {
            <a class="inline-flex min-h-11 items-center break-all hover:text-ink lg:min-h-8" href=format!("mailto:{email}")>{email.clone()}</a>
        })}
    }
}
