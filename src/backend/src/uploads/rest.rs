//! Files a piece at a time over REST.

use super::service;
use crate::{
    App, Error, Result,
    rest::{
        body,
        extract::{Id, Json, Query, Session},
        problem::{Contested, Guarded, Missing, Pieces, Private, Taken},
    },
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
};
use domain::{
    ids::{SubmissionId, UploadId},
    uploads::{PIECE_BYTES, Upload, UploadInput},
    validation::Invalid,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(begin_upload))
        .routes(routes!(get_upload, add_piece, give_up_upload))
}

/// Begins a picture or a recording that comes in pieces: send them one after the other, then add it with its `upload_id`.
#[utoipa::path(
    post, path = "/submissions/{id}/uploads", tag = "screenshots",
    params(("id" = SubmissionId, Path, description = "The report it is for")),
    responses((status = 201, description = "Where it begins", body = Upload), Private, Guarded, Missing, Contested, Taken)
)]
pub async fn begin_upload(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    Json(input): Json<UploadInput>,
) -> Result<(StatusCode, Json<Upload>)> {
    Ok((
        StatusCode::CREATED,
        Json(service::begin(&app, &actor, &id, &input).await?),
    ))
}

/// How much of it has arrived: after a broken connection, go on from `offset`.
#[utoipa::path(
    get, path = "/uploads/{id}", tag = "screenshots",
    params(("id" = UploadId, Path, description = "The upload")),
    responses((status = 200, description = "The upload", body = Upload), Private, Missing, Contested)
)]
pub async fn get_upload(State(app): State<App>, Session(actor): Session, Id(id): Id<UploadId>) -> Result<Json<Upload>> {
    service::look(&app, &actor, &id).await.map(Json)
}

/// Where a piece begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct At {
    /// The byte of the file that the piece begins with.
    #[param(minimum = 0, maximum = 52_428_800)]
    pub offset: i64,
}

#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Piece(pub Vec<u8>);

/// Adds the next piece: the bytes from `offset` on, up to 1 MiB.
#[utoipa::path(
    patch, path = "/uploads/{id}", tag = "screenshots",
    params(("id" = UploadId, Path, description = "The upload"), At),
    request_body(content = inline(Piece), content_type = "application/octet-stream"),
    responses((status = 200, description = "The upload", body = Upload), Private, Missing, Contested, Pieces)
)]
pub async fn add_piece(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<UploadId>,
    Query(at): Query<At>,
    request: Request,
) -> Result<Json<Upload>> {
    let offset = usize::try_from(at.offset)
        .map_err(|_| Invalid::one("offset", "out_of_range", "Say where the piece begins."))?;
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes());
    if kind != Some(b"application/octet-stream") {
        return Err(Error::Unsupported(
            "Send bytes, and say so: Content-Type: application/octet-stream.",
        ));
    }
    let piece = body::read(request.into_body(), PIECE_BYTES, "A piece may have 1 MiB at most.").await?;
    service::add(&app, &actor, &id, offset, piece).await.map(Json)
}

/// Gives it up. What has arrived of it is thrown away.
#[utoipa::path(
    delete, path = "/uploads/{id}", tag = "screenshots",
    params(("id" = UploadId, Path, description = "The upload")),
    responses((status = 204, description = "It is gone"), Private, Missing, Contested)
)]
pub async fn give_up_upload(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<UploadId>,
) -> Result<StatusCode> {
    service::give_up(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
