//! The second factor and the API tokens among the settings.

use super::device_fns::{
    BeginSecondFactor, ConfirmSecondFactor, MakeToken, RemoveSecondFactor, RevokeToken, api_tokens,
    second_factor_status,
};
use crate::{
    error::failure_of,
    ui::{
        Badge, Banner, Card, FormScope, Glyph, Icon, Loaded, SelectField, SubmitButton, TextField, Toasts, Tone,
        Variant, When, WhenMode, load::Outcome, load_section, loading, rules,
    },
};
use domain::auth::{
    second_factor::{RecoveryCodes, SecondFactor, SecondFactorSetup},
    tokens::{ApiToken, Scope},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn SecondFactorCard(toasts: Toasts) -> impl IntoView {
    let status = loading(|| (), |()| second_factor_status());
    let begin = ServerAction::<BeginSecondFactor>::new();
    let confirm = ServerAction::<ConfirmSecondFactor>::new();
    let setup = move || begin.value().get().and_then(Result::ok);
    let codes = move || confirm.value().get().and_then(Result::ok);
    Effect::new(move |_| {
        if codes().is_some() {
            status.refetch();
        }
    });
    let shown = move |now: SecondFactor| {
        if now.enabled {
            return view! { <On now status toasts/> }.into_any();
        }
        let steps = move || match setup() {
            None => view! { <Begin begin/> }.into_any(),
            Some(setup) => view! { <Confirm setup confirm/> }.into_any(),
        };
        view! {
            <p class="mb-4 text-muted">"A code from an app on your phone, asked for behind the password. Whoever learns your password still does not get in."</p>
            <div class="needs-js">{steps}</div>
            <noscript><p class="text-sm text-muted">"Setting it up needs JavaScript in this browser."</p></noscript>
        }
        .into_any()
    };
    view! {
        <Card title="Second factor">
            {move || codes().map(|codes| view! { <Codes codes/> })}
            {load_section(status, shown)}
        </Card>
    }
}

#[component]
fn Begin(begin: ServerAction<BeginSecondFactor>) -> impl IntoView {
    view! {
        <ActionForm action=begin attr:novalidate="">
            <FormScope failure=failure_of(begin)>
                <TextField label="Your password" name="own_password" path="password".to_owned() kind="password" autocomplete="current-password"/>
                <div>
                    <SubmitButton variant=Variant::Secondary loading=begin.pending()>"Set up a second factor"</SubmitButton>
                </div>
            </FormScope>
        </ActionForm>
    }
}

#[component]
fn Confirm(setup: SecondFactorSetup, confirm: ServerAction<ConfirmSecondFactor>) -> impl IntoView {
    view! {
        <ActionForm action=confirm attr:novalidate="">
            <FormScope failure=failure_of(confirm)>
                <p>"Scan this with an authenticator app, or type the secret into it; then enter the code that it shows."</p>
                // White in both themes, since phones read dark on light.
                <div class="w-fit rounded-lg bg-white p-3 [&_svg]:size-44" role="img" aria-label="QR code for an authenticator app" inner_html=setup.qr_svg></div>
                <p class="text-sm text-muted">"Secret: " <code class="break-all text-ink">{setup.secret}</code></p>
                <TextField label="Code" name="code" autocomplete="one-time-code" rule={rules::needed::<40>}/>
                <div>
                    <SubmitButton loading=confirm.pending()>"Turn it on"</SubmitButton>
                </div>
            </FormScope>
        </ActionForm>
    }
}

#[component]
fn Codes(codes: RecoveryCodes) -> impl IntoView {
    let list = codes
        .codes
        .into_iter()
        .map(|code| view! { <li class="font-mono">{code}</li> });
    view! {
        <div class="mb-5" role="status">
            <Banner tone=Tone::Good>
                <p class="font-medium">"The second factor is on. Keep these recovery codes; they are not shown again."</p>
                <p class="mb-3">"Each signs you in once, on the day your phone is lost."</p>
                <ul class="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">{list.collect_view()}</ul>
            </Banner>
        </div>
    }
}

#[component]
fn On(now: SecondFactor, status: Loaded<SecondFactor>, toasts: Toasts) -> impl IntoView {
    let remove = ServerAction::<RemoveSecondFactor>::new();
    let removed = remove.value();
    Effect::new(move |_| {
        if removed.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The second factor is gone. Your password alone signs you in.");
            status.refetch();
        }
    });
    view! {
        <p class="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
            <Badge tone=Tone::Good>
                <Icon glyph=Glyph::Check class="size-3.5"/>
                "On"
            </Badge>
            <span class="text-sm text-muted">{now.recovery_codes_left} " recovery codes left"</span>
        </p>
        <ActionForm action=remove attr:novalidate="">
            <FormScope failure=failure_of(remove)>
                <TextField label="Your password" name="own_password" path="password".to_owned() kind="password" autocomplete="current-password"/>
                <div>
                    <SubmitButton variant=Variant::Secondary loading=remove.pending()>"Remove the second factor"</SubmitButton>
                </div>
            </FormScope>
        </ActionForm>
    }
}

