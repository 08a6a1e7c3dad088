//! Taking one's data along, and closing an account.

use crate::{
    films::film,
    harness::{PASSWORD, hub_test},
    recordings::sent,
    scenes::{claim, draft, finish, hand_in, id, open_job, report},
};
use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_ones_own_comes_in_one_archive_and_nothing_of_others() {
    hub_test(async |hub| {
        let (clara, tom) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&clara).await;
        let work = report(&tom, &claim(&tom, &job).await).await;
        let submission = id(&work);
        let film = sent(&tom, &submission, &film(2), "recording").await;
        let recordings = format!("/submissions/{submission}/recordings");
        tom.post(&recordings, json!({"upload_id": film})).await.ok(201);
        finish(&tom, &work).await;
        let token = json!({"name": "CI", "scopes": ["read"], "expires_in_days": 30});
        tom.post("/auth/tokens", token).await.ok(201);

        // As a browser asks, that takes packed answers.
        let request = tom
            .request(Method::GET, "/auth/export")
            .header("accept-encoding", "gzip, br");
        let answer = tom.send(request.body(Body::empty()).unwrap()).await;
        answer.ok_status(200);
        assert_eq!(answer.header("content-type"), "application/zip");
        assert!(answer.header("content-disposition").starts_with("attachment"));
        let mut archive = ZipArchive::new(Cursor::new(answer.body.clone())).unwrap();
        let mut text = String::new();
        archive.by_name("data.json").unwrap().read_to_string(&mut text).unwrap();
        let data: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&data["account"]["email"], &data["claims"][0]["job_id"]),
            (&json!("tom@example.org"), &json!(job))
        );
        assert_eq!(data["submissions"][0]["id"], json!(submission));
        assert_eq!(
            (&data["jobs"], &data["api_tokens"][0]["name"]),
            (&json!([]), &json!("CI"))
        );
        assert!(
            !text.contains("clara@example.org") && !text.contains("argon2") && !text.contains("pth_"),
            "{text}"
        );
        let shots = data["submissions"][0]["screenshots"].as_array().unwrap();
        assert!(!shots.is_empty());
        for shot in shots {
            for variant in ["original", "annotated"] {
                let name = format!("pictures/{}-{variant}.png", shot["id"].as_str().unwrap());
                let mut bytes = Vec::new();
                archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
                assert!(bytes.starts_with(b"\x89PNG"), "{name}");
            }
        }
        for film in data["submissions"][0]["recordings"].as_array().unwrap() {
            let name = format!("recordings/{}.webm", film["id"].as_str().unwrap());
            let mut bytes = Vec::new();
            archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            assert_eq!(json!(bytes.len()), film["bytes"]);
        }
        assert_eq!(data["submissions"][0]["recordings"].as_array().map(Vec::len), Some(1));
        let answer = clara.get("/auth/export").await;
        let mut archive = ZipArchive::new(Cursor::new(answer.body)).unwrap();
        let mut text = String::new();
        archive.by_name("data.json").unwrap().read_to_string(&mut text).unwrap();
        let data: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((data["jobs"][0]["id"].as_str(), archive.len()), (Some(job.as_str()), 1));
        hub.nobody().get("/auth/export").await.refused(401, "unauthorized");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_closed_once_nothing_is_open_and_the_books_stay() {
    hub_test(async |hub| {
        let (clara, tom) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&clara).await;
        let close = json!({"password": PASSWORD});
        clara
            .post("/auth/close", close.clone())
            .await
            .refused(409, "account_busy");
        let seat = claim(&tom, &job).await;
        tom.post("/auth/close", close.clone())
            .await
            .refused(409, "account_busy");
        tom.act(&format!("/claims/{seat}/release")).await.ok(200);
        let submission = hand_in(&tom, &job).await;
        tom.post("/auth/close", close.clone())
            .await
            .refused(409, "account_busy");
        clara
            .post(&format!("/submissions/{submission}/approve"), json!({"rating": 5}))
            .await
            .ok(200);
        // There is money in the wallet.
        tom.post("/auth/close", close.clone())
            .await
            .refused(409, "account_busy");
        tom.post("/wallet/payouts", json!({"amount_cents": 2500})).await.ok(201);
        hub.work().await;
        let wrong = tom.post("/auth/close", json!({"password": "another"})).await;
        assert_eq!(wrong.refused(422, "invalid"), ["password:wrong"]);
        tom.post("/auth/close", close).await.ok(204);

        tom.get("/auth/me").await.refused(401, "unauthorized");
        let login = json!({"email": "tom@example.org", "password": PASSWORD});
        hub.nobody()
            .post("/auth/login", login)
            .await
            .refused(401, "bad_credentials");
        // The client still sees the work, and that it was somebody's.
        let seen = clara.get(&format!("/submissions/{submission}")).await.ok(200);
        assert_eq!(seen["tester"]["name"], "Closed account");
        let all = hub.everything().await;
        assert!(!all.contains("tom@example.org") && !all.contains("Tom"), "{all}");
        // The address is free again.
        hub.tester("Tom").await;
        clara.act(&format!("/jobs/{job}/cancel")).await.ok(200);
        draft(&clara).await;
    })
    .await;
}
