//! The audit log of accounts and money; the books have an audit of their own in [`crate::wallet::audit`].

mod repo;
pub mod rest;
pub mod service;
