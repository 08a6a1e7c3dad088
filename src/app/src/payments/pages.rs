//! `/wallet/methods`: saved cards, and the bank for payouts.

use super::{
    components::{Choice, TEST_BANKS, TEST_CARDS, card_words},
    server_fns::{ChooseMethod, MethodsView, RemoveMethod, SaveMethod, SetBank, load_methods},
};
use crate::{
    error::{AppError, failure_of},
    ui::{
        Badge, Banner, Card, EmptyState, FormScope, Glyph, Icon, Loaded, PageHead, SubmitButton, Tone, Variant,
        form::GroupError, load, load::Outcome, loading, use_toasts,
    },
};
use domain::payments::{PayoutAccount, SavedMethod};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

#[component]
pub fn MethodsPage() -> impl IntoView {
    let view = loading(|| (), |()| load_methods());
    view! {
        <Title text="Payment methods"/>
        {load(view, move |MethodsView { means, bank }| {
            let sandbox = means.sandbox;
            view! {
                <div class="page max-w-3xl">
                    <a class="link mb-3 inline-flex items-center gap-1.5 text-sm" href="/wallet">
                        <Icon glyph=Glyph::ArrowLeft class="size-4"/>
                        "Wallet"
                    </a>
                    <PageHead title="Payment methods"/>
                    <div class="flex flex-col gap-4">
                        <Saved methods=means.methods view/>
                        <NewMethod sandbox view/>
                        {bank.map(|bank| view! { <Bank bank sandbox view/> })}
                    </div>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

/// Says what was done, and shows the page as it is then.
fn after<S>(action: ServerAction<S>, view: Loaded<MethodsView>, words: &'static str)
where
    S: leptos::server_fn::ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    let toasts = use_toasts();
    let value = action.value();
    Effect::new(move |_| {
        if value.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say(words);
            view.refetch();
        }
    });
}

#[component]
fn Saved(methods: Vec<SavedMethod>, view: Loaded<MethodsView>) -> impl IntoView {
    let choose = ServerAction::<ChooseMethod>::new();
    let remove = ServerAction::<RemoveMethod>::new();
    after(choose, view, "It is offered first from now on.");
    after(remove, view, "The card is forgotten.");
    if methods.is_empty() {
        return view! {
            <Card title="Saved cards">
                <EmptyState
                    glyph=Glyph::Wallet
                    title="No card is saved"
                    text="A saved card pays for a job with one press. Only the payment processor keeps its number."
                />
            </Card>
        }
        .into_any();
    }
    let rows = methods.into_iter().map(move |method| {
        let words = card_words(&method);
        let expiry = method.exp_month.zip(method.exp_year);
        let (id, label) = (method.id.clone(), format!(" {words}"));
        view! {
            <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
                <div class="min-w-0">
                    <p class="flex items-center gap-2 font-medium tabular-nums">
                        {words}
                        {method.is_default.then(|| view! { <Badge tone=Tone::Good>"Offered first"</Badge> })}
                    </p>
                    {expiry.map(|(month, year)| view! { <p class="text-sm text-faint tabular-nums">{format!("Good until {month:02}/{year}")}</p> })}
                </div>
                <div class="flex gap-2">
                    {(!method.is_default).then(|| view! {
                        <ActionForm action=choose>
                            <input type="hidden" name="method" value=id.to_string()/>
                            <SubmitButton variant=Variant::Secondary loading=choose.pending()>"Offer first"</SubmitButton>
                        </ActionForm>
                    })}
                    <ActionForm action=remove>
                        <input type="hidden" name="method" value=method.id.to_string()/>
                        <SubmitButton variant=Variant::Danger loading=remove.pending()>
                            "Remove"
                            <span class="sr-only">{label}</span>
                        </SubmitButton>
                    </ActionForm>
                </div>
            </li>
        }
    });
    view! {
        <Card title="Saved cards">
            <Outcome failure=failure_of(remove)/>
            <Outcome failure=failure_of(choose)/>
            <ul class="rows -my-3">{rows.collect_view()}</ul>
        </Card>
    }
    .into_any()
}

#[component]
fn NewMethod(sandbox: bool, view: Loaded<MethodsView>) -> impl IntoView {
    let save = ServerAction::<SaveMethod>::new();
    after(save, view, "The card is saved.");
    let cards = TEST_CARDS.iter().enumerate().map(|(n, (code, words, text))| {
        view! { <Choice name="payment_method" value=*code words=*words text=*text checked=n == 0 code=true/> }
    });
    view! {
        <Card title="Save a card">
            <ActionForm action=save>
                <FormScope failure=failure_of(save)>
                    {if sandbox {
                        view! {
                            <fieldset class="flex flex-col gap-2">
                                <legend class="label mb-1.5">"Test card"</legend>
                                <Banner tone=Tone::Warn>"Sandbox: no real money moves here."</Banner>
                                {cards.collect_view()}
                                <GroupError path="payment_method"/>
                            </fieldset>
                        }
                        .into_any()
                    } else {
                        view! { <p class="text-muted">"You give its number on a page of the payment processor's; we never see it."</p> }.into_any()
                    }}
                    <div>
                        <SubmitButton loading=save.pending()>{if sandbox { "Save card" } else { "Save a card" }}</SubmitButton>
                    </div>
                </FormScope>
            </ActionForm>
        </Card>
    }
}

#[component]
fn Bank(bank: PayoutAccount, sandbox: bool, view: Loaded<MethodsView>) -> impl IntoView {
    let set = ServerAction::<SetBank>::new();
    after(set, view, "Payouts go there from now on.");
    let banks = TEST_BANKS.iter().enumerate().map(|(n, (number, words, text))| {
        view! { <Choice name="account_number" value=*number words=*words text=*text checked=n == 0 code=true/> }
    });
    let now = bank.label.unwrap_or_else(|| {
        if bank.ready {
            "A test bank that works".to_owned()
        } else {
            "None yet: nothing can be paid out before there is one.".to_owned()
        }
    });
    view! {
        <Card title="Bank for payouts">
            <p class="mb-4 flex items-center gap-2 tabular-nums">
                {now}
                {bank.ready.then(|| view! { <Badge tone=Tone::Good>"Ready"</Badge> })}
            </p>
            <ActionForm action=set>
                <FormScope failure=failure_of(set)>
                    {(!sandbox).then(|| view! { <p class="text-muted">"You give it on a page of the payment processor's; we never see its number."</p> })}
                    {sandbox.then(|| view! {
                        <fieldset class="flex flex-col gap-2">
                            <legend class="label mb-1.5">"Test bank"</legend>
                            {banks.collect_view()}
                            <GroupError path="account_number"/>
                        </fieldset>
                    })}
                    <div>
                        <SubmitButton variant=Variant::Secondary loading=set.pending()>{if sandbox { "Use this bank" } else { "Give your bank" }}</SubmitButton>
                    </div>
                </FormScope>
            </ActionForm>
        </Card>
    }
}
