//! The pages, in two parts of the bundle: what everybody can read, and what one works with. A visitor loads the frame and
//! one of the two. More parts would be smaller and slower: what any set of them shares becomes a file of its own.
//!
//! The server names the part of the page it renders, so that the browser fetches it beside the frame.

use crate::{auth, claims, dashboard, dev, jobs, landing, legal, projects, reviews, users, wallet};
use leptos::prelude::*;
use leptos_router::LazyRoute;

/// `Route: part of the bundle, a name for its function there, the component`.
macro_rules! pages {
    ($($page:ident: $part:ident, $open:ident, $view:path;)*) => {$(
        pub struct $page;

        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            #[cfg(feature = "hydrate")]
            async fn view(_: Self) -> AnyView {
                $open::$open().await.unwrap_or_else(|_| unavailable())
            }

            #[cfg(feature = "hydrate")]
            async fn preload() {
                // What cannot be fetched now is tried again as the page is shown.
                _ = $open::fetch().await;
            }

            #[cfg(not(feature = "hydrate"))]
            async fn view(_: Self) -> AnyView {
                leptos::prefetch_lazy_fn_on_server(stringify!($part));
                $view().into_any()
            }
        }

        #[cfg(feature = "hydrate")]
        mod $open {
            use super::*;

            #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible, preload(fetch))]
            pub fn $open() -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
                Ok($view().into_any())
            }
        }
    )*};
}

pages! {
    Landing: public_pages, page_landing, landing::pages::LandingPage;
    Login: public_pages, page_login, auth::pages::LoginPage;
    Register: public_pages, page_register, auth::pages::RegisterPage;
    Market: public_pages, page_market, jobs::market::MarketPage;
    NewJob: desk_pages, page_new_job, jobs::form_page::NewJobPage;
    Job: public_pages, page_job, jobs::pages::JobPage;
    EditJob: desk_pages, page_edit_job, jobs::form_page::EditJobPage;
    Review: desk_pages, page_review, reviews::pages::ReviewPage;
    Runner: desk_pages, page_runner, claims::pages::RunnerPage;
    Dashboard: desk_pages, page_dashboard, dashboard::pages::DashboardPage;
    Projects: desk_pages, page_projects, projects::pages::ProjectsPage;
    Project: desk_pages, page_project, projects::pages::ProjectPage;
    Wallet: desk_pages, page_wallet, wallet::pages::WalletPage;
    Profile: desk_pages, page_profile, users::pages::ProfilePage;
    Terms: public_pages, page_terms, legal::pages::TermsPage;
    Privacy: public_pages, page_privacy, legal::pages::PrivacyPage;
    DevUi: dev_pages, page_dev_ui, dev::pages::UiPage;
}

/// The part could not be fetched: the connection is away, or a new version of the site has taken its place. Loading the
/// address anew mends both.
#[cfg(feature = "hydrate")]
fn unavailable() -> AnyView {
    let again = Callback::new(|()| {
        // The address is already that of the page wherever the history has caught up; both lead there.
        _ = window().location().reload();
    });
    view! {
        <div class="page">
            <crate::ui::ErrorState
                title="This page could not be fetched"
                text="Check your connection and try again. After an update of the site this loads its new version."
                retry=again
            />
        </div>
    }
    .into_any()
}
