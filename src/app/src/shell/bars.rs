//! The bars: navigation by role above, the same under the thumb on a phone, the fine print below.

use crate::{
    auth::{components::AccountMenu, current::use_current_user},
    legal::current::use_site,
    ui::{Glyph, Icon, LinkButton, Variant, icons::Mark, theme::ThemeSwitch},
};
use domain::{
    site::SiteInfo,
    users::{Role, User},
};
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
    let site = use_site();
    view! {
        <footer class="mt-16 border-t border-line bg-surface pb-18 lg:pb-0">
            <div class="mx-auto grid max-w-6xl gap-x-10 gap-y-6 px-4 pt-8 pb-6 sm:grid-cols-3 sm:px-6 lg:grid-cols-[minmax(0,1fr)_auto_auto_auto] lg:gap-x-20 lg:pt-10">
                <div class="text-sm text-muted sm:col-span-3 lg:col-span-1">
                    <p class="flex items-center gap-2 font-semibold text-ink">
                        <Mark class="size-6"/>
                        "PeerTest Hub"
                    </p>
                    <Transition>
                        {move || Suspend::new(async move { site.get_now().await.map(|site| view! { <RunBy site/> }) })}
                    </Transition>
                </div>
                <FooterLinks id="footer-clients" title="Clients">
                    <FooterLink href="/register?role=client">"Get your app tested"</FooterLink>
                    <FooterLink href="/#money">"How money is held"</FooterLink>
                    <FooterLink href="/api/docs" external=true>"API"</FooterLink>
                </FooterLinks>
                <FooterLinks id="footer-testers" title="Testers">
                    <FooterLink href="/jobs">"Find jobs"</FooterLink>
                    <FooterLink href="/register?role=tester">"Earn by testing"</FooterLink>
                    <FooterLink href="/#questions">"Questions"</FooterLink>
                </FooterLinks>
                <FooterLinks id="footer-rules" title="Rules">
                    <FooterLink href="/terms">"Terms"</FooterLink>
                    <FooterLink href="/privacy">"Privacy"</FooterLink>
                </FooterLinks>
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

#[component]
fn FooterLinks(id: &'static str, title: &'static str, children: Children) -> impl IntoView {
    view! {
        <nav class="text-sm" aria-labelledby=id>
            <p class="font-semibold" id=id>{title}</p>
            <ul class="mt-1">{children()}</ul>
        </nav>
    }
}

#[component]
fn FooterLink(
    href: &'static str,
    /// Served by another part of the server, which the router must leave to the browser.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <a
                class="inline-flex min-h-11 items-center text-muted hover:text-ink lg:min-h-8"
                href=href
                rel=external.then_some("external")
            >
                {children()}
            </a>
        </li>
    }
}
