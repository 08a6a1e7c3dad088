//! Small parts that both sides of the dashboard have.

use crate::ui::{Badge, Glyph, Icon, Money, Tone, When, WhenMode};
use domain::{
    claims::{Claim, ClaimStatus},
    submissions::SubmissionStatus,
};
use leptos::prelude::*;

#[component]
fn SeatBadge(claim: Claim) -> impl IntoView {
    let (tone, words) = match (claim.status, claim.submission_status) {
        (ClaimStatus::Active, Some(SubmissionStatus::ChangesRequested)) => (Tone::Warn, "Changes requested"),
        (ClaimStatus::Active, _) => (Tone::Info, "In progress"),
        (ClaimStatus::Submitted, _) => (Tone::Neutral, "Waiting for review"),
        (ClaimStatus::Decided, Some(SubmissionStatus::Rejected)) => (Tone::Bad, "Rejected"),
        (ClaimStatus::Decided, _) => (Tone::Good, "Paid"),
        (ClaimStatus::Released, _) => (Tone::Neutral, "Given back"),
        (ClaimStatus::Expired, _) => (Tone::Neutral, "Time ran out"),
    };
    view! { <Badge tone>{words}</Badge> }
}

#[component]
pub fn SeatRow(claim: Claim) -> impl IntoView {
    let gone = matches!(claim.status, ClaimStatus::Released | ClaimStatus::Expired);
    let href = if gone {
        format!("/jobs/{}", claim.job_id)
    } else {
        format!("/claims/{}", claim.id)
    };
    view! {
        <li class="relative flex items-center gap-3.5 px-5 py-3 hover:bg-sunken/60">
            <div class="min-w-0 flex-1">
                <a class="font-medium break-words after:absolute after:inset-0" href=href>{claim.job_title.clone()}</a>
                <p class="text-sm text-faint">"taken " <When at=claim.created_at mode=WhenMode::Date/></p>
            </div>
            <div class="flex flex-none flex-col items-end gap-1 text-sm sm:flex-row sm:items-center sm:gap-4">
                <SeatBadge claim=claim.clone()/>
                <Money amount=claim.price_cents currency=claim.currency class="font-medium"/>
            </div>
            <Icon glyph=Glyph::ArrowRight class="size-4 text-faint max-sm:hidden"/>
        </li>
    }
}

/// A figure with what it stands for.
#[component]
pub fn Figure(
    label: &'static str,
    href: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] note: String,
) -> impl IntoView {
    view! {
        <a href=href class="card block p-4 transition-colors duration-150 hover:border-line-strong sm:px-5">
            <p class="text-sm text-muted">{label}</p>
            <p class="mt-0.5 text-lg font-semibold tracking-tight tabular-nums sm:text-xl">{value}</p>
            <p class="text-xs text-faint">{note}</p>
        </a>
    }
}

/// The part of the dashboard that belongs to one role. Who has both sees their names.
#[component]
pub fn Side(
    id: &'static str,
    title: &'static str,
    /// Whether there is another.
    both: bool,
    children: Children,
) -> impl IntoView {
    let class = if both {
        "mb-4 border-b border-line pb-2 text-lg font-semibold"
    } else {
        "sr-only"
    };
    view! {
        <section class="mb-10" aria-labelledby=id>
            <h2 class=class id=id>{title}</h2>
            {children()}
        </section>
    }
}
