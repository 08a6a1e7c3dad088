//! A tester's part: what was earned and what waits, seats, and how the work fared.

use super::{
    charts,
    client::Charts,
    components::{Figure, SeatRow, Side},
};
use crate::ui::format::span;
use domain::{claims::Claim, dashboard::TesterBoard, page::Page, users::User, wallet::Wallet};
use leptos::prelude::*;

#[component]
pub fn TesterSide(
    board: TesterBoard,
    wallet: Wallet,
    user: User,
    /// Whether the list of seats is continued.
    older: bool,
    both: bool,
) -> impl IntoView {
    let currency = wallet.currency;
    let rating = user.rating.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}"));
    let rating_note = match user.rating_count {
        0 => "no ratings yet".to_owned(),
        1 => "of 5, from one rating".to_owned(),
        n => format!("of 5, from {n} ratings"),
    };
    let wait = board
        .reviews
        .pace
        .map(|pace| format!("; decided after {}, in the median", span(pace.median_seconds)));
    let figures = [
        charts::earnings(&board.earned, &currency),
        charts::states("tester-states", &board.reviews, &wait.unwrap_or_default()),
    ];
    view! {
        <Side id="tester" title="As a tester" both>
            <div class="figures mb-8">
                <Figure label="Available" href="/wallet" value=wallet.available_cents.display(&currency) note="earned, can be paid out"/>
                <Figure label="Pending" href="/wallet" value=wallet.pending_cents.display(&currency) note="handed in, not decided yet"/>
                <Figure label="At work" href="/dashboard#now" value=board.at_work.len().to_string() note="seats that wait for you"/>
                <Figure label="Rating" href="/profile" value=rating note=rating_note/>
            </div>
            <Seats seats=board.seats older/>
            <Charts
                charts=figures.into_iter().flatten().collect()
                empty="What you earn and how your work fares show here once you have handed something in."
            />
        </Side>
    }
}

#[component]
fn Seats(seats: Page<Claim>, older: bool) -> impl IntoView {
    if seats.items.is_empty() && seats.next_cursor.is_none() && !older {
        return ().into_any();
    }
    let next = seats
        .next_cursor
        .map(|cursor| format!("/dashboard?seats={cursor}#seats"));
    let rows = seats.items.into_iter().map(|claim| view! { <SeatRow claim/> });
    let rows = rows.collect_view();
    view! {
        <section class="mb-8" aria-labelledby="seats">
            <h3 class="section-title" id="seats">"Seats"</h3>
            <ul class="card rows overflow-hidden">{rows}</ul>
            {(older || next.is_some()).then(|| view! {
                <p class="mt-2 flex gap-4 text-sm">
                    {older.then(|| view! { <a class="link" href="/dashboard#seats">"Newest seats"</a> })}
                    {next.map(|href| view! { <a class="link" href=href>"Older seats"</a> })}
                </p>
            })}
        </section>
    }
    .into_any()
}
