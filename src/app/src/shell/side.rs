//! The column beside the page: navigation by role, where a wide screen has room for it.

use super::places::{beside, here};
use crate::{auth::current::use_current_user, ui::Icon};
use domain::users::User;
use leptos::prelude::*;

/// Nothing for those who are not signed in: they find their way through the pages themselves.
#[component]
pub fn SideNav() -> impl IntoView {
    let user = use_current_user();
    move || user.get().map(|user| view! { <Column user/> })
}

#[component]
fn Column(user: User) -> impl IntoView {
    let groups = beside(&user).into_iter().map(|(heading, places)| {
        let links = places.into_iter().map(|place| {
            view! {
                <li>
                    <a class="sidenav-link" href=place.href aria-current=here(place.href)>
                        <Icon glyph=place.glyph class="size-4.5"/>
                        {place.words}
                    </a>
                </li>
            }
        });
        view! {
            <div>
                {(!heading.is_empty()).then(|| view! { <p class="sidenav-heading">{heading}</p> })}
                <ul>{links.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <nav class="sidenav" aria-label="Places">
            <div>{groups.collect_view()}</div>
        </nav>
    }
}
