//! What is handed in, and how its states are shown.

pub mod components;
pub mod server_fns;
