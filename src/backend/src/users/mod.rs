//! Accounts.

pub mod export;
pub(crate) mod repo;
pub mod service;
