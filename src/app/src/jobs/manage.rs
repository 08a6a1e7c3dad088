//! What an owner does with a job: publish and pay, edit, cancel, delete, review.

use super::server_fns::{CancelJob, DeleteJob, JobView, PublishJob};
use crate::{
    error::failure_of,
    ui::{
        Banner, FormScope, Glyph, Icon, LinkButton, Modal, ModalButton, SubmitButton, Tone, Variant, form::GroupError,
        load::Outcome,
    },
};
use domain::{
    jobs::{Job, JobStatus},
    money::Cents,
};
use leptos::{form::ActionForm, prelude::*};

/// The sandbox's payment methods: Stripe's own test names, and what each does.
const METHODS: [(&str, &str, &str); 3] = [
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

/// What publishing costs: the pay of every seat and the fee on top.
#[must_use]
pub fn total(job: &Job) -> Option<Cents> {
    job.price_cents.checked_mul(job.slots)?.checked_add(job.fee_cents)
}

/// The actions of an owner, as they were sent last.
#[derive(Clone, Copy)]
pub struct OwnerActions {
    pub publish: ServerAction<PublishJob>,
    pub cancel: ServerAction<CancelJob>,
    pub delete: ServerAction<DeleteJob>,
}

#[component]
pub fn OwnerBox(now: ReadSignal<JobView>, actions: OwnerActions) -> impl IntoView {
    let JobView { job, fee_percent, .. } = now.get_untracked();
    let id = job.id.to_string();
    let (delete_id, review_id, edit_id) = (id.clone(), id.clone(), id.clone());
    let cancel_id = StoredValue::new(id);
    // Publishing builds the page anew; what testers and the clock do changes only what is a memo here.
    let status = job.status;
    let state = Memo::new(move |_| now.with(|n| n.job.status));
    let review = Memo::new(move |_| {
        !matches!(state.get(), JobStatus::Draft | JobStatus::Cancelled) && now.with(|n| n.job.seats.taken > 0)
    });
    let may_edit = Memo::new(move |_| state.get().may_edit().is_ok());
    let may_cancel = Memo::new(move |_| state.get().may_cancel().is_ok());
    // Their dialogs say it where JavaScript runs; without it the page comes back with the refusal and no dialog open.
    let before = [failure_of(actions.cancel), failure_of(actions.delete)].map(|failure| {
        failure
            .get_untracked()
            .map(|f| view! { <Banner tone=Tone::Bad alert=true>{f.detail}</Banner> })
    });
    view! {
        <div class="flex flex-col gap-2">
            {before}
            {(status == JobStatus::Draft).then(|| view! {
                <div class="action-dock">
                    <ModalButton target="publish" class="btn-lg w-full">"Publish…"</ModalButton>
                </div>
            })}
            {move || review.get().then(|| view! {
                <div class="action-dock">
                    <LinkButton href=format!("/jobs/{review_id}/review") class="btn-lg w-full" icon=Glyph::Inbox>"Review submissions"</LinkButton>
                </div>
            })}
            <div class="flex flex-wrap gap-2">
                {move || may_edit.get().then(|| view! {
                    <LinkButton href=format!("/jobs/{edit_id}/edit") variant=Variant::Secondary class="flex-1" icon=Glyph::Pencil>"Edit"</LinkButton>
                })}
                {status.may_delete().is_ok().then(|| view! {
                    <ModalButton target="delete" variant=Variant::Danger class="flex-1" icon=Glyph::Trash>"Delete draft"</ModalButton>
                })}
                {move || may_cancel.get().then(|| view! {
                    <ModalButton target="cancel" variant=Variant::Danger class="flex-1">"Cancel job"</ModalButton>
                })}
            </div>
        </div>
        {(status == JobStatus::Draft).then(|| view! { <PublishDialog job=job.clone() fee_percent publish=actions.publish/> })}
        {status.may_delete().is_ok().then(|| view! {
            <Modal id="delete" title="Delete this draft?">
                <p class="mb-5 text-muted">"It has not been published, so no money is involved. It cannot be brought back."</p>
                <Outcome failure=failure_of(actions.delete)/>
                <ActionForm action=actions.delete>
                    <input type="hidden" name="id" value=delete_id/>
                    <SubmitButton variant=Variant::Danger loading=actions.delete.pending()>"Delete it"</SubmitButton>
                </ActionForm>
            </Modal>
        })}
        {move || may_cancel.get().then(|| view! {
            <Modal id="cancel" title="Cancel this job?">
                <p class="mb-5 text-muted">
                    "Seats that nobody has taken are refunded at once, with their share of the fee. Work already begun may still be handed in and is paid by the same rules."
                </p>
                <Outcome failure=failure_of(actions.cancel)/>
                <ActionForm action=actions.cancel>
                    <input type="hidden" name="id" value=cancel_id.get_value()/>
                    <SubmitButton variant=Variant::Danger loading=actions.cancel.pending()>"Cancel and refund free seats"</SubmitButton>
                </ActionForm>
            </Modal>
        })}
    }
}

/// The exact sum before one agrees to it.
#[component]
fn PublishDialog(job: Job, fee_percent: f64, publish: ServerAction<PublishJob>) -> impl IntoView {
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
    let methods = METHODS.iter().enumerate().map(|(n, (code, words, text))| {
        view! {
            <label class="choice">
                <input type="radio" name="payment_method" value=*code checked=n == 0/>
                <span class="min-w-0">
                    <span class="block text-sm font-medium">{*words}</span>
                    <span class="block text-sm text-muted">{*text}</span>
                    <code class="mt-0.5 block text-xs break-all text-faint">{*code}</code>
                </span>
            </label>
        }
    });
    view! {
        <Modal id="publish" title="Publish and pay">
            <ActionForm action=publish>
                <FormScope failure=failure_of(publish)>
                    <input type="hidden" name="id" value=job.id.to_string()/>
                    <input type="hidden" name="total_cents" value=total.0.to_string()/>
                    <dl class="rows rounded-xl border border-line px-4 tabular-nums">
                        <Line words=format!("{} × {seats}", job.price_cents.display(&currency)) amount=pay.display(&currency)/>
                        <Line words=format!("Platform fee, {fee_percent} %") amount=job.fee_cents.display(&currency)/>
                        <div class="flex items-baseline justify-between gap-4 py-3 font-semibold">
                            <dt>"Total"</dt>
                            <dd class="text-lg">{sum.clone()}</dd>
                        </div>
                    </dl>
                    <p class="flex gap-2 text-sm text-muted">
                        <Icon glyph=Glyph::Lock class="mt-px size-4.5 text-faint"/>
                        "The sum is held for this job. A tester is paid when you approve their work; what no tester earns comes back to you."
                    </p>
                    <fieldset class="flex flex-col gap-2">
                        <legend class="label mb-1.5">"Pay with"</legend>
                        <Banner tone=Tone::Warn>"Sandbox: no real money moves here."</Banner>
                        {methods.collect_view()}
                        <GroupError path="payment_method"/>
                    </fieldset>
                    <SubmitButton class="btn-lg w-full" loading=publish.pending()>{format!("Pay {sum} and publish")}</SubmitButton>
                </FormScope>
            </ActionForm>
        </Modal>
    }
    .into_any()
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
