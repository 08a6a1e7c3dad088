//! The words of each letter. The layout is that of `templates/letter.html` and `letter.txt`, for all of them.

use crate::{
    App, Error, Result,
    auth::tickets::{self, Purpose},
    gateways::mail::Message,
};
use askama::Template;
use domain::{auth::recovery, ids::TicketId};
use serde::{Deserialize, Serialize};

/// Somebody to write to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reader {
    pub email: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Letter {
    /// The link that shows an address to be one's own.
    Confirm { to: Reader, ticket: TicketId },
    /// The link that sets a new password.
    Reset { to: Reader, ticket: TicketId },
    /// The link by which the new address agrees to a change.
    Arrive { to: Reader, ticket: TicketId },
    /// The link by which the old one does.
    Leave { to: Reader, new: String, ticket: TicketId },
    /// The password was changed, by whoever it was.
    PasswordChanged { to: Reader },
}

/// A letter in words.
struct Words {
    subject: &'static str,
    /// A paragraph each.
    text: Vec<String>,
    /// What to press, and where it leads.
    link: Option<(&'static str, String)>,
    /// What to do if one did not ask for it.
    note: &'static str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    name: &'a str,
    words: &'a Words,
    site: &'a str,
    home: &'a str,
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Text<'a> {
    name: &'a str,
    words: &'a Words,
    site: &'a str,
    home: &'a str,
}

impl Letter {
    fn reader(&self) -> &Reader {
        match self {
            Self::Confirm { to, .. }
            | Self::Reset { to, .. }
            | Self::Arrive { to, .. }
            | Self::Leave { to, .. }
            | Self::PasswordChanged { to } => to,
        }
    }

    fn words(&self, app: &App) -> Result<Words> {
        let link = |words, page: &str, purpose, ticket: &TicketId| -> Result<_> {
            let token = tickets::token(app, purpose, ticket)?;
            Ok(Some((words, format!("{}/{page}/{token}", app.config.public_url))))
        };
        Ok(match self {
            Self::Confirm { ticket, .. } => Words {
                subject: "Confirm your e-mail address",
                text: vec![
                    "Welcome. Confirm that this address is yours; then you can publish jobs, take seats and be paid."
                        .into(),
                    format!("The link is good for {} days.", recovery::CONFIRM_SECONDS / 86400),
                ],
                link: link("Confirm this address", "verify-email", Purpose::Confirm, ticket)?,
                note: "If you have not made an account here, somebody mistyped their address. Ignore this mail, and nothing happens.",
            },
            Self::Reset { ticket, .. } => Words {
                subject: "Set a new password",
                text: vec![
                    "Somebody, hopefully you, asked for a new password for your account.".into(),
                    format!(
                        "The link is good once, for {} minutes. Setting a new password signs you out everywhere.",
                        recovery::RESET_SECONDS / 60
                    ),
                ],
                link: link("Set a new password", "reset-password", Purpose::Reset, ticket)?,
                note: "If it was not you, ignore this mail: your password stays as it is.",
            },
            Self::Arrive { ticket, .. } => Words {
                subject: "Confirm your new e-mail address",
                text: vec![
                    "Somebody, hopefully you, wants this to be the address of their account.".into(),
                    "The link is good for a day. The address changes once the old one has agreed as well.".into(),
                ],
                link: link("This is my address", "confirm-email", Purpose::Arrive, ticket)?,
                note: "If it was not you, somebody mistyped their address. Ignore this mail, and nothing happens.",
            },
            Self::Leave { new, ticket, .. } => Words {
                subject: "Is this change of your e-mail address right?",
                text: vec![
                    format!("Somebody, hopefully you, wants {new} to be the address of your account from now on."),
                    "The link is good for a day. The address changes once both have agreed.".into(),
                ],
                link: link("Yes, change it", "confirm-email", Purpose::Leave, ticket)?,
                note: "If it was not you, somebody knows your password. Ignore the link, and change your password in your settings at once.",
            },
            Self::PasswordChanged { .. } => Words {
                subject: "Your password was changed",
                text: vec!["The password of your account was changed, and every other device was signed out.".into()],
                link: Some((
                    "Set another password",
                    format!("{}/forgot-password", app.config.public_url),
                )),
                note: "If it was not you, set another password at once: whoever changed it can read your mail or knew the old one.",
            },
        })
    }
}

/// # Errors
/// When a link cannot be signed or a template not be filled in.
pub(super) fn compose(app: &App, key: &str, letter: &Letter) -> Result<Message> {
    let (to, words) = (letter.reader(), letter.words(app)?);
    let (home, name) = (app.config.public_url.as_str(), to.name.as_str());
    let site = home.split_once("://").map_or(home, |(_, host)| host);
    let filled = |result: askama::Result<String>| result.map_err(|e| Error::Internal(format!("a letter: {e}")));
    Ok(Message {
        key: key.to_owned(),
        to: to.email.clone(),
        subject: words.subject.to_owned(),
        text: filled(
            Text {
                name,
                words: &words,
                site,
                home,
            }
            .render(),
        )?,
        html: filled(
            Html {
                name,
                words: &words,
                site,
                home,
            }
            .render(),
        )?,
    })
}
