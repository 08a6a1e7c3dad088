//! How pictures are kept: thumbnails that are made afterwards, files that nothing refers to, links that end.

use crate::{
    films::film,
    harness::{Answer, Client, Part, TestHub, hub_test},
    recordings::sent,
    scenes::{claim, finish, id, open_job, png, report},
};
use backend::{config::Storage, db::Sql, gateways::storage};
use image::DynamicImage;
use object_store::{ObjectStoreExt as _, path::Path};
use serde_json::{Value, json};
use std::time::{Duration, UNIX_EPOCH};

async fn begun(hub: &TestHub) -> (Client, Client, Value) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job(&client).await;
    let claim = claim(&tester, &job).await;
    let submission = report(&tester, &claim).await;
    (client, tester, submission)
}

async fn added(tester: &Client, submission: &Value, file: &[u8]) -> Value {
    let path = format!("/submissions/{}/screenshots", id(submission));
    tester.upload(&path, &[Part::File(file)]).await.ok(201)
}

fn decoded(answer: &Answer) -> DynamicImage {
    assert_eq!(answer.status, 200, "{}", answer.text());
    image::load_from_memory(&answer.body).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A scene that covers everything, or one that leaves it as it is.
fn covering(width: u32, height: u32, side: f64) -> Value {
    let style = json!({"color": "#e11d48", "width": 4.0, "opacity": 1.0});
    json!({"version": 3, "width": width, "height": height, "shapes": [
        {"id": 1, "type": "redact", "x": 0.0, "y": 0.0, "w": side, "h": side, "style": style},
    ]})
}

#[tokio::test(flavor = "multi_thread")]
async fn thumbnails_come_in_three_sizes_and_the_picture_stands_in_until_then() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let picture = added(&tester, &submission, &png(3000, 1500)).await;
        assert_eq!(picture["thumbnail_url"], picture["thumbnails"]["medium"]);
        let sizes = ["small", "medium", "large"];
        for size in sizes {
            let early = tester.get(text(&picture["thumbnails"][size])).await;
            assert_eq!(decoded(&early).width(), 3000);
            assert_eq!(early.header("content-type"), "image/png");
            assert_eq!(early.header("cache-control"), "private, no-cache", "it is passing");
        }
        hub.work().await;
        for (size, width) in sizes.into_iter().zip([256, 640, 1600]) {
            let made = tester.get(text(&picture["thumbnails"][size])).await;
            assert_eq!(made.header("content-type"), "image/webp");
            assert_eq!(made.header("cache-control"), "private, max-age=31536000, immutable");
            let made = decoded(&made).into_rgb8();
            assert_eq!(made.dimensions(), (width, width / 2), "{size}");
            let (blue, white) = (made.get_pixel(10, 10).0, made.get_pixel(width - 10, 10).0);
            assert!(blue[0].abs_diff(20) < 12 && blue[2].abs_diff(200) < 12, "{blue:?}");
            assert!(white.iter().all(|c| *c > 245), "{white:?}");
        }
        let address = format!("/media/screenshots/{}/thumbnail", id(&picture));
        assert_eq!(decoded(&tester.get(&address).await).width(), 640);
        tester
            .get(&format!("{address}?size=huge"))
            .await
            .refused(422, "invalid");

        // Nothing is made larger, and what is the same is kept once.
        let little = added(&tester, &submission, &png(100, 50)).await;
        let before = hub.files().await.len();
        hub.work().await;
        assert_eq!(hub.files().await.len(), before + 1);
        assert_eq!(
            decoded(&tester.get(text(&little["thumbnails"]["large"])).await).width(),
            100
        );

        // A new revision has none until they are made, and nothing of the old ones is left.
        let path = format!("/screenshots/{}/scene", id(&picture));
        let anew = tester.put(&path, covering(3000, 1500, 3000.0)).await.ok(200);
        assert_eq!(decoded(&tester.get(text(&anew["thumbnail_url"])).await).width(), 3000);
        assert_eq!(
            hub.files().await.len(),
            1 + 2,
            "the original, and those of the little one"
        );
        hub.work().await;
        let black = decoded(&tester.get(text(&anew["thumbnail_url"])).await).into_rgb8();
        assert!(black.pixels().all(|pixel| pixel.0.iter().all(|c| *c < 10)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thumbnails_of_what_is_gone_or_newer_are_not_made() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let gone = added(&tester, &submission, &png(400, 300)).await;
        let newer = added(&tester, &submission, &png(300, 400)).await;
        tester.delete(&format!("/screenshots/{}", id(&gone))).await.ok(204);
        let path = format!("/screenshots/{}/scene", id(&newer));
        tester.put(&path, covering(300, 400, 400.0)).await.ok(200);
        hub.work().await;
        // The original, and 256 pixels and 400 of it.
        assert_eq!(hub.files().await.len(), 3, "{:?}", hub.files().await);
        let seen = decoded(
            &tester
                .get(&format!("/media/screenshots/{}/thumbnail", id(&newer)))
                .await,
        );
        assert!(seen.into_rgb8().pixels().all(|pixel| pixel.0.iter().all(|c| *c < 10)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_earlier_releases_go_on_working() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let picture = added(&tester, &submission, &png(40, 30)).await;
        hub.work().await;
        let folder = format!("screenshots/{}", id(&picture));
        // As they were kept before: named by revision and use, with one thumbnail.
        let mut jpeg = std::io::Cursor::new(Vec::new());
        DynamicImage::new_rgb8(20, 15)
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .unwrap();
        for name in hub.files().await {
            hub.storage.delete(&Path::from(name)).await.unwrap();
        }
        let original = Path::from(format!("{folder}/0-original.png"));
        let thumbnail = Path::from(format!("{folder}/0-thumbnail.jpg"));
        hub.storage.put(&original, png(40, 30).into()).await.unwrap();
        hub.storage.put(&thumbnail, jpeg.into_inner().into()).await.unwrap();
        let sql = Sql::new(
            "UPDATE type::record('screenshot', $id) SET original = $original, annotated = $original,
                 thumbnail = $thumbnail, thumbnails = NONE, pixels_hash = NONE, looks = NONE, bytes = 0;",
        );
        let sql = sql
            .bind("id", id(&picture))
            .bind("original", original.to_string())
            .bind("thumbnail", thumbnail.to_string());
        hub.app.db.write(sql).await.unwrap();

        let made = tester.get(text(&picture["thumbnails"]["large"])).await;
        assert_eq!(
            (made.header("content-type"), decoded(&made).width()),
            ("image/jpeg", 20)
        );
        assert_eq!(made.header("etag"), "\"0-thumbnail\"");
        assert_eq!(decoded(&tester.get(text(&picture["url"])).await).width(), 40);
        let path = format!("/screenshots/{}/scene", id(&picture));
        tester.put(&path, covering(40, 30, 10.0)).await.ok(200);
        hub.work().await;
        let files = hub.files().await;
        assert!(
            files.len() == 2 && files.iter().all(|name| !name.contains("/0-")),
            "{files:?}"
        );
        tester.delete(&format!("/screenshots/{}", id(&picture))).await.ok(204);
        assert_eq!(hub.files().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_refers_to_is_removed_after_an_hour() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let picture = added(&tester, &submission, &png(40, 30)).await;
        hub.work().await;
        let named = hub.files().await;
        // Of a picture that is there, of one that is not, of one that is on its way and of one that was, and what is not ours at all.
        let beside = Path::from(format!("screenshots/{}/beside.png", id(&picture)));
        let alone = Path::from("screenshots/nobody/alone.png");
        let way = format!("/submissions/{}/uploads", id(&submission));
        let way = id(&tester.post(&way, json!({"bytes": 100})).await.ok(201));
        let dropped = Path::from(format!("uploads/{way}/dropped"));
        let lost = Path::from("uploads/nobody/lost");
        let other = Path::from("elsewhere/alone.png");
        for path in [&beside, &alone, &dropped, &lost, &other] {
            hub.storage.put(path, png(2, 2).into()).await.unwrap();
        }
        let written = hub.storage.head(&other).await.unwrap().last_modified.timestamp_millis();
        // The clock of the tests has its own time; files have that of the machine.
        hub.pass_seconds((written - hub.now().millis()) / 1000 + 3540);
        hub.work().await;
        assert_eq!(hub.files().await.len(), named.len() + 4, "they are young");
        hub.pass_hours(1).await;
        assert_eq!(hub.files().await, named);
        assert!(hub.storage.head(&other).await.is_ok());
        let figures = hub.nobody().get("/metrics").await.text();
        assert!(figures.contains("picture_orphans_total"), "{figures}");
        // Once an hour, whoever asks.
        hub.storage.put(&alone, png(2, 2).into()).await.unwrap();
        hub.pass_seconds(3500);
        hub.work().await;
        assert_eq!(hub.files().await.len(), named.len() + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_swept_by_the_age_of_its_files() {
    hub_test(async |hub| {
        let folder = tempfile::tempdir().unwrap();
        let hub = hub.storing(storage::open(&Storage::Folder(folder.path().into())).unwrap());
        let (_, tester, submission) = begun(&hub).await;
        added(&tester, &submission, &png(40, 30)).await;
        let film = sent(&tester, &id(&submission), &film(2), "recording").await;
        let recordings = format!("/submissions/{}/recordings", id(&submission));
        tester.post(&recordings, json!({"upload_id": film})).await.ok(201);
        hub.work().await;
        let named = hub.files().await;
        assert!(named.iter().any(|name| name.starts_with("recordings/")), "{named:?}");
        let aged = |name: &str, seconds: i64| {
            let at = u64::try_from(hub.now().plus_seconds(-seconds).millis()).unwrap();
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let file = std::fs::File::options().create(true).append(true).open(path).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_millis(at)).unwrap();
        };
        for name in &named {
            aged(name, 100_000);
        }
        hub.pass_seconds(3600);
        aged("screenshots/nobody/old.png", 3601);
        aged("recordings/nobody/old.webm", 3601);
        aged("screenshots/nobody/young.png", 3500);
        hub.work().await;
        let mut left = named.clone();
        left.push("screenshots/nobody/young.png".to_owned());
        left.sort();
        assert_eq!(hub.files().await, left);
        hub.pass_hours(1).await;
        assert_eq!(hub.files().await, named);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_another_database_are_left_alone() {
    hub_test(async |hub| {
        // As somebody finds it who starts a server on an empty database beside the pictures of another.
        let theirs = Path::from("screenshots/somebody/picture.png");
        hub.storage.put(&theirs, png(2, 2).into()).await.unwrap();
        let written = hub
            .storage
            .head(&theirs)
            .await
            .unwrap()
            .last_modified
            .timestamp_millis();
        hub.pass_seconds((written - hub.now().millis()) / 1000 + 7200);
        hub.pass_hours(2).await;
        assert_eq!(hub.files().await, [theirs.to_string()]);
        // The other has left its mark by now; a picture of our own makes it no more ours.
        let mark = Path::from("screenshots/of-database");
        assert!(hub.storage.head(&mark).await.is_err());
        hub.storage.put(&mark, "another".into()).await.unwrap();
        let (_, tester, submission) = begun(hub).await;
        added(&tester, &submission, &png(40, 30)).await;
        hub.pass_hours(2).await;
        assert!(hub.files().await.contains(&theirs.to_string()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_one_file_until_its_time_is_over() {
    hub_test(async |hub| {
        let (client, tester, submission) = begun(hub).await;
        let picture = added(&tester, &submission, &png(40, 30)).await;
        let ask = format!("/screenshots/{}/link", id(&picture));
        let made = tester
            .post(&ask, json!({"variant": "original", "hours": 2}))
            .await
            .ok(201);
        let expires = hub.now().plus_hours(2);
        assert_eq!(made["expires_at"], serde_json::to_value(expires).unwrap());
        let address = text(&made["url"])
            .strip_prefix(crate::harness::ORIGIN)
            .unwrap()
            .to_owned();
        let nobody = hub.nobody();
        let seen = nobody.get(&address).await;
        assert_eq!(decoded(&seen).width(), 40);
        for (name, value) in [
            ("cache-control", "private, no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-robots-tag", "noindex"),
            ("content-type", "image/png"),
        ] {
            assert_eq!(seen.header(name), value);
        }
        // Altered, in any part, it shows nothing; with a session neither.
        let (path, query) = address.split_once('?').unwrap();
        let (until, sig) = query.split_once('&').unwrap();
        let flipped = if sig.ends_with('A') { "E" } else { "A" };
        let altered = [
            address.replace("/original", "/annotated"),
            address.replace("/original", "/thumbnail"),
            format!("{path}?{until}9&{sig}"),
            format!("{path}?{until}&{}{flipped}", &sig[..sig.len() - 1]),
            format!("{path}?{until}"),
            format!("{path}?{sig}"),
            format!("{path}?until=x&{sig}"),
        ];
        for bad in &altered {
            nobody.get(bad).await.refused(404, "not_found");
            tester.get(bad).await.refused(404, "not_found");
        }
        // It says who made it, in the log.
        let log = tester.get("/auth/audit-log").await.ok(200);
        let line = &log["items"][0];
        assert_eq!(
            (text(&line["kind"]), text(&line["target_id"])),
            ("picture_shared", id(&picture).as_str())
        );

        hub.pass_seconds(2 * 3600 - 1);
        nobody.get(&address).await.ok_status(200);
        hub.pass_seconds(1);
        nobody.get(&address).await.refused(404, "not_found");

        // Who may not see the picture makes no link to it; its client does once it was handed in.
        let body = json!({"variant": "annotated"});
        let (client, tester) = (hub.renew(&client).await, hub.renew(&tester).await);
        client.post(&ask, body.clone()).await.refused(404, "not_found");
        hub.tester("Tia")
            .await
            .post(&ask, body.clone())
            .await
            .refused(404, "not_found");
        let admin = hub.person("Ada", domain::users::Role::Admin).await;
        admin.post(&ask, body.clone()).await.refused(403, "forbidden");
        let bad = json!({"variant": "thumbnail", "hours": 169});
        let fields = tester.post(&ask, bad).await.refused(422, "invalid");
        assert_eq!(fields, ["variant:unknown", "hours:too_large"]);

        // A new revision ends the links to the one before.
        let made = tester.post(&ask, body.clone()).await.ok(201);
        let address = text(&made["url"])
            .strip_prefix(crate::harness::ORIGIN)
            .unwrap()
            .to_owned();
        nobody.get(&address).await.ok_status(200);
        let path = format!("/screenshots/{}/scene", id(&picture));
        tester.put(&path, covering(40, 30, 10.0)).await.ok(200);
        nobody.get(&address).await.refused(404, "not_found");

        finish(&tester, &submission).await;
        client.post(&ask, body).await.ok(201);
    })
    .await;
}
