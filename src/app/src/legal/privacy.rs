//! The privacy notice. It lists what the software keeps and sends, and nothing else: who makes it keep more says so here.

use super::paper::{
    Clause, Paper, Part,
    writing::{clause, list, run_by, text},
};
use backend::auth::cookies;
use domain::{auth::ACCESS_TOKEN_SECONDS, site::SiteInfo};

pub fn paper(site: &SiteInfo) -> Paper {
    Paper {
        site: site.clone(),
        changed: "24 November 2026".to_owned(),
        changed_iso: "2026-11-24".to_owned(),
        lead:
            "What this site keeps about you, why, for how long, and what you can ask for. In short: what the work and \
               its payment need, and no tracking of any kind."
                .to_owned(),
        clauses: vec![
            controller(site),
            account(),
            work(),
            payments(site),
            browser(),
            logs(),
            nobody_else(),
            readers(),
            grounds(),
            retention(),
            rights(),
            contact(),
        ],
    }
}

fn controller(site: &SiteInfo) -> Clause {
    clause(
        "controller",
        "Who is responsible",
        [
            Part::Operator,
            text(format!(
                "{}, on a server of the operator's choice. The operator is the controller of your data in the sense of \
                 the General Data Protection Regulation. The makers of the software receive nothing of it.",
                run_by(site)
            )),
        ],
    )
}

fn account() -> Clause {
    clause(
        "account",
        "Your account",
        [
            text("When you register, the site keeps"),
            list([
                "your name, which the people you work with see; a client's name stands on its published jobs;",
                "your e-mail address, with which you sign in; it is shown to nobody but you;",
                "your password, as a salted Argon2 hash from which it cannot be read;",
                "your roles, and when the account was made;",
                "as a tester, the sum and the number of the ratings that your approved work received.",
            ]),
            text(
                "While you are signed in it also keeps a session: whose it is, when it began and runs out, hashes of the \
                 tokens that prove it, and the network address and the description of the browser that it began with, so \
                 that you can tell your devices apart in your settings and end a session that is not yours.",
            ),
            text(
                "An audit log holds what was done to your account and with your money: signing in and failing to, \
                 confirming an address, changing a password, publishing, deciding on work, payouts. A line names who did \
                 it, when, from which network address and with what browser. You read your own in your settings.",
            ),
            text(
                "Mail that the site sends you is kept only until the mail server has taken it. If you set up a second \
                 factor, its secret is kept encrypted and its recovery codes as hashes; of an API token only a hash is kept.",
            ),
        ],
    )
}

fn work() -> Clause {
    clause(
        "work",
        "Projects, jobs and submissions",
        [
            text(
                "What you write is kept as you write it: projects, jobs and their steps; seats that you take, with the \
                 contract each of them froze; verdicts, notes, bug reports, and the device or browser that you name \
                 yourself; decisions with their comments.",
            ),
            text(
                "While you test, the runner counts how long each step stands in front of you, and the client sees it \
                 beside your verdict. Your browser is asked what it is only when you press “Fill in from this \
                 browser”, and only what you leave ticked is written down. What a console says is in a bug report only \
                 if you paste it there.",
            ),
            text(
                "Screenshots are encoded anew when they arrive. Only their pixels are kept: places, times, device names \
                 and whatever else was hidden in the file are gone. What you redact in the editor is replaced by black \
                 in your browser, before the picture is sent, and once more on the server. Of each picture the site \
                 keeps the one without annotations, the one with them, a small one, and the annotations as data.",
            ),
            text(
                "A recording of your screen is made only when you begin one, shows you itself before it is sent, and is \
                 kept as it was seen and heard: nothing in it can be covered afterwards. Whatever else the file carried, \
                 such as titles and the name of the program that made it, is left out.",
            ),
        ],
    )
}

fn payments(site: &SiteInfo) -> Clause {
    let cards = if site.sandbox {
        "Payments are pretended at present. No card, bank account or payment address is asked for, and none is kept."
    } else {
        "Cards and bank accounts are dealt with by the payment processor and are not kept here."
    };
    clause(
        "payments",
        "Money",
        [text(format!(
            "The books hold who was charged, paid, refunded or paid out what amount for which job, and when. {cards}"
        ))],
    )
}

