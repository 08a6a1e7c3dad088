//! The wallet.

use super::{
    components::{Figures, Payouts, Statement},
    prepaid::{Prepaid, PrepaidActions},
    server_fns::{PayOut, WalletView, load_wallet},
};
use crate::{
    error::failure_of,
    notifications::live::{self, Topic},
    ui::{
        Banner, FormScope, Glyph, Icon, LoadMore, PageHead, SubmitButton, TextField, Tone, load, loading, rules,
        use_toasts,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn WalletPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|q| q.get("cursor")));
    let view = loading(move || cursor.get(), load_wallet);
    let pay_out = ServerAction::<PayOut>::new();
    let prepaid = PrepaidActions::made();
    let toasts = use_toasts();
    let done = pay_out.value();
    Effect::new(move |_| {
        if let Some(Ok(payout)) = done.get() {
            toasts.say(format!(
                "{} is on its way to your bank.",
                payout.amount_cents.display(&payout.currency)
            ));
            live::changed(&Topic::Wallet);
        }
    });
    view! {
        <Title text="Wallet"/>
        {load(view, move |view| view! { <OneWallet view cursor pay_out prepaid/> }.into_any())}
    }
    .into_any()
}

#[component]
fn OneWallet(
    view: WalletView,
    cursor: Memo<Option<String>>,
    pay_out: ServerAction<PayOut>,
    prepaid: PrepaidActions,
) -> impl IntoView {
    let (earns, means) = (view.earns, view.means.clone());
    let pays = means.is_some();
    // The amount that is being typed stays as money comes and goes.
    let now = live::keep(view, Topic::Wallet, move || load_wallet(cursor.get_untracked()));
    let more = move || {
        let next = now.with(|n| n.statement.next_cursor.clone());
        next.map(|c| format!("/wallet?cursor={c}"))
    };
    // One payout for each state of the wallet that was looked at, however often the button is pressed.
    let seen = Signal::derive(move || {
        now.with(|n| {
            let latest = n.payouts.items.first().map_or("none", |p| p.id.as_str());
            format!("payout-after-{latest}-{}", n.wallet.available_cents.0)
        })
    });
    // A payout that was made leaves an empty form; money that comes meanwhile leaves it alone.
    let latest = Memo::new(move |_| now.with(|n| n.payouts.items.first().map(|p| p.id.clone())));
    let wallet = Memo::new(move |_| now.with(|n| n.wallet.clone()));
    let nothing = Signal::derive(move || wallet.with(|w| w.available_cents.0 <= 0));
    let lines = Signal::derive(move || now.with(|n| n.statement.items.clone()));
    view! {
        <div class="page">
            <PageHead title="Wallet"/>
            {move || view! { <Figures wallet=wallet.get() earns pays/> }}
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
                <section class="min-w-0 max-lg:order-last" aria-labelledby="statement">
                    <h2 class="section-title" id="statement">"Statement"</h2>
                    <Statement lines/>
                    <LoadMore href=Signal::derive(more)/>
                </section>
                <div class="flex flex-col gap-4 lg:sticky lg:top-20">
                    {earns.then(|| view! {
                        {move || {
                            latest.track();
                            view! { <PayOutForm pay_out seen nothing/> }
                        }}
                        {move || view! { <Payouts payouts=now.with(|n| n.payouts.items.clone())/> }}
                    })}
                    {means.map(|means| view! { <Prepaid means actions=prepaid wallet/> })}
                    <a class="card flex items-center justify-between gap-3 px-5 py-4 font-medium hover:bg-sunken/60" href="/wallet/methods">
                        "Payment methods"
                        <Icon glyph=Glyph::ChevronRight class="size-4 text-faint"/>
                    </a>
                </div>
            </div>
        </div>
    }
}

#[component]
fn PayOutForm(pay_out: ServerAction<PayOut>, seen: Signal<String>, nothing: Signal<bool>) -> impl IntoView {
    view! {
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
                        hint="Up to what is available."
                        rule=rules::amount
                    />
                    <SubmitButton class="w-full" loading=pay_out.pending() disabled=nothing>"Pay out"</SubmitButton>
                </FormScope>
            </ActionForm>
        </section>
    }
}
