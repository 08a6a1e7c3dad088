//! One's own account.

pub mod pages;
pub mod server_fns;
