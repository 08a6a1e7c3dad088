//! The page of a job: what to do and what one gets, side by side, before anybody commits to anything.

use super::{
    claim_box::{ClaimBox, go_to_the_seat},
    details::{Facts, JobHead, JobTerms},
    manage::{OwnerActions, OwnerBox},
    server_fns::{CancelJob, DeleteJob, JobView, PublishJob, TopUpJob, load_job},
};
use crate::{
    claims::server_fns::ClaimSeat,
    error::failure_of,
    notifications::live::{self, Topic},
    ui::{Banner, Glyph, Icon, Tone, load, loading, use_toasts},
};
use domain::jobs::summary;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

#[component]
pub fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let view = loading(move || id.get(), load_job);
    let claim = ServerAction::<ClaimSeat>::new();
    let actions = OwnerActions {
        publish: ServerAction::<PublishJob>::new(),
        cancel: ServerAction::<CancelJob>::new(),
        top_up: ServerAction::<TopUpJob>::new(),
        delete: ServerAction::<DeleteJob>::new(),
    };
    let toasts = use_toasts();
    let (published, cancelled) = (actions.publish.value(), actions.cancel.value());
    Effect::new(move |_| {
        if published.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The job is open. Testers can take its seats now.");
            view.refetch();
        }
    });
    Effect::new(move |_| {
        if cancelled.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The job is cancelled and its free seats are refunded.");
            view.refetch();
        }
    });
    let topped_up = actions.top_up.value();
    Effect::new(move |_| {
        if topped_up.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("It is paid and held for the job.");
            view.refetch();
        }
    });
    go_to_the_seat(claim);
    // A form sent without JavaScript comes back with its refusal in the address, and no dialog open to show it.
    let refused = failure_of(actions.publish).get_untracked();
    load(view, move |view| {
        view! { <OneJob view claim actions refused=refused.clone()/> }.into_any()
    })
}

#[component]
fn OneJob(
    view: JobView,
    claim: ServerAction<ClaimSeat>,
    actions: OwnerActions,
    refused: Option<domain::error::Failure>,
) -> impl IntoView {
    let job = view.job.clone();
    let owns = job.viewer.owns;
    // Seats and state follow what testers do; the rest of the page, and an open dialog, stay as they are.
    let id = job.id.to_string();
    let now = live::keep(view, Topic::Job(id.clone()), move || load_job(id.clone()));
    let status = Memo::new(move |_| now.with(|n| n.job.status));
    let left = Memo::new(move |_| now.with(|n| n.job.seats_left));
    let back = if owns {
        view! { <a class="crumb" href=format!("/projects/{}", job.project_id)><Icon glyph=Glyph::ArrowLeft class="size-4"/>"Project"</a> }
    } else {
        view! { <a class="crumb" href="/jobs".to_owned()><Icon glyph=Glyph::ArrowLeft class="size-4"/>"Find jobs"</a> }
    };
    view! {
        <Title text=job.title.clone()/>
        <Meta name="description" content=summary(&job.description)/>
        <div class="page max-lg:pb-28">
            {back}
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-10">
                <div class="min-w-0">
                    {refused.map(|f| view! { <div class="mb-4"><Banner tone=Tone::Bad alert=true>{f.detail}</Banner></div> })}
                    <JobHead job=job.clone() status/>
                    <div class="lg:hidden"><Facts job=job.clone() left/></div>
                    <JobTerms job=job.clone()/>
                </div>
                <aside class="lg:sticky lg:top-20" aria-label="Terms">
                    <div class="lg:card lg:p-5 lg:rounded-xl lg:border lg:border-line lg:bg-surface">
                        <div class="max-lg:hidden"><Facts job=job.clone() left/></div>
                        {if owns {
                            view! { <OwnerBox now actions/> }.into_any()
                        } else {
                            view! { <ClaimBox now claim/> }.into_any()
                        }}
                    </div>
                </aside>
            </div>
        </div>
    }
}
