//! Rows of the dashboard.

use super::server_fns::ToReview;
use crate::ui::{Avatar, Badge, Glyph, Icon, Money, TimeLeft, Tone, When, WhenMode};
use domain::{
    claims::{Claim, ClaimStatus},
    submissions::SubmissionStatus,
};
use leptos::prelude::*;

#[component]
pub fn ReviewRow(item: ToReview) -> impl IntoView {
    let bugs = match item.bugs {
        0 => "no bugs reported".to_owned(),
        1 => "1 bug".to_owned(),
        n => format!("{n} bugs"),
    };
    view! {
        <li class="relative flex items-center gap-3.5 px-5 py-3.5 hover:bg-sunken/60">
            <span class="max-sm:hidden"><Avatar name=item.tester.name.clone()/></span>
            <div class="min-w-0 flex-1">
                <a class="font-medium break-words after:absolute after:inset-0" href=format!("/jobs/{}/review", item.job_id)>
                    {item.job_title}
                </a>
                <p class="flex flex-wrap gap-x-2 text-sm text-faint">
                    <span>{item.tester.name}</span>
                    <span>{bugs}</span>
                    {item.submitted_at.map(|at| view! { <span>"handed in " <When at mode=WhenMode::Relative/></span> })}
                </p>
            </div>
            <div class="flex-none text-right text-sm">
                <Money amount=item.price_cents currency=item.currency class="font-medium"/>
                {item.review_due_at.map(|at| view! {
                    <p class="text-xs text-faint max-sm:hidden">"approves itself " <When at mode=WhenMode::Relative/></p>
                })}
            </div>
            <Icon glyph=Glyph::ArrowRight class="size-4 text-faint max-sm:hidden"/>
        </li>
    }
}

/// How a seat stands, and whether it waits for its tester.
#[must_use]
pub fn needs_work(claim: &Claim) -> bool {
    claim.status == ClaimStatus::Active || claim.submission_status == Some(SubmissionStatus::ChangesRequested)
}

#[component]
fn SeatBadge(claim: Claim) -> impl IntoView {
    let (tone, words) = match (claim.status, claim.submission_status) {
        (_, Some(SubmissionStatus::ChangesRequested)) => (Tone::Warn, "Changes requested"),
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
    let running = claim.status == ClaimStatus::Active;
    view! {
        <li class="relative flex items-center gap-3.5 px-5 py-3.5 hover:bg-sunken/60">
            <div class="min-w-0 flex-1">
                <a class="font-medium break-words after:absolute after:inset-0" href=href>{claim.job_title.clone()}</a>
                <p class="flex flex-wrap items-center gap-x-2 text-sm text-faint">
                    {if running {
                        view! { <TimeLeft until=claim.expires_at/> }.into_any()
                    } else {
                        view! { <span>"taken " <When at=claim.created_at mode=WhenMode::Relative/></span> }.into_any()
                    }}
                </p>
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
    note: &'static str,
) -> impl IntoView {
    view! {
        <a href=href class="card block p-4 transition-colors duration-150 hover:border-line-strong sm:p-5">
            <p class="text-sm text-muted">{label}</p>
            <p class="mt-1 text-xl font-semibold tracking-tight tabular-nums">{value}</p>
            <p class="text-xs text-faint">{note}</p>
        </a>
    }
}
