//! The job that was opened beside the list. Its code is where that of a job's page is: whoever looks through the list has
//! not asked for it yet.

use super::{
    claim_box::{ClaimBox, go_to_the_seat},
    details::{Facts, JobHead, JobTerms},
    market::Here,
    server_fns::{JobView, load_job},
};
use crate::{
    claims::server_fns::ClaimSeat,
    notifications::live::{self, Topic},
    ui::{Glyph, Icon, Loaded, Skeleton, load::load_with},
};
use leptos::prelude::*;

/// What is open, where something is.
pub fn beside(job: Loaded<Option<JobView>>, here: Here) -> AnyView {
    let again = Callback::new(move |()| job.refetch());
    load_with(job, skeleton, move |view| {
        let Some(view) = view else { return ().into_any() };
        let opened = open(view, here, again);
        #[cfg(feature = "hydrate")]
        let opened = send_wrapper::SendWrapper::new(opened);
        Suspend::new(opened).into_any()
    })
}

#[cfg(not(feature = "hydrate"))]
async fn open(view: JobView, here: Here, _: Callback<()>) -> AnyView {
    view! { <Beside view here/> }.into_any()
}

#[cfg(feature = "hydrate")]
async fn open(view: JobView, here: Here, again: Callback<()>) -> AnyView {
    open_beside(view, here).await.unwrap_or_else(|_| {
        let text = "Check your connection and try again.";
        view! { <crate::ui::SectionError title="The job could not be fetched" text retry=again/> }.into_any()
    })
}

/// # Errors
/// When the part cannot be fetched; another try fetches it again.
#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(public_pages, wasm_split_path = ::leptos::wasm_split, fallible, preload(fetch))]
fn open_beside(view: JobView, here: Here) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    Ok(view! { <Beside view here/> }.into_any())
}

/// Fetches the code while somebody is still choosing. Failing is no matter: opening a job fetches it again.
pub fn prepare() {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async {
        _ = fetch().await;
    });
}

fn skeleton() -> AnyView {
    view! {
        <div role="status">
            <span class="sr-only">"Loading the job"</span>
            <Skeleton class="h-8 w-3/4 mb-4"/>
            <Skeleton class="h-40 mb-4"/>
            <Skeleton class="h-64"/>
        </div>
    }
    .into_any()
}

/// The job that was opened: the same parts as on its page, in one column.
#[component]
fn Beside(view: JobView, here: Here) -> impl IntoView {
    let claim = ServerAction::<ClaimSeat>::new();
    go_to_the_seat(claim);
    let job = view.job.clone();
    let id = job.id.to_string();
    let now = live::keep(view, Topic::Job(id.clone()), move || load_job(id.clone()));
    let status = Memo::new(move |_| now.with(|n| n.job.status));
    let left = Memo::new(move |_| now.with(|n| n.job.seats_left));
    let page = format!("/jobs/{}", job.id);
    let back = here.address().path();
    let close = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        here.show(None);
    };
    view! {
        <div class="mb-1 -mt-2 -mr-2 flex items-center justify-end gap-1">
            <a class="btn btn-ghost mr-auto -ml-3.5" href=page>
                "Open as a page"
                <Icon glyph=Glyph::ArrowRight class="size-4"/>
            </a>
            <a class="btn btn-ghost btn-icon" href=back aria-label="Close the job" on:click=close>
                <Icon glyph=Glyph::Close/>
            </a>
        </div>
        <JobHead job=job.clone() status compact=true/>
        <Facts job=job.clone() left/>
        <div class="mb-6"><ClaimBox now claim/></div>
        <JobTerms job/>
    }
}
