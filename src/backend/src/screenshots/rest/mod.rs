//! Evidence over REST: pictures come in as forms. How they go out as files stands in [`media`].

pub mod media;

use super::{
    links,
    service::{self, Source, Upload},
};
use crate::{
    App, Error, Result,
    rest::{
        body,
        extract::{Id, Json, Session, json_body},
        problem::{Contested, Guarded, Missing, Private, Taken, Uploaded},
    },
    uploads::spool::Spool,
};
use axum::{
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State, multipart},
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use domain::{
    ids::{ScreenshotId, SubmissionId, UploadId},
    screenshots::{MAX_BYTES, PictureLink, PictureLinkInput, Screenshot, TOO_LARGE},
    validation::Invalid,
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

const MAX_ID: usize = 96;
const MAX_STEP_ID: usize = 64;
const MAX_AGAIN: usize = 8;
const MAX_SCENE: usize = annotate::limits::JSON_BYTES;
const SCENE_TOO_LARGE: &str = "A scene may have 2 MiB at most.";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(upload_screenshot).layer(DefaultBodyLimit::max(body::MAX_DRAIN)))
        .routes(routes!(set_scene))
        .routes(routes!(delete_screenshot))
        .routes(routes!(link_screenshot))
}

/// A picture with what belongs to it.
#[derive(utoipa::ToSchema)]
pub struct NewScreenshot {
    /// PNG, JPEG or WebP, up to 10 MiB and 50 megapixels, judged by its content.
    #[schema(value_type = Option<String>, format = Binary)]
    pub file: Option<Bytes>,
    /// In the place of `file`: one that has been sent in pieces.
    #[schema(pattern = "^[A-Za-z0-9_-]{0,96}$")]
    pub upload_id: Option<String>,
    /// The step it is evidence for.
    #[schema(pattern = "^[A-Za-z0-9_-]{0,64}$")]
    pub step_id: Option<String>,
    /// Annotations, as the JSON of a scene.
    pub scene: Option<String>,
    /// `true` when the same picture may be there already. Otherwise it is refused where it stands with the same step.
    #[schema(pattern = "^(true|false)?$")]
    pub again: Option<String>,
}

/// Adds a picture. What its scene redacts is burned in and never kept.
#[utoipa::path(
    post, path = "/submissions/{id}/screenshots", tag = "screenshots",
    params(("id" = SubmissionId, Path, description = "The report")),
    request_body(
        content((
            NewScreenshot = "multipart/form-data",
            encoding(("file" = (content_type = "image/png, image/jpeg, image/webp")))
        )),
    ),
    responses(
        (status = 201, description = "The picture", body = Screenshot),
        Private, Guarded, Missing, Contested, Uploaded
    )
)]
pub async fn upload_screenshot(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    request: Request,
) -> Result<(StatusCode, Json<Screenshot>)> {
    let upload = read_form(request).await?;
    Ok((
        StatusCode::CREATED,
        Json(service::upload(&app, &actor, &id, upload).await?),
    ))
}

/// Annotates a picture anew. The body is the scene.
#[utoipa::path(
    put, path = "/screenshots/{id}/scene", tag = "screenshots",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    request_body(content = Object, description = "A scene, up to 2 MiB"),
    responses(
        (status = 200, description = "The picture", body = Screenshot),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn set_scene(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
    request: Request,
) -> Result<Json<Screenshot>> {
    let bytes = json_body(request, MAX_SCENE, SCENE_TOO_LARGE).await?;
    let scene = text("scene", &bytes)?;
    service::set_scene(&app, &actor, &id, &scene).await.map(Json)
}

/// Removes a picture before the work is handed in.
#[utoipa::path(
    delete, path = "/screenshots/{id}", tag = "screenshots",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    responses((status = 204, description = "It is gone"), Private, Guarded, Missing, Contested)
)]
pub async fn delete_screenshot(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
) -> Result<StatusCode> {
    service::remove(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes an address that shows one file of a picture without a session, until its time is over or the picture is annotated anew.
#[utoipa::path(
    post, path = "/screenshots/{id}/link", tag = "screenshots",
    params(("id" = ScreenshotId, Path, description = "The picture")),
    responses(
        (status = 201, description = "The address", body = PictureLink),
        Private, Guarded, Missing, Taken
    )
)]
pub async fn link_screenshot(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ScreenshotId>,
    Json(input): Json<PictureLinkInput>,
) -> Result<(StatusCode, Json<PictureLink>)> {
    let link = links::make(&app, &actor, &id, &input).await?;
    Ok((StatusCode::CREATED, Json(link)))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.trim_start()
        .to_ascii_lowercase()
        .starts_with("multipart/form-data")
}

