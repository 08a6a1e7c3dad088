//! Notifications over REST: the list, and the stream as server-sent events.

use super::service::{self, Told};
use crate::{
    App, Result,
    rest::{
        extract::{Json, LastEventId, Query, Session, Token},
        problem::{Asked, Private},
    },
};
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{
    notifications::{Notification, NotificationId, StreamQuery},
    page::{Page, PageQuery},
};
use futures_util::stream;
use rand::Rng as _;
use std::time::Duration;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How often a silent stream says that it is alive, below what proxies usually bear.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// When a listener who was cut off comes back, in milliseconds. Not all at once, for a server that was restarted.
const RETRY: std::ops::Range<u64> = 1000..3000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_notifications))
        .routes(routes!(stream_events))
}

/// One event of the stream, as its fields are named there.
#[derive(utoipa::ToSchema)]
pub struct StreamEvent {
    /// What `Last-Event-ID` and `after` take.
    pub id: NotificationId,
    /// `ready` for the first, left out for those after it.
    pub event: Option<String>,
    /// Milliseconds after which a listener who was cut off comes back; with the first.
    pub retry: Option<u64>,
    /// JSON: a notification, or `{"complete": bool}` of the first.
    #[schema(content_media_type = "application/json")]
    pub data: String,
}

/// What one was told in the last 30 days, newest first.
#[utoipa::path(
    get, path = "/notifications", tag = "notifications",
    params(
        ("limit" = inline(Option<i64>), Query, minimum = 1, maximum = 100, description = "1 to 100, 20 unless told."),
        ("cursor" = inline(Option<String>), Query, pattern = "^(n[0-7][0-9a-f]{15})?$",
            description = "The `next_cursor` of the page before: the id of its last notification."),
    ),
    responses((status = 200, description = "A page of notifications", body = Page<Notification>), Private, Asked)
)]
pub async fn list_notifications(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Notification>>> {
    service::list(&app, &actor, &query).await.map(Json)
}

/// One's own notifications as they come, as server-sent events.
///
/// The first event is called `ready` and carries `{"complete": bool}` and the id that the stream stands behind; each one
/// after it is a message with a notification as its data. The `id` of an event is what `Last-Event-ID` and `after` take:
/// whoever comes back with the last one they heard gets what they missed, in order, each once. When `complete` is false some
/// of it is no longer kept. The stream ends with the token or the session it was opened with, and when the server stops.
#[utoipa::path(
    get, path = "/events", tag = "notifications",
    params(StreamQuery, LastEventId),
    responses(
        (status = 200, description = "The stream", body = StreamEvent, content_type = "text/event-stream"),
        Private, Asked
    )
)]
pub async fn stream_events(
    State(app): State<App>,
    Session(actor): Session,
    Token(token): Token,
    Query(query): Query<StreamQuery>,
    last: LastEventId,
) -> Result<Response> {
    let from = query.validate(last.get())?;
    let stream = service::stream(&app, &actor, token, from).await?;
    let events = stream::unfold(stream, async |mut stream| {
        let told = stream.next().await?;
        Some((event(told), stream))
    });
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut response = Sse::new(events).keep_alive(alive).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies of the nginx kind would collect events until a buffer is full.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

fn event(told: Told) -> Result<Event, axum::Error> {
    match told {
        Told::Ready(place, ready) => {
            let retry = Duration::from_millis(rand::rng().random_range(RETRY));
            let event = Event::default().event("ready").id(place.to_string()).retry(retry);
            event.json_data(ready)
        }
        Told::Happened(notification) => Event::default()
            .id(notification.id.to_string())
            .json_data(&notification),
    }
}
