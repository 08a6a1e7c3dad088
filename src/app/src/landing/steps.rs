//! The life of a job in four steps, each with a picture of the page where it happens.

use super::picture::{Picture, Shot};
use domain::site::SiteInfo;
use leptos::prelude::*;

const fn shot(name: &'static str, alt: &'static str) -> Shot {
    Shot {
        name,
        width: 1280,
        height: 800,
        alt,
    }
}

const PUBLISH: Shot = shot(
    "publish",
    "Publishing a job: the pay of four testers, the platform's fee, the total, and the note that the sum is held for this job.",
);
const MARKET: Shot = shot(
    "market",
    "Open jobs as cards: title, client, pay per tester, seats left, minutes expected, closing date and devices.",
);
const REVIEW: Shot = shot(
    "review",
    "The review desk: a tester's verdict on a step with an annotated screenshot, beside it the rating and the button that approves and pays.",
);
const WALLET: Shot = shot(
    "wallet",
    "A tester's wallet: available, pending and held add up to a total, and below it the statement of approved work and payouts.",
);

#[component]
pub fn Steps(site: SiteInfo) -> impl IntoView {
    let silence = format!(
        "The client approves, asks for changes, or rejects for one of seven listed reasons. Who says nothing for {} has approved.",
        site.review_time()
    );
    let hold = format!(
        "A client writes the steps and what should happen at each. Publishing charges pay and fee at once; the sum is held, so every seat is covered. A seat lasts {}.",
        site.claim_time()
    );
    let steps = [
        ("Post the job, put the pay aside", hold, PUBLISH),
        (
            "Take a seat, walk the steps",
            "A tester reads everything first, takes a seat, gives each step a verdict, marks up screenshots and reports what breaks."
                .to_owned(),
            MARKET,
        ),
        ("Review what was handed in", silence, REVIEW),
        (
            "Approved is paid",
            "Approval and pay are one booking: the money is in the tester's wallet at that moment. What nobody earned goes back to the client."
                .to_owned(),
            WALLET,
        ),
    ];
    let steps = steps.into_iter().zip(1..).map(|((title, text, shot), n)| {
        view! {
            <li class="card flex flex-col overflow-hidden">
                <div class="p-5 sm:p-6">
                    <h3 class="flex gap-3 font-semibold">
                        <span class="journey-number -mt-0.5" aria-hidden="true">{n}</span>
                        {title}
                    </h3>
                    <p class="mt-2 text-muted text-pretty sm:pl-10">{text}</p>
                </div>
                <div class="mt-auto border-t border-line">
                    <Picture shot sizes="(min-width: 72rem) 34rem, (min-width: 40rem) 50vw, calc(100vw - 2rem)"/>
                </div>
            </li>
        }
    });
    view! {
        <section aria-labelledby="steps">
            <h2 class="mb-5 text-xl font-semibold tracking-tight" id="steps">"How a job goes"</h2>
            <ol class="grid gap-4 sm:grid-cols-2">{steps.collect_view()}</ol>
        </section>
    }
}
