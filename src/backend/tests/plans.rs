//! How the engine finds what is asked for: every list walks one index forwards. Backwards it would slow down with the
//! size of the table, and without an index with everything ever written.

use crate::harness::{TestHub, hub_test};
use backend::db::Sql;

/// Every table of the schema.
pub const TABLES: [&str; 42] = [
    "upload",
    "user",
    "email",
    "session",
    "ticket",
    "email_change",
    "second_factor",
    "api_token",
    "audit_log",
    "mail",
    "project",
    "job",
    "listing",
    "facet",
    "claim",
    "seat",
    "submission",
    "screenshot",
    "recording",
    "remark",
    "remark_head",
    "review_layer",
    "bug",
    "ledger_transaction",
    "entry",
    "account",
    "payout",
    "idempotency",
    "outbox",
    "notification",
    "notification_head",
    "allowance",
    "payment",
    "refund",
    "payer",
    "notice",
    "charge_dispute",
    "dispute",
    "sandbox_method",
    "sandbox_payee",
    "sandbox_notice",
    "upkeep",
];

/// The sources that ask for rows in an order or in bulk.
const SOURCES: &[&str] = &[
    include_str!("../src/audit_log/repo.rs"),
    include_str!("../src/bugs/repo.rs"),
    include_str!("../src/claims/repo.rs"),
    include_str!("../src/disputes/repo.rs"),
    include_str!("../src/gateways/mail.rs"),
    include_str!("../src/jobs/listing.rs"),
    include_str!("../src/jobs/repo.rs"),
    include_str!("../src/notifications/repo.rs"),
    include_str!("../src/payments/repo.rs"),
    include_str!("../src/projects/repo.rs"),
    include_str!("../src/recordings/repo.rs"),
    include_str!("../src/remarks/repo.rs"),
    include_str!("../src/screenshots/repo.rs"),
    include_str!("../src/submissions/repo.rs"),
    include_str!("../src/wallet/reading.rs"),
    include_str!("../src/wallet/repo.rs"),
    include_str!("../src/worker/dead.rs"),
    include_str!("../src/worker/mod.rs"),
];

