//! The city library's reading app, on a phone of 390 by 844.

use super::canvas::{Canvas, HAIRLINE, MUTED, TEXT, WHITE, Weight, ink};
use annotate::Rgba;

const INDIGO: Rgba = ink(0x43_38ca);
const PAPER: Rgba = ink(0xfb_f7ef);

pub(super) fn status_bar(c: &mut Canvas, clock: &str) {
    c.bold(24.0, 32.0, 15.0, TEXT, clock);
    for (at, height) in [6.0, 9.0, 12.0].into_iter().enumerate() {
        c.round(308.0 + 6.0 * at as f64, 32.0 - height, 4.0, height, 1.0, TEXT);
    }
    c.outlined(336.0, 20.0, 28.0, 13.0, 4.0, (PAPER, TEXT));
    c.round(338.0, 22.0, 17.0, 9.0, 2.0, TEXT);
}

/// A page of a loaned book, whose count of pages is off and whose last lines lie under the toolbar.
pub fn reader() -> Canvas {
    let mut c = Canvas::new(390, 844, PAPER);
    status_bar(&mut c, "9:41");
    c.line(&[(34.0, 64.0), (24.0, 74.0), (34.0, 84.0)], 2.5, TEXT);
    c.center(195.0, 80.0, 16.0, Weight::Bold, TEXT, "The lighthouse keeper");
    c.round(24.0, 104.0, 84.0, 26.0, 13.0, ink(0xe0_e7ff));
    c.center(66.0, 122.0, 13.0, Weight::Bold, INDIGO, "Offline");
    c.bold(24.0, 176.0, 22.0, TEXT, "Seven");
    let lines = [
        "The boat came on the first calm day",
        "after the storm, low in the water,",
        "with the post in a tin box and a new",
        "keeper who had never seen the sea.",
        "",
        "“You get used to the noise,” said",
        "Marit, and handed him the lamp.",
        "“Not to the quiet, though. Nobody",
        "does.” She counted the oil cans twice,",
        "wrote the number in the book, and",
        "climbed down to the boat without",
        "turning round.",
        "",
        "He stood on the gallery until the sail",
        "was a white stitch between the islands.",
        "Then he wound the clock, as he had",
        "been told, forty turns and no more.",
        "",
        "That evening the fog came in from the",
        "north, and with it the first bell.",
    ];
    let mut y = 216.0;
    for line in lines {
        c.plain(24.0, y, 17.0, ink(0x29_2524), line);
        y += 28.0;
    }
    c.rect(0.0, 724.0, 390.0, 120.0, WHITE);
    c.rect(0.0, 724.0, 390.0, 1.0, HAIRLINE);
    c.round(24.0, 752.0, 342.0, 5.0, 2.5, HAIRLINE);
    c.round(24.0, 752.0, 300.0, 5.0, 2.5, INDIGO);
    c.circle(324.0, 754.5, 9.0, INDIGO);
    c.plain(24.0, 796.0, 14.0, MUTED, "Page 112 of 96");
    c.right(366.0, 796.0, 14.0, Weight::Regular, MUTED, "Chapter 7");
    c.round(130.0, 826.0, 130.0, 5.0, 2.5, TEXT);
    c
}

/// The shelf of loans. One of them is due on a day that no calendar has.
pub fn shelf() -> Canvas {
    let mut c = Canvas::new(390, 844, WHITE);
    c.rect(0.0, 0.0, 390.0, 132.0, PAPER);
    status_bar(&mut c, "10:12");
    c.bold(24.0, 92.0, 26.0, TEXT, "My loans");
    c.plain(24.0, 118.0, 14.0, MUTED, "3 of 8, card 2207 4418");
    let loans = [
        (
            "The lighthouse keeper",
            "I. Halvorsen",
            "Due 31 Nov 2026",
            ink(0x1e_3a8a),
        ),
        ("Bread at home", "R. Okafor", "Due 4 Dec 2026", ink(0xb4_5309)),
        ("Stars for beginners", "L. Tanaka", "Due 9 Dec 2026", ink(0x0f_766e)),
    ];
    let mut y = 156.0;
    for (title, author, due, cover) in loans {
        c.card(16.0, y, 358.0, 168.0);
        c.round(32.0, y + 16.0, 92.0, 136.0, 6.0, cover);
        c.rect(42.0, y + 40.0, 72.0, 4.0, ink(0xfd_e68a));
        c.rect(42.0, y + 52.0, 48.0, 4.0, ink(0xfd_e68a));
        c.bold(142.0, y + 46.0, 16.0, TEXT, title);
        c.plain(142.0, y + 70.0, 14.0, MUTED, author);
        c.plain(142.0, y + 96.0, 14.0, TEXT, due);
        c.round(142.0, y + 116.0, 84.0, 34.0, 8.0, INDIGO);
        c.center(184.0, y + 138.0, 14.0, Weight::Bold, WHITE, "Read");
        c.outlined(236.0, y + 116.0, 92.0, 34.0, 8.0, (WHITE, HAIRLINE));
        c.center(282.0, y + 138.0, 14.0, Weight::Regular, TEXT, "Return");
        y += 184.0;
    }
    c.rect(0.0, 764.0, 390.0, 1.0, HAIRLINE);
    for (at, word) in ["Shelf", "Search", "Account"].iter().enumerate() {
        let x = 65.0 + 130.0 * at as f64;
        let color = if at == 0 { INDIGO } else { MUTED };
        c.round(x - 11.0, 780.0, 22.0, 18.0, 4.0, color);
        c.center(x, 818.0, 12.0, Weight::Regular, color, word);
    }
    c
}

/// Reading statistics, whose bars do not add up to what is written above them.
pub fn statistics() -> Canvas {
    let mut c = Canvas::new(390, 844, WHITE);
    c.rect(0.0, 0.0, 390.0, 132.0, PAPER);
    status_bar(&mut c, "18:05");
    c.bold(24.0, 92.0, 26.0, TEXT, "This week");
    c.plain(24.0, 118.0, 14.0, MUTED, "16 to 22 November");
    c.card(16.0, 156.0, 358.0, 132.0);
    c.bold(36.0, 214.0, 40.0, INDIGO, "9 h 20 min");
    c.plain(36.0, 252.0, 15.0, MUTED, "read on 5 days, longer than last week");
    c.card(16.0, 304.0, 358.0, 320.0);
    for (at, (day, height)) in [
        ("Mo", 60.0),
        ("Tu", 34.0),
        ("We", 0.0),
        ("Th", 88.0),
        ("Fr", 22.0),
        ("Sa", 120.0),
        ("Su", 0.0),
    ]
    .into_iter()
    .enumerate()
    {
        let x = 44.0 + 46.0 * at as f64;
        if height > 0.0 {
            c.round(x, 560.0 - height, 28.0, height, 5.0, INDIGO);
        }
        c.rect(x, 560.0, 28.0, 2.0, HAIRLINE);
        c.center(x + 14.0, 590.0, 13.0, Weight::Regular, MUTED, day);
    }
    c.bold(36.0, 346.0, 16.0, TEXT, "Hours per day");
    c.outlined(16.0, 644.0, 358.0, 52.0, 10.0, (WHITE, HAIRLINE));
    c.center(195.0, 676.0, 15.0, Weight::Bold, INDIGO, "Share my week");
    c
}
