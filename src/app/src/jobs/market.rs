//! The marketplace: filters, open jobs, and on a wide screen the job that was opened beside them. The address is the state
//! of all three.

use super::{
    address::{Address, MOST, PAGE, query_of, shown_of},
    beside::{beside, prepare},
    components::{JobListItem, card_id},
    filters::{Filters, Toolbar},
    server_fns::{list_jobs, load_job},
};
use crate::{
    error::AppError,
    ui::{EmptyState, Glyph, LoadMore, Navigator, PageHead, Skeleton, browser, load::load_with, loading, use_toasts},
};
use domain::{
    ids::JobId,
    jobs::{JobCard, JobQuery},
    page::Page,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

/// The id of the place beside the list.
const BESIDE: &str = "beside";

/// Goes to another state of this page without moving it.
#[derive(Clone, Copy)]
pub struct Here {
    query: Memo<JobQuery>,
    shown: RwSignal<i64>,
    open: Memo<Option<JobId>>,
    navigator: Navigator,
}

impl Here {
    fn new() -> Self {
        let address = use_query_map();
        Self {
            query: Memo::new(move |_| address.with(query_of)),
            shown: RwSignal::new(address.with_untracked(shown_of)),
            open: Memo::new(move |_| address.with(|a| a.get("job").and_then(|id| id.parse().ok()))),
            navigator: Navigator::new(),
        }
    }

    pub fn address(self) -> Address {
        let query = self.query.get_untracked();
        Address::of(&query)
            .from(query.cursor.as_deref())
            .showing(self.shown.get_untracked())
    }

    /// Opens a job beside the list, or another one in its place.
    pub fn show(self, job: Option<&JobId>) {
        let before = self.open.get_untracked();
        let replace = before.is_some() && job.is_some();
        self.navigator.turn(self.address().beside(job).path(), replace);
        // Reading goes on in what was opened, and where it was opened from once it is closed.
        match (job, before) {
            (Some(_), _) => browser::focus(BESIDE),
            (None, Some(id)) => browser::focus(&card_id(&id)),
            (None, None) => {}
        }
    }

    fn showing(self, shown: i64) {
        self.shown.set(shown);
        let address = self.address().beside(self.open.get_untracked().as_ref());
        self.navigator.turn(address.path(), true);
    }
}

#[component]
pub fn MarketPage() -> impl IntoView {
    let here = Here::new();
    // How much is shown belongs to the address, so that a reload and the way back find it; within the page more is added
    // to what is there and nothing is asked for twice.
    let jobs = loading(
        move || here.query.get(),
        move |query| {
            let limit = Some(here.shown.get_untracked());
            list_jobs(JobQuery { limit, ..query })
        },
    );
    let job = loading(
        move || here.open.get(),
        |open| async move {
            match open {
                Some(id) => load_job(id.to_string()).await.map(Some),
                None => Ok::<_, AppError>(None),
            }
        },
    );
    view! {
        <Title text="Find jobs"/>
        <Meta name="description" content="Open test jobs: what to do, what it pays, how many seats are left."/>
        <div class="page market" data-beside=move || here.open.with(Option::is_some).then_some("")>
            <PageHead title="Find jobs" text="Take a seat, walk the steps, hand in what you saw. The pay is already put aside."/>
            <div class="market-columns">
                <Filters/>
                <div class="market-list">
                    <Toolbar/>
                    {load_with(jobs, skeleton, move |page| view! { <Results page here/> }.into_any())}
                </div>
                <Show when=move || here.open.with(Option::is_some)>
                    <section
                        id=BESIDE
                        class="market-beside"
                        aria-label="Job"
                        tabindex="-1"
                        on:keydown=move |ev| {
                            if ev.key() == "Escape" && !browser::dialog_open() {
                                here.show(None);
                            }
                        }
                    >
                        {beside(job, here)}
                    </section>
                </Show>
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

#[component]
fn Results(page: Page<JobCard>, here: Here) -> impl IntoView {
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
    let on_open = Callback::new(move |id: JobId| here.show(Some(&id)));
    let item = move |card: JobCard| view! { <JobListItem card on_open open=here.open/> };
    let first = page.items.into_iter().map(item).collect_view();
    let added = RwSignal::new(Vec::<JobCard>::new());
    let next = RwSignal::new(page.next_cursor);
    let loading = RwSignal::new(false);
    let toasts = use_toasts();
    let query = StoredValue::new(here.query.get_untracked());
    let href = Signal::derive(move || {
        let next = next.get()?;
        Some(query.with_value(|query| Address::of(query).from(Some(&next)).path()))
    });
    let more = Callback::new(move |()| {
        let query = JobQuery {
            cursor: next.get_untracked(),
            ..query.get_value()
        };
        loading.set(true);
        spawn_local(async move {
            match list_jobs(query).await {
                Ok(page) => {
                    // The reader may have gone on to another question meanwhile.
                    if added.try_update(|list| list.extend(page.items)).is_some() {
                        next.set(page.next_cursor);
                        here.showing((here.shown.get_untracked() + PAGE).min(MOST));
                    }
                }
                Err(error) => toasts.warn(error.to_string()),
            }
            loading.try_set(false);
        });
    });
    view! {
        <ul
            class="flex flex-col gap-3"
            aria-label="Open jobs"
            on:pointerenter=move |_| prepare()
            on:focusin=move |_| prepare()
        >
            {first}
            <For each=move || added.get() key=|card| card.id.clone() let:card>
                {item(card)}
            </For>
        </ul>
        <LoadMore href on_press=more loading/>
    }
    .into_any()
}