/// Conditions and orders as they stand in the sources, with the index that has to answer them. `{…}` is filled in.
const LISTS: &[(&str, &str, &str)] = &[
    (
        "audit_log",
        "WHERE user_id = $user AND sort > $after ORDER BY sort LIMIT {limit}",
        "audit_log_user",
    ),
    (
        "audit_log",
        "WHERE sort > $after ORDER BY sort LIMIT {limit}",
        "audit_log_newest",
    ),
    (
        "outbox",
        "WHERE lane = $lane AND state = 'dead' AND due_at > 0 ORDER BY due_at LIMIT {SHOWN}",
        "outbox_due",
    ),
    ("mail", "WHERE sort > '' ORDER BY sort LIMIT {SHOWN}", "mail_newest"),
    (
        "project",
        "WHERE owner_id = $owner AND sort > $after ORDER BY sort LIMIT {limit}",
        "project_owner",
    ),
    (
        "job",
        "WHERE owner_id = $value AND sort > $after ORDER BY sort LIMIT {limit}",
        "job_owner",
    ),
    (
        "job",
        "WHERE project_id = $value AND sort > $after ORDER BY sort LIMIT {limit}",
        "job_project",
    ),
    (
        "listing",
        "WHERE open = true AND newest > $after ORDER BY newest LIMIT {limit}",
        "listing_newest",
    ),
    (
        "listing",
        "WHERE open = true AND price > $after ORDER BY price LIMIT {limit}",
        "listing_price",
    ),
    (
        "listing",
        "WHERE open = true AND deadline > $after ORDER BY deadline LIMIT {limit}",
        "listing_deadline",
    ),
    (
        "facet",
        "WHERE name = $name AND newest > $after ORDER BY newest LIMIT {limit}",
        "facet_newest",
    ),
    (
        "facet",
        "WHERE name = $name AND price > $after ORDER BY price LIMIT {limit}",
        "facet_price",
    ),
    (
        "facet",
        "WHERE name = $name AND deadline > $after ORDER BY deadline LIMIT {limit}",
        "facet_deadline",
    ),
    (
        "claim",
        "WHERE tester_id = $tester AND sort > $after ORDER BY sort LIMIT {limit}",
        "claim_tester",
    ),
    (
        "submission",
        "WHERE job_id = $job AND sort > $after AND status != 'draft' ORDER BY sort LIMIT {limit}",
        "submission_job",
    ),
    (
        "claim",
        "WHERE tester_id = $tester AND status = 'active' AND expires_at > $now ORDER BY expires_at LIMIT {limit}",
        "claim_tester_due",
    ),
    (
        "job",
        "WHERE owner_id = $owner AND status = $status ORDER BY sort LIMIT {limit}",
        "job_owner_status",
    ),
    (
        "submission",
        "WHERE owner_id = $owner AND status = 'submitted' ORDER BY due_at LIMIT {limit}",
        "submission_owner_due",
    ),
    (
        "submission",
        "WHERE owner_id = $user AND sort < $until AND status != 'draft' ORDER BY sort LIMIT {limit}",
        "submission_owner",
    ),
    (
        "submission",
        "WHERE tester_id = $user AND sort < $until AND status != 'draft' ORDER BY sort LIMIT {limit}",
        "submission_tester_sort",
    ),
    (
        "entry",
        "WHERE owner = $owner AND sort > $after AND sort < $until ORDER BY sort LIMIT {limit}",
        "entry_owner",
    ),
    (
        "entry",
        "WHERE owner = $owner AND kind = $kind AND sort > $after AND sort < $until ORDER BY sort LIMIT {limit}",
        "entry_owner_kind",
    ),
    (
        "ledger_transaction",
        "WHERE sort > $after ORDER BY sort LIMIT {limit}",
        "ledger_transaction_sort",
    ),
    (
        "payment",
        "WHERE user_id = $user AND sort > $after ORDER BY sort LIMIT {limit}",
        "payment_user",
    ),
    (
        "payment",
        "WHERE job_id = $job AND sort > '' ORDER BY sort LIMIT 1000",
        "payment_job",
    ),
    (
        "dispute",
        "WHERE status = $status AND sort > $after ORDER BY sort LIMIT {limit}",
        "dispute_status",
    ),
    (
        "payout",
        "WHERE tester_id = $tester AND sort > $after ORDER BY sort LIMIT {limit}",
        "payout_tester",
    ),
    (
        "remark",
        "WHERE screenshot_id = $screenshot ORDER BY place LIMIT {limit}",
        "remark_picture",
    ),
    (
        "notification",
        "WHERE recipient = $recipient AND seq > $seq ORDER BY seq LIMIT {limit}",
        "notification_stream",
    ),
    (
        "notification",
        "WHERE recipient = $recipient AND newest > $newest ORDER BY newest LIMIT {limit}",
        "notification_list",
    ),
];

