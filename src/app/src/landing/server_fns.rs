//! What the start page shows of the marketplace as it is now.

use crate::error::AppError;
use domain::jobs::{JobCard, PublicStats};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Front {
    pub stats: PublicStats,
    pub jobs: Vec<JobCard>,
}

#[server(prefix = "/sfn", endpoint = "landing/front")]
pub async fn load_front() -> Result<Front, AppError> {
    let app = crate::context::backend()?;
    let query = domain::jobs::JobQuery {
        limit: Some(4),
        ..domain::jobs::JobQuery::default()
    };
    let stats = backend::admin::service::stats(&app).await?;
    let jobs = backend::jobs::listing::page(&app, &query).await?.items;
    Ok(Front { stats, jobs })
}
