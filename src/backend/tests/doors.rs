//! What stands around the calls: health, figures, the viewer, addresses that lead nowhere, and the layers.

use crate::{
    harness::{Client, HOST, ORIGIN, hub_test},
    scenes::open_job,
};
use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn health_names_every_dependency() {
    hub_test(async |hub| {
        assert_eq!(hub.nobody().get("/health").await.ok(200), json!({"status": "ok"}));
        let ready = hub.nobody().get("/health/ready").await.ok(200);
        let names: Vec<_> = ready["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d["name"].clone())
            .collect();
        assert_eq!(
            (&ready["status"], names),
            (
                &json!("ok"),
                vec![json!("database"), json!("migrations"), json!("storage")]
            )
        );
        hub.app.db.ask(backend::db::Sql::new("DELETE migration")).await.unwrap();
        let request = Request::builder().uri("/health/ready").body(Body::empty()).unwrap();
        let down = hub.nobody().send_unchecked(request).await.ok(503);
        assert_eq!(down["status"], "down");
        assert_eq!(down["dependencies"][1], json!({"name": "migrations", "status": "down"}));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_by_route_and_never_by_address() {
    hub_test(async |hub| {
        let nobody = hub.nobody();
        nobody.get("/jobs/a-secret-id").await.ok_status(404);
        nobody.get("/api/v1/a-secret-address").await.ok_status(404);
        let odd = Request::builder()
            .method("BREW")
            .uri("/api/v1/jobs")
            .header("host", HOST);
        nobody.send(odd.body(Body::empty()).unwrap()).await.ok_status(405);
        let figures = nobody.get("/metrics").await;
        assert!(figures.header("content-type").starts_with("text/plain"));
        let figures = figures.text();
        assert!(
            figures.contains(r#"http_requests_total{method="GET",route="/api/v1/jobs/{id}",status="404"}"#),
            "{figures}"
        );
        assert!(figures.contains(r#"method="other",route="/api/v1/jobs""#), "{figures}");
        assert!(figures.contains("http_request_duration_seconds_bucket"), "{figures}");
        assert!(!figures.contains("secret") && !figures.contains("BREW"), "{figures}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_its_viewer_are_served_from_here() {
    hub_test(async |hub| {
        let nobody = hub.nobody();
        let served = nobody.get("/api/openapi.json").await;
        assert_eq!(served.header("content-type"), "application/json");
        assert_eq!(
            served.ok(200),
            serde_json::to_value(backend::openapi::document()).unwrap()
        );
        assert_eq!(nobody.get("/api/docs").await.header("location"), "/api/docs/");
        let page = nobody.get("/api/docs/").await;
        page.ok_status(200);
        assert!(!page.text().contains("https://"), "{}", page.text());
        let script = nobody.get("/api/docs/swagger-ui-bundle.js").await;
        assert!(script.status == 200 && script.body.len() > 100_000);
        assert!(
            nobody
                .get("/api/docs/swagger-initializer.js")
                .await
                .text()
                .contains("/api/openapi.json")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_lead_nowhere_are_problems_too() {
    hub_test(async |hub| {
        let nobody = hub.nobody();
        for path in [
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/",
            "/api/v1/none",
            "/api/v2/jobs",
            "/api/v1/jobs/",
            "/api/v1//jobs",
        ] {
            nobody.get(path).await.refused(404, "not_found");
        }
        let put = nobody.call(Method::PUT, "/api/v1/jobs", None).await;
        put.refused(405, "method_not_allowed");
        let allowed = put.header("allow").to_owned();
        assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
        nobody
            .call(Method::DELETE, "/api/openapi.json", None)
            .await
            .refused(405, "method_not_allowed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_a_problem_that_tells_nothing() {
    hub_test(async |hub| {
        let request = Request::builder().uri("/trap/panic").body(Body::empty()).unwrap();
        let answer = hub.nobody().send_unchecked(request).await;
        answer.refused(500, "internal");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(!answer.text().contains("secret"));
        hub.nobody().get("/health").await.ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_requests_are_visible_text() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let job = crate::scenes::draft(&client).await;
        let path = format!("/jobs/{job}/publish");
        let send = async |client: &Client, key: &[u8]| {
            let request = client
                .request(Method::POST, &path)
                .header("content-type", "application/json");
            let body = Body::from(json!({"payment_method": "pm_card_visa"}).to_string());
            client
                .send(request.header("Idempotency-Key", key).body(body).unwrap())
                .await
        };
        assert_eq!(
            send(&client, "ü".as_bytes()).await.refused(422, "invalid"),
            ["Idempotency-Key:control_character"]
        );
        assert_eq!(
            send(&client, b"a\tb").await.refused(422, "invalid"),
            ["Idempotency-Key:control_character"]
        );
        assert_eq!(
            send(&client, &[b'x'; 256]).await.refused(422, "invalid"),
            ["Idempotency-Key:too_long"]
        );
        send(&client, &[b'x'; 255]).await.ok(200);
        // The same key of somebody else is another key.
        let other = hub.client("Carl").await;
        let theirs = crate::scenes::draft(&other).await;
        let body = json!({"payment_method": "pm_card_visa"});
        other
            .once(&format!("/jobs/{theirs}/publish"), &"x".repeat(255), body)
            .await
            .ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_what_is_public() {
    hub_test(async |hub| {
        let job = open_job(&hub.client("Carla").await).await;
        let fetch = async |path: &str| {
            let request = Request::builder().uri(path).header("host", HOST);
            hub.nobody().send(request.body(Body::empty()).unwrap()).await
        };
        let robots = fetch("/robots.txt").await;
        assert!(robots.header("content-type").starts_with("text/plain"));
        let robots = robots.text();
        assert!(robots.contains("Disallow: /wallet\n"), "{robots}");
        assert!(
            robots.ends_with(&format!("Sitemap: {ORIGIN}/sitemap.xml\n")),
            "{robots}"
        );
        let map = fetch("/sitemap.xml").await;
        assert_eq!(map.header("content-type"), "application/xml");
        for path in ["/", "/privacy", &format!("/jobs/{job}")] {
            let place = format!("<loc>{ORIGIN}{path}</loc>");
            assert!(map.text().contains(&place), "{place}");
        }
    })
    .await;
}