/// What falls due; the order does not matter there.
const DUE: &[(&str, &str, &str)] = &[
    (
        "claim",
        "WHERE status = 'active' AND expires_at <= $now LIMIT {limit}",
        "claim_expiry",
    ),
    (
        "job",
        "WHERE status = 'open' AND deadline > 0 AND deadline <= $now LIMIT {limit}",
        "job_deadline",
    ),
    (
        "submission",
        "WHERE status = $status AND due_at > 0 AND due_at <= $now LIMIT {limit}",
        "submission_due",
    ),
    (
        "outbox",
        "WHERE lane = $lane AND state = 'queued' AND due_at <= $now LIMIT 100",
        "outbox_due",
    ),
    (
        "notification",
        "WHERE created_at < $before LIMIT {limit}",
        "notification_age",
    ),
];

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a plan.
async fn plan(hub: &TestHub, table: &str, rest: &str) -> String {
    let rest = rest.replace("{limit}", "21").replace("{SHOWN}", "100");
    let mut sql = Sql::new(format!("EXPLAIN SELECT * FROM {table} {rest}"))
        .bind("after", "0".to_owned())
        .bind("until", "8".to_owned())
        .bind("now", 5)
        .bind("before", 5)
        .bind("seq", 5)
        .bind("newest", -5);
    for name in [
        "owner",
        "recipient",
        "value",
        "name",
        "tester",
        "job",
        "status",
        "kind",
        "user",
        "submission",
        "screenshot",
        "recording",
        "names",
        "words",
        "lane",
    ] {
        sql = sql.bind(name, "x".to_owned());
    }
    sql = sql.bind("ids", vec!["a".to_owned(), "b".to_owned()]);
    let lines: Vec<String> = hub.app.db.ask(sql).await.unwrap().rows(0).unwrap();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_walks_one_index_forwards() {
    hub_test(async |hub| {
        for (table, rest, index) in LISTS {
            let plan = plan(hub, table, rest).await;
            assert!(
                plan.contains(&format!("IndexScan [ctx: Db] [index: {index},")),
                "{table} {rest}\n{plan}"
            );
            assert!(plan.contains("direction: Forward"), "{table} {rest}\n{plan}");
            for costly in ["Sort", "TableScan", "Backward", "Union"] {
                assert!(!plan.contains(costly), "{costly}: {table} {rest}\n{plan}");
            }
        }
        for (table, rest, index) in DUE {
            let plan = plan(hub, table, rest).await;
            let scan = plan.lines().find(|line| line.contains("IndexScan")).unwrap_or_default();
            assert!(
                scan.contains(&format!("index: {index},")) && scan.contains("Forward"),
                "{table} {rest}\n{plan}"
            );
        }
        // What a tester waits for is a sum, in no order.
        let awaiting = plan(hub, "submission", "WHERE tester_id = $tester AND status = 'submitted'").await;
        assert!(
            awaiting.contains("index: submission_tester,") && !awaiting.contains("TableScan"),
            "{awaiting}"
        );
        for (table, column, index) in [
            ("bug", "submission_id", "bug_submission"),
            ("screenshot", "submission_id", "screenshot_submission"),
            ("recording", "submission_id", "recording_submission"),
        ] {
            let plan = plan(hub, table, &format!("WHERE {column} IN $ids ORDER BY created_at")).await;
            assert!(
                plan.contains(&format!("index: {index},")) && !plan.contains("TableScan"),
                "{plan}"
            );
        }
        let words = plan(
            hub,
            "listing",
            "WHERE words @0@ $words AND newest > $after ORDER BY newest LIMIT {limit}",
        )
        .await;
        assert!(
            words.contains("index: listing_words,") && !words.contains("TableScan"),
            "{words}"
        );
    })
    .await;
}

/// The table above is about the sources as they are: each of its conditions stands in them, and they hold no other order.
#[test]
fn the_plans_are_those_of_the_sources() {
    let sources = one_line(&SOURCES.concat());
    for (_, rest, _) in LISTS.iter().chain(DUE) {
        let spelt = [
            *rest,
            &rest.replace("owner_id = $value", "{column} = $value"),
            &rest.replace("owner_id = $user", "{column} = $user"),
            &rest.replace("tester_id = $user", "{column} = $user"),
        ];
        let column = |name: &str| {
            rest.replace(&format!("{name} > "), "{column} > ")
                .replace(&format!("BY {name}"), "BY {column}")
        };
        let columns: Vec<String> = ["newest", "price", "deadline"].map(column).into();
        let named: Vec<String> = columns
            .iter()
            .map(|text| text.replace("name = $name", "name = ${name}"))
            .collect();
        let projects = rest.replace("project_id = $value", "{column} = $value");
        let known = spelt
            .into_iter()
            .chain(columns.iter().map(String::as_str))
            .chain(named.iter().map(String::as_str));
        assert!(
            known.chain([projects.as_str()]).any(|text| sources.contains(text)),
            "{rest}"
        );
    }
    // 2 audit log, 1 outbox, 1 mail, 1 project, 3 job, 2 listing and 1 facet, 2 claim, 3 submission, 3 entry, 1 transaction, 1 payout, 2 payment, 1 dispute, 1 remark, 2 notification; bugs, screenshots and recordings by age.
    assert_eq!(
        sources.matches("ORDER BY").count(),
        30,
        "a new order: add its plan to this table"
    );
}

#[test]
fn every_table_is_known() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/migrations")).unwrap();
    let schema: String = folder
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let defined = schema
        .lines()
        .filter_map(|line| line.strip_prefix("DEFINE TABLE ")?.split(' ').next());
    // The processor's own book counts declined charges, too: it is not ours to hold still.
    let defined: Vec<_> = defined.filter(|table| *table != "sandbox_event").collect();
    let (mut defined, mut known) = (defined, TABLES.to_vec());
    defined.sort_unstable();
    known.sort_unstable();
    assert_eq!(defined, known);
}