fn unreadable(error: &multipart::MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge(TOO_LARGE);
    }
    Error::Malformed("This form cannot be read. It may be incomplete.".into())
}

/// Reads the parts that are known and skips the rest. The whole form is read before anything is refused, so that the
/// sender gets to see why.
async fn read_form(request: Request) -> Result<Upload> {
    if !is_form(request.headers()) {
        return Err(Error::Unsupported("Send a form: Content-Type: multipart/form-data."));
    }
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Error::Malformed("This form does not say where its parts begin.".into()))?;
    let (mut file, mut upload_id, mut step_id, mut scene, mut again) = (None, None, None, None, None);
    while let Some(mut field) = form.next_field().await.map_err(|e| unreadable(&e))? {
        if field.name() == Some("file") {
            let sent = spool(&mut field).await?;
            file.get_or_insert(sent);
            continue;
        }
        let (place, limit) = match field.name() {
            Some("upload_id") => (&mut upload_id, MAX_ID),
            Some("step_id") => (&mut step_id, MAX_STEP_ID),
            Some("scene") => (&mut scene, MAX_SCENE),
            Some("again") => (&mut again, MAX_AGAIN),
            _ => continue,
        };
        let value = take(&mut field, limit).await?;
        place.get_or_insert(value);
    }
    let source = match (file, upload_id.filter(|id| id.as_ref().is_none_or(|id| !id.is_empty()))) {
        (Some(file), _) => Source::File(file.ok_or(Error::TooLarge(TOO_LARGE))?.whole().await?),
        (None, Some(id)) => Source::Sent(sent(id)?),
        (None, None) => return Err(Invalid::one("file", "required", "Choose a picture.").into()),
    };
    let step_id = step_id.map(|value| value.ok_or_else(|| Invalid::one("step_id", "too_long", "This is no step.")));
    let scene = scene.map(|value| value.ok_or(Error::TooLarge(SCENE_TOO_LARGE)));
    let step_id = step_id.transpose()?.map(|bytes| text("step_id", &bytes)).transpose()?;
    let scene = scene.transpose()?.map(|bytes| text("scene", &bytes)).transpose()?;
    let again = match again.as_ref().map(Option::as_deref) {
        None | Some(Some(b"" | b"false" | b"null")) => false,
        Some(Some(b"true")) => true,
        Some(_) => return Err(Invalid::one("again", "unknown", "Use true or false.").into()),
    };
    Ok(Upload {
        source,
        step_id,
        scene,
        again,
    })
}

fn sent(id: Option<Bytes>) -> Result<UploadId> {
    let told = || Invalid::one("upload_id", "unknown", "There is no such upload.");
    let id = String::from_utf8(id.ok_or_else(told)?.into()).map_err(|_| told())?;
    UploadId::parse(id).map_err(|_| told().into())
}

/// The picture itself; `None` when it is larger than a picture may be, and then nothing of it is kept.
async fn spool(field: &mut multipart::Field<'_>) -> Result<Option<Spool>> {
    let mut kept = Some(Spool::begin().await?);
    while let Some(chunk) = field.chunk().await.map_err(|e| unreadable(&e))? {
        match &mut kept {
            Some(spool) if spool.bytes() + chunk.len() <= MAX_BYTES => spool.push(&chunk).await?,
            _ => kept = None,
        }
    }
    Ok(kept)
}

/// A part of the form; `None` when it is larger than `limit`, and then nothing of it is kept.
async fn take(field: &mut multipart::Field<'_>, limit: usize) -> Result<Option<Bytes>> {
    let mut kept = Some(BytesMut::new());
    while let Some(chunk) = field.chunk().await.map_err(|e| unreadable(&e))? {
        match &mut kept {
            Some(buffer) if buffer.len() + chunk.len() <= limit => buffer.extend_from_slice(&chunk),
            _ => kept = None,
        }
    }
    Ok(kept.map(BytesMut::freeze))
}

fn text(field: &str, bytes: &Bytes) -> Result<String> {
    let told = "This is not UTF-8.";
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|_| Invalid::one(field, "encoding", told).into())
}
