//! The dashboard: its figures are a plain recount of what the other calls tell, and nobody else's.

use crate::{
    harness::{Client, Part, TestHub, hub_test, hub_test_with},
    scenes::{all_pass, claim, draft_with, hand_in, id, open_job, open_job_with, png, report},
};
use backend::{dashboard::service::load, db::Sql};
use domain::{
    auth::Actor,
    dashboard::{ClientBoard, Dashboard, DashboardQuery, TesterBoard},
    ids::{SessionId, UserId},
    statistics::{WEEKS, WeekSum},
    submissions::{SubmissionStatus, Verdict},
    timestamp::Timestamp,
    users::Role,
};
use serde_json::{Value, json};

async fn dashboard(hub: &TestHub, person: &Client, query: &DashboardQuery) -> Dashboard {
    let actor = Actor {
        user: UserId::parse(person.user.clone()).unwrap(),
        session: SessionId::parse("s").unwrap(),
        roles: vec![Role::Client, Role::Tester],
        verified: true,
        from: domain::auth::sessions::Visit::default(),
        scopes: None,
    };
    load(&hub.app, &actor, query).await.unwrap()
}

async fn client_board(hub: &TestHub, person: &Client) -> ClientBoard {
    dashboard(hub, person, &DashboardQuery::default()).await.client.unwrap()
}

async fn tester_board(hub: &TestHub, person: &Client) -> TesterBoard {
    dashboard(hub, person, &DashboardQuery::default()).await.tester.unwrap()
}

fn time(value: &Value) -> Timestamp {
    Timestamp::parse(value.as_str().unwrap()).unwrap()
}

/// How many weeks ago, counted from the Monday of the week that `now` is in.
fn weeks_ago(now: Timestamp, at: Timestamp) -> usize {
    const DAY: i64 = 24 * 3600;
    // The harness begins on Monday, 23 November 2026, at noon.
    let monday = Timestamp::parse("2026-11-23T00:00:00Z").unwrap();
    let week = |at: Timestamp| at.seconds_since(monday) / DAY / 7;
    usize::try_from(week(now) - week(at)).unwrap()
}

/// The statement's lines of one kind by week, oldest first, in absolute amounts.
async fn recount(hub: &TestHub, person: &Client, kind: &str) -> Vec<i64> {
    let mut weeks = vec![0; WEEKS];
    let lines = hub.renew(person).await.get("/wallet/entries?limit=100").await.ok(200);
    assert_eq!(lines["next_cursor"], Value::Null);
    for line in lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["kind"] == kind)
    {
        let ago = weeks_ago(hub.now(), time(&line["created_at"]));
        weeks[WEEKS - 1 - ago] += line["amount_cents"].as_i64().unwrap().abs();
    }
    weeks
}

fn cents(weeks: &[WeekSum]) -> Vec<i64> {
    weeks.iter().map(|week| week.cents.0).collect()
}

async fn approve(client: &Client, submission: &str) {
    let path = format!("/submissions/{submission}/approve");
    client.post(&path, json!({"rating": 5})).await.ok(200);
}

