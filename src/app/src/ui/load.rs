//! A page's data: skeleton, the thing itself, or why not.

use super::{
    data::Tone,
    feedback::{Banner, ErrorState, SectionError, page_skeleton, section_skeleton},
    icons::{Glyph, Icon},
    source::Loaded,
};
use crate::error::AppError;
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_url};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// Shows what a resource holds. While it is loaded again what was there stays; a refusal is told, and one for want of a
/// sign-in leads there.
pub fn load<T>(resource: Loaded<T>, show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    load_with(resource, page_skeleton, show)
}

/// [`load`], with a skeleton of its own.
pub fn load_with<T>(
    resource: Loaded<T>,
    skeleton: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    load_or(resource, skeleton, show, refused)
}

/// One section's data, where the rest of the page stands without it. A refusal takes the place of the section alone,
/// with a way to try again; only the want of a sign-in leaves the page.
pub fn load_section<T>(resource: Loaded<T>, show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    load_or(resource, section_skeleton, show, section_refused)
}

/// [`load_section`], with a skeleton of its own.
pub fn load_section_with<T>(
    resource: Loaded<T>,
    skeleton: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    load_or(resource, skeleton, show, section_refused)
}

fn load_or<T>(
    resource: Loaded<T>,
    skeleton: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
    refused: fn(&AppError, Callback<()>) -> AnyView,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let show = Arc::new(show);
    view! {
        <Transition fallback=skeleton>
            {move || {
                let show = Arc::clone(&show);
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => show(value),
                        Err(error) => refused(&error, Callback::new(move |()| resource.refetch())),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// The page in place of what was asked for.
#[must_use]
pub fn refused(error: &AppError, retry: Callback<()>) -> AnyView {
    match error.status() {
        401 => view! { <Redirect path=sign_in_path()/> }.into_any(),
        403 => view! {
            <div class="page">
                <div class="empty" role="alert">
                    <span class="empty-glyph"><Icon glyph=Glyph::Lock class="size-6"/></span>
                    <p class="font-semibold text-ink">"This is not yours to open"</p>
                    <p class="text-muted text-sm max-w-96 text-balance">{error.0.detail.clone()}</p>
                    <div class="mt-3 flex flex-wrap justify-center gap-2">
                        <a class="btn btn-secondary" href="/profile">"See your roles"</a>
                        <a class="btn btn-ghost" href="/jobs">"Find jobs"</a>
                    </div>
                </div>
            </div>
        }
        .into_any(),
        404 => not_found(),
        _ => view! {
            <div class="page">
                <ErrorState title="This could not be loaded" text=error.0.detail.clone() retry/>
            </div>
        }
        .into_any(),
    }
}

/// The section in place of what was asked for.
fn section_refused(error: &AppError, retry: Callback<()>) -> AnyView {
    let text = error.0.detail.clone();
    match error.status() {
        401 => view! { <Redirect path=sign_in_path()/> }.into_any(),
        // Asking again would not change the answer.
        403 => view! { <SectionError title="This part is not yours to see" text/> }.into_any(),
        404 => view! { <SectionError title="This part is gone" text/> }.into_any(),
        _ => view! { <SectionError title="This part could not be loaded" text retry/> }.into_any(),
    }
}

/// What stands at an address that names nothing.
#[must_use]
pub fn not_found() -> AnyView {
    view! {
        <leptos_meta::Title text="Not found"/>
        <div class="page">
            <div class="empty">
                <p class="text-3xl font-semibold tracking-tight text-faint tabular-nums" aria-hidden="true">"404"</p>
                <h1 class="font-semibold text-ink">"There is nothing at this address"</h1>
                <p class="text-muted text-sm max-w-96 text-balance">
                    "It may have been removed, or it belongs to somebody else."
                </p>
                <div class="mt-3 flex flex-wrap justify-center gap-2">
                    <a class="btn btn-secondary" href="/jobs">"Find jobs"</a>
                    <a class="btn btn-ghost" href="/">"Go to the start page"</a>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Signing in, and back to where one is.
#[must_use]
pub fn sign_in_path() -> String {
    let url = use_url();
    let here = url.with_untracked(|u| match u.search() {
        "" => u.path().to_owned(),
        search => format!("{}?{search}", u.path()),
    });
    format!("/login?next={}", leptos_router::location::Url::escape(&here))
}

/// The result of something that was tried outside a form.
#[component]
pub fn Outcome(failure: Signal<Option<domain::error::Failure>>) -> impl IntoView {
    move || {
        failure.get().map(|f| {
            view! {
                <div class="mb-3">
                    <Banner tone=Tone::Bad alert=true>{f.detail}</Banner>
                </div>
            }
        })
    }
}
