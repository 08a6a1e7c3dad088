//! Decisions over REST.

use super::{heat, layers, service, tips};
use crate::{
    App, Error, Result,
    rest::{
        extract::{Id, IdemKey, Ids, Json, Query, Session, json_body},
        problem::{Asked, Charging, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use domain::{
    ids::{JobId, ScreenshotId, StepId, SubmissionId},
    payments::{PayInput, Payment},
    reviews::{
        ApproveInput, ChangesInput, RejectInput,
        heat::{HeatQuery, StepHeat},
        layers::Layer,
    },
    submissions::Submission,
    validation::Invalid,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(approve_submission))
        .routes(routes!(reject_submission))
        .routes(routes!(request_changes))
        .routes(routes!(tip_submission))
        .routes(routes!(get_step_heat))
        .routes(routes!(get_layer, set_layer))
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

/// Where all testers have marked something on their pictures of a step, laid over one of these. For the client of the job.
#[utoipa::path(
    get, path = "/jobs/{id}/steps/{step}/heat", tag = "reviews",
    params(
        ("id" = JobId, Path, description = "The job"),
        ("step" = StepId, Path, description = "A step of its journey"),
        HeatQuery,
    ),
    responses(
        (status = 200, description = "The marks on one grid", body = StepHeat),
        Private, Guarded, Missing, Asked
    )
)]
pub async fn get_step_heat(
    State(app): State<App>,
    Session(actor): Session,
    Ids(id, step): Ids<JobId, StepId>,
    Query(query): Query<HeatQuery>,
) -> Result<Json<StepHeat>> {
    heat::of_step(&app, &actor, &id, &step, &query).await.map(Json)
}

/// What the client has drawn over a picture that was handed in; both sides see it.
#[utoipa::path(
    get, path = "/screenshots/{id}/layer", tag = "reviews",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    responses((status = 200, description = "The layer", body = Layer), Private, Missing)
)]
pub async fn get_layer(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
) -> Result<Json<Layer>> {
    layers::get(&app, &actor, &id).await.map(Json)
}

/// Draws over a picture without changing it. The body is the scene; one without shapes takes the layer away.
#[utoipa::path(
    put, path = "/screenshots/{id}/layer", tag = "reviews",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    request_body(content = Object, description = "A scene, up to 2 MiB"),
    responses((status = 200, description = "The layer", body = Layer), Private, Guarded, Missing, Taken)
)]
pub async fn set_layer(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
    request: Request,
) -> Result<Json<Layer>> {
    const TOO_LARGE: &str = "A scene may have 2 MiB at most.";
    let bytes = json_body(request, annotate::limits::JSON_BYTES, TOO_LARGE).await?;
    let scene = std::str::from_utf8(&bytes)
        .map_err(|_| Error::from(Invalid::one("scene", "encoding", "This is not UTF-8.")))?;
    layers::set(&app, &actor, &id, scene).await.map(Json)
}
