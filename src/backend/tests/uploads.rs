//! Pictures that come in pieces: over connections that break, from two sides at once, and never finished.

use crate::{
    harness::{Answer, Client, Part, TestHub, hub_test, hub_test_with},
    scenes::{claim, id, open_job, png, report},
};
use axum::{body::Body, http::Method};
use domain::uploads::{MAX_PIECES, PIECE_BYTES};
use serde_json::{Value, json};

async fn begun(hub: &TestHub) -> (Client, String) {
    let name = |role: &str| format!("{role}{}", uuid::Uuid::now_v7().simple());
    let client = hub.client(&name("Clara")).await;
    let tester = hub.tester(&name("Tom")).await;
    let job = open_job(&client).await;
    let seat = claim(&tester, &job).await;
    let work = id(&report(&tester, &seat).await);
    (tester, work)
}

async fn begin(who: &Client, work: &str, bytes: usize) -> String {
    let upload = who
        .post(&format!("/submissions/{work}/uploads"), json!({"bytes": bytes}))
        .await
        .ok(201);
    assert_eq!(
        (&upload["offset"], &upload["piece_bytes"]),
        (&json!(0), &json!(PIECE_BYTES))
    );
    id(&upload)
}

async fn add(who: &Client, upload: &str, offset: usize, piece: &[u8]) -> Answer {
    let request = who
        .request(Method::PATCH, &format!("/api/v1/uploads/{upload}?offset={offset}"))
        .header("content-type", "application/octet-stream")
        .body(Body::from(piece.to_vec()))
        .unwrap();
    who.send(request).await
}

async fn finish(who: &Client, work: &str, upload: &str) -> Answer {
    finish_with(who, work, &[Part::Text("upload_id", upload)]).await
}

/// Where the same pixels may be in the report already.
async fn finish_again(who: &Client, work: &str, upload: &str) -> Answer {
    let form = [Part::Text("upload_id", upload), Part::Text("again", "true")];
    finish_with(who, work, &form).await
}

