//! A form that was sent without JavaScript: what comes back of it, and where.
//!
//! It is answered by a redirect to the page it was sent from. When it was refused, what had been typed comes along in that
//! page's address, each field under its own name behind [`TYPED`], so that nobody writes it twice. With JavaScript a
//! refused form never leaves the page. The server's half is its layer `forms`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Stands before the name of a field in the address.
pub const TYPED: &str = "__typed.";
/// The name of the field that says where on the page the sender lands.
pub const AT: &str = "__at";

/// What was typed into the field of this name before the form was refused.
#[must_use]
pub fn typed(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(&format!("{TYPED}{name}")))
}

/// Whoever sends the form around it without JavaScript lands at the element with this id.
#[component]
pub fn LandAt(id: &'static str) -> impl IntoView {
    view! { <input type="hidden" name=AT value=id/> }
}
