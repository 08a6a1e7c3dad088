//! Type, icons, small figures and tables.

use super::frame::{Side, State};
use crate::ui::{
    Avatar, Badge, Column, Deadline, Glyph, Icon, Money, Progress, SeatDots, Stars, Table, TimeLeft, Tone, When,
    WhenMode,
};
use domain::{money::Cents, timestamp::Timestamp};
use leptos::prelude::*;

const SIZES: [(&str, &str); 7] = [
    ("text-3xl font-semibold tracking-tight", "44"),
    ("text-2xl font-semibold tracking-tight", "32"),
    ("text-xl font-semibold tracking-tight", "24"),
    ("text-lg font-semibold", "18"),
    ("text-base", "15"),
    ("text-sm", "13"),
    ("text-xs", "12"),
];

const TOKENS: [&str; 18] = [
    "canvas",
    "surface",
    "raised",
    "sunken",
    "line",
    "line-strong",
    "ink",
    "muted",
    "faint",
    "primary",
    "primary-soft",
    "accent",
    "success",
    "success-soft",
    "warning",
    "warning-soft",
    "danger",
    "danger-soft",
];

pub fn type_and_colour(_: Side) -> AnyView {
    let sizes = SIZES.map(|(class, size)| {
        view! {
            <p class=format!("{class} flex items-baseline gap-3")>
                <span class="w-6 flex-none text-xs text-faint tabular-nums">{size}</span>
                <span class="min-w-0 truncate">"Held, $1,240.50"</span>
            </p>
        }
    });
    let tokens = TOKENS.map(|token| {
        view! {
            <li class="text-xs text-muted">
                <svg class="mb-1 block h-8 w-full rounded-md border border-line" aria-hidden="true">
                    <rect width="100%" height="100%" fill=format!("var(--color-{token})")></rect>
                </svg>
                {token}
            </li>
        }
    });
    view! {
        <State name="Sizes">{sizes.collect_view()}</State>
        <State name="Text">
            <p>
                "Ink for what is read, "
                <span class="text-muted">"muted for what goes with it, "</span>
                <span class="text-faint">"faint for notes, "</span>
                <a class="link" href="/dev/ui#type">"a link"</a>
                "."
            </p>
        </State>
        <State name="Tokens">
            <ul class="grid grid-cols-3 gap-3 sm:grid-cols-6">{tokens.collect_view()}</ul>
        </State>
    }
    .into_any()
}

pub fn icons(_: Side) -> AnyView {
    let icons = Glyph::ALL.iter().map(|glyph| {
        let name = format!("{glyph:?}");
        let title = name.clone();
        view! {
            <li class="grid size-9 place-items-center rounded-lg text-muted" title=title>
                <Icon glyph=*glyph/>
                <span class="sr-only">{name}</span>
            </li>
        }
    });
    view! { <ul class="flex flex-wrap gap-1">{icons.collect_view()}</ul> }.into_any()
}

pub fn small(_: Side) -> AnyView {
    let tones = [
        (Tone::Neutral, "Draft"),
        (Tone::Info, "In progress"),
        (Tone::Good, "Paid"),
        (Tone::Warn, "Changes requested"),
        (Tone::Bad, "Rejected"),
    ];
    let badges = tones.map(|(tone, words)| view! { <Badge tone>{words}</Badge> });
    let names = [
        "Nora Lindt",
        "Omar Haddad",
        "Mia Chen",
        "Jonas Weber",
        "Priya Nair",
        "Kenji",
    ];
    let people = names.map(|name| view! { <Avatar name/> });
    let moment = Timestamp::from_millis(1_790_000_000_000);
    view! {
        <State name="Badges" row=true>{badges.collect_view()}</State>
        <State name="Avatars" row=true>
            {people.collect_view()}
            <Avatar name="Sofia Rossi" class="size-12 text-base"/>
        </State>
        <State name="Ratings" row=true>
            <Stars rating=None count=0/>
            <Stars rating=Some(4.7) count=1/>
            <Stars rating=Some(3.25) count=118/>
        </State>
        <State name="Seats: some, none, many">
            <SeatDots left=3 slots=5/>
            <SeatDots left=0 slots=4/>
            <SeatDots left=31 slots=40/>
        </State>
        <State name="Progress: nothing, some, all">
            <Progress label="Steps done" value=0 max=8/>
            <Progress label="Steps done" value=5 max=8/>
            <Progress label="Steps done" value=8 max=8/>
        </State>
        <State name="Amounts and times" row=true>
            <Money amount=Cents(124_050) currency="usd" class="text-lg font-semibold"/>
            <span class="text-sm text-muted"><When at=moment/></span>
            <span class="text-sm text-muted"><When at=moment mode=WhenMode::Relative/></span>
            <span class="text-sm text-muted"><Deadline at=None/></span>
            <span class="text-sm text-muted"><TimeLeft until=moment/></span>
        </State>
    }
    .into_any()
}

pub fn table(side: Side) -> AnyView {
    let columns = || {
        vec![
            Column::text("Entry"),
            Column::text("Job"),
            Column::text("Day"),
            Column::number("Amount"),
            Column::number("Balance"),
        ]
    };
    let entries = [
        ("Payment", "Buy a ticket as a guest", "3 November", 1250, 4_870),
        ("Payout", "To the bank", "1 November", -3000, 3_620),
        (
            "Payment",
            "Find a book in the library's app and keep it for a week",
            "28 October",
            2000,
            6_620,
        ),
    ];
    let rows = entries.map(|(what, job, day, amount, balance)| {
        vec![
            what.into_any(),
            view! { <span class="block min-w-32 text-muted">{job}</span> }.into_any(),
            view! { <span class="whitespace-nowrap text-muted">{day}</span> }.into_any(),
            view! { <Money amount=Cents(amount) currency="usd"/> }.into_any(),
            view! { <Money amount=Cents(balance) currency="usd"/> }.into_any(),
        ]
    });
    view! {
        <State name="With rows">
            <Table caption=format!("Entries, {}", side.theme) columns=columns() rows=rows.into_iter().collect()/>
        </State>
        <State name="Without rows">
            <Table
                caption=format!("Payouts, {}", side.theme)
                columns=columns()
                rows=Vec::new()
                empty="No payouts yet. The first one shows here."
            />
        </State>
    }
    .into_any()
}
