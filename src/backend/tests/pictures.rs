//! Evidence: what is kept of a picture, who sees it, and how it goes out.

use crate::{
    harness::{Answer, Client, Part, TestHub, hub_test},
    scenes::{claim, finish, id, open_job, png, report},
};
use axum::{body::Body, http::Method};
use image::{GenericImageView as _, Rgba};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const RED: Rgba<u8> = Rgba([0xe1, 0x1d, 0x48, 255]);
const BLACK: Rgba<u8> = Rgba([0, 0, 0, 255]);
const WHITE: Rgba<u8> = Rgba([255, 255, 255, 255]);

/// A rectangle around 40..100 × 40..80 and a redaction of 10..30 × 10..20.
fn scene() -> Value {
    let style = json!({"color": "#e11d48", "width": 4.0, "opacity": 1.0});
    json!({"version": 3, "width": 120, "height": 100, "shapes": [
        {"id": 1, "type": "rect", "x": 40.0, "y": 40.0, "w": 60.0, "h": 40.0, "style": style},
        {"id": 2, "type": "redact", "x": 10.0, "y": 10.0, "w": 20.0, "h": 10.0, "style": style},
    ]})
}

async fn begun(hub: &TestHub) -> (Client, Client, Value) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job(&client).await;
    let claim = claim(&tester, &job).await;
    let submission = report(&tester, &claim).await;
    (client, tester, submission)
}

