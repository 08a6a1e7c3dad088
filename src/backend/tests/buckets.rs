//! Pictures in a bucket, on a server that speaks as S3 does, and that fails and is slow.

use crate::{
    harness::{Client, Part, TestHub, hub_test_with},
    python::Python,
    scenes::{claim, id, open_job, png, report},
};
use axum::http::Method;
use serde_json::{Value, json};

struct S3(Python);

impl S3 {
    /// `take`, `refuse`, `slow` or `puts` and a number; in force once this returns.
    fn mode(&mut self, mode: &str) {
        self.0.tell(mode);
        assert_eq!(self.0.line(), format!("mode {mode}"));
    }
}

async fn s3_test(test: impl AsyncFnOnce(&TestHub, &mut S3)) {
    let mut server = S3(Python::serve("s3.py", &[]));
    let endpoint = format!("http://127.0.0.1:{}", server.0.port);
    let settings = [
        ("STORAGE_URL", "s3://pictures/hub"),
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    hub_test_with(&settings, async |hub| test(hub, &mut server).await).await;
}

async fn begun(hub: &TestHub) -> (Client, Value) {
    let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
    let job = open_job(&client).await;
    let claim = claim(&tester, &job).await;
    let submission = report(&tester, &claim).await;
    (tester, submission)
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_live_in_a_bucket_and_go_from_it() {
    s3_test(async |hub, server| {
        let (tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let kept = tester.upload(&path, &[Part::File(&png(40, 30))]).await.ok(201);
        assert_eq!(hub.files().await.len(), 1, "the original");
        hub.work().await;
        assert_eq!(hub.files().await.len(), 2, "and one thumbnail: it is small already");
        server.mode("slow");
        for address in ["url", "original_url", "thumbnail_url"] {
            let answer = tester.get(kept[address].as_str().unwrap()).await;
            answer.ok_status(200);
            assert!(image::load_from_memory(&answer.body).is_ok(), "{address}");
        }
        server.mode("take");
        tester
            .put(&format!("/screenshots/{}/scene", id(&kept)), framed(5))
            .await
            .ok(200);
        assert_eq!(hub.files().await.len(), 2, "and what is drawn on it");
        hub.work().await;
        assert_eq!(hub.files().await.len(), 3, "and its thumbnail");
        tester
            .delete(&format!("/screenshots/{}", id(&kept)))
            .await
            .ok_status(204);
        assert_eq!(hub.files().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_fails_is_told_and_nothing_is_half_kept() {
    s3_test(async |hub, server| {
        let (tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let kept = tester.upload(&path, &[Part::File(&png(40, 30))]).await.ok(201);
        let (before, files) = (hub.everything().await, hub.files().await);
        server.mode("refuse");
        let upload = tester.upload_unlucky(&path, &[Part::File(&png(20, 20))]).await;
        assert_eq!(upload.ok(502)["code"], "upstream", "{}", upload.text());
        let looked = tester.unlucky_get(kept["url"].as_str().unwrap()).await;
        assert_eq!(looked.status, 502, "{}", looked.text());
        server.mode("take");
        assert_eq!((hub.everything().await, hub.files().await), (before, files));
        tester.upload(&path, &[Part::File(&png(20, 20))]).await.ok(201);
    })
    .await;
}

fn framed(x: u32) -> Value {
    let style = json!({"color": "#e11d48", "width": 4, "opacity": 1});
    let shape = json!({"id": 1, "type": "rect", "x": x, "y": 5, "w": 20, "h": 10, "style": style});
    json!({"version": 3, "width": 40, "height": 30, "shapes": [shape]})
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_files_of_which_one_is_refused_none_is_left() {
    s3_test(async |hub, server| {
        let (tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        let scene = framed(5).to_string();
        let annotated = [Part::File(&png(40, 30)), Part::Text("scene", &scene)];
        let before = hub.everything().await;
        server.mode("puts 1");
        let upload = tester.upload_unlucky(&path, &annotated).await;
        assert_eq!(upload.ok(502)["code"], "upstream", "{}", upload.text());
        assert_eq!((hub.everything().await, hub.files().await), (before, Vec::new()));
        server.mode("take");
        let kept = tester.upload(&path, &annotated).await.ok(201);
        let names = hub.files().await;
        assert_eq!(names.len(), 2);

        // Anew: the old files stay, and the picture with them.
        server.mode("puts 0");
        let scene = format!("/screenshots/{}/scene", id(&kept));
        let request = tester
            .request(Method::PUT, &scene)
            .header("content-type", "application/json");
        let anew = tester
            .send_unchecked(request.body(framed(9).to_string().into()).unwrap())
            .await;
        assert_eq!(anew.status, 502, "{}", anew.text());
        assert_eq!(hub.files().await, names);
        server.mode("take");
        tester.put(&scene, framed(9)).await.ok(200);
        assert_eq!(
            hub.files().await.len(),
            2,
            "the old one is gone, and the new one is there"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_bucket_is_waited_for_and_thumbnails_come_once_it_takes_them() {
    s3_test(async |hub, server| {
        let (tester, submission) = begun(hub).await;
        let path = format!("/submissions/{}/screenshots", id(&submission));
        // The bucket gets its mark.
        hub.work().await;
        server.mode("slow");
        let kept = tester.upload(&path, &[Part::File(&png(40, 30))]).await.ok(201);
        server.mode("puts 0");
        hub.work().await;
        assert_eq!(hub.files().await.len(), 1, "none could be kept");
        tester.get(kept["thumbnail_url"].as_str().unwrap()).await.ok_status(200);
        server.mode("take");
        hub.pass_hours(1).await;
        assert_eq!(hub.files().await.len(), 2);
    })
    .await;
}
