//! Projects over REST.

use super::service;
use crate::{
    App, Result,
    rest::{
        extract::{Id, Json, Query, Session},
        problem::{Asked, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{extract::State, http::StatusCode};
use domain::{
    ids::ProjectId,
    page::{Page, PageQuery},
    projects::{Project, ProjectInput},
};
use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_projects, create_project))
        .routes(routes!(get_project, update_project, delete_project))
}

/// One's own projects, newest first.
#[utoipa::path(
    get, path = "/projects", tag = "projects", params(PageQuery),
    responses((status = 200, description = "A page of projects", body = Page<Project>), Private, Asked)
)]
pub async fn list_projects(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Project>>> {
    service::list(&app, &actor, &query).await.map(Json)
}

/// Makes a project. Needs the client role.
#[utoipa::path(
    post, path = "/projects", tag = "projects",
    responses((status = 201, description = "The project", body = Project), Private, Guarded, Taken)
)]
pub async fn create_project(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<ProjectInput>,
) -> Result<(StatusCode, Json<Project>)> {
    Ok((StatusCode::CREATED, Json(service::create(&app, &actor, &input).await?)))
}

/// One of one's own projects.
#[utoipa::path(
    get, path = "/projects/{id}", tag = "projects", params(("id" = ProjectId, Path, description = "The project")),
    responses((status = 200, description = "The project", body = Project), Private, Missing)
)]
pub async fn get_project(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ProjectId>,
) -> Result<Json<Project>> {
    service::get(&app, &actor, &id).await.map(Json)
}

/// Changes a project. What is left out stays.
#[utoipa::path(
    patch, path = "/projects/{id}", tag = "projects", params(("id" = ProjectId, Path, description = "The project")),
    request_body(content = ref("#/components/schemas/ProjectPatch"), description = "What is to change"),
    responses((status = 200, description = "The project", body = Project), Private, Missing, Taken)
)]
pub async fn update_project(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ProjectId>,
    Json(patch): Json<Value>,
) -> Result<Json<Project>> {
    service::update(&app, &actor, &id, &patch).await.map(Json)
}

/// Deletes a project with its drafts. Not once a job of it was published.
#[utoipa::path(
    delete, path = "/projects/{id}", tag = "projects", params(("id" = ProjectId, Path, description = "The project")),
    responses((status = 204, description = "It is gone"), Private, Missing, Contested)
)]
pub async fn delete_project(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<ProjectId>,
) -> Result<StatusCode> {
    service::delete(&app, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
