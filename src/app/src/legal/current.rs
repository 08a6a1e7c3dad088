//! What the site says of itself, for every page.

use crate::ui::source::brought;
use domain::site::SiteInfo;
use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Site(StoredValue<Option<SiteInfo>>);

/// It changes only when the server is started anew, so it travels inside the document.
pub fn provide() {
    #[cfg(feature = "ssr")]
    let found = || Some(backend::admin::service::site(&crate::context::backend().ok()?));
    #[cfg(not(feature = "ssr"))]
    let found = || None;
    provide_context(Site(StoredValue::new(brought(found))));
}

/// Nothing only where a document came without it, and then no page can say more.
///
/// # Panics
/// Outside the app, which provides it.
#[must_use]
pub fn use_site() -> Option<SiteInfo> {
    expect_context::<Site>().0.get_value()
}
