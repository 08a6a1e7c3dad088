//! The pages, each in a part of the bundle of its own: a visitor loads the frame and the page they look at.
//!
//! Parts are fetched as a page is gone to, and before that as one points at a link to it. The server names the part of the
//! page it renders, so that the browser fetches it beside the frame.

use crate::{auth, claims, dashboard, dev, jobs, landing, projects, reviews, users, wallet};
use leptos::prelude::*;
use leptos_router::LazyRoute;

/// `name: what it is called in the bundle, the component`.
macro_rules! pages {
    ($($page:ident: $part:ident, $view:path;)*) => {$(
        pub struct $page;

        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            #[cfg(feature = "hydrate")]
            async fn view(_: Self) -> AnyView {
                $part::$part().await.unwrap_or_else(|_| unavailable())
            }

            #[cfg(feature = "hydrate")]
            async fn preload() {
                // What cannot be fetched now is tried again as the page is shown.
                _ = $part::fetch().await;
            }

            #[cfg(not(feature = "hydrate"))]
            async fn view(_: Self) -> AnyView {
                leptos::prefetch_lazy_fn_on_server(stringify!($part));
                $view().into_any()
            }
        }

        #[cfg(feature = "hydrate")]
        mod $part {
            use super::*;

            #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible, preload(fetch))]
            pub fn $part() -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
                Ok($view().into_any())
            }
        }
    )*};
}

pages! {
    Landing: page_landing, landing::pages::LandingPage;
    Login: page_login, auth::pages::LoginPage;
    Register: page_register, auth::pages::RegisterPage;
    Market: page_market, jobs::market::MarketPage;
    NewJob: page_new_job, jobs::form_page::NewJobPage;
    Job: page_job, jobs::pages::JobPage;
    EditJob: page_edit_job, jobs::form_page::EditJobPage;
    Review: page_review, reviews::pages::ReviewPage;
    Runner: page_runner, claims::pages::RunnerPage;
    Dashboard: page_dashboard, dashboard::pages::DashboardPage;
    Projects: page_projects, projects::pages::ProjectsPage;
    Project: page_project, projects::pages::ProjectPage;
    Wallet: page_wallet, wallet::pages::WalletPage;
    Profile: page_profile, users::pages::ProfilePage;
    DevUi: page_dev_ui, dev::pages::UiPage;
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
