//! Handing in: everything is saved first, then the server says whether anything is missing, and each thing missing is a link
//! to where it belongs.

use super::{browser, desk::Desk, draft::step_of};
use crate::{
    error::failure_of,
    submissions::server_fns::HandIn as Submit,
    ui::{Banner, SubmitButton, Tone, use_toasts},
};
use domain::validation::FieldError;
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn HandIn(desk: Desk, go: Callback<usize>) -> impl IntoView {
    let submit = ServerAction::<Submit>::new();
    let submission = desk.submission.with_untracked(|s| s.id.clone());
    let id = submission.to_string();
    let toasts = use_toasts();
    // Also what a form without JavaScript was refused for: it is there as the page is made.
    if let Some(Err(error)) = submit.value().get_untracked() {
        desk.missing.set(error.0.errors);
    }
    Effect::new(move || match submit.value().get() {
        Some(Ok(submission)) => {
            desk.missing.set(Vec::new());
            desk.submission.set(submission);
            toasts.say("Handed in. The client decides now.");
            browser::to_top();
        }
        Some(Err(error)) => {
            desk.missing.set(error.0.errors);
            browser::focus("missing");
        }
        None => {}
    });
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let submission = submission.clone();
        desk.autosave.when_saved(Callback::new(move |()| {
            submit.dispatch(Submit {
                submission: submission.clone(),
            });
        }));
    };
    // Refusals that no list of steps can show, such as a seat that has run out.
    let failure = failure_of(submit);
    let other = move || {
        failure
            .get()
            .filter(|f| f.errors.is_empty())
            .map(|f| view! { <Banner tone=Tone::Bad alert=true>{f.detail}</Banner> })
    };
    view! {
        <Missing desk go />
        {other}
        <ActionForm action=submit>
            <input type="hidden" name="submission" value=id />
            <span class="contents" on:click=press>
                <SubmitButton class="w-full sm:w-auto" loading=submit.pending()>"Hand in"</SubmitButton>
            </span>
        </ActionForm>
    }
}

#[component]
fn Missing(desk: Desk, go: Callback<usize>) -> impl IntoView {
    let line = move |error: FieldError| match step_of(&error.field) {
        None => view! { <li>{error.message}</li> }.into_any(),
        Some(n) => view! {
            <li>
                <a
                    class="link inline-flex min-h-8 items-center"
                    href=format!("?step={}", n + 1)
                    on:click=move |event| {
                        event.prevent_default();
                        go.run(n);
                    }
                >
                    {error.message}
                </a>
            </li>
        }
        .into_any(),
    };
    move || {
        let missing = desk.missing.get();
        (!missing.is_empty()).then(|| {
            view! {
                <div id="missing" tabindex="-1" class="mb-3">
                    <Banner tone=Tone::Warn alert=true>
                        <p class="font-semibold">"Before you can hand in"</p>
                        <ul class="list-disc pl-5">{missing.into_iter().map(line).collect_view()}</ul>
                    </Banner>
                </div>
            }
        })
    }
}
