//! Choosing with what one pays.

use super::server_fns::Means;
use crate::ui::{Banner, Glyph, Icon, Tone, form::GroupError};
use domain::{
    money::Cents,
    payments::{BALANCE, CHECKOUT, SavedMethod},
};
use leptos::prelude::*;

/// The sandbox's payment methods: Stripe's own test names, and what each does.
pub const TEST_CARDS: [(&str, &str, &str); 3] = [
    ("pm_card_visa", "Test card that works", "The payment goes through."),
    (
        "pm_card_chargeDeclined",
        "Test card that is declined",
        "The bank says no, without a reason.",
    ),
    (
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "Test card without funds",
        "The bank says that too little is on it.",
    ),
];

/// Test banks, by the numbers of Stripe's test accounts, and what each does.
pub const TEST_BANKS: [(&str, &str, &str); 3] = [
    ("000123456789", "Test bank that works", "Payouts arrive."),
    (
        "000111111113",
        "Closed account",
        "Payouts come back: the account is closed.",
    ),
    (
        "000111111116",
        "Unknown account",
        "Payouts come back: the bank does not know it.",
    ),
];

/// A card as its owner knows it.
#[must_use]
pub fn card_words(method: &SavedMethod) -> String {
    let mut brand = method.brand.clone();
    if let Some(first) = brand.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{brand} ···· {}", method.last4)
}

/// One way to pay, to be chosen.
#[component]
pub fn Choice(
    name: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] words: String,
    #[prop(into)] text: String,
    checked: bool,
    /// Shown as it is named to programs.
    #[prop(optional)]
    code: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let shown = code.then(|| value.clone());
    view! {
        <label class="choice">
            <input type="radio" name=name value=value checked=checked disabled=disabled/>
            <span class="min-w-0">
                <span class="block text-sm font-medium">{words}</span>
                <span class="block text-sm text-muted">{text}</span>
                {shown.map(|code| view! { <code class="mt-0.5 block text-xs break-all text-faint">{code}</code> })}
            </span>
        </label>
    }
}

/// Saved cards, the balance where it reaches, and a new card. `total` is what is to be paid; without one the balance is not
/// offered.
#[component]
pub fn PayWith(means: Means, #[prop(optional, into)] total: Option<Signal<Cents>>) -> impl IntoView {
    let Means {
        methods,
        balance_cents,
        sandbox,
    } = means;
    let name = "payment_method";
    let none_saved = methods.is_empty();
    let saved = methods.into_iter().enumerate().map(move |(n, method)| {
        let text = match (method.exp_month, method.exp_year) {
            (Some(month), Some(year)) => format!("Saved, good until {month:02}/{year}"),
            _ => "Saved".to_owned(),
        };
        let words = card_words(&method);
        view! { <Choice name value=method.id.to_string() words text checked=n == 0/> }
    });
    let balance = total.filter(|_| balance_cents > Cents::ZERO).map(|total| {
        let words = format!("Your balance, {}", balance_cents.display("usd"));
        let short = Signal::derive(move || total.get() > balance_cents);
        view! { <Choice name value=BALANCE words text="Paid in ahead. It pays only if it reaches for all of it." checked=false disabled=short/> }
    });
    let cards = if sandbox {
        let cards = TEST_CARDS.iter().enumerate().map(move |(n, (code, words, text))| {
            view! { <Choice name value=*code words=*words text=*text checked=none_saved && n == 0 code=true/> }
        });
        cards.collect_view().into_any()
    } else {
        view! { <Choice name value=CHECKOUT words="A new card" text="Paid on a page of the payment processor's." checked=none_saved/> }
            .into_any()
    };
    view! {
        <fieldset class="flex flex-col gap-2">
            <legend class="label mb-1.5">"Pay with"</legend>
            {sandbox.then(|| view! { <Banner tone=Tone::Warn>"Sandbox: no real money moves here."</Banner> })}
            {saved.collect_view()}
            {balance}
            {cards}
            <GroupError path=name/>
        </fieldset>
    }
}

/// What becomes of money that is paid for a job.
#[component]
pub fn HeldNote() -> impl IntoView {
    view! {
        <p class="flex gap-2 text-sm text-muted">
            <Icon glyph=Glyph::Lock class="mt-px size-4.5 text-faint"/>
            "The sum is held for this job. A tester is paid when you approve their work; what no tester earns comes back to you."
        </p>
    }
}
