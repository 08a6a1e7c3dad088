//! Sign-in and registration.

use super::{
    current::go,
    server_fns::{Login, Register},
};
use crate::{
    error::{AppError, failure_of},
    ui::{Banner, FormScope, SubmitButton, TextField, Tone, form::GroupError, icons::Mark, rules, typed},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

/// Goes on once the server has set the cookies.
pub(super) fn go_when_in(value: Signal<Option<Result<String, AppError>>>) {
    Effect::new(move |_| {
        if let Some(Ok(path)) = value.get() {
            go(&path);
        }
    });
}

pub(super) fn query(name: &'static str) -> String {
    use_query_map().with_untracked(|q| q.get_str(name).unwrap_or_default().to_owned())
}

/// Keeps the way back when one goes over to the other form.
fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?next={}", leptos_router::location::Url::escape(next))
    }
}

#[component]
pub(super) fn Sheet(title: &'static str, text: &'static str, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        <Meta name="description" content=format!("{title} at PeerTest Hub, where real people test apps step by step and are paid for it.")/>
        <div class="page flex justify-center sm:pt-16">
            <div class="w-full max-w-md">
                <div class="mb-6 text-center">
                    <span class="mb-4 inline-block"><Mark class="size-10"/></span>
                    <h1 class="text-xl font-semibold tracking-tight">{title}</h1>
                    <p class="mt-1 text-muted">{text}</p>
                </div>
                {children()}
            </div>
        </div>
    }
}

#[component]
pub fn LoginPage() -> impl IntoView {
    let login = ServerAction::<Login>::new();
    let next = query("next");
    let register = with_next("/register", &next);
    let reset = query("reset") == "yes";
    let value = login.value();
    let failure = failure_of(login);
    // Stays once it was asked for, whatever goes wrong next.
    let asks_for_code = Memo::new(move |before: Option<&bool>| {
        let asked = |code: &str| matches!(code, "second_factor_required" | "bad_second_factor");
        before == Some(&true) || failure.with(|f| f.as_ref().is_some_and(|f| asked(&f.code)))
    });
    go_when_in(Signal::derive(move || value.get()));
    view! {
        <Sheet title="Sign in" text="Good to see you again.">
            {reset.then(|| view! {
                <div class="mb-4" role="status">
                    <Banner tone=Tone::Good>"Your new password is set. Sign in with it."</Banner>
                </div>
            })}
            <div class="card p-5 sm:p-6">
                <ActionForm action=login attr:novalidate="">
                    <FormScope failure>
                        <input type="hidden" name="next" value=next/>
                        <TextField label="Email" name="email" kind="email" autocomplete="username" rule={rules::needed::<254>}/>
                        <div>
                            <TextField label="Password" name="password" kind="password" autocomplete="current-password"/>
                            <p class="mt-1.5 text-right text-sm"><a class="link" href="/forgot-password">"Forgot it?"</a></p>
                        </div>
                        {move || asks_for_code.get().then(|| view! {
                            <TextField
                                label="Code"
                                name="code"
                                autocomplete="one-time-code"
                                hint="Of your authenticator app, or one of your recovery codes."
                            />
                        })}
                        <SubmitButton class="btn-lg w-full" loading=login.pending()>"Sign in"</SubmitButton>
                    </FormScope>
                </ActionForm>
            </div>
            <p class="mt-5 text-center text-sm text-muted">
                "New here? " <a class="link" href=register>"Create an account"</a>
            </p>
        </Sheet>
    }
    .into_any()
}

#[component]
pub fn RegisterPage() -> impl IntoView {
    let register = ServerAction::<Register>::new();
    let next = query("next");
    let role = typed("role").unwrap_or_else(|| query("role"));
    let login = with_next("/login", &next);
    let value = register.value();
    go_when_in(Signal::derive(move || value.get()));
    view! {
        <Sheet title="Create your account" text="Free, and one account can do both.">
            <div class="card p-5 sm:p-6">
                <ActionForm action=register attr:novalidate="">
                    <FormScope failure=failure_of(register)>
                        <input type="hidden" name="next" value=next/>
                        <fieldset class="flex flex-col gap-2">
                            <legend class="label mb-1.5">"What brings you here?"</legend>
                            <Choice
                                value="tester"
                                words="Test apps and earn"
                                text="Take a seat, walk the steps, hand in what you saw."
                                checked=role == "tester"
                            />
                            <Choice
                                value="client"
                                words="Get an app tested"
                                text="Describe the steps, put the pay aside, review the work."
                                checked=role == "client"
                            />
                            <GroupError path="role"/>
                        </fieldset>
                        <TextField label="Full name" name="full_name" autocomplete="name" rule={rules::needed::<100>}/>
                        <TextField label="Email" name="email" kind="email" autocomplete="email" rule=rules::email/>
                        <TextField
                            label="Password"
                            name="password"
                            kind="password"
                            autocomplete="new-password"
                            hint="At least 10 characters."
                            rule=rules::password
                        />
                        <SubmitButton class="btn-lg w-full" loading=register.pending()>"Create account"</SubmitButton>
                        <p class="text-sm text-muted">
                            "By creating an account you agree to the "
                            <a class="link decoration-current" href="/terms">"terms"</a> " and the "
                            <a class="link decoration-current" href="/privacy">"privacy notice"</a> "."
                        </p>
                    </FormScope>
                </ActionForm>
            </div>
            <p class="mt-5 text-center text-sm text-muted">
                "Have an account? " <a class="link" href=login>"Sign in"</a>
            </p>
        </Sheet>
    }
    .into_any()
}

#[component]
fn Choice(value: &'static str, words: &'static str, text: &'static str, checked: bool) -> impl IntoView {
    let title = format!("role-{value}-title");
    let hint = format!("role-{value}-hint");
    view! {
        <label class="choice">
            <input
                type="radio"
                name="role"
                value=value
                checked=checked
                aria-labelledby=title.clone()
                aria-describedby=hint.clone()
            />
            <span class="min-w-0">
                <span class="block font-medium" id=title>{words}</span>
                <span class="block text-sm text-muted" id=hint>{text}</span>
            </span>
        </label>
    }
}
