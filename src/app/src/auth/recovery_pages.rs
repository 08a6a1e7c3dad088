//! Where links from mails lead, and where one asks for them.

use super::{
    account_fns::{ConfirmAddress, ConfirmEmail, ForgotPassword, ResetPassword},
    pages::{Sheet, go_when_in, query},
};
use crate::{
    auth::current::use_current_user,
    error::failure_of,
    ui::{Banner, FormScope, LinkButton, SubmitButton, TextField, Tone, rules},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;

fn token() -> String {
    use_params_map().with_untracked(|p| p.get_str("token").unwrap_or_default().to_owned())
}

/// Asks for a link. What follows is the same whether there is such an account or not.
#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let forgot = ServerAction::<ForgotPassword>::new();
    let sent_before = query("sent") == "yes";
    let sent = move || sent_before || forgot.value().with(|v| matches!(v, Some(Ok(()))));
    view! {
        <Sheet title="Forgot your password?" text="We send you a link that sets a new one.">
            <Show
                when=sent
                fallback=move || view! {
                    <div class="card p-5 sm:p-6">
                        <ActionForm action=forgot attr:novalidate="">
                            <FormScope failure=failure_of(forgot)>
                                <TextField label="Email" name="email" kind="email" autocomplete="username" rule=rules::email/>
                                <SubmitButton class="btn-lg w-full" loading=forgot.pending()>"Send the link"</SubmitButton>
                            </FormScope>
                        </ActionForm>
                    </div>
                }
            >
                <div role="status">
                    <Banner tone=Tone::Good>
                        "If this address has an account, a mail with a link is on its way. The link is good for 30 minutes."
                    </Banner>
                    <p class="mt-4 text-sm text-muted">
                        "Nothing there after a few minutes? Look among the unwanted mail, or "
                        <a class="link" href="/forgot-password" rel="external">"try another address"</a> "."
                    </p>
                </div>
            </Show>
            <p class="mt-5 text-center text-sm text-muted">
                "Remembered it? " <a class="link" href="/login">"Sign in"</a>
            </p>
        </Sheet>
    }
    .into_any()
}

#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let reset = ServerAction::<ResetPassword>::new();
    let value = reset.value();
    go_when_in(Signal::derive(move || value.get()));
    view! {
        <Sheet title="Set a new password" text="You are signed out everywhere, and sign in with the new one.">
            <div class="card p-5 sm:p-6">
                <ActionForm action=reset attr:novalidate="">
                    <FormScope failure=failure_of(reset)>
                        <input type="hidden" name="token" value=token()/>
                        <TextField
                            label="New password"
                            name="password"
                            kind="password"
                            autocomplete="new-password"
                            hint="At least 10 characters."
                            rule=rules::password
                        />
                        <SubmitButton class="btn-lg w-full" loading=reset.pending()>"Set the password"</SubmitButton>
                    </FormScope>
                </ActionForm>
            </div>
            <p class="mt-5 text-center text-sm text-muted">
                "The link does not work any more? " <a class="link" href="/forgot-password">"Ask for a new one"</a>
            </p>
        </Sheet>
    }
    .into_any()
}

/// Confirms as it wakes up. Mail scanners that open links run no scripts of ours; without scripts a person presses the
/// button.
#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let confirm = ServerAction::<ConfirmAddress>::new();
    let token = StoredValue::new(token());
    let done_before = query("done") == "yes";
    let done = move || done_before || confirm.value().with(|v| matches!(v, Some(Ok(()))));
    let failure = failure_of(confirm);
    let user = use_current_user();
    let refused_before = failure.with_untracked(Option::is_some);
    Effect::new(move |_| {
        if !done_before && !refused_before {
            confirm.dispatch(ConfirmAddress {
                token: token.get_value(),
            });
        }
    });
    Effect::new(move |_| {
        if done() {
            user.reload();
        }
    });
    let next = move || {
        if user.get().is_some() {
            ("/dashboard", "Go to your dashboard")
        } else {
            ("/login", "Sign in")
        }
    };
    view! {
        <Sheet title="Confirm your address" text="So that your account is yours, and nobody else's.">
            <div class="card flex flex-col gap-4 p-5 sm:p-6">
                <Show
                    when=done
                    fallback=move || view! {
                        <ActionForm action=confirm>
                            <FormScope failure>
                                <input type="hidden" name="token" value=token.get_value()/>
                                <SubmitButton class="btn-lg w-full" loading=confirm.pending()>"Confirm this address"</SubmitButton>
                                <p class="text-center text-sm text-muted">
                                    "A link that has run out is sent again from your " <a class="link" href="/settings">"settings"</a> "."
                                </p>
                            </FormScope>
                        </ActionForm>
                    }
                >
                    <div role="status">
                        <Banner tone=Tone::Good>"Your address is confirmed. You can publish jobs, take seats and be paid."</Banner>
                    </div>
                    {move || {
                        let (href, words) = next();
                        view! { <LinkButton href class="btn-lg w-full">{words}</LinkButton> }
                    }}
                </Show>
            </div>
        </Sheet>
    }
    .into_any()
}

/// Where the two links lead by which a change of address is agreed to. Unlike the first confirmation it waits for a press:
/// the old address is asked whether it is right, and opening a mail is no answer.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let confirm = ServerAction::<ConfirmEmail>::new();
    let token = StoredValue::new(token());
    let before = match query("how").as_str() {
        "done" => Some(true),
        "half" => Some(false),
        _ => None,
    };
    let result = move || before.or_else(|| confirm.value().get().and_then(Result::ok));
    let user = use_current_user();
    Effect::new(move |_| {
        if result() == Some(true) {
            user.reload();
        }
    });
    view! {
        <Sheet title="Change the e-mail address" text="Both addresses have to agree.">
            <div class="card flex flex-col gap-4 p-5 sm:p-6">
                {move || match result() {
                    None => view! {
                        <ActionForm action=confirm>
                            <FormScope failure=failure_of(confirm)>
                                <input type="hidden" name="token" value=token.get_value()/>
                                <SubmitButton class="btn-lg w-full" loading=confirm.pending()>"Yes, change it"</SubmitButton>
                            </FormScope>
                        </ActionForm>
                    }
                    .into_any(),
                    Some(done) => view! {
                        <div role="status">
                            <Banner tone=Tone::Good>
                                {if done {
                                    "The address of your account is changed. Sign in with the new one from now on."
                                } else {
                                    "Thank you. The address changes once the other one has agreed as well."
                                }}
                            </Banner>
                        </div>
                        <LinkButton href="/settings" class="btn-lg w-full">"Go to your settings"</LinkButton>
                    }
                    .into_any(),
                }}
            </div>
        </Sheet>
    }
    .into_any()
}
