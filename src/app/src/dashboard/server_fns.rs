//! All that the dashboard shows, in one call.

use crate::error::AppError;
use domain::dashboard::{Dashboard, DashboardQuery};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/sfn", endpoint = "dashboard/load", input = Json)]
pub async fn load_dashboard(query: DashboardQuery) -> Result<Dashboard, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::dashboard::service::load(&app, &actor, &query).await?)
}
