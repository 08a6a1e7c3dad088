//! An address is confirmed, a password is set anew, a session is ended: what an account needs besides a sign-in.

use crate::{
    harness::{Answer, Client, ORIGIN, TestHub, hub_test, hub_test_with},
    scenes::{draft, open_job},
};
use backend::db::Sql;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";
const OTHER: &str = "seven green umbrellas";
const EMAIL: &str = "tom@example.org";

async fn register(hub: &TestHub) -> Client {
    let body = json!({"email": EMAIL, "password": PASSWORD, "full_name": "Tom <b>", "role": "tester"});
    hub.nobody().post("/auth/register", body).await.ok(201);
    login(hub, PASSWORD).await
}

async fn login(hub: &TestHub, password: &str) -> Client {
    let tokens = json!({"email": EMAIL, "password": password});
    let tokens = hub.nobody().post("/auth/login", tokens).await.ok(200);
    let mut person = hub.nobody();
    person.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
    person
}

async fn confirm(hub: &TestHub, token: &str) -> Answer {
    hub.nobody().post("/auth/verify-email", json!({"token": token})).await
}

async fn reset(hub: &TestHub, token: &str, password: &str) -> Answer {
    let body = json!({"token": token, "password": password});
    hub.nobody().post("/auth/reset-password", body).await
}

