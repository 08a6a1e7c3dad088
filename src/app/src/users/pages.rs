//! The profile: name, roles, how one is rated.

use super::server_fns::{AddRole, Rename, me};
use crate::{
    auth::current::use_current_user,
    error::failure_of,
    ui::{
        Avatar, Badge, Card, FormScope, Glyph, Icon, PageHead, Stars, SubmitButton, TextField, Tone, Variant, When,
        WhenMode, load, load::Outcome, loading, rules, use_toasts,
    },
};
use domain::users::{Role, User};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

#[component]
pub fn ProfilePage() -> impl IntoView {
    let user = loading(|| (), |()| me());
    let rename = ServerAction::<Rename>::new();
    let add_role = ServerAction::<AddRole>::new();
    let current = use_current_user();
    let toasts = use_toasts();
    let (renamed, added) = (rename.value(), add_role.value());
    Effect::new(move |_| {
        if renamed.with(|v| matches!(v, Some(Ok(_)))) {
            toasts.say("Your name is saved.");
            current.reload();
        }
    });
    Effect::new(move |_| {
        if added.with(|v| matches!(v, Some(Ok(_)))) {
            toasts.say("The role is yours.");
            current.reload();
            user.refetch();
        }
    });
    view! {
        <Title text="Profile"/>
        {load(user, move |user| view! { <Profile user rename add_role/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Profile(user: User, rename: ServerAction<Rename>, add_role: ServerAction<AddRole>) -> impl IntoView {
    let (tester, client) = (user.has(Role::Tester), user.has(Role::Client));
    let name = user.full_name.clone();
    view! {
        <div class="page max-w-3xl">
            <PageHead title="Profile"/>
            <div class="mb-6 flex items-center gap-4">
                <Avatar name=user.full_name.clone() class="size-14 text-lg"/>
                <div class="min-w-0">
                    <p class="font-semibold break-words">{user.full_name.clone()}</p>
                    <p class="flex flex-wrap items-center gap-x-3 text-sm text-muted">
                        <span class="break-all">{user.email.clone()}</span>
                        <Stars rating=user.rating count=user.rating_count/>
                        <span>"Here since " <When at=user.created_at mode=WhenMode::Date/></span>
                    </p>
                </div>
            </div>
            <div class="flex flex-col gap-4">
                <Card title="Name">
                    <ActionForm action=rename attr:novalidate="">
                        <FormScope failure=failure_of(rename)>
                            <TextField
                                label="Full name"
                                name="full_name"
                                value=name
                                autocomplete="name"
                                hint="Clients and testers you work with see it."
                                rule={rules::needed::<100>}
                            />
                            <div>
                                <SubmitButton variant=Variant::Secondary loading=rename.pending()>"Save name"</SubmitButton>
                            </div>
                        </FormScope>
                    </ActionForm>
                </Card>
                <Card title="Roles">
                    <Outcome failure=failure_of(add_role)/>
                    <ul class="rows -my-3">
                        <RoleRow
                            has=tester
                            code="tester"
                            title="Tester"
                            text="Take seats on open jobs, hand in work, be paid."
                            action="Become a tester"
                            add_role
                        />
                        <RoleRow
                            has=client
                            code="client"
                            title="Client"
                            text="Put up projects and jobs, review what testers hand in."
                            action="Become a client"
                            add_role
                        />
                    </ul>
                </Card>
            </div>
        </div>
    }
}

#[component]
fn RoleRow(
    has: bool,
    code: &'static str,
    title: &'static str,
    text: &'static str,
    action: &'static str,
    add_role: ServerAction<AddRole>,
) -> impl IntoView {
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
            <div class="min-w-0">
                <p class="font-medium">{title}</p>
                <p class="text-sm text-muted">{text}</p>
            </div>
            {if has {
                view! {
                    <Badge tone=Tone::Good>
                        <Icon glyph=Glyph::Check class="size-3.5"/>
                        "Active"
                    </Badge>
                }
                .into_any()
            } else {
                view! {
                    <ActionForm action=add_role>
                        <input type="hidden" name="role" value=code/>
                        <SubmitButton variant=Variant::Secondary loading=add_role.pending()>{action}</SubmitButton>
                    </ActionForm>
                }
                .into_any()
            }}
        </li>
    }
}
