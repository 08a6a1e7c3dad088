//! What testers hand in.

pub(crate) mod overview;
pub(crate) mod repo;
pub mod rest;
pub mod service;

pub(crate) use repo::{Move, Stored};
