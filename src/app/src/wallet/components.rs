//! Parts of the wallet: the three figures, the statement, the payouts.

use crate::ui::{Badge, EmptyState, Glyph, Icon, Tone, When, WhenMode};
use domain::{
    ledger::Account,
    money::Cents,
    statements::kind_label,
    wallet::{EntryLine, Payout, PayoutStatus, StatementLine, Wallet},
};
use leptos::prelude::*;

/// What there is, part by part, and the sum, as one adds up on paper. Only what somebody earns or pays with is shown.
#[component]
pub fn Figures(wallet: Wallet, earns: bool, pays: bool) -> impl IntoView {
    let currency = wallet.currency;
    let all = [
        (
            earns,
            "Available",
            "bg-success",
            wallet.available_cents,
            "Earned. Yours to pay out.",
        ),
        (
            earns,
            "Pending",
            "bg-accent",
            wallet.pending_cents,
            "Handed in or disputed, not decided yet.",
        ),
        (
            pays,
            "Balance",
            "bg-primary",
            wallet.balance_cents,
            "Paid in ahead. Yours to spend.",
        ),
        (
            pays,
            "Held",
            "bg-faint",
            wallet.held_cents,
            "Put aside for your own jobs.",
        ),
    ];
    // Money is never hidden, whatever somebody's roles are by now.
    let parts: Vec<_> = all
        .into_iter()
        .filter(|(wanted, _, _, amount, _)| *wanted || *amount != Cents::ZERO)
        .collect();
    let sum = parts
        .iter()
        .try_fold(Cents::ZERO, |sum, (_, _, _, amount, _)| sum.checked_add(*amount))
        .unwrap_or_default();
    let bars = parts.iter().map(|(_, _, dot, amount, _)| {
        let share = i128::from(amount.0.max(0)) * 100 / i128::from(sum.0.max(1));
        view! { <span class=format!("h-full {dot} share-{share}")></span> }
    });
    let bars = bars.collect_view();
    let last = parts.len().saturating_sub(1);
    let shown = parts.into_iter().enumerate().map(|(n, (_, label, dot, amount, note))| {
        view! {
            <Part label dot amount=amount.display(&currency) note/>
            <Sign sign=if n == last { "=" } else { "+" }/>
        }
    });
    view! {
        <div class="card mb-8 overflow-hidden">
            <div class="sm:flex sm:items-center">
                {shown.collect_view()}
                <Part label="Together" dot="" amount=sum.display(&currency) note="All that is in your name here."/>
            </div>
            <div class="flex h-1.5 gap-px bg-sunken" aria-hidden="true">{bars}</div>
        </div>
    }
}

#[component]
fn Part(label: &'static str, dot: &'static str, amount: String, note: &'static str) -> impl IntoView {
    view! {
        <section class="flex items-baseline justify-between gap-3 px-5 py-3.5 max-sm:border-b max-sm:border-line sm:block sm:flex-1 sm:py-5" aria-label=label>
            <p class="flex items-center gap-2 text-sm text-muted">
                {(!dot.is_empty()).then(|| view! { <span class=format!("size-2 rounded-full {dot}") aria-hidden="true"></span> })}
                {label}
            </p>
            <p class="text-lg font-semibold tracking-tight tabular-nums sm:mt-1 sm:text-xl">{amount}</p>
            <p class="text-xs text-faint max-sm:hidden">{note}</p>
        </section>
    }
}

#[component]
fn Sign(sign: &'static str) -> impl IntoView {
    view! { <span class="text-lg text-faint max-sm:hidden" aria-hidden="true">{sign}</span> }
}

/// The lines of a statement; each opens to both sides of its booking.
#[component]
pub fn Statement(
    lines: Signal<Vec<StatementLine>>,
    /// Whether only some were asked for.
    filtered: bool,
) -> impl IntoView {
    let empty = Memo::new(move |_| lines.with(Vec::is_empty));
    move || {
        if empty.get() && filtered {
            return view! {
                <div class="card">
                    <EmptyState glyph=Glyph::Search title="Nothing matches" text="No entry is of that kind and from that time.">
                        <a class="btn btn-secondary" href="/wallet">"Show everything"</a>
                    </EmptyState>
                </div>
            }
            .into_any();
        }
        if empty.get() {
            return view! {
                <div class="card">
                    <EmptyState
                        glyph=Glyph::Wallet
                        title="Nothing has moved yet"
                        text="Every payment, refund and payout will stand here, each with both sides of its booking."
                    />
                </div>
            }
            .into_any();
        }
        // A booking never changes; those that are folded open stay so as others come.
        view! {
            <ul class="card rows overflow-hidden">
                <For each=move || lines.get() key=|line| line.id.clone() let(line)>
                    <li><Row line/></li>
                </For>
            </ul>
        }
        .into_any()
    }
}

