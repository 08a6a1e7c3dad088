//! Addresses that show a picture to whoever has them, without an account, until their time is over.
//!
//! Nothing is kept of one: it holds what it is good for under a signature of the platform. It ends with its time, with the picture, and
//! with the next revision of it, so that what is redacted later is not shown by it any more.

use super::{
    repo::{self, Stored},
    service::{Picture, Variant, find},
};
use crate::{
    App, Error, Result,
    audit_log::{self, service::Event},
    submissions,
};
use domain::{
    audit_log::AuditKind,
    auth::Actor,
    ids::ScreenshotId,
    screenshots::{PictureLink, PictureLinkInput, Shared},
    timestamp::Timestamp,
};

fn signed(stored: &Stored, variant: Shared, until: i64) -> String {
    let (id, revision) = (&stored.screenshot.id, stored.revision);
    format!("{id}/{}/{revision}/{until}", variant.code())
}

/// Makes one, and notes in the audit log that it was made.
///
/// # Errors
/// Refused fields; [`Error::NotFound`] also for pictures of reports that the actor may not read; forbidden for admins, who look and do
/// nothing in anybody's place.
pub async fn make(app: &App, actor: &Actor, id: &ScreenshotId, input: &PictureLinkInput) -> Result<PictureLink> {
    let stored = find(app, id).await?;
    submissions::service::shareable(app, actor, &stored.submission).await?;
    let (variant, hours) = input.validate()?;
    // To the second, as the address says it.
    let until = app.now().plus_hours(hours).millis() / 1000;
    let seal = app.keys.seal_link(&signed(&stored, variant, until))?;
    let logged = Event::own(AuditKind::PictureShared, actor).on(id, format!("{}, {hours} h", variant.code()));
    audit_log::service::write(app, &logged).await?;
    Ok(PictureLink {
        url: format!(
            "{}/media/screenshots/{id}/{}?until={until}&sig={seal}",
            app.config.public_url,
            variant.code()
        ),
        expires_at: Timestamp::from_millis(until * 1000),
    })
}

/// The picture that a link shows.
///
/// # Errors
/// [`Error::NotFound`] for one that is over, was altered, or was made for a picture or revision that is gone.
pub async fn picture(app: &App, id: &ScreenshotId, variant: Variant, until: &str, seal: &str) -> Result<Picture> {
    let shared = match variant {
        Variant::Annotated => Shared::Annotated,
        Variant::Original => Shared::Original,
        Variant::Thumbnail(_) => return Err(Error::NotFound),
    };
    let until: i64 = until.parse().map_err(|_| Error::NotFound)?;
    if until <= app.now().millis() / 1000 {
        return Err(Error::NotFound);
    }
    let stored = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if !app.keys.sealed_link(&signed(&stored, shared, until), seal) {
        return Err(Error::NotFound);
    }
    Ok(stored.picture(variant))
}
