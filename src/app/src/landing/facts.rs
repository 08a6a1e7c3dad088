//! The small print in large: facts to compare with, and the questions that people ask.

use crate::ui::{Glyph, Icon};
use domain::{
    fees::{FeeRate, quote},
    jobs::CURRENCY,
    money::Cents,
    reviews::RejectReason,
    site::SiteInfo,
};
use leptos::prelude::*;

fn facts(site: &SiteInfo) -> Vec<(&'static str, String)> {
    vec![
        (
            "Price",
            format!(
                "{} on top of what testers are paid, charged with the job. Nothing else.",
                site.fee()
            ),
        ),
        (
            "Contract",
            "Copied when a seat is taken, and sealed with a SHA-256 checksum that both sides see.".into(),
        ),
        (
            "Time to test",
            format!(
                "{} from taking a seat; a seat can be given back at any time.",
                site.claim_time()
            ),
        ),
        (
            "Time to decide",
            format!("{}, then the work counts as approved.", site.review_time()),
        ),
        (
            "Reasons to reject",
            format!("{}, listed in the terms. There are no others.", RejectReason::ALL.len()),
        ),
        (
            "Books",
            "Double entry to the cent. Bookings are never changed or removed, and a command checks them all.".into(),
        ),
        (
            "Tracking",
            "None. Your browser talks to this site alone; two cookies keep you signed in.".into(),
        ),
        (
            "Ways out",
            "Everything the pages do, a program can do: the interface is documented, and the software is open source."
                .into(),
        ),
    ]
}

#[component]
pub fn Facts(site: SiteInfo) -> impl IntoView {
    let rows = facts(&site).into_iter().map(|(name, fact)| {
        view! {
            <div class="gap-6 py-3 sm:grid sm:grid-cols-[9rem_minmax(0,1fr)]">
                <dt class="font-medium">{name}</dt>
                <dd class="text-muted">{fact}</dd>
            </div>
        }
    });
    view! {
        <section aria-labelledby="facts">
            <h2 class="text-xl font-semibold tracking-tight" id="facts">"To compare with what you use today"</h2>
            <p class="mt-1 text-muted">"What holds here, in figures and facts. Ask the same of anybody else."</p>
            <dl class="card rows mt-5 px-5 py-1 sm:px-7 sm:py-2">{rows.collect_view()}</dl>
        </section>
    }
}

/// What five testers at $20 cost, as an example.
fn example(site: &SiteInfo) -> String {
    let sum = FeeRate::from_percent(site.fee_percent).and_then(|rate| quote(Cents(2000), 5, rate));
    sum.map(|sum| {
        let [pay, fee, total] = [sum.pay, sum.fee, sum.total].map(|amount| amount.display(CURRENCY));
        format!(" Five testers at $20.00 are {pay}, the fee is {fee}, and you pay {total}.")
    })
    .unwrap_or_default()
}

fn questions(site: &SiteInfo) -> Vec<(&'static str, String)> {
    let mut all = vec![
        (
            "Do I need to know anything about testing?",
            "No. A job is a list of steps: do this, that should happen. You say whether it did, and show it. A job that needs \
             more, such as a certain phone or a screen reader, says so before you take a seat."
                .into(),
        ),
        (
            "What does it cost to have an app tested?",
            format!(
                "You set the pay per tester and the number of seats. The platform's fee of {} comes on top, and you see the \
                 total before you publish.{} Drafts and accounts cost nothing.",
                site.fee(),
                example(site)
            ),
        ),
        (
            "When am I paid as a tester?",
            format!(
                "At the moment of approval, in the same booking. If the client does not decide, that moment comes {} after \
                 you handed in. From your wallet you ask for a payout of any part of it.",
                site.review_time()
            ),
        ),
        (
            "What if the work is poor?",
            format!(
                "Ask for changes first, as often as it takes. Or reject it, for one of seven listed reasons and with a \
                 comment; the pay and its share of the fee go back to you {}.",
                site.refund_time()
            ),
        ),
        (
            "What if my work is rejected and I disagree?",
            format!(
                "Dispute it, once, within {}. Your pay is set aside, and an administrator without a part in it decides on \
                 your contract, in whole or in part; both sides read why.",
                site.dispute_time()
            ),
        ),
        (
            "Can a client change the job while I am at it?",
            "The job yes, your contract no. It was copied when you took your seat, you can read it at any time, and the client \
             decides by that copy. New terms hold for seats that are taken later."
                .into(),
        ),
        (
            "What if I cannot finish in time?",
            format!(
                "Give the seat back whenever you like before handing in; it costs you nothing. After {} it is free for \
                 somebody else by itself. What you write is kept as you go, also while you are offline.",
                site.claim_time()
            ),
        ),
        (
            "Who can see my screenshots?",
            "You, the client of that job once you have handed in, and the administrators of this site. What you black out is \
             gone before the picture leaves your browser, and nothing of the file but its pixels is kept."
                .into(),
        ),
        (
            "Can one account do both?",
            "Yes. Add the other role in your profile. On a job of your own you cannot take a seat.".into(),
        ),
    ];
    if site.sandbox {
        all.push((
            "Is this real money?",
            "Not on this site. Its payments are pretended, for trying things out: test cards are charged, and payouts go to a \
             pretend bank. Everything else works as described."
                .into(),
        ));
    }
    all
}

#[component]
pub fn Questions(site: SiteInfo) -> impl IntoView {
    let items = questions(&site).into_iter().map(|(question, answer)| {
        view! {
            <details class="fold group">
                <summary class="justify-between gap-4 py-3">
                    <h3 class="font-medium">{question}</h3>
                    <span class="fold-mark"><Icon glyph=Glyph::ChevronDown/></span>
                </summary>
                <p class="max-w-prose pb-5 text-muted text-pretty">{answer}</p>
            </details>
        }
    });
    view! {
        <section class="grid scroll-mt-24 gap-x-10 gap-y-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]" id="questions" aria-labelledby="questions-title">
            <div>
                <h2 class="text-xl font-semibold tracking-tight" id="questions-title">"Questions"</h2>
                <p class="mt-1 text-muted">
                    "The whole of it stands in the " <a class="link decoration-current" href="/terms">"terms"</a> " and the "
                    <a class="link decoration-current" href="/privacy">"privacy notice"</a> "."
                </p>
            </div>
            <div class="rows border-y border-line">{items.collect_view()}</div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(sandbox: bool) -> SiteInfo {
        SiteInfo {
            public_url: "https://hub.example.org".into(),
            operator_name: "Greenbasket Ltd".into(),
            operator_address: None,
            support_email: None,
            fee_percent: 12.5,
            claim_hours: 36,
            auto_approve_days: 10,
            dispute_hours: 48,
            sandbox,
        }
    }

    #[test]
    fn answers_follow_the_settings() {
        let text = format!("{:?}{:?}", questions(&site(true)), facts(&site(true)));
        for expected in [
            "12.5 %",
            "$112.50",
            "36 hours",
            "10 days",
            "after 48 hours",
            "pretend bank",
        ] {
            assert!(text.contains(expected), "{expected}");
        }
        assert!(!format!("{:?}", questions(&site(false))).contains("pretend"));
    }

    #[test]
    fn the_pages_say_how_many_reasons_there_are() {
        assert_eq!(RejectReason::ALL.len(), 7, "“seven listed reasons” stands on the page");
    }
}
