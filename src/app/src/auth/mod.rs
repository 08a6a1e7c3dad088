//! Signing in and out, and who is there.

pub mod account_fns;
pub mod components;
pub mod current;
pub mod device_fns;
pub mod pages;
pub mod recovery_pages;
pub mod second_factor;
pub mod server_fns;
pub mod settings;
