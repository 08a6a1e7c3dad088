//! What every answer tells a browser that it may not do with it. What an answer says of itself has the last word.

use super::problem::PROBLEM_JSON;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The viewer of the interface is a page that stands among the interface's addresses.
const VIEWER: &str = "/api/docs";
/// Addresses that answer with data: nothing of it is ever a page, whatever it holds.
const DATA: [&str; 4] = ["/api/", "/media/", "/health", "/metrics"];
const FOR_DATA: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
const FOR_PAGES: HeaderValue = HeaderValue::from_static("frame-ancestors 'none'; base-uri 'self'; object-src 'none'");
/// Nothing but copying, which the viewer's buttons do. All names are known to current browsers, which complain of others.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(self), \
display-capture=(self), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), \
usb=(), xr-spatial-tracking=()";
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(PERMISSIONS),
    ),
];
/// Two years: as long as the lists ask for that browsers are shipped with.
const ONLY_HTTPS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Which guards an answer gets.
#[derive(Debug, Clone, Copy)]
pub struct Guards {
    data: bool,
    https: bool,
}

impl Guards {
    /// For what is answered at `path`, on a site that is reached over https alone, or not.
    #[must_use]
    pub fn at(path: &str, https: bool) -> Self {
        let data = DATA.iter().any(|prefix| path.starts_with(prefix)) && !path.starts_with(VIEWER);
        Self { data, https }
    }

    pub fn put(self, headers: &mut HeaderMap) {
        let data = self.data
            || headers
                .get(header::CONTENT_TYPE)
                .is_some_and(|kind| kind == PROBLEM_JSON);
        headers.reserve(ALWAYS.len() + 2);
        for (name, value) in ALWAYS {
            headers.entry(name).or_insert(value);
        }
        let policy = if data { FOR_DATA } else { FOR_PAGES };
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
        if self.https {
            headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(ONLY_HTTPS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(path: &str, given: &[(HeaderName, &'static str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Guards::at(path, false).put(&mut headers);
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        let policy = &headers[header::CONTENT_SECURITY_POLICY];
        policy.to_str().expect("text").to_owned()
    }

    #[test]
    fn data_is_no_page_and_what_is_said_already_stays() {
        for path in [
            "/api/v1/jobs",
            "/api/openapi.json",
            "/media/screenshots/a/original",
            "/metrics",
        ] {
            assert!(policy(path, &[]).ends_with("sandbox"), "{path}");
        }
        for path in ["/", "/jobs", "/api/docs", "/api/docs/index.html", "/pkg/app.js"] {
            assert!(policy(path, &[]).starts_with("frame-ancestors"), "{path}");
        }
        assert!(policy("/jobs", &[(header::CONTENT_TYPE, PROBLEM_JSON)]).ends_with("sandbox"));
        let own = "default-src 'self'";
        assert_eq!(policy("/jobs", &[(header::CONTENT_SECURITY_POLICY, own)]), own);
    }
}
