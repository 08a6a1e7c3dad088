//! Finding jobs: sorts, filters and words, page by page; and lists in general.

use crate::{
    harness::{Client, TestHub, hub_test},
    scenes::{claim, draft_with, hand_in, id, open_job_with, project, publish},
};
use serde_json::{Value, json};

/// Every item of a list, page by page. No id comes twice.
async fn walk(who: &Client, path: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut cursor): (Vec<Value>, _) = (Vec::new(), String::new());
    let glue = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = who.get(&format!("{path}{glue}limit={limit}{cursor}")).await.ok(200);
        let found = page["items"].as_array().unwrap();
        assert!(found.len() <= limit);
        assert!(
            found.len() == limit || page["next_cursor"].is_null(),
            "a short page that is not the last: {path}"
        );
        items.extend(found.iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    let mut ids: Vec<_> = items.iter().map(id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), items.len(), "repeats in {path}");
    items
}

/// Jobs of many kinds, some published at the same millisecond. Gives their cards in the order of publishing.
async fn stock(hub: &TestHub, client: &Client) -> Vec<Value> {
    let project = project(client).await;
    let mut cards = Vec::new();
    for n in 0..40_usize {
        let pick = |list: &[&str]| -> Value {
            if n % 4 == 3 {
                json!([])
            } else {
                json!([list[n % list.len()]])
            }
        };
        let mut body = crate::scenes::job_body(&project);
        body["title"] = json!(format!(
            "Job {n} about {}",
            ["kettles", "lamps", "a kettle and a lamp"][n % 3]
        ));
        body["price_cents"] = json!(500 * (1 + n % 5));
        body["deadline"] = if n % 3 == 0 {
            json!(null)
        } else {
            json!(hub.now().plus_hours(24 * (1 + (n * 7 % 11) as i64)))
        };
        body["requirements"] = json!({
            "platforms": pick(&["web", "ios", "android"]), "browsers": pick(&["firefox", "safari"]),
            "countries": pick(&["DE", "FR", "US"]), "languages": pick(&["de", "fr"]),
        });
        let job = id(&client.post("/jobs", body).await.ok(201));
        cards.push(publish(client, &job).await);
        if n % 2 == 0 {
            hub.pass_seconds(1);
        }
    }
    cards
}

fn at(job: &Value, name: &str) -> i64 {
    let text = job[name].as_str();
    text.map_or(i64::MAX, |text| {
        domain::timestamp::Timestamp::parse(text).unwrap().millis()
    })
}

/// Newest first; the id decides among equals.
fn newest(job: &Value) -> (i64, String) {
    (-at(job, "published_at"), id(job))
}

