//! Signatures that Stripe's own library for Node makes.

use super::{HOOK, delivered, server::Server, stripe_test};
use crate::{harness::TestHub, money::publish_with, scenes::draft};
use domain::payments::CHECKOUT;
use serde_json::json;
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// The header for each of `(body, seconds, secret)`.
fn signatures(asked: &[(&str, i64, &str)]) -> Vec<String> {
    let folder = env!("CARGO_MANIFEST_DIR");
    let mut node = Command::new("node")
        .arg(format!("{folder}/tests/stripe/sign.mjs"))
        .arg(format!("{folder}/../../end2end/package.json"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node; .ci/bootstrap test installs what this needs");
    let mut lines = node.stdin.take().unwrap();
    for (payload, timestamp, secret) in asked {
        writeln!(
            lines,
            "{}",
            json!({"payload": payload, "timestamp": timestamp, "secret": secret})
        )
        .unwrap();
    }
    drop(lines);
    let out = node.wait_with_output().unwrap();
    assert!(
        out.status.success(),
        "end2end/node_modules is missing: .ci/bootstrap test"
    );
    let lines = String::from_utf8(out.stdout).unwrap();
    lines.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_of_stripes_own_library_are_good_and_nothing_else_is() {
    stripe_test(async |hub: &TestHub, server: &Server| {
        let client = hub.client("Clara").await;
        let job = draft(&client).await;
        publish_with(&client, &job, CHECKOUT).await.ok(200);
        let [page, intent] = server.paid_on_page();
        let (page, intent) = (page.to_string(), intent.to_string());
        let now = hub.now().millis() / 1000;
        let made = signatures(&[
            (&intent, now, HOOK),
            (&page, now - 299, HOOK),
            (&page, now - 301, HOOK),
            (&page, now, "whsec_other"),
        ]);
        let [good, old, late, foreign] = &made[..] else {
            panic!("{made:?}")
        };
        for (body, signature, status) in [
            (&page, late, 403),
            (&page, foreign, 403),
            (&page, good, 403),
            (&intent.replace("succeeded", "processing"), good, 403),
            // What came later comes first, and again.
            (&intent, good, 200),
            (&page, old, 200),
            (&intent, good, 200),
        ] {
            delivered(hub, body, signature).await.ok_status(status);
        }
        hub.work().await;
        assert_eq!(client.get(&format!("/jobs/{job}")).await.ok(200)["status"], "open");
        assert_eq!(server.count("charge"), 1);
    })
    .await;
}
