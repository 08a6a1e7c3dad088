//! Registering, signing in, sessions, and reading who a token belongs to.

pub mod cookies;
pub mod keys;
pub(crate) mod repo;
pub mod rest;
pub mod service;
