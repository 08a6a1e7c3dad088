//! Recordings that are on the server already. New ones travel in pieces to REST, as pictures do.

use crate::error::AppError;
use domain::{
    ids::RecordingId,
    recordings::{MarksInput, Recording},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// Puts marks in the place of those that a recording has.
#[server(prefix = "/sfn", endpoint = "recordings/set_marks", input = Json)]
pub async fn set_marks(recording: RecordingId, input: MarksInput) -> Result<Recording, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::recordings::service::set_marks(&app, &actor, &recording, &input).await?)
}

/// Gives back which one is gone.
#[server(prefix = "/sfn", endpoint = "recordings/remove")]
pub async fn remove_recording(recording: RecordingId) -> Result<RecordingId, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    backend::recordings::service::remove(&app, &actor, &recording).await?;
    Ok(recording)
}
