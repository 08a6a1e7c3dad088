//! The account in the top bar.

use super::{current::go, server_fns::Logout};
use crate::ui::{Avatar, Glyph, Icon, icons};
use domain::users::{Role, User};
use leptos::{form::ActionForm, html, prelude::*};

/// A native popover: opens without JavaScript, closes on Escape and on a press beside it.
#[component]
pub fn AccountMenu(user: User) -> impl IntoView {
    let logout = ServerAction::<Logout>::new();
    let menu = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if logout.value().with(|v| matches!(v, Some(Ok(())))) {
            go("/");
        }
    });
    let close = move |_| {
        if let Some(menu) = menu.get_untracked() {
            // Already closed is as good.
            _ = menu.hide_popover();
        }
    };
    let link = |href: &'static str, glyph: icons::Glyph, words: &'static str| {
        view! {
            <a class="menu-item" href=href on:click=close>
                <Icon glyph class="size-4.5 text-muted"/>
                {words}
            </a>
        }
    };
    view! {
        <button
            type="button"
            class="grid size-11 place-items-center rounded-full"
            popovertarget="account-menu"
            aria-label=format!("Account of {}", user.full_name)
        >
            <Avatar name=user.full_name.clone()/>
        </button>
        <div id="account-menu" popover="auto" class="menu" node_ref=menu>
            <div class="mb-1 border-b border-line px-2.5 pt-1.5 pb-2.5">
                <p class="truncate text-sm font-medium text-ink">{user.full_name.clone()}</p>
                <p class="truncate text-xs text-faint">{user.email.clone()}</p>
            </div>
            {link("/dashboard", Glyph::Grid, "Dashboard")}
            {user.has(Role::Client).then(|| link("/projects", Glyph::Folder, "Projects"))}
            {link("/wallet", Glyph::Wallet, "Wallet")}
            {link("/profile", Glyph::User, "Profile")}
            <div class="mt-1 border-t border-line pt-1">
                <ActionForm action=logout>
                    <button type="submit" class="menu-item">
                        <Icon glyph=Glyph::SignOut class="size-4.5 text-muted"/>
                        "Sign out"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}
