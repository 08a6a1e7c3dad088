//! Omar's bike map: two open jobs with testers on them.

use super::super::{
    Cast,
    screens::{Gallery, Notes, PHONE},
    stage::{Found, Report, Shot, Stage, days, hours, journey, strings},
};
use backend::Result;
use domain::{
    ids::ProjectId,
    jobs::{JobInput, Requirements},
};

pub async fn play(stage: &Stage, cast: &Cast, gallery: &Gallery) -> Result<()> {
    stage.at(days(5));
    let map = stage
        .project(
            &cast.omar,
            "Bike map of the city",
            "Routes that avoid the main roads, and a place to report what is in the way. Made by volunteers with the city.",
            "https://bikes.city.example",
        )
        .await?;
    route(stage, cast, gallery, &map).await?;
    blocked(stage, cast, gallery, &map).await
}

/// Open with two of four seats left: one approved, one waiting.
async fn route(stage: &Stage, cast: &Cast, gallery: &Gallery, map: &ProjectId) -> Result<()> {
    stage.at(days(3));
    let job = stage
        .publish(
            &cast.omar,
            &JobInput {
                project_id: Some(map.clone()),
                title: "Plan a bike route that avoids the main roads".into(),
                description:
                    "Plan a way that you really ride, then ride it or walk through it on the map. We want to know \
                    where the map sends you that you would not go, and whether time and climb are about right."
                        .into(),
                price_cents: Some(1500),
                slots: Some(4),
                deadline: Some(stage.when(days(11))),
                scope_in: Some("Planning a route, its line on the map, its figures.".into()),
                scope_out: Some("Spoken directions.".into()),
                known_bugs: strings(&["Bridges under repair are not known yet."]),
                requirements: Requirements {
                    platforms: strings(&["web", "ios", "android"]),
                    countries: strings(&["DE", "ES", "NL"]),
                    ..Requirements::default()
                },
                journey: journey(&[
                    (
                        "Set start and end by tapping on the map.",
                        "Both are named by street.",
                        false,
                    ),
                    (
                        "Choose “Avoid main roads”.",
                        "The line keeps to lanes and side streets.",
                        true,
                    ),
                    (
                        "Read distance, time and climb.",
                        "They are what you would expect on a bike.",
                        true,
                    ),
                    ("Drag the line through another street.", "The figures follow.", false),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(days(2) + hours(7));
    let good = stage
        .hand_in(
            &cast.sofia,
            &job,
            Report {
                steps: &[
                    ("pass", ""),
                    (
                        "pass",
                        "From the harbour to the botanic garden along the park, as I ride it.",
                    ),
                    ("pass", "24 minutes; I take 26."),
                    ("pass", "Dragged through the park, 300 m more."),
                ],
                environment: "Android 14, Samsung A54",
                summary: "It found the way that I took years to find.",
                shots: vec![
                    Shot {
                        step: 1,
                        png: gallery.route.clone(),
                        scene: Some(
                            Notes::on(PHONE.0, PHONE.1)
                                .arrow((40.0, 400.0), (96.0, 424.0))
                                .text(14.0, 366.0, "On the lane")
                                .done(),
                        ),
                    },
                    Shot {
                        step: 2,
                        png: gallery.route.clone(),
                        scene: None,
                    },
                ],
                bugs: &[],
            },
        )
        .await?;
    stage.at(days(1) + hours(20));
    stage
        .approve(
            &cast.omar,
            &good,
            5,
            "Lovely. We put your route into the release notes.",
        )
        .await?;
    stage.at(days(1));
    stage.pay_out(&cast.sofia, 1000).await?;
    stage.pass(1);
    stage.settle().await?;
    stage.at(hours(4));
    let flying = Notes::on(PHONE.0, PHONE.1)
        .rect(14.0, 692.0, 226.0, 40.0)
        .text(150.0, 640.0, "By plane?")
        .pen((120.0, 392.0), (330.0, 306.0))
        .redact(50.0, 66.0, 130.0, 28.0)
        .done();
    stage
        .hand_in(
            &cast.jonas,
            &job,
            Report {
                steps: &[
                    ("pass", ""),
                    ("fail", "After dragging the line once, “Avoid main roads” is off again and the line runs along the ring road."),
                    ("fail", "12.4 km in 3 minutes."),
                    ("pass", "The line follows, only the figures are off."),
                ],
                environment: "Safari on iOS 26, iPhone 13 mini",
                summary: "Good until one drags the line. My street is blacked out on the picture.",
                shots: vec![
                    Shot { step: 1, png: gallery.route_wrong.clone(), scene: Some(flying.clone()) },
                    Shot { step: 2, png: gallery.route_wrong.clone(), scene: Some(flying) },
                ],
                bugs: &[
                    Found {
                        title: "Dragging the line switches “Avoid main roads” off",
                        severity: "high",
                        step: 1,
                        how: "1. Plan a route with “Avoid main roads”.\n2. Drag the line by a street.\n3. Look at the options.",
                        expected: "The option stays.",
                        actual: "It is off, and the route runs along the ring road.",
                        shots: &[0],
                    },
                    Found {
                        title: "12.4 km are said to take 3 minutes",
                        severity: "medium",
                        step: 2,
                        how: "The same route, after dragging.",
                        expected: "About 40 minutes",
                        actual: "3 min",
                        shots: &[1],
                    },
                ],
            },
        )
        .await?;
    Ok(())
}

/// Open, with one tester at work.
async fn blocked(stage: &Stage, cast: &Cast, gallery: &Gallery, map: &ProjectId) -> Result<()> {
    stage.at(hours(9));
    let job = stage
        .publish(
            &cast.omar,
            &JobInput {
                project_id: Some(map.clone()),
                title: "Report a blocked bike lane from your phone".into(),
                description: "A car on the bike lane, a building site, broken glass: reporting it should take half a minute \
                    with gloves on. Please report something that is not there, at a place of your choice; reports of this \
                    copy of the map reach nobody."
                    .into(),
                price_cents: Some(800),
                slots: Some(5),
                deadline: Some(stage.when(days(18))),
                scope_in: Some("The report form and what happens after sending.".into()),
                scope_out: Some("The map itself.".into()),
                requirements: Requirements { platforms: strings(&["ios", "android"]), ..Requirements::default() },
                journey: journey(&[
                    ("Open the map where you are and tap the plus.", "The form knows the place.", false),
                    ("Choose what is in the way and add a picture.", "The picture is shown upright.", true),
                    ("Send the report with one hand.", "The button is in reach of the thumb.", true),
                    ("Look for your report on the map.", "It is there within a minute.", false),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(hours(2));
    let seat = stage.claim(&cast.luca, &job).await?;
    stage.pass(18);
    stage
        .work(
            &cast.luca,
            &seat,
            Report {
                steps: &[
                    ("pass", ""),
                    ("pass", "Upright, and quickly there."),
                    ("fail", "The button lies below the screen."),
                ],
                environment: "Android 15, Pixel 6a",
                summary: "",
                shots: vec![Shot {
                    step: 2,
                    png: gallery.blocked.clone(),
                    scene: Some(
                        Notes::on(PHONE.0, PHONE.1)
                            .arrow((300.0, 776.0), (300.0, 824.0))
                            .text(70.0, 780.0, "Cannot be scrolled to")
                            .redact(170.0, 388.0, 82.0, 28.0)
                            .done(),
                    ),
                }],
                bugs: &[],
            },
        )
        .await?;
    Ok(())
}
