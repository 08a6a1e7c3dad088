//! The wallet.

use super::{
    chart,
    components::{Figures, Payouts, Statement},
    entries::{Filter, address, csv_address, filter_of},
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
use domain::statements::{EntryFilter, StatementMonth};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn WalletPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| (q.get("cursor"), filter_of(q))));
    let view = loading(move || asked.get(), |(cursor, filter)| load_wallet(cursor, filter));
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
        {load(view, move |view| view! { <OneWallet view asked pay_out prepaid/> }.into_any())}
    }
    .into_any()
}

#[component]
fn OneWallet(
    view: WalletView,
    asked: Memo<(Option<String>, EntryFilter)>,
    pay_out: ServerAction<PayOut>,
    prepaid: PrepaidActions,
) -> impl IntoView {
    let (earns, means) = (view.earns, view.means.clone());
    let pays = means.is_some();
    // The amount that is being typed stays as money comes and goes.
    let now = live::keep(view, Topic::Wallet, move || {
        let (cursor, filter) = asked.get_untracked();
        load_wallet(cursor, filter)
    });
    let filter = asked.with_untracked(|(_, filter)| filter.clone());
    let (filtered, csv) = (filter.is_set(), csv_address(&filter));
    let onwards = filter.clone();
    let more = move || {
        let next = now.with(|n| n.statement.next_cursor.clone());
        next.map(|cursor| address(&onwards, Some(&cursor)))
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
    let months = Memo::new(move |_| now.with(|n| n.months.clone()));
    let weeks = Memo::new(move |_| now.with(|n| n.weeks.clone()));
    let charts = move || chart::charts(&weeks.get(), &wallet.with(|w| w.currency.clone()));
    view! {
        <div class="page">
            <PageHead title="Wallet"/>
            {move || view! { <Figures wallet=wallet.get() earns pays/> }}
            {charts}
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
                <section class="min-w-0 max-lg:order-last" aria-labelledby="statement">
                    <div class="mb-3 flex items-center justify-between gap-3">
                        <h2 class="section-title mb-0" id="statement">"Statement"</h2>
                        <a class="btn btn-ghost" href=csv rel="external" download="peertest-hub-entries.csv">
                            <Icon glyph=Glyph::Download class="size-4"/>
                            "CSV"
                        </a>
                    </div>
                    <Filter filter/>
                    <Statement lines filtered/>
                    <LoadMore href=Signal::derive(more)/>
                </section>
                <div class="flex min-w-0 flex-col gap-4">
                    {earns.then(|| view! {
                        {move || {
                            latest.track();
                            view! { <PayOutForm pay_out seen nothing/> }
                        }}
                        {move || view! { <Payouts payouts=now.with(|n| n.payouts.items.clone())/> }}
                    })}
                    {means.map(|means| view! { <Prepaid means actions=prepaid wallet/> })}
                    {move || view! { <Months months=months.get()/> }}
                    <a class="card flex items-center justify-between gap-3 px-5 py-4 font-medium hover:bg-sunken/60" href="/wallet/methods">
                        "Payment methods"
                        <Icon glyph=Glyph::ChevronRight class="size-4 text-faint"/>
                    </a>
                </div>
            </div>
        </div>
    }
}

/// The months that can be read as one paper.
#[component]
fn Months(months: Vec<StatementMonth>) -> impl IntoView {
    (!months.is_empty()).then(|| {
        let rows = months.into_iter().map(|month| {
            view! {
                <li>
                    <a class="link flex min-h-10 items-center max-sm:min-h-11" href=format!("/wallet/statements/{}", month.month)>{month.name}</a>
                </li>
            }
        });
        view! {
            <section class="card px-5 pt-5 pb-2.5" aria-labelledby="months">
                <h2 class="card-title mb-1" id="months">"Monthly statements"</h2>
                <ul class="rows max-h-80 overflow-y-auto text-sm">{rows.collect_view()}</ul>
            </section>
        }
    })
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
