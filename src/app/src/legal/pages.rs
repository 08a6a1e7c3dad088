//! `/terms` and `/privacy`: a table of contents beside a text to read.

use super::{
    paper::{Clause, Paper, Part},
    server_fns::{load_privacy, load_terms},
};
use crate::ui::{Glyph, Icon, Loaded, load, loading};
use domain::site::SiteInfo;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

#[component]
pub fn TermsPage() -> impl IntoView {
    let paper = loading(|| (), |()| load_terms());
    view! { <PaperPage title="Terms of use" path="/terms" paper/> }.into_any()
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    let paper = loading(|| (), |()| load_privacy());
    view! { <PaperPage title="Privacy notice" path="/privacy" paper/> }.into_any()
}

#[component]
fn PaperPage(title: &'static str, path: &'static str, paper: Loaded<Paper>) -> impl IntoView {
    view! {
        <Title text=title/>
        {load(paper, move |paper| view! { <OnePaper title path paper/> }.into_any())}
    }
}

#[component]
fn OnePaper(title: &'static str, path: &'static str, paper: Paper) -> impl IntoView {
    let Paper {
        site,
        changed,
        changed_iso,
        lead,
        clauses,
    } = paper;
    let contents = contents(&clauses);
    let folded = contents.clone();
    let clauses = clauses
        .into_iter()
        .enumerate()
        .map(|(n, clause)| view! { <OneClause n=n + 1 clause site=site.clone()/> });
    view! {
        <Meta name="description" content=lead.clone()/>
        <Link rel="canonical" href=format!("{}{path}", site.public_url)/>
        <div class="page lg:py-12">
            <header class="mb-8 max-w-prose lg:mb-12">
                <h1 class="text-2xl font-semibold tracking-tight">{title}</h1>
                <p class="mt-3 text-lg text-muted text-pretty">{lead}</p>
                <p class="mt-3 text-sm text-faint">
                    "Last changed on " <time datetime=changed_iso>{changed}</time>
                </p>
            </header>
            <div class="grid items-start gap-x-14 gap-y-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
                <details class="fold card px-4 lg:hidden">
                    <summary class="font-medium">
                        "Contents"
                        <span class="fold-mark ml-auto"><Icon glyph=Glyph::ChevronDown/></span>
                    </summary>
                    <nav aria-label="Contents" class="pb-2">{links(folded)}</nav>
                </details>
                <nav aria-labelledby="contents" class="sticky top-22 max-h-[calc(100dvh-7rem)] overflow-y-auto max-lg:hidden">
                    <h2 class="mb-1 text-sm font-semibold" id="contents">"Contents"</h2>
                    {links(contents)}
                </nav>
                <div class="max-w-prose">{clauses.collect_view()}</div>
            </div>
        </div>
    }
}

/// Number, place and title of each clause.
fn contents(clauses: &[Clause]) -> Vec<(usize, String, String)> {
    let numbered = clauses.iter().zip(1..);
    numbered.map(|(c, n)| (n, c.id.clone(), c.title.clone())).collect()
}

fn links(contents: Vec<(usize, String, String)>) -> impl IntoView {
    let items = contents.into_iter().map(|(n, id, title)| {
        view! {
            <li>
                <a
                    class="flex min-h-11 items-center gap-3 text-sm text-muted hover:text-ink lg:min-h-8 lg:py-1"
                    href=format!("#{id}")
                >
                    <span class="w-5 flex-none text-right text-faint tabular-nums" aria-hidden="true">{n}</span>
                    {title}
                </a>
            </li>
        }
    });
    view! { <ol>{items.collect_view()}</ol> }
}

#[component]
fn OneClause(n: usize, clause: Clause, site: SiteInfo) -> impl IntoView {
    let Clause { id, title, parts } = clause;
    let heading = format!("{id}-title");
    let parts = parts.into_iter().map(|part| match part {
        Part::Text(words) => view! { <p class="text-pretty">{words}</p> }.into_any(),
        Part::List(items) => {
            let items = items.into_iter().map(|words| view! { <li class="pl-1">{words}</li> });
            view! { <ul class="list-disc space-y-1.5 pl-5 marker:text-faint">{items.collect_view()}</ul> }.into_any()
        }
        Part::Operator => view! { <Operator site=site.clone()/> }.into_any(),
    });
    view! {
        <section class="scroll-mt-24 border-t border-line py-7 first:border-0 first:pt-0" id=id aria-labelledby=heading>
            <h2 class="mb-3 text-lg font-semibold" id=heading.clone()>
                <span class="mr-2 text-faint tabular-nums">{format!("{n}.")}</span>
                {title}
            </h2>
            <div class="space-y-3 leading-relaxed">{parts.collect_view()}</div>
        </section>
    }
}

/// The operator as one writes to them.
#[component]
fn Operator(site: SiteInfo) -> impl IntoView {
    let SiteInfo {
        operator_name,
        operator_address,
        support_email,
        ..
    } = site;
    view! {
        <address class="card px-4 py-3 not-italic">
            <span class="block font-medium">{operator_name}</span>
            {operator_address.map(|lines| view! { <span class="block whitespace-pre-line text-muted">{lines}</span> })}
            {support_email.map(|email| view! {
                <a class="link inline-flex min-h-11 items-center break-all" href=format!("mailto:{email}")>{email.clone()}</a>
            })}
        </address>
    }
}
