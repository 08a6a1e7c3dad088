//! Who is signed in, for every page.

use super::server_fns::current_user;
use crate::error::AppError;
use domain::users::User;
use leptos::prelude::*;

/// The one who is signed in, loaded once with the document. Signing in and out load a new document.
#[derive(Clone, Copy)]
pub struct CurrentUser(Resource<Result<Option<User>, AppError>>);

impl CurrentUser {
    /// Waits for it; nobody when it cannot be had.
    pub async fn get_now(self) -> Option<User> {
        self.0.await.ok().flatten()
    }

    /// Who it is, once that is known. For effects, which run again as it changes.
    pub fn peek(self) -> Option<User> {
        self.0.get().and_then(Result::ok).flatten()
    }

    /// After a change of one's own account.
    pub fn reload(self) {
        self.0.refetch();
    }
}

pub fn provide() {
    provide_context(CurrentUser(Resource::new_blocking(|| (), |()| current_user())));
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
