//! Disputes, from the browser.

use crate::error::AppError;
use domain::{disputes::Dispute, ids::SubmissionId};
use leptos::prelude::*;

/// The dispute over a submission, if there is one.
#[server(prefix = "/sfn", endpoint = "disputes/load")]
pub async fn load_dispute(submission: SubmissionId) -> Result<Option<Dispute>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::disputes::service::find(&app, &actor, &submission).await?)
}

#[server(prefix = "/sfn", endpoint = "disputes/open")]
pub async fn open_dispute(submission: SubmissionId, #[server(default)] comment: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = domain::disputes::DisputeInput { comment };
    backend::disputes::service::open(&app, &actor, &submission, &input).await?;
    Ok(())
}

/// Those that wait for a ruling.
#[server(prefix = "/sfn", endpoint = "disputes/waiting")]
pub async fn waiting() -> Result<Vec<Dispute>, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let query = domain::page::PageQuery {
        limit: Some(100),
        cursor: None,
    };
    Ok(backend::disputes::service::waiting(&app, &actor, &query).await?.items)
}

#[server(prefix = "/sfn", endpoint = "disputes/rule")]
pub async fn rule_dispute(
    submission: SubmissionId,
    #[server(default)] pay: String,
    #[server(default)] ruling: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if let Some(message) = crate::ui::rules::amount_or_nothing(&pay) {
        return Err(AppError::from(domain::validation::Invalid::one("pay_cents", "unreadable", &message)).noted());
    }
    let input = domain::disputes::RulingInput {
        pay_cents: domain::money::Cents::parse_typed(&pay).map(|c| c.0),
        comment: ruling,
    };
    backend::disputes::service::rule(&app, &actor, &submission, &input, None).await?;
    Ok(())
}
