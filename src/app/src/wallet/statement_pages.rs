//! A month and a booking as papers: to read, to print, and as PDF.

use super::server_fns::{load_receipt, load_statement};
use crate::ui::{Banner, Breadcrumbs, Column, Glyph, Icon, PageHead, Table, Tone, load, loading};
use domain::{
    money::Cents,
    statements::{MonthLine, MonthlyStatement, Receipt, kind_label},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

#[component]
pub fn StatementPage() -> impl IntoView {
    let params = use_params_map();
    let month = Memo::new(move |_| params.with(|p| p.get("month").unwrap_or_default()));
    let statement = loading(move || month.get(), load_statement);
    load(statement, |statement| view! { <Monthly statement/> }.into_any())
}

#[component]
pub fn ReceiptPage() -> impl IntoView {
    let params = use_params_map();
    let transaction = Memo::new(move |_| params.with(|p| p.get("transaction").unwrap_or_default()));
    let receipt = loading(move || transaction.get(), load_receipt);
    load(receipt, |receipt| view! { <OneReceipt receipt/> }.into_any())
}

fn words(text: impl Into<String>) -> AnyView {
    text.into().into_any()
}

/// What a line is about: the way to its receipt, and below it the rest, so that a phone has room for the amount.
fn about(line: &MonthLine) -> AnyView {
    view! {
        <a class="link" href=format!("/wallet/receipts/{}", line.transaction)>{kind_label(&line.kind)}</a>
        <span class="block text-muted">{line.description.clone()} " · " {line.purse.label()}</span>
    }
    .into_any()
}

#[component]
fn Pdf(href: String) -> impl IntoView {
    view! {
        <a class="btn btn-secondary print:hidden" href=href rel="external">
            <Icon glyph=Glyph::Download class="size-4"/>
            "PDF"
        </a>
    }
}

#[component]
fn Monthly(statement: MonthlyStatement) -> impl IntoView {
    let title = format!("Statement for {}", statement.name);
    let currency = statement.currency.clone();
    let money = move |amount: Cents| words(amount.display(&currency));
    let mut accounts: Vec<Vec<AnyView>> = statement
        .purses
        .iter()
        .map(|sum| {
            vec![
                words(sum.purse.label()),
                money(sum.opening_cents),
                money(sum.change_cents),
                money(sum.closing_cents),
            ]
        })
        .collect();
    accounts.push(vec![
        words("Together"),
        money(statement.opening_cents),
        money(Cents(statement.closing_cents.0 - statement.opening_cents.0)),
        money(statement.closing_cents),
    ]);
    let lines = statement.lines.iter().map(|line| {
        let date = view! { <span class="whitespace-nowrap">{line.at.date()}</span> };
        vec![date.into_any(), about(line), money(line.change_cents)]
    });
    let lines = lines.collect();
    let totals = statement
        .totals
        .iter()
        .map(|sum| vec![words(sum.label.clone()), money(sum.in_cents), money(sum.out_cents)]);
    let totals = totals.collect();
    view! {
        <Title text=title.clone()/>
        <div class="page paper">
            <div class="print:hidden"><Breadcrumbs above=vec![("Wallet".into(), "/wallet".into())] here=statement.name.clone()/></div>
            <PageHead title text=format!("{} · PeerTest Hub · days in UTC", statement.holder)>
                <Pdf href=format!("/api/v1/wallet/statements/{}.pdf", statement.month)/>
            </PageHead>
            {statement.under_way.then(|| view! {
                <div class="mb-6"><Banner tone=Tone::Info>"This month is not over: more may follow."</Banner></div>
            })}
            <div class="flex flex-col gap-6">
                <Table
                    caption="Accounts"
                    columns=vec![Column::text("Account"), Column::number("Opening"), Column::number("Change"), Column::number("Closing")]
                    rows=accounts
                />
                <Table
                    caption="Lines"
                    columns=vec![Column::text("Date"), Column::text("What"), Column::number("Amount")]
                    rows=lines
                    empty="Nothing moved in this month."
                />
                <Table
                    caption="Totals by kind"
                    columns=vec![Column::text("Kind"), Column::number("In"), Column::number("Out")]
                    rows=totals
                    empty="Nothing moved in this month."
                />
            </div>
        </div>
    }
}

#[component]
fn Fact(name: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="grid items-baseline gap-x-4 px-4 py-2.5 sm:grid-cols-[14rem_minmax(0,1fr)]">
            <dt class="text-sm text-muted">{name}</dt>
            <dd class="break-words tabular-nums">{value}</dd>
        </div>
    }
}

#[component]
fn OneReceipt(receipt: Receipt) -> impl IntoView {
    let money = |amount: Cents| amount.display(&receipt.currency);
    let fee = (receipt.fee_cents != Cents::ZERO).then(|| money(receipt.fee_cents));
    let change = money(receipt.change_cents);
    let number = receipt.number.to_string();
    let file = format!("/api/v1/wallet/receipts/{number}.pdf");
    let sides = receipt.sides.iter().map(|side| {
        let amount = money(side.amount_cents);
        let (debit, credit) = if side.side == "debit" {
            (amount, String::new())
        } else {
            (String::new(), amount)
        };
        vec![
            words(side.words.clone()),
            words(side.account.clone()),
            words(debit),
            words(credit),
        ]
    });
    let sides = sides.collect();
    view! {
        <Title text="Receipt"/>
        <div class="page paper">
            <div class="print:hidden"><Breadcrumbs above=vec![("Wallet".into(), "/wallet".into())] here="Receipt"/></div>
            <PageHead title="Receipt" text="PeerTest Hub">
                <Pdf href=file/>
            </PageHead>
            <dl class="card rows mb-6">
                <Fact name="Number" value=number/>
                <Fact name="Date" value=receipt.at.date_time()/>
                <Fact name="For" value=receipt.holders.join(", ")/>
                <Fact name="What" value=format!("{}: {}", receipt.kind, receipt.description)/>
                <Fact name="Change" value=change/>
                {fee.map(|value| view! { <Fact name="The platform's fee" value/> })}
            </dl>
            <Table
                caption="Both sides of the booking"
                columns=vec![Column::text("What happened"), Column::text("Account"), Column::number("Debit"), Column::number("Credit")]
                rows=sides
            />
        </div>
    }
}
