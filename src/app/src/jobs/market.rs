//! The marketplace: open jobs, filters beside them, the address as the state of both.

use super::{
    components::JobListItem,
    facets::{BROWSERS, COUNTRIES, Facet, LANGUAGES, PAY, PLATFORMS, SORTS},
    server_fns::list_jobs,
};
use crate::ui::{EmptyState, Glyph, Icon, LoadMore, PageHead, Skeleton, load::load_with, use_toasts};
use domain::{
    jobs::{JobCard, JobQuery},
    page::Page,
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_meta::{Meta, Title};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// The fields of the filter form; their names are those of the REST list.
const NAMES: [&str; 7] = [
    "q",
    "platform",
    "browser",
    "country",
    "language",
    "min_price_cents",
    "sort",
];
const FORM: &str = "filters";

#[component]
pub fn MarketPage() -> impl IntoView {
    let address = use_query_map();
    let query = Memo::new(move |_| {
        address.with(|a| {
            let get = |name: &str| a.get(name).filter(|v| !v.is_empty());
            JobQuery {
                q: get("q"),
                platform: get("platform"),
                browser: get("browser"),
                country: get("country"),
                language: get("language"),
                min_price_cents: get("min_price_cents").and_then(|v| v.parse().ok()),
                sort: get("sort"),
                limit: None,
                cursor: get("cursor"),
            }
        })
    });
    let jobs = Resource::new_blocking(move || query.get(), list_jobs);
    view! {
        <Title text="Find jobs"/>
        <Meta name="description" content="Open test jobs: what to do, what it pays, how many seats are left."/>
        <div class="page">
            <PageHead title="Find jobs" text="Take a seat, walk the steps, hand in what you saw. The pay is already put aside."/>
            <div class="grid items-start gap-6 lg:grid-cols-[14rem_minmax(0,1fr)] lg:gap-8">
                <Filters/>
                <div class="min-w-0">
                    <Toolbar/>
                    {load_with(jobs, skeleton, move |page| {
                        view! { <Results page query=query.get_untracked()/> }.into_any()
                    })}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn skeleton() -> AnyView {
    view! {
        <div class="flex flex-col gap-3" role="status">
            <span class="sr-only">"Loading jobs"</span>
            <Skeleton class="h-36"/>
            <Skeleton class="h-36"/>
            <Skeleton class="h-36"/>
        </div>
    }
    .into_any()
}

/// What one parameter of the address holds.
fn param(name: &'static str) -> Memo<String> {
    let address = use_query_map();
    Memo::new(move |_| address.with(|a| a.get(name).unwrap_or_default()))
}

/// Turns the form into an address and goes there; empty fields are left out of it.
fn apply(form: NodeRef<html::Form>) {
    let Some(data) = form
        .get_untracked()
        .and_then(|f| leptos::web_sys::FormData::new_with_form(&f).ok())
    else {
        return;
    };
    let pairs = NAMES.iter().filter_map(|name| {
        let value = data.get(name).as_string().filter(|v| !v.trim().is_empty())?;
        let plain = *name == "sort" && value == "newest";
        (!plain).then(|| format!("{name}={}", leptos_router::location::Url::escape(value.trim())))
    });
    let pairs: Vec<_> = pairs.collect();
    let path = if pairs.is_empty() {
        "/jobs".to_owned()
    } else {
        format!("/jobs?{}", pairs.join("&"))
    };
    use_navigate()(
        &path,
        NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        },
    );
}

/// A column on wide screens and a drawer on a phone: the same popover, opened by the button above the list.
#[component]
fn Filters() -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let address = use_query_map();
    let any = Memo::new(move |_| {
        address.with(|a| {
            NAMES
                .iter()
                .any(|n| *n != "sort" && a.get_str(n).is_some_and(|v| !v.is_empty()))
        })
    });
    let drawer = NodeRef::<html::Div>::new();
    let owner = Owner::current();
    let go = move || {
        // Where an event runs there is no owner, and navigating needs the router's.
        if let Some(owner) = &owner {
            owner.with(|| apply(form));
        }
    };
    let (on_change, on_submit) = (go.clone(), go);
    view! {
        <div id="filter-drawer" class="drawer" popover="auto" node_ref=drawer>
            <form
                id=FORM
                node_ref=form
                method="get"
                action="/jobs"
                role="search"
                aria-label="Filter jobs"
                class="flex flex-col gap-4"
                on:change=move |_| on_change()
                on:submit=move |ev| {
                    ev.prevent_default();
                    on_submit();
                    if let Some(drawer) = drawer.get_untracked() {
                        // Not open on a wide screen, where it is a column.
                        _ = drawer.hide_popover();
                    }
                }
            >
                <div class="flex items-center justify-between lg:hidden">
                    <p class="text-lg font-semibold">"Filters"</p>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon -mr-2"
                        popovertarget="filter-drawer"
                        popovertargetaction="hide"
                        aria-label="Close filters"
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
                <div class="field">
                    <label class="label" for="filter-q">"Search"</label>
                    <input
                        class="input input-sm"
                        id="filter-q"
                        type="search"
                        name="q"
                        placeholder="Words in title or text"
                        maxlength="100"
                        value=param("q").get_untracked()
                        prop:value=param("q")
                    />
                </div>
                <Choose name="platform" label="Platform" any="Any platform" facets=&PLATFORMS/>
                <Choose name="browser" label="Browser" any="Any browser" facets=&BROWSERS/>
                <Choose name="country" label="Country" any="Anywhere" facets=&COUNTRIES/>
                <Choose name="language" label="Language" any="Any language" facets=&LANGUAGES/>
                <Choose name="min_price_cents" label="Pay" any="Any pay" facets=&PAY/>
                <div class="flex flex-wrap gap-2">
                    <button type="submit" class="btn btn-secondary">"Apply filters"</button>
                    <Show when=move || any.get()>
                        <a class="btn btn-ghost" href="/jobs">"Clear"</a>
                    </Show>
                </div>
            </form>
        </div>
    }
}

#[component]
fn Choose(name: &'static str, label: &'static str, any: &'static str, facets: &'static [Facet]) -> impl IntoView {
    let id = format!("filter-{name}");
    let value = param(name);
    let now = value.get_untracked();
    let options = facets.iter().map(|(code, words)| {
        view! { <option value=*code selected=*code == now>{*words}</option> }
    });
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <select class="input input-sm" id=id name=name prop:value=value>
                <option value="">{any}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}

/// Above the list: the drawer's button on a phone, and the order.
#[component]
fn Toolbar() -> impl IntoView {
    let sort = param("sort");
    let now = sort.get_untracked();
    let options = SORTS
        .iter()
        .map(|(code, words)| view! { <option value=*code selected=*code == now>{*words}</option> });
    view! {
        <div class="mb-3 flex items-center justify-between gap-3">
            <button type="button" class="btn btn-secondary lg:hidden" popovertarget="filter-drawer">
                <Icon glyph=Glyph::Filter class="size-4.5"/>
                "Filters"
            </button>
            <div class="ml-auto flex items-center gap-2">
                <label class="text-sm text-muted max-sm:sr-only" for="filter-sort">"Sort by"</label>
                <select
                    class="input input-sm w-auto"
                    id="filter-sort"
                    name="sort"
                    form=FORM
                    prop:value=move || sort.with(|s| if s.is_empty() { "newest".to_owned() } else { s.clone() })
                >
                    {options.collect_view()}
                </select>
            </div>
        </div>
    }
}

#[component]
fn Results(page: Page<JobCard>, query: JobQuery) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="card">
                <EmptyState
                    glyph=Glyph::Search
                    title="No open job fits"
                    text="Loosen a filter, or come back later: clients put up new jobs every day."
                >
                    <a class="btn btn-secondary" href="/jobs">"Show all jobs"</a>
                </EmptyState>
            </div>
        }
        .into_any();
    }
    let first = page
        .items
        .into_iter()
        .map(|card| view! { <JobListItem card/> })
        .collect_view();
    let added = RwSignal::new(Vec::<JobCard>::new());
    let next = RwSignal::new(page.next_cursor);
    let loading = RwSignal::new(false);
    let toasts = use_toasts();
    let href = {
        let query = query.clone();
        Signal::derive(move || next.get().map(|cursor| address_of(&query, &cursor)))
    };
    let more = Callback::new(move |()| {
        let query = JobQuery {
            cursor: next.get_untracked(),
            ..query.clone()
        };
        loading.set(true);
        spawn_local(async move {
            match list_jobs(query).await {
                Ok(page) => {
                    // The reader may have gone on to another question meanwhile.
                    added.try_update(|list| list.extend(page.items));
                    next.try_set(page.next_cursor);
                }
                Err(error) => toasts.warn(error.to_string()),
            }
            loading.try_set(false);
        });
    });
    view! {
        <ul class="flex flex-col gap-3" aria-label="Open jobs">
            {first}
            <For each=move || added.get() key=|card| card.id.clone() let:card>
                <JobListItem card/>
            </For>
        </ul>
        <LoadMore href on_press=more loading/>
    }
    .into_any()
}

fn address_of(query: &JobQuery, cursor: &str) -> String {
    let pay = query.min_price_cents.map(|n| n.to_string());
    let values = [
        &query.q,
        &query.platform,
        &query.browser,
        &query.country,
        &query.language,
        &pay,
        &query.sort,
    ];
    let pairs = NAMES.iter().zip(values).filter_map(|(name, value)| {
        value
            .as_ref()
            .map(|v| format!("{name}={}&", leptos_router::location::Url::escape(v)))
    });
    format!("/jobs?{}cursor={cursor}", pairs.collect::<String>())
}
