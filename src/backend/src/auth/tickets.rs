//! Links that are good once. The database keeps what a link is for under its name; what makes a link of the name is a
//! signature of the platform, so that whoever reads the database, a backup of it or the outbox holds none.

use crate::{App, Result, db::Sql};
use domain::{
    auth::recovery::{CHANGE_SECONDS, CONFIRM_SECONDS, RESET_SECONDS},
    error::Conflict,
    ids::{TicketId, UserId},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Shows a mail address to be one's own.
    Confirm,
    /// Sets a new password.
    Reset,
    /// Confirms a change of address, by the new one.
    Arrive,
    /// And by the old one.
    Leave,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Arrive => "arrive",
            Self::Leave => "leave",
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Confirm => CONFIRM_SECONDS,
            Self::Reset => RESET_SECONDS,
            Self::Arrive | Self::Leave => CHANGE_SECONDS,
        }
    }
}

/// What stands in the link.
///
/// # Errors
/// When it cannot be signed.
pub fn token(app: &App, purpose: Purpose, ticket: &TicketId) -> Result<String> {
    let seal = app.keys.seal(purpose.code(), ticket.as_str())?;
    Ok(format!("{ticket}.{seal}"))
}

/// The ticket of a link.
///
/// # Errors
/// [`Conflict::LinkSpent`] for whatever was not signed here for this purpose.
pub fn read(app: &App, purpose: Purpose, token: &str) -> Result<TicketId> {
    let parts = token.trim().split_once('.');
    let known = parts.and_then(|(id, seal)| Some((TicketId::parse(id).ok()?, seal)));
    match known {
        Some((id, seal)) if app.keys.sealed(purpose.code(), id.as_str(), seal) => Ok(id),
        _ => Err(Conflict::LinkSpent.into()),
    }
}

/// Part of a transaction: issues a ticket for the account, to be sent to `email`; and clears away what has run out.
pub fn issue(app: &App, purpose: Purpose, ticket: &TicketId, user: &UserId, email: &str) -> Sql {
    Sql::new(
        "CREATE type::record('ticket', $ticket) SET user_id = $ticket_user, purpose = $ticket_purpose, email = $ticket_email,
             created_at = $ticket_now, expires_at = $ticket_end;
         DELETE ticket WHERE expires_at < $ticket_now;",
    )
    .bind("ticket", ticket.to_string())
    .bind("ticket_user", user.to_string())
    .bind("ticket_purpose", purpose.code().to_owned())
    .bind("ticket_email", email.to_owned())
    .bind("ticket_now", app.now().millis())
    .bind("ticket_end", app.now().plus_seconds(purpose.seconds()).millis())
}

/// The beginning of a transaction: takes a ticket, and every other one that the account has for the same purpose. What
/// follows finds it in `$spent`. Throws `link_spent` when it is gone or its time has run out.
pub fn spend(app: &App, purpose: Purpose, ticket: &TicketId) -> Sql {
    Sql::new(
        "LET $spent = (SELECT user_id, purpose, email, expires_at FROM ONLY type::record('ticket', $ticket));
         IF $spent = NONE OR $spent.purpose != $ticket_purpose OR $spent.expires_at <= $ticket_now { THROW 'link_spent' };
         DELETE ticket WHERE user_id = $spent.user_id AND purpose = $ticket_purpose;",
    )
    .bind("ticket", ticket.to_string())
    .bind("ticket_purpose", purpose.code().to_owned())
    .bind("ticket_now", app.now().millis())
}

/// Whose ticket it is, while it is there and good.
///
/// # Errors
/// When the database fails.
pub async fn owner(app: &App, ticket: &TicketId) -> Result<Option<UserId>> {
    let sql = Sql::new("SELECT VALUE user_id FROM type::record('ticket', $ticket) WHERE expires_at > $now")
        .bind("ticket", ticket.to_string())
        .bind("now", app.now().millis());
    let user: Option<String> = app.db.ask(sql).await?.row(0)?;
    user.map(|id| UserId::parse(id).map_err(crate::Error::bad_id))
        .transpose()
}
