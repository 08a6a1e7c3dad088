//! Nora's routine: the same short check of the shop every other week, from before the rest of the story.

use super::super::{
    Cast,
    stage::{Report, Stage, days, hours, journey, strings},
};
use backend::Result;
use domain::{
    auth::Actor,
    ids::ProjectId,
    jobs::{JobInput, Requirements},
};

/// A check, so many days ago.
struct Round<'a> {
    day: i64,
    seats: [Seat<'a>; 2],
}

/// What one tester made of it, and what was said to that after so many hours.
struct Seat<'a> {
    tester: &'a Actor,
    steps: &'static [(&'static str, &'static str)],
    environment: &'static str,
    summary: &'static str,
    decided_after: i64,
    rating: i64,
    words: &'static str,
}

pub async fn play(stage: &Stage, cast: &Cast, shop: &ProjectId) -> Result<()> {
    for round in spring(cast).into_iter().chain(summer(cast)) {
        check(stage, cast, shop, round).await?;
    }
    Ok(())
}

async fn check(stage: &Stage, cast: &Cast, shop: &ProjectId, round: Round<'_>) -> Result<()> {
    let Round { day, seats } = round;
    stage.at(days(day));
    let input = JobInput {
        project_id: Some(shop.clone()),
        title: "Routine check: sign in, fill a cart, pay".into(),
        description:
            "Every other week somebody who does not work here buys five things. It takes a quarter of an hour; tell us \
            what was in the way. Nothing is delivered and no money moves: the shop you see is a copy."
                .into(),
        price_cents: Some(900),
        slots: Some(2),
        deadline: Some(stage.when(days(5 - day))),
        scope_in: Some("The way from signing in to “My orders”.".into()),
        requirements: Requirements {
            platforms: strings(&["web"]),
            ..Requirements::default()
        },
        journey: journey(&[
            (
                "Sign in with the test account.",
                "Your name stands in the corner.",
                false,
            ),
            (
                "Put five groceries into the cart, two of them from the search.",
                "The sum follows every piece.",
                false,
            ),
            (
                "Choose a delivery for tomorrow morning.",
                "At least two windows are offered.",
                false,
            ),
            ("Pay with the test card.", "The order stands under “My orders”.", false),
        ]),
        ..JobInput::default()
    };
    let job = stage.publish(&cast.nora, &input).await?;
    for (seat, taken_after) in seats.into_iter().zip([3, 9]) {
        let handed_in = days(day) - hours(taken_after);
        stage.at(handed_in);
        let report = Report {
            steps: seat.steps,
            environment: seat.environment,
            summary: seat.summary,
            ..Report::default()
        };
        let id = stage.hand_in(seat.tester, &job, report).await?;
        stage.at(handed_in - hours(seat.decided_after));
        stage.approve(&cast.nora, &id, seat.rating, seat.words).await?;
    }
    Ok(())
}

fn spring(cast: &Cast) -> [Round<'_>; 2] {
    [
        Round {
            day: 79,
            seats: [
                Seat {
                    tester: &cast.mia,
                    steps: &[
                        ("pass", ""),
                        (
                            "fail",
                            "The sum stays the same when the fifth product comes from the search.",
                        ),
                        ("pass", "Three windows."),
                        ("pass", "The order has the right sum all the same."),
                    ],
                    environment: "Chrome 141 on Windows 11",
                    summary: "The cart's sum lags behind by one product until the page is loaded again.",
                    decided_after: 20,
                    rating: 5,
                    words: "Found on the first day. Thank you.",
                },
                Seat {
                    tester: &cast.priya,
                    steps: &[("pass", ""), ("pass", ""), ("pass", ""), ("pass", "Order 9811.")],
                    environment: "Safari 18 on macOS 15",
                    summary: "Nothing was in the way.",
                    decided_after: 50,
                    rating: 4,
                    words: "Thank you. A word about each step would help us.",
                },
            ],
        },
        Round {
            day: 65,
            seats: [
                Seat {
                    tester: &cast.sofia,
                    steps: &[
                        ("pass", ""),
                        ("pass", "The sum is right now."),
                        ("blocked", "No window is offered, tomorrow is a holiday in my region."),
                        ("skipped", "Not without a delivery."),
                    ],
                    environment: "Chrome 141 on Android 15",
                    summary: "On holidays one comes as far as the delivery and is not told why.",
                    decided_after: 28,
                    rating: 5,
                    words: "We had not thought of that at all.",
                },
                Seat {
                    tester: &cast.jonas,
                    steps: &[
                        ("pass", ""),
                        ("pass", ""),
                        ("fail", "One window only, in the evening."),
                        ("pass", ""),
                    ],
                    environment: "Firefox 144 on Ubuntu 24.04",
                    summary: "Few windows, the rest is fine.",
                    decided_after: 7,
                    rating: 4,
                    words: "Good to know, thank you.",
                },
            ],
        },
    ]
}

fn summer(cast: &Cast) -> [Round<'_>; 2] {
    [
        Round {
            day: 51,
            seats: [
                Seat {
                    tester: &cast.priya,
                    steps: &[
                        ("pass", ""),
                        ("pass", "Two found by a misspelt name."),
                        ("pass", "Four windows, and the holiday is explained."),
                        ("fail", "The order appears only after signing out and in."),
                    ],
                    environment: "Safari 26 on macOS 26",
                    summary: "“My orders” shows the new order late.",
                    decided_after: 12,
                    rating: 5,
                    words: "Exactly what we look for, step by step.",
                },
                Seat {
                    tester: &cast.mia,
                    steps: &[
                        ("pass", ""),
                        ("pass", ""),
                        ("pass", ""),
                        ("pass", "After loading the page again."),
                    ],
                    environment: "Edge 142 on Windows 11",
                    summary: "Quick and pleasant.",
                    decided_after: 16,
                    rating: 5,
                    words: "Thank you, as always.",
                },
            ],
        },
        Round {
            day: 37,
            seats: [
                Seat {
                    tester: &cast.sofia,
                    steps: &[
                        ("pass", ""),
                        ("pass", ""),
                        ("pass", "Five windows."),
                        ("pass", "At once."),
                    ],
                    environment: "Chrome 142 on macOS 26",
                    summary: "Everything that I found last time is gone.",
                    decided_after: 4,
                    rating: 5,
                    words: "Lovely to read. Thank you.",
                },
                Seat {
                    tester: &cast.priya,
                    steps: &[
                        ("fail", "The button answers only to the second press."),
                        ("pass", ""),
                        ("pass", ""),
                        ("pass", ""),
                    ],
                    environment: "Safari 26 on macOS 26",
                    summary: "A small thing at the very beginning.",
                    decided_after: 6,
                    rating: 5,
                    words: "Small things at the beginning cost us the most. Thank you.",
                },
            ],
        },
    ]
}
