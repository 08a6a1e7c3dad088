//! Recordings: read and written anew, kept with their marks, and played in parts.

use crate::{
    films::{CLUSTER, cluster, crowded, element, film, frame, info, kind, picture, segment, sound, track, tracks},
    harness::{Answer, Client, TestHub, hub_test, hub_test_with},
    scenes::{claim, finish, id, open_job, png, report},
};
use axum::{body::Body, http::Method};
use backend::recordings::webm::{Film, Refused, clean};
use proptest::prelude::*;
use serde_json::{Value, json};

fn whole(film: &Film) -> Vec<u8> {
    film.parts.concat()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Where the clusters of a film begin, counted from the segment's own content as an index counts them.
fn clusters(film: &[u8]) -> Vec<usize> {
    let segment = film.windows(4).position(|w| w == [0x18, 0x53, 0x80, 0x67]).unwrap() + 12;
    let begins = film[segment..].windows(4).enumerate();
    begins.filter(|(_, w)| *w == CLUSTER).map(|(at, _)| at).collect()
}

/// The numbers after an id of one byte, each in its shortest form.
fn numbers(bytes: &[u8], id: u8) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == id
            && let Some(length @ 0x81..=0x84) = bytes.get(at + 1)
            && let Some(digits) = bytes.get(at + 2..at + 2 + usize::from(length - 0x80))
        {
            found.push(digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)));
        }
    }
    found
}

#[test]
fn a_stream_becomes_a_film_with_an_end_and_an_index() {
    let made = clean(&film(9)).unwrap();
    assert_eq!((made.millis, made.width, made.height), (9_000, 640, 360));
    let bytes = whole(&made);
    let cues = bytes.windows(4).position(|w| w == [0x1C, 0x53, 0xBB, 0x6B]).unwrap();
    let first = bytes.windows(4).position(|w| w == CLUSTER).unwrap();
    assert!(cues < first, "what a player looks for stands before the frames");
    let index = &bytes[cues..first];
    assert_eq!(
        numbers(index, 0xF1),
        clusters(&bytes),
        "each key frame is where the index says"
    );
    assert_eq!(
        numbers(index, 0xB3),
        (0..9).map(|n| n * 1_000).collect::<Vec<_>>(),
        "and when"
    );
}

#[test]
fn nothing_is_kept_but_what_is_seen_and_heard() {
    let bytes = whole(&clean(&film(3)).unwrap());
    for secret in ["alice", "Chrome", "Camera", "of a track that is not there", "beside it"] {
        assert!(contains(&film(3), secret.as_bytes()), "the stream has {secret}");
        assert!(!contains(&bytes, secret.as_bytes()), "{secret} is still there");
    }
    for kept in ["sound", "half", "the end"] {
        assert!(contains(&bytes, kept.as_bytes()), "{kept} is gone");
    }
    assert_eq!(whole(&clean(&bytes).unwrap()), bytes, "what is clean stays as it is");
    let after = [bytes.as_slice(), b"after the end"].concat();
    assert_eq!(
        whole(&clean(&after).unwrap()),
        bytes,
        "what comes after the end is gone"
    );
}

