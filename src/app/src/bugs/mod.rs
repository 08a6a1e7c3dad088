//! Bug reports of a submission.

pub mod components;
mod console;
pub mod report;
pub mod server_fns;
