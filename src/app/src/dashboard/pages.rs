//! "Needs you now" first; what one has under way and figures below it.

use super::{
    client::ClientSide,
    server_fns::load_dashboard,
    tasks::{NeedsYou, tasks},
    tester::TesterSide,
};
use crate::{
    notifications::live::{self, Topic},
    ui::{Banner, Glyph, LinkButton, PageHead, Skeleton, Tone, Variant, load::load_with, loading},
};
use domain::dashboard::{Dashboard, DashboardQuery};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn DashboardPage() -> impl IntoView {
    let address = use_query_map();
    let query = Memo::new(move |_| {
        address.with(|a| DashboardQuery {
            job: a.get("job"),
            seats: a.get("seats"),
        })
    });
    let data = loading(move || query.get(), load_dashboard);
    live::on(|| Topic::Anything, move || data.refetch());
    view! {
        <Title text="Dashboard"/>
        {load_with(data, skeleton, move |data| {
            let older = query.with_untracked(|q| q.seats.is_some());
            view! { <Board data older/> }.into_any()
        })}
    }
    .into_any()
}

/// Of the shape of what is to come: a heading, a list, figures, a list, charts.
fn skeleton() -> AnyView {
    view! {
        <div class="page" role="status">
            <span class="sr-only">"Loading"</span>
            <Skeleton class="h-9 w-56 mb-6"/>
            <Skeleton class="h-6 w-36 mb-3"/>
            <Skeleton class="h-48 mb-10"/>
            <div class="figures mb-8">
                <Skeleton class="h-26"/>
                <Skeleton class="h-26"/>
                <Skeleton class="h-26"/>
                <Skeleton class="h-26"/>
            </div>
            <Skeleton class="h-6 w-20 mb-3"/>
            <Skeleton class="h-64 mb-8"/>
            <div class="grid gap-4 lg:grid-cols-2">
                <Skeleton class="h-80"/>
                <Skeleton class="h-80"/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Board(data: Dashboard, older: bool) -> impl IntoView {
    let Dashboard {
        now,
        user,
        wallet,
        client,
        tester,
    } = data;
    let waiting = tasks(client.as_ref(), tester.as_ref());
    let more = client.as_ref().map_or(0, |board| board.waiting - board.to_review.len());
    let (tests, posts) = (tester.is_some(), client.is_some());
    let both = tests && posts;
    let first = user.full_name.split_whitespace().next().unwrap_or_default().to_owned();
    let purse = wallet.clone();
    let unconfirmed = (!user.email_verified).then(|| user.email.clone());
    view! {
        <div class="page">
            <PageHead title=format!("Hello, {first}")>
                {tests.then(|| {
                    let variant = if posts { Variant::Secondary } else { Variant::Primary };
                    view! { <LinkButton href="/jobs" variant icon=Glyph::Search>"Find jobs"</LinkButton> }
                })}
                {posts.then(|| view! { <LinkButton href="/jobs/new" icon=Glyph::Plus>"New job"</LinkButton> })}
            </PageHead>
            {unconfirmed.map(|email| view! {
                <div class="mb-6">
                    <Banner tone=Tone::Warn>
                        "Confirm your e-mail address: open the link in the mail that we sent to "
                        <span class="break-all">{email}</span>
                        ". Until then you can look around, but not publish, take seats or be paid. "
                        <a class="link" href="/settings">"Send it again"</a>
                    </Banner>
                </div>
            })}
            <NeedsYou tasks=waiting more now tester=tests/>
            {client.map(|board| view! { <ClientSide board wallet=purse both/> })}
            {tester.map(|board| view! { <TesterSide board wallet user older both/> })}
        </div>
    }
}
