//! Greenbasket, a grocery shop, on a screen of 1280 by 800.

use super::canvas::{BAD, Canvas, HAIRLINE, MUTED, TEXT, WHITE, Weight, ink};
use annotate::Rgba;

const GREEN: Rgba = ink(0x15_803d);
const LEAF: Rgba = ink(0xdc_fce7);
const PAPER: Rgba = ink(0xf9_fafb);

const APPLE: Rgba = ink(0xef_4444);
const OAT: Rgba = ink(0xd6_b98c);
const COFFEE: Rgba = ink(0x6b_4423);

fn frame(cart: &str) -> Canvas {
    let mut c = Canvas::new(1280, 800, PAPER);
    c.rect(0.0, 0.0, 1280.0, 72.0, WHITE);
    c.rect(0.0, 72.0, 1280.0, 1.0, HAIRLINE);
    c.circle(76.0, 36.0, 17.0, GREEN);
    c.line(&[(69.0, 37.0), (74.0, 42.0), (84.0, 30.0)], 3.5, WHITE);
    c.bold(104.0, 43.0, 21.0, TEXT, "Greenbasket");
    c.outlined(320.0, 16.0, 460.0, 40.0, 20.0, (PAPER, HAIRLINE));
    c.circle(346.0, 35.0, 6.5, MUTED);
    c.circle(346.0, 35.0, 4.5, PAPER);
    c.line(&[(350.5, 39.5), (355.0, 44.0)], 2.0, MUTED);
    c.plain(368.0, 41.0, 15.0, MUTED, "Search groceries");
    for (at, word) in ["Offers", "Recipes", "Help"].iter().enumerate() {
        c.plain(830.0 + 86.0 * at as f64, 42.0, 15.0, TEXT, word);
    }
    c.round(1110.0, 16.0, 106.0, 40.0, 20.0, GREEN);
    c.center(1163.0, 42.0, 15.0, Weight::Bold, WHITE, cart);
    c
}

/// A product's picture: a round thing on a soft ground.
fn product(c: &mut Canvas, x: f64, y: f64, side: f64, color: Rgba) {
    c.round(x, y, side, side, 10.0, ink(0xf3_f4f6));
    c.circle(x + side / 2.0, y + side * 0.55, side * 0.29, color);
    let (stem, top) = (x + side / 2.0, y + side * 0.27);
    c.line(
        &[(stem, top), (stem + side * 0.05, top - side * 0.1)],
        side * 0.035,
        GREEN,
    );
}

/// The cart. With `added` the voucher is added to the sum instead of being taken off it.
pub fn cart(added: bool) -> Canvas {
    let mut c = frame("Cart  6");
    c.bold(64.0, 132.0, 28.0, TEXT, "Your cart");
    c.plain(64.0, 160.0, 15.0, MUTED, "Delivery tomorrow, 8:00 to 10:00");
    let rows = [
        ("Apples Elstar", "1 kg bag, from the region", "2", "$6.40", APPLE),
        ("Oat milk", "1 l carton, no added sugar", "3", "$6.30", OAT),
        ("Coffee beans Huila", "500 g, medium roast", "1", "$11.60", COFFEE),
    ];
    let mut y = 188.0;
    for (name, detail, count, price, color) in rows {
        c.card(64.0, y, 752.0, 124.0);
        product(&mut c, 84.0, y + 18.0, 88.0, color);
        c.bold(196.0, y + 50.0, 18.0, TEXT, name);
        c.plain(196.0, y + 76.0, 15.0, MUTED, detail);
        c.plain(196.0, y + 102.0, 14.0, GREEN, "Remove");
        c.outlined(560.0, y + 42.0, 116.0, 40.0, 8.0, (WHITE, HAIRLINE));
        c.plain(578.0, y + 68.0, 18.0, MUTED, "−");
        c.center(618.0, y + 68.0, 17.0, Weight::Bold, TEXT, count);
        c.plain(646.0, y + 68.0, 18.0, MUTED, "+");
        c.right(792.0, y + 68.0, 18.0, Weight::Bold, TEXT, price);
        y += 140.0;
    }
    c.round(64.0, 620.0, 752.0, 84.0, 12.0, LEAF);
    c.bold(88.0, 656.0, 16.0, GREEN, "Free delivery from $40.00");
    c.plain(
        88.0,
        682.0,
        15.0,
        TEXT,
        "Add groceries for $15.70 and the driver comes for free.",
    );
    c.card(848.0, 188.0, 368.0, 444.0);
    c.bold(876.0, 232.0, 20.0, TEXT, "Summary");
    let (off, total) = if added {
        ("+ $2.43", "$30.63")
    } else {
        ("− $2.43", "$25.77")
    };
    let lines = [
        ("Six products", "$24.30"),
        ("Voucher SPRING10, 10 %", off),
        ("Delivery", "$3.90"),
    ];
    let mut y = 276.0;
    for (what, amount) in lines {
        c.plain(876.0, y, 16.0, TEXT, what);
        c.right(1188.0, y, 16.0, Weight::Regular, TEXT, amount);
        y += 38.0;
    }
    c.rect(876.0, 376.0, 312.0, 1.0, HAIRLINE);
    c.bold(876.0, 416.0, 20.0, TEXT, "Total");
    c.right(1188.0, 416.0, 22.0, Weight::Bold, TEXT, total);
    c.plain(876.0, 442.0, 13.0, MUTED, "7 % tax included");
    c.outlined(876.0, 468.0, 312.0, 44.0, 8.0, (PAPER, HAIRLINE));
    c.plain(892.0, 496.0, 16.0, TEXT, "SPRING10");
    c.plain(1126.0, 496.0, 15.0, GREEN, "Applied");
    c.button(876.0, 536.0, 312.0, 52.0, GREEN, "Go to checkout");
    c.plain(848.0, 664.0, 14.0, MUTED, "Signed in as");
    c.plain(946.0, 664.0, 14.0, TEXT, "m.keller.private@mail.example");
    c
}

