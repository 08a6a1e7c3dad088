//! The client's layer over a tester's picture: who draws it, who sees it, and that the evidence stays as it is.

use crate::{
    harness::hub_test,
    scenes::{claim, hand_in, id, open_job, report},
};
use domain::users::Role;
use serde_json::{Value, json};

fn scene(width: u32, height: u32) -> Value {
    json!({"version": 3, "width": width, "height": height, "shapes": [
        {"id": 1, "type": "ellipse", "x": 2.0, "y": 3.0, "w": 10.0, "h": 8.0,
         "style": {"color": "#2563eb", "width": 2.0, "opacity": 1.0}}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_draws_and_both_sides_see_it_beside_the_evidence() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let submission = hand_in(&tester, &job).await;
        let path = format!("/submissions/{submission}");
        let before = client.get(&path).await.ok(200);
        let files = hub.stored_bytes().await;
        let layer = format!("/screenshots/{}/layer", id(&before["screenshots"][0]));
        assert_eq!(
            client.get(&layer).await.ok(200),
            json!({"scene": null, "updated_at": null})
        );
        let drawn = client.put(&layer, scene(40, 30)).await.ok(200);
        assert_eq!(drawn, json!({"scene": scene(40, 30), "updated_at": hub.now()}));
        let admin = hub.person("Ada", Role::Admin).await;
        for reader in [&client, &tester, &admin] {
            assert_eq!(reader.get(&layer).await.ok(200), drawn);
        }
        assert_eq!(client.get(&path).await.ok(200), before, "the evidence stays as it is");
        assert_eq!(hub.stored_bytes().await, files);

        let refused = client.put(&layer, scene(41, 30)).await.refused(422, "invalid");
        assert_eq!(refused, ["scene:size"]);
        for other in [&tester, &admin] {
            other.put(&layer, scene(40, 30)).await.refused(403, "forbidden");
        }
        let (stranger, colleague) = (hub.client("Carl").await, hub.tester("Tia").await);
        for nobody in [&stranger, &colleague] {
            nobody.get(&layer).await.refused(404, "not_found");
            nobody.put(&layer, scene(40, 30)).await.refused(404, "not_found");
        }

        // Drawn anew it is replaced; without shapes it is gone.
        let mut empty = scene(40, 30);
        empty["shapes"] = json!([]);
        let gone = client.put(&layer, empty).await.ok(200);
        assert_eq!(gone, json!({"scene": null, "updated_at": null}));
        assert_eq!(tester.get(&layer).await.ok(200), gone);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layer_goes_with_its_picture() {
    hub_test(async |hub| {
        let (client, tester) = (hub.client("Clara").await, hub.tester("Tom").await);
        let job = open_job(&client).await;
        let seat = claim(&tester, &job).await;
        let draft = report(&tester, &seat).await;
        crate::scenes::finish(&tester, &draft).await;
        let path = format!("/submissions/{}", id(&draft));
        let picture = id(&client.get(&path).await.ok(200)["screenshots"][0]);
        client
            .put(&format!("/screenshots/{picture}/layer"), scene(40, 30))
            .await
            .ok(200);
        client
            .post(&format!("{path}/request-changes"), json!({"comment": "Again"}))
            .await
            .ok(200);
        tester.delete(&format!("/screenshots/{picture}")).await.ok(204);
        assert!(!hub.everything().await.contains("#2563eb"));
    })
    .await;
}
