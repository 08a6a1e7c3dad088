//! Paying for a job: the exact sum before one agrees to it.

use super::{
    manage::total,
    server_fns::{JobView, PublishJob, TopUpJob},
};
use crate::{
    error::failure_of,
    payments::{
        components::{HeldNote, PayWith},
        server_fns::Means,
    },
    ui::{Banner, FormScope, Modal, SubmitButton, TextField, Tone, rules},
};
use domain::{
    fees::{FeeRate, Quote, fee_on},
    jobs::Job,
    money::Cents,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn PublishDialog(job: Job, fee_percent: f64, publish: ServerAction<PublishJob>, means: Means) -> impl IntoView {
    let Some(total) = total(&job) else {
        return view! { <Banner tone=Tone::Bad>"The sum of this job is too large to be paid."</Banner> }.into_any();
    };
    let currency = job.currency.clone();
    let seats = if job.slots == 1 {
        "1 tester".to_owned()
    } else {
        format!("{} testers", job.slots)
    };
    let sum = total.display(&currency);
    let pay = job.price_cents.checked_mul(job.slots).unwrap_or_default();
    view! {
        <Modal id="publish" title="Publish and pay">
            <ActionForm action=publish>
                <FormScope failure=failure_of(publish)>
                    <input type="hidden" name="id" value=job.id.to_string()/>
                    <input type="hidden" name="total_cents" value=total.0.to_string()/>
                    <dl class="rows rounded-xl border border-line px-4 tabular-nums">
                        <Line words=format!("{} × {seats}", job.price_cents.display(&currency)) amount=pay.display(&currency)/>
                        <Line words=format!("Platform fee, {fee_percent} %") amount=job.fee_cents.display(&currency)/>
                        <Total amount=sum.clone()/>
                    </dl>
                    <HeldNote/>
                    <PayWith means total=Signal::stored(total)/>
                    <SubmitButton class="btn-lg w-full" loading=publish.pending()>{format!("Pay {sum} and publish")}</SubmitButton>
                </FormScope>
            </ActionForm>
        </Modal>
    }
    .into_any()
}

/// What terms that are being typed cost more than those of now; nothing while they are no more, or cannot be read.
fn added(job: &Job, slots: &str, price: &str, rate: FeeRate) -> Option<Quote> {
    let (slots, price) = (slots.trim().parse::<i64>().ok()?, Cents::parse_typed(price)?);
    if slots < job.slots || price < job.price_cents {
        return None;
    }
    let before = job.price_cents.checked_mul(job.slots - job.seats.settled)?;
    let pay = price.checked_mul(slots - job.seats.settled)?.checked_sub(before)?;
    let fee = fee_on(pay, rate)?;
    let total = pay.checked_add(fee)?;
    (total > Cents::ZERO).then_some(Quote { pay, fee, total })
}

/// As it is typed: 12.50.
fn typed(cents: Cents) -> String {
    format!("{}.{:02}", cents.0 / 100, cents.0 % 100)
}

#[component]
pub fn TopUpDialog(now: ReadSignal<JobView>, top_up: ServerAction<TopUpJob>, means: Means) -> impl IntoView {
    let JobView { job, fee_percent, .. } = now.get_untracked();
    let rate = FeeRate::from_percent(fee_percent);
    let (slots, price) = (
        RwSignal::new(job.slots.to_string()),
        RwSignal::new(typed(job.price_cents)),
    );
    let quote = Memo::new(move |_| {
        let terms = (slots.get(), price.get());
        now.with(|n| added(&n.job, &terms.0, &terms.1, rate?))
    });
    let amount =
        move |part: fn(Quote) -> Cents| Signal::derive(move || quote.get().map_or(Cents::ZERO, part).display("usd"));
    let words = move || match quote.get() {
        Some(quote) => format!("Pay {}", quote.total.display("usd")),
        None => "Pay".to_owned(),
    };
    // One payment for each state of the job that was looked at, however often the button is pressed.
    let seen = move || {
        now.with(|n| {
            format!(
                "top-up-{}-{}-{}-{}-{}",
                n.job.id,
                n.job.slots,
                n.job.price_cents.0,
                slots.get(),
                price.get()
            )
        })
    };
    view! {
        <Modal id="top-up" title="Add seats or pay">
            <p class="mb-5 text-muted">
                "A higher price reaches seats that nobody has taken. What is held more for the others comes back to you as they are settled."
            </p>
            <ActionForm action=top_up attr:novalidate="">
                <FormScope failure=failure_of(top_up)>
                    <input type="hidden" name="id" value=job.id.to_string()/>
                    <input type="hidden" name="seen" value=seen/>
                    <div class="grid gap-4 sm:grid-cols-2">
                        <TextField
                            label="Seats"
                            name="slots"
                            value=job.slots.to_string()
                            inputmode="numeric"
                            hint=format!("{} now", job.slots)
                            on_input=Callback::new(move |text| slots.set(text))
                        />
                        <TextField
                            label="Pay per tester"
                            name="price"
                            path=Signal::stored(Some("price_cents".to_owned()))
                            value=typed(job.price_cents)
                            prefix="$"
                            inputmode="decimal"
                            hint=format!("{} now", job.price_cents.display(&job.currency))
                            rule=rules::amount
                            on_input=Callback::new(move |text| price.set(text))
                        />
                    </div>
                    <dl class="rows rounded-xl border border-line px-4 tabular-nums needs-js">
                        <Line words="Pay that is added" amount=amount(|q| q.pay)/>
                        <Line words=format!("Platform fee, {fee_percent} %") amount=amount(|q| q.fee)/>
                        <Total amount=amount(|q| q.total)/>
                    </dl>
                    <PayWith means total=Signal::derive(move || quote.get().map_or(Cents::ZERO, |q| q.total))/>
                    <SubmitButton class="btn-lg w-full" loading=top_up.pending()>{words}</SubmitButton>
                </FormScope>
            </ActionForm>
        </Modal>
    }
}

#[component]
fn Total(#[prop(into)] amount: Signal<String>) -> impl IntoView {
    view! {
        <div class="flex items-baseline justify-between gap-4 py-3 font-semibold">
            <dt>"Total"</dt>
            <dd class="text-lg">{move || amount.get()}</dd>
        </div>
    }
}

/// A row of a sum.
#[component]
pub fn Line(#[prop(into)] words: String, #[prop(into)] amount: Signal<String>) -> impl IntoView {
    view! {
        <div class="flex items-baseline justify-between gap-4 py-2.5 text-sm">
            <dt class="text-muted">{words}</dt>
            <dd class="tabular-nums">{move || amount.get()}</dd>
        </div>
    }
}
