//! Registering, signing in, sessions, and reading who a token belongs to.

pub mod address;
pub mod closing;
pub mod cookies;
pub mod keys;
pub mod passwords;
pub mod recovery;
pub(crate) mod repo;
pub mod rest;
pub mod second_factor;
pub mod service;
pub(crate) mod tickets;
pub mod tokens;
