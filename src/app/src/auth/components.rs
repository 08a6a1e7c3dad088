//! The account in the top bar.

use super::server_fns::Logout;
use crate::ui::{Avatar, Dropdown, Glyph, MenuButton, MenuLine, MenuLink};
use domain::users::{Role, User};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub fn AccountMenu(user: User) -> impl IntoView {
    let trigger = view! { <Avatar name=user.full_name.clone()/> }.into_any();
    let head = view! {
        <p class="truncate text-sm font-medium text-ink">{user.full_name.clone()}</p>
        <p class="truncate text-xs text-faint">{user.email.clone()}</p>
    }
    .into_any();
    view! {
        <Dropdown
            id="account-menu"
            label=format!("Account of {}", user.full_name)
            class="grid size-11 place-items-center rounded-full"
            at_end=true
            trigger
            head
        >
            <MenuLink href="/dashboard" icon=Glyph::Grid>"Dashboard"</MenuLink>
            {user.has(Role::Client).then(|| view! { <MenuLink href="/projects" icon=Glyph::Folder>"Projects"</MenuLink> })}
            <MenuLink href="/wallet" icon=Glyph::Wallet>"Wallet"</MenuLink>
            <MenuLink href="/profile" icon=Glyph::User>"Profile"</MenuLink>
            <MenuLink href="/settings" icon=Glyph::Settings>"Settings"</MenuLink>
            {user.has(Role::Admin).then(|| view! { <MenuLink href="/admin" icon=Glyph::Shield>"Admin"</MenuLink> })}
            <MenuLine/>
            // The browser's own form: it leads to another document, so there is nothing for a script to do.
            <form method="post" action=Logout::PATH>
                <MenuButton submit=true icon=Glyph::SignOut>"Sign out"</MenuButton>
            </form>
        </Dropdown>
    }
}
