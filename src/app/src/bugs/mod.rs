//! Bug reports of a submission.

pub mod components;
pub mod server_fns;
