//! What an owner does with a job: publish and pay, edit, cancel, delete, review.

use super::{
    checkout::{PublishDialog, TopUpDialog},
    server_fns::{CancelJob, DeleteJob, JobView, PublishJob, TopUpJob},
};
use crate::{
    error::failure_of,
    payments::components::Choice,
    ui::{Banner, Glyph, LinkButton, Modal, ModalButton, SubmitButton, Tone, Variant, load::Outcome},
};
use domain::{
    jobs::{Job, JobStatus},
    money::Cents,
};
use leptos::{form::ActionForm, prelude::*};

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
    pub top_up: ServerAction<TopUpJob>,
    pub delete: ServerAction<DeleteJob>,
}

#[component]
pub fn OwnerBox(now: ReadSignal<JobView>, actions: OwnerActions) -> impl IntoView {
    let JobView {
        job,
        fee_percent,
        means,
        ..
    } = now.get_untracked();
    let means = means.unwrap_or_default();
    let more_means = StoredValue::new(means.clone());
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
    let may_add = Memo::new(move |_| matches!(state.get(), JobStatus::Open | JobStatus::Full | JobStatus::Reviewing));
    let may_cancel = Memo::new(move |_| state.get().may_cancel().is_ok());
    // Their dialogs say it where JavaScript runs; without it the page comes back with the refusal and no dialog open.
    let before = [
        failure_of(actions.cancel),
        failure_of(actions.delete),
        failure_of(actions.top_up),
    ]
    .map(|failure| {
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
                {move || may_add.get().then(|| view! {
                    <ModalButton target="top-up" variant=Variant::Secondary class="flex-1" icon=Glyph::Plus>"Add seats or pay"</ModalButton>
                })}
                {move || may_cancel.get().then(|| view! {
                    <ModalButton target="cancel" variant=Variant::Danger class="flex-1">"Cancel job"</ModalButton>
                })}
            </div>
        </div>
        {(status == JobStatus::Draft).then(|| view! {
            <PublishDialog job=job.clone() fee_percent publish=actions.publish means=means.clone()/>
        })}
        {move || may_add.get().then(|| view! { <TopUpDialog now top_up=actions.top_up means=more_means.get_value()/> })}
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
                    <fieldset class="mb-5 flex flex-col gap-2">
                        <legend class="label mb-1.5">"Refund to"</legend>
                        <Choice name="refund_to" value="card" words="Where it came from" text="To the card, or to the balance what was paid from there." checked=true/>
                        <Choice name="refund_to" value="balance" words="Your balance" text="At once, to spend on other jobs. It holds for what comes back later, too." checked=false/>
                    </fieldset>
                    <SubmitButton variant=Variant::Danger loading=actions.cancel.pending()>"Cancel and refund free seats"</SubmitButton>
                </ActionForm>
            </Modal>
        })}
    }
}
