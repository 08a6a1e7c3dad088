//! Signing in and out, and who is there.

pub mod components;
pub mod current;
pub mod pages;
pub mod server_fns;
