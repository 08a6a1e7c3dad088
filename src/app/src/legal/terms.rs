//! The terms of use. They say what the software does, with the site's own settings: who changes one changes the other.

use super::paper::{
    Clause, Paper, Part,
    writing::{clause, list, run_by, text},
};
use domain::{reviews::RejectReason, site::SiteInfo};

pub fn paper(site: &SiteInfo) -> Paper {
    Paper {
        site: site.clone(),
        changed: "24 November 2026".to_owned(),
        changed_iso: "2026-11-24".to_owned(),
        lead: format!(
            "What holds between you and {} when you use it, and between clients and testers who meet here.",
            site.operator_name
        ),
        clauses: vec![
            operator(site),
            accounts(),
            jobs(),
            seats(site),
            payment(site),
            review(site),
            payouts(site),
            evidence(),
            conduct(),
            availability(),
            liability(),
            changes(),
            law(),
        ],
    }
}

fn operator(site: &SiteInfo) -> Clause {
    clause(
        "operator",
        "Who runs this site",
        [
            Part::Operator,
            text(format!(
                "{}, called “the operator” below. The operator is your contracting party for the use of the site and is \
                 responsible for it. Those who write the software it runs on are not a party.",
                run_by(site)
            )),
            text(
                "The contract about a piece of testing work is between the client who posted the job and the tester who \
                 took a seat on it. The operator keeps the place where they meet, holds the money and keeps the books.",
            ),
        ],
    )
}

fn accounts() -> Clause {
    clause(
        "accounts",
        "Accounts and roles",
        [
            text(
                "You need an account to post a job or to take a seat. It is free. Give your own name and an e-mail \
                 address that is yours, keep your password to yourself, and have one account only. You must be old \
                 enough to make contracts where you live.",
            ),
            text(
                "An account is a client's, a tester's, or both: you may add the other role in your profile at any \
                 time. Nobody can take a seat on a job of their own. Administrators can read submissions, to keep the \
                 site honest; they do not decide on them.",
            ),
            text(
                "You may stop using the site whenever you like. To have your account closed, write to the operator. \
                 Work that has begun and money that is held are settled first, by the rules below.",
            ),
        ],
    )
}

fn jobs() -> Clause {
    clause(
        "contract",
        "Jobs, and the contract that is frozen",
        [
            text(
                "A client describes a job: what the app is and where it is found, the steps to walk and what should \
                 happen at each, what is in scope and out of it, which bugs are known already, who may take part, and \
                 what a tester is paid. Once published, all of that can be read by anybody, without an account.",
            ),
            text(
                "By taking a seat a tester agrees to the job as it stands at that moment. Its title, description, app \
                 address, scope, known bugs, steps and pay are copied into a contract, and a checksum of it (SHA-256) \
                 is kept. Both sides can read both. If the client edits the job later, the edit holds for seats that \
                 are taken after it, never for yours. A decision may rest on the frozen contract only.",
            ),
            text(
                "The client gives permission to use and examine the app in the way the job asks for, and assures that \
                 it may give it.",
            ),
        ],
    )
}

fn seats(site: &SiteInfo) -> Clause {
    clause(
        "seats",
        "Seats",
        [
            text(format!(
                "A job has a fixed number of seats, and a tester holds at most one of them. A seat is yours for {}. \
                 Hand your work in within that time; after it the seat is free for somebody else, and work that was \
                 not handed in is not paid. You may give a seat back at any time before you hand in.",
                site.claim_time()
            )),
            text(
                "Work is handed in with a verdict for every step, what happened wherever a step failed or was blocked, \
                 and a screenshot where the job asks for one. The site names what is missing and takes the work once \
                 nothing is.",
            ),
        ],
    )
}

