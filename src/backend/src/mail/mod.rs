//! What people are written: letters as data, put into words and layout when they are sent.
//!
//! A letter is a job of the outbox, written in the transaction of its cause. It holds no link: links are signed as the
//! letter is put together, so that none lies in the database.

mod letters;
pub mod rest;

pub use letters::{Letter, Reader};

use crate::{
    App, Result,
    app::fresh,
    db::Sql,
    gateways::mail::Kept,
    worker::{self, Work},
};
use domain::ids::TicketId;

/// Part of a transaction: sends a letter.
///
/// # Errors
/// When there is no randomness to name it by.
pub(crate) fn post(app: &App, letter: Letter) -> Result<Sql> {
    let key: TicketId = fresh()?;
    let work = Work::Mail {
        key: key.to_string(),
        letter,
    };
    Ok(worker::enqueue(app, &work))
}

/// Puts a letter together and hands it to the mail server.
///
/// # Errors
/// When the server does not take it.
pub(crate) async fn deliver(app: &App, key: &str, letter: &Letter) -> Result<()> {
    let message = letters::compose(app, key, letter)?;
    app.mailer.send(&message).await
}

/// The mailbox of an installation without a mail server, newest first; `None` where there is none to look into.
///
/// # Errors
/// When the database fails.
pub async fn mailbox(app: &App) -> Result<Option<Vec<Kept>>> {
    app.mailer.kept().await
}
