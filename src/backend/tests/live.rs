//! A stream tells its listener everything, in order, once, whatever happens to it.

use crate::{
    harness::{Client, hub_test},
    listening::{Listening, kinds_told, knock, told},
    scenes::{claim, hand_in, open_job, open_job_with},
};
use axum::{
    body::Body,
    http::{Method, Request},
};
use backend::{db::Sql, notifications::listeners::Pace};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use tokio::task::JoinSet;

const FAST: Pace = Pace {
    look: Duration::from_millis(10),
    check: Duration::from_millis(10),
};

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_not_held_back_and_says_what_it_is() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let mut stream = Listening::open(&client, "", None).await;
        let header = |name: &str| stream.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-accel-buffering"), "no");
        // Through all the layers, while the answer is far from over.
        let ready = stream.next().await.unwrap();
        assert_eq!(
            (ready.name.as_str(), ready.id.as_str(), &ready.data),
            ("ready", "n0000000000000000", &json!({"complete": true}))
        );
        knock(hub, &client, &mut stream).await;
        for (query, last) in [("?after=17", None), ("?back_seconds=86401", None), ("", Some("17"))] {
            let mut request = client.request(Method::GET, &format!("/events{query}"));
            if let Some(last) = last {
                request = request.header("Last-Event-ID", last);
            }
            let answer = client.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.refused(422, "invalid").len(), 1);
        }
        let foreign = format!("/notifications?cursor={}", "0".repeat(20));
        assert_eq!(client.get(&foreign).await.refused(422, "invalid"), ["cursor:cursor"]);
    })
    .await;
}

/// Cookies do as well as a token: a stream that outlives the access cookie is opened with the new one.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_listens_by_its_cookies() {
    hub_test(async |hub| {
        let body = json!({"email": "c@example.org", "password": "correct horse", "full_name": "C", "role": "client"});
        hub.nobody().post("/auth/register", body).await.ok(201);
        let (_, token) = hub.mail_to("c@example.org").await;
        hub.nobody()
            .post("/auth/verify-email", json!({"token": token}))
            .await
            .ok(204);
        let login = json!({"email": "c@example.org", "password": "correct horse"});
        let login = hub.nobody().post("/auth/login", login).await;
        let cookies: Vec<_> = login
            .cookies()
            .iter()
            .map(|c| c.split(';').next().unwrap().to_owned())
            .collect();
        let request = || {
            let request = Request::builder()
                .uri("/api/v1/events")
                .header("cookie", cookies.join("; "));
            request.body(Body::empty()).unwrap()
        };
        assert!(Listening::of(&hub.nobody(), request()).await.ready().await);
        hub.pass_seconds(3600);
        let mut renewed = Listening::of(&hub.nobody(), request()).await;
        assert!(renewed.ready().await);
        assert_eq!(renewed.headers.get_all("set-cookie").iter().count(), 2);
        let mut person = hub.nobody();
        person.token = cookies_token(&renewed);
        knock(hub, &person, &mut renewed).await;
    })
    .await;
}

