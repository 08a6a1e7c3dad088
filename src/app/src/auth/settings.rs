//! Settings: the mail address, the password, how and where one is signed in, and what happened to the account.

use super::{
    account_fns::{
        ChangeEmail, ChangePassword, CloseAccount, EndOtherSessions, EndSession, SendConfirmation, sessions,
    },
    current::{CurrentUser, use_current_user},
    pages::go_when_in,
    second_factor::{SecondFactorCard, TokensCard},
};
use crate::{
    admin::{log::LogList, server_fns::own_log},
    error::failure_of,
    ui::{
        Badge, Banner, Card, FormScope, Glyph, Icon, Loaded, PageHead, SubmitButton, TextField, Toasts, Tone, Variant,
        When, WhenMode, load, load::Outcome, load_section, loading, rules, use_toasts,
    },
};
use domain::auth::sessions::Session;
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let signed_in = loading(|| (), |()| sessions());
    let log = loading(|| (), |()| own_log(None));
    let (user, toasts) = (use_current_user(), use_toasts());
    view! {
        <Title text="Settings"/>
        {load(signed_in, move |list| {
            view! {
                <div class="page max-w-3xl">
                    <PageHead title="Settings"/>
                    <div class="flex flex-col gap-4">
                        <Address user toasts/>
                        <Password toasts signed_in/>
                        <SecondFactorCard toasts/>
                        <Sessions list signed_in toasts/>
                        <TokensCard toasts/>
                        <Card title="What happened to your account">
                            {load_section(log, |first| view! {
                                <LogList first more=|cursor| own_log(Some(cursor))/>
                            }.into_any())}
                        </Card>
                        <YourData/>
                    </div>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

/// Taking everything along, and going.
#[component]
fn YourData() -> impl IntoView {
    let close = ServerAction::<CloseAccount>::new();
    let value = close.value();
    go_when_in(Signal::derive(move || value.get()));
    view! {
        <Card title="Your data">
            <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
                <p class="min-w-48 flex-1 text-muted">"Everything that is here of you, as JSON, with your pictures, in one archive."</p>
                <a class="btn btn-secondary" href="/api/v1/auth/export" rel="external" download="peertest-hub.zip">"Download"</a>
            </div>
            <details class="mt-5">
                <summary class="link w-fit cursor-pointer text-sm">"Close the account"</summary>
                <p class="mt-3 text-muted">
                    "Your name, address and sessions are gone at once and cannot be brought back. The books, and work that others paid for or decided on, stay without your name."
                </p>
                <div class="mt-4">
                    <ActionForm action=close attr:novalidate="">
                        <FormScope failure=failure_of(close)>
                            <TextField
                                label="Password, to close the account"
                                name="closing_password"
                                path="password".to_owned()
                                kind="password"
                                autocomplete="current-password"
                            />
                            <div>
                                <SubmitButton variant=Variant::Danger loading=close.pending()>"Close the account for good"</SubmitButton>
                            </div>
                        </FormScope>
                    </ActionForm>
                </div>
            </details>
        </Card>
    }
}

#[component]
fn Address(user: CurrentUser, toasts: Toasts) -> impl IntoView {
    let send = ServerAction::<SendConfirmation>::new();
    let sent = send.value();
    Effect::new(move |_| {
        if sent.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The mail is on its way.");
        }
    });
    let inside = move || {
        user.get().map(|user| {
            let state = if user.email_verified {
                view! {
                    <Badge tone=Tone::Good>
                        <Icon glyph=Glyph::Check class="size-3.5"/>
                        "Confirmed"
                    </Badge>
                }
                .into_any()
            } else {
                view! {
                    <ActionForm action=send>
                        <SubmitButton variant=Variant::Secondary loading=send.pending()>"Send the link again"</SubmitButton>
                    </ActionForm>
                }
                .into_any()
            };
            view! {
                {(!user.email_verified).then(|| view! {
                    <div class="mb-4">
                        <Banner tone=Tone::Warn>
                            "Not confirmed yet. Open the link in the mail that we sent you; until then you cannot publish, take seats or be paid."
                        </Banner>
                    </div>
                })}
                <Outcome failure=failure_of(send)/>
                <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                    <p class="min-w-0 font-medium break-all">{user.email}</p>
                    {state}
                </div>
            }
        })
    };
    let change = ServerAction::<ChangeEmail>::new();
    let changed = change.value();
    let asked = move || changed.with(|v| matches!(v, Some(Ok(()))));
    view! {
        <Card title="E-mail address">
            {inside}
            <details class="mt-4">
                <summary class="link w-fit cursor-pointer text-sm">"Change the address"</summary>
                <div class="mt-4">
                    <Show
                        when=asked
                        fallback=move || view! {
                            <ActionForm action=change attr:novalidate="">
                                <FormScope failure=failure_of(change)>
                                    <TextField label="New address" name="email" kind="email" autocomplete="email" rule=rules::email/>
                                    <TextField
                                        label="Password of this account"
                                        name="account_password"
                                        path="password".to_owned()
                                        kind="password"
                                        autocomplete="current-password"
                                    />
                                    <div>
                                        <SubmitButton variant=Variant::Secondary loading=change.pending()>"Send the links"</SubmitButton>
                                    </div>
                                </FormScope>
                            </ActionForm>
                        }
                    >
                        <div role="status">
                            <Banner tone=Tone::Good>
                                "A link is on its way to each of the two addresses. The address changes once both have agreed; until then you sign in with the old one."
                            </Banner>
                        </div>
                    </Show>
                </div>
            </details>
        </Card>
    }
}

#[component]
fn Password(toasts: Toasts, signed_in: Loaded<Vec<Session>>) -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    let changed = change.value();
    // Made anew after a change, so that no password stays in a field.
    let (round, set_round) = signal(0);
    Effect::new(move |_| {
        if changed.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("Your password is changed. Every other device is signed out.");
            set_round.update(|n| *n += 1);
            signed_in.refetch();
        }
    });
    let fields = move || {
        round.track();
        view! {
            <TextField
                label="Current password"
                name="current_password"
                kind="password"
                autocomplete="current-password"
            />
            <TextField
                label="New password"
                name="password"
                kind="password"
                autocomplete="new-password"
                hint="At least 10 characters. Every other device is signed out."
                rule=rules::password
            />
        }
    };
    view! {
        <Card title="Password">
            <ActionForm action=change attr:novalidate="">
                <FormScope failure=failure_of(change)>
                    {fields}
                    <div>
                        <SubmitButton variant=Variant::Secondary loading=change.pending()>"Change password"</SubmitButton>
                    </div>
                </FormScope>
            </ActionForm>
        </Card>
    }
}

#[component]
fn Sessions(list: Vec<Session>, signed_in: Loaded<Vec<Session>>, toasts: Toasts) -> impl IntoView {
    let end = ServerAction::<EndSession>::new();
    let end_others = ServerAction::<EndOtherSessions>::new();
    let (ended, others_ended) = (end.value(), end_others.value());
    Effect::new(move |_| {
        let one = ended.with(|v| matches!(v, Some(Ok(()))));
        if one || others_ended.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("Signed out there.");
            signed_in.refetch();
        }
    });
    let several = list.len() > 1;
    let rows = list.into_iter().map(move |session| view! { <Row session end/> });
    view! {
        <Card title="Signed in">
            <Outcome failure=failure_of(end)/>
            <Outcome failure=failure_of(end_others)/>
            <ul class="rows -my-3">{rows.collect_view()}</ul>
            {several.then(|| view! {
                <div class="mt-5">
                    <ActionForm action=end_others>
                        <SubmitButton variant=Variant::Secondary loading=end_others.pending()>"Sign out everywhere else"</SubmitButton>
                    </ActionForm>
                </div>
            })}
        </Card>
    }
}

#[component]
fn Row(session: Session, end: ServerAction<EndSession>) -> impl IntoView {
    let device = if session.device.is_empty() {
        "Unknown device".to_owned()
    } else {
        session.device
    };
    let label = format!("Sign out {device}");
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
            <div class="min-w-0">
                <p class="font-medium break-words">{device}</p>
                <p class="flex flex-wrap gap-x-3 text-sm text-muted">
                    <span>"Since " <When at=session.created_at mode=WhenMode::Date/></span>
                    <span>"last used " <When at=session.seen_at/></span>
                    {session.address.map(|address| view! { <span class="break-all">{address}</span> })}
                </p>
            </div>
            {if session.current {
                view! { <Badge tone=Tone::Good>"This device"</Badge> }.into_any()
            } else {
                view! {
                    <ActionForm action=end>
                        <input type="hidden" name="session" value=session.id.to_string()/>
                        <button type="submit" class="btn btn-secondary" aria-label=label>"Sign out"</button>
                    </ActionForm>
                }
                .into_any()
            }}
        </li>
    }
}
