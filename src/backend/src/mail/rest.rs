//! The mailbox for programs, on installations that send no mail.

use crate::{App, Error, Result, rest::extract::Json};
use axum::extract::State;
use domain::page::Page;

/// Mails that were not sent anywhere, newest first. Not part of the documented interface: it exists on developers' machines.
///
/// # Errors
/// [`Error::NotFound`] in production, and where mail goes to a server.
pub async fn kept(State(app): State<App>) -> Result<Json<Page<crate::gateways::mail::Kept>>> {
    let items = super::mailbox(&app).await?.ok_or(Error::NotFound)?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