fn cookies_token(stream: &Listening) -> Option<String> {
    let set = stream.headers.get_all("set-cookie").iter();
    let access = set
        .into_iter()
        .find_map(|c| c.to_str().unwrap().strip_prefix("pth_access="))?;
    Some(access.split(';').next()?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_gets_what_they_missed() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let mut stream = Listening::now(&client).await;
        let first = claim(&tester, &job).await;
        stream.kinds(1).await;
        let (last, begun) = (stream.last.clone(), hub.now());
        drop(stream);
        tester.act(&format!("/claims/{first}/release")).await.ok(200);
        hand_in(&tester, &job).await;
        let missed = ["seat_released", "seat_taken", "submission_handed_in"];
        for (query, header) in [
            (String::new(), Some(last.as_str())),
            (format!("?after={last}"), None),
            ("?after=n0000000000000000".to_owned(), Some(last.as_str())),
        ] {
            let mut back = Listening::open(&client, &query, header).await;
            assert!(back.ready().await);
            assert_eq!(back.last, last);
            assert_eq!(back.kinds(3).await, missed);
        }
        // A page that was drawn a while ago begins where it was drawn.
        hub.pass_seconds(60);
        let more = hub.tester("Tia").await;
        claim(&more, &job).await;
        let mut page = Listening::open(&client, "?back_seconds=59", None).await;
        assert!(page.ready().await);
        assert_eq!(page.last, "n0000000000000004");
        assert_eq!(page.kinds(2).await, ["seat_taken", "job_full"]);
        let mut page = Listening::open(&client, "?back_seconds=61", None).await;
        assert!(page.ready().await);
        assert_eq!(page.last, "n0000000000000000");
        assert_eq!(page.next().await.unwrap().data["created_at"], json!(begun));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forgotten_after_thirty_days_is_said_to_be_missing() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({"deadline": null})).await;
        let seat = claim(&tester, &job).await;
        tester.act(&format!("/claims/{seat}/release")).await.ok(200);
        hub.pass_hours(24).await;
        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        claim(&tester, &job).await;
        hub.pass_hours(24 * 29).await;
        let client = hub.renew(&client).await;
        assert_eq!(kinds_told(&client).await.len(), 4, "30 days to the hour are kept");
        hub.pass_seconds(1);
        hub.work().await;
        assert_eq!(kinds_told(&client).await, ["seat_taken", "seat_expired"]);

        let open = async |after: i64| {
            let mut stream = Listening::open(&client, &format!("?after=n{after:016x}"), None).await;
            let complete = stream.ready().await;
            (complete, stream.last.clone(), stream)
        };
        // Before the gap, at its edge, at the end, and beyond it, as after a backup was read back.
        let (complete, _, mut stream) = open(0).await;
        assert!(!complete);
        assert_eq!(stream.kinds(2).await, ["seat_taken", "seat_expired"]);
        assert!(open(2).await.0 && open(4).await.0);
        let (complete, place, mut stream) = open(9).await;
        assert_eq!((complete, place.as_str()), (false, "n0000000000000004"));
        knock(hub, &client, &mut stream).await;
        // Nothing left at all, nor anything that has still to happen: the counter goes on where it was.
        for _ in 0..3 {
            hub.pass_hours(24 * 31).await;
        }
        let client = hub.renew(&client).await;
        assert_eq!(told(&client).await, Vec::<Value>::new());
        let mut stream = Listening::open(&client, "?after=n0000000000000001", None).await;
        assert!(!stream.ready().await);
    })
    .await;
}

/// Listens until `count` were heard, and hangs up after every few on the way.
async fn listen_with_breaks(who: Client, count: usize) -> Vec<String> {
    let mut heard: Vec<String> = Vec::new();
    let mut last: Option<String> = None;
    while heard.len() < count {
        let mut stream = Listening::open(&who, "", last.as_deref().or(Some("n0000000000000000"))).await;
        assert!(stream.ready().await);
        for _ in 0..7.min(count - heard.len()) {
            heard.push(stream.next().await.unwrap().id);
        }
        last = Some(stream.last.clone());
    }
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_writers_at_once_and_nothing_is_lost_or_told_twice() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let mut jobs = Vec::new();
        for _ in 0..10 {
            jobs.push(open_job_with(&client, json!({"slots": 5})).await);
        }
        let mut testers = Vec::new();
        for n in 0..50 {
            testers.push((hub.tester(&format!("T{n}")).await, jobs[n % 10].clone()));
        }
        // 50 seats, and 10 jobs that are full with the last of them.
        let readers: JoinSet<_> = (0..3).map(|_| listen_with_breaks(client.clone(), 60)).collect();
        let mut writers: JoinSet<()> = JoinSet::new();
        for (tester, job) in testers {
            writers.spawn(async move {
                claim(&tester, &job).await;
            });
        }
        writers.join_all().await;
        let expected: Vec<String> = (1..=60).map(|n| format!("n{n:016x}")).collect();
        for heard in readers.join_all().await {
            assert_eq!(heard, expected);
        }
        let all = told(&client).await;
        let ids: Vec<_> = all.iter().map(|n| n["id"].as_str().unwrap()).collect();
        assert_eq!(ids, expected);
        let seats: BTreeSet<_> = all.iter().filter_map(|n| n["claim_id"].as_str()).collect();
        assert_eq!(seats.len(), 50);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_session() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let other = hub.renew(&client).await;
        let (stream, mut stays) = (Listening::now(&client).await, Listening::now(&other).await);
        client.act("/auth/logout").await.ok_status(204);
        stream.ended().await;
        client.get("/notifications").await.refused(401, "unauthorized");
        // The other session of the same person goes on, until its token has run out.
        knock(hub, &other, &mut stays).await;
        stays.kinds(1).await;
        hub.pass_seconds(3600);
        hub.app
            .listeners
            .wake(&domain::ids::UserId::parse(other.user.clone()).unwrap());
        stays.ended().await;
        assert!(hub.app.listeners.recipients().is_empty());
    })
    .await;
}

