//! What a report may hold, pictures that are there already, and pictures that are like somebody else's.

use crate::{
    harness::{Client, Part, TestHub, hub_test, hub_test_with},
    scenes::{all_pass, claim, id, open_job_with, png, report},
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::io::Cursor;

async fn seat(tester: &Client, job: &str) -> Value {
    let claim = claim(tester, job).await;
    report(tester, &claim).await
}

async fn world(hub: &TestHub) -> (Client, String) {
    let client = hub.client("Clara").await;
    let job = open_job_with(&client, json!({"slots": 5})).await;
    (client, job)
}

fn encoded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Something like a screen: a bar, lines of text, a picture. Another seed is another screen.
fn screen(seed: u32) -> DynamicImage {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut next = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let mut picture = RgbImage::from_pixel(640, 400, Rgb([255; 3]));
    for _ in 0..60 {
        let (x, y, w, h) = (next(600), next(380), 20 + next(160), 6 + next(60));
        let color = Rgb([next(256) as u8, next(256) as u8, next(256) as u8]);
        for at_y in y..(y + h).min(400) {
            for at_x in x..(x + w).min(640) {
                picture.put_pixel(at_x, at_y, color);
            }
        }
    }
    picture.into()
}

/// Noise: it weighs as much as its pixels.
fn heavy(seed: u32, side: u32) -> Vec<u8> {
    let mut state = seed;
    let picture = RgbImage::from_fn(side, side, |_, _| {
        Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }))
    });
    encoded(picture.into(), ImageFormat::Png)
}

async fn add(tester: &Client, submission: &Value, file: &[u8]) -> Value {
    let path = format!("/submissions/{}/screenshots", id(submission));
    tester.upload(&path, &[Part::File(file)]).await.ok(201)
}

