//! What was handed in, step by step, beside what the contract asked for.

use super::heat::Marked;
use crate::{
    bugs::components::BugCard,
    claims::contract::ContractDetails,
    recordings::components::Recordings,
    screenshots::viewer::Viewing,
    submissions::components::VerdictBadge,
    ui::{Banner, Glyph, Icon, Stars, Tone},
};
use domain::{
    ids::{JobId, StepId},
    journeys::Step,
    recordings::Recording,
    screenshots::{Likeness, LookAlike, Screenshot},
    submissions::{ReviewItem, StepResult, Submission, spent},
};
use leptos::prelude::*;

#[component]
pub fn Evidence(item: ReviewItem, viewing: Viewing) -> impl IntoView {
    let ReviewItem {
        submission,
        contract,
        contract_hash,
        seal,
    } = item;
    let tester = submission.tester.clone();
    let total = submission
        .steps
        .iter()
        .fold(0, |sum: u32, step| sum.saturating_add(step.seconds));
    let steps = contract.journey.steps.iter().cloned().enumerate().map(|(n, step)| {
        let result = submission.steps.iter().find(|r| r.step_id == step.id).cloned();
        let pictures = pictures_of(&submission, |p| p.step_id.as_ref() == Some(&step.id));
        let likes = likes_of(&submission, &pictures);
        let recordings = recordings_of(&submission, Some(&step.id));
        view! { <StepCard job=submission.job_id.clone() n step result pictures recordings likes viewing /> }
    });
    let steps = steps.collect_view();
    let rest = pictures_of(&submission, |p| p.step_id.is_none());
    let films = recordings_of(&submission, None);
    let bugs = submission.bugs.iter().cloned().map(|bug| {
        view! {
            <li class="py-4 first:pt-0 last:pb-0">
                <BugCard bug contract=contract.clone() pictures=submission.screenshots.clone() />
            </li>
        }
    });
    let bugs = bugs.collect::<Vec<_>>();
    view! {
        <article aria-labelledby="evidence-title" class="min-w-0 space-y-4">
            <header>
                <div class="flex flex-wrap items-baseline gap-x-3">
                    <h2 id="evidence-title" tabindex="-1" class="text-lg font-semibold break-words outline-none">{tester.name}</h2>
                    <Stars rating=tester.rating count=tester.rating_count />
                    <a href="#decision" rel="external" class="link ml-auto inline-flex min-h-11 items-center lg:hidden">"Decide" <Icon glyph=Glyph::ArrowDown class="size-4" /></a>
                </div>
                <p class="mt-1 text-sm text-muted">
                    "Seal of this seat: " <code class="text-ink" data-testid="seal">{seal}</code>
                </p>
                <Note title="Time at the steps" text=spent(total).unwrap_or_default() />
                <Note title="Environment" text=submission.environment.clone() />
                <Note title="Summary" text=submission.summary.clone() />
            </header>
            <ContractDetails contract=contract.clone() hash=contract_hash title="The contract it was made under" />
            <ol class="space-y-4">{steps}</ol>
            {(!rest.is_empty() || !films.is_empty())
                .then(|| {
                    view! {
                        <section class="card p-5">
                            <h3 class="section-title">"Evidence for the whole"</h3>
                            <Thumbnails pictures=rest viewing of="the whole".to_owned() />
                            <Recordings recordings=films of="the whole" editable=false />
                        </section>
                    }
                })}
            {(!bugs.is_empty())
                .then(|| {
                    view! {
                        <section class="card p-5">
                            <h3 class="section-title">"Problems found"</h3>
                            <ul class="rows">{bugs}</ul>
                        </section>
                    }
                })}
        </article>
    }
}

fn pictures_of(submission: &Submission, belongs: impl Fn(&Screenshot) -> bool) -> Vec<Screenshot> {
    submission.screenshots.iter().filter(|p| belongs(p)).cloned().collect()
}

fn recordings_of(submission: &Submission, step: Option<&StepId>) -> Vec<Recording> {
    let those = submission.recordings.iter().filter(|r| r.step_id.as_ref() == step);
    those.cloned().collect()
}

/// What is known of these pictures, each with its number among them.
fn likes_of(submission: &Submission, pictures: &[Screenshot]) -> Vec<(usize, LookAlike)> {
    let numbered = |like: &LookAlike| {
        let at = pictures.iter().position(|picture| picture.id == like.screenshot_id)?;
        Some((at + 1, like.clone()))
    };
    submission.look_alikes.iter().filter_map(numbered).collect()
}