fn payment(site: &SiteInfo) -> Clause {
    let sandbox = site.sandbox.then(|| {
        text(
            "At present the payments on this site are pretended, for trying it out: no card is charged, nothing is held \
             and nothing is paid in real money, and the balances shown here cannot be claimed from anybody. The rules \
             below say how the pretended money moves.",
        )
    });
    let rules = [
        text(format!(
            "Publishing a job charges the client once: the pay of one tester times the number of seats, and on top of \
             it the platform fee of {}. The exact sum is shown before. When the charge is declined, the job stays a \
             draft and the site says why. Amounts are in US dollars.",
            site.fee()
        )),
        text(
            "From then on the sum is held for the job. Neither the client nor the testers can use it while it is held. \
             The operator is no bank and no escrow agent; the held sum bears no interest. It is released seat by seat:",
        ),
        list([
            "Work is approved: the tester is credited the pay at once, and the operator the seat's share of the fee."
                .to_owned(),
            format!(
                "Work is rejected: pay and share of the fee go back to the client {}, unless the tester disputes it.",
                site.refund_time()
            ),
            "The job is cancelled, or its deadline passes: for seats that nobody holds, pay and share of the fee go \
             back to the client at once. Work that has begun may still be handed in and is decided and paid as agreed."
                .to_owned(),
        ]),
        text(
            "More seats and a higher pay can be added later and are charged then. A higher pay reaches seats that nobody \
             has taken; what is held beyond a tester's own contract comes back as that seat is settled.",
        ),
        text(
            "Clients may pay in ahead and publish from that balance. It bears no interest, and what of it came from a card \
             can be sent back there at any time. Tips go to the tester whole.",
        ),
        text(
            "When the bank of a payer takes a charge back, the job stands still until that is decided: no seat is given \
             out, and nothing is paid or refunded. Testers who had begun are paid all the same.",
        ),
        text(
            "Every movement of money is booked on two sides and can be read in the wallets of those it concerns. \
             Bookings are never changed or removed; a mistake is put right by another booking.",
        ),
    ];
    clause(
        "payment",
        "Payment, and how it is held",
        sandbox.into_iter().chain(rules),
    )
}

fn review(site: &SiteInfo) -> Clause {
    let reasons = RejectReason::ALL.map(|reason| format!("{}.", reason.clause()));
    clause(
        "review",
        "Review, and silence",
        [
            text("The client decides on work that is handed in, in one of three ways:"),
            list([
                "Approve it, with a rating from one to five stars.".to_owned(),
                format!(
                    "Ask for changes, saying which. The tester then has {} again.",
                    site.claim_time()
                ),
                "Reject it, for one of the reasons below, with a comment that says how it applies. Where it concerns \
                 a step, the step is named."
                    .to_owned(),
            ]),
            text(format!(
                "Who does not decide approves: {} after work was handed in, the system approves it and the tester is paid.",
                site.review_time()
            )),
            text("Work may be rejected for these reasons and for no other:"),
            list(reasons),
            text(format!(
                "A decision cannot be taken back. A tester may dispute a rejection once, within {}: the pay is then set \
                 aside, and an administrator without a part in it decides, on the contract that both agreed to, which part \
                 of it the tester is paid. Both sides read why. What the law gives you stays open to you.",
                site.dispute_time()
            )),
        ],
    )
}

fn payouts(site: &SiteInfo) -> Clause {
    let whereto = if site.sandbox {
        "At present it goes to a pretended bank."
    } else {
        "The wallet shows when it has arrived. What a bank does not take is available again, and the wallet says why."
    };
    clause(
        "payouts",
        "Payouts and taxes",
        [
            text(format!(
                "What a tester has earned is available in the wallet from the moment of approval, and the tester may ask \
                 for any part of it to be paid out. {whereto}"
            )),
            text(
                "Testers work on their own account. They are nobody's employees by using this site, and see to their \
                 taxes and contributions themselves; so do clients.",
            ),
        ],
    )
}

