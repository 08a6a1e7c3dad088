//! Files that come in a piece at a time. What has arrived as a whole is handed to the noun that it is for, and is gone here.

pub(crate) mod repo;
pub mod rest;
pub mod service;
pub mod spool;