fn ids(jobs: &[Value]) -> Vec<String> {
    jobs.iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_no_gaps_and_no_repeats_in_any_order() {
    hub_test(async |hub| {
        let mut jobs = stock(hub, &hub.client("Clara").await).await;
        let nobody = hub.nobody();
        for limit in [1, 7, 39, 40, 41, 100] {
            jobs.sort_by_key(newest);
            assert_eq!(ids(&walk(&nobody, "/jobs", limit).await), ids(&jobs), "newest");
            assert_eq!(
                ids(&walk(&nobody, "/jobs?sort=newest", limit).await),
                ids(&jobs),
                "newest"
            );
            jobs.sort_by_key(|job| (-job["price_cents"].as_i64().unwrap(), newest(job)));
            assert_eq!(
                ids(&walk(&nobody, "/jobs?sort=price", limit).await),
                ids(&jobs),
                "price"
            );
            jobs.sort_by_key(|job| (at(job, "deadline"), newest(job)));
            assert_eq!(
                ids(&walk(&nobody, "/jobs?sort=deadline", limit).await),
                ids(&jobs),
                "deadline"
            );
        }
        assert_eq!(nobody.get("/jobs").await.ok(200)["items"].as_array().unwrap().len(), 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_finds_what_it_should_and_nothing_else() {
    hub_test(async |hub| {
        let mut jobs = stock(hub, &hub.client("Clara").await).await;
        jobs.sort_by_key(newest);
        let nobody = hub.nobody();
        let fits = |job: &Value, list: &str, asked: &str| {
            let named = job["requirements"][list].as_array().unwrap();
            named.is_empty() || named.contains(&json!(asked))
        };
        let pays = |job: &Value, least: i64| job["price_cents"].as_i64().unwrap() >= least;
        let says = |job: &Value, word: &str| job["title"].as_str().unwrap().contains(word);
        type Rule<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
        let cases: Vec<(&str, Rule<'_>)> = vec![
            ("platform=ios", Box::new(|j| fits(j, "platforms", "ios"))),
            ("browser=Firefox", Box::new(|j| fits(j, "browsers", "firefox"))),
            ("country=de", Box::new(|j| fits(j, "countries", "DE"))),
            ("language=FR", Box::new(|j| fits(j, "languages", "fr"))),
            ("country=JP", Box::new(|j| fits(j, "countries", "JP"))),
            ("min_price_cents=1500", Box::new(|j| pays(j, 1500))),
            ("min_price_cents=99999", Box::new(|_| false)),
            (
                "country=DE&platform=web",
                Box::new(|j| fits(j, "countries", "DE") && fits(j, "platforms", "web")),
            ),
            (
                "country=US&min_price_cents=2000",
                Box::new(|j| fits(j, "countries", "US") && pays(j, 2000)),
            ),
            ("q=lamp", Box::new(|j| says(j, "lamp"))),
            ("q=KETTLE", Box::new(|j| says(j, "kettle"))),
            ("q=kettle+lamp", Box::new(|j| says(j, "kettle") && says(j, "lamp"))),
            (
                "q=lamp&country=FR&min_price_cents=1000",
                Box::new(|j| says(j, "lamp") && fits(j, "countries", "FR") && pays(j, 1000)),
            ),
            ("q=unicorn", Box::new(|_| false)),
            ("q=&platform=&min_price_cents=", Box::new(|_| true)),
        ];
        for (query, rule) in &cases {
            let expected: Vec<_> = jobs.iter().filter(|job| rule(job)).map(id).collect();
            for limit in [3, 100] {
                assert_eq!(
                    ids(&walk(&nobody, &format!("/jobs?{query}"), limit).await),
                    expected,
                    "{query} by {limit}"
                );
            }
            let mut by_price: Vec<_> = jobs.iter().filter(|job| rule(job)).collect();
            by_price.sort_by_key(|job| (-job["price_cents"].as_i64().unwrap(), newest(job)));
            let by_price: Vec<_> = by_price.into_iter().map(id).collect();
            assert_eq!(
                ids(&walk(&nobody, &format!("/jobs?{query}&sort=price"), 4).await),
                by_price,
                "{query} by price"
            );
        }
        for odd in [
            "q=%22",
            "q=%27%3B+REMOVE+TABLE+job",
            "q=@0@",
            "q=%F0%9F%AB%96",
            "q=+-+",
            "q=the",
        ] {
            nobody.get(&format!("/jobs?{odd}")).await.ok(200);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_holds_its_place_while_jobs_come_and_go() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let mut jobs = stock(hub, &client).await;
        jobs.sort_by_key(newest);
        let first = hub.nobody().get("/jobs?limit=10").await.ok(200);
        let cursor = first["next_cursor"].as_str().unwrap();
        hub.pass_seconds(1);
        open_job_with(&client, json!({})).await;
        client.act(&format!("/jobs/{}/cancel", id(&jobs[9]))).await.ok(200);
        client.act(&format!("/jobs/{}/cancel", id(&jobs[12]))).await.ok(200);
        let second = hub
            .nobody()
            .get(&format!("/jobs?limit=10&cursor={cursor}"))
            .await
            .ok(200);
        let expected: Vec<_> = (10..21).filter(|n| *n != 12).map(|n| id(&jobs[n])).collect();
        assert_eq!(ids(second["items"].as_array().unwrap()), expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_page_is_dropped_by_every_write() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job_with(&client, json!({"slots": 1})).await;
        let other = open_job_with(&client, json!({"slots": 3})).await;
        let look = async || {
            let page = hub.nobody().get("/jobs").await;
            assert_eq!(page.body, hub.nobody().get("/jobs").await.body);
            let page = page.ok(200);
            let cards = page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| (id(c), c["seats_left"].as_i64().unwrap()));
            cards.collect::<std::collections::BTreeMap<_, _>>()
        };
        let is = |cards: &[(&String, i64)]| cards.iter().map(|(id, left)| ((*id).clone(), *left)).collect();
        assert_eq!(look().await, is(&[(&job, 1), (&other, 3)]));
        let seat = claim(&tester, &job).await;
        assert_eq!(look().await, is(&[(&other, 3)]));
        claim(&tester, &other).await;
        assert_eq!(look().await, is(&[(&other, 2)]));
        tester.act(&format!("/claims/{seat}/release")).await.ok(200);
        assert_eq!(look().await, is(&[(&job, 1), (&other, 2)]));
        client
            .patch(
                &format!("/jobs/{job}"),
                json!({"title": "Another title", "requirements": {"countries": ["FR"]}}),
            )
            .await
            .ok(200);
        let page = hub.nobody().get("/jobs?country=FR&q=another").await.ok(200);
        assert_eq!(page["items"][0]["title"], "Another title");
        assert_eq!(
            hub.nobody().get("/jobs?country=DE").await.ok(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        client.act(&format!("/jobs/{other}/cancel")).await.ok(200);
        assert_eq!(look().await, is(&[(&job, 1)]));
        hub.pass_hours(24).await;
        let third = open_job_with(&hub.renew(&client).await, json!({})).await;
        assert_eq!(look().await, is(&[(&job, 1), (&third, 2)]));
        hub.pass_hours(24 * 365).await;
        assert_eq!(look().await, is(&[]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_list_is_paged_the_same_way() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let tester = hub.tester("Tom").await;
        let job = open_job_with(&client, json!({"slots": 5})).await;
        for n in 0..5 {
            let other = hub.tester(&format!("T{n}")).await;
            let submission = hand_in(&other, &job).await;
            hub.pass_seconds(n % 2);
            client
                .post(&format!("/submissions/{submission}/approve"), json!({"rating": 5}))
                .await
                .ok(200);
        }
        for n in 0..5 {
            let job = open_job_with(&client, json!({"slots": 1})).await;
            hub.pass_seconds(n % 2);
            let submission = hand_in(&tester, &job).await;
            client
                .post(&format!("/submissions/{submission}/approve"), json!({"rating": 5}))
                .await
                .ok(200);
            tester
                .post("/wallet/payouts", json!({"amount_cents": 1000 + n}))
                .await
                .ok(201);
        }
        draft_with(&client, json!({})).await;
        let project = client.get(&format!("/jobs/{job}")).await.ok(200)["project_id"]
            .as_str()
            .unwrap()
            .to_owned();
        for (who, path, count) in [
            (&client, "/projects".to_owned(), 7),
            (&client, "/my/jobs".into(), 7),
            (&client, format!("/my/jobs?project_id={project}"), 1),
            (&client, format!("/jobs/{job}/submissions"), 5),
            (&client, "/wallet/entries".into(), 16),
            (&tester, "/claims".into(), 5),
            (&tester, "/wallet/payouts".into(), 5),
            (&tester, "/wallet/entries".into(), 10),
            (&tester, "/my/jobs".into(), 0),
        ] {
            let whole = walk(who, &path, 100).await;
            assert_eq!(whole.len(), count, "{path}");
            assert_eq!(walk(who, &path, 2).await, whole, "{path}");
            let times: Vec<_> = whole.iter().map(|item| at(item, "created_at")).collect();
            assert!(times.is_sorted_by(|a, b| a >= b), "{path}: {times:?}");
        }
        client
            .get("/my/jobs?project_id=unknown")
            .await
            .refused(404, "not_found");
        tester
            .get(&format!("/my/jobs?project_id={project}"))
            .await
            .refused(404, "not_found");
    })
    .await;
}
