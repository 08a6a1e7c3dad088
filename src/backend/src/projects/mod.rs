//! What clients have tested.

pub(crate) mod repo;
pub mod rest;
pub mod service;
