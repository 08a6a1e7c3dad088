//! The pages, in parts of the bundle: what everybody can read, and what one works with. Whoever comes loads the frame and
//! one of the two. The marketplace belongs to the frame, since that is where most people come in and what nearly every page
//! leads to. More parts would not be lighter: what any set of them shares becomes a file of its own, and many small files
//! compress worse than a large one.
//!
//! The server names the part of the page it renders, so that the browser fetches it beside the frame.

use crate::{admin, auth, claims, dashboard, dev, jobs, landing, legal, payments, projects, reviews, users, wallet};
use leptos::prelude::*;
use leptos_router::ChooseView;
#[cfg(feature = "hydrate")]
use {
    leptos::wasm_split::SplitLoaderError,
    std::{future::Future, pin::Pin},
};

#[cfg(feature = "hydrate")]
type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// What a route shows. One type for all of them, where Leptos' own `Lazy` would be compiled anew for each.
#[derive(Clone, Copy)]
pub struct Page {
    #[cfg(feature = "hydrate")]
    open: fn() -> Coming<Result<AnyView, SplitLoaderError>>,
    #[cfg(feature = "hydrate")]
    fetch: fn() -> Coming<()>,
    #[cfg(not(feature = "hydrate"))]
    part: Option<&'static str>,
    #[cfg(not(feature = "hydrate"))]
    view: fn() -> AnyView,
}

impl ChooseView for Page {
    #[cfg(feature = "hydrate")]
    async fn choose(self) -> AnyView {
        (self.open)().await.unwrap_or_else(|_| unavailable())
    }

    #[cfg(feature = "hydrate")]
    async fn preload(&self) {
        (self.fetch)().await;
    }

    #[cfg(not(feature = "hydrate"))]
    async fn choose(self) -> AnyView {
        #[cfg(feature = "ssr")]
        super::scripts::Wanted::say(self.part);
        (self.view)()
    }

    #[cfg(not(feature = "hydrate"))]
    async fn preload(&self) {}
}

/// `NAME: part of the bundle, a name for its function there, the component`.
macro_rules! pages {
    ($($page:ident: $part:ident, $open:ident, $view:path;)*) => {$(
        #[cfg(feature = "hydrate")]
        pub const $page: Page = Page {
            open: || Box::pin($open::$open()),
            // What cannot be fetched now is tried again as the page is shown.
            fetch: || Box::pin(async { _ = $open::fetch().await; }),
        };

        #[cfg(not(feature = "hydrate"))]
        pub const $page: Page = Page { part: Some(stringify!($part)), view: || $view().into_any() };

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

pub const MARKET: Page = Page {
    #[cfg(feature = "hydrate")]
    open: || Box::pin(async { Ok(jobs::market::MarketPage().into_any()) }),
    #[cfg(feature = "hydrate")]
    fetch: || Box::pin(async {}),
    #[cfg(not(feature = "hydrate"))]
    part: None,
    #[cfg(not(feature = "hydrate"))]
    view: || jobs::market::MarketPage().into_any(),
};

pages! {
    LANDING: public_pages, page_landing, landing::pages::LandingPage;
    LOGIN: public_pages, page_login, auth::pages::LoginPage;
    REGISTER: public_pages, page_register, auth::pages::RegisterPage;
    FORGOT_PASSWORD: public_pages, page_forgot_password, auth::recovery_pages::ForgotPasswordPage;
    RESET_PASSWORD: public_pages, page_reset_password, auth::recovery_pages::ResetPasswordPage;
    VERIFY_EMAIL: public_pages, page_verify_email, auth::recovery_pages::VerifyEmailPage;
    CONFIRM_EMAIL: public_pages, page_confirm_email, auth::recovery_pages::ConfirmEmailPage;
    NEW_JOB: desk_pages, page_new_job, jobs::form_page::NewJobPage;
    JOB: public_pages, page_job, jobs::pages::JobPage;
    EDIT_JOB: desk_pages, page_edit_job, jobs::form_page::EditJobPage;
    REVIEW: desk_pages, page_review, reviews::pages::ReviewPage;
    RUNNER: desk_pages, page_runner, claims::pages::RunnerPage;
    DASHBOARD: desk_pages, page_dashboard, dashboard::pages::DashboardPage;
    PROJECTS: desk_pages, page_projects, projects::pages::ProjectsPage;
    PROJECT: desk_pages, page_project, projects::pages::ProjectPage;
    WALLET: desk_pages, page_wallet, wallet::pages::WalletPage;
    METHODS: desk_pages, page_methods, payments::pages::MethodsPage;
    STATEMENT: desk_pages, page_statement, wallet::statement_pages::StatementPage;
    RECEIPT: desk_pages, page_receipt, wallet::statement_pages::ReceiptPage;
    PROFILE: desk_pages, page_profile, users::pages::ProfilePage;
    SETTINGS: desk_pages, page_settings, auth::settings::SettingsPage;
    ADMIN: desk_pages, page_admin, admin::pages::AdminPage;
    BOOKS: desk_pages, page_books, admin::books::BooksPage;
    TERMS: public_pages, page_terms, legal::pages::TermsPage;
    PRIVACY: public_pages, page_privacy, legal::pages::PrivacyPage;
    DEV_MAIL: dev_pages, page_dev_mail, dev::mail::MailPage;
    DEV_UI: dev_pages, page_dev_ui, dev::pages::UiPage;
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
