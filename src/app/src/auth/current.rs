//! Who is signed in, for every page.

use crate::ui::source::brought;
use domain::users::User;
use leptos::{prelude::*, task::spawn_local};

/// The one who is signed in, known with the document. Signing in and out load a new document.
#[derive(Clone, Copy)]
pub struct CurrentUser(RwSignal<Option<User>>);

impl CurrentUser {
    /// Follows changes of one's own account.
    #[must_use]
    pub fn get(self) -> Option<User> {
        self.0.get()
    }

    #[must_use]
    pub fn get_untracked(self) -> Option<User> {
        self.0.get_untracked()
    }

    /// After a change of one's own account. What cannot be asked for now stays as it was, until the next document.
    pub fn reload(self) {
        spawn_local(async move {
            if let Ok(user) = super::server_fns::current_user().await {
                self.0.set(user);
            }
        });
    }
}

/// The server found out before it began to render, so no page waits for this; it travels inside the document.
pub fn provide() {
    #[cfg(feature = "ssr")]
    let found = crate::context::viewer;
    #[cfg(not(feature = "ssr"))]
    let found = || None;
    provide_context(CurrentUser(RwSignal::new(brought(found))));
}

/// # Panics
/// Outside the app, which provides it.
#[must_use]
pub fn use_current_user() -> CurrentUser {
    expect_context()
}

/// Only an address of this site is gone on to, so that a link to the sign-in cannot lead elsewhere.
#[must_use]
pub fn safe_next(next: &str) -> String {
    let local = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && !next.chars().any(char::is_control)
        && next.is_ascii();
    if local {
        next.to_owned()
    } else {
        "/dashboard".to_owned()
    }
}

/// Loads a new document, so that the server renders it for whoever is signed in now.
pub fn go(path: &str) {
    // It fails only where there is no browser to navigate.
    _ = window().location().assign(path);
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_places_of_this_site() {
        assert_eq!(safe_next("/jobs/1?x=y"), "/jobs/1?x=y");
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/ü",
        ] {
            assert_eq!(safe_next(bad), "/dashboard", "{bad:?}");
        }
    }
}
