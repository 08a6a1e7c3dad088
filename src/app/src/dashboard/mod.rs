//! What needs somebody now, what they have under way, and figures.

pub mod charts;
pub mod client;
pub mod components;
pub mod pages;
pub mod server_fns;
pub mod tasks;
pub mod tester;
