//! Writing a job: what to test, the journey, the scope, who can take it, and what it costs while one types.

use super::{
    checkout::Line,
    facets::{BROWSERS, Facet, PLATFORMS},
    form::JobForm,
    journey_editor::JourneyEditor,
    server_fns::{CreateJob, JobDraft, UpdateJob, job_desk},
};
use crate::{
    error::failure_of,
    ui::{
        Card, Checkbox, EmptyState, FormScope, Glyph, LinkButton, PageHead, SelectField, SubmitButton, TextArea,
        TextField, load, loading, rules,
    },
};
use domain::{
    error::Failure,
    fees::{FeeRate, quote},
    jobs::{CURRENCY, JobStatus, MAX_SLOTS},
    money::Cents,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn NewJobPage() -> impl IntoView {
    let desk = loading(|| (), |()| job_desk(None));
    let save = ServerAction::<CreateJob>::new();
    let project = use_query_map().with_untracked(|q| q.get("project").unwrap_or_default());
    view! {
        <Title text="New job"/>
        {load(desk, move |desk| {
            if desk.projects.is_empty() {
                return view! { <NoProject/> }.into_any();
            }
            let only = desk.projects.first().filter(|_| desk.projects.len() == 1).map(|p| p.id.to_string());
            let chosen = if project.is_empty() { only.unwrap_or_default() } else { project.clone() };
            let start = JobForm { project: chosen, ..JobForm::default() };
            let failure = failure_of(save);
            view! {
                <div class="page">
                    <PageHead
                        title="New job"
                        text="Save it as a draft as often as you like. Money moves only when you publish."
                        back=("Projects", "/projects".to_owned())
                    />
                    <ActionForm action=save attr:novalidate="">
                        <JobFields desk start failure pending=save.pending() verb="Save draft"/>
                    </ActionForm>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

#[component]
fn NoProject() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title="New job"/>
            <div class="card">
                <EmptyState
                    glyph=Glyph::Folder
                    title="A job belongs to a project"
                    text="Name the app you want tested first. It takes a minute."
                >
                    <LinkButton href="/projects" icon=Glyph::Plus>"Create a project"</LinkButton>
                </EmptyState>
            </div>
        </div>
    }
}

#[component]
pub fn EditJobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let desk = loading(move || id.get(), |id| job_desk(Some(id)));
    let save = ServerAction::<UpdateJob>::new();
    view! {
        <Title text="Edit job"/>
        {load(desk, move |desk| {
            let Some(job) = desk.job.clone() else { return crate::ui::load::not_found() };
            let start = JobForm::of(&job);
            let draft = job.status == JobStatus::Draft;
            let failure = failure_of(save);
            let text = if draft {
                "Still a draft: everything can change."
            } else {
                "Published: testers who hold a seat keep the terms they claimed. Price and seats are fixed."
            };
            view! {
                <div class="page">
                    <PageHead title="Edit job" text=text back=("Job", format!("/jobs/{}", job.id))/>
                    <ActionForm action=save attr:novalidate="">
                        <input type="hidden" name="id" value=job.id.to_string()/>
                        <JobFields desk start failure pending=save.pending() verb=if draft { "Save draft" } else { "Save changes" }/>
                    </ActionForm>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

fn at(path: &'static str) -> Signal<Option<String>> {
    Signal::stored(Some(path.to_owned()))
}

#[component]
fn JobFields(
    desk: JobDraft,
    start: JobForm,
    failure: Signal<Option<Failure>>,
    #[prop(into)] pending: Signal<bool>,
    verb: &'static str,
) -> impl IntoView {
    let fixed = desk
        .job
        .as_ref()
        .filter(|job| job.status != JobStatus::Draft)
        .map(|job| (job.price_cents, job.slots));
    let price = RwSignal::new(start.price.clone().unwrap_or_default());
    let slots = RwSignal::new(start.slots.clone().unwrap_or_default());
    let projects = desk.projects.iter().map(|p| (p.id.to_string(), p.name.clone()));
    let projects: Vec<_> = std::iter::once((String::new(), "Choose a project".to_owned()))
        .chain(projects)
        .collect();
    view! {
        <FormScope failure>
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div class="flex min-w-0 flex-col gap-6">
                <Card title="What to test">
                    <div class="form">
                        <SelectField label="Project" name="form[project]" path=at("project_id") options=projects value=start.project/>
                        <TextField label="Title" name="form[title]" path=at("title") value=start.title rule={rules::needed::<150>} placeholder="Check out as a guest on a phone"/>
                        <TextArea
                            label="Description"
                            name="form[description]"
                            path=at("description")
                            value=start.description
                            rows=5
                            hint="What the app does, what changed, how to get in. Testers read this before they claim."
                            rule={rules::needed::<10_000>}
                        />
                    </div>
                </Card>
                <Card title="Journey">
                    <div class="form">
                        <JourneyEditor start=start.steps/>
                    </div>
                </Card>
                <Card title="Scope">
                    <div class="grid gap-5 sm:grid-cols-2">
                        <TextArea label="In scope" name="form[scope_in]" path=at("scope_in") value=start.scope_in optional=true hint="One a line." rule={rules::at_most::<5000>}/>
                        <TextArea label="Out of scope" name="form[scope_out]" path=at("scope_out") value=start.scope_out optional=true hint="One a line." rule={rules::at_most::<5000>}/>
                        <div class="sm:col-span-2">
                            <TextArea label="Known bugs" name="form[known_bugs]" path=at("known_bugs") value=start.known_bugs optional=true hint="One a line. Reports of these do not count."/>
                        </div>
                    </div>
                </Card>
                <Card title="Who can take it">
                    <div class="form">
                        <Boxes legend="Platforms" name="platforms" facets=&PLATFORMS chosen=start.platforms/>
                        <Boxes legend="Browsers" name="browsers" facets=&BROWSERS chosen=start.browsers/>
                        <div class="grid gap-5 sm:grid-cols-3">
                            <TextField label="Countries" name="form[countries]" path=at("requirements.countries") value=start.countries optional=true hint="Two letters each: DE, AT"/>
                            <TextField label="Languages" name="form[languages]" path=at("requirements.languages") value=start.languages optional=true hint="Two letters each: en, de"/>
                            <SelectField
                                label="Least rating"
                                name="form[min_rating]"
                                path=at("requirements.min_rating")
                                value=start.min_rating
                                options=ratings()
                                optional=true
                            />
                        </div>
                    </div>
                </Card>
            </div>
            <div class="flex flex-col gap-4 lg:sticky lg:top-20">
                <Card title="Pay">
                    <div class="form">
                        {match fixed {
                            None => view! {
                                <div class="grid grid-cols-2 gap-4">
                                    <TextField
                                        label="Pay per tester"
                                        name="form[price]"
                                        path=at("price_cents")
                                        value=price.get_untracked()
                                        prefix="$"
                                        inputmode="decimal"
                                        rule=rules::amount
                                        on_input=Callback::new(move |text| price.set(text))
                                    />
                                    <TextField
                                        label="Seats"
                                        name="form[slots]"
                                        path=at("slots")
                                        value=slots.get_untracked()
                                        inputmode="numeric"
                                        rule={rules::count::<1, MAX_SLOTS>}
                                        on_input=Callback::new(move |text| slots.set(text))
                                    />
                                </div>
                            }
                            .into_any(),
                            Some((price, slots)) => view! {
                                <p class="text-sm text-muted tabular-nums">
                                    {format!("{} for each of {slots} testers, fixed since the job was published.", price.display(CURRENCY))}
                                </p>
                            }
                            .into_any(),
                        }}
                        <TextField
                            label="Deadline"
                            name="form[deadline]"
                            path=at("deadline")
                            value=start.deadline
                            kind="date"
                            optional=true
                            hint="Open through the end of that day, UTC."
                        />
                        <input type="hidden" name="form[deadline_was]" value=start.deadline_was/>
                        {fixed.is_none().then(|| view! { <Quote price slots fee_percent=desk.fee_percent/> })}
                    </div>
                </Card>
                <SubmitButton class="btn-lg w-full" loading=pending>{verb}</SubmitButton>
            </div>
            </div>
        </FormScope>
    }
}

fn ratings() -> Vec<(String, String)> {
    let rows = [
        ("", "Any"),
        ("3", "3 or better"),
        ("3.5", "3.5 or better"),
        ("4", "4 or better"),
        ("4.5", "4.5 or better"),
    ];
    rows.iter()
        .map(|(code, words)| ((*code).to_owned(), (*words).to_owned()))
        .collect()
}

#[component]
fn Boxes(legend: &'static str, name: &'static str, facets: &'static [Facet], chosen: Vec<String>) -> impl IntoView {
    let boxes = facets.iter().enumerate().map(|(n, (code, words))| {
        let checked = chosen.iter().any(|c| c == code);
        view! { <Checkbox label=*words name=format!("form[{name}][{n}]") value=*code checked/> }
    });
    view! {
        <fieldset>
            <legend class="label">{legend} <span class="label-note ml-1.5 font-normal">"none means any"</span></legend>
            <div class="mt-1 grid grid-cols-2 gap-x-4 sm:grid-cols-4">{boxes.collect_view()}</div>
        </fieldset>
    }
}

/// What publishing will cost, as one types, by the server's own rule.
#[component]
fn Quote(price: RwSignal<String>, slots: RwSignal<String>, fee_percent: f64) -> impl IntoView {
    let sum = Memo::new(move |_| {
        let price = price.with(|p| Cents::parse_typed(p)).filter(|p| p.0 > 0)?;
        let slots = slots
            .with(|s| s.trim().parse::<i64>().ok())
            .filter(|n| (1..=MAX_SLOTS).contains(n))?;
        quote(price, slots, FeeRate::from_percent(fee_percent)?).map(|q| [q.pay, q.fee, q.total])
    });
    let part = move |n: usize| {
        Signal::derive(move || {
            sum.get()
                .and_then(|s| s.get(n).copied())
                .map_or_else(|| "–".to_owned(), |c| c.display(CURRENCY))
        })
    };
    let total = part(2);
    view! {
        <dl class="rows rounded-xl bg-sunken px-4" aria-live="polite">
            <Line words="All testers" amount=part(0)/>
            <Line words=format!("Platform fee, {fee_percent} %") amount=part(1)/>
            <div class="flex items-baseline justify-between gap-4 py-2.5 font-semibold">
                <dt class="text-sm">"Held when published"</dt>
                <dd class="tabular-nums">{move || total.get()}</dd>
            </div>
        </dl>
    }
}