/// The payment form, refusing a card that is valid for years to come.
pub fn payment() -> Canvas {
    let mut c = frame("Cart  6");
    c.bold(64.0, 132.0, 28.0, TEXT, "Payment");
    for (at, word) in ["1  Address", "2  Delivery", "3  Payment"].iter().enumerate() {
        let x = 64.0 + 150.0 * at as f64;
        let (color, weight) = if at == 2 {
            (GREEN, Weight::Bold)
        } else {
            (MUTED, Weight::Regular)
        };
        c.text(x, 166.0, 15.0, weight, color, word);
    }
    c.card(64.0, 192.0, 752.0, 440.0);
    c.field(96.0, 236.0, 688.0, "Name on the card", "Jonas Brandt", HAIRLINE);
    c.field(96.0, 322.0, 688.0, "Card number", "4242 4242 4242 4242", HAIRLINE);
    c.field(96.0, 408.0, 330.0, "Valid until", "04 / 31", BAD);
    c.field(454.0, 408.0, 330.0, "Security code", "123", HAIRLINE);
    c.plain(96.0, 482.0, 14.0, BAD, "This card has expired. Use another card.");
    c.outlined(96.0, 512.0, 22.0, 22.0, 5.0, (GREEN, GREEN));
    c.line(&[(101.0, 523.0), (105.0, 528.0), (113.0, 518.0)], 2.5, WHITE);
    c.plain(132.0, 529.0, 15.0, TEXT, "The bill goes to the delivery address");
    c.round(96.0, 560.0, 220.0, 48.0, 8.0, ink(0x9c_a3af));
    c.center(206.0, 590.0, 16.0, Weight::Bold, WHITE, "Pay $25.77");
    c.card(848.0, 192.0, 368.0, 200.0);
    c.bold(876.0, 236.0, 20.0, TEXT, "Delivered to");
    c.plain(876.0, 270.0, 16.0, TEXT, "Jonas Brandt");
    c.plain(876.0, 296.0, 16.0, TEXT, "Lindenallee 14");
    c.plain(876.0, 322.0, 16.0, TEXT, "50968 Köln");
    c.plain(876.0, 360.0, 14.0, MUTED, "Tomorrow, 8:00 to 10:00");
    c
}

