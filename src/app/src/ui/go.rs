//! Going somewhere from where there is no page around: an event, a timer, an answer that came late.

use leptos::{
    prelude::*,
    reactive::owner::{Owner, WeakOwner},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Made as a page or part is made, and good as long as that stands.
#[derive(Clone, Copy)]
pub struct Navigator(StoredValue<Option<WeakOwner>>);

impl Navigator {
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(Owner::current().map(|owner| owner.downgrade())))
    }

    pub fn go(self, path: &str, options: NavigateOptions) {
        let owner = self.0.try_get_value().flatten().and_then(|owner| owner.upgrade());
        if let Some(owner) = owner {
            owner.with(|| use_navigate()(path, options));
        }
    }

    /// To another state of the same page, which stays where it is.
    pub fn turn(self, path: &str, replace: bool) {
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        self.go(path, options);
    }
}

impl Default for Navigator {
    fn default() -> Self {
        Self::new()
    }
}
