//! Nora's couriers: a job that ran out of time.

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
    stage.at(days(24));
    let riders = stage
        .project(
            &cast.nora,
            "Greenbasket for riders",
            "Where couriers sign up, choose their shifts and see what they have earned.",
            "https://riders.greenbasket.example",
        )
        .await?;
    courier(stage, cast, gallery, &riders).await
}

/// Expired: one seat approved by silence, one given back, one lost to the clock; the free ones were refunded.
async fn courier(stage: &Stage, cast: &Cast, gallery: &Gallery, riders: &ProjectId) -> Result<()> {
    stage.at(days(16));
    let job = stage
        .publish(
            &cast.nora,
            &JobInput {
                project_id: Some(riders.clone()),
                title: "Courier sign-up on an old Android phone".into(),
                description:
                    "Many of our riders have phones that are five years old. Please sign up on such a phone, up to \
                    the question for your papers, and tell us what is slow, cut off or refused."
                        .into(),
                price_cents: Some(1400),
                slots: Some(3),
                deadline: Some(stage.when(-days(3))),
                scope_in: Some("The first three pages of the sign-up.".into()),
                scope_out: Some("Uploading papers, and everything behind it.".into()),
                requirements: Requirements {
                    platforms: strings(&["android"]),
                    countries: strings(&["DE", "ES", "IT"]),
                    ..Requirements::default()
                },
                journey: journey(&[
                    (
                        "Open the address on a phone with Android 10 or older.",
                        "The page is there within five seconds.",
                        false,
                    ),
                    (
                        "Choose “Ride for us” and your town.",
                        "The towns of your country are listed.",
                        false,
                    ),
                    (
                        "Fill in how we reach you.",
                        "Your own number is taken as you write it.",
                        true,
                    ),
                    ("Go on, then back again.", "Nothing that you wrote is lost.", false),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(days(15));
    stage
        .hand_in(
            &cast.sofia,
            &job,
            Report {
                steps: &[
                    ("pass", "Four seconds on 4G."),
                    ("pass", ""),
                    (
                        "fail",
                        "A number with a country code is refused, and nothing says which form is wanted.",
                    ),
                    ("pass", ""),
                ],
                environment: "Chrome 138 on Android 10, Moto G7",
                summary: "Quick enough. The number is the one hurdle.",
                shots: vec![Shot {
                    step: 2,
                    png: gallery.courier.clone(),
                    scene: Some(
                        Notes::on(PHONE.0, PHONE.1)
                            .pen((36.0, 322.0), (196.0, 322.0))
                            .arrow((230.0, 420.0), (196.0, 364.0))
                            .text(150.0, 424.0, "Why not?")
                            .done(),
                    ),
                }],
                bugs: &[Found {
                    title: "Numbers with a country code are refused",
                    severity: "medium",
                    step: 2,
                    how: "Write +34 600 11 22 33 as the mobile number and leave the field.",
                    expected: "It is taken; many phones fill it in like that.",
                    actual: "“Use a number without a country code.”",
                    shots: &[0],
                }],
            },
        )
        .await?;
    stage.at(days(13));
    let given_back = stage.claim(&cast.luca, &job).await?;
    stage.pass(hours(2));
    stage.release(&cast.luca, &given_back).await?;
    stage.at(days(12));
    stage.claim(&cast.kenji, &job).await?;
    // The day after, the seat is free again; a week after the hand-in, silence approves; then the deadline passes.
    for moment in [days(11) - 1, days(8) - hours(2), days(3) - 1] {
        stage.at(moment);
        stage.settle().await?;
    }
    Ok(())
}
