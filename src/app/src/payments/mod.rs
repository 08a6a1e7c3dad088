//! Paying: choosing with what, saved methods, and the bank that one is paid out to.

pub mod components;
pub mod pages;
pub mod server_fns;
