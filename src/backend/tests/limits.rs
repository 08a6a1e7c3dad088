//! How much may be asked for: on sign-in, registration, uploads and at large; by account and by address.

use crate::harness::{Answer, Client, Part, TestHub, hub_test, hub_test_with};
use axum::{
    body::Body,
    http::{Method, Request},
};
use backend::{
    limits::service::{Limited, Who, begin_sign_in, check},
    notifications::listeners::Pace,
};
use domain::limits::{ClientAddress, Failures};
use serde_json::{Value, json};

const ON: &[(&str, &str)] = &[("RATE_LIMIT", "on")];
const PASSWORD: &str = "correct horse battery";

fn account(name: &str) -> Value {
    json!({"email": format!("{name}@example.org"), "password": PASSWORD, "full_name": name, "role": "tester"})
}

async fn sign_in(who: &Client, name: &str, password: &str) -> Answer {
    let input = json!({"email": format!("{name}@example.org"), "password": password});
    who.post("/auth/login", input).await
}

/// In how many seconds to try again, once it is a refusal as it should be.
#[track_caller]
fn wait(answer: &Answer) -> i64 {
    answer.refused(429, "rate_limited");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let seconds: i64 = answer.header("retry-after").parse().unwrap();
    let words = domain::limits::in_words(seconds.try_into().unwrap());
    assert!(
        answer.text().contains(&format!("Try again in {words}.")),
        "{}",
        answer.text()
    );
    seconds
}

fn from(address: &str) -> ClientAddress {
    ClientAddress::new(address.parse().unwrap())
}

