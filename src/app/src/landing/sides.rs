//! What each side can rely on, and what happens to the money between them.

use crate::ui::{Banner, Glyph, Icon, Tone};
use domain::site::SiteInfo;
use leptos::prelude::*;

type Promise = (Glyph, &'static str, String);

fn for_clients(site: &SiteInfo) -> [Promise; 4] {
    [
        (
            Glyph::CheckCircle,
            "Reports you can act on",
            "A verdict for every step, screenshots where you ask for them, bug reports with steps to reproduce. Work that lacks one cannot be handed in."
                .into(),
        ),
        (
            Glyph::Pencil,
            "Ask before you judge",
            format!("Send work back and say what is missing. The tester has {} again.", site.claim_time()),
        ),
        (
            Glyph::Wallet,
            "Pay for work, not for seats",
            "Seats that nobody took are refunded with their share of the fee, as soon as the job closes.".into(),
        ),
        (
            Glyph::Seat,
            "One price, shown before",
            format!(
                "What testers are paid, and {} on top of it. No subscription, and no price per member of your team.",
                site.fee()
            ),
        ),
    ]
}

fn for_testers(site: &SiteInfo) -> [Promise; 4] {
    [
        (
            Glyph::Lock,
            "A contract that holds still",
            "Steps, scope, known bugs and pay are copied the moment you take a seat. Later edits do not reach you.".into(),
        ),
        (
            Glyph::Info,
            "Rejections you can read",
            "One of seven listed reasons, the step it concerns and a comment that says how. “We decided otherwise” is not on the list."
                .into(),
        ),
        (
            Glyph::Clock,
            "Silence is a yes",
            format!("A client who does not decide within {} has approved, and you are paid.", site.review_time()),
        ),
        (
            Glyph::Shield,
            "What you black out is gone",
            "Redactions are burned into the picture in your browser, before it is sent. Places and times hidden in the file are removed."
                .into(),
        ),
    ]
}

#[component]
pub fn Sides(site: SiteInfo) -> impl IntoView {
    view! {
        <section class="grid gap-4 lg:grid-cols-2" aria-label="What each side can rely on">
            <Side title="For clients" lead="You know what you get before you pay for it." promises=for_clients(&site)/>
            <Side title="For testers" lead="You know what you are paid for before you begin." promises=for_testers(&site)/>
        </section>
    }
}

#[component]
fn Side(title: &'static str, lead: &'static str, promises: [Promise; 4]) -> impl IntoView {
    let promises = promises.map(|(glyph, title, text)| {
        view! {
            <li class="flex gap-3.5 py-4">
                <span class="grid size-9 flex-none place-items-center rounded-lg bg-primary-soft text-primary">
                    <Icon glyph/>
                </span>
                <div class="min-w-0">
                    <h3 class="font-medium">{title}</h3>
                    <p class="mt-0.5 text-sm text-muted text-pretty">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        <div class="card p-5 sm:p-7">
            <h2 class="text-xl font-semibold tracking-tight">{title}</h2>
            <p class="mt-1 mb-2 text-muted">{lead}</p>
            <ul class="rows -mb-4">{promises.into_iter().collect_view()}</ul>
        </div>
    }
}

const HELD: [(&str, &str); 3] = [
    (
        "Charged once, when a job is published",
        "The pay of every seat and the platform's fee. A declined card leaves the job a draft.",
    ),
    (
        "Held until the work is decided",
        "Neither side can touch it meanwhile. Each movement is booked on two sides, for both to read.",
    ),
    (
        "Paid on approval, refunded otherwise",
        "Testers are paid the moment their work is approved. Seats nobody took come back in full.",
    ),
];

#[component]
pub fn MoneyHeld(site: SiteInfo) -> impl IntoView {
    let lines = HELD.map(|(title, text)| {
        view! {
            <li class="flex gap-3 py-4">
                <span class="mt-0.5 text-success"><Icon glyph=Glyph::CheckCircle/></span>
                <div>
                    <h3 class="font-medium">{title}</h3>
                    <p class="text-sm text-muted">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        <section
            class="card grid scroll-mt-24 gap-x-10 gap-y-2 p-5 sm:p-7 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
            id="money"
            aria-labelledby="money-title"
        >
            <div>
                <h2 class="text-xl font-semibold tracking-tight" id="money-title">"How the money is held"</h2>
                <p class="mt-1 text-muted">"Nobody works on a promise, and nobody pays for nothing."</p>
                {site.sandbox.then(|| view! {
                    <div class="mt-4 mb-2">
                        <Banner tone=Tone::Warn>"Sandbox: payments are pretended on this site, and no real money moves."</Banner>
                    </div>
                })}
            </div>
            <ul class="rows -my-4">{lines.into_iter().collect_view()}</ul>
        </section>
    }
}
