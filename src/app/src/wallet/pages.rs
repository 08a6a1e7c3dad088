//! The wallet.

use super::{
    components::{Figures, Payouts, Statement},
    server_fns::{PayOut, WalletView, load_wallet},
};
use crate::{
    error::failure_of,
    ui::{Banner, FormScope, LoadMore, PageHead, SubmitButton, TextField, Tone, load, rules, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn WalletPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|q| q.get("cursor")));
    let view = Resource::new_blocking(move || cursor.get(), load_wallet);
    let pay_out = ServerAction::<PayOut>::new();
    let toasts = use_toasts();
    let done = pay_out.value();
    Effect::new(move |_| {
        if let Some(Ok(payout)) = done.get() {
            toasts.say(format!(
                "{} is on its way to your bank.",
                payout.amount_cents.display(&payout.currency)
            ));
            view.refetch();
        }
    });
    view! {
        <Title text="Wallet"/>
        {load(view, move |view| view! { <OneWallet view pay_out/> }.into_any())}
    }
    .into_any()
}

#[component]
fn OneWallet(view: WalletView, pay_out: ServerAction<PayOut>) -> impl IntoView {
    let WalletView {
        wallet,
        statement,
        payouts,
        earns,
    } = view;
    let more = statement.next_cursor.map(|c| format!("/wallet?cursor={c}"));
    // One payout for each state of the wallet that was looked at, however often the button is pressed.
    let latest = payouts.items.first().map_or("none", |p| p.id.as_str());
    let seen = format!("payout-after-{latest}-{}", wallet.available_cents.0);
    let available = wallet.available_cents;
    let currency = wallet.currency.clone();
    view! {
        <div class="page">
            <PageHead title="Wallet"/>
            <Figures wallet/>
            <div class=if earns { "grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]" } else { "" }>
                <section class="min-w-0 max-lg:order-last" aria-labelledby="statement">
                    <h2 class="section-title" id="statement">"Statement"</h2>
                    <Statement lines=statement.items/>
                    <LoadMore href=Signal::stored(more)/>
                </section>
                {earns.then(|| view! {
                    <div class="flex flex-col gap-4 lg:sticky lg:top-20">
                        <section class="card p-5" aria-labelledby="pay-out">
                            <h2 class="card-title" id="pay-out">"Pay out"</h2>
                            <ActionForm action=pay_out attr:novalidate="">
                                <FormScope failure=failure_of(pay_out)>
                                    <Banner tone=Tone::Warn>"Sandbox: it goes to a pretend bank."</Banner>
                                    <input type="hidden" name="seen" value=seen/>
                                    <TextField
                                        label="Amount"
                                        name="amount"
                                        path=Signal::stored(Some("amount_cents".to_owned()))
                                        prefix="$"
                                        inputmode="decimal"
                                        hint=format!("Up to {}.", available.display(&currency))
                                        rule=rules::amount
                                    />
                                    <SubmitButton class="w-full" loading=pay_out.pending() disabled=Signal::stored(available.0 <= 0)>"Pay out"</SubmitButton>
                                </FormScope>
                            </ActionForm>
                        </section>
                        <Payouts payouts=payouts.items/>
                    </div>
                })}
            </div>
        </div>
    }
}