#[component]
pub fn TokensCard(toasts: Toasts) -> impl IntoView {
    let tokens = loading(|| (), |()| api_tokens());
    let make = ServerAction::<MakeToken>::new();
    let revoke = ServerAction::<RevokeToken>::new();
    let made = move || make.value().get().and_then(Result::ok);
    Effect::new(move |_| {
        if made().is_some() {
            tokens.refetch();
        }
    });
    let revoked = revoke.value();
    Effect::new(move |_| {
        if revoked.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The token is revoked.");
            tokens.refetch();
        }
    });
    view! {
        <Card title="API tokens">
            <p class="mb-4 text-muted">
                "For programs that act for you over the " <a class="link" href="/api/docs" rel="external">"API"</a>
                ". A token does what its scope allows, and never changes how you sign in."
            </p>
            {move || made().map(|made| view! {
                <div class="mb-5" role="status">
                    <Banner tone=Tone::Good>
                        <p class="font-medium">"This is the only time that the token is shown."</p>
                        <p class="mt-1 font-mono text-sm break-all select-all">{made.token}</p>
                    </Banner>
                </div>
            })}
            <Outcome failure=failure_of(revoke)/>
            {load_section(tokens, move |list| {
                let rows = list.into_iter().map(move |token| view! { <TokenRow token revoke/> });
                view! { <ul class="rows mb-4 -mt-3 empty:hidden">{rows.collect_view()}</ul> }.into_any()
            })}
            <noscript><p class="text-sm text-muted">"Making a token needs JavaScript in this browser, which shows it once."</p></noscript>
            <div class="needs-js">
            <ActionForm action=make attr:novalidate="">
                <FormScope failure=failure_of(make)>
                    <TextField label="Name" name="name" hint="What it is for, so that you know later which one to revoke." rule={rules::needed::<100>}/>
                    <SelectField label="Scope" name="scope" path="scopes".to_owned() options=scopes() value="read"/>
                    <TextField label="Good for, in days" name="expires_in_days" value="90" inputmode="numeric" rule={rules::count::<1, 366>}/>
                    <div>
                        <SubmitButton variant=Variant::Secondary loading=make.pending()>"Make a token"</SubmitButton>
                    </div>
                </FormScope>
            </ActionForm>
            </div>
        </Card>
    }
}

/// Each holds those before it.
fn scopes() -> Vec<(String, String)> {
    let words = |scope| match scope {
        Scope::Read => "See what you see",
        Scope::Write => "And change what moves no money",
        Scope::Money => "And publish, cancel, decide on work, ask for payouts",
    };
    let options = Scope::ALL
        .into_iter()
        .map(|scope| (scope.code().to_owned(), words(scope).to_owned()));
    options.collect()
}

#[component]
fn TokenRow(token: ApiToken, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    let scopes: Vec<&str> = token.scopes.iter().copied().map(Scope::code).collect();
    let label = format!("Revoke {}", token.name);
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
            <div class="min-w-0 text-sm">
                <p class="font-medium break-words">{token.name}</p>
                <p class="text-muted">{scopes.join(", ")} ", until " <When at=token.expires_at mode=WhenMode::Date/></p>
            </div>
            <ActionForm action=revoke>
                <input type="hidden" name="token" value=token.id.to_string()/>
                <button type="submit" class="btn btn-secondary" aria-label=label>"Revoke"</button>
            </ActionForm>
        </li>
    }
}
