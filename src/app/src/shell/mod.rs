//! The document, the routes, and the frame that stands around every page.

mod arrival;
mod bars;
mod commands;
#[cfg(feature = "hydrate")]
mod help;
#[cfg(feature = "hydrate")]
mod palette;
mod places;
mod routes;
#[cfg(feature = "ssr")]
mod scripts;
mod side;

use crate::{
    auth, legal, notifications,
    ui::{self, NavProgress, ToastRegion, Toasts, palette::PaletteHandle},
};
use arrival::Arrival;
use bars::{BottomBar, Footer, TopBar};
use commands::Commands;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::{HashedStylesheet, MetaTags};
use leptos_meta::{Link, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};
use side::SideNav;

/// The HTML document around the app, which only the server renders.
#[cfg(feature = "ssr")]
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    scripts::provide();
    let nonce = leptos::nonce::use_nonce();
    crate::context::set_policy(
        nonce
            .as_ref()
            .map(|nonce| nonce.as_inner().as_ref())
            .unwrap_or_default(),
    );
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#111a2c"/>
                <script nonce=nonce inner_html=ui::theme::BEFORE_PAINT></script>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <AutoReload options=options.clone()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
                <scripts::Scripts options/>
            </body>
        </html>
    }
}

/// Everything inside the document.
///
/// Pages render in one piece (`SsrMode::Async`): they read without JavaScript, and carry their own title and status.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    auth::current::provide();
    notifications::live::start();
    legal::current::provide();
    let toasts = Toasts::new();
    provide_context(toasts);
    let (under_way, set_under_way) = signal(false);
    let palette = PaletteHandle::new();
    let title = |page: String| {
        if page.is_empty() {
            "PeerTest Hub".to_owned()
        } else {
            format!("{page} · PeerTest Hub")
        }
    };

    view! {
        <Title formatter=title/>
        <Link rel="icon" type_="image/svg+xml" href="/favicon.svg"/>
        <Router set_is_routing=set_under_way>
            <NavProgress active=under_way/>
            <Arrival under_way/>
            // The browser's own link: the router would scroll there and leave the focus behind.
            <a class="skip" href="#main" rel="external">"Skip to content"</a>
            <TopBar palette/>
            <div class="flex">
            <SideNav/>
            <div class="min-w-0 flex-1">
            <main id="main" tabindex="-1" class="min-h-[70dvh]">
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=routes::LANDING ssr=SsrMode::Async/>
                    <Route path=path!("/login") view=routes::LOGIN ssr=SsrMode::Async/>
                    <Route path=path!("/register") view=routes::REGISTER ssr=SsrMode::Async/>
                    <Route path=path!("/forgot-password") view=routes::FORGOT_PASSWORD ssr=SsrMode::Async/>
                    <Route path=path!("/reset-password/:token") view=routes::RESET_PASSWORD ssr=SsrMode::Async/>
                    <Route path=path!("/verify-email/:token") view=routes::VERIFY_EMAIL ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-email/:token") view=routes::CONFIRM_EMAIL ssr=SsrMode::Async/>
                    <Route path=path!("/jobs") view=routes::MARKET ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/new") view=routes::NEW_JOB ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id") view=routes::JOB ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id/edit") view=routes::EDIT_JOB ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id/review") view=routes::REVIEW ssr=SsrMode::Async/>
                    <Route path=path!("/claims/:id") view=routes::RUNNER ssr=SsrMode::Async/>
                    <Route path=path!("/dashboard") view=routes::DASHBOARD ssr=SsrMode::Async/>
                    <Route path=path!("/projects") view=routes::PROJECTS ssr=SsrMode::Async/>
                    <Route path=path!("/projects/:id") view=routes::PROJECT ssr=SsrMode::Async/>
                    <Route path=path!("/wallet") view=routes::WALLET ssr=SsrMode::Async/>
                    <Route path=path!("/wallet/methods") view=routes::METHODS ssr=SsrMode::Async/>
                    <Route path=path!("/wallet/statements/:month") view=routes::STATEMENT ssr=SsrMode::Async/>
                    <Route path=path!("/wallet/receipts/:transaction") view=routes::RECEIPT ssr=SsrMode::Async/>
                    <Route path=path!("/profile") view=routes::PROFILE ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=routes::SETTINGS ssr=SsrMode::Async/>
                    <Route path=path!("/admin") view=routes::ADMIN ssr=SsrMode::Async/>
                    <Route path=path!("/admin/books") view=routes::BOOKS ssr=SsrMode::Async/>
                    <Route path=path!("/terms") view=routes::TERMS ssr=SsrMode::Async/>
                    <Route path=path!("/privacy") view=routes::PRIVACY ssr=SsrMode::Async/>
                    <Route path=path!("/dev/mail") view=routes::DEV_MAIL ssr=SsrMode::Async/>
                    <Route path=path!("/dev/ui") view=routes::DEV_UI ssr=SsrMode::Async/>
                </FlatRoutes>
            </main>
            <Footer/>
            </div>
            </div>
            <BottomBar/>
            <Commands palette/>
            <ToastRegion toasts/>
        </Router>
    }
}

#[component]
fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    {
        crate::context::not_found();
        scripts::Wanted::say(None);
    }
    ui::load::not_found()
}
