//! The box under a rejection, and an admin's desk.

use super::server_fns::{OpenDispute, RuleDispute, load_dispute};
use crate::{
    error::failure_of,
    ui::{
        Card, EmptyState, FormScope, Glyph, Loaded, SubmitButton, TextArea, TextField, Variant, When, load_section,
        rules, use_toasts,
    },
};
use domain::{
    disputes::{Dispute, DisputeStatus},
    ids::SubmissionId,
};
use leptos::{form::ActionForm, prelude::*, task::spawn_local};

/// Under a rejection: how its dispute stands, or a form to open one.
#[component]
pub fn DisputeBox(submission: SubmissionId) -> impl IntoView {
    let open = ServerAction::<OpenDispute>::new();
    let known = RwSignal::new(None::<Dispute>);
    let id = StoredValue::new(submission);
    let toasts = use_toasts();
    let opened = open.value();
    Effect::new(move |_| {
        if opened.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("An admin will decide. Your pay is set aside until then.");
        }
        let submission = id.get_value();
        spawn_local(async move {
            // What cannot be loaded now leaves the form, whose answer says how things stand; what is typed there stays.
            if let Ok(Some(found)) = load_dispute(submission).await {
                // The page may have been left meanwhile.
                known.try_set(Some(found));
            }
        });
    });
    move || {
        match known.get() {
        Some(dispute) => view! { <Standing dispute/> }.into_any(),
        None => view! {
            <details class="mt-3">
                <summary class="link w-fit cursor-pointer text-sm">"Dispute this rejection"</summary>
                <p class="mt-2">"You can, once, before its time is over. An admin without a part in it reads the contract that you agreed to and decides, in whole or in part."</p>
                <ActionForm action=open attr:class="mt-3 flex flex-col gap-3" attr:novalidate="">
                    <FormScope failure=failure_of(open)>
                        <input type="hidden" name="submission" value=id.get_value().to_string()/>
                        <TextArea label="Why the rejection is wrong" name="comment" rows=3/>
                        <div>
                            <SubmitButton variant=Variant::Secondary loading=open.pending()>"Dispute"</SubmitButton>
                        </div>
                    </FormScope>
                </ActionForm>
            </details>
        }
        .into_any(),
    }
    }
}

#[component]
fn Standing(dispute: Dispute) -> impl IntoView {
    let pay = |cents: domain::money::Cents| cents.display(&dispute.currency);
    let words = match (dispute.status, dispute.paid_cents) {
        (DisputeStatus::Open, _) => format!(
            "You dispute this. {} is set aside until an admin has decided.",
            pay(dispute.price_cents)
        ),
        (DisputeStatus::Decided, Some(paid)) => format!(
            "An admin has decided: {} of {} is yours.",
            pay(paid),
            pay(dispute.price_cents)
        ),
        (DisputeStatus::Decided, None) => "An admin has decided.".to_owned(),
    };
    view! {
        <div class="mt-3 border-t border-line pt-3">
            <p class="font-medium">{words}</p>
            {dispute.ruling.map(|ruling| view! { <p class="whitespace-pre-wrap break-words">{ruling}</p> })}
        </div>
    }
}

/// Disputes that wait, for admins.
#[component]
pub fn DisputeDesk(disputes: Loaded<Vec<Dispute>>) -> impl IntoView {
    view! {
        <Card title="Disputes">
            {load_section(disputes, move |list| {
                if list.is_empty() {
                    return view! {
                        <EmptyState glyph=Glyph::CheckCircle title="No dispute waits" text="A tester whose work was rejected can dispute that once; you decide on the contract that both agreed to."/>
                    }
                    .into_any();
                }
                let rows = list.into_iter().map(move |dispute| view! { <Case dispute disputes/> });
                view! { <ul class="rows -my-3">{rows.collect_view()}</ul> }.into_any()
            })}
        </Card>
    }
}

#[component]
fn Case(dispute: Dispute, disputes: Loaded<Vec<Dispute>>) -> impl IntoView {
    let rule = ServerAction::<RuleDispute>::new();
    let toasts = use_toasts();
    let ruled = rule.value();
    Effect::new(move |_| {
        if ruled.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("Both sides are told.");
            disputes.refetch();
        }
    });
    let reason = dispute.rejection.reason.map(|reason| reason.clause());
    let id = dispute.submission_id.to_string();
    view! {
        <li class="py-4">
            <p class="font-medium">{dispute.job_title.clone()}</p>
            <p class="text-sm text-faint">"Disputed " <When at=dispute.created_at/> ", " {dispute.price_cents.display(&dispute.currency)} " is set aside"</p>
            <dl class="mt-3 grid gap-3 text-sm sm:grid-cols-2">
                <div>
                    <dt class="text-muted">"Rejected because"</dt>
                    <dd class="whitespace-pre-wrap break-words">{reason} ". " {dispute.rejection.comment}</dd>
                </div>
                <div>
                    <dt class="text-muted">"The tester says"</dt>
                    <dd class="whitespace-pre-wrap break-words">{dispute.comment}</dd>
                </div>
            </dl>
            <ActionForm action=rule attr:class="mt-4 flex flex-col gap-3" attr:novalidate="">
                <FormScope failure=failure_of(rule) of=id.clone()>
                    <input type="hidden" name="submission" value=id/>
                    <TextField
                        label="To the tester"
                        name="pay"
                        path=Signal::stored(Some("pay_cents".to_owned()))
                        prefix="$"
                        inputmode="decimal"
                        hint=format!("0 to {}; the rest goes back to the client.", dispute.price_cents.display(&dispute.currency))
                        rule=rules::amount_or_nothing
                    />
                    <TextArea label="Why, for both sides" name="ruling" path=Signal::stored(Some("comment".to_owned())) rows=3/>
                    <div>
                        <SubmitButton loading=rule.pending()>"Decide"</SubmitButton>
                    </div>
                </FormScope>
            </ActionForm>
        </li>
    }
}
