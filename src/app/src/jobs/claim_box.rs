//! What a viewer can do with a job: take a seat, go on with theirs, or read why not.

use super::server_fns::JobView;
use crate::{
    claims::server_fns::ClaimSeat,
    error::failure_of,
    ui::{
        Navigator, SubmitButton,
        load::{Outcome, sign_in_path},
    },
};
use domain::{
    ids::ClaimId,
    jobs::{Job, JobStatus},
    users::{Role, User},
};
use leptos::{form::ActionForm, prelude::*};

#[derive(Debug, Clone, PartialEq)]
enum Door {
    Claim,
    /// They hold a seat.
    Continue(ClaimId),
    SignIn,
    /// They have not come as a tester yet.
    BecomeTester,
    /// Their mail address is not shown to be theirs yet.
    Confirm,
    Shut(String),
}

fn door(job: &Job, viewer: Option<&User>) -> Door {
    if let Some(claim) = &job.viewer.claim_id {
        return Door::Continue(claim.clone());
    }
    let closed = match job.status {
        JobStatus::Open => None,
        JobStatus::Draft => Some("This job is a draft and takes no testers yet."),
        JobStatus::Full | JobStatus::Reviewing => {
            Some("All seats are taken. One comes back when a tester's time runs out.")
        }
        JobStatus::Completed => Some("This job is done: every seat is settled."),
        JobStatus::Cancelled => Some("The client cancelled this job."),
        JobStatus::Expired => Some("This job has closed."),
    };
    if let Some(reason) = closed {
        return Door::Shut(reason.to_owned());
    }
    let Some(viewer) = viewer else { return Door::SignIn };
    if job.viewer.owns {
        return Door::Shut("This is your own job. Somebody else has to test it.".to_owned());
    }
    if !viewer.has(Role::Tester) {
        return Door::BecomeTester;
    }
    if !viewer.email_verified {
        return Door::Confirm;
    }
    match (job.requirements.min_rating, viewer.rating) {
        (Some(asked), Some(rating)) if rating < asked => {
            return Door::Shut(format!(
                "This job asks for a rating of {asked} or better; yours is {rating:.1}."
            ));
        }
        (Some(asked), None) => {
            return Door::Shut(format!(
                "This job asks for a rating of {asked} or better. Your first approved job gives you one."
            ));
        }
        _ => {}
    }
    if job.seats_left == 0 {
        return Door::Shut("All seats are taken. One comes back when a tester's time runs out.".to_owned());
    }
    Door::Claim
}

/// Goes to the runner once the seat is taken.
pub fn go_to_the_seat(claim: ServerAction<ClaimSeat>) {
    let navigator = Navigator::new();
    let claimed = claim.value();
    Effect::new(move |_| {
        if let Some(Ok(seat)) = claimed.get() {
            navigator.go(format!("/claims/{}", seat.id));
        }
    });
}

#[component]
pub fn ClaimBox(now: ReadSignal<JobView>, claim: ServerAction<ClaimSeat>) -> impl IntoView {
    let job = StoredValue::new(now.with_untracked(|n| n.job.id.to_string()));
    let door = Memo::new(move |_| now.with(|n| door(&n.job, n.viewer.as_ref())));
    let inside = move || {
        match door.get() {
        Door::Claim => view! {
            <div class="flex flex-col gap-2">
                <Outcome failure=failure_of(claim)/>
                <ActionForm action=claim>
                    <input type="hidden" name="job" value=job.get_value()/>
                    <SubmitButton class="btn-lg w-full" loading=claim.pending()>"Claim a seat"</SubmitButton>
                </ActionForm>
                <p class="text-center text-xs text-faint max-lg:hidden">
                    "The terms on this page are frozen for you the moment you claim."
                </p>
            </div>
        }
        .into_any(),
        Door::Continue(id) => view! {
            <a class="btn btn-primary btn-lg w-full" href=format!("/claims/{id}")>"Go on testing"</a>
        }
        .into_any(),
        Door::SignIn => view! {
            <div class="flex flex-col gap-2">
                <a class="btn btn-primary btn-lg w-full" href=sign_in_path()>"Sign in to claim a seat"</a>
                <p class="text-center text-sm text-muted max-lg:hidden">
                    "New here? " <a class="link" href="/register?role=tester">"Create an account"</a>
                </p>
            </div>
        }
        .into_any(),
        Door::BecomeTester => view! {
            <p class="text-sm text-muted">
                "Your account is not a tester yet. " <a class="link" href="/profile">"Add the role"</a> " to claim a seat."
            </p>
        }
        .into_any(),
        Door::Confirm => view! {
            <p class="text-sm text-muted">
                "Confirm your e-mail address to claim a seat: open the link in the mail that we sent you, or "
                <a class="link" href="/settings">"have it sent again"</a> "."
            </p>
        }
        .into_any(),
        Door::Shut(reason) => view! { <p class="text-sm text-muted">{reason}</p> }.into_any(),
    }
    };
    view! { <div class="action-dock">{inside}</div> }
}