#[component]
fn Row(line: StatementLine) -> impl IntoView {
    let into = line.amount_cents.0 > 0;
    let amount = line.amount_cents.display(&line.currency);
    let amount = if into { format!("+{amount}") } else { amount };
    let currency = line.currency.clone();
    let receipt = format!("/wallet/receipts/{}", line.id);
    view! {
        <details class="fold">
            <summary class="grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-4 px-5 py-3 hover:bg-sunken/60">
                <span class="min-w-0">
                    <span class="block font-medium">{kind_label(&line.kind)}</span>
                    <span class="block truncate text-sm text-faint">
                        <When at=line.created_at mode=WhenMode::Date/> " · " {line.description}
                    </span>
                </span>
                <span class=if into { "font-medium text-success tabular-nums" } else { "font-medium tabular-nums" }>{amount}</span>
                <span class="fold-mark"><Icon glyph=Glyph::ChevronDown class="size-4"/></span>
            </summary>
            <Booking entries=line.entries currency/>
            <p class="bg-sunken/60 px-5 pb-3 text-sm">
                <a class="link inline-flex min-h-8 items-center max-sm:min-h-11" href=receipt>"Receipt"</a>
            </p>
        </details>
    }
}

/// Both sides of a booking: what was debited equals what was credited.
#[component]
pub fn Booking(entries: Vec<EntryLine>, currency: String) -> impl IntoView {
    let side = |side: &str| {
        entries
            .iter()
            .filter(|e| e.side == side)
            .fold(Cents::ZERO, |sum, e| sum.checked_add(e.amount_cents).unwrap_or(sum))
    };
    let (debit, credit) = (side("debit").display(&currency), side("credit").display(&currency));
    let rows = entries.into_iter().map(|entry| {
        let name = Account::from_key(&entry.account).map_or(entry.account.clone(), |a| a.label().to_owned());
        let amount = entry.amount_cents.display(&currency);
        let (debit, credit) = if entry.side == "debit" {
            (amount, String::new())
        } else {
            (String::new(), amount)
        };
        view! {
            <tr class="border-t border-line">
                <th scope="row" class="py-2 pr-3 text-left font-normal">{name}</th>
                <td class="py-2 pl-3 text-right">{debit}</td>
                <td class="py-2 pl-3 text-right">{credit}</td>
            </tr>
        }
    });
    view! {
        <div class="bg-sunken/60 px-5 py-3">
            <table class="w-full text-sm tabular-nums">
                <thead class="text-xs text-faint">
                    <tr>
                        <th scope="col" class="pb-2 text-left font-medium">"Account"</th>
                        <th scope="col" class="pb-2 pl-3 text-right font-medium">"Debit"</th>
                        <th scope="col" class="pb-2 pl-3 text-right font-medium">"Credit"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
                <tfoot>
                    <tr class="border-t border-line-strong font-medium">
                        <th scope="row" class="pt-2 pr-3 text-left font-medium">"Both sides"</th>
                        <td class="pt-2 pl-3 text-right">{debit}</td>
                        <td class="pt-2 pl-3 text-right">{credit}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

#[component]
pub fn Payouts(payouts: Vec<Payout>) -> impl IntoView {
    if payouts.is_empty() {
        return ().into_any();
    }
    let rows = payouts.into_iter().map(|payout| {
        let (tone, words) = match payout.status {
            PayoutStatus::InTransit => (Tone::Info, "On its way"),
            PayoutStatus::Paid => (Tone::Good, "Paid"),
            PayoutStatus::Failed => (Tone::Bad, "Came back"),
        };
        let again = (payout.status == PayoutStatus::Failed).then_some(" The money is available again.");
        view! {
            <li class="py-2.5 text-sm">
              <div class="flex items-center justify-between gap-3">
                <span class="tabular-nums">
                    <span class="font-medium">{payout.amount_cents.display(&payout.currency)}</span>
                    <span class="ml-2 text-faint"><When at=payout.created_at mode=WhenMode::Date/></span>
                </span>
                <Badge tone>{words}</Badge>
              </div>
              {payout.reason.map(|reason| view! { <p class="mt-1 text-muted">{reason} {again}</p> })}
            </li>
        }
    });
    view! {
        <section class="card px-5 pt-5 pb-2.5" aria-labelledby="payouts">
            <h2 class="card-title mb-1" id="payouts">"Payouts"</h2>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
