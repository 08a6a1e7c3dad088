//! The site's files: what cargo-leptos has built, and what `public/` holds.
//!
//! Files whose name carries a hash of their content may be kept for good; everything else is asked for again and answered
//! by "not modified". Pages come from elsewhere: an address that names no file here falls through to them.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::Response,
    routing,
};
use leptos::prelude::LeptosOptions;
use tower_http::services::{ServeDir, ServeFile};

const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, max-age=3600, must-revalidate");
/// What cargo-leptos puts between the dots: 128 bits in base 64.
const HASH_LENGTH: usize = 22;
/// Folders and files of `public/` that have addresses of their own.
const FOLDERS: [&str; 2] = ["images", "fonts"];
const FILES: [&str; 1] = ["favicon.svg"];

/// Scripts, styles and wasm under the package's folder; pictures, fonts and the few files at the root.
pub fn files(options: &LeptosOptions) -> Router {
    let root = options.site_root.as_ref();
    let package = options.site_pkg_dir.as_ref();
    let folder = |router: Router, name: &str| {
        let dir = ServeDir::new(format!("{root}/{name}"))
            .precompressed_br()
            .precompressed_gzip();
        router.nest_service(&format!("/{name}"), dir)
    };
    let router = FOLDERS.into_iter().chain([package]).fold(Router::new(), folder);
    FILES
        .into_iter()
        .fold(router, |router, name| {
            router.route_service(&format!("/{name}"), ServeFile::new(format!("{root}/{name}")))
        })
        // What browsers ask for by themselves, whatever a page says.
        .route("/favicon.ico", routing::get(async || StatusCode::NOT_FOUND))
        .layer(middleware::from_fn(keep))
}

async fn keep(request: Request, next: Next) -> Response {
    let hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    if found {
        let value = if hashed { FOR_GOOD } else { ASK_AGAIN };
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}

/// Whether the name of a file changes with its content: `app.Kx2…9Q.css`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut parts = name.rsplit('.').skip(1);
    parts.next().is_some_and(|part| {
        part.len() == HASH_LENGTH
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_a_hash_is_a_hash() {
        assert!(is_hashed("/pkg/peertest-hub.cMwYd4MoFwr6TyV0fJLQMw.js"));
        assert!(is_hashed("/pkg/chunk_6.oCmdm0pLhzxk98DTDkoLpw.wasm"));
        for plain in [
            "/pkg/peertest-hub.js",
            "/images/runner.webp",
            "/pkg/__wasm_split_manifest.json",
            "/",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
