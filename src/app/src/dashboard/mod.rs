//! What needs somebody now.

pub mod components;
pub mod pages;
pub mod server_fns;