fn decoded(answer: &Answer) -> image::DynamicImage {
    assert_eq!(answer.status, 200, "{}", answer.text());
    image::load_from_memory(&answer.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn annotations_are_flattened_and_redactions_burned_in() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let file = png(120, 100);
        let text = scene().to_string();
        let kept = tester
            .upload(&path, &[Part::File(&file), Part::Text("scene", &text)])
            .await
            .ok(201);
        assert_eq!(
            (&kept["width"], &kept["height"], &kept["scene"]),
            (&json!(120), &json!(100), &scene())
        );

        let annotated = decoded(&tester.get(kept["url"].as_str().unwrap()).await);
        assert_eq!(annotated.get_pixel(40, 60), RED, "the rectangle's stroke");
        assert_eq!(annotated.get_pixel(70, 60), WHITE, "inside it");
        assert_eq!(annotated.get_pixel(15, 15), BLACK, "the redaction");
        let original = decoded(&tester.get(kept["original_url"].as_str().unwrap()).await);
        assert_eq!(
            original.get_pixel(40, 60),
            Rgba([255, 255, 255, 255]),
            "no annotation in the original"
        );
        assert_eq!(
            original.get_pixel(15, 15),
            BLACK,
            "the redaction, in the original as well"
        );
        assert_eq!(
            original.get_pixel(9, 9),
            Rgba([20, 120, 200, 255]),
            "beside it nothing changed"
        );
        assert_eq!(hub.files().await.len(), 2, "the original, and what is drawn on it");
        assert!(
            hub.stored_bytes().await.iter().all(|bytes| bytes != &file),
            "the file as it was sent is kept nowhere"
        );

        // Annotated anew: other files under another address, the old ones gone, what was redacted stays so.
        let mut empty = scene();
        empty["shapes"] = json!([]);
        let anew = tester
            .put(&format!("/screenshots/{}/scene", id(&kept)), empty.clone())
            .await
            .ok(200);
        assert_eq!(anew["scene"], empty);
        assert_ne!(anew["url"], kept["url"]);
        let annotated = decoded(&tester.get(anew["url"].as_str().unwrap()).await);
        assert_eq!(
            (annotated.get_pixel(40, 60), annotated.get_pixel(15, 15)),
            (WHITE, BLACK)
        );
        assert_eq!(hub.files().await.len(), 1, "what was drawn before is gone");
        assert_eq!(
            tester.get(&format!("/submissions/{}", id(&submission))).await.ok(200)["screenshots"],
            json!([anew])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_picture_is_gone_from_everywhere() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}", id(&submission));
        let keep = tester
            .upload(&format!("{path}/screenshots"), &[Part::File(&png(20, 20))])
            .await
            .ok(201);
        let gone = tester
            .upload(&format!("{path}/screenshots"), &[Part::File(&png(30, 20))])
            .await
            .ok(201);
        let bug = json!({"title": "B", "severity": "low", "steps_to_reproduce": "r", "actual": "a",
            "screenshot_ids": [gone["id"], keep["id"]]});
        let bug = tester.post(&format!("{path}/bugs"), bug).await.ok(201);
        tester.delete(&format!("/screenshots/{}", id(&gone))).await.ok(204);
        tester
            .delete(&format!("/screenshots/{}", id(&gone)))
            .await
            .refused(404, "not_found");
        tester
            .get(gone["url"].as_str().unwrap())
            .await
            .refused(404, "not_found");
        let now = tester.get(&path).await.ok(200);
        assert_eq!(now["screenshots"], json!([keep]));
        assert_eq!(now["bugs"][0]["screenshot_ids"], json!([keep["id"]]));
        assert!(hub.files().await.iter().all(|name| name.contains(&id(&keep))));

        tester.delete(&format!("{path}/bugs/{}", id(&bug))).await.ok(204);
        tester
            .delete(&format!("{path}/bugs/{}", id(&bug)))
            .await
            .refused(404, "not_found");
        assert_eq!(tester.get(&path).await.ok(200)["bugs"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_seen_by_who_may_read_the_report() {
    hub_test(async |hub| {
        let (client, tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}", id(&submission));
        let picture = tester
            .upload(&format!("{path}/screenshots"), &[Part::File(&png(20, 20))])
            .await
            .ok(201);
        let url = picture["url"].as_str().unwrap().to_owned();
        hub.nobody().get(&url).await.refused(401, "unauthorized");
        hub.tester("Tia").await.get(&url).await.refused(404, "not_found");
        client.get(&url).await.refused(404, "not_found");
        client.get(&path).await.refused(404, "not_found");
        finish(&tester, &submission).await;
        assert_eq!(client.get(&url).await.status, 200);
        hub.tester("Lea").await.get(&url).await.refused(404, "not_found");
        hub.person("Ada", domain::users::Role::Admin)
            .await
            .get(&url)
            .await
            .ok_status(200);
        // Handed in is handed in.
        tester
            .delete(&format!("/screenshots/{}", id(&picture)))
            .await
            .refused(409, "submission_locked");
        tester
            .put(&format!("/screenshots/{}/scene", id(&picture)), json!({}))
            .await
            .refused(409, "submission_locked");
        client
            .delete(&format!("/screenshots/{}", id(&picture)))
            .await
            .refused(403, "forbidden");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_go_out_as_files_that_can_do_nothing() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let picture = tester.upload(&path, &[Part::File(&png(20, 20))]).await.ok(201);
        let picture_id = id(&picture);
        hub.work().await;
        for (variant, kind) in [("annotated", "png"), ("original", "png"), ("thumbnail", "webp")] {
            let address = format!("/media/screenshots/{picture_id}/{variant}");
            let plain = tester.get(&address).await;
            assert_eq!(plain.header("content-type"), format!("image/{kind}"));
            assert_eq!(plain.header("cache-control"), "private, no-cache");
            assert_eq!(
                plain.header("content-security-policy"),
                "default-src 'none'; frame-ancestors 'none'; sandbox"
            );
            assert_eq!(plain.header("x-content-type-options"), "nosniff");
            assert_eq!(
                plain.header("content-disposition"),
                format!("inline; filename=\"{picture_id}-{variant}.{kind}\"")
            );
            let lasting = tester.get(&format!("{address}?v=0")).await;
            assert_eq!(lasting.header("cache-control"), "private, max-age=31536000, immutable");
            // Who has it already is told so, once it is known that they may have it.
            let tag = plain.header("etag");
            let hash: String = Sha256::digest(&plain.body).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(tag, format!("\"{hash}\""));
            let asked = async |who: &Client, tag: &str| {
                let request = who.request(Method::GET, &address).header("if-none-match", tag);
                who.send(request.body(Body::empty()).unwrap()).await
            };
            let same = asked(&tester, tag).await;
            assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag));
            asked(&tester, "\"another\"").await.ok_status(200);
            asked(&hub.nobody(), tag).await.refused(401, "unauthorized");
        }
        for bad in ["other", "..", "original.png", "%2e%2e"] {
            tester
                .get(&format!("/media/screenshots/{picture_id}/{bad}"))
                .await
                .ok_status(404);
        }
        tester
            .get("/media/screenshots/a%20b/original")
            .await
            .refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_holds_a_hundred_pictures() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let file = png(2, 2);
        let parts = [Part::File(&file), Part::Text("again", "true")];
        for _ in 0..98 {
            tester.upload(&path, &parts).await.ok(201);
        }
        // At the same moment, too.
        let answers = futures_util::future::join_all((0..8).map(|_| tester.upload(&path, &parts))).await;
        let taken = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(taken, 2, "{answers:?}");
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(answer.refused(422, "invalid"), ["file:too_many"]);
        }
        let fields = tester.upload(&path, &parts).await.refused(422, "invalid");
        assert_eq!(fields, ["file:too_many"]);
        let kept = tester.get(&format!("/submissions/{}", id(&submission))).await.ok(200);
        assert_eq!(kept["screenshots"].as_array().unwrap().len(), 100);
        assert_eq!(hub.files().await.len(), 100, "nothing of the others is kept");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_painted_a_thousand_times_over_is_refused_before_it_is() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let picture = tester.upload(&path, &[Part::File(&png(120, 100))]).await.ok(201);
        let style = json!({"color": "#e11d48", "width": 2, "opacity": 1});
        let covering = |kind: &str, count: u64| {
            let shape = |n| json!({"id": n, "type": kind, "x": 0, "y": 0, "w": 120, "h": 100, "style": style});
            let shapes: Vec<_> = (1..=count).map(shape).collect();
            json!({"version": 3, "width": 120, "height": 100, "shapes": shapes})
        };
        let scene = format!("/screenshots/{}/scene", id(&picture));
        for (kind, most) in [("pixelate", 16), ("redact", 16), ("spotlight", 100), ("rect", 90)] {
            let told = tester
                .put(&scene, covering(kind, most + 11))
                .await
                .refused(422, "invalid");
            assert_eq!(told, ["scene:scene.too_much_work"], "{kind}");
            let text = covering(kind, most + 11).to_string();
            let upload = [
                Part::File(&png(120, 100)),
                Part::Text("scene", &text),
                Part::Text("again", "true"),
            ];
            let told = tester.upload(&path, &upload).await.refused(422, "invalid");
            assert_eq!(told, ["scene:scene.too_much_work"], "{kind}");
            tester.put(&scene, covering(kind, most)).await.ok(200);
        }
    })
    .await;
}
