//! The bike map of a city, and the courier's sign-up, on a phone of 390 by 844.

use super::{
    canvas::{BAD, Canvas, HAIRLINE, MUTED, TEXT, WHITE, Weight, ink},
    library::status_bar,
};
use annotate::{PathCmd, Point, Rgba};

const BLUE: Rgba = ink(0x1d_4ed8);
const LANE: Rgba = ink(0x16_a34a);
const ROAD: Rgba = ink(0xfa_d27a);

fn polygon(points: &[(f64, f64)]) -> Vec<PathCmd> {
    let mut path: Vec<PathCmd> = points
        .iter()
        .enumerate()
        .map(|(at, (x, y))| {
            let point = Point::new(*x, *y);
            if at == 0 {
                PathCmd::MoveTo(point)
            } else {
                PathCmd::LineTo(point)
            }
        })
        .collect();
    path.push(PathCmd::Close);
    path
}

/// A piece of the city: blocks, a river, a park, a main road and bike lanes.
fn city() -> Canvas {
    let mut c = Canvas::new(390, 844, ink(0xef_ede6));
    c.fill(
        polygon(&[
            (0.0, 470.0),
            (90.0, 440.0),
            (210.0, 452.0),
            (390.0, 380.0),
            (390.0, 436.0),
            (220.0, 506.0),
            (90.0, 492.0),
            (0.0, 522.0),
        ]),
        ink(0xb5_d5ee),
    );
    c.fill(
        polygon(&[(20.0, 190.0), (150.0, 170.0), (168.0, 300.0), (40.0, 330.0)]),
        ink(0xcd_e6c2),
    );
    c.fill(
        polygon(&[(250.0, 540.0), (372.0, 520.0), (390.0, 620.0), (270.0, 640.0)]),
        ink(0xcd_e6c2),
    );
    for n in 0..7_u8 {
        let y = 130.0 + 84.0 * f64::from(n);
        c.line(&[(0.0, y), (390.0, y - 34.0)], 6.0, WHITE);
        let x = 20.0 + 60.0 * f64::from(n);
        c.line(&[(x, 100.0), (x + 40.0, 700.0)], 5.0, WHITE);
    }
    c.line(
        &[(0.0, 392.0), (140.0, 372.0), (260.0, 300.0), (390.0, 276.0)],
        13.0,
        ROAD,
    );
    c.line(&[(220.0, 100.0), (236.0, 300.0), (262.0, 700.0)], 11.0, ROAD);
    for lane in [
        vec![(58.0, 640.0), (70.0, 520.0), (96.0, 420.0), (150.0, 330.0)],
        vec![(150.0, 330.0), (196.0, 250.0), (300.0, 220.0), (390.0, 170.0)],
        vec![(0.0, 566.0), (120.0, 556.0), (250.0, 590.0), (390.0, 566.0)],
    ] {
        c.line(&lane, 4.0, LANE);
    }
    c
}

fn sheet(c: &mut Canvas, top: f64) {
    c.round(0.0, top, 390.0, 900.0 - top, 20.0, WHITE);
    c.round(171.0, top + 12.0, 48.0, 5.0, 2.5, HAIRLINE);
}

/// A route. `flying` is the one that would need wings: 12 kilometres in 3 minutes, straight along the main road.
pub fn route(flying: bool) -> Canvas {
    let mut c = city();
    let way: &[(f64, f64)] = if flying {
        &[
            (62.0, 640.0),
            (76.0, 520.0),
            (110.0, 378.0),
            (140.0, 372.0),
            (260.0, 300.0),
            (340.0, 284.0),
            (352.0, 190.0),
        ]
    } else {
        &[
            (62.0, 640.0),
            (70.0, 520.0),
            (96.0, 420.0),
            (150.0, 330.0),
            (196.0, 250.0),
            (300.0, 220.0),
            (352.0, 190.0),
        ]
    };
    c.line(way, 9.0, WHITE);
    c.line(way, 6.0, BLUE);
    c.circle(62.0, 640.0, 11.0, WHITE);
    c.circle(62.0, 640.0, 7.0, BLUE);
    c.circle(352.0, 190.0, 13.0, WHITE);
    c.circle(352.0, 190.0, 9.0, BAD);
    c.rect(0.0, 0.0, 390.0, 44.0, ink(0xfb_f7ef));
    status_bar(&mut c, "7:58");
    c.outlined(16.0, 56.0, 358.0, 48.0, 24.0, (WHITE, HAIRLINE));
    c.circle(40.0, 80.0, 6.0, BLUE);
    c.plain(56.0, 86.0, 15.0, TEXT, "Hafenstraße 12  →  Botanic garden");
    sheet(&mut c, 668.0);
    let figures = if flying { "12.4 km · 3 min" } else { "6.1 km · 24 min" };
    c.bold(24.0, 722.0, 24.0, TEXT, figures);
    let lanes = if flying {
        "Main roads allowed"
    } else {
        "78 % on bike lanes, 40 m up"
    };
    c.plain(24.0, 750.0, 15.0, MUTED, lanes);
    c.button(24.0, 772.0, 342.0, 50.0, BLUE, "Start");
    c
}

