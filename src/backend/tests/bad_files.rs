//! Files and forms from who means no good, or had a bad connection. Nothing of them is kept.

use crate::{
    harness::{Client, Part, TestHub, form, hub_test},
    scenes::{claim, id, open_job, png, report},
};
use axum::{body::Body, http::Method};
use serde_json::json;

async fn begun(hub: &TestHub) -> (Client, String) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job(&client).await;
    let claim = claim(&tester, &job).await;
    let submission = report(&tester, &claim).await;
    (tester, format!("/submissions/{}/screenshots", id(&submission)))
}

/// A picture whose header promises 100,000 × 100,000 pixels.
fn bomb() -> Vec<u8> {
    let mut file = png(40, 30);
    file[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let crc = !file[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }
        })
    });
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

/// What it is, its bytes, and how it is refused: status, code and fields.
type Case<'a> = (&'a str, &'a [u8], u16, &'a str, &'a [&'a str]);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused_and_nothing_is_kept() {
    hub_test(async |hub| {
        let (tester, path) = begun(hub).await;
        let before = hub.everything().await;
        let good = png(40, 30);
        let (bomb, large) = (bomb(), vec![0x89; 10 * 1024 * 1024 + 1]);
        let gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
        let cases: &[Case<'_>] = &[
            ("text", b"I am a PNG, believe me", 415, "unsupported_media_type", &[]),
            ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_media_type", &[]),
            ("gif", gif, 415, "unsupported_media_type", &[]),
            ("signature only", b"\x89PNG\r\n\x1a\nand nothing of the kind", 422, "invalid", &["file:broken"]),
            ("truncated", &good[..good.len() / 2], 422, "invalid", &["file:broken"]),
            ("cut after the header", &good[..40], 422, "invalid", &["file:broken"]),
            ("huge by its header", &bomb, 413, "too_large", &[]),
            ("more than 10 MiB", &large, 413, "too_large", &[]),
            ("empty", b"", 422, "invalid", &["file:required"]),
        ];
        for (what, file, status, code, fields) in cases {
            let answer = tester.upload(&path, &[Part::File(file)]).await;
            assert_eq!(answer.refused(*status, code), *fields, "{what}");
        }
        assert_eq!(hub.everything().await, before);
        assert_eq!(hub.files().await, Vec::<String>::new());
        // To the byte: 10 MiB of which the rest is padding is a picture.
        let mut padded = good.clone();
        padded.resize(10 * 1024 * 1024, 0);
        tester.upload(&path, &[Part::File(&padded)]).await.ok(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_cannot_be_read_are_refused_and_nothing_is_kept() {
    hub_test(async |hub| {
        let (tester, path) = begun(hub).await;
        let before = hub.everything().await;
        let good = png(40, 30);
        let file = Part::File(&good);
        let long = "x".repeat(65);
        let scene =
            |text: &str| json!({"version": 1, "width": 40, "height": 30, "shapes": [], "note": text}).to_string();
        let heavy = scene(&"x".repeat(2 * 1024 * 1024));
        let other_size = json!({"version": 1, "width": 41, "height": 30, "shapes": []}).to_string();
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let many: Vec<_> = (0..2001)
            .map(|n| {
                json!({"id": n, "type": "rect", "x": 1, "y": 1, "w": 1, "h": 1,
            "style": {"color": "#000000", "width": 1, "opacity": 1}})
            })
            .collect();
        let many = json!({"version": 1, "width": 40, "height": 30, "shapes": many}).to_string();
        let field = |name: &'static str, answer: Vec<String>| {
            assert!(
                answer.len() == 1 && answer[0].starts_with(&format!("{name}:")),
                "{answer:?}"
            );
        };
        assert_eq!(
            tester.upload(&path, &[]).await.refused(422, "invalid"),
            ["file:required"]
        );
        assert_eq!(
            tester
                .upload(&path, &[Part::Text("other", "x")])
                .await
                .refused(422, "invalid"),
            ["file:required"]
        );
        field(
            "step_id",
            tester
                .upload(&path, &[Part::File(&good), Part::Text("step_id", "none")])
                .await
                .refused(422, "invalid"),
        );
        field(
            "step_id",
            tester
                .upload(&path, &[Part::File(&good), Part::Text("step_id", &long)])
                .await
                .refused(422, "invalid"),
        );
        field(
            "step_id",
            tester
                .upload(&path, &[Part::File(&good), Part::Raw("step_id", b"\xff\xfe")])
                .await
                .refused(422, "invalid"),
        );
        for bad in ["{", "null", "[]", "{}", &other_size, &deep, &many] {
            let answer = tester
                .upload(&path, &[Part::File(&good), Part::Text("scene", bad)])
                .await;
            field("scene", answer.refused(422, "invalid"));
        }
        tester
            .upload(&path, &[Part::Text("scene", &heavy), file])
            .await
            .refused(413, "too_large");

        let (kind, body) = form(&[Part::File(&good)]);
        let send = async |kind: &str, body: Vec<u8>| {
            let request = tester.request(Method::POST, &path).header("content-type", kind);
            tester.send(request.body(Body::from(body)).unwrap()).await
        };
        send("multipart/form-data", body.clone())
            .await
            .refused(400, "malformed");
        send(&kind, body[..body.len() - 40].to_vec())
            .await
            .refused(400, "malformed");
        send(&kind, Vec::new()).await.refused(400, "malformed");
        send("application/json", b"{}".to_vec())
            .await
            .refused(415, "unsupported_media_type");
        send("image/png", good.clone())
            .await
            .refused(415, "unsupported_media_type");
        send(&kind, vec![b'x'; 65 * 1024 * 1024]).await.ok_status(413);
        assert_eq!(hub.everything().await, before);
        assert_eq!(hub.files().await, Vec::<String>::new());
        // Parts that are not known are skipped, and the first of a name counts.
        let parts = [
            Part::Text("note", "x"),
            Part::File(&good),
            Part::Raw("file", b"no picture"),
        ];
        tester.upload(&path, &parts).await.ok(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scenes_that_cannot_be_read_are_refused_and_nothing_changes() {
    hub_test(async |hub| {
        let (tester, path) = begun(hub).await;
        let picture = tester.upload(&path, &[Part::File(&png(40, 30))]).await.ok(201);
        let path = format!("/screenshots/{}/scene", id(&picture));
        let (before, files) = (hub.everything().await, hub.files().await);
        let send = async |kind: &str, body: Vec<u8>| {
            let request = tester.request(Method::PUT, &path).header("content-type", kind);
            tester.send(request.body(Body::from(body)).unwrap()).await
        };
        for bad in [
            "",
            "{",
            "null",
            "[]",
            "{}",
            "{\"version\":4,\"width\":40,\"height\":30,\"shapes\":[]}",
        ] {
            let fields = send("application/json", bad.into()).await.refused(422, "invalid");
            assert!(
                fields.len() == 1 && fields[0].starts_with("scene:"),
                "{bad}: {fields:?}"
            );
        }
        send("application/json", b"{\"a\":\"\xff\"}".to_vec())
            .await
            .refused(422, "invalid");
        send("text/plain", b"{}".to_vec())
            .await
            .refused(415, "unsupported_media_type");
        send("application/json", vec![b' '; 2 * 1024 * 1024 + 1])
            .await
            .refused(413, "too_large");
        assert_eq!((hub.everything().await, hub.files().await), (before, files));
    })
    .await;
}
