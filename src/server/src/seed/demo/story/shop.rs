//! Nora's grocery shop: finished jobs, one under review, one to take, and a draft.

use super::{
    super::{
        Cast,
        screens::{DESKTOP, Gallery, Notes},
        stage::{Found, Report, Shot, Stage, days, hours, journey, strings},
    },
    routine,
};
use backend::Result;
use domain::{
    ids::ProjectId,
    jobs::{JobInput, Requirements},
};

pub async fn play(stage: &Stage, cast: &Cast, gallery: &Gallery) -> Result<()> {
    stage.at(days(82));
    let shop = stage
        .project(
            &cast.nora,
            "Greenbasket web shop",
            "Groceries from the region, ordered in the browser and delivered in the morning. A new checkout goes live next month.",
            "https://shop.greenbasket.example",
        )
        .await?;
    routine::play(stage, cast, &shop).await?;
    checkout(stage, cast, gallery, &shop).await?;
    search(stage, cast, gallery, &shop).await?;
    reorder(stage, cast, &shop).await?;
    gift_cards(stage, cast, &shop).await
}

/// Completed: both seats approved, and one of the testers had the money sent to the bank.
async fn checkout(stage: &Stage, cast: &Cast, gallery: &Gallery, shop: &ProjectId) -> Result<()> {
    stage.at(days(24));
    let job = stage
        .publish(
            &cast.nora,
            &JobInput {
                project_id: Some(shop.clone()),
                title: "Checkout with a voucher, from cart to confirmation".into(),
                description: "We rebuilt the checkout. Please walk it once as a new customer would, with a voucher and our \
                    test card, and tell us wherever you had to stop and think. Nothing is delivered and no money moves: \
                    the shop you see is a copy."
                    .into(),
                price_cents: Some(1800),
                slots: Some(2),
                deadline: Some(stage.when(-days(18))),
                scope_in: Some("Cart, voucher, address, payment, confirmation.".into()),
                scope_out: Some("The product pages and the search, which get a job of their own.".into()),
                known_bugs: strings(&["On very small screens the cart badge covers the search button."]),
                requirements: Requirements {
                    platforms: strings(&["web"]),
                    browsers: strings(&["chrome", "firefox", "safari"]),
                    languages: strings(&["en"]),
                    ..Requirements::default()
                },
                journey: journey(&[
                    ("Put three different products into the cart.", "The badge counts every piece.", false),
                    ("Open the cart and take two or three pieces of one product.", "Its price and the sum follow at once.", false),
                    ("Enter the voucher SPRING10 and apply it.", "10 % of the products' price is taken off the total.", true),
                    ("Go to checkout and fill in the address with the keyboard only.", "Tab walks through the fields as they are read.", false),
                    ("Pay with the test card 4242 4242 4242 4242, valid until any month to come.", "The payment goes through.", false),
                    ("Read the confirmation.", "Order number, products, voucher and total are right.", true),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(days(23) + hours(6));
    let voucher = Notes::on(DESKTOP.0, DESKTOP.1)
        .rect(864.0, 290.0, 336.0, 44.0)
        .arrow((720.0, 560.0), (862.0, 424.0))
        .text(420.0, 566.0, "Added instead of taken off:\n30.63, it should be 25.77")
        .redact(944.0, 648.0, 224.0, 24.0)
        .done();
    let first = stage
        .hand_in(
            &cast.mia,
            &job,
            Report {
                steps: &[
                    ("pass", ""),
                    ("pass", "Three cartons of oat milk, the sum followed."),
                    ("fail", "The voucher of $2.43 was added to the total. It says “+ $2.43” and the total rose to $30.63."),
                    ("pass", "Tab order is right, and the country can be chosen by typing."),
                    ("pass", ""),
                    ("pass", "On the confirmation the voucher was taken off, so the two pages disagree."),
                ],
                environment: "Chrome 142 on Windows 11, 1280 × 800",
                summary: "A pleasant checkout with one serious mistake: in the cart the voucher makes the order dearer.",
                shots: vec![
                    Shot { step: 2, png: gallery.cart_wrong.clone(), scene: Some(voucher) },
                    Shot {
                        step: 5,
                        png: gallery.confirmation.clone(),
                        scene: Some(Notes::on(DESKTOP.0, DESKTOP.1).color(2).rect(352.0, 494.0, 576.0, 36.0).done()),
                    },
                ],
                bugs: &[Found {
                    title: "The voucher is added to the total in the cart",
                    severity: "critical",
                    step: 2,
                    how: "1. Put groceries for $24.30 into the cart.\n2. Raise the pieces of one product.\n3. Apply SPRING10.",
                    expected: "24.30 − 2.43 + 3.90 = $25.77",
                    actual: "24.30 + 2.43 + 3.90 = $30.63. Without step 2 the total is right.",
                    shots: &[0],
                }],
            },
        )
        .await?;
    stage.at(days(22));
    let words = "That was exactly what we needed to know before going live. Found and fixed within the hour.";
    stage.approve(&cast.nora, &first, 5, words).await?;
    stage.at(days(21) + hours(20));
    let expiry = Notes::on(DESKTOP.0, DESKTOP.1)
        .rect(88.0, 390.0, 348.0, 106.0)
        .text(456.0, 496.0, "April 2031 is years away")
        .redact(108.0, 342.0, 200.0, 26.0)
        .done();
    let second = stage
        .hand_in(
            &cast.jonas,
            &job,
            Report {
                steps: &[
                    ("pass", ""),
                    ("pass", ""),
                    ("pass", "Taken off, $25.77 in all."),
                    ("pass", ""),
                    ("fail", "04/31 was refused as expired. With 04/30 it went through."),
                    ("pass", "Order 10482, everything as ordered."),
                ],
                environment: "Firefox 145 on Ubuntu 24.04, 1280 × 800",
                summary: "Works but for cards that are valid beyond 2030.",
                shots: vec![
                    Shot {
                        step: 2,
                        png: gallery.cart_right.clone(),
                        scene: None,
                    },
                    Shot {
                        step: 4,
                        png: gallery.payment.clone(),
                        scene: Some(expiry),
                    },
                    Shot {
                        step: 5,
                        png: gallery.confirmation.clone(),
                        scene: None,
                    },
                ],
                bugs: &[Found {
                    title: "Cards that are valid beyond 2030 count as expired",
                    severity: "high",
                    step: 4,
                    how: "Pay with the test card, valid until 04/31.",
                    expected: "The payment goes through.",
                    actual: "“This card has expired. Use another card.” 12/30 works, 01/31 does not.",
                    shots: &[1],
                }],
            },
        )
        .await?;
    stage.at(days(20));
    stage
        .approve(
            &cast.nora,
            &second,
            4,
            "Good catch. Next time please say which mail address you used.",
        )
        .await?;
    stage.at(days(10));
    stage.pay_out(&cast.mia, 1500).await?;
    stage.pass(1);
    stage.settle().await
}

/// Reviewing: one approved, one rejected with its clause, one waiting.
async fn search(stage: &Stage, cast: &Cast, gallery: &Gallery, shop: &ProjectId) -> Result<()> {
    stage.at(days(4));
    let job = stage
        .publish(
            &cast.nora,
            &JobInput {
                project_id: Some(shop.clone()),
                title: "Search and filters: find what is in the shop".into(),
                description:
                    "Customers tell us that they do not find things which are there. Please look for five groceries \
                    that you really buy, in your own words, and then narrow the list down with the filters."
                        .into(),
                price_cents: Some(1200),
                slots: Some(3),
                deadline: Some(stage.when(days(5))),
                scope_in: Some("The search field, the list of products, the filters beside it.".into()),
                scope_out: Some("Cart and checkout.".into()),
                known_bugs: strings(&[
                    "The slider for the price cannot be moved with the keyboard.",
                    "Products without a picture show an apple.",
                ]),
                requirements: Requirements {
                    platforms: strings(&["web"]),
                    ..Requirements::default()
                },
                journey: journey(&[
                    (
                        "Search for five groceries in your own words.",
                        "Each is found among the first ten, if the shop has it.",
                        false,
                    ),
                    (
                        "Write one of them with a typing mistake.",
                        "It is found all the same, or a better spelling is offered.",
                        false,
                    ),
                    (
                        "Choose the filter “Vegan”.",
                        "Everything that stays is vegan, and the count fits the list.",
                        true,
                    ),
                    (
                        "Add a second filter, then take the first away.",
                        "The list follows, and so does the address.",
                        false,
                    ),
                    (
                        "Go to a product and back.",
                        "The filters and the place in the list are kept.",
                        false,
                    ),
                ]),
                ..JobInput::default()
            },
        )
        .await?;
    stage.at(days(3));
    let vegan = |scene| {
        vec![Shot {
            step: 2,
            png: gallery.results.clone(),
            scene,
        }]
    };
    let sausages = Notes::on(DESKTOP.0, DESKTOP.1)
        .rect(928.0, 188.0, 284.0, 262.0)
        .arrow((700.0, 150.0), (922.0, 250.0))
        .text(470.0, 122.0, "Beef, under “Vegan”")
        .done();
    let good = stage
        .hand_in(
            &cast.priya,
            &job,
            Report {
                steps: &[
                    ("pass", "Tofu, lentils, oats, paprika and yeast: all there."),
                    ("pass", "“lentlis” offers “lentils”."),
                    ("fail", "Beef sausages stay in the list when “Vegan” is chosen."),
                    ("pass", ""),
                    ("fail", "The filters are kept, but the list starts at the top again."),
                ],
                environment: "Safari 26 on macOS 26, 1280 × 800",
                summary: "The search itself is good. What is behind the filters needs another look.",
                shots: vegan(Some(sausages)),
                bugs: &[
                    Found {
                        title: "Beef sausages are listed as vegan",
                        severity: "high",
                        step: 2,
                        how: "Search for “spread”, choose “Vegan”.",
                        expected: "Vegan products only.",
                        actual: "Beef sausages, 4 pieces, third in the list.",
                        shots: &[0],
                    },
                    Found {
                        title: "The place in the list is lost after looking at a product",
                        severity: "low",
                        step: 4,
                        how: "Scroll to the third row, open a product, go back.",
                        expected: "The third row.",
                        actual: "The first row; the filters are kept.",
                        shots: &[],
                    },
                ],
            },
        )
        .await?;
    stage.at(days(2));
    stage
        .approve(&cast.nora, &good, 5, "Clear, short, and easy to repeat. Thank you.")
        .await?;
    stage.at(days(2) - hours(4));
    let thin = stage
        .hand_in(
            &cast.luca,
            &job,
            Report {
                steps: &[
                    ("pass", ""),
                    ("pass", ""),
                    ("pass", ""),
                    ("fail", "The price slider does not react to the keyboard."),
                    ("pass", ""),
                ],
                environment: "Edge 142 on Windows 11",
                summary: "Slider is broken.",
                shots: vegan(None),
                bugs: &[Found {
                    title: "Price slider has no keyboard support",
                    severity: "medium",
                    step: 3,
                    how: "Tab to the slider, press the arrow keys.",
                    expected: "The price changes.",
                    actual: "Nothing happens.",
                    shots: &[],
                }],
            },
        )
        .await?;
    stage.at(days(1));
    let why = "The slider is the first of the known bugs in the contract, and step 4 asks for two filters to be combined, \
        which the report does not speak of. Your screenshot of step 3 shows beef under “Vegan”, marked as passed.";
    stage.reject(&cast.nora, &thin, "known_bug", 3, why).await?;
    stage.at(hours(6));
    stage
        .hand_in(
            &cast.sofia,
            &job,
            Report {
                steps: &[
                    ("pass", "In Spanish and in English."),
                    ("fail", "“tomatos” finds nothing and offers nothing."),
                    (
                        "fail",
                        "128 products are announced and six are shown. One of them is meat.",
                    ),
                    ("pass", ""),
                    ("pass", ""),
                ],
                environment: "Chrome 142 on macOS 26, 1280 × 800",
                summary: "Two filters together work. The count above the list does not belong to it.",
                shots: vegan(Some(
                    Notes::on(DESKTOP.0, DESKTOP.1)
                        .pen((64.0, 170.0), (176.0, 170.0))
                        .text(196.0, 124.0, "128?")
                        .color(3)
                        .rect(328.0, 188.0, 884.0, 546.0)
                        .done(),
                )),
                bugs: &[Found {
                    title: "The count of products ignores the filters",
                    severity: "medium",
                    step: 2,
                    how: "Choose “Vegan” and compare the line under the heading with the list.",
                    expected: "6 products",
                    actual: "128 products, the same as without a filter.",
                    shots: &[0],
                }],
            },
        )
        .await?;
    Ok(())
}

/// Open, and nobody has taken a seat yet.
async fn reorder(stage: &Stage, cast: &Cast, shop: &ProjectId) -> Result<()> {
    stage.at(hours(20));
    let input = JobInput {
        project_id: Some(shop.clone()),
        title: "Order last week's groceries again in two taps".into(),
        description:
            "Regular customers buy the same things every week. We added “Order again” to the app's first page. Please \
            try it with an order of your own and tell us whether you would trust it with your Saturday shopping."
                .into(),
        price_cents: Some(1000),
        slots: Some(3),
        deadline: Some(stage.when(days(9))),
        scope_in: Some("The first page of the app, “Order again”, the cart.".into()),
        scope_out: Some("Payment, which another job covers.".into()),
        known_bugs: strings(&["Products that are sold out are left out without a word."]),
        requirements: Requirements {
            platforms: strings(&["ios", "android"]),
            countries: strings(&["DE", "AT", "CH"]),
            languages: strings(&["de", "en"]),
            ..Requirements::default()
        },
        journey: journey(&[
            (
                "Sign in with the test account that stands in the app's first message.",
                "The last order is offered on the first page.",
                false,
            ),
            (
                "Tap “Order again”.",
                "The cart holds the same products and pieces as that order.",
                true,
            ),
            ("Take one product out and add another.", "The sum follows.", false),
            (
                "Close the app, open it again and look at the cart.",
                "It is as you left it.",
                true,
            ),
        ]),
        ..JobInput::default()
    };
    stage.publish(&cast.nora, &input).await.map(drop)
}

/// A draft that its client has not published.
async fn gift_cards(stage: &Stage, cast: &Cast, shop: &ProjectId) -> Result<()> {
    stage.at(hours(3));
    let input = JobInput {
        project_id: Some(shop.clone()),
        title: "Gift cards: buy one, send it, spend it".into(),
        description:
            "Before Christmas we want to sell gift cards. One person buys a card for another, who pays with it.".into(),
        price_cents: Some(2400),
        slots: Some(4),
        scope_in: Some("Buying, sending by mail, paying with a card, what is left on it.".into()),
        requirements: Requirements {
            platforms: strings(&["web", "ios", "android"]),
            ..Requirements::default()
        },
        journey: journey(&[
            (
                "Buy a gift card for $20 and send it to your own second address.",
                "The mail arrives within a minute.",
                true,
            ),
            (
                "Pay an order of less than $20 with it.",
                "What is left is named and kept.",
                true,
            ),
            (
                "Pay a second order that is dearer than what is left.",
                "The rest is asked for from your card.",
                false,
            ),
            (
                "Try to pay with the spent card.",
                "It is refused, and the reason is said.",
                true,
            ),
        ]),
        ..JobInput::default()
    };
    stage.draft(&cast.nora, &input).await.map(drop)
}
