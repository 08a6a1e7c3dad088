//! Test methods and banks, under the names that Stripe gives its own where it has them.

/// What a test card does when it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    Works,
    /// It is declined, for a reason in words.
    Declined(&'static str),
    /// It works, and the payer's bank takes the money back; a week later it decides who keeps it.
    Disputed {
        won: bool,
    },
    /// It works, after a while.
    Slow,
    /// It works, but the first answer never arrives.
    TimesOut,
    /// It works, and everything about it is told twice.
    ToldTwice,
    /// It works, and what is given back does not arrive.
    RefundsFail,
}

const NAMED: &[(&str, Card)] = &[
    (
        "pm_card_chargeDeclined",
        Card::Declined("The card was declined. Try another card."),
    ),
    (
        "pm_card_visa_chargeDeclined",
        Card::Declined("The card was declined. Try another card."),
    ),
    (
        "pm_card_chargeDeclinedInsufficientFunds",
        Card::Declined("The card has not enough funds. Try another card."),
    ),
    (
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        Card::Declined("The card has not enough funds. Try another card."),
    ),
    (
        "pm_card_chargeDeclinedExpiredCard",
        Card::Declined("The card has expired. Try another card."),
    ),
    (
        "pm_card_chargeDeclinedIncorrectCvc",
        Card::Declined("The security code is wrong. Check it, or try another card."),
    ),
    ("pm_card_createDispute", Card::Disputed { won: false }),
    ("pm_card_createDisputeProductNotReceived", Card::Disputed { won: true }),
    ("pm_card_refundFail", Card::RefundsFail),
    // Stripe has no names for these.
    ("pm_card_slow", Card::Slow),
    ("pm_card_timeoutAfterSuccess", Card::TimesOut),
    ("pm_card_duplicateDelivery", Card::ToldTwice),
];

/// Every test card begins so; one that does nothing special works.
const PREFIX: &str = "pm_card_";

/// The card of that name; `None` when it cannot be one.
pub fn card(name: &str) -> Option<Card> {
    let special = NAMED.iter().find(|(known, _)| *known == name).map(|(_, card)| *card);
    special.or_else(|| (name.starts_with(PREFIX) && name.len() > PREFIX.len()).then_some(Card::Works))
}

/// Brand and last figures of a test card, as Stripe's have them where it has the card.
pub fn face(name: &str) -> (&'static str, &'static str) {
    match name.trim_start_matches(PREFIX) {
        "mastercard" => ("mastercard", "4444"),
        "amex" => ("amex", "8431"),
        "visa_debit" => ("visa", "5556"),
        "createDispute" => ("visa", "0259"),
        "refundFail" => ("visa", "5126"),
        rest if rest.contains("InsufficientFunds") => ("visa", "9995"),
        rest if rest.contains("ExpiredCard") => ("visa", "0069"),
        rest if rest.contains("IncorrectCvc") => ("visa", "0127"),
        rest if rest.contains("chargeDeclined") => ("visa", "0002"),
        _ => ("visa", "4242"),
    }
}

/// The account number of a bank that takes what it is sent.
pub const GOOD_BANK: &str = "000123456789";

/// Why a test bank sends a payout back; `None` for one that takes it. The numbers are those of Stripe's test accounts.
pub fn bounces(bank: &str) -> Option<&'static str> {
    match bank {
        "000111111116" => Some("The bank knows no such account. Check the number of your bank account."),
        "000111111113" => Some("The bank account is closed. Choose another one."),
        "000444444440" => Some("The bank account cannot take this currency. Choose another one."),
        _ => None,
    }
}