/// The form for a blocked lane, taller than the phone: its button cannot be reached.
pub fn blocked() -> Canvas {
    let mut c = Canvas::new(390, 844, WHITE);
    status_bar(&mut c, "17:26");
    c.bold(24.0, 92.0, 24.0, TEXT, "What is in the way?");
    c.plain(24.0, 120.0, 14.0, MUTED, "Rheinufer, near the bridge");
    let mut x = 24.0;
    for (at, word) in ["Parked car", "Building site", "Glass"].iter().enumerate() {
        let width = 26.0 + 8.6 * word.len() as f64;
        let (inside, color) = if at == 0 { (BLUE, WHITE) } else { (ink(0xf3_f4f6), TEXT) };
        c.round(x, 146.0, width, 38.0, 19.0, inside);
        c.center(x + width / 2.0, 171.0, 14.0, Weight::Regular, color, word);
        x += width + 10.0;
    }
    c.round(24.0, 212.0, 342.0, 300.0, 12.0, ink(0x9f_b3c8));
    c.fill(
        polygon(&[(24.0, 430.0), (366.0, 380.0), (366.0, 512.0), (24.0, 512.0)]),
        ink(0x6b_7280),
    );
    c.line(&[(40.0, 500.0), (350.0, 448.0)], 5.0, LANE);
    c.round(120.0, 350.0, 180.0, 64.0, 18.0, ink(0xdc_2626));
    c.round(152.0, 316.0, 112.0, 56.0, 16.0, ink(0xdc_2626));
    c.round(164.0, 326.0, 88.0, 30.0, 8.0, ink(0xdb_eafe));
    c.circle(158.0, 416.0, 20.0, TEXT);
    c.circle(262.0, 416.0, 20.0, TEXT);
    c.round(176.0, 392.0, 70.0, 20.0, 3.0, WHITE);
    c.center(211.0, 407.0, 13.0, Weight::Bold, TEXT, "K-AB 482");
    c.field(
        24.0,
        552.0,
        342.0,
        "Describe it (optional)",
        "Stands there since this morning",
        HAIRLINE,
    );
    c.plain(24.0, 640.0, 15.0, TEXT, "Tell me when it is gone");
    c.round(318.0, 624.0, 48.0, 26.0, 13.0, BLUE);
    c.circle(353.0, 637.0, 10.0, WHITE);
    c.round(24.0, 672.0, 342.0, 96.0, 12.0, ink(0xf3_f4f6));
    c.plain(40.0, 706.0, 14.0, MUTED, "Your report goes to the city and to");
    c.plain(40.0, 730.0, 14.0, MUTED, "everybody who rides here today.");
    c.round(24.0, 826.0, 342.0, 50.0, 8.0, BLUE);
    c
}

/// The courier's sign-up on a small old phone: the number is refused though it is one.
pub fn courier() -> Canvas {
    let mut c = Canvas::new(390, 844, ink(0xf9_fafb));
    status_bar(&mut c, "13:30");
    c.bold(24.0, 100.0, 26.0, TEXT, "Ride for Greenbasket");
    c.plain(24.0, 130.0, 15.0, MUTED, "Step 2 of 4: how we reach you");
    c.round(24.0, 148.0, 342.0, 6.0, 3.0, HAIRLINE);
    c.round(24.0, 148.0, 171.0, 6.0, 3.0, LANE);
    c.field(24.0, 196.0, 342.0, "Name", "Sofia Marin", HAIRLINE);
    c.field(24.0, 282.0, 342.0, "Mobile number", "+34 600 11 22 33", BAD);
    c.plain(24.0, 356.0, 14.0, BAD, "Use a number without a country code.");
    c.field(24.0, 396.0, 342.0, "Town", "Valencia", HAIRLINE);
    c.button(24.0, 484.0, 342.0, 50.0, LANE, "Next");
    c.center(195.0, 572.0, 15.0, Weight::Regular, MUTED, "I have an account already");
    c
}
