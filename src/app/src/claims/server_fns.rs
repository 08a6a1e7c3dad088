//! Seats, from the browser: take one, give it back, list them, load all that the runner needs.

use crate::error::AppError;
use domain::{
    claims::{Claim, Workbench},
    ids::{ClaimId, JobId},
    page::{Page, PageQuery},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// Takes a seat and goes to the runner.
#[server(prefix = "/sfn", endpoint = "claims/claim")]
pub async fn claim_seat(job: JobId) -> Result<Claim, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let claim = backend::claims::service::claim(&app, &actor, &job).await?;
    crate::context::redirect_document(&format!("/claims/{}", claim.id));
    Ok(claim)
}

/// Gives a seat back and goes to the job it belonged to.
#[server(prefix = "/sfn", endpoint = "claims/release")]
pub async fn release_seat(claim: ClaimId) -> Result<Claim, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let claim = backend::claims::service::release(&app, &actor, &claim).await?;
    crate::context::redirect_document(&format!("/jobs/{}", claim.job_id));
    Ok(claim)
}

#[server(prefix = "/sfn", endpoint = "claims/mine", input = Json)]
pub async fn my_claims(query: PageQuery) -> Result<Page<Claim>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::claims::service::mine(&app, &actor, &query).await?)
}

/// The seat, its frozen contract and the draft, which is opened when there is none yet.
#[server(prefix = "/sfn", endpoint = "claims/workbench")]
pub async fn load_workbench(claim: ClaimId) -> Result<Workbench, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::claims::service::workbench(&app, &actor, &claim).await?)
}
