//! The start page.

pub mod pages;
pub mod server_fns;
