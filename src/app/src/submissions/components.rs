//! How states and verdicts look, the same in the runner and in the review desk.

use crate::disputes::components::DisputeBox;
use crate::ui::{Badge, Banner, Money, Tone, When, WhenMode};
use domain::{
    claims::Contract,
    ids::{StepId, SubmissionId},
    reviews::{Decision, Outcome},
    submissions::{Submission, SubmissionStatus, Verdict},
};
use leptos::prelude::*;

#[must_use]
pub const fn verdict_tone(verdict: Option<Verdict>) -> Tone {
    match verdict {
        Some(Verdict::Pass) => Tone::Good,
        Some(Verdict::Fail) => Tone::Bad,
        Some(Verdict::Blocked) => Tone::Warn,
        Some(Verdict::Skipped) => Tone::Info,
        None => Tone::Neutral,
    }
}

/// Puts the colours of the tone at hand on a box.
pub const TONED: &str = "border-(--tone) bg-(--tone-soft) text-(--tone)";

#[component]
pub fn VerdictBadge(verdict: Option<Verdict>) -> impl IntoView {
    view! { <Badge tone=verdict_tone(verdict)>{verdict.map_or("No verdict", Verdict::label)}</Badge> }
}

#[component]
pub fn StatusBadge(status: SubmissionStatus) -> impl IntoView {
    let (tone, words) = match status {
        SubmissionStatus::Draft => (Tone::Neutral, "Draft"),
        SubmissionStatus::Submitted => (Tone::Info, "Handed in"),
        SubmissionStatus::Approved => (Tone::Good, "Approved"),
        SubmissionStatus::Rejected => (Tone::Bad, "Rejected"),
        SubmissionStatus::ChangesRequested => (Tone::Warn, "Changes requested"),
    };
    view! { <Badge tone>{words}</Badge> }
}

/// `Step 3`, by its place in the contract.
#[must_use]
pub fn step_name(contract: &Contract, id: &StepId) -> Option<String> {
    contract
        .journey
        .steps
        .iter()
        .position(|s| s.id == *id)
        .map(|n| format!("Step {}", n + 1))
}

/// Where a submission stands: the place to go to once it has been handed in.
pub const STANDING: &str = "standing";

/// Where a submission stands, told to its tester.
#[component]
pub fn Standing(#[prop(into)] submission: Signal<Submission>, contract: Contract) -> impl IntoView {
    // Only when something of it has changed: what is being typed into it stays otherwise.
    let submission = Memo::new(move |_| submission.get());
    let told = move || view! { <Told submission=submission.get() contract=contract.clone() /> };
    view! { <div id=STANDING tabindex="-1" class="rounded-xl">{told}</div> }
}

#[component]
fn Told(submission: Submission, contract: Contract) -> impl IntoView {
    match submission.status {
        SubmissionStatus::Draft => ().into_any(),
        SubmissionStatus::Submitted => view! { <Waiting submission /> }.into_any(),
        SubmissionStatus::Approved => view! { <Paid submission /> }.into_any(),
        SubmissionStatus::ChangesRequested => view! { <Changes decision=submission.decision /> }.into_any(),
        SubmissionStatus::Rejected => {
            view! { <Refused id=submission.id decision=submission.decision contract /> }.into_any()
        }
    }
}

#[component]
fn Waiting(submission: Submission) -> impl IntoView {
    view! {
        <Banner tone=Tone::Info>
            <p class="font-semibold">
                "Handed in" {submission.submitted_at.map(|at| view! { " " <When at mode=WhenMode::Relative /> })}
            </p>
            <p>
                "The client decides now. "
                {submission
                    .review_due_at
                    .map(|at| view! { "If they have not by " <When at />", it is approved and you are paid." })}
            </p>
        </Banner>
    }
}

#[component]
fn Paid(submission: Submission) -> impl IntoView {
    // What an admin ruled stands with the dispute: it may be a part of the pay.
    let overruled = submission
        .decision
        .as_ref()
        .is_some_and(|d| d.outcome == Outcome::Overruled);
    if overruled {
        return view! {
            <Banner tone=Tone::Good>
                <p class="font-semibold">"The rejection was overruled"</p>
                <DisputeBox submission=submission.id />
            </Banner>
        }
        .into_any();
    }
    let (rating, comment, silent) = submission.decision.map_or((None, None, false), |d| {
        (d.rating, d.comment, d.outcome == Outcome::ApprovedBySilence)
    });
    view! {
        <Banner tone=Tone::Good>
            <p class="font-semibold">
                "Approved. " <Money amount=submission.price_cents currency=submission.currency /> " is in your "
                <a class="underline" href="/wallet">"wallet"</a> "."
            </p>
            {silent.then(|| view! { <p>"The client let the time for a decision pass, so it was approved."</p> })}
            {rating.map(|stars| view! { <p>{format!("Rated {stars} of 5 stars.")}</p> })}
            <Words comment />
        </Banner>
    }
    .into_any()
}

#[component]
fn Changes(decision: Option<Decision>) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warn>
            <p class="font-semibold">"The client asks for changes"</p>
            <Words comment=decision.and_then(|d| d.comment) />
            <p>"Your seat and your pay are kept. Change what is asked for, then hand it in again."</p>
        </Banner>
    }
}

#[component]
fn Refused(id: SubmissionId, decision: Option<Decision>, contract: Contract) -> impl IntoView {
    let clause = decision
        .as_ref()
        .and_then(|d| d.reason)
        .map(|reason| format!("{}.", reason.clause()));
    let step = decision
        .as_ref()
        .and_then(|d| d.step_id.as_ref())
        .and_then(|id| step_name(&contract, id));
    view! {
        <Banner tone=Tone::Bad>
            <p class="font-semibold">"Rejected" {step.map(|step| format!(", because of {}", step.to_lowercase()))}</p>
            {clause.map(|clause| view! { <p>{clause}</p> })}
            <Words comment=decision.and_then(|d| d.comment) />
            <DisputeBox submission=id />
        </Banner>
    }
}

/// What the client wrote, as it was written.
#[component]
fn Words(comment: Option<String>) -> impl IntoView {
    comment.map(
        |text| view! { <blockquote class="my-1 whitespace-pre-line break-words">{format!("“{text}”")}</blockquote> },
    )
}
