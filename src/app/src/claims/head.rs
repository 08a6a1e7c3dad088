//! The line at the top that never goes away: what is tested, how long there is, whether everything is kept.

use super::{autosave::Status, desk::Desk, server_fns::ReleaseSeat};
use crate::{
    error::failure_of,
    submissions::components::StatusBadge,
    ui::{
        Badge, Banner, Glyph, Icon, LandAt, Modal, ModalButton, Navigator, SubmitButton, TimeLeft, Tone, Tooltip,
        Variant, browser, load::Outcome,
    },
};
use domain::claims::ClaimStatus;
use leptos::{form::ActionForm, prelude::*};

/// Where one reads why the seat could not be given back.
const SEAT: &str = "seat";

#[component]
pub fn Head(desk: Desk) -> impl IntoView {
    let (title, address) = desk.contract.with_value(|c| (c.title.clone(), c.app_url.clone()));
    let job = desk.claim.with_untracked(|c| format!("/jobs/{}", c.job_id));
    let until = Memo::new(move |_| desk.claim.with(|c| c.expires_at));
    let lost = Memo::new(move |_| {
        desk.claim.with(|c| match c.status {
            ClaimStatus::Released => Some("Given up"),
            ClaimStatus::Expired => Some("Time ran out"),
            _ => None,
        })
    });
    view! {
        <header class="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
            <div class="min-w-0">
                <a href=job class="crumb">
                    <Icon glyph=Glyph::ArrowLeft class="size-4" />
                    "Job"
                </a>
                <h1 class="text-lg font-semibold tracking-tight break-words text-ink">{title}</h1>
                <AppLink address />
                <Seal desk />
            </div>
            <div class="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted sm:pt-7">
                {move || lost.get().map(|words| view! { <Badge tone=Tone::Warn>{words}</Badge> })}
                {move || (lost.get().is_none() && !desk.editable()).then(|| view! { <StatusBadge status=desk.status() /> })}
                <Show when=move || desk.editable()>
                    <span class="inline-flex items-center gap-1.5">
                        <Icon glyph=Glyph::Clock class="size-4" />
                        {move || view! { <TimeLeft until=until.get() /> }}
                    </span>
                    <SaveStatus status=desk.autosave.status />
                </Show>
            </div>
        </header>
    }
}

/// What pictures captured here carry.
#[component]
fn Seal(desk: Desk) -> impl IntoView {
    let seal = Memo::new(move |_| desk.seal());
    let words = "Pictures captured here carry this code, so that the client can see they were made for this seat.";
    view! {
        <p class="mt-0.5 text-sm text-muted">
            "Seal of this seat: "
            <Tooltip id="seal-tip" text=words>
                <code class="rounded-sm text-ink" tabindex="0" data-testid="seal">{move || seal.get()}</code>
            </Tooltip>
        </p>
    }
}

/// The thing under test opens beside the runner. Only web addresses are links; anything else is shown as it is.
#[component]
fn AppLink(address: String) -> impl IntoView {
    if address.starts_with("https://") || address.starts_with("http://") {
        let href = address.clone();
        view! {
            <a href=href target="_blank" rel="nofollow ugc noopener noreferrer" class="link inline-flex items-center gap-1 text-sm break-all">
                {address}
                <Icon glyph=Glyph::External class="size-3.5" />
                <span class="sr-only">"opens in a new tab"</span>
            </a>
        }
        .into_any()
    } else {
        view! { <p class="text-sm break-all text-muted">{address}</p> }.into_any()
    }
}

#[component]
fn SaveStatus(status: RwSignal<Status>) -> impl IntoView {
    let words = move || match status.get() {
        Status::Saved => "Saved".to_owned(),
        Status::Saving => "Saving…".to_owned(),
        Status::Offline => "Offline, kept in this browser".to_owned(),
        Status::Refused(why) => format!("Not saved, kept in this browser: {why}"),
    };
    // Without JavaScript nothing is saved by itself.
    let class = move || match status.get() {
        Status::Saved | Status::Saving => "needs-js",
        Status::Offline => "needs-js text-warning",
        Status::Refused(_) => "needs-js text-danger",
    };
    view! { <span role="status" class=class data-testid="save-status">{words}</span> }
}

/// Gives the seat back, after a question: what was done in it is lost.
#[component]
pub fn GiveUp(desk: Desk) -> impl IntoView {
    let release = ServerAction::<ReleaseSeat>::new();
    let claim = desk.claim.with_untracked(|c| c.id.to_string());
    let failure = failure_of(release);
    let navigator = Navigator::new();
    Effect::new(move || {
        if let Some(Ok(claim)) = release.value().get() {
            browser::close_dialog("give-up");
            navigator.go(format!("/jobs/{}", claim.job_id));
            // Nothing of it can be saved any more, as the page is left.
            desk.claim.set(claim);
        }
    });
    // Without JavaScript the page comes back with the refusal and no dialog open to show it.
    let refused = failure
        .get_untracked()
        .map(|f| view! { <Banner tone=Tone::Bad alert=true>{f.detail}</Banner> });
    view! {
        <div id=SEAT class="empty:hidden">{refused}</div>
        <ModalButton target="give-up" variant=Variant::Ghost>"Give up this seat"</ModalButton>
        <Modal id="give-up" title="Give up this seat?">
            <p>"Somebody else can take it then. What you have done in it is not handed in and not paid."</p>
            <Outcome failure />
            <ActionForm action=release>
                <LandAt id=SEAT />
                <input type="hidden" name="claim" value=claim />
                <div class="mt-5 flex justify-end">
                    <SubmitButton variant=Variant::Danger loading=release.pending()>"Yes, give it up"</SubmitButton>
                </div>
            </ActionForm>
        </Modal>
    }
}