async fn forgot(hub: &TestHub, email: &str) -> (Value, String) {
    // What is still to be sent is older than what is asked for now.
    hub.work().await;
    hub.pass_seconds(1);
    let answer = hub
        .nobody()
        .post("/auth/forgot-password", json!({"email": email}))
        .await;
    answer.ok_status(202);
    assert_eq!(answer.text(), "");
    hub.mail_to(email).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_confirmed_by_a_link_that_is_good_once() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        let (mail, token) = hub.mail_to(EMAIL).await;
        assert_eq!(mail["subject"], "Confirm your e-mail address");
        let html = mail["html"].as_str().unwrap();
        assert!(html.contains(&format!("{ORIGIN}/verify-email/{token}")), "{html}");
        assert!(html.contains("Tom &#60;b&#62;") && !html.contains("Tom <b>"), "{html}");

        assert_eq!(
            confirm(hub, "nonsense").await.refused(422, "invalid"),
            ["token:link_spent"]
        );
        let (id, _) = token.split_once('.').unwrap();
        assert_eq!(
            confirm(hub, &format!("{id}.AAAA")).await.refused(422, "invalid"),
            ["token:link_spent"]
        );
        // A link is good for what it was made for.
        assert_eq!(
            reset(hub, &token, OTHER).await.refused(422, "invalid"),
            ["token:link_spent"]
        );
        assert_eq!(tom.get("/auth/me").await.ok(200)["email_verified"], json!(false));
        confirm(hub, &token).await.ok(204);
        assert_eq!(tom.get("/auth/me").await.ok(200)["email_verified"], json!(true));
        assert_eq!(confirm(hub, &token).await.refused(422, "invalid"), ["token:link_spent"]);
        // There is nothing to be sent any more.
        tom.act("/auth/verify-email/send").await.ok(202);
        let (again, _) = hub.mail_to(EMAIL).await;
        assert_eq!(again["created_at"], mail["created_at"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_runs_out_and_can_be_asked_for_again() {
    hub_test(async |hub| {
        register(hub).await;
        let (_, token) = hub.mail_to(EMAIL).await;
        hub.pass_hours(72).await;
        confirm(hub, &token).await.refused(422, "invalid");
        let tom = login(hub, PASSWORD).await;
        hub.nobody()
            .act("/auth/verify-email/send")
            .await
            .refused(401, "unauthorized");
        tom.act("/auth/verify-email/send").await.ok(202);
        let (_, fresh) = hub.mail_to(EMAIL).await;
        assert_ne!(fresh, token);
        hub.pass_seconds(72 * 3600 - 1);
        confirm(hub, &fresh).await.ok(204);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_confirmed_may_look_and_prepare_but_not_deal() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        let clara = hub.client("Clara").await;
        let job = open_job(&clara).await;
        tom.get(&format!("/jobs/{job}")).await.ok(200);
        tom.act(&format!("/jobs/{job}/claims"))
            .await
            .refused(403, "email_unverified");
        let payout = json!({"amount_cents": 1000});
        tom.post("/wallet/payouts", payout)
            .await
            .refused(403, "email_unverified");
        tom.patch("/auth/me", json!({"add_role": "client"})).await.ok(200);
        let own = draft(&tom).await;
        let pay = json!({"payment_method": "pm_card_visa"});
        let publish = tom.post(&format!("/jobs/{own}/publish"), pay.clone()).await;
        publish.refused(403, "email_unverified");

        let (_, token) = hub.mail_to(EMAIL).await;
        confirm(hub, &token).await.ok(204);
        tom.act(&format!("/jobs/{job}/claims")).await.ok(201);
        tom.post(&format!("/jobs/{own}/publish"), pay).await.ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_anew_and_every_session_ends() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        let (mail, token) = forgot(hub, EMAIL).await;
        assert_eq!(mail["subject"], "Set a new password");
        // What is wrong with the password costs nobody the link.
        assert_eq!(
            reset(hub, &token, "short").await.refused(422, "invalid"),
            ["password:too_short"]
        );
        assert_eq!(
            reset(hub, &token, "password123").await.refused(422, "invalid"),
            ["password:common"]
        );
        assert_eq!(
            reset(hub, &token, "tom@example.org").await.refused(422, "invalid"),
            ["password:like_email"]
        );
        tom.get("/auth/me").await.ok(200);

        hub.pass_seconds(1);
        reset(hub, &token, OTHER).await.ok(204);
        tom.get("/auth/me").await.refused(401, "unauthorized");
        let old = json!({"email": EMAIL, "password": PASSWORD});
        hub.nobody()
            .post("/auth/login", old)
            .await
            .refused(401, "bad_credentials");
        let tom = login(hub, OTHER).await;
        // Whoever reads the mail has shown that the address is theirs.
        assert_eq!(tom.get("/auth/me").await.ok(200)["email_verified"], json!(true));
        assert_eq!(hub.mail_to(EMAIL).await.0["subject"], "Your password was changed");
        assert_eq!(
            reset(hub, &token, PASSWORD).await.refused(422, "invalid"),
            ["token:link_spent"]
        );

        let (_, late) = forgot(hub, EMAIL).await;
        hub.pass_seconds(30 * 60);
        assert_eq!(
            reset(hub, &late, PASSWORD).await.refused(422, "invalid"),
            ["token:link_spent"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_who_has_an_account_from_a_forgotten_password() {
    hub_test(async |hub| {
        register(hub).await;
        let (mail, token) = forgot(hub, "nobody@example.org").await;
        assert_eq!((mail, token), (Value::Null, String::new()));
        let answer = hub.nobody().post("/auth/forgot-password", json!({"email": "no"})).await;
        assert_eq!(answer.refused(422, "invalid"), ["email:email"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_database_nor_outbox_holds_a_link() {
    hub_test(async |hub| {
        register(hub).await;
        hub.nobody()
            .post("/auth/forgot-password", json!({"email": EMAIL}))
            .await
            .ok(202);
        let before = hub.everything().await;
        let (_, token) = hub.mail_to(EMAIL).await;
        let (_, seal) = token.split_once('.').unwrap();
        assert!(!before.contains(seal), "{before}");
        // What was sent leaves nothing behind but the mailbox.
        let sql = Sql::new("SELECT VALUE kind FROM outbox");
        let left: Vec<String> = hub.app.db.ask(sql).await.unwrap().rows(0).unwrap();
        assert_eq!(left, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_who_knows_it() {
    hub_test(async |hub| {
        let (tom, other) = (register(hub).await, login(hub, PASSWORD).await);
        let change = |current: &str, new: &str| json!({"current_password": current, "password": new});
        let wrong = tom.post("/auth/password", change("something else", OTHER)).await;
        assert_eq!(wrong.refused(422, "invalid"), ["current_password:wrong"]);
        let empty = tom.post("/auth/password", json!({})).await;
        assert_eq!(
            empty.refused(422, "invalid"),
            ["current_password:required", "password:required"]
        );
        tom.post("/auth/password", change(PASSWORD, OTHER)).await.ok(204);
        tom.get("/auth/me").await.ok(200);
        other.get("/auth/me").await.refused(401, "unauthorized");
        login(hub, OTHER).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        hub.pass_seconds(60);
        let (second, third) = (login(hub, PASSWORD).await, login(hub, PASSWORD).await);
        let list = second.get("/auth/sessions").await.ok(200);
        let list = list["items"].as_array().unwrap().clone();
        let current: Vec<bool> = list.iter().map(|s| s["current"].as_bool().unwrap()).collect();
        assert_eq!(
            (list.len(), current.iter().filter(|c| **c).count()),
            (3, 1),
            "{list:#?}"
        );
        let first = list
            .iter()
            .min_by_key(|s| s["created_at"].as_str().unwrap().to_owned())
            .unwrap();
        let path = format!("/auth/sessions/{}", first["id"].as_str().unwrap());
        let carl = hub.client("Carl").await;
        carl.delete(&path).await.refused(404, "not_found");
        second.delete(&path).await.ok(204);
        tom.get("/auth/me").await.refused(401, "unauthorized");
        second.delete(&path).await.refused(404, "not_found");
        second.delete("/auth/sessions").await.ok(204);
        third.get("/auth/me").await.refused(401, "unauthorized");
        second.get("/auth/me").await.ok(200);
        carl.get("/auth/me").await.ok(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_of_other_parameters_is_renewed_at_the_next_sign_in() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        let me = tom.get("/auth/me").await.ok(200)["id"].as_str().unwrap().to_owned();
        // Of 8 MiB and one pass, over the same password.
        let weak = "$argon2id$v=19$m=8192,t=1,p=1$c29tZSBzYWx0IG9mIG91cnM$3YtOFuxQyCIq6hxWn5bnDZc1hLz9m0XSBxDGmJaG8bk";
        let set = |hash: String| {
            Sql::new("UPDATE type::record('user', $id) SET password_hash = $hash;")
                .bind("id", me.clone())
                .bind("hash", hash)
        };
        let kept = async || -> String {
            let sql = Sql::new("SELECT VALUE password_hash FROM type::record('user', $id)").bind("id", me.clone());
            hub.app.db.ask(sql).await.unwrap().row(0).unwrap().unwrap()
        };
        let good = kept().await;
        assert!(good.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{good}");
        login(hub, PASSWORD).await;
        assert_eq!(kept().await, good);
        hub.app.db.write(set(weak.to_owned())).await.unwrap();
        login(hub, PASSWORD).await;
        let renewed = kept().await;
        assert!(
            renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && renewed != good,
            "{renewed}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailbox_is_shut_where_mail_goes_to_a_server() {
    hub_test_with(&[("SMTP_URL", "smtp://127.0.0.1:9")], async |hub| {
        hub.nobody().get("/dev/mail.json").await.refused(404, "not_found");
    })
    .await;
}

const NEW: &str = "thomas@example.org";

async fn agree(hub: &TestHub, token: &str) -> Answer {
    hub.nobody().post("/auth/email/confirm", json!({"token": token})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_changes_once_both_have_agreed() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        let (_, token) = hub.mail_to(EMAIL).await;
        confirm(hub, &token).await.ok(204);
        hub.pass_seconds(1);
        let wrong = json!({"email": NEW, "password": "another"});
        let wrong = tom.post("/auth/email", wrong).await;
        assert_eq!(wrong.refused(422, "invalid"), ["password:wrong"]);
        let same = json!({"email": EMAIL, "password": PASSWORD});
        assert_eq!(
            tom.post("/auth/email", same).await.refused(422, "invalid"),
            ["email:same"]
        );

        let change = json!({"email": NEW, "password": PASSWORD});
        tom.post("/auth/email", change.clone()).await.ok(202);
        let (_, first) = hub.mail_to(NEW).await;
        hub.pass_seconds(1);
        // Asking again makes the links before it good for nothing.
        tom.post("/auth/email", change).await.ok(202);
        let ((_, arrive), (mail, leave)) = (hub.mail_to(NEW).await, hub.mail_to(EMAIL).await);
        assert!(mail["text"].as_str().unwrap().contains(NEW), "{mail}");
        assert_eq!(agree(hub, &first).await.refused(422, "invalid"), ["token:link_spent"]);
        let (_, reset_link) = forgot(hub, EMAIL).await;
        assert_eq!(agree(hub, &arrive).await.ok(200), json!({"done": false}));
        assert_eq!(tom.get("/auth/me").await.ok(200)["email"], EMAIL);
        assert_eq!(agree(hub, &arrive).await.refused(422, "invalid"), ["token:link_spent"]);
        assert_eq!(agree(hub, &leave).await.ok(200), json!({"done": true}));
        assert_eq!(tom.get("/auth/me").await.ok(200)["email"], NEW);
        // What was sent to the old address is good for nothing any more, and the address is free.
        assert_eq!(
            reset(hub, &reset_link, OTHER).await.refused(422, "invalid"),
            ["token:link_spent"]
        );
        let old = json!({"email": EMAIL, "password": PASSWORD});
        hub.nobody()
            .post("/auth/login", old)
            .await
            .refused(401, "bad_credentials");
        let new = json!({"email": NEW, "password": PASSWORD});
        hub.nobody().post("/auth/login", new).await.ok(200);
        register(hub).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_never_confirmed_has_nothing_to_say_and_one_that_is_taken_stays() {
    hub_test(async |hub| {
        let tom = register(hub).await;
        tom.post("/auth/email", json!({"email": NEW, "password": PASSWORD}))
            .await
            .ok(202);
        let (_, arrive) = hub.mail_to(NEW).await;
        hub.client("Thomas").await;
        agree(hub, &arrive).await.refused(409, "email_taken");
        assert_eq!(tom.get("/auth/me").await.ok(200)["email"], EMAIL);
        tom.post("/auth/email", json!({"email": "tim@example.org", "password": PASSWORD}))
            .await
            .ok(202);
        let (_, late) = hub.mail_to("tim@example.org").await;
        hub.pass_hours(24).await;
        assert_eq!(agree(hub, &late).await.refused(422, "invalid"), ["token:link_spent"]);
        let tom = login(hub, PASSWORD).await;
        tom.post("/auth/email", json!({"email": "tim@example.org", "password": PASSWORD}))
            .await
            .ok(202);
        let (_, arrive) = hub.mail_to("tim@example.org").await;
        assert_eq!(agree(hub, &arrive).await.ok(200), json!({"done": true}));
        let me = tom.get("/auth/me").await.ok(200);
        assert_eq!(
            (&me["email"], &me["email_verified"]),
            (&json!("tim@example.org"), &json!(true))
        );
    })
    .await;
}
