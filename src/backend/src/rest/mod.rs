//! The REST door: the parts that every noun's handlers share, and the calls of all nouns in one router.
//!
//! What to use when: a handler takes [`extract::Session`] (or [`extract::MaybeSession`]), its path through
//! [`extract::Id`], its input through [`extract::Json`] or [`extract::Query`], calls one service function and returns
//! its value. Every refusal is an [`crate::Error`], which [`problem`] turns into `application/problem+json`.

pub mod address;
pub mod body;
pub mod cors;
pub mod crawlers;
pub mod csrf;
pub mod etag;
pub mod extract;
pub mod guards;
pub mod health;
pub(crate) mod inputs;
pub mod metrics;
pub mod problem;
pub mod session;
pub mod visit;

use crate::{
    App, admin, audit_log, auth, bugs, claims, disputes, jobs, notifications, payments, projects, recordings, remarks,
    reviews, screenshots, submissions, uploads, wallet,
};
use utoipa_axum::router::OpenApiRouter;

/// Where the interface stands.
pub const PREFIX: &str = "/api/v1";

/// Every documented call: the interface, the pictures and the operators' calls.
pub fn routes() -> OpenApiRouter<App> {
    let nouns = OpenApiRouter::default()
        .merge(auth::rest::routes())
        .merge(audit_log::rest::routes())
        .merge(admin::rest::routes())
        .merge(projects::rest::routes())
        .merge(jobs::rest::routes())
        .merge(claims::rest::routes())
        .merge(submissions::rest::routes())
        .merge(screenshots::rest::routes())
        .merge(recordings::rest::routes())
        .merge(uploads::rest::routes())
        .merge(bugs::rest::routes())
        .merge(remarks::rest::routes())
        .merge(reviews::rest::routes())
        .merge(disputes::rest::routes())
        .merge(payments::rest::routes())
        .merge(wallet::rest::routes())
        .merge(notifications::rest::routes());
    OpenApiRouter::default()
        .nest(PREFIX, nouns)
        .merge(screenshots::rest::media::routes())
        .merge(recordings::rest::media())
        .merge(health::routes())
}
