//! The decision: approve and pay, ask for changes, or reject on a clause of the contract.

use super::{
    server_fns::{Approve, Reject, RequestChanges},
    tip::TipBox,
};
use crate::{
    error::{AppError, failure_of, refused_at},
    submissions::components::StatusBadge,
    ui::{Banner, FormScope, LandAt, SelectField, StarsField, SubmitButton, TextArea, Tone, Variant, rules},
};
use domain::{
    claims::Contract,
    reviews::{Decision, RejectReason},
    submissions::{ReviewItem, Submission, SubmissionStatus},
};
use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn as _};

/// The decision, to be made or made already: where one lands after it, and where the focus goes.
pub const DECISION: &str = "decision";

/// The submission as it is now, and what to say about it.
type Decided = Callback<(Submission, String)>;

#[component]
pub fn Decide(item: ReviewItem, on_decided: Decided) -> impl IntoView {
    let ReviewItem {
        submission, contract, ..
    } = item;
    if submission.status.may_decide().is_err() {
        return view! { <Closed submission /> }.into_any();
    }
    let id = submission.id.to_string();
    view! {
        <section id=DECISION tabindex="-1" aria-label="Decision" class="card rows lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto">
            <ApproveForm id=id.clone() submission on_decided />
            <ChangesForm id=id.clone() on_decided />
            <RejectForm id contract on_decided />
        </section>
    }
    .into_any()
}

#[component]
fn Closed(submission: Submission) -> impl IntoView {
    let approved = (submission.status == SubmissionStatus::Approved).then(|| submission.clone());
    let status = submission.status;
    let Decision {
        rating,
        reason,
        comment,
        ..
    } = submission.decision.unwrap_or(Decision {
        outcome: domain::reviews::Outcome::ChangesRequested,
        rating: None,
        reason: None,
        step_id: None,
        comment: None,
        decided_at: submission.updated_at,
    });
    // Somebody else was faster, and a form without JavaScript came back with that.
    let refused = [Approve::PATH, RequestChanges::PATH, Reject::PATH]
        .into_iter()
        .find_map(refused_at)
        .map(|f| view! { <Banner tone=Tone::Bad alert=true>{f.detail}</Banner> });
    view! {
        <section id=DECISION tabindex="-1" aria-label="Decision" class="card space-y-2 p-5">
            {refused}
            <StatusBadge status />
            {rating.map(|stars| view! { <p>{format!("Rated {stars} of 5 stars")}</p> })}
            {reason.map(|reason| view! { <p>{reason.clause()}</p> })}
            {comment.map(|text| view! { <p class="prose-user text-muted">{text}</p> })}
            {approved.map(|submission| view! { <TipBox submission/> })}
        </section>
    }
}

/// Hears of the end of an action.
fn when_decided<S>(action: ServerAction<S>, on_decided: Decided, words: String)
where
    S: leptos::server_fn::ServerFn<Output = Submission, Error = AppError> + Clone + Send + Sync + 'static,
{
    Effect::new(move || {
        if let Some(Ok(submission)) = action.value().get() {
            on_decided.run((submission, words.clone()));
        }
    });
}

#[component]
fn ApproveForm(id: String, submission: Submission, on_decided: Decided) -> impl IntoView {
    let approve = ServerAction::<Approve>::new();
    let pay = submission.price_cents.display(&submission.currency);
    when_decided(
        approve,
        on_decided,
        format!("Approved. {} has been paid {pay}.", submission.tester.name),
    );
    view! {
        <ActionForm action=approve>
            <div class="p-4">
                <h3 class="mb-3 font-semibold">"Approve"</h3>
                <FormScope class="flex flex-col gap-3" failure=failure_of(approve)>
                    <LandAt id=DECISION />
                    <input type="hidden" name="submission" value=id />
                    <StarsField label="Rating" name="approval[rating]" path="rating" />
                    <TextArea label="Comment" name="approval[comment]" path="comment" rows=2 optional=true rule={rules::at_most::<2000>} />
                    <SubmitButton class="w-full" loading=approve.pending()>{format!("Approve and pay {pay}")}</SubmitButton>
                </FormScope>
            </div>
        </ActionForm>
    }
}

#[component]
fn ChangesForm(id: String, on_decided: Decided) -> impl IntoView {
    let ask = ServerAction::<RequestChanges>::new();
    when_decided(ask, on_decided, "Sent back with your comment.".to_owned());
    view! {
        <ActionForm action=ask>
            <div class="p-4">
                <h3 class="mb-3 font-semibold">"Ask for changes"</h3>
                <FormScope class="flex flex-col gap-3" failure=failure_of(ask)>
                    <LandAt id=DECISION />
                    <input type="hidden" name="submission" value=id />
                    <TextArea
                        label="What should change"
                        name="changes[comment]"
                        path="comment"
                        rows=2
                        rule={rules::needed::<2000>}
                    />
                    <SubmitButton variant=Variant::Secondary class="w-full" loading=ask.pending()>"Request changes"</SubmitButton>
                </FormScope>
            </div>
        </ActionForm>
    }
}

#[component]
fn RejectForm(id: String, contract: Contract, on_decided: Decided) -> impl IntoView {
    let reject = ServerAction::<Reject>::new();
    when_decided(
        reject,
        on_decided,
        "Rejected. The tester reads the clause and your comment.".to_owned(),
    );
    let reasons = [(String::new(), "Choose what was not met".to_owned())];
    let reasons = reasons
        .into_iter()
        .chain(RejectReason::ALL.map(|r| (r.code().to_owned(), r.clause().to_owned())))
        .collect();
    let steps = contract
        .journey
        .steps
        .iter()
        .enumerate()
        .map(|(n, s)| (s.id.to_string(), format!("Step {}", n + 1)));
    let steps = [(String::new(), "No single step".to_owned())]
        .into_iter()
        .chain(steps)
        .collect();
    view! {
        <ActionForm action=reject>
            <div class="p-4">
                <h3 class="mb-3 font-semibold">"Reject"</h3>
                <FormScope class="flex flex-col gap-3" failure=failure_of(reject)>
                    <LandAt id=DECISION />
                    <input type="hidden" name="submission" value=id />
                    <SelectField label="Reason" name="rejection[reason]" path="reason" options=reasons />
                    <SelectField label="Step" name="rejection[step_id]" path="step_id" options=steps />
                    <TextArea label="Why" name="rejection[comment]" path="comment" rows=2 rule={rules::needed::<2000>} hint="The tester is not paid, and reads the reason, the step and this." />
                    <SubmitButton variant=Variant::Danger class="w-full" loading=reject.pending()>"Reject"</SubmitButton>
                </FormScope>
            </div>
        </ActionForm>
    }
}
