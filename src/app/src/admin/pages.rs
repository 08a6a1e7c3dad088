//! `/admin`.

use super::{
    log::LogList,
    server_fns::{RetryJob, dead_jobs, whole_log},
};
use crate::{
    disputes::{components::DisputeDesk, server_fns::waiting},
    error::failure_of,
    ui::{
        Card, EmptyState, Glyph, Icon, Loaded, PageHead, SubmitButton, Variant, When, load, load::Outcome,
        load_section, loading, use_toasts,
    },
};
use domain::admin::DeadJob;
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

#[component]
pub fn AdminPage() -> impl IntoView {
    let jobs = loading(|| (), |()| dead_jobs());
    let log = loading(|| (), |()| whole_log(None));
    let disputes = loading(|| (), |()| waiting());
    view! {
        <Title text="Admin"/>
        {load(jobs, move |given_up| {
            view! {
                <div class="page max-w-4xl">
                    <PageHead title="Admin"/>
                    <div class="flex flex-col gap-4">
                        <a class="card flex items-center justify-between gap-3 px-5 py-4 font-medium hover:bg-sunken/60" href="/admin/books">
                            "Books and reconciliation"
                            <Icon glyph=Glyph::ChevronRight class="size-4 text-faint"/>
                        </a>
                        <DisputeDesk disputes/>
                        <DeadJobs given_up jobs/>
                        <Card title="Audit log">
                            {load_section(log, |first| view! {
                                <LogList first more=|cursor| whole_log(Some(cursor)) several=true/>
                            }.into_any())}
                        </Card>
                    </div>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

#[component]
fn DeadJobs(given_up: Vec<DeadJob>, jobs: Loaded<Vec<DeadJob>>) -> impl IntoView {
    let retry = ServerAction::<RetryJob>::new();
    let toasts = use_toasts();
    let retried = retry.value();
    Effect::new(move |_| {
        if retried.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("It is tried again.");
            jobs.refetch();
        }
    });
    let none = given_up.is_empty();
    let rows = given_up.into_iter().map(move |job| {
        view! {
            <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
                <div class="min-w-0 text-sm">
                    <p class="font-medium">{job.kind} ", tried " {job.attempts} " times since " <When at=job.created_at/></p>
                    <p class="text-muted break-words">{job.error}</p>
                </div>
                <ActionForm action=retry>
                    <input type="hidden" name="job" value=job.id.to_string()/>
                    <SubmitButton variant=Variant::Secondary loading=retry.pending()>"Try again"</SubmitButton>
                </ActionForm>
            </li>
        }
    });
    view! {
        <Card title="Given up by the worker">
            <Outcome failure=failure_of(retry)/>
            {if none {
                view! {
                    <EmptyState
                        glyph=Glyph::CheckCircle
                        title="Nothing waits for you"
                        text="Mails and payments that fail are tried again for hours; what still fails then is listed here."
                    />
                }
                .into_any()
            } else {
                view! { <ul class="rows -my-3">{rows.collect_view()}</ul> }.into_any()
            }}
        </Card>
    }
}