async fn finish_with(who: &Client, work: &str, form: &[Part<'_>]) -> Answer {
    who.upload(&format!("/submissions/{work}/screenshots"), form).await
}

/// An upload of which all has arrived.
async fn sent(who: &Client, work: &str, file: &[u8]) -> String {
    let upload = begin(who, work, file.len()).await;
    add(who, &upload, 0, file).await.ok(200);
    upload
}

async fn pieces(hub: &TestHub) -> usize {
    hub.files()
        .await
        .iter()
        .filter(|name| name.contains("uploads/"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_in_pieces_is_the_picture() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let file = png(300, 200);
        let upload = begin(&tester, &work, file.len()).await;
        let third = file.len() / 3;
        add(&tester, &upload, 0, &file[..third]).await.ok(200);
        finish(&tester, &work, &upload).await.refused(409, "upload_unfinished");
        // The answer was lost, so the piece comes again.
        add(&tester, &upload, 0, &file[..third])
            .await
            .refused(409, "upload_offset");
        let look = tester.get(&format!("/uploads/{upload}")).await.ok(200);
        assert_eq!(look["offset"], json!(third));
        add(&tester, &upload, third, &file[third..]).await.ok(200);
        assert_eq!(pieces(hub).await, 2);
        let picture = finish(&tester, &work, &upload).await.ok(201);
        assert_eq!((&picture["width"], &picture["height"]), (&json!(300), &json!(200)));
        assert_eq!(pieces(hub).await, 0, "nothing of it is left");
        tester
            .get(&format!("/uploads/{upload}"))
            .await
            .refused(404, "not_found");
        let again = finish(&tester, &work, &upload).await.ok(201);
        assert_eq!(
            id(&again),
            id(&picture),
            "whose answer was lost asks again and gets the same"
        );
        let kept = tester.get(&format!("/submissions/{work}")).await.ok(200);
        assert_eq!(kept["screenshots"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let upload = begin(&tester, &work, 10).await;
        assert_eq!(
            add(&tester, &upload, 0, &[0; 11]).await.refused(422, "invalid"),
            [":too_large"]
        );
        assert_eq!(
            add(&tester, &upload, 0, &[]).await.refused(422, "invalid"),
            [":required"]
        );
        add(&tester, &upload, 5, &[0; 5]).await.refused(409, "upload_offset");
        add(&tester, &upload, 0, &vec![0; PIECE_BYTES + 1])
            .await
            .refused(413, "too_large");
        let look: Value = tester.get(&format!("/uploads/{upload}")).await.ok(200);
        assert_eq!((&look["offset"], pieces(hub).await), (&json!(0), 0));
        // Whole, but no picture.
        add(&tester, &upload, 0, &[7; 10]).await.ok(200);
        finish(&tester, &work, &upload)
            .await
            .refused(415, "unsupported_media_type");
        tester.delete(&format!("/uploads/{upload}")).await.ok(204);
        tester
            .delete(&format!("/uploads/{upload}"))
            .await
            .refused(404, "not_found");
        assert_eq!(pieces(hub).await, 0);
        for _ in 0..20 {
            begin(&tester, &work, 5).await;
        }
        tester
            .post(&format!("/submissions/{work}/uploads"), json!({"bytes": 5}))
            .await
            .refused(409, "too_many_uploads");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_send_the_same_piece_one_is_taken() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let file = png(200, 200);
        let upload = begin(&tester, &work, file.len()).await;
        let sent = (0..8).map(|_| add(&tester, &upload, 0, &file));
        let answers = futures_util::future::join_all(sent).await;
        let taken = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(taken, 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            answer.refused(409, "upload_offset");
        }
        assert_eq!(pieces(hub).await, 1);
        finish(&tester, &work, &upload).await.ok(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_given_up_or_becomes_a_picture_and_never_both() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let file = png(60, 60);
        let mut kept = 0;
        for _ in 0..24 {
            let upload = sent(&tester, &work, &file).await;
            let given_up = format!("/uploads/{upload}");
            let (made, gone) = tokio::join!(finish_again(&tester, &work, &upload), tester.delete(&given_up));
            if gone.status == 204 {
                made.refused(404, "not_found");
            } else {
                gone.refused(404, "not_found");
                made.ok(201);
                kept += 1;
            }
            let report = tester.get(&format!("/submissions/{work}")).await.ok(200);
            assert_eq!(report["screenshots"].as_array().unwrap().len(), kept);
        }
        assert_eq!(pieces(hub).await, 0, "nothing is left of either");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_finish_the_same_upload_all_get_the_one_picture() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let file = png(60, 60);
        let upload = sent(&tester, &work, &file).await;
        let asked = (0..6).map(|_| finish_again(&tester, &work, &upload));
        for answer in futures_util::future::join_all(asked).await {
            assert_eq!(id(&answer.ok(201)), upload);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_its_testers_own_and_belongs_to_one_report() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let (other, elsewhere) = begun(hub).await;
        let upload = begin(&tester, &work, 4).await;
        add(&other, &upload, 0, &[1; 4]).await.refused(404, "not_found");
        other.get(&format!("/uploads/{upload}")).await.refused(404, "not_found");
        other
            .delete(&format!("/uploads/{upload}"))
            .await
            .refused(404, "not_found");
        finish(&other, &elsewhere, &upload).await.refused(404, "not_found");
        let asked = other
            .post(&format!("/submissions/{work}/uploads"), json!({"bytes": 4}))
            .await;
        asked.refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_goes_on_with_is_thrown_away() {
    hub_test_with(&[("CLAIM_HOURS", "200")], async |hub| {
        let (tester, work) = begun(hub).await;
        let upload = begin(&tester, &work, 10).await;
        add(&tester, &upload, 0, &[1; 5]).await.ok(200);
        hub.pass_hours(23).await;
        let tester = hub.renew(&tester).await;
        add(&tester, &upload, 5, &[1; 2]).await.ok(200);
        hub.pass_hours(23).await;
        let tester = hub.renew(&tester).await;
        assert_eq!(pieces(hub).await, 2, "going on with it keeps it");
        hub.pass_hours(2).await;
        assert_eq!(pieces(hub).await, 0);
        let tester = hub.renew(&tester).await;
        tester
            .get(&format!("/uploads/{upload}"))
            .await
            .refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_no_more_pieces_than_sensible() {
    hub_test(async |hub| {
        let (tester, work) = begun(hub).await;
        let upload = begin(&tester, &work, MAX_PIECES + 1).await;
        for offset in 0..MAX_PIECES {
            add(&tester, &upload, offset, &[0]).await.ok(200);
        }
        let more = add(&tester, &upload, MAX_PIECES, &[0]).await;
        assert_eq!(more.refused(422, "invalid"), [":too_many"]);
        tester.delete(&format!("/uploads/{upload}")).await.ok(204);
        assert_eq!(pieces(hub).await, 0);
    })
    .await;
}
