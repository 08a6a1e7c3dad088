//! Accounts.

pub(crate) mod repo;
pub mod service;
