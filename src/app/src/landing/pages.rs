//! The start page: what it is, how it goes, what is there now, and what both sides can rely on.

use super::{
    facts::{Facts, Questions},
    hero::{Doors, Hero},
    live::{Figures, OpenJobs},
    server_fns::load_front,
    sides::{MoneyHeld, Sides},
    steps::Steps,
};
use crate::legal::current::use_site;
use crate::ui::loading;
use domain::site::SiteInfo;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

const TITLE: &str = "Real people test your app";
const DESCRIPTION: &str = "Testers walk your steps on their own devices and show what they saw. Pay is held from the start, reaches them on approval, and both sides read the same terms.";

#[component]
pub fn LandingPage() -> impl IntoView {
    let front = loading(|| (), |()| load_front());
    let site = use_site();
    view! {
        <Title text=TITLE/>
        <Meta name="description" content=DESCRIPTION/>
        <Hero/>
        <div class="page flex flex-col gap-14 lg:gap-20">
            <Figures front/>
            {site.clone().map(|site| view! { <Story site/> })}
            <OpenJobs front/>
            {site.map(|site| view! { <SmallPrint site/> })}
            <Closing/>
        </div>
    }
    .into_any()
}

#[component]
fn Story(site: SiteInfo) -> impl IntoView {
    view! {
        <Sharing url=site.public_url.clone()/>
        <Steps site/>
    }
}

#[component]
fn SmallPrint(site: SiteInfo) -> impl IntoView {
    view! {
        <div class="flex flex-col gap-14 lg:gap-20">
            <Sides site=site.clone()/>
            <MoneyHeld site=site.clone()/>
            <Facts site=site.clone()/>
            <Questions site/>
        </div>
    }
}

/// What is shown where the address is shared.
#[component]
fn Sharing(url: String) -> impl IntoView {
    view! {
        <Link rel="canonical" href=format!("{url}/")/>
        <Meta property="og:type" content="website"/>
        <Meta property="og:site_name" content="PeerTest Hub"/>
        <Meta property="og:title" content=TITLE/>
        <Meta property="og:description" content=DESCRIPTION/>
        <Meta property="og:url" content=format!("{url}/")/>
        <Meta property="og:image" content=format!("{url}/images/review-light-1280.webp")/>
        <Meta property="og:image:width" content="1280"/>
        <Meta property="og:image:height" content="800"/>
        <Meta property="og:image:alt" content="A tester's report with an annotated screenshot, and the decision beside it"/>
        <Meta name="twitter:card" content="summary_large_image"/>
    }
}

#[component]
fn Closing() -> impl IntoView {
    view! {
        <section class="card flex flex-col items-center px-5 py-10 text-center sm:py-14" aria-labelledby="begin">
            <h2 class="text-2xl font-semibold tracking-tight text-balance" id="begin">"Begin with one job, or one seat"</h2>
            <p class="mt-2 max-w-prose text-muted text-balance">
                "An account is free. Looking around needs none."
            </p>
            <Doors class="mt-6 max-sm:w-full"/>
        </section>
    }
}
