//! What the site says of itself, for every page.

use super::server_fns::load_site;
use crate::error::AppError;
use domain::site::SiteInfo;
use leptos::prelude::*;

/// Loaded once with the document: it changes only when the server is started anew.
#[derive(Clone, Copy)]
pub struct Site(Resource<Result<SiteInfo, AppError>>);

impl Site {
    /// For [`crate::ui::load`].
    #[must_use]
    pub fn resource(self) -> Resource<Result<SiteInfo, AppError>> {
        self.0
    }

    /// Waits for it; nothing when it cannot be had.
    pub async fn get_now(self) -> Option<SiteInfo> {
        self.0.await.ok()
    }
}

pub fn provide() {
    provide_context(Site(Resource::new_blocking(|| (), |()| load_site())));
}

/// # Panics
/// Outside the app, which provides it.
#[must_use]
pub fn use_site() -> Site {
    expect_context()
}
