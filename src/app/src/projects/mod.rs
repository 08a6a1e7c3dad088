//! What clients have tested.

pub mod components;
pub mod pages;
pub mod server_fns;
