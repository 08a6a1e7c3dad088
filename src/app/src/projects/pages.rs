//! The list of projects with a new one in place, and a project with its jobs.

use super::{
    components::{AppLink, ProjectFields, ProjectRow},
    server_fns::{CreateProject, DeleteProject, ProjectView, UpdateProject, list_projects, load_project},
};
use crate::{
    error::failure_of,
    jobs::components::OwnJobRow,
    ui::{
        EmptyState, FormScope, Glyph, Icon, LinkButton, LoadMore, Modal, ModalButton, PageHead, SubmitButton, Variant,
        load, load::Outcome, loading, use_toasts,
    },
};
use domain::{page::Page, projects::Project};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

fn cursor() -> Memo<Option<String>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| q.get("cursor")))
}

#[component]
pub fn ProjectsPage() -> impl IntoView {
    let cursor = cursor();
    let projects = loading(move || cursor.get(), list_projects);
    let create = ServerAction::<CreateProject>::new();
    view! {
        <Title text="Projects"/>
        {load(projects, move |page| view! { <Projects page create/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Projects(page: Page<Project>, create: ServerAction<CreateProject>) -> impl IntoView {
    let more = page.next_cursor.map(|c| format!("/projects?cursor={c}"));
    view! {
        <div class="page">
            <PageHead title="Projects" text="A project is an app you want tested. Its jobs say what testers do with it."/>
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
                <section aria-label="Your projects">
                    {if page.items.is_empty() {
                        view! {
                            <div class="card">
                                <EmptyState
                                    glyph=Glyph::Folder
                                    title="No projects yet"
                                    text="Name the app you want tested and where it is found. You can then put up jobs for it."
                                />
                            </div>
                        }
                        .into_any()
                    } else {
                        let rows = page.items.into_iter().map(|project| view! { <ProjectRow project/> });
                        view! { <ul class="card rows overflow-hidden">{rows.collect_view()}</ul> }.into_any()
                    }}
                    <LoadMore href=Signal::stored(more)/>
                </section>
                <section class="card p-5 lg:sticky lg:top-20" aria-labelledby="new-project">
                    <h2 class="card-title" id="new-project">"New project"</h2>
                    <ActionForm action=create attr:novalidate="">
                        <FormScope failure=failure_of(create)>
                            <ProjectFields/>
                            <div>
                                <SubmitButton loading=create.pending()>"Create project"</SubmitButton>
                            </div>
                        </FormScope>
                    </ActionForm>
                </section>
            </div>
        </div>
    }
}

#[component]
pub fn ProjectPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let cursor = cursor();
    let view = loading(
        move || (id.get(), cursor.get()),
        |(id, cursor)| load_project(id, cursor),
    );
    let update = ServerAction::<UpdateProject>::new();
    let delete = ServerAction::<DeleteProject>::new();
    let toasts = use_toasts();
    let updated = update.value();
    Effect::new(move |_| {
        if updated.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say("The project is saved.");
            view.refetch();
        }
    });
    load(view, move |view| view! { <OneProject view update delete/> }.into_any())
}

#[component]
fn OneProject(
    view: ProjectView,
    update: ServerAction<UpdateProject>,
    delete: ServerAction<DeleteProject>,
) -> impl IntoView {
    let ProjectView { project, jobs } = view;
    let more = jobs.next_cursor.map(|c| format!("/projects/{}?cursor={c}", project.id));
    let new_job = format!("/jobs/new?project={}", project.id);
    let first_job = new_job.clone();
    let (start, id) = (project.input(), project.id.to_string());
    let same_id = id.clone();
    view! {
        <Title text=project.name.clone()/>
        <div class="page">
            <PageHead title=project.name.clone() back=("Projects", "/projects".to_owned())>
                <ModalButton target="edit-project" variant=Variant::Secondary icon=Glyph::Pencil>"Edit"</ModalButton>
                <LinkButton href=new_job icon=Glyph::Plus>"New job"</LinkButton>
            </PageHead>
            <div class="mb-8 -mt-3 max-w-3xl">
                <p class="text-sm"><AppLink url=project.app_url.clone()/></p>
                <p class="prose-user mt-2 text-muted">{project.description.clone()}</p>
            </div>
            <section aria-labelledby="jobs">
                <h2 class="section-title" id="jobs">"Jobs"</h2>
                {if jobs.items.is_empty() {
                    view! {
                        <div class="card">
                            <EmptyState
                                glyph=Glyph::Flask
                                title="No jobs yet"
                                text="A job is a journey of steps that testers walk, each with what should happen. Drafts cost nothing."
                            >
                                <LinkButton href=first_job icon=Glyph::Plus>"Draft the first job"</LinkButton>
                            </EmptyState>
                        </div>
                    }
                    .into_any()
                } else {
                    let rows = jobs.items.into_iter().map(|card| view! { <OwnJobRow card/> });
                    view! { <ul class="card rows overflow-hidden">{rows.collect_view()}</ul> }.into_any()
                }}
                <LoadMore href=Signal::stored(more)/>
            </section>
            <Modal id="edit-project" title="Edit project">
                <ActionForm action=update attr:novalidate="">
                    <FormScope failure=failure_of(update)>
                        <input type="hidden" name="id" value=id/>
                        <ProjectFields start=start/>
                        <div>
                            <SubmitButton loading=update.pending()>"Save project"</SubmitButton>
                        </div>
                    </FormScope>
                </ActionForm>
                <div class="mt-5 border-t border-line pt-5">
                    <Outcome failure=failure_of(delete)/>
                    <ActionForm action=delete>
                        <input type="hidden" name="id" value=same_id/>
                        <div class="flex flex-wrap items-center justify-between gap-3">
                            <p class="text-sm text-muted">"Only a project without running jobs can be deleted."</p>
                            <SubmitButton variant=Variant::Danger loading=delete.pending()>
                                <Icon glyph=Glyph::Trash class="size-4.5"/>
                                "Delete project"
                            </SubmitButton>
                        </div>
                    </ActionForm>
                </div>
            </Modal>
        </div>
    }
}
