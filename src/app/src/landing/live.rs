//! The marketplace as it is now: its figures, and the newest open jobs.

use super::server_fns::Front;
use crate::{
    jobs::components::JobListItem,
    ui::{Glyph, Icon, Loaded, Skeleton, format::short, load::load_with},
};
use domain::jobs::{CURRENCY, PublicStats};
use leptos::prelude::*;

/// Nothing where they cannot be had: the page does without them, and the list of jobs says what went wrong.
#[component]
pub fn Figures(front: Loaded<Front>) -> impl IntoView {
    view! {
        <Transition fallback=|| view! { <Skeleton class="h-24"/> }>
            {move || Suspend::new(async move {
                front.await.ok().map(|front| view! { <Strip stats=front.stats/> })
            })}
        </Transition>
    }
}

/// Figures worth showing, with their words. A nought says nothing.
fn told(stats: PublicStats) -> Vec<(String, &'static str)> {
    let counted = |n: i64, one: &'static str, many: &'static str| (n, n.to_string(), if n == 1 { one } else { many });
    let figures = [
        counted(stats.open_jobs, "open job", "open jobs"),
        counted(stats.testers, "tester", "testers"),
        (stats.paid_cents.0, short(stats.paid_cents, CURRENCY), "paid to testers"),
    ];
    figures
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(_, value, words)| (value, words))
        .collect()
}

#[component]
fn Strip(stats: PublicStats) -> impl IntoView {
    let figures = told(stats);
    if figures.is_empty() {
        return ().into_any();
    }
    let figures = figures.into_iter().map(|(value, words)| {
        view! {
            <div class="flex flex-col-reverse px-2 py-5 text-center sm:px-6">
                <dt class="text-sm text-muted">{words}</dt>
                <dd class="text-xl font-semibold tracking-tight tabular-nums sm:text-2xl">{value}</dd>
            </div>
        }
    });
    view! {
        <dl class="card grid auto-cols-fr grid-flow-col divide-x divide-line" aria-label="PeerTest Hub at this moment">
            {figures.collect_view()}
        </dl>
    }
    .into_any()
}

#[component]
pub fn OpenJobs(front: Loaded<Front>) -> impl IntoView {
    view! {
        <section aria-labelledby="open-jobs">
            <div class="mb-5 flex flex-wrap items-baseline justify-between gap-x-4">
                <h2 class="text-xl font-semibold tracking-tight" id="open-jobs">"Open right now"</h2>
                <a class="link inline-flex min-h-11 items-center gap-1 text-sm" href="/jobs">
                    "All open jobs"
                    <Icon glyph=Glyph::ArrowRight class="size-4"/>
                </a>
            </div>
            {load_with(front, || view! { <Skeleton class="h-96"/> }.into_any(), listed)}
        </section>
    }
}

fn listed(front: Front) -> AnyView {
    if front.jobs.is_empty() {
        return view! {
            <p class="card px-5 py-6 text-muted">
                "No job is open at the moment. "
                <a class="link decoration-current" href="/register?role=client">"Put up the first one"</a> "."
            </p>
        }
        .into_any();
    }
    let jobs = front.jobs.into_iter().map(|card| view! { <JobListItem card/> });
    view! { <ul class="grid grid-cols-1 gap-3 lg:grid-cols-2">{jobs.collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Cents;

    #[test]
    fn noughts_are_not_told() {
        let stats = |open_jobs, testers, paid| PublicStats {
            open_jobs,
            testers,
            paid_cents: Cents(paid),
        };
        assert_eq!(told(stats(0, 0, 0)), []);
        assert_eq!(told(stats(1, 0, 0)), [("1".to_owned(), "open job")]);
        assert_eq!(
            told(stats(0, 12, 9350)),
            [("12".to_owned(), "testers"), ("$93.50".to_owned(), "paid to testers")]
        );
    }
}
