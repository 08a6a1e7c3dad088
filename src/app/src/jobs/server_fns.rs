//! Jobs, from the browser.

use super::form::JobForm;
use crate::{error::AppError, payments::server_fns::Means};
use domain::{
    jobs::{Job, JobCard, JobQuery},
    page::Page,
    projects::Project,
    users::User,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// A job and who looks at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobView {
    pub job: Job,
    pub viewer: Option<User>,
    pub fee_percent: f64,
    /// What the owner can pay with.
    pub means: Option<Means>,
}

/// What the form of a job is filled with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobDraft {
    /// Present when an existing job is edited.
    pub job: Option<Job>,
    pub projects: Vec<Project>,
    pub fee_percent: f64,
}

#[cfg(feature = "ssr")]
fn fee_percent(app: &backend::App) -> f64 {
    app.config.fee.percent()
}

/// Open jobs, for everybody.
#[server(prefix = "/sfn", endpoint = "jobs/list", input = Json)]
pub async fn list_jobs(query: JobQuery) -> Result<Page<JobCard>, AppError> {
    let app = crate::context::backend()?;
    Ok(backend::jobs::listing::page(&app, &query).await?)
}

/// One's own jobs, the latest of them.
#[server(prefix = "/sfn", endpoint = "jobs/own")]
pub async fn own_jobs() -> Result<Vec<JobCard>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let query = domain::page::PageQuery {
        limit: Some(100),
        cursor: None,
    };
    Ok(backend::jobs::service::mine(&app, &actor, None, &query).await?.items)
}

#[server(prefix = "/sfn", endpoint = "jobs/load")]
pub async fn load_job(id: String) -> Result<JobView, AppError> {
    let app = crate::context::backend()?;
    let actor = crate::context::maybe_actor();
    let job = backend::jobs::service::get(&app, actor.as_ref(), &id.parse()?).await?;
    let viewer = match &actor {
        Some(actor) => Some(backend::users::service::me(&app, actor).await?),
        None => None,
    };
    let means = match &actor {
        Some(actor) if job.viewer.owns => Some(crate::payments::server_fns::means(&app, actor).await?),
        _ => None,
    };
    Ok(JobView {
        job,
        viewer,
        fee_percent: fee_percent(&app),
        means,
    })
}

/// An empty form, or one with an own job in it.
#[server(prefix = "/sfn", endpoint = "jobs/desk", input = Json)]
pub async fn job_desk(id: Option<String>) -> Result<JobDraft, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let job = match id {
        Some(id) => Some(backend::jobs::service::get(&app, Some(&actor), &id.parse()?).await?),
        None => None,
    };
    if job.as_ref().is_some_and(|job| !job.viewer.owns) {
        return Err(AppError::new(403, "forbidden", "Only the client who put this job up can edit it.").noted());
    }
    let query = domain::page::PageQuery {
        limit: Some(100),
        cursor: None,
    };
    let projects = backend::projects::service::list(&app, &actor, &query).await?.items;
    Ok(JobDraft {
        job,
        projects,
        fee_percent: fee_percent(&app),
    })
}

/// Saves a draft and goes to its page.
#[server(prefix = "/sfn", endpoint = "jobs/create")]
pub async fn create_job(#[server(default)] form: JobForm) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = form.input().map_err(|e| AppError::from(e).noted())?;
    let job = backend::jobs::service::create(&app, &actor, &input).await?;
    leptos_axum::redirect(&format!("/jobs/{}", job.id));
    Ok(())
}

/// Saves a change and goes to the job's page.
#[server(prefix = "/sfn", endpoint = "jobs/update")]
pub async fn update_job(id: String, #[server(default)] form: JobForm) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let patch = form.patch().map_err(|e| AppError::from(e).noted())?;
    let job = backend::jobs::service::update(&app, &actor, &id.parse()?, &patch).await?;
    leptos_axum::redirect(&format!("/jobs/{}", job.id));
    Ok(())
}

/// Pays and opens. `total_cents` is the sum that the client agreed to.
#[server(prefix = "/sfn", endpoint = "jobs/publish")]
pub async fn publish_job(
    id: String,
    total_cents: i64,
    #[server(default)] payment_method: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let id = id.parse()?;
    let job = backend::jobs::service::get(&app, Some(&actor), &id).await?;
    // Edited in another window since: nobody pays a sum that they have not seen.
    if super::manage::total(&job).is_none_or(|total| total.0 != total_cents) {
        return Err(AppError::from(domain::error::Conflict::Stale).noted());
    }
    let input = domain::jobs::PublishInput { payment_method };
    let job = backend::jobs::publishing::publish(&app, &actor, &id, &input, None).await?;
    if let Some(url) = job.checkout_url {
        leptos_axum::redirect(&url);
    }
    Ok(())
}

/// Pays for more seats or a higher price. `total_cents` is the sum that the client agreed to, `seen` the terms they saw it
/// under: sent twice from the same page, it is paid once.
#[server(prefix = "/sfn", endpoint = "jobs/top-up")]
pub async fn top_up_job(
    id: String,
    #[server(default)] slots: String,
    #[server(default)] price: String,
    #[server(default)] seen: String,
    #[server(default)] payment_method: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if let Some(message) = crate::ui::rules::amount(&price) {
        return Err(AppError::from(domain::validation::Invalid::one("price_cents", "unreadable", &message)).noted());
    }
    let input = domain::payments::TopUpInput {
        payment_method,
        slots: slots.trim().parse().ok(),
        price_cents: domain::money::Cents::parse_typed(&price).map(|c| c.0),
    };
    let key = (!seen.is_empty()).then_some(seen.as_str());
    let job = backend::jobs::publishing::top_up(&app, &actor, &id.parse()?, &input, key).await?;
    if let Some(url) = job.checkout_url {
        leptos_axum::redirect(&url);
    }
    Ok(())
}

#[server(prefix = "/sfn", endpoint = "jobs/cancel")]
pub async fn cancel_job(id: String, #[server(default)] refund_to: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = domain::payments::CancelInput {
        refund_to: domain::payments::RefundTo::from_code(&refund_to).unwrap_or_default(),
    };
    backend::jobs::publishing::cancel(&app, &actor, &id.parse()?, &input, None).await?;
    Ok(())
}

/// Removes a draft and goes to its project.
#[server(prefix = "/sfn", endpoint = "jobs/delete")]
pub async fn delete_job(id: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let id = id.parse()?;
    let job = backend::jobs::service::get(&app, Some(&actor), &id).await?;
    backend::jobs::service::delete(&app, &actor, &id).await?;
    leptos_axum::redirect(&format!("/projects/{}", job.project_id));
    Ok(())
}