/// The page after paying.
pub fn confirmation() -> Canvas {
    let mut c = frame("Cart  0");
    c.card(320.0, 132.0, 640.0, 560.0);
    c.circle(640.0, 216.0, 42.0, LEAF);
    c.line(&[(622.0, 217.0), (635.0, 230.0), (660.0, 201.0)], 6.0, GREEN);
    c.center(640.0, 304.0, 26.0, Weight::Bold, TEXT, "Thank you, your order is in");
    c.center(
        640.0,
        338.0,
        16.0,
        Weight::Regular,
        MUTED,
        "Order 10482, delivered tomorrow between 8:00 and 10:00",
    );
    c.rect(368.0, 372.0, 544.0, 1.0, HAIRLINE);
    let lines = [
        ("2 × Apples Elstar", "$6.40"),
        ("3 × Oat milk", "$6.30"),
        ("1 × Coffee beans Huila", "$11.60"),
        ("Voucher SPRING10", "− $2.43"),
        ("Delivery", "$3.90"),
    ];
    let mut y = 412.0;
    for (what, amount) in lines {
        c.plain(368.0, y, 16.0, TEXT, what);
        c.right(912.0, y, 16.0, Weight::Regular, TEXT, amount);
        y += 34.0;
    }
    c.rect(368.0, 572.0, 544.0, 1.0, HAIRLINE);
    c.bold(368.0, 608.0, 18.0, TEXT, "Paid with a card");
    c.right(912.0, 608.0, 18.0, Weight::Bold, TEXT, "$25.77");
    c.button(368.0, 632.0, 544.0, 44.0, GREEN, "Follow the delivery");
    c
}

/// Search results under the filter "Vegan", one of which should not be there.
pub fn results() -> Canvas {
    let mut c = frame("Cart  2");
    c.bold(64.0, 132.0, 28.0, TEXT, "Spread and sausages");
    c.plain(64.0, 160.0, 15.0, MUTED, "128 products, sorted by price");
    c.card(64.0, 188.0, 232.0, 420.0);
    c.bold(88.0, 226.0, 16.0, TEXT, "Filter");
    for (at, word) in ["Organic", "Vegan", "Without gluten", "From the region", "On offer"]
        .iter()
        .enumerate()
    {
        let y = 250.0 + 44.0 * at as f64;
        if at == 1 {
            c.round(88.0, y, 20.0, 20.0, 5.0, GREEN);
            c.line(&[(93.0, y + 10.0), (97.0, y + 14.0), (104.0, y + 5.0)], 2.5, WHITE);
        } else {
            c.outlined(88.0, y, 20.0, 20.0, 5.0, (WHITE, MUTED));
        }
        c.plain(120.0, y + 16.0, 15.0, TEXT, word);
    }
    c.bold(88.0, 506.0, 16.0, TEXT, "Price");
    c.round(88.0, 530.0, 184.0, 6.0, 3.0, HAIRLINE);
    c.round(88.0, 530.0, 120.0, 6.0, 3.0, GREEN);
    c.circle(208.0, 533.0, 10.0, GREEN);
    c.plain(88.0, 570.0, 14.0, MUTED, "$0 to $12");
    let found = [
        ("Hummus classic", "200 g", "$2.20", ink(0xe0_c27a)),
        ("Red lentil spread", "180 g", "$2.40", ink(0xe0_7a4f)),
        ("Beef sausages", "4 pieces", "$4.90", ink(0x8f_3b2f)),
        ("Smoked tofu", "300 g", "$3.10", ink(0xc9_a36b)),
        ("Olive paste", "140 g", "$3.60", ink(0x5d_6b3a)),
        ("Pea schnitzel", "2 pieces", "$3.90", ink(0xb9_c46a)),
    ];
    for (at, (name, size, price, color)) in found.into_iter().enumerate() {
        let at = at as f64;
        let (x, y) = (328.0 + 300.0 * (at % 3.0), 188.0 + 282.0 * (at / 3.0).floor());
        c.card(x, y, 284.0, 262.0);
        product(&mut c, x + 82.0, y + 16.0, 120.0, color);
        c.bold(x + 20.0, y + 168.0, 17.0, TEXT, name);
        c.plain(x + 20.0, y + 192.0, 14.0, MUTED, size);
        c.bold(x + 20.0, y + 234.0, 18.0, TEXT, price);
        c.round(x + 180.0, y + 208.0, 84.0, 38.0, 8.0, LEAF);
        c.center(x + 222.0, y + 232.0, 15.0, Weight::Bold, GREEN, "Add");
    }
    c
}
