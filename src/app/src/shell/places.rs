//! Where somebody has business, by role: the same places in every bar and in the command palette.

use crate::ui::Glyph;
use domain::users::{Role, User};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub href: &'static str,
    pub words: &'static str,
    pub glyph: Glyph,
}

const fn place(href: &'static str, words: &'static str, glyph: Glyph) -> Place {
    Place { href, words, glyph }
}

pub const HOME: Place = place("/", "Home", Glyph::Flask);
pub const JOBS: Place = place("/jobs", "Find jobs", Glyph::Search);
pub const DASHBOARD: Place = place("/dashboard", "Dashboard", Glyph::Grid);
pub const PROJECTS: Place = place("/projects", "Projects", Glyph::Folder);
pub const NEW_JOB: Place = place("/jobs/new", "New job", Glyph::Plus);
pub const WALLET: Place = place("/wallet", "Wallet", Glyph::Wallet);
pub const PROFILE: Place = place("/profile", "Profile", Glyph::User);
pub const SETTINGS: Place = place("/settings", "Settings", Glyph::Settings);
pub const ADMIN: Place = place("/admin", "Admin", Glyph::Shield);
pub const SIGN_IN: Place = place("/login", "Sign in", Glyph::User);
#[cfg(feature = "hydrate")]
pub const REGISTER: Place = place("/register", "Create account", Glyph::Plus);

/// For the bar above, most used first.
#[must_use]
pub fn above(user: Option<&User>) -> Vec<Place> {
    match user {
        None => vec![JOBS],
        Some(user) if user.has(Role::Client) => vec![DASHBOARD, PROJECTS, JOBS, WALLET],
        Some(_) => vec![DASHBOARD, JOBS, WALLET],
    }
}

/// The same for a phone, where the account has no room above.
#[must_use]
pub fn under_the_thumb(user: Option<&User>) -> Vec<Place> {
    match user {
        None => vec![HOME, JOBS, SIGN_IN],
        Some(user) if user.has(Role::Client) => vec![DASHBOARD, PROJECTS, JOBS, WALLET],
        Some(_) => vec![DASHBOARD, JOBS, WALLET, PROFILE],
    }
}

/// For the column beside the page, in groups with a heading each.
#[must_use]
pub fn beside(user: &User) -> Vec<(&'static str, Vec<Place>)> {
    let mut groups = vec![("", vec![DASHBOARD])];
    if user.has(Role::Client) {
        groups.push(("Get tested", vec![PROJECTS, NEW_JOB]));
    }
    groups.push(("Test", vec![JOBS]));
    groups.push(("Yours", vec![WALLET, PROFILE, SETTINGS]));
    if user.has(Role::Admin) {
        groups.push(("Keep it honest", vec![ADMIN]));
    }
    groups
}

/// Everywhere somebody can go, for the command palette, which the server never draws.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn all(user: Option<&User>) -> Vec<Place> {
    match user {
        None => vec![HOME, JOBS, SIGN_IN, REGISTER],
        Some(user) => {
            let places = beside(user).into_iter().flat_map(|(_, places)| places);
            places.chain([HOME]).collect()
        }
    }
}

/// Whether a place is where one is. The start page is only itself; others hold what lies below them.
pub fn here(href: &'static str) -> impl Fn() -> Option<&'static str> + Send + Copy + 'static {
    let path = use_location().pathname;
    move || path.with(|path| holds(href, path)).then_some("page")
}

fn holds(href: &str, path: &str) -> bool {
    // A client's own jobs stand below the same path; writing one is not finding one.
    let own = ["/new", "/edit", "/review"].iter().any(|end| path.ends_with(end));
    match href {
        "/jobs" if own => false,
        "/projects" if own && path != "/jobs/new" => true,
        _ => path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))),
    }
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_place_holds_what_lies_below_it() {
        assert!(holds("/jobs", "/jobs") && holds("/jobs", "/jobs/1"));
        assert!(!holds("/jobs", "/jobs/new") && !holds("/jobs", "/jobs/1/review"));
        assert!(holds("/projects", "/jobs/1/edit") && holds("/jobs/new", "/jobs/new"));
        assert!(holds("/", "/") && !holds("/", "/jobs") && !holds("/job", "/jobs"));
    }
}
