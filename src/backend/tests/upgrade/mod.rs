//! Databases of earlier releases are brought up to date, and the books are in order then. `migration_4.surql` is the demo as the
//! release with four migrations has filled it: jobs in every state, with money held, paid and given back.

use crate::{
    harness::{Client, TestHub, hub_test, hub_test_on},
    money::{balance, publish_with},
    scenes::{draft, job_status, wallet},
};
use backend::db::Sql;
use domain::ids::UserId;
use serde_json::json;
use std::path::Path;

async fn signed_in(hub: &TestHub, name: &str) -> Client {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM user WHERE string::starts_with(email, $name)")
        .bind("name", format!("{name}."));
    let id: Option<String> = hub.app.db.ask(sql).await.unwrap().row(0).unwrap();
    hub.session_of(&UserId::parse(id.unwrap()).unwrap()).await
}

/// A job of the dump.
async fn job(hub: &TestHub, title: &str) -> String {
    let sql = Sql::new("SELECT VALUE record::id(id) FROM job WHERE title = $title").bind("title", title.to_owned());
    hub.app.db.ask(sql).await.unwrap().row(0).unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_money_of_four_migrations_goes_on_in_the_books_of_today() {
    let dump = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/migration_4.surql");
    hub_test_on(&dump, async |hub| {
        hub.audit().await;
        // The demo was filled two days and a half after the tests' clock begins.
        hub.pass_seconds(60 * 3600);

        // What was charged then is given back to the card now, and once.
        let omar = signed_in(hub, "omar").await;
        let open = job(hub, "Plan a bike route that avoids the main roads").await;
        omar.post(&format!("/jobs/{open}/cancel"), json!({})).await.ok(200);
        hub.work().await;
        assert_eq!(job_status(hub, &open).await, "cancelled");
        assert_eq!(balance(&omar).await, 0);
        hub.audit().await;

        // What was earned then is paid out now.
        let sofia = signed_in(hub, "sofia").await;
        let (available, _, _) = wallet(&sofia).await;
        assert!(available > 0);
        sofia
            .post("/wallet/payouts", json!({"amount_cents": available}))
            .await
            .ok(201);
        hub.work().await;
        assert_eq!(wallet(&sofia).await.0, 0);
        let paid = &sofia.get("/wallet/payouts").await.ok(200)["items"][0];
        assert_eq!(paid["status"], "paid");

        // Work that waited for its decision is approved by silence.
        hub.pass_hours(24 * 8).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_was_kept_before_is_understood() {
    hub_test(async |hub| {
        let client = hub.client("Clara").await;
        let job = draft(&client).await;
        publish_with(&client, &job, "pm_card_duplicateDelivery").await.ok(200);
        // As migration 7 kept it: with the charge's fee inside.
        let old = "LET $charge = { id: 'publish-x', fee: 1 };
             UPDATE sandbox_notice SET notice.notice.charge = $charge;
             CREATE notice:old SET kind = 'paid', received_at = 0,
                 notice = { type: 'paid', reference: 'publish-x', charge: $charge };";
        hub.app.db.write(Sql::new(old)).await.unwrap();
        let change = include_str!("../../src/db/migrations/0008_notices.surql");
        let change = change.replace("DEFINE FIELD", "DEFINE FIELD OVERWRITE");
        hub.app.db.write(Sql::new(change)).await.unwrap();
        let sql =
            Sql::new("SELECT VALUE notice.charge FROM notice; SELECT VALUE notice.notice.charge FROM sandbox_notice");
        let mut answer = hub.app.db.ask(sql).await.unwrap();
        let (kept, told): (Vec<String>, Vec<String>) = (answer.rows(0).unwrap(), answer.rows(1).unwrap());
        assert_eq!(
            (kept, told),
            (vec!["publish-x".to_owned()], vec!["publish-x".to_owned(); 2])
        );
        hub.work().await;
        assert_eq!(job_status(hub, &job).await, "open");
    })
    .await;
}
