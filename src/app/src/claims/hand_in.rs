//! Handing in: everything is saved first, then the server says whether anything is missing, and each thing missing is a link
//! to where it belongs.

use super::{desk::Desk, draft::step_of, step::REPORT};
use crate::{
    error::failure_of,
    recordings,
    submissions::{
        components::STANDING,
        server_fns::{HandIn as Submit, ReportForm},
    },
    ui::{Banner, SubmitButton, Tone, browser, typed::AT, use_toasts},
};
use domain::validation::FieldError;
use leptos::{prelude::*, server_fn::ServerFn as _};

/// Where one reads what is missing.
const MISSING: &str = "missing";

/// Sends the report's form to another place than its own buttons do; with JavaScript, the submission alone.
#[component]
pub fn HandIn(desk: Desk, go: Callback<usize>) -> impl IntoView {
    let submit = ServerAction::<Submit>::new();
    let submission = desk.submission.with_untracked(|s| s.id.clone());
    let toasts = use_toasts();
    let failure = failure_of(submit);
    // What a form without JavaScript was refused for is known as the page is made. The address may not have had room for
    // the whole list.
    if let Some(refused) = failure.get_untracked().filter(|f| f.code == "invalid") {
        let missing = untrack(|| desk.still_missing());
        desk.missing
            .set(if missing.is_empty() { refused.errors } else { missing });
    }
    Effect::new(move |before: Option<()>| {
        let answer = submit.value().get();
        if before.is_none() {
            return;
        }
        match answer {
            Some(Ok(submission)) => {
                desk.missing.set(Vec::new());
                desk.submission.set(submission);
                toasts.say("Handed in. The client decides now.");
                browser::to_top();
                browser::focus(STANDING);
            }
            Some(Err(error)) => {
                desk.missing.set(error.0.errors);
                browser::focus(MISSING);
            }
            None => {}
        }
    });
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if recordings::sending(&submission) {
            toasts.warn("Your recording is still on its way. Hand in once it has arrived.");
            return;
        }
        let submission = submission.clone();
        untrack(|| desk.keep_time());
        desk.autosave.when_saved(Callback::new(move |()| {
            submit.dispatch(Submit {
                submission: submission.clone(),
                report: ReportForm::default(),
            });
        }));
    };
    // Refusals that no list of steps can show, such as a seat that has run out.
    let other = move || {
        failure
            .get()
            .filter(|f| f.code != "invalid")
            .map(|f| view! { <div class="mb-3"><Banner tone=Tone::Bad alert=true>{f.detail}</Banner></div> })
    };
    view! {
        <div id=MISSING tabindex="-1">
            <Missing desk go />
            {other}
        </div>
        <span class="contents" on:click=press>
            <SubmitButton
                class="w-full sm:w-auto"
                loading=submit.pending()
                attr:form=REPORT
                attr:formaction=Submit::url()
                attr:name=AT
                attr:value=MISSING
            >
                "Hand in"
            </SubmitButton>
        </span>
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
                <div class="mb-3">
                    <Banner tone=Tone::Warn alert=true>
                        <p class="font-semibold">"Before you can hand in"</p>
                        <ul class="list-disc pl-5">{missing.into_iter().map(line).collect_view()}</ul>
                    </Banner>
                </div>
            }
        })
    }
}