#[test]
fn what_no_browser_plays_is_refused_with_its_reason() {
    let of = |parts: &[Vec<u8>]| [kind("webm"), segment(parts)].concat();
    let seen = |at: u64| cluster(at, &[frame(1, 0, true, b"x")]);
    let vp8 = tracks(&[picture("V_VP8", 640, 360)]);
    let sealed = tracks(&[track(1, 1, "V_VP8", &element(&[0x6D, 0x80], &[]))]);
    let codes = [
        (of(&[info(1_000_000), vp8.clone(), seen(61_001)]), "too_long"),
        (of(&[info(1_000_000), vp8.clone(), seen(u64::MAX)]), "too_long"),
        (
            of(&[
                info(1_000_000),
                vp8.clone(),
                cluster(u64::MAX, &[frame(1, 1, true, b"x")]),
            ]),
            "too_long",
        ),
        (of(&[info(1_000_000), vp8.clone(), vp8.clone(), seen(0)]), "unreadable"),
        (
            of(&[info(1_000_000), info(1_000_000), vp8.clone(), seen(0)]),
            "unreadable",
        ),
        (
            of(&[info(1_000_000), vp8.clone(), cluster(0, &[crowded(&[0xFB], 1)])]),
            "unreadable",
        ),
        (
            of(&[info(1_000_000), vp8.clone(), cluster(0, &[crowded(&[0x75, 0xA2], 9)])]),
            "unreadable",
        ),
        (of(&[info(1_000_000), vp8.clone()]), "no_video"),
        (
            of(&[info(1_000_000), vp8.clone(), cluster(0, &[frame(1, 0, false, b"x")])]),
            "no_video",
        ),
        (of(&[info(1_000_000), tracks(&[sound("A_OPUS")]), seen(0)]), "no_video"),
        (
            of(&[
                info(1_000_000),
                tracks(&[picture("V_MPEG4/ISO/AVC", 640, 360)]),
                seen(0),
            ]),
            "codec",
        ),
        (of(&[info(1_000_000), sealed, seen(0)]), "codec"),
        (
            of(&[info(1_000_000), tracks(&[picture("V_VP9", 9_000, 360)]), seen(0)]),
            "too_large",
        ),
        (of(&[info(1_000), vp8.clone(), seen(0)]), "unreadable"),
        (
            of(&[info(1_000_000), vp8, element(&CLUSTER, &frame(1, 0, true, b"x"))]),
            "unreadable",
        ),
        (kind("webm"), "unreadable"),
        (film(3)[..900].to_vec(), "unreadable"),
    ];
    for (file, code) in codes {
        match clean(&file).map(|film| film.millis) {
            Err(Refused::Content(told, _)) => assert_eq!(told, code),
            other => panic!("{other:?} where {code} was due"),
        }
    }
    for other in [kind("matroska"), png(4, 4), b"GIF89a".to_vec(), Vec::new()] {
        assert_eq!(clean(&other).map(|film| film.millis), Err(Refused::Kind));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes is refused, or becomes a film that is no larger than a little more than what came, and is read again as it is.
    #[test]
    fn no_file_is_too_odd(changes in prop::collection::vec((0_usize..4_000, any::<u8>()), 0..12), cut in 0_usize..4_000) {
        let mut file = film(4);
        for (at, byte) in changes {
            let at = at % file.len();
            file[at] = byte;
        }
        file.truncate(file.len() - cut % 40);
        if let Ok(made) = clean(&file) {
            let bytes = whole(&made);
            prop_assert!(bytes.len() < file.len() + 2_000);
            let again = clean(&bytes);
            prop_assert_eq!(again.map(|film| whole(&film)), Ok(bytes));
        }
    }
}

async fn begun(hub: &TestHub) -> (Client, Client, Value) {
    let name = |role: &str| format!("{role}{}", uuid::Uuid::now_v7().simple());
    let client = hub.client(&name("Clara")).await;
    let tester = hub.tester(&name("Tom")).await;
    let job = open_job(&client).await;
    let seat = claim(&tester, &job).await;
    let work = report(&tester, &seat).await;
    (client, tester, work)
}

/// A file that has arrived; gives its upload.
pub async fn sent(who: &Client, work: &str, file: &[u8], kind: &str) -> String {
    let begin = json!({"bytes": file.len(), "kind": kind});
    let upload = who.post(&format!("/submissions/{work}/uploads"), begin).await.ok(201);
    assert_eq!(upload["kind"], kind);
    let upload = id(&upload);
    let mut offset = 0;
    for piece in file.chunks(1024 * 1024) {
        let request = who
            .request(Method::PATCH, &format!("/api/v1/uploads/{upload}?offset={offset}"))
            .header("content-type", "application/octet-stream")
            .body(Body::from(piece.to_vec()))
            .unwrap();
        who.send(request).await.ok(200);
        offset += piece.len();
    }
    upload
}

async fn add(who: &Client, work: &str, upload: &str, more: Value) -> Answer {
    let mut body = json!({"upload_id": upload});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    who.post(&format!("/submissions/{work}/recordings"), body).await
}

async fn files(hub: &TestHub) -> Vec<String> {
    let all = hub.files().await.into_iter();
    all.filter(|name| name.contains("recordings/") || name.contains("uploads/"))
        .collect()
}

async fn part(who: &Client, url: &str, range: &str) -> Answer {
    let request = who.request(Method::GET, url).header("range", range);
    who.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_kept_with_its_marks_and_played_in_parts() {
    hub_test(async |hub| {
        let (client, tester, submission) = begun(hub).await;
        let work = id(&submission);
        let step = submission["steps"][0]["step_id"].clone();
        let upload = sent(&tester, &work, &film(5), "recording").await;
        let marks = json!([{"at": 9_000, "words": "late"}, {"at": 1_200, "words": " the total is wrong "}]);
        let asked = json!({"step_id": step, "marks": marks});
        let made = add(&tester, &work, &upload, asked.clone()).await.ok(201);
        assert_eq!(
            (&made["millis"], &made["width"], &made["step_id"]),
            (&json!(5_000), &json!(640), &step)
        );
        let told = json!([{"at": 1_200, "words": "the total is wrong"}, {"at": 5_000, "words": "late"}]);
        assert_eq!(made["marks"], told);
        assert_eq!(files(hub).await.len(), 1, "nothing is left of its pieces");
        let again = add(&tester, &work, &upload, asked).await.ok(201);
        assert_eq!(again, made, "whose answer was lost asks again and gets the same");

        let url = made["url"].as_str().unwrap();
        let all = tester.get(url).await;
        assert_eq!((all.status, all.header("content-type")), (200, "video/webm"));
        assert_eq!(all.body, whole(&clean(&film(5)).unwrap()));
        let packed = tester.request(Method::GET, url).header("accept-encoding", "gzip, br");
        let packed = tester.send(packed.body(Body::empty()).unwrap()).await;
        assert!(!packed.headers.contains_key("content-encoding"), "it is packed already");
        assert_eq!(packed.body, all.body);
        let some = part(&tester, url, "bytes=100-299").await;
        assert_eq!(some.status, 206);
        assert_eq!(some.body, all.body[100..300]);
        assert_eq!(
            some.header("content-range"),
            format!("bytes 100-299/{}", all.body.len())
        );
        let beyond = part(&tester, url, "bytes=99999-").await;
        beyond.refused(416, "range_not_satisfiable");
        assert_eq!(beyond.header("content-range"), format!("bytes */{}", all.body.len()));
        let known = tester
            .request(Method::GET, url)
            .header("if-none-match", all.header("etag"));
        assert_eq!(tester.send(known.body(Body::empty()).unwrap()).await.status, 304);

        client.get(url).await.refused(404, "not_found");
        hub.nobody().get(url).await.refused(401, "unauthorized");
        let fewer = json!({"marks": [{"at": 10, "words": ""}]});
        let path = format!("/recordings/{}/marks", id(&made));
        client.put(&path, fewer.clone()).await.refused(404, "not_found");
        let marked = tester.put(&path, fewer.clone()).await.ok(200);
        assert_eq!(marked["marks"], json!([{"at": 10, "words": ""}]));

        finish(&tester, &submission).await;
        let seen = client.get(&format!("/submissions/{work}")).await.ok(200);
        assert_eq!(seen["recordings"], json!([marked]));
        assert_eq!(client.get(url).await.body, all.body);
        tester.put(&path, fewer).await.refused(409, "submission_locked");
        let gone = format!("/recordings/{}", id(&made));
        tester.delete(&gone).await.refused(409, "submission_locked");
        client.delete(&gone).await.refused(403, "forbidden");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_recording_is_none_and_nothing_of_it_is_kept() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let work = id(&submission);
        let picture = sent(&tester, &work, &png(40, 30), "recording").await;
        add(&tester, &work, &picture, json!({}))
            .await
            .refused(415, "unsupported_media_type");
        let cut = sent(&tester, &work, &film(3)[..900], "recording").await;
        let refused = add(&tester, &work, &cut, json!({})).await.refused(422, "invalid");
        assert_eq!(refused, ["upload_id:unreadable"]);
        let good = sent(&tester, &work, &film(3), "picture").await;
        add(&tester, &work, &good, json!({})).await.refused(404, "not_found");
        for (body, field) in [
            (json!({"upload_id": ""}), "upload_id:required"),
            (json!({"upload_id": cut, "step_id": "nowhere"}), "step_id:unknown"),
            (
                json!({"upload_id": cut, "marks": [{"at": -1}]}),
                "marks[0].at:too_small",
            ),
        ] {
            let answer = tester.post(&format!("/submissions/{work}/recordings"), body).await;
            assert_eq!(answer.refused(422, "invalid"), [field]);
        }
        let too_large = json!({"bytes": 52_428_801, "kind": "recording"});
        let begin = format!("/submissions/{work}/uploads");
        tester.post(&begin, too_large).await.refused(422, "invalid");
        for upload in [picture, cut, good] {
            tester.delete(&format!("/uploads/{upload}")).await.ok(204);
        }
        // As much as twenty pictures may have, and no more, is on its way at a time.
        for _ in 0..4 {
            let large = json!({"bytes": 52_428_800, "kind": "recording"});
            tester.post(&begin, large).await.ok(201);
        }
        tester
            .post(&begin, json!({"bytes": 1}))
            .await
            .refused(409, "too_many_uploads");
        assert_eq!(files(hub).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_holds_ten_recordings_whoever_adds_them_at_once() {
    hub_test(async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let work = id(&submission);
        let mut uploads = Vec::new();
        for n in 1..=12 {
            uploads.push(sent(&tester, &work, &film(n), "recording").await);
        }
        let adding = uploads.iter().map(|upload| add(&tester, &work, upload, json!({})));
        let answers = futures_util::future::join_all(adding).await;
        let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status == 201);
        assert_eq!((made.len(), refused.len()), (10, 2));
        for answer in refused {
            assert_eq!(answer.refused(422, "invalid"), ["upload_id:too_many"]);
        }
        let kept = tester.get(&format!("/submissions/{work}")).await.ok(200);
        assert_eq!(kept["recordings"].as_array().unwrap().len(), 10);
        for recording in kept["recordings"].as_array().unwrap() {
            tester.delete(&format!("/recordings/{}", id(recording))).await.ok(204);
        }
        let left: Vec<_> = files(hub)
            .await
            .into_iter()
            .filter(|f| f.contains("recordings/"))
            .collect();
        assert_eq!(left, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_and_pictures_share_what_a_report_may_hold() {
    hub_test_with(&[("EVIDENCE_QUOTA_MIB", "1")], async |hub| {
        let (_, tester, submission) = begun(hub).await;
        let work = id(&submission);
        let body = vec![7; 700 * 1024];
        let long = |bytes: &[u8]| {
            let frames = cluster(0, &[frame(1, 0, true, bytes)]);
            [
                kind("webm"),
                segment(&[info(1_000_000), tracks(&[picture("V_VP8", 640, 360)]), frames]),
            ]
            .concat()
        };
        let first = sent(&tester, &work, &long(&body), "recording").await;
        add(&tester, &work, &first, json!({})).await.ok(201);
        let second = sent(&tester, &work, &long(&body[1..]), "recording").await;
        let refused = add(&tester, &work, &second, json!({})).await.refused(422, "invalid");
        assert_eq!(refused, ["upload_id:quota"]);
        let noise = image::RgbImage::from_fn(400, 400, |x, y| {
            let n = (x * 7_919 + y * 104_729).wrapping_mul(2_654_435_761);
            image::Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
        });
        let mut file = std::io::Cursor::new(Vec::new());
        noise.write_to(&mut file, image::ImageFormat::Png).unwrap();
        let picture = tester
            .upload(
                &format!("/submissions/{work}/screenshots"),
                &[crate::harness::Part::File(&file.into_inner())],
            )
            .await;
        assert_eq!(picture.refused(422, "invalid"), ["file:quota"]);
    })
    .await;
}
