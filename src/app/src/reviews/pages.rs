//! `/jobs/:id/review`: the queue, the evidence, the decision.

use super::{
    decide::{DECISION, Decide},
    desk::{Queue, is_waiting, next_waiting},
    evidence::Evidence,
};
use crate::{
    error::AppError,
    notifications::live::{self, Topic},
    screenshots::viewer::{Viewer, Viewing},
    submissions::{components::StatusBadge, server_fns::load_review_desk},
    ui::{
        EmptyState, Glyph, LinkButton, Navigator, PageHead, Toasts, Variant, When, WhenMode, browser, load, loading,
        use_toasts,
    },
};
use domain::{
    ids::{JobId, SubmissionId},
    submissions::{ReviewItem, Submission, SubmissionStatus},
    timestamp::Timestamp,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn ReviewPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let desk = loading(move || id.get(), items_of);
    view! {
        <Title text="Review" />
        {load(desk, move |items| {
            view! { <Desk job=id.get_untracked() items /> }.into_any()
        })}
    }
}

async fn items_of(job: String) -> Result<Vec<ReviewItem>, AppError> {
    load_review_desk(JobId::parse(job)?).await
}

#[component]
fn Nothing(job: String) -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Inbox
            title="Nothing has been handed in yet"
            text="As soon as a tester hands in their work it appears here, and you get a message."
        >
            <LinkButton href=format!("/jobs/{job}") variant=Variant::Secondary>"Back to the job"</LinkButton>
        </EmptyState>
    }
}

#[component]
fn Desk(job: String, items: Vec<ReviewItem>) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| q.get("submission")));
    let queue = Queue::new(items, asked);
    let title = Memo::new(move |_| {
        queue
            .items
            .with(|items| items.first().map(|i| i.contract.title.clone()))
    });
    let (back, to) = (job.clone(), job.clone());
    let head = move || {
        let title = title.get().unwrap_or_else(|| "Review".to_owned());
        view! { <PageHead title back=("Job", format!("/jobs/{back}")) /> }
    };
    let go = turn(&job);
    let viewing = Viewing::default();
    let toasts = use_toasts();
    let decided = Callback::new(move |(submission, words): (Submission, String)| {
        let next = queue.items.with_untracked(|items| next_waiting(items, &submission.id));
        queue.decided(&submission);
        toasts.say(words);
        let last = next.is_none();
        go.run(next.unwrap_or(submission.id));
        if last {
            browser::focus(DECISION);
        }
    });
    listen(queue, go);
    follow(job, queue, toasts);
    // By key, so that nothing typed about one submission stands in the form of the next.
    let front = move || queue.front.get().and_then(|id| queue.item(&id));
    let key = |item: &ReviewItem| version(&item.submission);
    view! {
        <div class="page">
            {head}
            <Show when=move || title.with(Option::is_some) fallback=move || view! { <Nothing job=to.clone() /> }>
                <div class="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[15rem_minmax(0,1fr)_20rem]">
                    <List queue go />
                    <For each=front key=key let(item)>
                        <Evidence item viewing />
                    </For>
                    <div class="min-w-0 lg:sticky lg:top-20 lg:self-start">
                        <For each=front key=key let(item)>
                            <Decide item on_decided=decided />
                        </For>
                    </div>
                </div>
            </Show>
            <Viewer viewing />
        </div>
    }
}

/// What is shown of a submission is made anew when this changes: it was handed in again, or decided.
fn version(submission: &Submission) -> (SubmissionId, SubmissionStatus, Option<Timestamp>) {
    (submission.id.clone(), submission.status, submission.submitted_at)
}

/// Lets what testers hand in meanwhile join the queue, whatever is being read or typed.
fn follow(job: String, queue: Queue, toasts: Toasts) {
    let topic = Topic::Job(job.clone());
    let take = move |fresh| match queue.refresh(fresh).as_slice() {
        [] => {}
        [name] => toasts.say(format!("{name} has handed in.")),
        names => toasts.say(format!("{} testers have handed in.", names.len())),
    };
    live::follow(topic, move || items_of(job.clone()), take);
}

/// Puts another submission in front. The address is the state.
fn turn(job: &str) -> Callback<SubmissionId> {
    let navigator = Navigator::new();
    let path = format!("/jobs/{job}/review");
    Callback::new(move |id: SubmissionId| {
        navigator.turn(format!("{path}?submission={id}"), true);
        browser::to_top();
        browser::focus("evidence-title");
    })
}

/// j and k go down and up the queue.
fn listen(queue: Queue, go: Callback<SubmissionId>) {
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let by = match event.key().as_str() {
                "j" => 1,
                "k" => -1,
                _ => return,
            };
            if event.ctrl_key() || event.meta_key() || event.alt_key() || browser::busy(&event) {
                return;
            }
            if let Some(id) = queue.beside(by) {
                event.prevent_default();
                go.run(id);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[component]
fn List(queue: Queue, go: Callback<SubmissionId>) -> impl IntoView {
    let waiting = move || queue.items.with(|items| items.iter().filter(|i| is_waiting(i)).count());
    let words = move || match waiting() {
        0 => "All decided".to_owned(),
        1 => "1 waiting".to_owned(),
        n => format!("{n} waiting"),
    };
    let each = move || queue.items.get().into_iter().map(|i| i.submission).collect::<Vec<_>>();
    view! {
        <nav aria-label="Submissions" class="min-w-0 lg:col-span-2 xl:sticky xl:top-20 xl:col-span-1 xl:self-start">
            <p class="section-title mb-2 flex items-baseline justify-between gap-2">
                {words} <span class="needs-js hidden text-xs font-normal text-faint xl:inline">"j / k to move"</span>
            </p>
            <ul class="-mx-4 flex gap-2 overflow-x-auto px-4 pb-1 sm:mx-0 sm:px-0 xl:flex-col">
                <For each key=version let(submission)>
                    <li class="min-w-56 xl:min-w-0">
                        <Entry submission queue go />
                    </li>
                </For>
            </ul>
        </nav>
    }
}

#[component]
fn Entry(submission: Submission, queue: Queue, go: Callback<SubmissionId>) -> impl IntoView {
    let (id, this) = (submission.id.clone(), submission.id.clone());
    let here = move || queue.front.with(|front| front.as_ref() == Some(&this));
    let decided = submission.decision.as_ref().map(|d| d.decided_at);
    let times = if let Some(due) = submission
        .review_due_at
        .filter(|_| submission.status.may_decide().is_ok())
    {
        view! {
            <span class="block">"Waiting since " {submission.submitted_at.map(|at| view! { <When at mode=WhenMode::Relative /> })}</span>
            <span class="block">"Approves itself " <When at=due mode=WhenMode::Relative /></span>
        }
        .into_any()
    } else {
        view! { <span class="block">{decided.map(|at| view! { "Decided " <When at mode=WhenMode::Relative /> })}</span> }.into_any()
    };
    view! {
        <a
            href=format!("?submission={id}")
            aria-current=move || here().then_some("true")
            class="block rounded-xl border border-line bg-surface px-3 py-2.5 hover:border-line-strong aria-[current=true]:border-accent aria-[current=true]:bg-primary-soft"
            on:click=move |event| {
                event.prevent_default();
                go.run(id.clone());
            }
        >
            <span class="flex items-center justify-between gap-2">
                <span class="truncate font-medium">{submission.tester.name}</span>
                <StatusBadge status=submission.status />
            </span>
            <span class="mt-1 block text-xs text-muted">{times}</span>
        </a>
    }
}