async fn hand_in(tester: &Client, submission: &Value, file: &[u8]) -> Value {
    let path = format!("/submissions/{}", id(submission));
    let step = submission["steps"][1]["step_id"].as_str().unwrap();
    let parts = [Part::File(file), Part::Text("step_id", step)];
    let picture = tester.upload(&format!("{path}/screenshots"), &parts).await.ok(201);
    tester.patch(&path, all_pass(submission)).await.ok(200);
    tester.act(&format!("{path}/submit")).await.ok(200);
    picture
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_holds_so_many_bytes_and_no_more_at_once_either() {
    hub_test_with(&[("EVIDENCE_QUOTA_MIB", "1")], async |hub| {
        let (_, job) = world(hub).await;
        let tester = hub.tester("Tom").await;
        let submission = seat(&tester, &job).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        // Some 245 KiB each: four fit.
        let files: Vec<Vec<u8>> = (0..8).map(|seed| heavy(seed, 250)).collect();
        let parts: Vec<[Part<'_>; 1]> = files.iter().map(|file| [Part::File(file)]).collect();
        let sent = parts.iter().map(|parts| tester.upload(&path, parts));
        let answers = futures_util::future::join_all(sent).await;
        let taken: Vec<Value> = answers.iter().filter(|a| a.status == 201).map(|a| a.ok(201)).collect();
        assert_eq!(taken.len(), 4, "{answers:?}");
        let refused = answers.iter().find(|answer| answer.status != 201).unwrap();
        assert_eq!(refused.refused(422, "invalid"), ["file:quota"]);
        assert!(refused.text().contains("Remove a picture"), "{}", refused.text());
        let kept: usize = hub.stored_bytes().await.iter().map(|bytes| bytes.len()).sum();
        assert!(kept <= 1024 * 1024, "{kept}");
        // Annotating is adding as well.
        let style = json!({"color": "#e11d48", "width": 4.0, "opacity": 1.0});
        let scene = json!({"version": 3, "width": 250, "height": 250, "shapes": [
            {"id": 1, "type": "rect", "x": 40.0, "y": 40.0, "w": 60.0, "h": 40.0, "style": style}]});
        let (before, files) = (hub.everything().await, hub.files().await);
        let refused = tester
            .put(&format!("/screenshots/{}/scene", id(&taken[0])), scene.clone())
            .await;
        assert_eq!(refused.refused(422, "invalid"), ["file:quota"]);
        assert_eq!((hub.everything().await, hub.files().await), (before, files));
        // Where one is removed there is room for one.
        tester.delete(&format!("/screenshots/{}", id(&taken[1]))).await.ok(204);
        tester
            .put(&format!("/screenshots/{}/scene", id(&taken[0])), scene)
            .await
            .ok(200);
        // Another report has room of its own.
        let other = hub.tester("Tia").await;
        let submission = seat(&other, &job).await;
        add(&other, &submission, &heavy(0, 250)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_picture_for_the_same_step_is_asked_about() {
    hub_test(async |hub| {
        let (_, job) = world(hub).await;
        let tester = hub.tester("Tom").await;
        let submission = seat(&tester, &job).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let step = |n: usize| submission["steps"][n]["step_id"].as_str().unwrap();
        let file = png(60, 40);
        // The same pixels in another file.
        let webp = encoded(image::load_from_memory(&file).unwrap(), ImageFormat::WebP);
        let first = [Part::File(&file), Part::Text("step_id", step(0))];
        let again = [Part::File(&webp), Part::Text("step_id", step(0))];
        tester.upload(&path, &first).await.ok(201);
        let (before, files) = (hub.everything().await, hub.files().await);
        for parts in [&first, &again] {
            let refused = tester.upload(&path, parts).await;
            refused.refused(409, "duplicate_picture");
            assert!(refused.text().contains("This picture is already here."));
        }
        assert_eq!((hub.everything().await, hub.files().await), (before, files));
        // Another step, no step, and whoever means it.
        tester
            .upload(&path, &[Part::File(&file), Part::Text("step_id", step(1))])
            .await
            .ok(201);
        tester.upload(&path, &[Part::File(&file)]).await.ok(201);
        tester
            .upload(&path, &[Part::File(&webp)])
            .await
            .refused(409, "duplicate_picture");
        let meant = [
            Part::File(&webp),
            Part::Text("step_id", step(0)),
            Part::Text("again", "true"),
        ];
        tester.upload(&path, &meant).await.ok(201);
        let odd = [Part::File(&webp), Part::Text("again", "perhaps")];
        assert_eq!(
            tester.upload(&path, &odd).await.refused(422, "invalid"),
            ["again:unknown"]
        );
        // At the same moment one of them is first.
        let other = png(61, 40);
        let parts = [Part::File(&other), Part::Text("step_id", step(2))];
        let answers = futures_util::future::join_all((0..6).map(|_| tester.upload(&path, &parts))).await;
        assert_eq!(
            answers.iter().filter(|answer| answer.status == 201).count(),
            1,
            "{answers:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_told_of_pictures_that_were_here_before() {
    hub_test(async |hub| {
        let (client, job) = world(hub).await;
        let (tom, tia, ted, lea) = (
            hub.tester("Tom").await,
            hub.tester("Tia").await,
            hub.tester("Ted").await,
            hub.tester("Lea").await,
        );
        let mut reports = Vec::new();
        for tester in [&tom, &tia, &ted, &lea] {
            reports.push(seat(tester, &job).await);
        }
        let shot = screen(1);
        let first = hand_in(&tom, &reports[0], &encoded(shot.clone(), ImageFormat::Png)).await;
        hub.pass_seconds(60);
        // The same pixels in another file; smaller and saved with loss; another screen.
        let same = hand_in(&tia, &reports[1], &encoded(shot.clone(), ImageFormat::WebP)).await;
        hub.pass_seconds(60);
        let smaller = shot.resize(400, 400, image::imageops::FilterType::Triangle);
        let like = hand_in(&ted, &reports[2], &encoded(smaller, ImageFormat::Jpeg)).await;
        hub.pass_seconds(60);
        hand_in(&lea, &reports[3], &encoded(screen(2), ImageFormat::Png)).await;

        let of = async |who: &Client, n: usize| {
            who.get(&format!("/submissions/{}", id(&reports[n]))).await.ok(200)["look_alikes"].clone()
        };
        let hint = |own: &Value, kind: &str| {
            json!([{"screenshot_id": own["id"], "kind": kind, "submission_id": reports[0]["id"],
                "other_screenshot_id": first["id"],
                "tester": {"id": tom.user, "name": "Tom", "rating": null, "rating_count": 0}}])
        };
        assert_eq!(of(&client, 0).await, json!([]), "it was the first");
        assert_eq!(of(&client, 1).await, hint(&same, "same_pixels"));
        assert_eq!(of(&client, 2).await, hint(&like, "looks_alike"));
        assert_eq!(of(&client, 3).await, json!([]));
        // In the list as well; its tester is told of nothing, and an admin of everything.
        let list = client.get(&format!("/jobs/{job}/submissions")).await.ok(200);
        let listed = list["items"].as_array().unwrap().iter();
        let hints = listed.map(|item| item["look_alikes"].as_array().unwrap().len());
        assert_eq!(hints.sum::<usize>(), 2);
        assert_eq!(of(&tia, 1).await, json!([]));
        let admin = hub.person("Ada", domain::users::Role::Admin).await;
        assert_eq!(of(&admin, 1).await, hint(&same, "same_pixels"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_handed_in_or_is_of_another_job_is_compared_with_nothing() {
    hub_test(async |hub| {
        let (client, job) = world(hub).await;
        let (tom, tia) = (hub.tester("Tom").await, hub.tester("Tia").await);
        let file = encoded(screen(1), ImageFormat::Png);
        let draft = seat(&tom, &job).await;
        add(&tom, &draft, &file).await;
        let elsewhere = open_job_with(&client, json!({"slots": 2})).await;
        let other = seat(&tom, &elsewhere).await;
        hand_in(&tom, &other, &file).await;
        hub.pass_seconds(60);
        let report = seat(&tia, &job).await;
        hand_in(&tia, &report, &file).await;
        let seen = client.get(&format!("/submissions/{}", id(&report))).await.ok(200);
        assert_eq!(seen["look_alikes"], json!([]));
        // Once it is handed in, the earlier picture is the first.
        let file = encoded(screen(5), ImageFormat::Png);
        hand_in(&tom, &draft, &file).await;
        let seen = client.get(&format!("/submissions/{}", id(&report))).await.ok(200);
        assert_eq!(seen["look_alikes"][0]["submission_id"], draft["id"]);
    })
    .await;
}
