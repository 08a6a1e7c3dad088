//! `/admin/books`: what every account holds, the payment processor's book beside ours, and every transaction.

use super::server_fns::{BooksView, load_books};
use crate::{
    ui::{Badge, Banner, Card, EmptyState, Glyph, Icon, LoadMore, PageHead, Tone, When, load, loading},
    wallet::components::Booking,
};
use domain::{
    books::{Books, Transaction},
    money::Cents,
    page::Page,
    reconciliation::Reconciliation,
    statements::kind_label,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn BooksPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|q| q.get("cursor")));
    let view = loading(move || cursor.get(), load_books);
    view! {
        <Title text="Books"/>
        {load(view, |BooksView { books, reconciliation, transactions }| {
            let currency = books.currency.clone();
            view! {
                <div class="page max-w-5xl">
                    <a class="crumb" href="/admin"><Icon glyph=Glyph::ArrowLeft class="size-4"/>"Admin"</a>
                    <PageHead title="Books"/>
                    <div class="grid items-start gap-4 lg:grid-cols-2">
                        <TrialBalance books/>
                        <Reconciled report=reconciliation currency/>
                    </div>
                    <Transactions page=transactions/>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

#[component]
fn TrialBalance(books: Books) -> impl IntoView {
    let currency = books.currency;
    let show = |cents: Cents| cents.display(&currency);
    let rows = books.accounts.iter().map(|account| {
        let (debit, credit) = if account.side == "debit" {
            (show(account.balance_cents), String::new())
        } else {
            (String::new(), show(account.balance_cents))
        };
        view! {
            <tr class="border-t border-line">
                <th scope="row" class="py-2 pr-3 text-left font-normal">
                    {account.name.clone()}
                    <span class="block text-xs text-faint">{account.class.clone()}</span>
                </th>
                <td class="py-2 pl-3 text-right align-top">{debit}</td>
                <td class="py-2 pl-3 text-right align-top">{credit}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let (debit, credit) = (show(books.debit_cents), show(books.credit_cents));
    view! {
        <Card title="Trial balance">
            <table class="w-full text-sm tabular-nums">
                <thead class="text-xs text-faint">
                    <tr>
                        <th scope="col" class="pb-2 text-left font-medium">"Account"</th>
                        <th scope="col" class="pb-2 pl-3 text-right font-medium">"Debit"</th>
                        <th scope="col" class="pb-2 pl-3 text-right font-medium">"Credit"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr class="border-t border-line-strong font-medium">
                        <th scope="row" class="pt-2 pr-3 text-left font-medium">"Both sides"</th>
                        <td class="pt-2 pl-3 text-right">{debit}</td>
                        <td class="pt-2 pl-3 text-right">{credit}</td>
                    </tr>
                </tfoot>
            </table>
        </Card>
    }
}

/// Thing by thing, what the processor knows and what we have booked.
#[component]
fn Reconciled(report: Reconciliation, currency: String) -> impl IntoView {
    let agrees = report.differences.is_empty();
    let show = move |cents: Option<Cents>| cents.map_or_else(|| "–".to_owned(), |cents| cents.display(&currency));
    // Nothing does in the sandbox, and on most days elsewhere.
    let elsewhere = Some(report.elsewhere_cents)
        .filter(|cents| *cents != Cents::ZERO)
        .map(|cents| show(Some(cents)));
    let (theirs, ours) = (show(Some(report.theirs_cents)), show(Some(report.ours_cents)));
    let rows = report.differences.into_iter().map(|difference| {
        view! {
            <tr class="border-t border-line">
                <th scope="row" class="py-2 pr-3 text-left font-normal break-all">
                    {difference.kind} " " <code class="text-xs">{difference.source}</code>
                </th>
                <td class="py-2 pl-3 text-right">{show(difference.theirs_cents)}</td>
                <td class="py-2 pl-3 text-right">{show(difference.ours_cents)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card title="The processor's book and ours">
            {if agrees {
                view! { <Banner tone=Tone::Good>"Both agree, charge by charge."</Banner> }
            } else {
                view! { <Banner tone=Tone::Bad alert=true>"They do not agree. Nothing is lost: every line that differs is named."</Banner> }
            }}
            <dl class="rows my-3 text-sm tabular-nums">
                <Fact words="Agree" value=report.matched.to_string()/>
                <Fact words="Under way" value=report.under_way.to_string()/>
                <Fact words="The processor holds" value=theirs/>
                <Fact words="Our book says" value=ours/>
                {elsewhere.map(|value| view! { <Fact words="Moved by the operator" value/> })}
            </dl>
            {(!agrees).then(|| view! {
                <table class="w-full text-sm tabular-nums">
                    <thead class="text-xs text-faint">
                        <tr>
                            <th scope="col" class="pb-2 text-left font-medium">"What"</th>
                            <th scope="col" class="pb-2 pl-3 text-right font-medium">"Processor"</th>
                            <th scope="col" class="pb-2 pl-3 text-right font-medium">"We"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
        </Card>
    }
}

#[component]
fn Fact(words: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="flex items-baseline justify-between gap-4 py-2">
            <dt class="text-muted">{words}</dt>
            <dd>{value}</dd>
        </div>
    }
}

#[component]
fn Transactions(page: Page<Transaction>) -> impl IntoView {
    let more = page.next_cursor.map(|cursor| format!("/admin/books?cursor={cursor}"));
    let none = page.items.is_empty();
    let rows = page.items.into_iter().map(|transaction| {
        let by = if transaction.actor_id.is_some() { "by a person" } else { "by the system" };
        view! {
            <li>
                <details class="fold">
                    <summary class="grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-4 px-5 py-3 hover:bg-sunken/60">
                        <span class="min-w-0">
                            <span class="block font-medium">{kind_label(&transaction.kind)}</span>
                            <span class="block truncate text-sm text-faint"><When at=transaction.created_at/> " · " {transaction.description}</span>
                        </span>
                        <Badge tone=Tone::Info>{by}</Badge>
                        <span class="fold-mark"><Icon glyph=Glyph::ChevronDown class="size-4"/></span>
                    </summary>
                    <p class="bg-sunken/60 px-5 pt-3 text-xs break-all text-faint"><code>{transaction.id.to_string()}</code></p>
                    <Booking entries=transaction.entries currency=transaction.currency/>
                </details>
            </li>
        }
    });
    view! {
        <section class="mt-8" aria-labelledby="transactions">
            <h2 class="section-title" id="transactions">"Transactions"</h2>
            {if none {
                view! {
                    <div class="card">
                        <EmptyState glyph=Glyph::Wallet title="Nothing has been booked yet" text="Every movement of money will stand here with both of its sides."/>
                    </div>
                }
                .into_any()
            } else {
                view! { <ul class="card rows overflow-hidden">{rows.collect_view()}</ul> }.into_any()
            }}
            <LoadMore href=Signal::stored(more)/>
        </section>
    }
}
