//! What browsers are told with every answer, and what scripts of other sites may do.

use crate::harness::{Answer, HOST, TestHub, hub_test, hub_test_with};
use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::json;

const OTHER: &str = "https://tools.example.org";
const OPEN: &[(&str, &str)] = &[("CORS_ORIGINS", "https://else.example, https://tools.example.org")];
const PASSWORD: &str = "correct horse battery";

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_headers() {
    hub_test(async |hub| {
        for path in [
            "/health",
            "/jobs",
            "/api/v1/none",
            "/auth/me",
            "/api/docs/",
            "/api/openapi.json",
        ] {
            let answer = hub.nobody().get(path).await;
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                // Nobody is sent to https who came without it.
                ("strict-transport-security", ""),
                ("access-control-allow-origin", ""),
            ] {
                assert_eq!(answer.header(name), value, "{name} of {path}");
            }
            let permissions = answer.header("permissions-policy");
            for denied in ["camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"] {
                assert!(permissions.contains(denied), "{denied}: {permissions}");
            }
            let policy = if path.starts_with("/api/docs") {
                "frame-ancestors 'none'; base-uri 'self'; object-src 'none'"
            } else {
                "default-src 'none'; frame-ancestors 'none'; sandbox"
            };
            assert_eq!(answer.header("content-security-policy"), policy, "{path}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
        }
        let request = Request::builder().uri("/health").header("x-request-id", "mine");
        let named = hub.nobody().send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(named.header("x-request-id"), "mine");
        assert_eq!(hub.nobody().get("/auth/me").await.header("cache-control"), "no-store");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_behind_https_says_so_for_two_years() {
    hub_test_with(&[("PUBLIC_URL", "https://hub.test")], async |hub| {
        for path in ["/health", "/jobs", "/api/docs/", "/api/v1/none"] {
            let told = hub.nobody().get(path).await;
            let told = told.header("strict-transport-security");
            assert_eq!(told, "max-age=63072000; includeSubDomains", "{path}");
        }
    })
    .await;
}

/// A call as a browser makes it for a script of another site.
async fn ask(hub: &TestHub, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
    let request = Request::builder().method(method).uri(path).header("host", HOST);
    let headers = headers
        .iter()
        .chain(&[("origin", OTHER), ("sec-fetch-site", "cross-site")]);
    let request = headers.fold(request, |request, (name, value)| request.header(*name, *value));
    hub.nobody().send_unchecked(request.body(body).unwrap()).await
}

async fn preflight(hub: &TestHub, path: &str) -> Answer {
    let asked = [
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "authorization,content-type,idempotency-key",
        ),
    ];
    ask(hub, Method::OPTIONS, path, &asked, Body::empty()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_may_nothing_unless_they_are_named() {
    hub_test(async |hub| {
        let read = ask(hub, Method::GET, "/api/v1/jobs", &[], Body::empty()).await;
        assert_eq!((read.status, read.header("access-control-allow-origin")), (200, ""));
        assert_eq!(
            preflight(hub, "/api/v1/jobs")
                .await
                .header("access-control-allow-origin"),
            ""
        );
        let written = ask(hub, Method::POST, "/api/v1/auth/login", &[], Body::empty()).await;
        written.refused(403, "cross_origin");
    })
    .await;
    hub_test_with(&[("CORS_ORIGINS", "https://else.example")], async |hub| {
        let read = ask(hub, Method::GET, "/api/v1/jobs", &[], Body::empty()).await;
        assert_eq!((read.status, read.header("access-control-allow-origin")), (200, ""));
        let written = ask(hub, Method::POST, "/api/v1/auth/login", &[], Body::empty()).await;
        written.refused(403, "cross_origin");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_site_uses_the_interface_with_a_token() {
    hub_test_with(OPEN, async |hub| {
        let may = preflight(hub, "/api/v1/projects").await;
        assert_eq!((may.status, may.header("access-control-allow-origin")), (200, OTHER));
        let headers = may.header("access-control-allow-headers").to_owned();
        assert!(
            headers.contains("authorization") && headers.contains("idempotency-key"),
            "{headers}"
        );
        assert!(may.header("access-control-allow-methods").contains("PATCH"));

        let client = hub.client("Clara").await;
        let token = format!("Bearer {}", client.token.as_deref().unwrap());
        let json = ("content-type", "application/json");
        let project = json!({"name": "Shop", "description": "A shop", "app_url": "https://shop.example"}).to_string();
        let made = ask(
            hub,
            Method::POST,
            "/api/v1/projects",
            &[json, ("authorization", &token)],
            project.into(),
        )
        .await;
        made.ok(201);
        assert_eq!(made.header("access-control-allow-origin"), OTHER);
        assert!(made.header("vary").contains("origin"), "{}", made.header("vary"));
        // What goes wrong is readable, too.
        let refused = ask(
            hub,
            Method::GET,
            "/api/v1/auth/me",
            &[("authorization", "Bearer x")],
            Body::empty(),
        )
        .await;
        refused.refused(401, "unauthorized");
        assert_eq!(refused.header("access-control-allow-origin"), OTHER);
        assert!(refused.header("access-control-expose-headers").contains("retry-after"));
        // The interface alone.
        let other = ask(hub, Method::GET, "/api/openapi.json", &[], Body::empty()).await;
        assert_eq!(other.header("access-control-allow-origin"), "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_no_part_of_it() {
    hub_test_with(OPEN, async |hub| {
        let account = json!({"email": "tom@example.org", "password": PASSWORD, "full_name": "Tom", "role": "tester"});
        hub.nobody().post("/auth/register", account.clone()).await.ok(201);
        let json = ("content-type", "application/json");
        let here = hub.nobody().post("/auth/login", account.clone()).await;
        let cookies = here.cookies();
        let cookies: Vec<&str> = cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
        let cookies = cookies.join("; ");
        let asked = ask(
            hub,
            Method::GET,
            "/api/v1/auth/me",
            &[("cookie", &cookies)],
            Body::empty(),
        )
        .await;
        asked.refused(401, "unauthorized");
        assert_eq!(asked.header("access-control-allow-credentials"), "");
        let written = ask(
            hub,
            Method::POST,
            "/api/v1/auth/logout",
            &[("cookie", &cookies)],
            Body::empty(),
        )
        .await;
        written.refused(401, "unauthorized");
        // Signing in gives a token and leaves nothing in the browser.
        let login = ask(
            hub,
            Method::POST,
            "/api/v1/auth/login",
            &[json],
            account.to_string().into(),
        )
        .await;
        assert!(login.ok(200)["access_token"].is_string());
        assert_eq!(login.cookies(), Vec::<String>::new());
    })
    .await;
}
