//! Recordings over REST: they come in pieces, as uploads, and go out in the parts that players ask for.

use super::service::{self, Playable};
use crate::{
    App, Result,
    rest::{
        etag::{is_there, value},
        extract::{Id, Json, Session},
        problem::{Contested, Guarded, Missing, Parted, Private, Problem, Taken},
    },
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    error::Failure,
    ids::{RecordingId, SubmissionId},
    recordings::{MarksInput, Recording, RecordingInput},
};
use http_range_header::parse_range_header;
use std::ops::Range;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(add_recording))
        .routes(routes!(set_marks))
        .routes(routes!(delete_recording))
}

/// What stands beside the interface.
pub fn media() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(play_recording))
}

/// Adds a recording: a WebM of a minute and 50 MiB at most, sent in pieces before. It is written anew, so that players can seek in it and
/// nothing but what it shows is kept.
#[utoipa::path(
    post, path = "/submissions/{id}/recordings", tag = "recordings",
    params(("id" = SubmissionId, Path, description = "The report")),
    responses(
        (status = 201, description = "The recording", body = Recording),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn add_recording(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<SubmissionId>,
    Json(input): Json<RecordingInput>,
) -> Result<(StatusCode, Json<Recording>)> {
    let made = service::create(&app, &actor, &id, &input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Puts marks in the place of those that a recording has.
#[utoipa::path(
    put, path = "/recordings/{id}/marks", tag = "recordings",
    params(("id" = RecordingId, Path, description = "The recording")),
    responses(
        (status = 200, description = "The recording", body = Recording),
        Private, Guarded, Missing, Contested, Taken
    )
)]
pub async fn set_marks(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<RecordingId>,
    Json(input): Json<MarksInput>,
) -> Result<Json<Recording>> {
    service::set_marks(&app, &actor, &id, &input).await.map(Json)
}

/// Removes a recording before the work is handed in.
#[utoipa::path(
    delete, path = "/recordings/{id}", tag = "recordings",
    params(("id" = RecordingId, Path, description = "The recording")),
    responses((status = 204, description = "It is gone"), Private, Guarded, Missing, Contested)
)]
pub async fn delete_recording(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<RecordingId>,
) -> Result<StatusCode> {
    service::remove(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes of a recording, as the document describes them.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Film(pub Vec<u8>);

/// A recording as a file, for who may see the report it belongs to; one part of it where `Range` asks for one.
#[utoipa::path(
    get, path = "/media/recordings/{id}", tag = "recordings",
    params(("id" = RecordingId, Path, description = "The recording")),
    responses(
        (status = 200, description = "The file", content((inline(Film) = "video/webm"))),
        (status = 206, description = "The part of it that was asked for", content((inline(Film) = "video/webm"))),
        (status = 304, description = "It is the file that the asker has, by `If-None-Match`"),
        Private, Missing, Parted
    )
)]
pub async fn play_recording(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<RecordingId>,
    headers: HeaderMap,
) -> Result<Response> {
    let film = service::playable(&app, &actor, &id).await?;
    let tag = format!("\"{}\"", film.tag());
    let told = [
        // Who may see it may change; what it shows does not.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::ETAG, value(&tag)?),
    ];
    if is_there(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    let mut response = match asked(&headers, &tag, film.bytes) {
        Asked::All => answer(&app, &film, 0..film.bytes).await?,
        Asked::Part(range) => {
            let where_it_is = format!("bytes {}-{}/{}", range.start, range.end - 1, film.bytes);
            let mut part = answer(&app, &film, range).await?;
            *part.status_mut() = StatusCode::PARTIAL_CONTENT;
            part.headers_mut().insert(header::CONTENT_RANGE, value(&where_it_is)?);
            part
        }
        Asked::Nothing => {
            let told = "This recording has no such part.";
            let mut none = Problem(Failure::new(416, "range_not_satisfiable", told)).into_response();
            let size = value(&format!("bytes */{}", film.bytes))?;
            none.headers_mut().insert(header::CONTENT_RANGE, size);
            return Ok(none);
        }
    };
    response.headers_mut().extend(told);
    Ok(response)
}

async fn answer(app: &App, film: &Playable, range: Range<u64>) -> Result<Response> {
    let length = range.end - range.start;
    let bytes = film.part(app, range).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("video/webm")),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// Which part of a file was asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    Part(Range<u64>),
    /// One that there is not.
    Nothing,
}

/// As RFC 9110 has it: what cannot be read as a range is no range, several are answered with everything, and so is one of a file that has
/// changed since.
fn asked(headers: &HeaderMap, tag: &str, bytes: u64) -> Asked {
    let other = |known: &HeaderValue| known.as_bytes() != tag.as_bytes();
    let Some(range) = headers.get(header::RANGE).and_then(|range| range.to_str().ok()) else {
        return Asked::All;
    };
    if headers.get(header::IF_RANGE).is_some_and(other) {
        return Asked::All;
    }
    let Ok(ranges) = parse_range_header(range) else {
        return Asked::All;
    };
    match ranges.validate(bytes).as_deref() {
        Ok([only]) => Asked::Part(*only.start()..only.end() + 1),
        Ok(_) => Asked::All,
        Err(_) => Asked::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_gets_the_part_it_asks_for() {
        let part = |range: &str, since: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().expect("a value"));
            if let Some(since) = since {
                headers.insert(header::IF_RANGE, since.parse().expect("a value"));
            }
            asked(&headers, "\"a\"", 100)
        };
        assert_eq!(part("bytes=0-", None), Asked::Part(0..100));
        assert_eq!(part("bytes=10-19", Some("\"a\"")), Asked::Part(10..20));
        assert_eq!(part("bytes=-5", None), Asked::Part(95..100));
        assert_eq!(part("bytes=90-200", None), Asked::Part(90..100));
        assert_eq!(part("bytes=10-19", Some("\"b\"")), Asked::All);
        assert_eq!(part("bytes=0-1,5-6", None), Asked::All);
        assert_eq!(part("lines=1-2", None), Asked::All);
        assert_eq!(part("bytes=100-", None), Asked::Nothing);
        assert_eq!(asked(&HeaderMap::new(), "\"a\"", 100), Asked::All);
    }
}