fn evidence() -> Clause {
    clause(
        "evidence",
        "Evidence, and who may use it",
        [
            text(
                "Reports, screenshots and bug reports belong to the tester who made them. Handing them in lets the \
                 client of the job read them, in order to decide. With the approval the client receives the right to \
                 use them for the app in any way, without limit in time or place, to change them and to pass them on to \
                 those who work on the app. The tester keeps the right to show that the work was done, as far as \
                 nothing confidential is shown with it.",
            ),
            text("Work that was rejected may not be used by the client, except to look the decision up."),
            text(
                "Show in a screenshot only what the step asks for. Black out what concerns other people or yourself: \
                 what is redacted in the editor is replaced by black before the picture leaves your browser. Record only \
                 what you could not cover. What you learn of an app that is not public you keep to yourself.",
            ),
        ],
    )
}

fn conduct() -> Clause {
    clause(
        "conduct",
        "Conduct",
        [
            text("Nobody may use this site to"),
            list([
                "hand in work that is not their own, or evidence that does not show what it claims to show;",
                "hold several accounts, or take seats through others, to be paid for the same job more than once;",
                "have something tested that is unlawful, that deceives people, or that harms the testers' devices;",
                "ask testers for passwords of theirs, for papers, or for payments;",
                "reject work in order not to pay for it;",
                "attack an app beyond what its job asks for, or this site at all;",
                "insult, threaten or discriminate against anybody.",
            ]),
            text(
                "The operator may remove what breaks these rules and close the accounts of those who break them. What \
                 was earned by approved work before stays theirs.",
            ),
        ],
    )
}

fn availability() -> Clause {
    clause(
        "availability",
        "The site itself",
        [text(
            "The operator runs the site with care, but does not promise that it can be reached at all times or that it \
             is free of faults. Times that run on the site, such as those for a seat or a review, are counted by the \
             server's clock.",
        )],
    )
}

fn liability() -> Clause {
    clause(
        "liability",
        "Liability",
        [
            text(
                "The operator is liable without limit for intent and gross negligence, for harm to life, body and \
                 health, and wherever the law does not allow a limit. For slight negligence the operator is liable only \
                 where a duty was broken without which these terms could not be kept at all, and then for the damage \
                 that is typical and could be foreseen.",
            ),
            text(
                "The operator does not check the apps that are tested, and is not liable for what they do. Testers are \
                 not liable for faults that they did not find.",
            ),
        ],
    )
}

fn changes() -> Clause {
    clause(
        "changes",
        "Changes of these terms",
        [text(
            "The date of the last change stands at the top. New terms hold for jobs that are published and seats that are \
             taken after it; what was begun before is finished by the terms that held then.",
        )],
    )
}

fn law() -> Clause {
    clause(
        "law",
        "Law, and how to reach us",
        [
            text(
                "The law of the country in which the operator has its seat applies. Where you are a consumer, the rules \
                 of your own country that protect you and cannot be waived apply as well. If a clause is void, the \
                 others hold.",
            ),
            Part::Operator,
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legal::paper::sample_site;

    #[test]
    fn the_terms_follow_the_settings() {
        let mut site = sample_site();
        let said = |site: &SiteInfo| serde_json::to_string(&paper(site)).expect("JSON");
        let terms = said(&site);
        for expected in [
            "Greenbasket Ltd",
            "7.5 %",
            "36 hours",
            "10 days after",
            "after 48 hours",
            "pretended",
        ] {
            assert!(terms.contains(expected), "{expected}");
        }
        for reason in RejectReason::ALL {
            assert!(terms.contains(reason.clause()), "{reason:?}");
        }
        site.sandbox = false;
        assert!(!said(&site).contains("pretended"));
    }

    #[test]
    fn every_clause_can_be_linked_to() {
        let clauses = paper(&sample_site()).clauses;
        let mut ids: Vec<_> = clauses.iter().map(|clause| clause.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), clauses.len());
        assert!(clauses.iter().all(|clause| !clause.parts.is_empty()));
    }
}