/// Hands in with another verdict than "pass" at the last step.
async fn hand_in_with(tester: &Client, job: &str, verdict: &str) -> String {
    let seat = claim(tester, job).await;
    let submission = report(tester, &seat).await;
    let path = format!("/submissions/{}", id(&submission));
    let step = submission["steps"][1]["step_id"].as_str().unwrap();
    let parts = [Part::File(&png(8, 8)), Part::Text("step_id", step)];
    tester.upload(&format!("{path}/screenshots"), &parts).await.ok(201);
    let mut verdicts = all_pass(&submission);
    verdicts["steps"][2]["verdict"] = json!(verdict);
    tester.patch(&path, verdicts).await.ok(200);
    tester.act(&format!("{path}/submit")).await.ok(200);
    id(&submission)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_a_plain_recount() {
    hub_test(async |hub| {
        let clara = hub.client("Clara").await;
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let kettle = open_job(&clara).await;
        let first = hand_in(&tom, &kettle).await;
        hub.pass_hours(3).await;
        approve(&hub.renew(&clara).await, &first).await;

        hub.pass_hours(14 * 24).await;
        let (clara, tia) = (hub.renew(&clara).await, hub.renew(&tia).await);
        let blog = open_job_with(&clara, json!({"price_cents": 1999, "slots": 3})).await;
        let thin = hand_in_with(&tia, &blog, "fail").await;
        hub.pass_hours(5).await;
        let clara = hub.renew(&clara).await;
        let no = json!({"reason": "incomplete", "comment": "Half of it is missing."});
        clara.post(&format!("/submissions/{thin}/reject"), no).await.ok(200);

        hub.pass_hours(21 * 24).await;
        let (clara, tom, tia) = (hub.renew(&clara).await, hub.renew(&tom).await, hub.renew(&tia).await);
        let second = hand_in_with(&tia, &kettle, "blocked").await;
        hub.pass_seconds(60);
        let third = hand_in_with(&tom, &blog, "skipped").await;
        hub.pass_seconds(10 * 3600 - 60);
        let clara = hub.renew(&clara).await;
        approve(&clara, &second).await;
        hub.pass_seconds(10 * 3600 + 60);
        let clara = hub.renew(&clara).await;
        approve(&clara, &third).await;
        hub.pass_hours(7 * 24).await;
        let clara = hub.renew(&clara).await;
        clara.act(&format!("/jobs/{blog}/cancel")).await.ok(200);
        hub.work().await;

        let board = client_board(hub, &clara).await;
        assert_eq!(cents(&board.paid_in), recount(hub, &clara, "job_funded").await);
        assert_eq!(cents(&board.refunded), recount(hub, &clara, "job_refunded").await);
        // 2 × 25.00 and 3 × 19.99, each with 15 %; one seat of three was rejected and one never taken.
        assert_eq!(cents(&board.paid_in).iter().sum::<i64>(), 5750 + 6897);
        assert!(cents(&board.refunded).iter().filter(|week| **week > 0).count() == 2);
        for tester in [&tom, &tia] {
            let earned = cents(&tester_board(hub, tester).await.earned);
            assert_eq!(earned, recount(hub, tester, "submission_paid").await);
        }

        let mut submissions = Vec::new();
        for job in [&kettle, &blog] {
            let page = clara.get(&format!("/jobs/{job}/submissions?limit=100")).await.ok(200);
            submissions.extend(page["items"].as_array().unwrap().clone());
        }
        for of in &board.reviews.states {
            let same = submissions.iter().filter(|s| s["status"] == of.kind.code()).count();
            assert_eq!(of.count, same as i64, "{:?}", of.kind);
        }
        let mut spans: Vec<i64> = submissions
            .iter()
            .map(|s| time(&s["decision"]["decided_at"]).seconds_since(time(&s["submitted_at"])))
            .collect();
        spans.sort_unstable();
        assert_eq!(spans, [3, 5, 10, 20].map(|hours| hours * 3600));
        let pace = board.reviews.pace.unwrap();
        assert_eq!((pace.median_seconds, pace.count), (7 * 3600 + 1800, 4));
        assert!(board.reviews.complete);
        let by_week = board.reviews.pace_by_week.iter().filter_map(|week| week.pace);
        let by_week: Vec<_> = by_week.map(|pace| (pace.median_seconds / 3600, pace.count)).collect();
        assert_eq!(by_week, [(3, 1), (5, 1), (15, 2)]);
        assert_eq!(tester_board(hub, &tia).await.reviews.pace.unwrap().count, 2);

        // The job with the newest work, unless another of one's own is asked for.
        assert_eq!(board.verdicts.as_ref().unwrap().job.id.as_str(), blog);
        for (job, expected) in [(&blog, [0, 1, 0, 1]), (&kettle, [1, 0, 1, 0])] {
            let query = DashboardQuery {
                job: Some(job.clone()),
                seats: None,
            };
            let shown = dashboard(hub, &clara, &query).await.client.unwrap().verdicts.unwrap();
            assert_eq!((shown.job.id.as_str(), shown.submissions), (job.as_str(), 2));
            assert_eq!(shown.steps.len(), 3);
            assert_eq!(shown.steps[0].of(Verdict::Pass), 2);
            assert_eq!(Verdict::ALL.map(|v| shown.steps[2].of(v)), expected);
        }
        assert_eq!(board.reported.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_somebody_comes_by_the_time_that_is_left() {
    hub_test(async |hub| {
        let clara = hub.client("Clara").await;
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let job = open_job_with(&clara, json!({"slots": 5})).await;
        let other = open_job(&clara).await;
        let early = hand_in(&tom, &job).await;
        hub.pass_seconds(600);
        let late = hand_in(&tia, &other).await;
        let begun = claim(&tia, &job).await;
        hub.pass_seconds(600);
        let last = claim(&tom, &other).await;
        draft_with(&clara, json!({"title": "Ready"})).await;
        draft_with(
            &clara,
            json!({"title": "Too late", "deadline": hub.now().plus_hours(-1)}),
        )
        .await;

        let board = client_board(hub, &clara).await;
        let waiting: Vec<_> = board.to_review.iter().map(|item| item.submission_id.as_str()).collect();
        assert_eq!(waiting, [early.as_str(), late.as_str()]);
        let item = &board.to_review[0];
        assert_eq!(
            (
                item.tester.name.as_str(),
                item.job_title.as_str(),
                item.price_cents.0,
                item.bugs
            ),
            ("Tom", "Buy a kettle", 2500, 0)
        );
        assert_eq!(
            item.review_due_at,
            Some(hub.now().plus_seconds(-1200).plus_hours(7 * 24))
        );
        assert_eq!((board.waiting, board.open_jobs, board.jobs.items.len()), (2, 1, 4));
        let drafts: Vec<_> = board.drafts.iter().map(|draft| draft.title.as_str()).collect();
        assert_eq!(drafts, ["Ready"]);

        // Work that was handed back waits for its tester again.
        let changes = json!({"comment": "Name the browser."});
        let path = format!("/submissions/{early}/request-changes");
        clara.post(&path, changes).await.ok(200);
        let board = tester_board(hub, &tom).await;
        let at_work: Vec<_> = board
            .at_work
            .iter()
            .map(|seat| (seat.id.as_str(), seat.submission_status))
            .collect();
        assert_eq!(at_work.len(), 2);
        // Both have a full day from the same second on.
        assert!(at_work.contains(&(last.as_str(), None)));
        assert!(
            at_work
                .iter()
                .any(|(_, status)| *status == Some(SubmissionStatus::ChangesRequested))
        );
        assert_eq!(board.seats.items, []);
        let board = tester_board(hub, &tia).await;
        assert_eq!((board.at_work.len(), board.at_work[0].id.as_str()), (1, begun.as_str()));
        assert_eq!(board.seats.items.len(), 1);
        assert_eq!(client_board(hub, &clara).await.waiting, 1);

        // Time that has run out needs nobody any more, before the worker comes round and after.
        hub.pass_seconds(24 * 3600);
        assert_eq!(tester_board(hub, &tia).await.at_work, []);
        hub.work().await;
        assert_eq!(tester_board(hub, &tom).await.at_work, []);
        hub.pass_hours(7 * 24).await;
        assert_eq!(client_board(hub, &clara).await.waiting, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_nothing_of_others() {
    hub_test(async |hub| {
        let (clara, carl) = (hub.client("Clara").await, hub.client("Carl").await);
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let job = open_job(&clara).await;
        approve(&clara, &hand_in(&tom, &job).await).await;
        hand_in(&tia, &job).await;

        let query = DashboardQuery {
            job: Some(job),
            seats: None,
        };
        let board = dashboard(hub, &carl, &query).await.client.unwrap();
        assert_eq!((board.to_review.len(), board.waiting, board.open_jobs), (0, 0, 0));
        assert!(board.jobs.items.is_empty() && board.drafts.is_empty() && board.projects.items.is_empty());
        assert!(
            cents(&board.paid_in)
                .iter()
                .chain(&cents(&board.refunded))
                .all(|week| *week == 0)
        );
        assert!(board.reviews.states.iter().all(|of| of.count == 0) && board.reviews.pace.is_none());
        assert_eq!((board.reported, board.verdicts), (vec![], None));

        let board = tester_board(hub, &tia).await;
        assert!(cents(&board.earned).iter().all(|week| *week == 0));
        let waits = board.reviews.states.iter().map(|of| of.count).sum::<i64>();
        assert_eq!((waits, board.reviews.pace), (1, None));
        // One who is no client has no client's part, and the other way round.
        assert!(dashboard(hub, &tia, &DashboardQuery::default()).await.client.is_none());
        assert!(dashboard(hub, &carl, &DashboardQuery::default()).await.tester.is_none());

        // Who is both has both, and what a client pays is not what a tester earns.
        clara.patch("/auth/me", json!({"add_role": "tester"})).await.ok(200);
        let both = dashboard(hub, &clara, &DashboardQuery::default()).await;
        assert_eq!(cents(&both.client.unwrap().paid_in).iter().sum::<i64>(), 5750);
        assert!(cents(&both.tester.unwrap().earned).iter().all(|week| *week == 0));
    })
    .await;
}

/// More entries than are asked for at once; they are made and taken away again, since the books know nothing of them.
#[tokio::test(flavor = "multi_thread")]
async fn weeks_are_whole_however_much_moved_in_them() {
    hub_test(async |hub| {
        let clara = hub.client("Clara").await;
        let sql = "FOR $n IN 0..1203 {
            CREATE type::record('entry', 'many_' + <string> $n) SET transaction = 'many', kind = 'job_funded',
                account = 'escrow:many', owner = $owner, side = 'credit', amount = 1, change = 1,
                sort = $sort + <string> $n;
        };";
        let sort = domain::page::newest_first(hub.now().plus_hours(-1), "many_");
        let many = Sql::new(sql).bind("owner", clara.user.clone()).bind("sort", sort);
        hub.app.db.write(many).await.unwrap();
        assert_eq!(cents(&client_board(hub, &clara).await.paid_in)[WEEKS - 1], 1203);
        let clear = Sql::new("DELETE entry WHERE transaction = 'many';");
        hub.app.db.write(clear).await.unwrap();
    })
    .await;
}

/// Takes the migration back, as far as a database before it differs, and applies it again: its indexes hold what was there.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_is_found_through_the_new_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}", folder.path().join("db").display());
    hub_test_with(&[("DATABASE_URL", &url)], async |hub| {
        let (clara, tom) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&clara).await;
        hand_in(&tom, &job).await;
        let before = (
            hub.everything().await,
            client_board(hub, &clara).await,
            tester_board(hub, &tom).await,
        );
        let mut back = "DELETE migration WHERE name = '0003_dashboards';".to_owned();
        for line in include_str!("../src/db/migrations/0003_dashboards.surql").lines() {
            let words: Vec<_> = line.split_whitespace().collect();
            if let ["DEFINE", what @ ("INDEX" | "FIELD"), name, "ON", table, ..] = words.as_slice() {
                back.push_str(&format!("REMOVE {what} {name} ON {table};"));
            }
        }
        hub.app.db.write(Sql::new(back)).await.unwrap();
        hub.app.db.write(Sql::new("UPDATE entry UNSET kind;")).await.unwrap();
        assert_ne!(hub.everything().await, before.0);
        assert_eq!(hub.app.db.migrate().await.unwrap(), ["0003_dashboards"]);
        let after = (
            hub.everything().await,
            client_board(hub, &clara).await,
            tester_board(hub, &tom).await,
        );
        assert_eq!(after, before);
    })
    .await;
}