/// Signed out on another server, or a hint that got lost: each stream looks for itself after a while.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_looks_for_itself() {
    hub_test(async |hub| {
        let beside = hub.beside(FAST).await;
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let (client, there) = (client.clone(), beside.session_of_same(&client));
        let mut stream = Listening::now(&there).await;
        let job = open_job(&client).await;
        claim(&tester, &job).await;
        assert_eq!(stream.kinds(1).await, ["seat_taken"]);
        client.act("/auth/logout").await.ok_status(204);
        stream.ended().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_ends_its_streams() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let stream = Listening::now(&client).await;
        hub.app.listeners.close();
        stream.ended().await;
        Listening::open(&client, "", None).await.ended().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_one_server_is_heard_on_the_other() {
    hub_test(async |hub| {
        // Only the counters are looked at often: what is heard was found by them.
        let beside = hub
            .beside(Pace {
                look: Duration::from_millis(10),
                ..Pace::default()
            })
            .await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        let watching = tokio::spawn(backend::notifications::service::watch(beside.app.clone(), stopped));
        let client = hub.client("Clara").await;
        let there = beside.session_of_same(&client);
        let (mut a, mut b) = (Listening::now(&client).await, Listening::now(&there).await);
        let mut writers = JoinSet::new();
        let jobs = [
            open_job_with(&client, json!({"slots": 20})).await,
            open_job_with(&there, json!({"slots": 20})).await,
        ];
        for n in 0..30 {
            let tester = hub.tester(&format!("T{n}")).await;
            let tester = if n % 2 == 0 {
                tester
            } else {
                beside.session_of_same(&tester)
            };
            let job = jobs[n / 2 % 2].clone();
            writers.spawn(async move {
                claim(&tester, &job).await;
            });
        }
        writers.join_all().await;
        let (mut heard_a, mut heard_b) = (Vec::new(), Vec::new());
        for _ in 0..30 {
            heard_a.push(a.next().await.unwrap());
            heard_b.push(b.next().await.unwrap());
        }
        assert_eq!(heard_a, heard_b);
        // Begun on one server, gone on with on the other.
        let half = heard_a[14].id.clone();
        let mut moved = Listening::open(&there, "", Some(&half)).await;
        assert!(moved.ready().await);
        assert_eq!(moved.next().await.unwrap(), heard_a[15]);
        stop.send(()).unwrap();
        watching.await.unwrap();
    })
    .await;
}

/// A listener who does not read keeps nothing in memory but its place.
#[tokio::test(flavor = "multi_thread")]
async fn more_than_one_batch_is_read_in_order() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let fill = "FOR $n IN 1..=250 {
                CREATE type::record('notification', $user + '_' + <string>$n) SET recipient = $user, seq = $n,
                    newest = 0 - $n, kind = 'seat_taken', title = 'x', created_at = $now;
            };
            UPSERT type::record('notification_head', $user) SET last = 250;";
        let sql = Sql::new(fill)
            .bind("user", client.user.clone())
            .bind("now", hub.now().millis());
        hub.app.db.write(sql).await.unwrap();
        let expected: Vec<String> = (1..=250).map(|n| format!("n{n:016x}")).collect();
        let mut stream = Listening::open(&client, "?back_seconds=1", None).await;
        assert!(stream.ready().await);
        assert_eq!(stream.last, "n0000000000000000");
        let mut heard = Vec::new();
        for _ in 0..250 {
            heard.push(stream.next().await.unwrap().id);
        }
        assert_eq!(heard, expected);
        assert_eq!(told(&client).await.len(), 250);
    })
    .await;
}
