//! Projects belong to one client, who alone sees and changes them.

use super::repo;
use crate::{App, Error, Result, app::fresh};
use domain::{
    auth::Actor,
    ids::ProjectId,
    page::{Page, PageQuery},
    patch, policy,
    projects::{Project, ProjectInput},
};
use serde_json::Value;

/// # Errors
/// Refused paging parameters.
pub async fn list(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Project>> {
    let (limit, after) = query.validate()?;
    let rows = repo::of_owner(&app.db, &actor.user, &after.unwrap_or_default(), limit + 1).await?;
    Ok(Page::cut(rows, limit, repo::sort_key))
}

/// # Errors
/// Refused fields; [`Error::Forbidden`] for who is no client.
pub async fn create(app: &App, actor: &Actor, input: &ProjectInput) -> Result<Project> {
    if !policy::may_own_projects(actor) {
        return Err(Error::Forbidden(
            "Only clients make projects. Add the client role in your profile.",
        ));
    }
    let input = input.validate()?;
    let project = Project {
        id: fresh()?,
        owner_id: actor.user.clone(),
        name: input.name,
        description: input.description,
        app_url: input.app_url,
        created_at: app.now(),
    };
    repo::create(&app.db, &project).await?;
    Ok(project)
}

/// # Errors
/// [`Error::NotFound`] also for the projects of others.
pub async fn get(app: &App, actor: &Actor, id: &ProjectId) -> Result<Project> {
    let project = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if project.owner_id == actor.user {
        Ok(project)
    } else {
        Err(Error::NotFound)
    }
}

/// `patch` is a JSON merge patch of a [`ProjectInput`].
///
/// # Errors
/// Refused fields.
pub async fn update(app: &App, actor: &Actor, id: &ProjectId, patch: &Value) -> Result<Project> {
    let project = get(app, actor, id).await?;
    let input = patch::merge(&project.input(), patch)?.validate()?;
    repo::update(&app.db, id, &input).await?;
    get(app, actor, id).await
}

/// # Errors
/// A conflict while a published job belongs to it.
pub async fn delete(app: &App, actor: &Actor, id: &ProjectId) -> Result<()> {
    get(app, actor, id).await?;
    repo::delete(&app.db, id).await
}
