//! The document, the routes, and the frame that stands around every page.

mod bars;

use crate::{
    auth, claims, dashboard, jobs, landing, legal, projects, reviews,
    ui::{self, ToastRegion, Toasts},
    users, wallet,
};
use bars::{BottomBar, Footer, TopBar};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, Link, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The HTML document around the app. The server renders it; the browser never sees this function.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let nonce = leptos::nonce::use_nonce();
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
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
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
    legal::current::provide();
    let toasts = Toasts::new();
    provide_context(toasts);
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
        <Router>
            <a class="skip" href="#main">"Skip to content"</a>
            <TopBar/>
            <main id="main" tabindex="-1" class="min-h-[70dvh]">
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=landing::pages::LandingPage ssr=SsrMode::Async/>
                    <Route path=path!("/login") view=auth::pages::LoginPage ssr=SsrMode::Async/>
                    <Route path=path!("/register") view=auth::pages::RegisterPage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs") view=jobs::market::MarketPage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/new") view=jobs::form_page::NewJobPage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id") view=jobs::pages::JobPage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id/edit") view=jobs::form_page::EditJobPage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id/review") view=reviews::pages::ReviewPage ssr=SsrMode::Async/>
                    <Route path=path!("/claims/:id") view=claims::pages::RunnerPage ssr=SsrMode::Async/>
                    <Route path=path!("/dashboard") view=dashboard::pages::DashboardPage ssr=SsrMode::Async/>
                    <Route path=path!("/projects") view=projects::pages::ProjectsPage ssr=SsrMode::Async/>
                    <Route path=path!("/projects/:id") view=projects::pages::ProjectPage ssr=SsrMode::Async/>
                    <Route path=path!("/wallet") view=wallet::pages::WalletPage ssr=SsrMode::Async/>
                    <Route path=path!("/profile") view=users::pages::ProfilePage ssr=SsrMode::Async/>
                    <Route path=path!("/terms") view=legal::pages::TermsPage ssr=SsrMode::Async/>
                    <Route path=path!("/privacy") view=legal::pages::PrivacyPage ssr=SsrMode::Async/>
                </FlatRoutes>
            </main>
            <Footer/>
            <BottomBar/>
            <ToastRegion toasts/>
        </Router>
    }
}

#[component]
fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::not_found();
    ui::load::not_found()
}