/// Pictures that were there before, in the work of somebody else: a hint to look, and no verdict.
#[component]
fn Likes(likes: Vec<(usize, LookAlike)>) -> impl IntoView {
    let hint = |(n, like): (usize, LookAlike)| {
        let words = match like.kind {
            Likeness::SamePixels => "is the same, pixel for pixel, as one that was handed in before by",
            Likeness::LooksAlike => "looks like one that was handed in before by",
        };
        let other = format!("/media/screenshots/{}/annotated", like.other_screenshot_id);
        view! {
            <li>
                "Picture " {n} " " {words} " " {like.tester.name} ". "
                <a href=other target="_blank" rel="noopener" class="link">"See the other one"</a>
            </li>
        }
    };
    (!likes.is_empty()).then(|| {
        view! {
            <div class="mt-3">
                <Banner tone=Tone::Warn>
                    <ul class="space-y-1">{likes.into_iter().map(hint).collect_view()}</ul>
                    <p class="mt-1 text-sm">"Two people who see the same screen take the same picture. Look at both before you decide."</p>
                </Banner>
            </div>
        }
    })
}

#[component]
fn Note(title: &'static str, text: String) -> impl IntoView {
    // Lines of their own begin below their title.
    let gap = if text.contains('\n') { ":\n" } else { ": " };
    (!text.is_empty()).then(|| {
        view! {
            <p class="mt-1 prose-user">
                <span class="text-muted">{title} {gap}</span>
                {text}
            </p>
        }
    })
}

#[component]
fn StepCard(
    job: JobId,
    n: usize,
    step: Step,
    result: Option<StepResult>,
    pictures: Vec<Screenshot>,
    recordings: Vec<Recording>,
    likes: Vec<(usize, LookAlike)>,
    viewing: Viewing,
) -> impl IntoView {
    let verdict = result.as_ref().and_then(|r| r.verdict);
    let time = result.as_ref().and_then(|r| spent(r.seconds));
    let actual = result.map(|r| r.actual).filter(|a| !a.is_empty());
    let of = format!("step {}", n + 1);
    view! {
        <li class="card p-5">
            <div class="flex items-start justify-between gap-3">
                <p class="min-w-0 prose-user font-medium">
                    <span class="mr-2 text-faint tabular-nums">{n + 1}</span>
                    {step.action}
                </p>
                <div class="flex shrink-0 items-center gap-2">
                    {time.map(|words| view! { <span class="text-sm text-muted tabular-nums"><span class="sr-only">"Time: "</span>{words}</span> })}
                    <VerdictBadge verdict />
                </div>
            </div>
            <dl class="mt-3 grid gap-3 empty:hidden sm:grid-cols-2">
                {(!step.expected.is_empty())
                    .then(|| {
                        view! {
                            <div class="min-w-0">
                                <dt class="text-sm text-muted">"Expected"</dt>
                                <dd class="prose-user">{step.expected}</dd>
                            </div>
                        }
                    })}
                {actual
                    .map(|text| {
                        view! {
                            <div class="min-w-0">
                                <dt class="text-sm text-muted">"What happened"</dt>
                                <dd class="prose-user">{text}</dd>
                            </div>
                        }
                    })}
            </dl>
            <Thumbnails pictures viewing of=of.clone() />
            <Likes likes />
            <Recordings recordings of editable=false />
            <Marked job step=step.id n=n + 1 />
        </li>
    }
}

#[component]
fn Thumbnails(pictures: Vec<Screenshot>, viewing: Viewing, of: String) -> impl IntoView {
    let thumbs = pictures.into_iter().enumerate().map(|(n, picture)| {
        let (href, source) = (picture.url.clone(), picture.thumbnail_url.clone());
        let alt = format!("Picture {} of {of}", n + 1);
        let open = move |event: leptos::ev::MouseEvent| {
            // With a modifier the reader wants the link itself, in a tab of its own.
            if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
                event.prevent_default();
                viewing.open(picture.clone());
            }
        };
        view! {
            <li>
                <a
                    href=href
                    target="_blank"
                    class="block h-28 w-36 overflow-hidden rounded-lg border border-line bg-sunken hover:border-line-strong"
                    on:click=open
                >
                    <img src=source alt=alt loading="lazy" class="size-full object-contain" />
                </a>
            </li>
        }
    });
    let thumbs = thumbs.collect::<Vec<_>>();
    (!thumbs.is_empty()).then(|| view! { <ul class="mt-3 flex flex-wrap gap-2">{thumbs}</ul> })
}
