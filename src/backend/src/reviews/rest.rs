//! Decisions over REST.

use super::{service, tips};
use crate::{
    App, Result,
    rest::{
        extract::{Id, IdemKey, Json, Session},
        problem::{Charging, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    ids::SubmissionId,
    payments::{PayInput, Payment},
    reviews::{ApproveInput, ChangesInput, RejectInput},
    submissions::Submission,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(approve_submission))
        .routes(routes!(reject_submission))
        .routes(routes!(request_changes))
        .routes(routes!(tip_submission))
}

/// Approves, rates and pays at once.
#[utoipa::path(
    post, path = "/submissions/{id}/approve", tag = "reviews",
    params(
        ("id" = SubmissionId, Path, description = "The report"),
        IdemKey,
    ),
    responses(
        (status = 200, description = "The report, approved", body = Submission),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn approve_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    key: IdemKey,
    Json(input): Json<ApproveInput>,
) -> Result<Json<Submission>> {
    service::approve(&app, &actor, &id, &input, key.get()).await.map(Json)
}

/// Rejects for one of a closed list of reasons. Final once the time for a dispute is over; the money then goes back.
#[utoipa::path(
    post, path = "/submissions/{id}/reject", tag = "reviews",
    params(
        ("id" = SubmissionId, Path, description = "The report"),
        IdemKey,
    ),
    responses(
        (status = 200, description = "The report, rejected", body = Submission),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn reject_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    key: IdemKey,
    Json(input): Json<RejectInput>,
) -> Result<Json<Submission>> {
    service::reject(&app, &actor, &id, &input, key.get()).await.map(Json)
}

/// Adds to the pay of approved work. All of it is the tester's.
#[utoipa::path(
    post, path = "/submissions/{id}/tip", tag = "reviews",
    params(
        ("id" = SubmissionId, Path, description = "The report"),
        IdemKey,
    ),
    responses(
        (status = 201, description = "The payment, or with Stripe the page on which it is paid", body = Payment),
        Private, Charging, Guarded, Missing, Contested, Taken
    )
)]
pub async fn tip_submission(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    key: IdemKey,
    Json(input): Json<PayInput>,
) -> Result<(StatusCode, Json<Payment>)> {
    let payment = tips::tip(&app, &actor, &id, &input, key.get()).await?;
    Ok((StatusCode::CREATED, Json(payment)))
}

/// Gives the work back to its tester, with the full time again.
#[utoipa::path(
    post, path = "/submissions/{id}/request-changes", tag = "reviews",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses(
        (status = 200, description = "The report, open again", body = Submission),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn request_changes(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    Json(input): Json<ChangesInput>,
) -> Result<Json<Submission>> {
    service::request_changes(&app, &actor, &id, &input).await.map(Json)
}
