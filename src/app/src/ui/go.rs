//! Going somewhere from where there is no page around: an event, a timer, an answer that came late.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Made as a page or part is made, and good as long as that stands.
#[derive(Clone, Copy)]
pub struct Navigator(Callback<(String, NavigateOptions)>);

impl Navigator {
    /// # Panics
    /// Outside the router.
    #[must_use]
    pub fn new() -> Self {
        let navigate = use_navigate();
        Self(Callback::new(move |(path, options): (String, NavigateOptions)| {
            navigate(&path, options)
        }))
    }

    /// To another page.
    pub fn go(self, path: impl Into<String>) {
        self.0.run((path.into(), NavigateOptions::default()));
    }

    /// To another state of the same page, which stays where it is.
    pub fn turn(self, path: impl Into<String>, replace: bool) {
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        self.0.run((path.into(), options));
    }
}

impl Default for Navigator {
    fn default() -> Self {
        Self::new()
    }
}
