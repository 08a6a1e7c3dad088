//! Projects, from the browser.

use crate::error::AppError;
use domain::{
    jobs::JobCard,
    page::Page,
    projects::{Project, ProjectInput},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// A project with a page of its jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectView {
    pub project: Project,
    pub jobs: Page<JobCard>,
}

#[server(prefix = "/sfn", endpoint = "projects/list", input = Json)]
pub async fn list_projects(cursor: Option<String>) -> Result<Page<Project>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let query = domain::page::PageQuery {
        limit: Some(50),
        cursor,
    };
    Ok(backend::projects::service::list(&app, &actor, &query).await?)
}

#[server(prefix = "/sfn", endpoint = "projects/load", input = Json)]
pub async fn load_project(id: String, cursor: Option<String>) -> Result<ProjectView, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let id = id.parse()?;
    let query = domain::page::PageQuery { limit: None, cursor };
    let project = backend::projects::service::get(&app, &actor, &id).await?;
    let jobs = backend::jobs::service::mine(&app, &actor, Some(&id), &query).await?;
    Ok(ProjectView { project, jobs })
}

/// Makes a project and goes to its page.
#[server(prefix = "/sfn", endpoint = "projects/create")]
pub async fn create_project(#[server(default)] input: ProjectInput) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let project = backend::projects::service::create(&app, &actor, &input).await?;
    leptos_axum::redirect(&format!("/projects/{}", project.id));
    Ok(())
}

#[server(prefix = "/sfn", endpoint = "projects/update")]
pub async fn update_project(id: String, #[server(default)] input: ProjectInput) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let patch = serde_json::to_value(&input).unwrap_or_default();
    backend::projects::service::update(&app, &actor, &id.parse()?, &patch).await?;
    Ok(())
}

/// Removes a project and goes to the list.
#[server(prefix = "/sfn", endpoint = "projects/delete")]
pub async fn delete_project(id: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    backend::projects::service::delete(&app, &actor, &id.parse()?).await?;
    leptos_axum::redirect("/projects");
    Ok(())
}
