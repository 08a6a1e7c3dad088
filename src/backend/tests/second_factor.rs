//! A second factor, its recovery codes, and personal API tokens.

use crate::{
    harness::{Answer, Client, PASSWORD, TestHub, hub_test, hub_test_with},
    scenes::draft,
};
use domain::users::Role;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

/// What an app on a phone does with the secret.
fn app_with(setup: &Value) -> Totp {
    let secret = Secret::try_from_base32(setup["secret"].as_str().unwrap()).unwrap();
    Builder::new()
        .with_secret(secret)
        .with_account_name("a")
        .build()
        .unwrap()
}

fn code(hub: &TestHub, app: &Totp) -> String {
    app.generate(u64::try_from(hub.now().millis() / 1000).unwrap())
        .to_string()
}

async fn login(hub: &TestHub, code: Option<&str>) -> Answer {
    let body = json!({"email": "tom@example.org", "password": PASSWORD, "code": code});
    hub.nobody().post("/auth/login", body).await
}

async fn set_up(hub: &TestHub, tom: &Client) -> (Totp, Vec<String>) {
    let setup = tom
        .post("/auth/second-factor", json!({"password": PASSWORD}))
        .await
        .ok(200);
    assert!(
        setup["url"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/PeerTest%20Hub:tom%40example.org"),
        "{setup}"
    );
    assert!(setup["qr_svg"].as_str().unwrap().contains("<svg"), "{setup}");
    let app = app_with(&setup);
    let wrong = tom.post("/auth/second-factor/confirm", json!({"code": "000000"})).await;
    assert_eq!(wrong.refused(422, "invalid"), ["code:wrong"]);
    // Nothing is asked for before it was shown to work.
    login(hub, None).await.ok(200);
    let codes = json!({"code": code(hub, &app)});
    let codes = tom.post("/auth/second-factor/confirm", codes).await.ok(200);
    let codes = codes["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c.as_str().unwrap().to_owned());
    (app, codes.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_asks_for_a_code_that_is_good_once() {
    hub_test(async |hub| {
        let tom = hub.tester("Tom").await;
        let wrong = tom.post("/auth/second-factor", json!({"password": "another"})).await;
        assert_eq!(wrong.refused(422, "invalid"), ["password:wrong"]);
        let (app, codes) = set_up(hub, &tom).await;
        assert_eq!(codes.len(), 10);
        let stored = hub.everything().await;
        let secret = app.secret().to_base32();
        assert!(codes.iter().all(|code| !stored.contains(code.as_str())) && !stored.contains(&secret));

        login(hub, None).await.refused(401, "second_factor_required");
        login(hub, Some("")).await.refused(401, "second_factor_required");
        login(hub, Some("123456")).await.refused(401, "bad_second_factor");
        // The code that confirmed it is spent; so is one that signed in.
        login(hub, Some(&code(hub, &app)))
            .await
            .refused(401, "bad_second_factor");
        hub.pass_seconds(30);
        let now = code(hub, &app);
        login(hub, Some(&now)).await.ok(200);
        login(hub, Some(&now)).await.refused(401, "bad_second_factor");
        // A password that is wrong is told before anything is said of a second factor.
        let body = json!({"email": "tom@example.org", "password": "another", "code": "1"});
        hub.nobody()
            .post("/auth/login", body)
            .await
            .refused(401, "bad_credentials");

        login(hub, Some(&codes[0].to_uppercase().replace('-', " ")))
            .await
            .ok(200);
        login(hub, Some(&codes[0])).await.refused(401, "bad_second_factor");
        let status = tom.get("/auth/second-factor").await.ok(200);
        assert_eq!(status, json!({"enabled": true, "recovery_codes_left": 9}));
        let again = tom.post("/auth/second-factor", json!({"password": PASSWORD})).await;
        again.refused(409, "second_factor_on");

        tom.post("/auth/second-factor/remove", json!({"password": PASSWORD}))
            .await
            .ok(204);
        login(hub, None).await.ok(200);
        let late = tom.post("/auth/second-factor/confirm", json!({"code": "123456"})).await;
        late.refused(409, "second_factor_off");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_show_the_same_code_at_once_are_not_both_let_in() {
    hub_test(async |hub| {
        let tom = hub.tester("Tom").await;
        let (app, codes) = set_up(hub, &tom).await;
        hub.pass_seconds(30);
        let now = code(hub, &app);
        for code in [&now, &codes[3]] {
            let (a, b) = tokio::join!(login(hub, Some(code)), login(hub, Some(code)));
            let mut statuses = [a.status, b.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 401]);
        }
    })
    .await;
}

/// The settings of a production server, but for payments: no version has others than the sandbox's yet.
#[tokio::test(flavor = "multi_thread")]
async fn an_admin_without_one_is_no_admin_in_production() {
    hub_test_with(&[], async |hub| {
        let ada = hub.person("Ada", Role::Admin).await;
        ada.get("/admin/audit-log").await.ok(200);
        let strict = hub.in_production();
        let there = strict.session_of_same(&ada);
        there.get("/admin/audit-log").await.refused(403, "forbidden");
        let setup = ada
            .post("/auth/second-factor", json!({"password": PASSWORD}))
            .await
            .ok(200);
        there.get("/admin/audit-log").await.refused(403, "forbidden");
        let code = json!({"code": code(hub, &app_with(&setup))});
        ada.post("/auth/second-factor/confirm", code).await.ok(200);
        there.get("/admin/audit-log").await.ok(200);
    })
    .await;
}

async fn token(owner: &Client, scopes: &[&str]) -> (Client, String) {
    let body = json!({"name": "CI", "scopes": scopes, "expires_in_days": 30});
    let made = owner.post("/auth/tokens", body).await.ok(201);
    let mut program = owner.clone();
    program.token = Some(made["token"].as_str().unwrap().to_owned());
    (program, made["id"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_its_scopes_and_no_more() {
    hub_test(async |hub| {
        let clara = hub.client("Clara").await;
        let (reads, _) = token(&clara, &["read"]).await;
        let (writes, _) = token(&clara, &["read", "write"]).await;
        let (pays, _) = token(&clara, &["money"]).await;
        assert_eq!(reads.get("/auth/me").await.ok(200)["id"], json!(clara.user));
        let project = json!({"name": "Shop", "description": "", "app_url": "https://e.org"});
        reads.post("/projects", project.clone()).await.refused(403, "out_of_scope");
        writes.post("/projects", project).await.ok(201);
        let job = draft(&clara).await;
        let pay = json!({"payment_method": "pm_card_visa"});
        writes.post(&format!("/jobs/{job}/publish"), pay.clone()).await.refused(403, "out_of_scope");
        pays.post(&format!("/jobs/{job}/publish"), pay).await.ok(200);
        // How its owner signs in is no business of a program.
        for path in ["/auth/password", "/auth/second-factor", "/auth/tokens"] {
            let body = json!({"password": PASSWORD, "current_password": PASSWORD, "name": "x", "scopes": ["read"], "expires_in_days": 1});
            pays.post(path, body).await.refused(403, "forbidden");
        }
        pays.delete("/auth/sessions").await.refused(403, "forbidden");
        clara.get("/auth/me").await.ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_it_is_revoked_or_its_time_is_over() {
    hub_test(async |hub| {
        let (clara, carl) = (hub.client("Clara").await, hub.client("Carl").await);
        let (program, id) = token(&clara, &["read"]).await;
        let secret = program.token.clone().unwrap();
        assert!(secret.starts_with("pth_") && !hub.everything().await.contains(secret.rsplit('_').next().unwrap()));
        let list = clara.get("/auth/tokens").await.ok(200);
        assert!(
            list["items"][0]["token"].is_null() && list["items"][0]["name"] == "CI",
            "{list}"
        );
        for at in [0, 5, 20, secret.len() - 1] {
            let mut bytes = secret.clone().into_bytes();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            let mut forged = program.clone();
            forged.token = Some(String::from_utf8(bytes).unwrap());
            forged.get("/auth/me").await.refused(401, "unauthorized");
        }
        let path = format!("/auth/tokens/{id}");
        carl.delete(&path).await.refused(404, "not_found");
        clara.delete(&path).await.ok(204);
        program.get("/auth/me").await.refused(401, "unauthorized");

        let (program, _) = token(&clara, &["read"]).await;
        hub.pass_seconds(30 * 24 * 3600 - 1);
        program.get("/auth/me").await.ok(200);
        hub.pass_seconds(1);
        program.get("/auth/me").await.refused(401, "unauthorized");
        let clara = hub.renew(&clara).await;
        assert_eq!(clara.get("/auth/tokens").await.ok(200)["items"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admins_token_is_no_admin_and_twenty_are_enough() {
    hub_test(async |hub| {
        let ada = hub.person("Ada", Role::Admin).await;
        let (program, _) = token(&ada, &["money"]).await;
        program.get("/admin/audit-log").await.refused(403, "forbidden");
        for _ in 1..20 {
            token(&ada, &["read"]).await;
        }
        let body = json!({"name": "CI", "scopes": ["read"], "expires_in_days": 30});
        ada.post("/auth/tokens", body).await.refused(409, "too_many_tokens");
    })
    .await;
}
