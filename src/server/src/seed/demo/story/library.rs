//! Omar's library: a job with all seats taken, one that was cancelled, and one to take.

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
    stage.at(days(15));
    let app = stage
        .project(
            &cast.omar,
            "City library reading app",
            "Books of the city library on your own phone: borrow, read without a connection, give back.",
            "https://read.citylibrary.example",
        )
        .await?;
    statistics(stage, cast, gallery, &app).await?;
    offline(stage, cast, gallery, &app).await?;
    screen_reader(stage, cast, &app).await
}

/// Cancelled: one seat was paid, one rejected for good and refunded, two given back to the client at once.
async fn statistics(stage: &Stage, cast: &Cast, gallery: &Gallery, app: &ProjectId) -> Result<()> {
    stage.at(days(14));
    let job = stage
        .publish(
            &cast.omar,
            &JobInput {
                project_id: Some(app.clone()),
                title: "Reading statistics: do the figures add up".into(),
                description:
                    "The app tells readers how much they have read. Please read on three days, note your own times, \
                    and compare."
                        .into(),
                price_cents: Some(1600),
                slots: Some(4),
                deadline: Some(stage.when(days(2))),
                scope_in: Some("The page “This week”.".into()),
                scope_out: Some("Sharing.".into()),
                requirements: Requirements {
                    platforms: strings(&["ios", "android"]),
                    ..Requirements::default()
                },
                journey: journey(&[
                    (
                        "Read for at least ten minutes on two or three days and note the times.",
                        "The app needs no tap to count.",
                        false,
                    ),
                    ("Open “This week”.", "Each day's bar fits your own notes.", true),
                    ("Add the days up.", "The sum is what stands above the bars.", false),
                    (
                        "Change the phone's time zone and look again.",
                        "Nothing moves to another day.",
                        false,
                    ),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(days(13));
    let sum = Notes::on(PHONE.0, PHONE.1)
        .rect(28.0, 170.0, 250.0, 60.0)
        .arrow((200.0, 384.0), (170.0, 238.0))
        .text(120.0, 390.0, "The bars make 5 h 24")
        .done();
    let paid = stage
        .hand_in(
            &cast.priya,
            &job,
            Report {
                steps: &[
                    ("pass", "Mo 60, Tu 34, Th 88, Fr 22 and Sa 120 minutes."),
                    ("pass", "All five bars fit."),
                    (
                        "fail",
                        "5 hours 24 minutes by my notes and by the bars; 9 h 20 min stands above them.",
                    ),
                    (
                        "blocked",
                        "The phone is my employer's and does not let me change its time zone.",
                    ),
                ],
                environment: "Android 15, Pixel 8",
                summary: "The bars are right and their sum is not.",
                shots: vec![Shot {
                    step: 1,
                    png: gallery.statistics.clone(),
                    scene: Some(sum),
                }],
                bugs: &[Found {
                    title: "The week's sum is larger than its days",
                    severity: "medium",
                    step: 2,
                    how: "Read on five days, open “This week”, add the bars up.",
                    expected: "5 h 24 min",
                    actual: "9 h 20 min",
                    shots: &[0],
                }],
            },
        )
        .await?;
    stage.at(days(12) + hours(3));
    stage
        .approve(
            &cast.omar,
            &paid,
            4,
            "Well measured, and honest about the step that could not be done.",
        )
        .await?;
    stage.pass(30);
    let thin = stage
        .hand_in(
            &cast.luca,
            &job,
            Report {
                steps: &[("pass", ""), ("pass", ""), ("pass", ""), ("skipped", "")],
                environment: "Android",
                summary: "All good.",
                shots: vec![Shot {
                    step: 1,
                    png: gallery.shelf.clone(),
                    scene: None,
                }],
                bugs: &[],
            },
        )
        .await?;
    stage.at(days(11));
    let why = "The picture shows the shelf of loans and not “This week”, so nothing can be compared.";
    stage.reject(&cast.omar, &thin, "insufficient_evidence", 1, why).await?;
    stage.at(days(9));
    stage.cancel(&cast.omar, &job).await?;
    stage.settle().await?;
    // Nobody disputed the rejection in time.
    stage.at(days(8) - 1);
    stage.settle().await
}

/// Full: one tester was asked for changes, another is at work.
async fn offline(stage: &Stage, cast: &Cast, gallery: &Gallery, app: &ProjectId) -> Result<()> {
    stage.at(days(2));
    let job = stage
        .publish(
            &cast.omar,
            &JobInput {
                project_id: Some(app.clone()),
                title: "Read a loaned book on the train, without a connection".into(),
                description:
                    "Borrow a book, switch the connection off and read on. We want to know what happens at the \
                    edges: the last page, the end of the loan, the moment when the connection comes back."
                        .into(),
                price_cents: Some(2200),
                slots: Some(2),
                deadline: Some(stage.when(days(6))),
                scope_in: Some("Borrowing, reading, giving back, on a phone.".into()),
                scope_out: Some("Audio books.".into()),
                known_bugs: strings(&["Footnotes open in the browser."]),
                requirements: Requirements {
                    platforms: strings(&["ios", "android"]),
                    languages: strings(&["en"]),
                    ..Requirements::default()
                },
                journey: journey(&[
                    (
                        "Borrow any book and open it once.",
                        "It stands on the shelf with the day it is due.",
                        true,
                    ),
                    (
                        "Switch to flight mode and read for ten minutes.",
                        "Turning a page takes no longer than before.",
                        false,
                    ),
                    (
                        "Jump to the last chapter and back.",
                        "The page number fits the book.",
                        true,
                    ),
                    (
                        "Close the app, open it again, still without a connection.",
                        "The book opens where you left it.",
                        false,
                    ),
                    (
                        "Switch the connection on and open the book on a second device.",
                        "It opens at the same place.",
                        false,
                    ),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(hours(26));
    let due = Notes::on(PHONE.0, PHONE.1)
        .pen((142.0, 262.0), (262.0, 262.0))
        .text(196.0, 134.0, "November has 30")
        .done();
    let back = stage
        .hand_in(
            &cast.kenji,
            &job,
            Report {
                steps: &[
                    ("fail", "Due on 31 November, which does not exist."),
                    ("pass", ""),
                    ("fail", "Page number is wrong."),
                    ("pass", ""),
                    ("skipped", "I have one phone only."),
                ],
                environment: "iOS 26, iPhone 14",
                summary: "Reading works. Dates and page numbers do not.",
                shots: vec![
                    Shot {
                        step: 0,
                        png: gallery.shelf.clone(),
                        scene: Some(due),
                    },
                    Shot {
                        step: 2,
                        png: gallery.reader.clone(),
                        scene: None,
                    },
                ],
                bugs: &[Found {
                    title: "A loan is due on 31 November",
                    severity: "medium",
                    step: 0,
                    how: "Borrow a book on 31 October for one month.",
                    expected: "30 November or 1 December",
                    actual: "31 Nov 2026",
                    shots: &[0],
                }],
            },
        )
        .await?;
    stage.at(hours(5));
    let ask = "Good findings. At step 3, please say from where to where you jumped and mark the number on the picture, \
        so that we can repeat it. A browser will do as the second device at step 5.";
    stage.request_changes(&cast.omar, &back, ask).await?;
    stage.pass(40);
    let seat = stage.claim(&cast.mia, &job).await?;
    stage.pass(25);
    stage
        .work(
            &cast.mia,
            &seat,
            Report {
                steps: &[
                    ("pass", "Due in three weeks."),
                    ("pass", "As quick as before."),
                    ("fail", "Page 112 of 96."),
                ],
                environment: "Android 16, Fairphone 5",
                summary: "",
                shots: vec![Shot {
                    step: 2,
                    png: gallery.reader.clone(),
                    scene: Some(
                        Notes::on(PHONE.0, PHONE.1)
                            .rect(14.0, 776.0, 132.0, 32.0)
                            .arrow((236.0, 702.0), (150.0, 778.0))
                            .text(196.0, 676.0, "More than there are")
                            .done(),
                    ),
                }],
                bugs: &[],
            },
        )
        .await?;
    Ok(())
}

/// Open, for testers with a good name.
async fn screen_reader(stage: &Stage, cast: &Cast, app: &ProjectId) -> Result<()> {
    stage.at(days(1) + hours(4));
    let input = JobInput {
        project_id: Some(app.clone()),
        title: "Get a library card with a screen reader".into(),
        description: "Getting a card must work for everybody. Please do it with VoiceOver, TalkBack, NVDA or Orca and with the \
            screen off, if you can. We look for testers who use a screen reader in their daily life or test with one for a living."
            .into(),
        price_cents: Some(3000),
        slots: Some(2),
        deadline: Some(stage.when(days(14))),
        scope_in: Some("From the first page to the card number.".into()),
        scope_out: Some("The catalogue, which is another team's.".into()),
        requirements: Requirements {
            platforms: strings(&["web", "ios", "android"]),
            min_rating: Some(4.5),
            ..Requirements::default()
        },
        journey: journey(&[
            ("Find “Get a card” from the first page.", "It is announced as a link or button by its name.", false),
            ("Fill in the form.", "Each field says its name, whether it is needed, and what is wrong with it.", true),
            ("Make a mistake in the postcode and go on.", "The mistake is announced and the focus is on its field.", true),
            ("Choose the branch where you will fetch the card.", "The list can be searched by typing.", false),
            ("Send the form.", "The card number is read out, and can be read again.", true),
        ]),
        ..JobInput::default()
    };
    stage.publish(&cast.omar, &input).await.map(drop)
}
