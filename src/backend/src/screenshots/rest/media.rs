//! Pictures as files, beside the interface: for who may see the report they belong to, and by a link for whoever has it.

use super::super::{
    links,
    service::{self, Picture, Variant},
};
use crate::{
    App, Error, Result,
    rest::{
        etag::{is_there, value},
        extract::{Ids, MaybeSession, Query},
        problem::{Asked, Missing, Private},
    },
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    ids::{BadId, ScreenshotId},
    screenshots::ThumbnailSize,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(get_picture))
}

/// Which of a picture's files an address asks for, beside its path.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Makes the address good for ever, whatever it says.
    #[param(pattern = r"^[\s\S]*$")]
    pub v: Option<String>,
    /// How large a thumbnail: at most 256, 640 or 1600 pixels on the longer side. Medium when left out.
    #[param(inline)]
    pub size: Option<ThumbnailSize>,
    /// Of a link: until when it is good, in seconds since 1970.
    #[param(pattern = "^[0-9]{1,12}$")]
    pub until: Option<String>,
    /// Of a link: its signature. With it no session is needed.
    #[param(pattern = "^[A-Za-z0-9_-]+$")]
    pub sig: Option<String>,
}

/// The files of a picture, and the bytes of one, as the document describes them.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Variants {
    Annotated,
    Original,
    Thumbnail,
}

#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Bytes(pub Vec<u8>);

/// A file of a picture, as the path names it.
#[derive(Clone, Copy)]
pub enum File {
    Annotated,
    Original,
    Thumbnail,
}

impl File {
    const ALL: [Self; 3] = [Self::Annotated, Self::Original, Self::Thumbnail];

    fn name(self) -> &'static str {
        match self {
            Self::Annotated => "annotated",
            Self::Original => "original",
            Self::Thumbnail => "thumbnail",
        }
    }

    fn variant(self, size: Option<ThumbnailSize>) -> Variant {
        match self {
            Self::Annotated => Variant::Annotated,
            Self::Original => Variant::Original,
            Self::Thumbnail => Variant::Thumbnail(size.unwrap_or_default()),
        }
    }
}

impl TryFrom<String> for File {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        Self::ALL.into_iter().find(|file| file.name() == text).ok_or(BadId)
    }
}

/// A picture as a file, for who may see the report it belongs to. A link that was made for it needs no session until its time is over.
/// Until a thumbnail is made, which takes a moment, the picture itself stands in for it.
#[utoipa::path(
    get, path = "/media/screenshots/{id}/{variant}", tag = "screenshots",
    params(
        ("id" = ScreenshotId, Path, description = "The picture"),
        ("variant" = inline(Variants), Path, description = "Which file of it"),
        Which,
    ),
    responses(
        (status = 200, description = "The file; a thumbnail is a WebP, or a JPEG where it was made by an earlier release",
            content((inline(Bytes) = "image/png"), (inline(Bytes) = "image/webp"), (inline(Bytes) = "image/jpeg"))),
        (status = 304, description = "It is the file that the asker has, by `If-None-Match`"),
        Private, Missing, Asked
    )
)]
pub async fn get_picture(
    State(app): State<App>,
    MaybeSession(actor): MaybeSession,
    Ids(id, file): Ids<ScreenshotId, File>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response> {
    let variant = file.variant(which.size);
    if which.until.is_some() || which.sig.is_some() {
        let (until, sig) = (which.until.unwrap_or_default(), which.sig.unwrap_or_default());
        let picture = links::picture(&app, &id, variant, &until, &sig).await?;
        return shown(&app, &id, file, &picture, SHARED.into()).await;
    }
    let actor = actor.ok_or(Error::Unauthorized)?;
    let picture = service::picture(&app, &actor, &id, variant).await?;
    let cache = if which.v.is_some() && !picture.passing {
        "private, max-age=31536000, immutable"
    } else {
        "private, no-cache"
    };
    let tag = format!("\"{}\"", picture.tag());
    let told = [
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::ETAG, value(&tag)?),
    ];
    if is_there(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    shown(&app, &id, file, &picture, told.into()).await
}

/// What is said with a picture that a link shows: nobody keeps it, nobody is told where it was seen, nobody lists it.
const SHARED: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    ),
];

async fn shown(
    app: &App,
    id: &ScreenshotId,
    file: File,
    picture: &Picture,
    told: Vec<(HeaderName, HeaderValue)>,
) -> Result<Response> {
    let kind = picture.content_type();
    let extension = kind.trim_start_matches("image/");
    let named = format!("inline; filename=\"{id}-{}.{extension}\"", file.name());
    let mut response = picture.bytes(app).await?.into_response();
    let headers = response.headers_mut();
    headers.extend(told);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, value(&named)?);
    Ok(response)
}
