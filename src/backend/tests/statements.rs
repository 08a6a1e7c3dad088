//! What people read of their money: filters, tables, months and receipts, against the wallets they are about.

use crate::{
    harness::{Client, TestHub, hub_test},
    scenes::{hand_in, id, open_job_with, wallet},
};
use miniz_oxide::inflate::decompress_to_vec_zlib;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// A client who pays for three seats, of which two are approved and one is refunded a month later, and a tester who is paid.
async fn months_of_work(hub: &TestHub) -> (Client, Client) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job_with(&client, json!({"slots": 3, "title": "=Check, \"out\""})).await;
    hub.pass_seconds(60);
    for one in [tester.clone(), hub.tester("Tia").await] {
        let submission = hand_in(&one, &job).await;
        let approval = json!({"rating": 5});
        client
            .post(&format!("/submissions/{submission}/approve"), approval)
            .await
            .ok(200);
    }
    hub.pass_hours(24 * 30).await;
    let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
    client.act(&format!("/jobs/{job}/cancel")).await.ok(200);
    hub.work().await;
    (client, tester)
}

async fn all(person: &Client, filter: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person
            .get(&format!("/wallet/entries?limit=1&{filter}&cursor={cursor}"))
            .await
            .ok(200);
        found.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return found,
        }
    }
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["kind"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_leaves_no_gap_and_repeats_nothing() {
    hub_test(async |hub| {
        let (client, _) = months_of_work(hub).await;
        let whole = all(&client, "").await;
        assert_eq!(
            kinds(&whole),
            ["job_refunded", "submission_paid", "submission_paid", "job_funded"]
        );
        let ids: BTreeSet<String> = whole.iter().map(id).collect();
        assert_eq!(ids.len(), whole.len());
        assert_eq!(
            kinds(&all(&client, "kind=submission_paid").await),
            ["submission_paid"; 2]
        );
        // Every kind and every half of the time, put together, is the whole again.
        let split = [
            all(&client, "from=2026-11-24").await,
            all(&client, "until=2026-11-23").await,
        ];
        assert_eq!((split[0].len(), split[1].len()), (1, 3));
        assert_eq!(split.concat(), whole);
        let day = "kind=submission_paid&from=2026-11-23&until=2026-11-23T12:00:00Z";
        assert_eq!(all(&client, day).await, Vec::<Value>::new());
        let day = "kind=submission_paid&from=2026-11-23T12:00:00Z&until=2026-11-23";
        assert_eq!(all(&client, day).await.len(), 2);
        assert_eq!(
            all(&client, "from=2027-01-01&until=2026-01-01").await,
            Vec::<Value>::new()
        );
        for (query, field) in [
            ("kind=gift", "kind:unknown"),
            ("from=soon", "from:time"),
            ("until=2026-13-01", "until:time"),
        ] {
            let refused = client.get(&format!("/wallet/entries?{query}")).await;
            assert_eq!((refused.status, refused.fields()), (422, vec![field.to_owned()]));
            assert_eq!(client.get(&format!("/wallet/entries.csv?{query}")).await.status, 422);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_adds_up_to_the_wallet() {
    hub_test(async |hub| {
        let (client, tester) = months_of_work(hub).await;
        for person in [&client, &tester] {
            let answer = person.get("/wallet/entries.csv").await;
            answer.ok_status(200);
            assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
            let mut reader = csv::Reader::from_reader(&answer.body[..]);
            let rows: Vec<HashMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
            let cents = |row: &HashMap<String, String>| (row["amount"].parse::<f64>().unwrap() * 100.0).round() as i64;
            let sum = |account: &str| -> i64 { rows.iter().filter(|row| row["account"] == account).map(cents).sum() };
            let (available, held, _) = wallet(person).await;
            assert_eq!((sum("Available"), sum("Held for jobs")), (available, held));
            let lines = all(person, "").await;
            let (listed, shown): (Vec<_>, Vec<_>) = rows
                .iter()
                .zip(&lines)
                .map(|(row, line)| {
                    (
                        (row["booking"].as_str(), cents(row)),
                        (line["id"].as_str().unwrap(), line["amount_cents"].as_i64().unwrap()),
                    )
                })
                .unzip();
            assert_eq!((listed, rows.len()), (shown, lines.len()));
            // No cell begins a formula but for numbers.
            for cell in rows.iter().flat_map(HashMap::values) {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@']) || cell.parse::<f64>().is_ok(),
                    "{cell}"
                );
            }
        }
        let one = client.get("/wallet/entries.csv?kind=job_funded").await.text();
        assert_eq!(one.matches("\r\n").count(), 2, "{one}");
    })
    .await;
}

/// The words of a PDF, line by line, through its own map from glyphs to characters.
fn words_of(pdf: &[u8]) -> String {
    let find = |from: usize, what: &[u8]| {
        pdf[from..]
            .windows(what.len())
            .position(|w| w == what)
            .map(|at| from + at)
    };
    let (mut streams, mut at) = (Vec::new(), 0);
    while let Some(begin) = find(at, b"stream\n").map(|begin| begin + 7) {
        at = find(begin, b"endstream").unwrap() + 9;
        streams.push(&pdf[begin..at - 10]);
    }
    let mut glyphs = HashMap::new();
    let cmap = streams.iter().find(|stream| stream.starts_with(b"%!PS")).unwrap();
    for line in String::from_utf8_lossy(cmap).lines() {
        if let [from, to] = line
            .split(['<', '>', ' '])
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()[..]
            && let (Ok(glyph), Ok(letter)) = (u16::from_str_radix(from, 16), u32::from_str_radix(to, 16))
            && from.len() == 4
        {
            glyphs.insert(glyph, char::from_u32(letter).unwrap());
        }
    }
    let mut words = String::new();
    let pages = streams.iter().filter_map(|stream| decompress_to_vec_zlib(stream).ok());
    for content in pages.filter(|content| content.starts_with(b"/Artifact")) {
        let mut rest = &content[..];
        while let Some(end) = rest.windows(3).position(|w| w == b" Tj") {
            for pair in shown(&rest[..end]).chunks(2) {
                words.push(glyphs[&u16::from_be_bytes([pair[0], pair[1]])]);
            }
            words.push('\n');
            rest = &rest[end + 3..];
        }
    }
    words
}

/// The bytes of the string that ends `text`, written in hexadecimal or between brackets.
fn shown(text: &[u8]) -> Vec<u8> {
    if text.ends_with(b">") {
        let begin = text.iter().rposition(|b| *b == b'<').unwrap();
        let digits = std::str::from_utf8(&text[begin + 1..text.len() - 1]).unwrap();
        return (0..digits.len())
            .step_by(2)
            .map(|n| u8::from_str_radix(&digits[n..n + 2], 16).unwrap())
            .collect();
    }
    let begin = text.windows(3).rposition(|w| w == b"Td\n").unwrap() + 4;
    let (mut out, mut bytes) = (Vec::new(), text[begin..text.len() - 1].iter());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'\\' => match bytes.next().unwrap() {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                // Three digits in base eight.
                first @ b'0'..=b'7' => {
                    let digit = |byte: &u8| byte - b'0';
                    let (second, third) = (bytes.next().unwrap(), bytes.next().unwrap());
                    digit(first) * 64 + digit(second) * 8 + digit(third)
                }
                other => *other,
            },
            other => *other,
        });
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_opens_with_what_the_one_before_closed_with() {
    hub_test(async |hub| {
        let (client, tester) = months_of_work(hub).await;
        let months = client.get("/wallet/statements").await.ok(200);
        let named = |month: &str, name: &str| json!({"month": month, "name": name});
        let both = json!([named("2026-12", "December 2026"), named("2026-11", "November 2026")]);
        assert_eq!(months["items"], both);
        let months = tester.get("/wallet/statements").await.ok(200);
        assert_eq!(months["items"], json!([named("2026-11", "November 2026")]));

        let november = client.get("/wallet/statements/2026-11.pdf").await;
        november.ok_status(200);
        assert_eq!(november.header("content-type"), "application/pdf");
        let words = words_of(&november.body);
        let has = |words: &str, lines: &[&str]| {
            let lines = format!("\n{}\n", lines.join("\n"));
            assert!(words.contains(&lines), "{lines} in {words}");
        };
        assert!(
            words.starts_with("Statement for November 2026\nClara · PeerTest Hub"),
            "{words}"
        );
        has(&words, &["Together", "$0.00", "$28.75", "$28.75"]);
        has(&words, &["Paid in for a job", "$86.25", "$0.00"]);
        has(&words, &["Work approved", "$0.00", "−$57.50"]);
        let december = client.get("/wallet/statements/2026-12.pdf").await;
        has(
            &words_of(&december.body),
            &["Held for jobs", "$28.75", "−$28.75", "$0.00"],
        );
        has(&words_of(&december.body), &["Together", "$28.75", "−$28.75", "$0.00"]);
        // The same paper is the same bytes.
        let again = client.get("/wallet/statements/2026-11.pdf").await;
        assert_eq!(again.body, november.body);
        // A month without lines has what was there before; what has not begun, or was before everything, is not there.
        let quiet = tester.get("/wallet/statements/2026-12.pdf").await;
        has(&words_of(&quiet.body), &["Available", "$25.00", "$0.00", "$25.00"]);
        for gone in ["2027-01", "2026-10", "2026-13", "x"] {
            assert_eq!(client.get(&format!("/wallet/statements/{gone}.pdf")).await.status, 404);
        }
        assert_eq!(client.get("/wallet/statements/2026-11").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_for_those_whose_booking_it_is() {
    hub_test(async |hub| {
        let (client, tester) = months_of_work(hub).await;
        let paid = all(&tester, "kind=submission_paid").await;
        let path = format!("/wallet/receipts/{}.pdf", id(&paid[0]));
        let receipt = tester.get(&path).await;
        receipt.ok_status(200);
        let words = words_of(&receipt.body);
        for line in [
            "Receipt",
            "Tom",
            "Paid to the tester",
            "The platform's fee",
            "$25.00",
            "$3.75",
            "$28.75",
            &id(&paid[0]),
        ] {
            assert!(words.lines().any(|found| found == line), "{line} in {words}");
        }
        assert!(words.contains("=Check, \"out\""), "{words}");
        // Both sides may read it, each in their own name; admins see whom it concerns.
        assert!(words_of(&client.get(&path).await.body).contains("\nClara\n"));
        let admin = hub.person("Ada", domain::users::Role::Admin).await;
        assert!(words_of(&admin.get(&path).await.body).contains("\nClara, Tom\n"));
        for other in [hub.tester("Tia2").await, hub.client("Carl").await] {
            assert_eq!(other.get(&path).await.status, 404);
        }
        assert_eq!(hub.nobody().get(&path).await.status, 401);
        assert_eq!(tester.get("/wallet/receipts/none.pdf").await.status, 404);
    })
    .await;
}
