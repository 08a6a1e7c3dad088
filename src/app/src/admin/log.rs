//! The audit log as a list, with more of it as it is asked for.

use crate::{
    error::AppError,
    ui::{Button, Variant, When, use_toasts},
};
use domain::{
    audit_log::{AuditEntry, AuditKind},
    page::Page,
};
use leptos::{prelude::*, task::spawn_local};

/// `more` gives the page behind a cursor.
#[component]
pub fn LogList<F>(
    first: Page<AuditEntry>,
    more: fn(String) -> F,
    /// Whether the lines are about several people, who are named then.
    #[prop(optional)]
    several: bool,
) -> impl IntoView
where
    F: Future<Output = Result<Page<AuditEntry>, AppError>> + 'static,
{
    let (lines, set_lines) = signal(first.items);
    let (next, set_next) = signal(first.next_cursor);
    let (loading, set_loading) = signal(false);
    let toasts = use_toasts();
    let show_more = move |_| {
        let Some(cursor) = next.get_untracked() else { return };
        set_loading.set(true);
        spawn_local(async move {
            match more(cursor).await {
                Ok(page) => {
                    set_lines.update(|lines| lines.extend(page.items));
                    set_next.set(page.next_cursor);
                }
                Err(error) => toasts.warn(error.to_string()),
            }
            set_loading.set(false);
        });
    };
    view! {
        <ul class="rows -my-3">
            {move || lines.get().into_iter().map(|entry| view! { <Line entry several/> }).collect_view()}
        </ul>
        {move || next.get().is_some().then(|| view! {
            <div class="needs-js mt-5">
                <Button variant=Variant::Secondary loading on:click=show_more>"Show more"</Button>
            </div>
        })}
    }
}

#[component]
fn Line(entry: AuditEntry, several: bool) -> impl IntoView {
    let alarming = matches!(entry.kind, AuditKind::SignInFailed | AuditKind::TokenReplayed);
    view! {
        <li class="py-3 text-sm">
            <p class="flex flex-wrap items-baseline justify-between gap-x-4">
                <span class=if alarming { "font-medium text-danger" } else { "font-medium" }>
                    {entry.kind.words()}
                    {(!entry.detail.is_empty()).then(|| view! { <span class="font-normal text-ink">": " {entry.detail}</span> })}
                </span>
                <span class="text-faint"><When at=entry.created_at/></span>
            </p>
            <p class="flex flex-wrap gap-x-3 text-muted">
                {several.then(|| view! { <span class="break-all">"Account " {entry.user_id.to_string()}</span> })}
                {(!entry.device.is_empty()).then(|| view! { <span class="break-words">{entry.device}</span> })}
                {entry.address.map(|address| view! { <span class="break-all">{address}</span> })}
            </p>
        </li>
    }
}
