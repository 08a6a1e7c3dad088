//! The doors as one router, and the layers around everything that is served.

use crate::{
    App, mail, openapi,
    rest::{self, cors, crawlers, csrf, guards::Guards, metrics, problem, session},
};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing,
};
use bytes::Bytes;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
};
use tracing::Instrument as _;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// A request that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(30);
/// A picture comes over somebody's phone, and may have to wait for others that are as large.
const PATIENCE_WITH_PICTURES: Duration = Duration::from_secs(150);
/// Pages and lists are packed as they go out: Brotli at this level takes about a millisecond a page. Pictures, streams of
/// events and what was packed by the build are passed on as they are.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);
/// Whoever stands before us may have named a request already.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const DOCUMENT: &str = "/api/openapi.json";

/// REST, pictures, health, figures, the document and its viewer. Pages are merged beside it by the server.
pub fn api(app: App) -> Router {
    let (routes, drawn) = rest::routes().split_for_parts();
    let document = Bytes::from(serde_json::to_vec(&openapi::complete(drawn)).unwrap_or_default());
    let document = routing::get(|| async move { ([(header::CONTENT_TYPE, "application/json")], document) });
    let viewer = SwaggerUi::new("/api/docs").config(Config::from(DOCUMENT));
    Router::new()
        .merge(routes)
        .route(DOCUMENT, document)
        .route("/dev/mail.json", routing::get(mail::rest::kept))
        .route("/robots.txt", routing::get(crawlers::robots))
        .route("/sitemap.xml", routing::get(crawlers::sitemap))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .merge(viewer)
        .route("/api/", routing::any(problem::not_found))
        .nest("/api", Router::new().fallback(problem::not_found))
        .with_state(app)
}

/// Puts the layers around the final router. The first is the outermost: what is refused by an inner one is still
/// traced, counted and given its headers.
pub fn layers(app: App, router: Router) -> Router {
    router.layer(
        ServiceBuilder::new()
            .layer(CompressionLayer::new().quality(COMPRESSION).compress_when(unpacked()))
            .layer(middleware::from_fn_with_state(Around::new(&app), around))
            .option_layer(cors::layer(&app.config))
            .layer(CatchPanicLayer::custom(problem::panicked))
            .layer(csrf::layer(&app))
            .layer(middleware::from_fn_with_state(app, session::layer)),
    )
}

/// Archives and recordings are packed already, as are pictures, which the default knows of.
fn unpacked() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("video/"))
}

/// What every request gets: a name, a span in the log, a place among the figures, an end when it takes too long; and what
/// every answer tells a browser that it may not do with it. One middleware, since each of them copies the router's handle
/// and moves the whole request, and most answers are there sooner than that.
async fn around(State(state): State<Around>, request: Request, next: Next) -> Response {
    let given = request.headers().get(&REQUEST_ID).cloned();
    let id = given.unwrap_or_else(|| state.numbers.next());
    let guards = Guards::at(request.uri().path(), state.https);
    let span = span(&request, &id);
    let seen = metrics::Seen::of(&request);
    let patience = patience(request.uri().path());
    let answer = tokio::time::timeout(patience, next.run(request)).instrument(span.clone());
    let mut response = answer.await.unwrap_or_else(|_| problem::timeout().into_response());
    let status = response.status();
    if status.is_server_error() {
        span.in_scope(|| tracing::error!(status = status.as_u16(), "answered with an error of ours"));
    }
    seen.count(status);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    guards.put(headers);
    response
}

/// How long the answer to a request at `path` may take to begin.
fn patience(path: &str) -> Duration {
    let picture =
        path.starts_with("/api/v1/submissions/") && (path.ends_with("/screenshots") || path.ends_with("/recordings"));
    if picture { PATIENCE_WITH_PICTURES } else { PATIENCE }
}

/// What [`around`] works with.
#[derive(Clone)]
struct Around {
    numbers: Numbers,
    /// Whether browsers are to come over https alone.
    https: bool,
}

impl Around {
    fn new(app: &App) -> Self {
        Self {
            numbers: Numbers::default(),
            https: app.config.https(),
        }
    }
}

/// Names requests in the order in which they came, behind a beginning that differs from start to start. Numbers, since
/// nothing is to be kept from anybody by such a name, and drawing one at random asks the kernel each time.
#[derive(Clone)]
struct Numbers {
    start: Arc<str>,
    count: Arc<AtomicU64>,
}

impl Default for Numbers {
    fn default() -> Self {
        let start = uuid::Uuid::new_v4().simple().to_string();
        Self {
            start: start[..12].into(),
            count: Arc::default(),
        }
    }
}

impl Numbers {
    fn next(&self) -> HeaderValue {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        // Hexadecimal digits and a dash fit into any header.
        HeaderValue::try_from(format!("{}-{number:x}", self.start)).unwrap_or(HeaderValue::from_static("unnamed"))
    }
}

/// What the log says of a request: the route and not the address, which may carry tokens.
fn span(request: &Request, id: &HeaderValue) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str);
    tracing::info_span!(
        "request",
        id = id.to_str().ok(),
        method = request.method().as_str(),
        route
    )
}
