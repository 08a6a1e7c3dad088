//! Tokens, cookies, and what ends a session.

use crate::harness::{Answer, Client, HOST, ORIGIN, TestHub, hub_test, hub_test_with};
use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

async fn register(hub: &TestHub) -> Value {
    let body = json!({"email": "tom@example.org", "password": PASSWORD, "full_name": "Tom", "role": "tester"});
    hub.nobody().post("/auth/register", body).await.ok(201);
    login(hub).await.ok(200)
}

async fn login(hub: &TestHub) -> Answer {
    hub.nobody()
        .post(
            "/auth/login",
            json!({"email": " TOM@example.org", "password": PASSWORD}),
        )
        .await
}

async fn refresh(hub: &TestHub, token: &Value) -> Answer {
    hub.nobody()
        .post("/auth/refresh", json!({"refresh_token": token}))
        .await
}

fn bearing(hub: &TestHub, token: &str) -> Client {
    let mut client = hub.nobody();
    client.token = Some(token.to_owned());
    client
}

async fn me(hub: &TestHub, tokens: &Value) -> Answer {
    bearing(hub, tokens["access_token"].as_str().unwrap())
        .get("/auth/me")
        .await
}

/// A browser that sends these cookies.
async fn browse(hub: &TestHub, method: Method, path: &str, cookies: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", HOST)
        .header("cookie", cookies);
    hub.nobody().send(request.body(Body::empty()).unwrap()).await
}

