//! The bars: navigation by role above, the same under the thumb on a phone, the fine print below.

use crate::{
    auth::{components::AccountMenu, current::use_current_user},
    ui::{Glyph, Icon, LinkButton, Variant, icons::Mark, theme::ThemeSwitch},
};
use domain::users::{Role, User};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

struct Place {
    href: &'static str,
    words: &'static str,
    glyph: Glyph,
}

const JOBS: Place = Place {
    href: "/jobs",
    words: "Find jobs",
    glyph: Glyph::Search,
};
const DASHBOARD: Place = Place {
    href: "/dashboard",
    words: "Dashboard",
    glyph: Glyph::Grid,
};
const PROJECTS: Place = Place {
    href: "/projects",
    words: "Projects",
    glyph: Glyph::Folder,
};
const WALLET: Place = Place {
    href: "/wallet",
    words: "Wallet",
    glyph: Glyph::Wallet,
};
const PROFILE: Place = Place {
    href: "/profile",
    words: "Profile",
    glyph: Glyph::User,
};
const HOME: Place = Place {
    href: "/",
    words: "Home",
    glyph: Glyph::Flask,
};
const SIGN_IN: Place = Place {
    href: "/login",
    words: "Sign in",
    glyph: Glyph::User,
};

/// Where somebody like that has business, most used first.
fn places(user: Option<&User>) -> Vec<Place> {
    match user {
        None => vec![JOBS],
        Some(user) if user.has(Role::Client) => vec![DASHBOARD, PROJECTS, JOBS, WALLET],
        Some(_) => vec![DASHBOARD, JOBS, WALLET],
    }
}

/// The same for a phone, where the account has no room above.
fn thumb_places(user: Option<&User>) -> Vec<Place> {
    match user {
        None => vec![HOME, JOBS, SIGN_IN],
        Some(user) if user.has(Role::Client) => vec![DASHBOARD, PROJECTS, JOBS, WALLET],
        Some(_) => vec![DASHBOARD, JOBS, WALLET, PROFILE],
    }
}

/// Whether a place is where one is. The start page is only itself; others hold what lies below them.
fn here(href: &'static str) -> impl Fn() -> Option<&'static str> + Send + Copy + 'static {
    let path = use_location().pathname;
    move || {
        let inside = path.with(|p| match href {
            // A client's own jobs stand below the same path; writing one is not finding one.
            "/jobs" if p.ends_with("/new") || p.ends_with("/edit") || p.ends_with("/review") => false,
            _ => p == href || (href != "/" && p.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))),
        });
        inside.then_some("page")
    }
}

#[component]
pub fn TopBar() -> impl IntoView {
    let user = use_current_user();
    view! {
        <header class="topbar">
            <div class="mx-auto flex h-14 max-w-6xl items-center gap-2 px-4 sm:px-6">
                <a href="/" class="flex min-h-11 items-center gap-2.5 font-semibold tracking-tight whitespace-nowrap text-ink max-[26rem]:gap-2 lg:mr-3">
                    <Mark/>
                    "PeerTest Hub"
                </a>
                <Transition>
                    {move || Suspend::new(async move {
                        let user = user.get_now().await;
                        let links = places(user.as_ref()).into_iter().map(|place| {
                            view! {
                                <a class="topbar-link" href=place.href aria-current=here(place.href)>{place.words}</a>
                            }
                        });
                        let links = links.collect_view();
                        view! {
                            <nav aria-label="Main" class="hidden lg:flex">{links}</nav>
                            <div class="ml-auto flex items-center gap-1.5">
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

#[component]
pub fn BottomBar() -> impl IntoView {
    let user = use_current_user();
    view! {
        <nav aria-label="Places" class="bottombar">
            <Transition>
                {move || Suspend::new(async move {
                    let user = user.get_now().await;
                    let links = thumb_places(user.as_ref()).into_iter().map(|place| {
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
