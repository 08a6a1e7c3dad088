//! Recordings of the screen as evidence: made in the runner, played beside it and in the review.

pub mod components;
mod player;
mod record;
mod recorder;
pub mod server_fns;

pub use recorder::sending;

pub use record::{RECORD, RecordScreen};