/// The cookies of an answer as a browser sends them back.
fn kept(answer: &Answer) -> String {
    answer
        .cookies()
        .iter()
        .map(|c| c.split(';').next().unwrap().to_owned())
        .collect::<Vec<_>>()
        .join("; ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lasts_an_hour_to_the_second() {
    hub_test(async |hub| {
        let tokens = register(hub).await;
        hub.pass_seconds(3599);
        me(hub, &tokens).await.ok(200);
        hub.pass_seconds(1);
        me(hub, &tokens).await.refused(401, "unauthorized");
        // An explicit credential that is not good is refused where none is needed, too.
        bearing(hub, tokens["access_token"].as_str().unwrap())
            .get("/jobs")
            .await
            .refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_are_refused() {
    hub_test(async |hub| {
        let tokens = register(hub).await;
        let token = tokens["access_token"].as_str().unwrap();
        let parts: Vec<_> = token.split('.').collect();
        let mut signature = parts[2].to_owned();
        signature.replace_range(4..5, if &signature[4..5] == "A" { "B" } else { "A" });
        let mut payload = parts[1].to_owned();
        payload.replace_range(10..11, if &payload[10..11] == "A" { "B" } else { "A" });
        let forged = [
            // {"alg":"none"} and {"alg":"HS256","typ":"JWT"} without a signature.
            format!("eyJhbGciOiJub25lIn0.{}.", parts[1]),
            format!("eyJhbGciOiJub25lIn0.{}.{}", parts[1], parts[2]),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}.{signature}", parts[0], parts[1]),
            format!("{}.{payload}.{}", parts[0], parts[2]),
            format!("{token}.x"),
            String::new(),
            "null".into(),
            "x".repeat(100_000),
            tokens["refresh_token"].as_str().unwrap().to_owned(),
        ];
        for token in forged {
            bearing(hub, &token).get("/auth/me").await.refused(401, "unauthorized");
            bearing(hub, &token).get("/jobs").await.refused(401, "unauthorized");
        }
        // Another scheme is not ours to judge.
        let basic = Request::builder()
            .uri("/api/v1/jobs")
            .header("authorization", "Basic eDp5");
        hub.nobody().send(basic.body(Body::empty()).unwrap()).await.ok(200);
        let basic = Request::builder()
            .uri("/api/v1/auth/me")
            .header("authorization", "Basic eDp5");
        hub.nobody()
            .send(basic.body(Body::empty()).unwrap())
            .await
            .refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    hub_test(async |hub| {
        register(hub).await;
        let wrong = hub
            .nobody()
            .post("/auth/login", json!({"email": "tom@example.org", "password": "no"}))
            .await;
        let unknown = hub
            .nobody()
            .post("/auth/login", json!({"email": "no@example.org", "password": "no"}))
            .await;
        wrong.refused(401, "bad_credentials");
        assert_eq!(wrong.body, unknown.body);
        assert!(wrong.cookies().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_are_good_once() {
    hub_test(async |hub| {
        let first = register(hub).await;
        hub.pass_seconds(4000);
        let second = refresh(hub, &first["refresh_token"]).await.ok(200);
        assert_ne!(first["refresh_token"], second["refresh_token"]);
        me(hub, &second).await.ok(200);
        // Two tabs at the same moment are no thieves.
        let tab = refresh(hub, &first["refresh_token"]).await.ok(200);
        me(hub, &tab).await.ok(200);
        hub.pass_seconds(60);
        let third = refresh(hub, &tab["refresh_token"]).await.ok(200);
        hub.pass_seconds(60);
        refresh(hub, &first["refresh_token"]).await.refused(401, "unauthorized");
        me(hub, &third).await.refused(401, "unauthorized");
        refresh(hub, &third["refresh_token"]).await.refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tabs_refresh_at_once_and_stay_signed_in() {
    hub_test(async |hub| {
        let first = register(hub).await;
        hub.pass_seconds(4000);
        let cookie = format!("pth_refresh={}", first["refresh_token"].as_str().unwrap());
        let mut answers = Vec::new();
        let (a, b, c) = tokio::join!(
            browse(hub, Method::GET, "/api/v1/auth/me", &cookie),
            browse(hub, Method::GET, "/api/v1/jobs", &cookie),
            browse(hub, Method::POST, "/api/v1/auth/refresh", &cookie),
        );
        let late = browse(hub, Method::GET, "/api/v1/auth/me", &cookie).await;
        // Whichever answer the browser kept last, it can go on with.
        for answer in [a, b, c, late] {
            answer.ok(200);
            browse(hub, Method::GET, "/api/v1/auth/me", &kept(&answer))
                .await
                .ok(200);
            let token = kept(&answer).split("pth_refresh=").nth(1).unwrap().to_owned();
            answers.push(token);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        hub.pass_seconds(4000);
        browse(
            hub,
            Method::GET,
            "/api/v1/auth/me",
            &format!("pth_refresh={}", answers[0]),
        )
        .await
        .ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_nobody_came_back_for_thirty_days() {
    hub_test(async |hub| {
        let tokens = register(hub).await;
        hub.pass_seconds(30 * 24 * 3600 - 1);
        let tokens = refresh(hub, &tokens["refresh_token"]).await.ok(200);
        hub.pass_seconds(30 * 24 * 3600);
        refresh(hub, &tokens["refresh_token"])
            .await
            .refused(401, "unauthorized");
        for bad in [json!("x"), json!("x.y"), json!("'; DROP.z"), json!("")] {
            refresh(hub, &bad).await.refused(401, "unauthorized");
        }
        hub.nobody().act("/auth/refresh").await.refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_every_token_at_once() {
    hub_test(async |hub| {
        let tokens = register(hub).await;
        let person = bearing(hub, tokens["access_token"].as_str().unwrap());
        let other = login(hub).await.ok(200);
        let out = person.act("/auth/logout").await;
        out.ok(204);
        assert_eq!(out.cookies().iter().filter(|c| c.contains("Max-Age=0")).count(), 2);
        person.get("/auth/me").await.refused(401, "unauthorized");
        person.act("/auth/logout").await.refused(401, "unauthorized");
        refresh(hub, &tokens["refresh_token"])
            .await
            .refused(401, "unauthorized");
        me(hub, &other).await.ok(200);
        hub.nobody().act("/auth/logout").await.refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_out_of_reach_of_scripts() {
    hub_test(async |hub| {
        register(hub).await;
        let cookies = login(hub).await.cookies();
        assert_eq!(cookies.len(), 2);
        for (cookie, (name, age)) in cookies
            .iter()
            .zip([("pth_access", 3600), ("pth_refresh", 30 * 24 * 3600)])
        {
            assert!(cookie.starts_with(&format!("{name}=")), "{cookie}");
            for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", &format!("Max-Age={age}")] {
                assert!(cookie.split("; ").any(|a| a == attribute), "{attribute}: {cookie}");
            }
            assert!(!cookie.contains("Secure"), "{cookie}");
        }
    })
    .await;
    hub_test_with(&[("PUBLIC_URL", "https://hub.test")], async |hub| {
        register(hub).await;
        let answer = login(hub).await;
        for (cookie, name) in answer.cookies().iter().zip(["access", "refresh"]) {
            assert!(cookie.starts_with(&format!("__Host-pth_{name}=")), "{cookie}");
            assert!(
                cookie.contains("; Secure") && cookie.contains("; Path=/") && !cookie.contains("Domain"),
                "{cookie}"
            );
        }
        let name = "/api/v1/auth/me";
        browse(hub, Method::GET, name, &kept(&answer)).await.ok(200);
        // A cookie of the bare name may have been set by another host of the domain.
        let bare = kept(&answer).replace("__Host-", "");
        browse(hub, Method::GET, name, &bare).await.refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_put_into_a_browser_does_not_become_its_owners() {
    hub_test(async |hub| {
        register(hub).await;
        let planted = kept(&login(hub).await);
        let body = json!({"email": "tom@example.org", "password": PASSWORD}).to_string();
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/auth/login")
            .header("host", HOST)
            .header("content-type", "application/json")
            .header("cookie", &planted);
        let answer = hub.nobody().send(request.body(Body::from(body)).unwrap()).await;
        let own = kept(&answer);
        assert!(own.split("; ").all(|cookie| !planted.contains(cookie)), "{own}");
        // Whoever planted it has what they had before, and sees nothing of the new one end.
        browse(hub, Method::POST, "/api/v1/auth/logout", &planted).await.ok(204);
        browse(hub, Method::GET, "/api/v1/auth/me", &own).await.ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_sign_in_and_are_renewed_silently() {
    hub_test(async |hub| {
        register(hub).await;
        let cookies = kept(&login(hub).await);
        let here = browse(hub, Method::GET, "/api/v1/auth/me", &cookies).await;
        here.ok(200);
        assert!(here.cookies().is_empty());
        hub.pass_seconds(3600);
        // Also where no session is needed: a page is the first that a browser asks for.
        let renewed = browse(hub, Method::GET, "/api/v1/jobs", &cookies).await;
        renewed.ok(200);
        assert_eq!(renewed.cookies().len(), 2);
        browse(hub, Method::GET, "/api/v1/auth/me", &kept(&renewed))
            .await
            .ok(200);
        // Signing out has the last word over the renewal on the way.
        hub.pass_seconds(3600);
        let out = browse(hub, Method::POST, "/api/v1/auth/logout", &kept(&renewed)).await;
        out.ok(204);
        assert_eq!(out.cookies().len(), 2);
        assert!(out.cookies().iter().all(|cookie| cookie.contains("Max-Age=0")));
        let over = browse(hub, Method::GET, "/api/v1/auth/me", &kept(&renewed)).await;
        over.refused(401, "unauthorized");
        assert_eq!(
            over.cookies()
                .iter()
                .filter(|cookie| cookie.contains("Max-Age=0"))
                .count(),
            2
        );
        // Cookies come along by themselves: bad ones are nobody's, not an error.
        browse(hub, Method::GET, "/api/v1/jobs", "pth_access=x; pth_refresh=y")
            .await
            .ok(200);
        browse(hub, Method::GET, "/health", "pth_access=x; pth_refresh=y")
            .await
            .ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_refresh_call_takes_the_cookie() {
    hub_test(async |hub| {
        register(hub).await;
        let cookies = kept(&login(hub).await);
        hub.pass_seconds(3600);
        let renewed = browse(hub, Method::POST, "/api/v1/auth/refresh", &cookies).await;
        let tokens = renewed.ok(200);
        assert_eq!(renewed.cookies().len(), 2);
        me(hub, &tokens).await.ok(200);
        assert!(kept(&renewed).contains(tokens["refresh_token"].as_str().unwrap()));
        hub.pass_seconds(3600);
        browse(hub, Method::GET, "/api/v1/auth/me", &kept(&renewed))
            .await
            .ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_from_other_sites_are_refused() {
    hub_test(async |hub| {
        register(hub).await;
        let cookies = kept(&login(hub).await);
        let write = async |headers: &[(&str, &str)]| {
            let mut request = Request::builder()
                .method(Method::PATCH)
                .uri("/api/v1/auth/me")
                .header("host", HOST);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request
                .header("cookie", &cookies)
                .header("content-type", "application/json");
            hub.nobody().send(request.body(Body::from("{}")).unwrap()).await
        };
        for foreign in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[("origin", "http://hub.test.evil.example")],
            &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site")],
            &[("origin", "http://other.hub.test"), ("sec-fetch-site", "same-site")],
        ] {
            write(foreign).await.refused(403, "cross_origin");
        }
        for ours in [
            &[][..],
            &[("origin", ORIGIN)],
            &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
        ] {
            write(ours).await.ok(200);
        }
        let form = Request::builder()
            .method(Method::POST)
            .uri("/nothing")
            .header("host", HOST)
            .header("origin", "https://evil.example");
        hub.nobody()
            .send(form.body(Body::empty()).unwrap())
            .await
            .refused(403, "cross_origin");
        let read = Request::builder()
            .uri("/api/v1/jobs")
            .header("host", HOST)
            .header("origin", "https://evil.example");
        hub.nobody().send(read.body(Body::empty()).unwrap()).await.ok(200);
    })
    .await;
    // Behind a proxy the host that was asked is another than the one that browsers see.
    hub_test_with(&[("PUBLIC_URL", "https://public.example")], async |hub| {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/auth/logout")
            .header("host", "10.0.0.7:3000");
        let request = request
            .header("origin", "https://public.example")
            .header("sec-fetch-site", "same-site");
        hub.nobody()
            .send(request.body(Body::empty()).unwrap())
            .await
            .refused(401, "unauthorized");
    })
    .await;
}