async fn fail(who: &Client, name: &str, times: usize) {
    for _ in 0..times {
        sign_in(who, name, "not the password")
            .await
            .refused(401, "bad_credentials");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_sign_ins_delay_the_next_and_nobody_elses() {
    hub_test_with(ON, async |hub| {
        let here = hub.nobody();
        here.post("/auth/register", account("tom")).await.ok(201);
        fail(&here, "tom", 5).await;
        assert_eq!(wait(&sign_in(&here, "tom", PASSWORD).await), 2);
        // From elsewhere it is as if nothing had happened, and so it is here for others.
        sign_in(&here.at("198.51.100.7"), "tom", PASSWORD).await.ok(200);
        here.post("/auth/register", account("tina")).await.ok(201);
        sign_in(&here, "tina", PASSWORD).await.ok(200);
        // Asking meanwhile makes it no longer.
        hub.pass_seconds(1);
        assert_eq!(wait(&sign_in(&here, "tom", PASSWORD).await), 1);
        hub.pass_seconds(1);
        for seconds in [4, 8] {
            fail(&here, "tom", 1).await;
            assert_eq!(wait(&sign_in(&here, "tom", PASSWORD).await), seconds);
            hub.pass_seconds(seconds);
        }
        sign_in(&here, "tom", PASSWORD).await.ok(200);
        fail(&here, "tom", 5).await;
        assert_eq!(wait(&sign_in(&here, "tom", PASSWORD).await), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_forgotten_after_a_day_and_leave_nothing() {
    hub_test_with(ON, async |hub| {
        let here = hub.nobody();
        fail(&here, "tom", 5).await;
        hub.pass_seconds(Failures::FORGOTTEN_SECONDS - 1);
        fail(&here, "tom", 1).await;
        assert_eq!(wait(&sign_in(&here, "tom", PASSWORD).await), 4);
        hub.pass_seconds(Failures::FORGOTTEN_SECONDS);
        hub.work().await;
        let kept = backend::db::Sql::new("SELECT count() AS total FROM allowance GROUP ALL");
        assert_eq!(hub.app.db.ask(kept).await.unwrap().total(0).unwrap(), 0);
        fail(&here, "tom", 5).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_an_account_exists_shows_nowhere() {
    hub_test_with(ON, async |hub| {
        let here = hub.nobody();
        here.post("/auth/register", account("known")).await.ok(201);
        let mut told = Vec::new();
        for name in ["known", "unknown"] {
            let mut answers = Vec::new();
            for _ in 0..7 {
                let answer = sign_in(&here, name, "not the password").await;
                answers.push((answer.status, answer.text(), answer.header("retry-after").to_owned()));
            }
            told.push(answers);
        }
        assert_eq!(told[0], told[1]);
        let counted = |status| told[0].iter().filter(|(s, ..)| *s == status).count();
        assert_eq!((counted(401), counted(429)), (5, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_count_together() {
    hub_test_with(ON, async |hub| {
        let beside = hub.beside(Pace::default()).await;
        let (here, there) = (hub.nobody(), beside.nobody());
        here.post("/auth/register", account("tom")).await.ok(201);
        fail(&here, "tom", 3).await;
        fail(&there, "tom", 2).await;
        for who in [&here, &there] {
            assert_eq!(wait(&sign_in(who, "tom", PASSWORD).await), 2);
        }
        // At the same moment, too: as many get through as there are tries left.
        let tries = (0..20).map(|i| sign_in(if i % 2 == 0 { &here } else { &there }, "tina", "not the password"));
        let answers = futures_util::future::join_all(tries).await;
        let made = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(made, 5, "{answers:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_a_generous_allowance_of_failures() {
    hub_test_with(ON, async |hub| {
        let tried = async |address: &str, number: usize| {
            begin_sign_in(&hub.app, from(address), &format!("{number}@example.org")).await
        };
        for number in 0..300 {
            assert!(tried("2001:db8:0:1::1", number).await.is_ok(), "{number}");
        }
        // Another address of the same connection, and an account that nobody has tried yet.
        assert!(tried("2001:db8:0:1::2", 300).await.is_err());
        let answer = sign_in(&hub.nobody().at("2001:db8:0:1::3"), "tom", PASSWORD).await;
        assert_eq!(wait(&answer), 2);
        assert!(tried("2001:db8:0:2::1", 0).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_sign_in_do_not_use_it_up() {
    hub_test_with(ON, async |hub| {
        for number in 0..400 {
            let begun = begin_sign_in(&hub.app, from("192.0.2.1"), &format!("{number}@example.org")).await;
            begun.unwrap().succeeded(&hub.app).await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_one_a_second_once_a_class_has_come() {
    hub_test_with(ON, async |hub| {
        let who = Who::at(from("192.0.2.1"));
        for _ in 0..300 {
            check(&hub.app, Limited::Registration, &who).await.unwrap();
        }
        let here = hub.nobody();
        assert_eq!(wait(&here.post("/auth/register", account("tom")).await), 1);
        here.at("192.0.2.2")
            .post("/auth/register", account("tina"))
            .await
            .ok(201);
        hub.pass_seconds(1);
        here.post("/auth/register", account("tom")).await.ok(201);
        // What is refused for itself does not count.
        here.post("/auth/register", json!({})).await.refused(422, "invalid");
        assert_eq!(wait(&here.post("/auth/register", account("tim")).await), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_to_one_mailbox_is_limited_wherever_it_is_asked_for() {
    hub_test_with(ON, async |hub| {
        for what in [Limited::Reset, Limited::Verification] {
            let ask = async |number: usize, account| {
                let address = from(&format!("198.51.100.{number}"));
                check(&hub.app, what, &Who::asking_for(address, account)).await
            };
            for number in 0..10 {
                ask(number, "tom@example.org").await.unwrap();
            }
            let error = ask(10, "tom@example.org").await.expect_err("too many");
            assert_eq!(error.retry_after(), Some(300), "{what:?}");
            ask(10, "tina@example.org").await.unwrap();
            // Who was refused has not used up their address.
            check(&hub.app, what, &Who::at(from("198.51.100.10"))).await.unwrap();
        }
    })
    .await;
}

async fn call_until_refused(who: &Client, path: &str) -> (usize, Answer) {
    for made in 0..10_000 {
        let answer = who.get(path).await;
        if answer.status == 429 {
            return (made, answer);
        }
    }
    panic!("{path} is not limited");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_counted_by_account_and_strangers_by_address() {
    hub_test_with(ON, async |hub| {
        let (tom, tina) = (hub.tester("Tom").await, hub.tester("Tina").await);
        let (made, refused) = call_until_refused(&tom, "/auth/me").await;
        assert_eq!((made, wait(&refused)), (1200, 1));
        assert_eq!(wait(&tom.at("198.51.100.7").get("/auth/me").await), 1);
        tina.get("/auth/me").await.ok(200);
        hub.pass_seconds(1);
        let (made, _) = call_until_refused(&tom, "/auth/me").await;
        assert_eq!(made, 20);

        let nobody = hub.nobody();
        let (made, refused) = call_until_refused(&nobody, "/jobs?limit=1").await;
        assert_eq!((made, wait(&refused)), (3000, 1));
        nobody.at("198.51.100.7").get("/jobs").await.ok(200);
        tina.get("/auth/me").await.ok(200);
        // A token that is nobody's is a stranger's call.
        let mut forged = hub.nobody();
        forged.token = Some("forged".into());
        wait(&forged.get("/auth/me").await);
        // A person reads the sentence.
        let page = Request::builder()
            .uri("/api/docs/")
            .header("accept", "text/html,*/*;q=0.8");
        let page = nobody.send_unchecked(page.body(Body::empty()).unwrap()).await;
        assert_eq!((page.status, page.header("retry-after")), (429, "1"));
        assert_eq!(page.text(), "That was too often. Try again in 1 second.");
        // Whoever watches the server is not refused, and what a page is made of is not counted.
        for _ in 0..700 {
            nobody.get("/health").await.ok(200);
        }
        nobody.get("/metrics").await.ok_status(200);
        let file = Request::builder().uri("/pkg/none.js").body(Body::empty()).unwrap();
        assert_eq!(nobody.send_unchecked(file).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_counted_by_account() {
    hub_test_with(ON, async |hub| {
        let (tom, tina) = (hub.tester("Tom").await, hub.tester("Tina").await);
        for number in 0..240 {
            let answer = if number % 2 == 0 {
                tom.upload("/submissions/none/screenshots", &[Part::File(b"x")]).await
            } else {
                tom.put("/screenshots/none/scene", json!({})).await
            };
            answer.refused(404, "not_found");
        }
        let path = "/submissions/none/screenshots";
        assert_eq!(wait(&tom.upload(path, &[Part::File(b"x")]).await), 1);
        assert_eq!(wait(&tom.put("/screenshots/none/scene", json!({})).await), 1);
        tina.upload(path, &[Part::File(b"x")]).await.refused(404, "not_found");
        hub.pass_seconds(1);
        tom.upload(path, &[Part::File(b"x")]).await.refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_are_counted_by_address() {
    hub_test_with(ON, async |hub| {
        let nobody = hub.nobody();
        let guess = async |who: &Client| who.post("/auth/refresh", json!({"refresh_token": "none.none"})).await;
        for _ in 0..300 {
            guess(&nobody).await.refused(401, "unauthorized");
        }
        assert_eq!(wait(&guess(&nobody).await), 1);
        guess(&nobody.at("192.0.2.2")).await.refused(401, "unauthorized");
    })
    .await;
}

async fn forwarded(hub: &TestHub, peer: &str, on_behalf_of: &str) -> Answer {
    let peer = hub.nobody().at(peer);
    let request = peer
        .request(Method::POST, "/auth/login")
        .header("x-forwarded-for", on_behalf_of);
    let body = json!({"email": "tom@example.org", "password": PASSWORD}).to_string();
    peer.send(
        request
            .header("content-type", "application/json")
            .body(body.into())
            .unwrap(),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_speaks_for_others_once_it_is_trusted() {
    let trusting = [ON[0], ("TRUSTED_PROXIES", "10.0.0.0/8")];
    hub_test_with(&trusting, async |hub| {
        for _ in 0..5 {
            forwarded(hub, "10.0.0.1", "192.0.2.1")
                .await
                .refused(401, "bad_credentials");
        }
        wait(&forwarded(hub, "10.0.0.1", "192.0.2.1").await);
        wait(&forwarded(hub, "10.9.9.9", "203.0.113.5, 192.0.2.1").await);
        forwarded(hub, "10.0.0.1", "192.0.2.2")
            .await
            .refused(401, "bad_credentials");
    })
    .await;
    hub_test_with(ON, async |hub| {
        for number in 0..5 {
            forwarded(hub, "10.0.0.1", &format!("192.0.2.{number}"))
                .await
                .refused(401, "bad_credentials");
        }
        wait(&forwarded(hub, "10.0.0.1", "192.0.2.9").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_limited_where_limits_are_off() {
    hub_test(async |hub| {
        fail(&hub.nobody(), "tom", 8).await;
        let tom = hub.tester("Tom").await;
        for _ in 0..400 {
            tom.get("/auth/me").await.ok(200);
        }
        let kept = backend::db::Sql::new("SELECT count() AS total FROM allowance GROUP ALL");
        assert_eq!(hub.app.db.ask(kept).await.unwrap().total(0).unwrap(), 0);
    })
    .await;
}