fn browser() -> Clause {
    let (hours, days) = (ACCESS_TOKEN_SECONDS / 3600, cookies::REFRESH_SECONDS / 86_400);
    let hours = if hours == 1 {
        "one hour".to_owned()
    } else {
        format!("{hours} hours")
    };
    clause(
        "browser",
        "In your browser",
        [
            text("Signing in sets two cookies, and signing out removes them:"),
            list([
                format!("{} proves who you are, for {hours};", cookies::ACCESS),
                format!(
                    "{} renews it, until you have stayed away for {days} days.",
                    cookies::REFRESH
                ),
            ]),
            text(
                "Both are HttpOnly, so no script can read them, and SameSite=Lax, so other sites cannot use them. They \
                 are needed for being signed in, and no consent is asked for because there is nothing else to consent to.",
            ),
            text(
                "The browser's own storage holds your choice of light or dark, under “theme”. Its database \
                 “peertest-pictures” holds what you have made and the site does not have yet, so that a tab that is \
                 closed loses nothing: what you wrote in a submission, pictures as you chose them with what you drew on \
                 them, and a recording with its marks. Each is removed once it is saved or thrown away, and pictures and \
                 recordings after thirty days. Signing out does not remove them: on a computer that is not yours, save or \
                 throw away first.",
            ),
        ],
    )
}

fn logs() -> Clause {
    clause(
        "logs",
        "Logs",
        [text(
            "The server counts requests and writes a log of what goes wrong. A line names the kind of page, the time and \
             a number made up for the request; that log holds no network address, no name and no address of a mailbox. A web \
             server that the operator has put in front of the site may keep a log of its own; ask the operator.",
        )],
    )
}

fn nobody_else() -> Clause {
    clause(
        "third-parties",
        "No tracking, no third parties",
        [text(
            "Your browser talks to this site alone. There are no analytics, no advertisements, no fonts, scripts or \
             pictures from elsewhere, and nothing that recognises you across sites. Nothing is sold. A job links to the \
             app under test; what happens there is that app's affair.",
        )],
    )
}

fn readers() -> Clause {
    clause(
        "readers",
        "Who can read what",
        [list([
            "Everybody, without an account: published jobs, with the client's name and rating.",
            "The client of a job: submissions that were handed in for it, with the tester's name and rating.",
            "The tester: their own submissions, drafts among them, and the decisions on them.",
            "Administrators of this site: submissions with their pictures and recordings, and the audit log, to keep the site honest.",
            "Whoever runs the server, as with every site: what is stored on it.",
        ])],
    )
}

fn grounds() -> Clause {
    clause(
        "grounds",
        "Why, and on what ground",
        [
            text("The grounds are those of Article 6(1) of the General Data Protection Regulation:"),
            list([
                "account, jobs, submissions, decisions and payments: to carry out the contract with you (b);",
                "the books: also because the law obliges the operator to keep them (c);",
                "ratings, contracts that were frozen, decisions, logs and the audit log: the interest of everybody here in work that \
                 can be relied on and a site that can be kept running (f).",
            ]),
            text(
                "Nothing about you is decided by a machine alone, but for clocks: a seat runs out, and silence approves.",
            ),
        ],
    )
}

fn retention() -> Clause {
    clause(
        "retention",
        "For how long",
        [list([
            "Sessions: until you sign out or they run out; they are then deleted.",
            "Drafts of jobs, and pictures, recordings and bug reports of work in progress: until you delete them.",
            "Account: until you close it in your settings, which you can once nothing is open any more. Name, address, \
                 password and sessions are gone then.",
            "Published jobs, submissions and decisions: they stay with whom you worked with, after that without your name.",
            "The audit log: like the books, since it says who moved them.",
            "The books: as long as the law requires. Bookings are never changed or removed.",
            "Backups made by the operator: until the operator replaces them.",
        ])],
    )
}

fn rights() -> Clause {
    clause(
        "rights",
        "Your rights",
        [
            text(
                "You may ask what is kept about you and for a copy of it in a common format; have it corrected, deleted or \
                 no longer used; and object to what rests on somebody's interest. Your name you change yourself in your \
                 profile; in your settings you change your address, download everything that is here of you, and close \
                 the account. For everything else write to the operator.",
            ),
            text("You may also complain to a data protection authority, for example that of the place where you live."),
        ],
    )
}

fn contact() -> Clause {
    clause(
        "contact",
        "How to reach us",
        [text("For questions, and for using these rights:"), Part::Operator],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legal::paper::sample_site;

    #[test]
    fn the_notice_names_the_operator_and_the_cookies() {
        let site = sample_site();
        let notice = serde_json::to_string(&paper(&site)).expect("JSON");
        for expected in [
            "Greenbasket Ltd",
            "pth_access",
            "pth_refresh",
            "one hour",
            "30 days",
            "HttpOnly",
        ] {
            assert!(notice.contains(expected), "{expected}");
        }
    }
}
