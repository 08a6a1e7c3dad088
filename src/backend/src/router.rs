//! The doors as one router, and the layers around everything that is served.

use crate::{
    App, openapi,
    rest::{self, crawlers, csrf, metrics, problem, session},
};
use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing,
};
use bytes::Bytes;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// A request that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages and lists are packed as they go out: Brotli at this level takes about a millisecond a page. Pictures, streams of
/// events and what was packed by the build are passed on as they are.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);
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
    let set = SetResponseHeaderLayer::<HeaderValue>::if_not_present;
    let policy = HeaderValue::from_static("frame-ancestors 'none'; base-uri 'self'; object-src 'none'");
    router.layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(CompressionLayer::new().quality(COMPRESSION))
            .layer(set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
            .layer(set(header::REFERRER_POLICY, HeaderValue::from_static("same-origin")))
            .layer(set(header::CONTENT_SECURITY_POLICY, policy))
            .layer(middleware::from_fn(metrics::layer))
            .layer(CatchPanicLayer::custom(problem::panicked))
            .layer(middleware::from_fn(give_up))
            .layer(csrf::layer(&app))
            .layer(middleware::from_fn_with_state(app, session::layer)),
    )
}

/// What the log says of a request: the route and not the address, which may carry tokens.
fn span(request: &Request) -> tracing::Span {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str);
    tracing::info_span!("request", id, method = %request.method(), route)
}

async fn give_up(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => problem::timeout().into_response(),
    }
}
